#include "core/crypto/typed.h"

#include <string.h>

#include "core/crypto/wordlist.h"

enum kind { KIND_WORD, KIND_SPACE, KIND_DASH };

/* What stands between words beyond ASCII; the first row that fits counts. */
static const struct {
	uint32_t first, last;
	enum kind kind;
} between[] = {
	{0x2010, 0x2015, KIND_DASH},  /* hyphens and dashes */
	{0x2212, 0x2212, KIND_DASH},  /* minus */
	{0xfe58, 0xfe58, KIND_DASH},  /* small em dash */
	{0xfe63, 0xfe63, KIND_DASH},  /* small hyphen-minus */
	{0xff0d, 0xff0d, KIND_DASH},  /* full-width hyphen-minus */
	{0x0080, 0x00a9, KIND_SPACE}, /* controls, no-break space, Latin-1 marks */
	{0x00ab, 0x00b4, KIND_SPACE}, {0x00b6, 0x00b9, KIND_SPACE},
	{0x00bb, 0x00bf, KIND_SPACE}, {0x1680, 0x1680, KIND_SPACE}, /* Ogham space */
	{0x2000, 0x206f, KIND_SPACE}, /* general punctuation: spaces, quotes, bullets, marks of
                                         direction */
	{0x3000, 0x303f, KIND_SPACE}, /* CJK punctuation, ideographic space */
	{0xfe50, 0xfe6f, KIND_SPACE}, /* small punctuation */
	{0xfeff, 0xfeff, KIND_SPACE}, /* byte order mark */
	{0xff01, 0xff0f, KIND_SPACE}, /* full-width punctuation */
	{0xff1a, 0xff20, KIND_SPACE},
};

static bool
is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
continues(struct span s, size_t at)
{
	return at < s.n && (s.p[at] & 0xc0) == 0x80;
}

/* The character s begins with, and its length; a byte that is not UTF-8 stands for itself. */
static uint32_t
character(struct span s, size_t *n)
{
	*n = 1;
	if ((s.p[0] & 0xe0) == 0xc0 && continues(s, 1)) {
		*n = 2;
		return (s.p[0] & 0x1fu) << 6 | (s.p[1] & 0x3fu);
	}
	if ((s.p[0] & 0xf0) == 0xe0 && continues(s, 1) && continues(s, 2)) {
		*n = 3;
		return (s.p[0] & 0x0fu) << 12 | (s.p[1] & 0x3fu) << 6 | (s.p[2] & 0x3fu);
	}
	return s.p[0];
}

static enum kind
kind_of(struct span s, size_t *n)
{
	uint32_t c = character(s, n);
	size_t i;

	if (*n == 1 && c < 0x80) {
		if (c == '-')
			return KIND_DASH;
		return is_letter((uint8_t)c) || is_digit((uint8_t)c) ? KIND_WORD : KIND_SPACE;
	}
	for (i = 0; *n > 1 && i < sizeof between / sizeof between[0]; i++) {
		if (c >= between[i].first && c <= between[i].last)
			return between[i].kind;
	}
	return KIND_WORD;
}

static bool
is_number(struct span s)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		if (!is_digit(s.p[i]))
			return false;
	}
	return true;
}

static void
take(struct typed *out, struct span text, bool dash)
{
	struct typed_word word = {.text = text, .dash = dash};

	if (text.n == 0 || is_number(text))
		return;
	if (out->count > 0 && out->count <= TYPED_WORDS_MAX) {
		struct typed_word *last = &out->word[out->count - 1];

		if (!last->paired &&
		    wordlist_find_pair(&last->index, last->text, text, dash) == 0) {
			last->paired = true;
			return;
		}
	}
	if (out->count < TYPED_WORDS_MAX)
		out->word[out->count] = word;
	out->count++;
}

void
typed_read(struct typed *out, struct span text)
{
	size_t start = 0, at = 0, n;
	enum kind before = KIND_SPACE;

	memset(out, 0, sizeof *out);
	while (at < text.n) {
		enum kind kind = kind_of(span(text.p + at, text.n - at), &n);

		if (kind != KIND_WORD) {
			take(out, span(text.p + start, at - start), before == KIND_DASH);
			/* only a dash alone joins: "felt - tip" has a space before the next word */
			before = at == start ? KIND_SPACE : kind;
			start = at + n;
		}
		at += n;
	}
	take(out, span(text.p + start, at - start), before == KIND_DASH);
}

int
typed_find(unsigned *index, const struct typed_word *word)
{
	if (!word->paired)
		return wordlist_find(index, word->text);
	*index = word->index;
	return 0;
}
