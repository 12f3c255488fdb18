#include "content/scalar.h"

#include <stdlib.h>
#include <string.h>

#include "core/quote.h"

size_t
node_line(const struct where *at, const yaml_node_t *node)
{
	if (node->type == YAML_SCALAR_NODE && node->data.scalar.length == 0 && at != NULL)
		return at->line;
	return node->start_mark.line + 1;
}

static const char *
type_name(yaml_node_type_t type)
{
	switch (type) {
	case YAML_SCALAR_NODE:
		return "a single value";
	case YAML_SEQUENCE_NODE:
		return "a list";
	case YAML_MAPPING_NODE:
		return "a group of keys";
	case YAML_NO_NODE:
		break;
	}
	return "nothing";
}

static const char *
default_tag(yaml_node_type_t type)
{
	switch (type) {
	case YAML_SEQUENCE_NODE:
		return YAML_SEQ_TAG;
	case YAML_MAPPING_NODE:
		return YAML_MAP_TAG;
	case YAML_SCALAR_NODE:
	case YAML_NO_NODE:
		break;
	}
	return YAML_STR_TAG;
}

bool
node_is(struct walk *w, const struct field *f, const struct where *at, const yaml_node_t *node,
        yaml_node_type_t wanted)
{
	bool nothing = node->type == YAML_SCALAR_NODE && node->data.scalar.length == 0;

	if (node->type != wanted) {
		report(w->report, at, node_line(at, node),
		       nothing ? said("is empty")
		               : said("must be %s and is %s", type_name(wanted),
		                      type_name(node->type)),
		       said("Write it like this: %s", f->example));
		return false;
	}
	if (strcmp((const char *)node->tag, default_tag(wanted)) != 0) {
		report(w->report, at, node_line(at, node),
		       said("has a YAML tag (a word after '!')"),
		       said("Leave the tag out: %s", f->example));
		return false;
	}
	return true;
}

bool
scalar_is_text(struct span text, const char *besides)
{
	for (size_t i = 0; i < text.n; i++) {
		uint8_t c = text.p[i];
		bool next_is_low = i + 1 < text.n && text.p[i + 1] < 0xa0;
		if ((c < 0x20 || c == 0x7f) && (c == 0 || strchr(besides, c) == NULL))
			return false;
		if (c == 0xc2 && next_is_low) /* U+0080 to U+009F */
			return false;
	}
	return utf8_valid(text);
}

struct span
scalar_trimmed(struct span s)
{
	while (s.n > 0 && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\n'))
		s.n--;
	while (s.n > 0 && (s.p[0] == ' ' || s.p[0] == '\n')) {
		s.p++;
		s.n--;
	}
	return s;
}

static struct span
trimmed(const yaml_node_t *node)
{
	return scalar_trimmed(span(node->data.scalar.value, node->data.scalar.length));
}

static bool
is_word(struct span s, const char *word)
{
	return span_equal(s, span_text(word));
}

/* "not supplied" written otherwise, or words that only hold the place of a text (R64): to readers
 * they would be the office's own. Capitals, brackets and signs around them do not count. */
static bool
holds_place(struct span s)
{
	static const char *const words[] = {
		CONTENT_NOT_SUPPLIED,
		"not yet supplied",
		"insert content",
		"insert content here",
		"insert text",
		"insert text here",
		"placeholder",
		"coming soon",
		"tba",
		"tbd",
		"todo",
		"to be added",
		"to be announced",
		"to be determined",
		"to be done",
		"to be supplied",
		"to be written",
	};
	static const char around[] = " ()[]{}<>.:;!?*_-/\n\xe2\x80\xa6"; /* and the sign … */
	char plain[32];
	size_t n = 0, dots = 0;

	for (; s.n > 0 && strchr(around, s.p[0]) != NULL; s = span(s.p + 1, s.n - 1))
		dots += s.p[0] == '.' ? 1 : s.p[0] == 0xa6 ? 3 : 0;
	if (s.n == 0)
		return dots >= 3;
	while (s.n > 0 && strchr(around, s.p[s.n - 1]) != NULL)
		s.n--;
	if (s.n >= sizeof plain)
		return false;
	for (; n < s.n; n++)
		plain[n] = (char)(s.p[n] >= 'A' && s.p[n] <= 'Z' ? s.p[n] - 'A' + 'a' : s.p[n]);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (is_word(span((const uint8_t *)plain, n), words[i]))
			return true;
	}
	return false;
}

/* Empty, too long, or not plain text. */
static bool
text_fits(struct walk *w, const struct field *f, const struct where *at, const yaml_node_t *node,
          struct span s, size_t max)
{
	struct report *r = w->report;
	size_t line = node_line(at, node);
	bool quoted = node->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;

	if (s.n == 0 || (!quoted && (is_word(s, "~") || is_word(s, "null"))))
		report(r, at, line, said("is empty"), said("Write it like this: %s", f->example));
	else if (!scalar_is_text(s, "\n"))
		report(r, at, line, said("holds a character that is not text, such as a tab"),
		       said("Take the character out; between words write a blank."));
	else if (f->type != FIELD_TEXT && memchr(s.p, '\n', s.n) != NULL)
		report(r, at, line, said("has several lines and must be one"),
		       said("Write it on one line: %s", f->example));
	else if (f->type != FIELD_TEXT && !line_valid(s))
		report(r, at, line,
		       said("holds a character that is not seen, or that turns round what stands "
		            "beside it"),
		       said("Take the character out, or type the text anew."));
	else if (s.n > max)
		report(r, at, line, said("is %zu bytes long, and %zu are the most", s.n, max),
		       said("Shorten it. (A letter with an accent counts as two or more.)"));
	else
		return true;
	return false;
}

/* Leads `text` out of the walk: the value itself as a message, for types that are not text. */
static void
report_value(struct walk *w, const struct where *at, const yaml_node_t *node, const char *wrong,
             char *remedy)
{
	struct span s = trimmed(node);
	char *part = shown((const char *)s.p, s.n);

	report(w->report, at, node_line(at, node),
	       part == NULL ? NULL : said("'%s' %s", part, wrong), remedy);
	free(part);
}

/* Whether a value may be given once for each language. */
static bool
has_languages(const struct walk *w, const struct field *f, const yaml_node_t *node)
{
	return w->wanted.all.n > 1 && node->type == YAML_MAPPING_NODE && f->check == NULL &&
	       (f->flags & FIELD_SAME) == 0 &&
	       (f->type == FIELD_LINE || f->type == FIELD_TEXT || f->type == FIELD_LINES);
}

/* The value in the wanted language, NULL when it is not there; what is missing or too much is
 * reported. */
static const yaml_node_t *
of_language(struct walk *w, const struct where *at, const yaml_node_t *node)
{
	const struct content_texts *all = &w->wanted.all;
	const yaml_node_t *found = NULL;
	size_t line = node_line(at, node);

	for (size_t i = 0; i < all->n; i++) {
		const yaml_node_t *value = walk_value(w, node, all->list[i], &line);

		if (value == NULL)
			report(w->report, at, node_line(at, node),
			       said("has no text in '%s'", all->list[i]),
			       said("Add it: %s: …", all->list[i]));
		else if (strcmp(all->list[i], w->wanted.language) == 0)
			found = value;
	}
	size_t given = (size_t)(node->data.mapping.pairs.top - node->data.mapping.pairs.start);
	if (given > all->n)
		report(w->report, at, node_line(at, node),
		       said("has more than the office's languages"),
		       said("Keep those that 'languages' of office.yaml lists, each once."));
	return found;
}

const char *
scalar_text(struct walk *w, const struct field *f, const struct where *at, const yaml_node_t *node,
            size_t max)
{
	const char *remedy = "";
	struct memory **memory = w->plain;

	if (has_languages(w, f, node)) {
		node = of_language(w, at, node);
		memory = w->memory;
	}
	if (node == NULL || !node_is(w, f, at, node, YAML_SCALAR_NODE))
		return NULL;
	struct span s = trimmed(node);
	if (!text_fits(w, f, at, node, s, max))
		return NULL;
	if (is_word(s, CONTENT_NOT_SUPPLIED)) {
		if ((f->flags & FIELD_UNSUPPLIED) == 0)
			report(w->report, at, node_line(at, node),
			       said("is needed and is not supplied"),
			       said("Write it like this: %s", f->example));
		return NULL;
	}
	if (holds_place(s)) {
		bool open = (f->flags & FIELD_UNSUPPLIED) != 0;
		report_value(w, at, node, "only holds the place of a text",
		             open ? said("Write it just so: not supplied. The pages then say it.")
		                  : said("Write it like this: %s", f->example));
		return NULL;
	}
	const char *text = memory_text(memory, (const char *)s.p, s.n);
	if (text == NULL) {
		w->report->err = ERR_MEMORY;
		return NULL;
	}
	const char *wrong = f->check == NULL ? NULL : f->check(text, &remedy);
	if (wrong == NULL)
		return text;
	char *part = shown(text, s.n);
	report(w->report, at, node_line(at, node),
	       part == NULL ? NULL : said("'%s' %s", part, wrong), said("%s", remedy));
	free(part);
	return NULL;
}

static void
read_flag(struct walk *w, const struct where *at, const yaml_node_t *node, bool *out)
{
	struct span s = trimmed(node);
	bool plain = node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;

	if (plain && (is_word(s, "true") || is_word(s, "false")))
		*out = is_word(s, "true");
	else
		report_value(w, at, node, plain ? "is neither true nor false" : "stands in quotes",
		             said("Write true or false, without quotes."));
}

static void
read_number(struct walk *w, const struct field *f, const struct where *at, const yaml_node_t *node,
            uint32_t *out)
{
	struct span s = trimmed(node);
	uint32_t value = 0;
	bool digits = s.n > 0 && s.n <= 9 && node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;

	if ((f->flags & FIELD_UNSUPPLIED) != 0 && is_word(s, CONTENT_NOT_SUPPLIED))
		return;
	for (size_t i = 0; i < s.n && digits; i++) {
		digits = s.p[i] >= '0' && s.p[i] <= '9' && !(i == 0 && s.p[i] == '0' && s.n > 1);
		value = value * 10 + (uint32_t)(s.p[i] - '0');
	}
	if (!digits)
		report_value(w, at, node, "is not a whole number",
		             said("Write a number from %zu to %zu, in digits and without quotes.",
		                  f->min, f->max));
	else if (value < f->min || value > f->max)
		report_value(w, at, node, "is out of range",
		             said("Write a number from %zu to %zu.", f->min, f->max));
	else
		*out = value;
}

/* "full, arranging only or off" */
static char *
choices_text(const char *const *choices)
{
	char *text = said("%s", choices[0]);

	for (size_t i = 1; text != NULL && choices[i] != NULL; i++) {
		char *longer =
			said("%s%s%s", text, choices[i + 1] == NULL ? " or " : ", ", choices[i]);
		free(text);
		text = longer;
	}
	return text;
}

static void
read_choice(struct walk *w, const struct field *f, const struct where *at, const yaml_node_t *node,
            unsigned *out)
{
	struct span s = trimmed(node);

	for (unsigned i = 0; f->choices[i] != NULL; i++) {
		if (is_word(s, f->choices[i])) {
			*out = i;
			return;
		}
	}
	char *all = choices_text(f->choices);
	report_value(w, at, node, "is not one of the words for this",
	             all == NULL ? NULL : said("Write %s.", all));
	free(all);
}

static unsigned
month_days(unsigned year, unsigned month)
{
	static const unsigned days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap ? 1 : 0);
}

static bool
date_valid(const char *text)
{
	unsigned part[3] = {0, 0, 0};

	for (size_t i = 0; i < 10; i++) {
		bool dash = i == 4 || i == 7;
		if (dash ? text[i] != '-' : text[i] < '0' || text[i] > '9')
			return false; /* the end of a shorter text too */
		unsigned *p = &part[i < 4 ? 0 : i < 7 ? 1 : 2];
		if (!dash)
			*p = *p * 10 + (unsigned)(text[i] - '0');
	}
	return text[10] == '\0' && part[0] >= 1 && part[1] >= 1 && part[1] <= 12 && part[2] >= 1 &&
	       part[2] <= month_days(part[0], part[1]);
}

static void
read_date(struct walk *w, const struct field *f, const struct where *at, const yaml_node_t *node,
          const char **out)
{
	const char *text = scalar_text(w, f, at, node, 80);

	if (text != NULL && !date_valid(text))
		report_value(w, at, node, "is not a date",
		             said("Write year, month and day, like 2026-03-01."));
	else
		*out = text;
}

void
scalar_read(struct walk *w, const struct field *f, const struct where *at, const yaml_node_t *node,
            void *out)
{
	if (!has_languages(w, f, node) && !node_is(w, f, at, node, YAML_SCALAR_NODE))
		return;
	if (f->type != FIELD_TEXT && f->type != FIELD_LINE && f->type != FIELD_DATE &&
	    node->data.scalar.length == 0) {
		report(w->report, at, node_line(at, node), said("is empty"),
		       said("Write it like this: %s", f->example));
		return;
	}
	switch (f->type) {
	case FIELD_LINE:
	case FIELD_TEXT:
		*(const char **)out = scalar_text(w, f, at, node, f->max);
		break;
	case FIELD_DATE:
		read_date(w, f, at, node, out);
		break;
	case FIELD_FLAG:
		read_flag(w, at, node, out);
		break;
	case FIELD_NUMBER:
		read_number(w, f, at, node, out);
		break;
	case FIELD_CHOICE:
		read_choice(w, f, at, node, out);
		break;
	case FIELD_LINES:
	case FIELD_GROUP:
	case FIELD_ROWS:
		break; /* schema.c */
	}
}
