/*
 * The EFF large word list (wordlist.txt), and what a typed word may mean. No
 * word of it begins another, hyphens left out or not. Four have a hyphen, and
 * "yo-yo" and "yoyo" are both on it; tests/unit/test_words.c holds it to that.
 */
#ifndef ALCOVE_CRYPTO_WORDLIST_H
#define ALCOVE_CRYPTO_WORDLIST_H

#include "core/bytes.h"

enum {
	WORDLIST_COUNT = 7776,
	WORDLIST_LONGEST = 9,
	WORDLIST_PREFIX_MIN = 4, /* letters that may stand for a whole word */
	WORDLIST_NEAR_MAX = 8,
};

/* The word at index < WORDLIST_COUNT, as the list spells it. */
const char *wordlist_word(unsigned index);

/* Both are one word once list hyphens are left out: equal, or yo-yo and yoyo. */
bool wordlist_alike(unsigned a, unsigned b);

/*
 * The word that typed stands for: itself in any case, without its hyphen, or
 * by an unambiguous prefix. ERR_ABSENT: none. ERR_CONFLICT: it begins several.
 */
MUST_USE int wordlist_find(unsigned *index, struct span typed);

/*
 * The hyphenated word that two typed pieces spell together. joined: a dash
 * stood between them, so that the second may be cut short. ERR_ABSENT.
 */
MUST_USE int wordlist_find_pair(unsigned *index, struct span first, struct span second,
                                bool joined);

/*
 * The words nearest to typed, nearest first, in the list's order when equally
 * near: within two slips (Damerau-Levenshtein), then those of which one begins
 * the other. begun: only words that typed begins, shortest first. Returns how
 * many: at most max, at most WORDLIST_NEAR_MAX.
 */
unsigned wordlist_near(unsigned *near, unsigned max, struct span typed, bool begun);

#endif
