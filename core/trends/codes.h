/*
 * What matters are about, as codes of one byte: the sub-categories of a list
 * that a text holds (urc_v2.tsv says its form, and can be replaced), "x" for
 * what is listed nowhere, and an office's own, x.a to x.t.
 */
#ifndef ALCOVE_TRENDS_CODES_H
#define ALCOVE_TRENDS_CODES_H

#include "core/bytes.h"

enum {
	CODE_NONE = 0,
	CODE_CATEGORIES = 9,
	CODE_LETTERS = 26,
	CODE_OTHER = 1 + (int)CODE_CATEGORIES * CODE_LETTERS, /* "x" */
	CODE_LOCAL = CODE_OTHER + 1,                          /* "x.a" */
	CODES_LOCAL_MAX = 20,
	CODES_MAX = 255,
	CODE_TEXT_MAX = 4, /* "2.m", with a NUL */
	CODES_TYPICAL_MAX = 16,
	CODES_TYPICAL_CODES = 6,
	CODES_FOUND_MAX = 3,
};

struct code_row {
	uint8_t code; /* of a category CODE_NONE */
	struct span name, about, words;
	struct span also; /* words of another language */
};

/* A concern as offices name it, and what it falls under (R49). */
struct codes_typical {
	struct span text;
	size_t n;
	uint8_t codes[CODES_TYPICAL_CODES];
};

/* Spans are those of the text that was read. */
struct codes {
	struct span name, version, origin;
	struct code_row categories[CODE_CATEGORIES];
	size_t n;
	struct code_row rows[CODES_MAX]; /* by code */
	size_t typical_n;
	struct codes_typical typical[CODES_TYPICAL_MAX];
};

struct codes_problem {
	size_t line;      /* from 1 */
	const char *what; /* follows the line in a sentence, without a full stop */
};

/* ERR_FORMAT: *why says where and what; "x" is always there. */
MUST_USE int codes_read(struct codes *out, struct codes_problem *why, struct span text);
/* The list that the program carries. ERR_INTERNAL: it is none. */
MUST_USE int codes_usual(struct codes *out);
/*
 * Adds a code of an office's own. ERR_FORMAT: code is none of x.a to x.t, or there already. The
 * texts stay the caller's.
 */
MUST_USE int codes_add(struct codes *c, struct span code, struct span name, struct span words);

/*
 * Adds words of another language, by which codes are found, too: "1.a sueldo, salario; 1.b …". What
 * names no code of the list is passed over. The text stays the caller's.
 */
void codes_also(struct codes *c, struct span text);

/* "2m", "2.m", "2M", "x", "x.a". ERR_FORMAT; whether the list has it is codes_row's to say. */
MUST_USE int code_read(uint8_t *out, struct span typed);
void code_text(char out[CODE_TEXT_MAX], uint8_t code);
/* 1 to 9; 0: none of the list's. */
unsigned code_category(uint8_t code);
/* NULL: the list has no such code. */
const struct code_row *codes_row(const struct codes *c, uint8_t code);

/*
 * What somebody may have meant who typed a code or a word, the nearest first: codes of the same
 * category, or those with that word, one that begins with it, or one of nearly the same letters;
 * capitals and accents are not looked at.
 * How many of out there are.
 */
size_t codes_find(const struct codes *c, struct span typed, uint8_t out[CODES_FOUND_MAX]);

#endif
