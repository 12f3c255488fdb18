/* The product's own texts (web/catalog), one table a language. */
#ifndef ALCOVE_SITE_CATALOG_H
#define ALCOVE_SITE_CATALOG_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "core/bytes.h"
#include "site/sayings.h"

enum { CATALOG_FILLED_MAX = 4096 }; /* bytes of a text with all filled in */

struct catalog {
	const char *language;     /* "en" */
	const char *const *texts; /* by enum saying */
	const char *room;         /* those for the room's script, as a JSON object */
	const char *desk;         /* likewise the desk's */
};

extern const struct catalog catalogs[]; /* the first has every text there is */
extern const size_t catalog_count;

/* Those of a language, of its plain form ("pt" for "pt-BR"), or the first of all. */
const struct catalog *catalog_of(const char *language);

/*
 * A text, with at most eight pairs of name and value filled in, then NULL. {title} is what an
 * ombuds is called there, within a sentence without its capital, and need not be handed over.
 */
void catalog_fill(struct buf *out, const struct catalog *w, const char *title, enum saying which,
                  va_list given);

/* Whether a language is written from right to left. */
bool catalog_right_to_left(const char *language);

#endif
