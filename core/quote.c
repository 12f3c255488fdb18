#include "core/quote.h"

#include <stdio.h>

enum { NO_CHARACTER = 0x110000, CHARACTER_BYTES_MAX = 4, MARK_MAX = 16, TAB_COLUMNS = 8 };

static const char BAR[] = "  |";

/* Characters that are not seen, or that change how others are seen; rising. */
static const struct {
	uint32_t first, last;
} UNSEEN[] = {
	{0x00, 0x1f},       {0x7f, 0x9f},       {0xad, 0xad},     {0x34f, 0x34f},
	{0x61c, 0x61c},     {0x115f, 0x1160},   {0x17b4, 0x17b5}, {0x180b, 0x180f},
	{0x200b, 0x200f},   {0x2028, 0x202e},   {0x2060, 0x206f}, {0x3164, 0x3164},
	{0xfeff, 0xfeff},   {0xffa0, 0xffa0},   {0xfff0, 0xfffb}, {0x1bca0, 0x1bca3},
	{0x1d173, 0x1d17a}, {0xe0000, 0xe0fff},
};

/* One character, or one byte that begins none (.code NO_CHARACTER). */
struct character {
	uint32_t code;
	struct span bytes;
};

static size_t
length_by(uint8_t first)
{
	return first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

static struct character
character_at(struct span text)
{
	size_t n = length_by(text.p[0]);
	uint32_t code;

	if (n > text.n || (text.p[0] != 0 && !utf8_valid(span(text.p, n))))
		return (struct character){NO_CHARACTER, span(text.p, 1)};
	code = n == 1 ? text.p[0] : text.p[0] & (0xffU >> (n + 1));
	for (size_t i = 1; i < n; i++)
		code = code << 6 | (text.p[i] & 0x3fU);
	return (struct character){code, span(text.p, n)};
}

static bool
unseen(uint32_t code)
{
	for (size_t i = 0; i < sizeof UNSEEN / sizeof *UNSEEN; i++) {
		if (code >= UNSEEN[i].first && code <= UNSEEN[i].last)
			return true;
	}
	return false;
}

/* What is shown in place of a character; 0: itself. Returns the bytes of the mark. */
static size_t
mark(char out[MARK_MAX], const struct character *c, bool tabs)
{
	int n = 0;

	if (c->code == NO_CHARACTER)
		n = snprintf(out, MARK_MAX, "\\x{%02x}", c->bytes.p[0]);
	else if (unseen(c->code) && !(tabs && c->code == '\t'))
		n = snprintf(out, MARK_MAX, "\\u{%x}", c->code);
	return (size_t)n;
}

static void
put_character(struct buf *out, const struct character *c, bool tabs)
{
	char text[MARK_MAX];
	size_t n = mark(text, c, tabs);

	if (n > 0)
		buf_put(out, text, n);
	else
		buf_put_span(out, c->bytes);
}

static void
put_characters(struct buf *out, struct span text, bool tabs)
{
	for (size_t i = 0; i < text.n;) {
		struct character c = character_at(span(text.p + i, text.n - i));

		put_character(out, &c, tabs);
		i += c.bytes.n;
	}
}

/* At least as many columns as a terminal takes for it. */
static size_t
columns_of(const struct character *c)
{
	char text[MARK_MAX];
	size_t n = mark(text, c, true);

	if (n > 0)
		return n;
	return c->code == '\t' ? TAB_COLUMNS : c->code < 0x1100 ? 1 : 2;
}

/* How many bytes of a line fit into so many columns: up to a blank, where there is one. */
static size_t
fit(struct span line, size_t columns)
{
	size_t used = 0, blank = 0, i = 0;

	while (i < line.n) {
		struct character c = character_at(span(line.p + i, line.n - i));

		used += columns_of(&c);
		if (used > columns && i > 0)
			return blank > 0 ? blank : i;
		i += c.bytes.n;
		if (c.code == ' ')
			blank = i;
	}
	return i;
}

static void
put_line(struct buf *out, struct span line, size_t columns)
{
	do {
		size_t n = fit(line, columns);

		buf_put_text(out, BAR);
		if (n > 0)
			buf_put_u8(out, ' ');
		put_characters(out, span(line.p, n), true);
		buf_put_u8(out, '\n');
		line = span(line.p + n, line.n - n);
	} while (line.n > 0);
}

void
quote_lines(struct buf *out, struct span text, size_t columns)
{
	size_t room = (columns < QUOTE_COLUMNS_MIN ? QUOTE_COLUMNS_MIN : columns) - sizeof BAR;

	do {
		size_t n = 0, ended;

		while (n < text.n && text.p[n] != '\n')
			n++;
		/* Some write CR LF; there the CR says nothing. */
		ended = n > 0 && n < text.n && text.p[n - 1] == '\r' ? n - 1 : n;
		put_line(out, span(text.p, ended), room);
		n += n < text.n;
		text = span(text.p + n, text.n - n);
	} while (text.n > 0);
}

void
quote_name(struct buf *out, struct span text)
{
	put_characters(out, text, false);
}

static bool
joins(uint32_t before, uint32_t code, struct span after)
{
	uint32_t next = after.n == 0 ? 0 : character_at(after).code;

	return (code == 0x200c || code == 0x200d) && before >= 0x80 && next >= 0x80 &&
	       !unseen(before) && !unseen(next);
}

bool
line_valid(struct span text)
{
	uint32_t before = 0;

	while (text.n > 0) {
		struct character c = character_at(text);

		text = span(text.p + c.bytes.n, text.n - c.bytes.n);
		if (c.code == NO_CHARACTER || (unseen(c.code) && !joins(before, c.code, text)))
			return false;
		before = c.code;
	}
	return true;
}

void
quote_bytes(char *text)
{
	for (; *text != '\0'; text++) {
		if (*text < 0x20 || *text >= 0x7f)
			*text = '?';
	}
}
