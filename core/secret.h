/*
 * Bytes that must not be swapped, dumped or left behind: sodium_malloc with
 * guard pages, wiped when freed. In WebAssembly this is best effort
 * (docs/threat-model.md).
 */
#ifndef ALCOVE_SECRET_H
#define ALCOVE_SECRET_H

#include <stddef.h>

#include "core/err.h"

/* n zero bytes, or NULL without memory. */
void *secret_new(size_t n) MUST_USE;
void secret_free(void *p); /* NULL is fine */
void secret_wipe(void *p, size_t n);

/*
 * Must be called once before anything else of the core; again is fine.
 * ERR_INTERNAL when libsodium cannot start.
 */
MUST_USE int core_start(void);

#endif
