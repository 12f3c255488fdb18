/* Memory that is given back all at once. */
#ifndef ALCOVE_CONTENT_MEMORY_H
#define ALCOVE_CONTENT_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

struct memory; /* NULL is an empty one */

/* n zero bytes, aligned for anything; NULL: none left. */
void *memory_take(struct memory **m, size_t n);
/* A copy of n bytes and a NUL. */
char *memory_text(struct memory **m, const char *text, size_t n);
/* Whether a text was taken from m. */
bool memory_has(const struct memory *m, const char *text);
void memory_free(struct memory *m);

#endif
