/* Text that a person typed or a link carried, taken apart into list words. */
#ifndef ALCOVE_CRYPTO_TYPED_H
#define ALCOVE_CRYPTO_TYPED_H

#include "core/bytes.h"

enum { TYPED_WORDS_MAX = 16 };

struct typed_word {
	struct span text; /* where it stands, as typed; not copied */
	bool dash;        /* a dash stands right before it */
	bool paired;      /* two pieces that spell the hyphenated word index */
	unsigned index;
};

struct typed {
	unsigned count; /* may be over TYPED_WORDS_MAX: the rest is only counted */
	struct typed_word word[TYPED_WORDS_MAX];
};

/*
 * Words are runs of ASCII letters and digits, and of anything beyond ASCII that
 * is not known as a space, dash or punctuation mark. Numbers alone, as of a
 * numbered list, are passed over. text must outlive out.
 */
void typed_read(struct typed *out, struct span text);

/* The list index of a word: see wordlist_find. */
MUST_USE int typed_find(unsigned *index, const struct typed_word *word);

#endif
