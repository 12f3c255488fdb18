/* Seven words, their check, and the fingerprint's eight (docs/protocol.md §2, §3). */
#ifndef ALCOVE_CRYPTO_WORDS_H
#define ALCOVE_CRYPTO_WORDS_H

#include "core/bytes.h"
#include "core/wire.h"

enum {
	WORDS_COUNT = 7,
	WORDS_LONGEST = 9,
	WORDS_TEXT_MAX = WORDS_COUNT * (WORDS_LONGEST + 1), /* with the NUL */
	FINGERPRINT_COUNT = 8,
	FINGERPRINT_TEXT_MAX = FINGERPRINT_COUNT * (WORDS_LONGEST + 1),
	WORDS_NEAR_MAX = 3,
	WORDS_TYPED_MAX = 32,
};

/* Seven new random words, canonical, NUL-terminated. The caller wipes them. */
void words_new(char out[WORDS_TEXT_MAX]);

enum words_fault {
	WORDS_FAULT_COUNT,     /* .count words were given, not the .wanted seven or eight */
	WORDS_FAULT_UNKNOWN,   /* word .position is not on the list; .near is */
	WORDS_FAULT_AMBIGUOUS, /* .position begins several words; .near are some */
	WORDS_FAULT_CHECK,     /* all are on the list, but one is not the right one */
};

struct words_problem {
	enum words_fault fault;
	unsigned position; /* from 1 */
	unsigned count;
	unsigned wanted;
	char typed[WORDS_TYPED_MAX + 1]; /* as typed, cut, without control bytes */
	unsigned near_count;
	char near[WORDS_NEAR_MAX][WORDS_LONGEST + 1]; /* nearest first */
};

/*
 * Reads words as people type them: any case, any space or line break, commas,
 * full stops and dashes between them, the numbers of a numbered list before
 * them, list hyphens kept, left out or typed as a space ("yoyo" is a word of
 * its own), and any unambiguous prefix of four letters or more. out is
 * canonical and NUL-terminated. ERR_WORDS: problem says what is wrong, and out
 * is empty.
 */
MUST_USE int words_parse(char out[WORDS_TEXT_MAX], struct words_problem *problem,
                         struct span typed);

/*
 * One sentence for a person, without a full stop, holding what was typed; out
 * is NUL-terminated, cut to size.
 */
void words_explain(char *out, size_t size, const struct words_problem *problem);

/* Words joined by '-', hyphens of the list left out: yo-yo and yoyo are one here. */
void fingerprint_of(char out[FINGERPRINT_TEXT_MAX], const uint8_t office[OFFICE_BYTES]);
/*
 * Reads a fingerprint, forgiving as words_parse; out is as fingerprint_of writes
 * it. Whose it is, it does not say: any eight words of the list can be one.
 * ERR_WORDS: problem says what is wrong, and out is empty.
 */
MUST_USE int fingerprint_parse(char out[FINGERPRINT_TEXT_MAX], struct words_problem *problem,
                               struct span typed);
/*
 * Whether text (as typed or from a link) is this office's fingerprint; forgiving
 * as words_parse. ERR_WORDS: not eight words. ERR_FOREIGN: another's.
 */
MUST_USE int fingerprint_check(struct span text, const uint8_t office[OFFICE_BYTES]);

#endif
