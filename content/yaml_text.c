#include "content/yaml_text.h"

/* What libyaml says, what it mostly means, and what to do. The first that fits. */
static const struct complaint {
	const char *says;
	const char *what;
	const char *remedy;
} complaints[] = {
	{"cannot start any token", "begins with a tab or a sign that has a meaning in YAML",
	 "Indent with blanks, never with tabs; put text that begins with a sign in \"quotes\"."},
	{"mapping values are not allowed", "has a colon where no key can be, or is indented too far",
	 "Put text that holds a colon in \"quotes\", and let keys of one group begin in one column."},
	{"found a tab character", "is indented with a tab", "Indent with blanks, never with tabs."},
	{"could not find expected ':'", "is a line without a colon after its key",
	 "Write a colon and a blank after the key, or indent the line as part of the text above."},
	{"did not find expected key", "does not continue what stands above it",
	 "Let keys of one group begin in one column, and put text with signs in \"quotes\"."},
	{"did not find expected '-' indicator", "does not continue the list above it",
	 "Begin each entry with a hyphen and a blank, all in one column."},
	{"unexpected end of stream", "ends within a text in quotes", "Close the quotation mark."},
	{"unexpected document indicator", "ends within a text in quotes", "Close the quotation mark."},
	{"unknown escape character", "has a backslash within \"quotes\" that stands for nothing",
	 "Write the backslash twice, or use 'single quotes'."},
	{"found undefined alias", "begins with an asterisk, which YAML takes for a reference",
	 "Put the text in \"quotes\"."},
	{"did not find expected alphabetic or numeric", "begins with & or *, which have a meaning in YAML",
	 "Put the text in \"quotes\"."},
	{"control characters are not allowed", "holds a control character",
	 "Take the character out; typing the line anew will do."},
};

/* The line of the first byte that is not UTF-8; 0: all is. No character reaches over a line's end. */
static size_t
first_line_not_utf8(struct span text)
{
	size_t line = 1;

	while (text.n > 0) {
		const uint8_t *end = memchr(text.p, '\n', text.n);
		size_t n = end == NULL ? text.n : (size_t)(end - text.p);
		if (!utf8_valid(span(text.p, n)))
			return line;
		if (end == NULL)
			break;
		text = span(end + 1, text.n - n - 1);
		line++;
	}
	return 0;
}

static size_t
line_at(struct span text, size_t offset)
{
	size_t line = 1;

	for (size_t i = 0; i < offset && i < text.n; i++)
		line += text.p[i] == '\n';
	return line;
}

static void
report_complaint(struct report *r, const yaml_parser_t *parser, struct span text)
{
	const char *says = parser->problem == NULL ? "" : parser->problem;
	size_t n = sizeof(complaints) / sizeof(complaints[0]);
	size_t i = 0;
	size_t line = parser->problem_mark.line + 1;

	while (i < n && strstr(says, complaints[i].says) == NULL)
		i++;
	if (parser->error == YAML_READER_ERROR)
		line = line_at(text, parser->problem_offset);
	/* An open quotation mark is noticed at the end of the file: what helps is where it began. */
	if (i < n && strstr(complaints[i].what, "ends within") != NULL)
		line = parser->context_mark.line + 1;
	if (i < n)
		report(r, NULL, line, said("%s", complaints[i].what), said("%s", complaints[i].remedy));
	else
		report(r, NULL, line, said("is not YAML: %s", says),
		       said("Compare the line and the one above it with offices/mit/office.yaml."));
}

/* A second document, or what cannot be read after the first. */
static int
check_rest(yaml_parser_t *parser, struct span text, struct report *r)
{
	yaml_document_t rest;

	if (yaml_parser_load(parser, &rest) == 0) {
		if (parser->error == YAML_MEMORY_ERROR)
			return ERR_MEMORY;
		report_complaint(r, parser, text);
		return ERR_FORMAT;
	}
	const yaml_node_t *root = yaml_document_get_root_node(&rest);
	if (root != NULL)
		report(r, NULL, rest.start_mark.line + 1, said("begins a second document"),
		       said("Take out the line '---'; one file describes one office."));
	yaml_document_delete(&rest);
	return root == NULL ? 0 : ERR_FORMAT;
}

static int
load(yaml_document_t *out, yaml_parser_t *parser, struct span text, struct report *r)
{
	if (yaml_parser_load(parser, out) == 0) {
		if (parser->error == YAML_MEMORY_ERROR)
			return ERR_MEMORY;
		report_complaint(r, parser, text);
		return ERR_FORMAT;
	}
	int err = 0;
	if (yaml_document_get_root_node(out) == NULL) {
		report(r, NULL, 0, said("is empty"),
		       said("Begin with a copy of offices/mit/office.yaml."));
		err = ERR_FORMAT;
	} else {
		err = check_rest(parser, text, r);
	}
	if (err != 0)
		yaml_document_delete(out);
	return err;
}

int
yaml_text_read(yaml_document_t *out, struct span text, struct report *r)
{
	yaml_parser_t parser;
	size_t line = first_line_not_utf8(text);

	if (line != 0) {
		report(r, NULL, line, said("is not UTF-8 text"),
		       said("Save the file in the encoding UTF-8."));
		return ERR_FORMAT;
	}
	if (yaml_parser_initialize(&parser) == 0)
		return ERR_MEMORY;
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, text.p, text.n);
	int err = load(out, &parser, text, r);
	yaml_parser_delete(&parser);
	return err;
}
