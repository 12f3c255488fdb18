#include "core/trends/scan.h"

#include <string.h>

enum { DIGITS_MAX = 18 };

struct scan
scan(struct span text)
{
	struct scan s = {.text = text};
	struct utf8 u = {0};
	size_t at = 0;

	if (utf8_valid(text))
		return s;
	while (at < text.n && utf8_take(&u, span(text.p + at, 1)))
		at++;
	scan_fail_at(&s, at, "this is not UTF-8 text");
	return s;
}

void
scan_fail_at(struct scan *s, size_t at, const char *wrong)
{
	if (s->wrong != NULL)
		return;
	s->wrong = wrong;
	s->wrong_at = at;
	s->at = s->text.n;
}

void
scan_fail(struct scan *s, const char *wrong)
{
	scan_fail_at(s, s->at, wrong);
}

uint8_t
scan_peek(struct scan *s)
{
	while (s->at < s->text.n) {
		uint8_t c = s->text.p[s->at];

		if (c != ' ' && c != '\t' && c != '\n' && c != '\r')
			return c;
		s->at++;
	}
	return 0;
}

void
scan_end(struct scan *s)
{
	if (scan_peek(s) != 0 || s->at < s->text.n)
		scan_fail(s, "something stands after the end");
}

void
scan_open(struct scan *s, uint8_t kind)
{
	if (scan_peek(s) == kind)
		s->at++;
	else
		scan_fail(s, kind == '{' ? "an object is wanted here" : "a list is wanted here");
}

/* Between '{' or '[' and its end: whether one more comes. */
static bool
one_more(struct scan *s, bool *first, uint8_t end)
{
	uint8_t c = scan_peek(s);

	if (s->wrong != NULL)
		return false;
	if (c == end) {
		s->at++;
		return false;
	}
	if (!*first) {
		if (c != ',') {
			scan_fail(s, "a comma is wanted here");
			return false;
		}
		s->at++;
	}
	*first = false;
	return true;
}

bool
scan_element(struct scan *s, bool *first)
{
	return one_more(s, first, ']');
}

bool
scan_member(struct scan *s, bool *first, struct span *name)
{
	if (!one_more(s, first, '}'))
		return false;
	*name = scan_string(s);
	if (s->wrong == NULL && scan_peek(s) != ':')
		scan_fail(s, "a colon is wanted here");
	if (s->wrong != NULL)
		return false;
	s->at++;
	*name = span(name->p + 1, name->n - 2);
	return true;
}

static bool
is_digit(const struct scan *s, size_t at)
{
	return at < s->text.n && s->text.p[at] >= '0' && s->text.p[at] <= '9';
}

static bool
is_one_of(const struct scan *s, size_t at, uint8_t a, uint8_t b)
{
	return at < s->text.n && (s->text.p[at] == a || s->text.p[at] == b);
}

static size_t
digits(const struct scan *s, size_t at)
{
	while (is_digit(s, at))
		at++;
	return at;
}

/* Past a number; the same offset when there is none. */
static size_t
past_number(const struct scan *s, size_t from)
{
	size_t at = from + is_one_of(s, from, '-', '-'), end;

	end = is_one_of(s, at, '0', '0') ? at + 1 : digits(s, at);
	if (end == at)
		return from;
	at = end;
	if (is_one_of(s, at, '.', '.')) {
		end = digits(s, at + 1);
		if (end == at + 1)
			return from;
		at = end;
	}
	if (is_one_of(s, at, 'e', 'E')) {
		size_t exponent = at + 1 + is_one_of(s, at + 1, '+', '-');

		end = digits(s, exponent);
		if (end == exponent)
			return from;
		at = end;
	}
	return at;
}

int64_t
scan_whole(struct scan *s)
{
	bool negative;
	size_t from, end;
	int64_t n = 0;

	(void)scan_peek(s);
	from = s->at;
	end = past_number(s, from);
	negative = is_one_of(s, from, '-', '-');
	if (end == from || digits(s, from + negative) != end) {
		scan_fail(s, "a whole number is wanted here");
		return 0;
	}
	if (end - from - negative > DIGITS_MAX) {
		scan_fail(s, "this number is too large");
		return 0;
	}
	for (size_t i = from + negative; i < end; i++)
		n = n * 10 + (s->text.p[i] - '0');
	s->at = end;
	return negative ? -n : n;
}

static bool
take_word(struct scan *s, const char *word)
{
	size_t n = strlen(word);

	(void)scan_peek(s);
	if (s->text.n - s->at < n || memcmp(s->text.p + s->at, word, n) != 0)
		return false;
	s->at += n;
	return true;
}

bool
scan_bool(struct scan *s)
{
	if (take_word(s, "true"))
		return true;
	if (!take_word(s, "false"))
		scan_fail(s, "true or false is wanted here");
	return false;
}

bool
scan_null(struct scan *s)
{
	return s->wrong == NULL && take_word(s, "null");
}

static int
hex_digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Four hex digits; -1 when there are none. */
static int32_t
hex_four(struct span text, size_t at)
{
	int32_t n = 0;

	if (text.n < at || text.n - at < 4)
		return -1;
	for (size_t i = at; i < at + 4; i++) {
		int digit = hex_digit(text.p[i]);

		if (digit < 0)
			return -1;
		n = n << 4 | digit;
	}
	return n;
}

struct span
scan_string(struct scan *s)
{
	size_t from, at;

	if (scan_peek(s) != '"') {
		scan_fail(s, "a string is wanted here");
		return span("\"\"", 2);
	}
	from = s->at;
	for (at = from + 1; at < s->text.n && s->text.p[at] != '"'; at++) {
		if (s->text.p[at] < 0x20)
			break;
		if (s->text.p[at] != '\\')
			continue;
		at++;
		if (at >= s->text.n || strchr("\"\\/bfnrtu", s->text.p[at]) == NULL ||
		    (s->text.p[at] == 'u' && hex_four(s->text, at + 1) <= 0))
			break;
	}
	if (at >= s->text.n || s->text.p[at] != '"') {
		scan_fail_at(s, at < s->text.n ? at : from, "this string is not one of JSON");
		return span("\"\"", 2);
	}
	s->at = at + 1;
	return span(s->text.p + from, s->at - from);
}

/* A value that is no list and no object. */
static void
skip_plain(struct scan *s)
{
	uint8_t c = scan_peek(s);
	size_t end;

	if (c == '"') {
		(void)scan_string(s);
		return;
	}
	if (take_word(s, "null") || take_word(s, "true") || take_word(s, "false"))
		return;
	end = past_number(s, s->at);
	if (end == s->at)
		scan_fail(s, "a value is wanted here");
	else
		s->at = end;
}

/* Lists and objects that are open, innermost last, and whether something stood in each. */
struct nesting {
	uint8_t kind[SCAN_DEPTH_MAX];
	bool first[SCAN_DEPTH_MAX];
	unsigned depth;
};

/* One value, or the beginning of one that holds others. */
static void
skip_one(struct scan *s, struct nesting *n)
{
	uint8_t c = scan_peek(s);

	if (c != '{' && c != '[') {
		skip_plain(s);
		return;
	}
	if (n->depth == SCAN_DEPTH_MAX) {
		scan_fail(s, "this is nested too deeply");
		return;
	}
	scan_open(s, c);
	n->kind[n->depth] = c;
	n->first[n->depth++] = true;
}

struct span
scan_value(struct scan *s)
{
	struct nesting n = {.depth = 0};
	struct span name;
	size_t from;

	(void)scan_peek(s);
	from = s->at;
	skip_one(s, &n);
	while (n.depth > 0 && s->wrong == NULL) {
		bool more = n.kind[n.depth - 1] == '{'
		                    ? scan_member(s, &n.first[n.depth - 1], &name)
		                    : scan_element(s, &n.first[n.depth - 1]);

		if (more)
			skip_one(s, &n);
		else
			n.depth--;
	}
	return s->wrong == NULL ? span(s->text.p + from, s->at - from) : SPAN_NONE;
}

static size_t
put_utf8(uint8_t *out, uint32_t c)
{
	if (c < 0x80) {
		out[0] = (uint8_t)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (uint8_t)(0xc0 | c >> 6);
		out[1] = (uint8_t)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (uint8_t)(0xe0 | c >> 12);
		out[1] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
		out[2] = (uint8_t)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (uint8_t)(0xf0 | c >> 18);
	out[1] = (uint8_t)(0x80 | (c >> 12 & 0x3f));
	out[2] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
	out[3] = (uint8_t)(0x80 | (c & 0x3f));
	return 4;
}

/* The character of "\uXXXX" (two of them for one beyond U+FFFF), whose digits begin at *at. */
static uint32_t
unicode(struct span token, size_t *at)
{
	uint32_t c = (uint32_t)hex_four(token, *at), low;

	*at += 4;
	if (c >= 0xd800 && c < 0xdc00 && *at + 6 < token.n && token.p[*at] == '\\' &&
	    token.p[*at + 1] == 'u') {
		low = (uint32_t)hex_four(token, *at + 2);
		if (low >= 0xdc00 && low < 0xe000) {
			*at += 6;
			c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
		}
	}
	return c;
}

struct span
scan_name(struct arena *a, struct span token)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	uint8_t *out;
	size_t n = 0;

	if (token.n == 0 || token.p[0] != '"')
		return token;
	if (memchr(token.p, '\\', token.n) == NULL)
		return span(token.p, token.n - 1);
	out = arena_get(a, token.n, 1);
	if (out == NULL)
		return SPAN_NONE;
	for (size_t at = 0; at + 1 < token.n;) {
		uint8_t c = token.p[at++];

		if (c != '\\') {
			out[n++] = c;
			continue;
		}
		c = token.p[at++];
		if (c == 'u')
			n += put_utf8(out + n, unicode(token, &at));
		else
			out[n++] = (uint8_t)to[strchr(from, c) - from];
	}
	return span(out, n);
}

void
scan_place(struct span text, size_t at, size_t *line, size_t *column)
{
	*line = 1;
	*column = 1;
	for (size_t i = 0; i < at && i < text.n; i++) {
		if (text.p[i] == '\n') {
			*line += 1;
			*column = 1;
		} else if ((text.p[i] & 0xc0) != 0x80) {
			*column += 1;
		}
	}
}
