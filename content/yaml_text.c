#include "content/yaml_text.h"

#include <string.h>

enum { DEPTH_MAX = 8 };

/* What libyaml says, what it mostly means, and what to do. The first that fits. */
struct complaint {
	const char *says;
	bool at_start; /* what helps is the line where the open thing began, not where it was missed
	                */
	const char *what;
	const char *remedy;
};
static const struct complaint complaints[] = {
	{"cannot start any token", false, "has a text that begins with a sign of YAML's own",
         "Put the text in \"quotes\"."},
	{"mapping values are not allowed", false,
         "has a colon where no key can be, or is indented too far",
         "Put text that holds a colon in \"quotes\", and let keys of one group begin in one "
         "column."},
	{"could not find expected ':'", true, "has no colon after its key",
         "Write a colon and a blank after the key, or indent the line as part of the text above."},
	{"did not find expected key", false, "does not continue what stands above it",
         "Let keys of one group begin in one column, and see that quotation marks above are "
         "closed."},
	{"did not find expected '-' indicator", false, "does not continue the list above it",
         "Begin each entry with a hyphen and a blank, all in one column."},
	{"did not find expected ',' or", true, "opens a bracket that is not closed",
         "Close it, or write the list with one hyphen a line."},
	{"unexpected end of stream", true, "opens a quotation mark that is not closed",
         "Close the quotation mark."},
	{"unexpected document indicator", true, "opens a quotation mark that is not closed",
         "Close the quotation mark."},
	{"unknown escape character", false,
         "has a backslash within \"quotes\" that stands for nothing",
         "Write the backslash twice, or use 'single quotes'."},
	{"expected comment or line break", false, "has text after | or >",
         "Begin the text on the next line, indented."},
	{"expected <document start>", false, "stands after the end of the text ('...')",
         "Take out the line '...'; one file describes one office."},
	{"found undefined alias", false, "begins with *, which YAML takes for a reference",
         "Put the text in \"quotes\"."},
	{"expected alphabetic or numeric", false,
         "begins with & or *, which have a meaning in YAML", "Put the text in \"quotes\"."},
	{"control characters are not allowed", false, "holds a control character",
         "Take the character out; typing the line anew will do."},
};

/*
 * Whether a line holds what libyaml, but hardly an editor, takes for a line's
 * end (CR alone, U+0085, U+2028, U+2029): lines would be counted differently.
 */
static bool
has_odd_break(struct span s)
{
	for (size_t i = 0; i < s.n; i++) {
		const uint8_t *p = s.p + i;
		size_t left = s.n - i;
		if (p[0] == '\r' && left > 1)
			return true;
		if (left > 1 && p[0] == 0xc2 && p[1] == 0x85)
			return true;
		if (left > 2 && p[0] == 0xe2 && p[1] == 0x80 && (p[2] == 0xa8 || p[2] == 0xa9))
			return true;
	}
	return false;
}

/* Reports the first line that is not plain text. No character reaches over a line's end. */
static int
check_lines(struct span text, struct report *r)
{
	for (size_t line = 1; text.n > 0; line++) {
		const uint8_t *end = memchr(text.p, '\n', text.n);
		size_t n = end == NULL ? text.n : (size_t)(end - text.p);
		if (!utf8_valid(span(text.p, n))) {
			report(r, NULL, line, said("is not UTF-8 text"),
			       said("Save the file in the encoding UTF-8."));
			return ERR_FORMAT;
		}
		if (has_odd_break(span(text.p, n))) {
			report(r, NULL, line,
			       said("holds a line break that most programs do not show"),
			       said("Type the line anew, or save the file with ordinary line "
			            "ends."));
			return ERR_FORMAT;
		}
		if (end == NULL)
			break;
		text = span(end + 1, text.n - n - 1);
	}
	return 0;
}

/* The line of a byte; the last one for those past the end. */
static size_t
line_at(struct span text, size_t offset)
{
	size_t line = 1;

	for (size_t i = 0; i < offset && i + 1 < text.n; i++)
		line += text.p[i] == '\n';
	return line;
}

/* libyaml has no one complaint for this, the commonest slip of all. */
static bool
tab_indented(struct span text, size_t line)
{
	size_t i = 0;

	for (; line > 1 && i < text.n; i++)
		line -= text.p[i] == '\n';
	while (i < text.n && text.p[i] == ' ')
		i++;
	return i < text.n && text.p[i] == '\t';
}

static const struct complaint *
complaint_of(const yaml_parser_t *parser, struct span text)
{
	static const struct complaint tab = {"", false, "is indented with a tab",
	                                     "Indent with blanks, never with tabs."};
	const char *says = parser->problem == NULL ? "" : parser->problem;

	if (parser->error == YAML_SCANNER_ERROR &&
	    tab_indented(text, parser->problem_mark.line + 1))
		return &tab;
	for (size_t i = 0; i < sizeof(complaints) / sizeof(complaints[0]); i++)
		if (strstr(says, complaints[i].says) != NULL)
			return &complaints[i];
	return NULL;
}

static void
report_complaint(struct report *r, const yaml_parser_t *parser, struct span text)
{
	const struct complaint *c = complaint_of(parser, text);
	size_t line = parser->problem_mark.line + 1;

	if (parser->error == YAML_READER_ERROR)
		line = line_at(text, parser->problem_offset);
	else if (c != NULL && c->at_start)
		line = parser->context_mark.line + 1;
	if (line > line_at(text, text.n))
		line = line_at(text, text.n); /* the end counts as a line of its own */
	if (c != NULL)
		report(r, NULL, line, said("%s", c->what), said("%s", c->remedy));
	else
		report(r, NULL, line,
		       said("is not YAML: %s", parser->problem == NULL ? "" : parser->problem),
		       said("Compare the line and the one above it with a file like it in "
		            "offices/example."));
}

static int
start(yaml_parser_t *parser, struct span text)
{
	if (yaml_parser_initialize(parser) == 0)
		return ERR_MEMORY;
	yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(parser, text.p, text.n);
	return 0;
}

static int
complain(struct report *r, const yaml_parser_t *parser, struct span text)
{
	if (parser->error == YAML_MEMORY_ERROR)
		return ERR_MEMORY;
	report_complaint(r, parser, text);
	return ERR_FORMAT;
}

struct shape {
	size_t depth;
	size_t documents;
};

/* Counts an event into shape; ERR_FORMAT, reported, when it makes the text none of ours. */
static int
check_event(const yaml_event_t *e, struct shape *shape, struct report *r)
{
	size_t line = e->start_mark.line + 1;

	if (e->type == YAML_MAPPING_START_EVENT || e->type == YAML_SEQUENCE_START_EVENT)
		shape->depth++;
	if (e->type == YAML_MAPPING_END_EVENT || e->type == YAML_SEQUENCE_END_EVENT)
		shape->depth--;
	if (e->type == YAML_DOCUMENT_START_EVENT)
		shape->documents++;
	if (shape->depth > DEPTH_MAX)
		report(r, NULL, line, said("is nested too deeply"),
		       said("Take out brackets and indents; %d levels are the most.", DEPTH_MAX));
	else if (shape->documents > 1)
		report(r, NULL, line, said("begins a second document"),
		       said("Take out the line '---'; one file describes one office."));
	else if (e->type == YAML_STREAM_END_EVENT && shape->documents == 0)
		report(r, NULL, 0, said("is empty"),
		       said("Begin with a copy of one like it in offices/example."));
	else
		return 0;
	return ERR_FORMAT;
}

/*
 * A first look, event by event: libyaml takes a time that grows with the square
 * of the depth of brackets, and knows no limit of its own.
 */
static int
check_events(struct span text, struct report *r)
{
	struct shape shape = {0, 0};
	yaml_parser_t parser;
	bool end = false;

	int err = start(&parser, text);
	if (err != 0)
		return err;
	while (err == 0 && !end) {
		yaml_event_t event;
		if (yaml_parser_parse(&parser, &event) == 0) {
			err = complain(r, &parser, text);
			break;
		}
		err = check_event(&event, &shape, r);
		end = event.type == YAML_STREAM_END_EVENT;
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
	return err;
}

int
yaml_text_read(yaml_document_t *out, struct span text, struct report *r)
{
	static const uint8_t mark[] = {0xef, 0xbb, 0xbf};
	yaml_parser_t parser;

	/* a byte order mark, which some editors begin UTF-8 with */
	if (text.n >= sizeof(mark) && memcmp(text.p, mark, sizeof(mark)) == 0)
		text = span(text.p + sizeof(mark), text.n - sizeof(mark));
	if (text.n == 0)
		text = span("", 0); /* libyaml wants somewhere to look */
	int err = check_lines(text, r);
	if (err == 0)
		err = check_events(text, r);
	if (err == 0)
		err = start(&parser, text);
	if (err != 0)
		return err;
	if (yaml_parser_load(&parser, out) == 0)
		err = complain(r, &parser, text);
	yaml_parser_delete(&parser);
	return err;
}
