#include "core/trends/prose.h"
#include "core/trends/derived.h"

#include <string.h>

enum { WORD_MAX = 24, DECIMALS_MAX = 6 };

/* A word for a number. Multipliers take what stands before them. */
struct word {
	const char *text;
	int32_t value;
	bool multiplies;
};

static const struct word words[] = {
	{"zero", 0, false},
	{"none", 0, false},
	{"nobody", 0, false},
	{"one", 1, false},
	{"single", 1, false},
	{"once", 1, false}, /* in Spanish eleven; either way it is told, unless 1 is printed */
	{"two", 2, false},
	{"twice", 2, false},
	{"both", 2, false},
	{"three", 3, false},
	{"four", 4, false},
	{"five", 5, false},
	{"six", 6, false},
	{"seven", 7, false},
	{"eight", 8, false},
	{"nine", 9, false},
	{"ten", 10, false},
	{"eleven", 11, false},
	{"twelve", 12, false},
	{"dozen", 12, true},
	{"thirteen", 13, false},
	{"fourteen", 14, false},
	{"fifteen", 15, false},
	{"sixteen", 16, false},
	{"seventeen", 17, false},
	{"eighteen", 18, false},
	{"nineteen", 19, false},
	{"twenty", 20, false},
	{"thirty", 30, false},
	{"forty", 40, false},
	{"fifty", 50, false},
	{"sixty", 60, false},
	{"seventy", 70, false},
	{"eighty", 80, false},
	{"ninety", 90, false},
	{"hundred", 100, true},
	{"thousand", 1000, true},
	{"cero", 0, false},
	{"ninguno", 0, false},
	{"ninguna", 0, false},
	{"nadie", 0, false},
	{"un", 1, false},
	{"uno", 1, false},
	{"una", 1, false},
	{"dos", 2, false},
	{"ambos", 2, false},
	{"ambas", 2, false},
	{"tres", 3, false},
	{"cuatro", 4, false},
	{"cinco", 5, false},
	{"seis", 6, false},
	{"siete", 7, false},
	{"ocho", 8, false},
	{"nueve", 9, false},
	{"diez", 10, false},
	{"doce", 12, false},
	{"docena", 12, true},
	{"trece", 13, false},
	{"catorce", 14, false},
	{"quince", 15, false},
	{"dieciseis", 16, false},
	{"diecisiete", 17, false},
	{"dieciocho", 18, false},
	{"diecinueve", 19, false},
	{"veinte", 20, false},
	{"veintiun", 21, false},
	{"veintiuno", 21, false},
	{"veintiuna", 21, false},
	{"veintidos", 22, false},
	{"veintitres", 23, false},
	{"veinticuatro", 24, false},
	{"veinticinco", 25, false},
	{"veintiseis", 26, false},
	{"veintisiete", 27, false},
	{"veintiocho", 28, false},
	{"veintinueve", 29, false},
	{"treinta", 30, false},
	{"cuarenta", 40, false},
	{"cincuenta", 50, false},
	{"sesenta", 60, false},
	{"setenta", 70, false},
	{"ochenta", 80, false},
	{"noventa", 90, false},
	{"cien", 100, false},
	{"ciento", 100, false},
	{"doscientos", 200, false},
	{"doscientas", 200, false},
	{"trescientos", 300, false},
	{"trescientas", 300, false},
	{"cuatrocientos", 400, false},
	{"cuatrocientas", 400, false},
	{"quinientos", 500, false},
	{"quinientas", 500, false},
	{"seiscientos", 600, false},
	{"seiscientas", 600, false},
	{"setecientos", 700, false},
	{"setecientas", 700, false},
	{"ochocientos", 800, false},
	{"ochocientas", 800, false},
	{"novecientos", 900, false},
	{"novecientas", 900, false},
	{"mil", 1000, true},
};

static uint8_t
byte(struct span text, size_t at)
{
	return at < text.n ? text.p[at] : 0;
}

static bool
is_digit(struct span text, size_t at)
{
	return byte(text, at) >= '0' && byte(text, at) <= '9';
}

static bool
is_letter(struct span text, size_t at)
{
	uint8_t c = byte(text, at) | 0x20;

	return (c >= 'a' && c <= 'z') || byte(text, at) >= 0x80;
}

/* Lower case, and the vowel of an accented one; its length in the text. */
static size_t
fold(struct span text, size_t at, char *out)
{
	static const uint8_t accented[] = {0xa1, 0xa9, 0xad, 0xb3, 0xba};
	uint8_t c = byte(text, at);

	if (c == 0xc3) {
		for (size_t i = 0; i < sizeof accented; i++) {
			if ((byte(text, at + 1) | 0x20) == accented[i]) {
				*out = "aeiou"[i];
				return 2;
			}
		}
	}
	*out = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
	return 1;
}

/* The word at an offset, folded; its length in the text. */
static size_t
read_word(struct span text, size_t at, char out[WORD_MAX])
{
	size_t from = at, n = 0;

	while (is_letter(text, at) && n + 1 < WORD_MAX)
		at += fold(text, at, &out[n++]);
	out[n] = '\0';
	while (is_letter(text, at)) {
		out[0] = '\0'; /* longer than any of ours */
		at++;
	}
	return at - from;
}

static const struct word *
find_word(const char *text)
{
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (strcmp(words[i].text, text) == 0)
			return &words[i];
	}
	return NULL;
}

/* Between two words of one number: a blank, a hyphen, or "and", "y". */
static size_t
past_joint(struct span text, size_t at)
{
	char word[WORD_MAX];
	size_t next = at, n;

	while (byte(text, next) == ' ' || byte(text, next) == '-' || byte(text, next) == '\n')
		next++;
	if (next == at)
		return at;
	n = read_word(text, next, word);
	if (strcmp(word, "and") == 0 || strcmp(word, "y") == 0) {
		next += n;
		while (byte(text, next) == ' ' || byte(text, next) == '\n')
			next++;
	}
	return next;
}

/* Whether a word of this value goes on with a number that so far ends in last. */
static bool
goes_on(int64_t last, const struct word *word)
{
	return word->multiplies ||
	       (last >= 20 && last < 100 && word->value > 0 && word->value < 10) ||
	       (last >= 100 && word->value > 0 && word->value < last);
}

/* "three hundred and twelve" */
static size_t
read_words(struct span text, size_t at, struct prose_number *out)
{
	char folded[WORD_MAX];
	size_t n = read_word(text, at, folded), end = at + n;
	const struct word *word = n > 0 ? find_word(folded) : NULL;
	int64_t total = 0, group, last;

	if (word == NULL)
		return 0;
	group = last = word->value;
	for (;;) {
		size_t next = past_joint(text, end);

		n = next > end ? read_word(text, next, folded) : 0;
		word = n > 0 ? find_word(folded) : NULL;
		if (word == NULL || !goes_on(last, word) || total + group > 999999)
			break;
		if (word->multiplies)
			group = (group > 0 ? group : 1) * word->value;
		else
			group += word->value;
		last = word->value;
		if (word->value == 1000) {
			total += group;
			group = 0;
		}
		end = next + n;
	}
	out->value = total + group;
	return end - at;
}

/* "1,234", "1.234" and "1 234" are a thousand and more; "36.6" and "36,6" are not. */
static size_t
read_digits(struct span text, size_t at, struct prose_number *out)
{
	size_t i = at, groups = 0;

	for (; is_digit(text, i) && out->value < TABLE_VALUE_MAX; i++)
		out->value = out->value * 10 + (byte(text, i) - '0');
	while (i - at <= 3 + 4 * groups && strchr(",. ", byte(text, i)) != NULL &&
	       byte(text, i) != 0 && is_digit(text, i + 1) && is_digit(text, i + 2) &&
	       is_digit(text, i + 3) && !is_digit(text, i + 4) && out->value < TABLE_VALUE_MAX) {
		for (size_t k = i + 1; k <= i + 3; k++)
			out->value = out->value * 10 + (byte(text, k) - '0');
		i += 4;
		groups++;
	}
	if ((byte(text, i) == '.' || byte(text, i) == ',') && is_digit(text, i + 1)) {
		for (i++; is_digit(text, i) && out->decimals < DECIMALS_MAX &&
		          out->value < TABLE_VALUE_MAX;
		     i++) {
			out->value = out->value * 10 + (byte(text, i) - '0');
			out->decimals++;
		}
	}
	while (is_digit(text, i))
		i++;
	return i - at;
}

/* "%", "per cent", "percent", "por ciento" */
static bool
percent_follows(struct span text, size_t at)
{
	char word[WORD_MAX];
	size_t n;

	/* a no-break space too */
	while (byte(text, at) == ' ' || byte(text, at) == 0xc2 || byte(text, at) == 0xa0)
		at++;
	if (byte(text, at) == '%')
		return true;
	n = read_word(text, at, word);
	if (strcmp(word, "percent") == 0)
		return true;
	if (strcmp(word, "per") != 0 && strcmp(word, "por") != 0)
		return false;
	(void)read_word(text, at + n + 1, word);
	return strcmp(word, "cent") == 0 || strcmp(word, "ciento") == 0;
}

bool
prose_next(struct span text, size_t *from, struct prose_number *out)
{
	size_t at = *from;

	while (at < text.n) {
		char word[WORD_MAX];
		size_t n;

		*out = (struct prose_number){.at = at};
		n = is_digit(text, at)    ? read_digits(text, at, out)
		    : is_letter(text, at) ? read_words(text, at, out)
		                          : 0;
		if (n > 0) {
			out->n = n;
			out->is_percent = percent_follows(text, at + n);
			*from = at + n;
			return true;
		}
		n = read_word(text, at, word);
		at += n > 0 ? n : 1;
	}
	*from = at;
	return false;
}

/* ---- against the table ---- */

/* Whether a printed part of a printed total is this percentage of it. */
static bool
is_share_of_line(const struct table *t, const struct line *l, const struct prose_number *n)
{
	const struct cell *total = &t->cells[t->terms[l->first].cell];

	for (size_t i = 1; i < l->count && !l->is_range; i++) {
		const struct cell *part = &t->cells[t->terms[l->first + i].cell];
		int64_t share;

		if (derived_percent(&share, part, total, n->decimals) == 0 && share == n->value)
			return true;
	}
	return false;
}

bool
prose_is_printed(const struct table *t, const struct prose_number *n)
{
	for (size_t i = 0; i < t->cell_count && n->decimals == 0; i++) {
		if (t->cells[i].status == CELL_PUBLISHED && t->cells[i].value == n->value)
			return true;
	}
	for (size_t l = 0; l < t->line_count && n->is_percent; l++) {
		if (t->lines[l].count > 0 && is_share_of_line(t, &t->lines[l], n))
			return true;
	}
	return false;
}

static void
check_text(struct buf *notes, const struct table *t, struct span text)
{
	struct prose_number n;
	size_t from = 0;

	while (prose_next(text, &from, &n)) {
		if (prose_is_printed(t, &n))
			continue;
		buf_put_text(notes, "the text of ");
		buf_put_text(notes, t->name);
		buf_put_text(notes, " says \"");
		buf_put(notes, text.p + n.at, n.n);
		buf_put_text(notes, n.is_percent ? " per cent" : "");
		buf_put_text(notes, "\", which no table prints\n");
	}
}

/* "text": a string, or a list of strings. */
void
prose_check(struct buf *notes, const struct table *t, struct arena *a)
{
	struct scan s = scan(t->text), inner;
	struct span name, token;
	bool first = true, first_inner = true;

	scan_open(&s, '{');
	while (scan_member(&s, &first, &name)) {
		token = scan_value(&s);
		if (!span_equal(name, span_text("text")) || token.n == 0)
			continue;
		if (token.p[0] == '"')
			check_text(notes, t, scan_name(a, token));
		if (token.p[0] != '[')
			continue;
		inner = scan(token);
		scan_open(&inner, '[');
		while (scan_element(&inner, &first_inner))
			check_text(notes, t, scan_name(a, scan_string(&inner)));
	}
}
