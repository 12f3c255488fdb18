#include "core/trends/codes.h"

#include <string.h>

#include "core/codes_data.h"

enum { FIELDS_MAX = 4, WORD_MAX = 24, PLAIN_MAX = 64 };

/* ---- single codes ---- */

static uint8_t
lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c - 'A' + 'a') : c;
}

/* Category and letter of a code as it is typed; 0 for what is not there. */
static bool
parts(struct span typed, unsigned *category, unsigned *letter)
{
	uint8_t first = typed.n > 0 ? lower(typed.p[0]) : 0;
	size_t at = typed.n == 3 && typed.p[1] == '.' ? 2 : 1;

	*category = first >= '1' && first <= '9' ? first - '0' : 0;
	*letter = 0;
	if (*category == 0 && first != 'x')
		return false;
	if (typed.n == 1)
		return true;
	if (typed.n != at + 1 || lower(typed.p[at]) < 'a' || lower(typed.p[at]) > 'z')
		return false;
	*letter = lower(typed.p[at]) - 'a' + 1U;
	return true;
}

int
code_read(uint8_t *out, struct span typed)
{
	unsigned category, letter;

	if (!parts(typed, &category, &letter) || (category > 0 && letter == 0) ||
	    (category == 0 && letter > CODES_LOCAL_MAX))
		return ERR_FORMAT;
	*out = (uint8_t)(category == 0 ? CODE_OTHER + letter
	                               : (category - 1) * CODE_LETTERS + letter);
	return 0;
}

void
code_text(char out[CODE_TEXT_MAX], uint8_t code)
{
	unsigned category = code_category(code);
	unsigned letter = category > 0        ? code - (category - 1) * CODE_LETTERS
	                  : code > CODE_OTHER ? code - (unsigned)CODE_OTHER
	                                      : 0;

	memset(out, 0, CODE_TEXT_MAX);
	if (code == CODE_NONE)
		return;
	out[0] = category == 0 ? 'x' : (char)('0' + category);
	if (letter == 0)
		return;
	out[1] = '.';
	out[2] = (char)('a' + letter - 1);
}

unsigned
code_category(uint8_t code)
{
	return code == CODE_NONE || code >= CODE_OTHER ? 0 : 1 + (code - 1U) / CODE_LETTERS;
}

const struct code_row *
codes_row(const struct codes *c, uint8_t code)
{
	for (size_t i = 0; i < c->n; i++) {
		if (c->rows[i].code == code)
			return &c->rows[i];
	}
	return NULL;
}

/* ---- reading a list ---- */

struct reading_codes {
	struct codes *c;
	struct codes_problem *why;
};

static int
amiss(const struct reading_codes *r, const char *what)
{
	r->why->what = what;
	return ERR_FORMAT;
}

static struct span
next_field(struct span *rest, uint8_t mark)
{
	const uint8_t *end = rest->n == 0 ? NULL : memchr(rest->p, mark, rest->n);
	struct span field = span(rest->p, end == NULL ? rest->n : (size_t)(end - rest->p));
	size_t skip = end == NULL ? rest->n : field.n + 1;

	*rest = span(rest->p + skip, rest->n - skip);
	while (field.n > 0 && field.p[0] == ' ')
		field = span(field.p + 1, field.n - 1);
	while (field.n > 0 && field.p[field.n - 1] == ' ')
		field.n--;
	return field;
}

static int
add_row(struct codes *c, const struct code_row *row)
{
	size_t at = c->n;

	if (codes_row(c, row->code) != NULL || c->n == CODES_MAX)
		return ERR_FORMAT;
	while (at > 0 && c->rows[at - 1].code > row->code)
		at--;
	memmove(c->rows + at + 1, c->rows + at, (c->n - at) * sizeof *c->rows);
	c->rows[at] = *row;
	c->n++;
	return 0;
}

static int
read_code(const struct reading_codes *r, const struct span fields[FIELDS_MAX])
{
	struct code_row row = {CODE_NONE, fields[1], fields[2], fields[3], SPAN_NONE};
	unsigned category, letter;

	if (!parts(fields[0], &category, &letter) || category == 0)
		return amiss(r, "begins with what is no code, such as 2.m");
	if (row.name.n == 0 || row.about.n == 0)
		return amiss(r, "has a code without a name and a description after it, parted by "
		                "tabs");
	if (letter == 0) {
		if (r->c->categories[category - 1].name.n > 0)
			return amiss(r, "has a category that stands above already");
		r->c->categories[category - 1] = row;
		return 0;
	}
	if (r->c->categories[category - 1].name.n == 0)
		return amiss(r, "has a code whose category does not stand above it");
	if (code_read(&row.code, fields[0]) != 0 || add_row(r->c, &row) != 0)
		return amiss(r, "has a code that stands above already");
	return 0;
}

static int
read_typical(const struct reading_codes *r, const struct span fields[FIELDS_MAX])
{
	struct codes_typical *t = &r->c->typical[r->c->typical_n];
	struct span rest = fields[2];

	if (r->c->typical_n == CODES_TYPICAL_MAX || fields[1].n == 0 || rest.n == 0)
		return amiss(r, "is one typical concern too many, or one without text or codes");
	*t = (struct codes_typical){.text = fields[1]};
	while (rest.n > 0) {
		struct span code = next_field(&rest, ',');

		if (t->n == CODES_TYPICAL_CODES || code_read(&t->codes[t->n], code) != 0 ||
		    codes_row(r->c, t->codes[t->n]) == NULL)
			return amiss(r, "has a typical concern with a code that is not above it");
		t->n++;
	}
	r->c->typical_n++;
	return 0;
}

static int
read_row(const struct reading_codes *r, struct span line)
{
	struct span fields[FIELDS_MAX] = {SPAN_NONE};
	const struct {
		const char *name;
		struct span *out;
	} heads[] = {{"name", &r->c->name}, {"version", &r->c->version}, {"origin", &r->c->origin}};

	for (size_t i = 0; i < FIELDS_MAX; i++)
		fields[i] = next_field(&line, '\t');
	if (line.n > 0)
		return amiss(r, "has more than four fields");
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
		if (!span_equal(fields[0], span_text(heads[i].name)))
			continue;
		*heads[i].out = fields[1];
		return fields[1].n > 0 ? 0 : amiss(r, "has a head without a text after its tab");
	}
	if (span_equal(fields[0], span_text("typical")))
		return read_typical(r, fields);
	return read_code(r, fields);
}

/* What is listed nowhere is never refused (R48). */
static int
check_codes(const struct reading_codes *r)
{
	struct code_row other = {CODE_OTHER, span_text("Other, not listed"),
	                         span_text("whatever none of the others is"),
	                         span_text("other, else, something"), SPAN_NONE};

	if (r->c->name.n == 0 || r->c->version.n == 0 || r->c->origin.n == 0)
		return amiss(r, "is the last, and name, version or origin did not come");
	if (r->c->n == 0)
		return amiss(r, "is the last, and there was no code");
	return add_row(r->c, &other);
}

int
codes_read(struct codes *out, struct codes_problem *why, struct span text)
{
	struct reading_codes r = {out, why};
	int rc = 0;

	*out = (struct codes){0};
	*why = (struct codes_problem){0};
	while (rc == 0 && text.n > 0) {
		struct span line = next_field(&text, '\n');

		why->line++;
		if (!utf8_valid(line))
			rc = amiss(&r, "is not UTF-8");
		else if (line.n > 0 && line.p[0] != '#')
			rc = read_row(&r, line);
	}
	return rc != 0 ? rc : check_codes(&r);
}

int
codes_usual(struct codes *out)
{
	struct codes_problem why;

	return codes_read(out, &why, span(codes_data, sizeof codes_data)) == 0 ? 0 : ERR_INTERNAL;
}

int
codes_add(struct codes *c, struct span code, struct span name, struct span words)
{
	struct code_row row = {CODE_NONE, name, name, words, SPAN_NONE};

	if (code_read(&row.code, code) != 0 || row.code < CODE_LOCAL)
		return ERR_FORMAT;
	return add_row(c, &row);
}

/* The row of a code as it is typed, or NULL. */
static struct code_row *
row_of(struct codes *c, struct span typed)
{
	uint8_t code;

	for (size_t i = 0; code_read(&code, typed) == 0 && i < c->n; i++) {
		if (c->rows[i].code == code)
			return &c->rows[i];
	}
	return NULL;
}

void
codes_also(struct codes *c, struct span text)
{
	while (text.n > 0) {
		struct span rest = next_field(&text, ';');
		struct code_row *row = row_of(c, next_field(&rest, ' '));

		if (row != NULL)
			row->also = rest;
	}
}

/* ---- finding ---- */

/* Small letters without accents, of as much as fits. */
struct plain {
	size_t n;
	uint8_t p[PLAIN_MAX];
};

static struct plain
plain(struct span text)
{
	/* of U+00C0 to U+00DF, and of those 32 after them */
	static const char letters[] = "aaaaaaaceeeeiiiidnoooooxouuuuyts";
	struct plain out = {0};

	for (size_t i = 0; i < text.n && out.n < PLAIN_MAX; i++) {
		bool latin = text.p[i] == 0xc3 && i + 1 < text.n;

		out.p[out.n++] = latin ? (uint8_t)letters[text.p[++i] & 31] : lower(text.p[i]);
	}
	return out;
}

/* The fewest letters to change, add or leave out; both at most WORD_MAX. */
static size_t
distance(const struct plain *a, const struct plain *b)
{
	size_t row[WORD_MAX + 1];

	for (size_t j = 0; j <= b->n; j++)
		row[j] = j;
	for (size_t i = 1; i <= a->n; i++) {
		size_t corner = row[0];

		row[0] = i;
		for (size_t j = 1; j <= b->n; j++) {
			size_t change = corner + (a->p[i - 1] != b->p[j - 1]);
			size_t least = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;

			corner = row[j];
			row[j] = change < least ? change : least;
		}
	}
	return row[b->n];
}

enum { FAR = 99 };

/* How far a word is from what was typed. */
static unsigned
word_rank(struct span text, const struct plain *typed)
{
	const struct plain word = plain(text);

	if (word.n >= typed->n && memcmp(word.p, typed->p, typed->n) == 0)
		return word.n == typed->n ? 0 : 2;
	if (typed->n < 4 || word.n < 4 || typed->n > WORD_MAX || word.n > WORD_MAX)
		return FAR;
	switch (distance(&word, typed)) {
	case 1:
		return 4;
	case 2:
		return typed->n > 5 ? 6 : FAR;
	default:
		return FAR;
	}
}

static unsigned
least_rank(struct span text, const struct plain *typed, const char *marks, unsigned more)
{
	unsigned least = FAR;

	while (text.n > 0) {
		size_t n = 0;
		unsigned rank;

		while (n < text.n && strchr(marks, text.p[n]) == NULL)
			n++;
		rank = n == 0 ? FAR : word_rank(span(text.p, n), typed) + more;
		least = rank < least ? rank : least;
		while (n < text.n && strchr(marks, text.p[n]) != NULL)
			n++;
		text = span(text.p + n, text.n - n);
	}
	return least;
}

static unsigned
lesser(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Of whole entries, or of single words in them. */
static unsigned
words_rank(struct span words, const struct plain *typed)
{
	return lesser(least_rank(words, typed, ",", 0), least_rank(words, typed, ", ", 1));
}

/* The everyday words stand before those of the name. */
static unsigned
row_rank(const struct code_row *row, const struct plain *typed)
{
	unsigned words = lesser(words_rank(row->words, typed), words_rank(row->also, typed));
	unsigned name = lesser(least_rank(row->name, typed, " /,-", 1),
	                       least_rank(row->name, typed, "\n", 0));

	return lesser(words, name);
}

/* What is no code, and begins as one: "2mm" is near 2.m. typed: at least one letter. */
static bool
begun(struct span typed, unsigned *category, unsigned *letter)
{
	struct span start = span(typed.p, typed.n > 2 && typed.p[1] == '.' ? 3 : 2);

	if (typed.p[0] < '1' || typed.p[0] > '9')
		return false;
	if (typed.n < start.n || !parts(start, category, letter))
		(void)parts(span(typed.p, 1), category, letter);
	return true;
}

/* Of a code that is none: those of its category, by their letters; else FAR. */
static unsigned
code_rank(const struct code_row *row, unsigned category, unsigned letter)
{
	unsigned of = code_category(row->code), at;

	if (of != category || (category == 0 && row->code < CODE_OTHER))
		return FAR;
	at = category > 0 ? row->code - (category - 1) * CODE_LETTERS
	                  : row->code - (unsigned)CODE_OTHER;
	return at > letter ? at - letter : letter - at;
}

static void
keep_nearest(uint8_t *out, unsigned *ranks, size_t *n, uint8_t code, unsigned rank)
{
	size_t at = *n;

	while (at > 0 && ranks[at - 1] > rank)
		at--;
	if (at == CODES_FOUND_MAX)
		return;
	*n += *n < CODES_FOUND_MAX;
	for (size_t i = *n - 1; i > at; i--) {
		out[i] = out[i - 1];
		ranks[i] = ranks[i - 1];
	}
	out[at] = code;
	ranks[at] = rank;
}

size_t
codes_find(const struct codes *c, struct span typed, uint8_t out[CODES_FOUND_MAX])
{
	const struct plain letters = plain(typed);
	unsigned ranks[CODES_FOUND_MAX], category, letter;
	size_t n = 0;
	bool code;

	if (typed.n == 0)
		return 0;
	code = parts(typed, &category, &letter) || begun(typed, &category, &letter);
	for (size_t i = 0; i < c->n; i++) {
		const struct code_row *row = &c->rows[i];
		unsigned rank = code ? code_rank(row, category, letter) : row_rank(row, &letters);

		if (rank < FAR)
			keep_nearest(out, ranks, &n, row->code, rank);
	}
	return n;
}
