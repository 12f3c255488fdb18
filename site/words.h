/* The product's own texts (web/words), one table a language. */
#ifndef ALCOVE_SITE_WORDS_H
#define ALCOVE_SITE_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "site/sayings.h"

struct words {
	const char *language;     /* "en" */
	const char *const *texts; /* by enum saying */
};

extern const struct words words_all[]; /* the first has every text there is */
extern const size_t words_count;

/* Those of a language, of its plain form ("pt" for "pt-BR"), or the first of all. */
const struct words *words_of(const char *language);

/* Whether a language is written from right to left. */
bool words_right_to_left(const char *language);

#endif
