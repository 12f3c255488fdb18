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
 * Many secrets of one size, side by side in slabs of memory of that kind: each
 * of its own would cost four mappings, and a process may have some 65,000.
 * .size is set first; zeroes otherwise.
 */
struct secret_pool {
	size_t size;
	struct secret_slab *slabs;
	struct secret_cell *unused;
};

/* Zero bytes, or NULL without memory. */
void *secret_pool_new(struct secret_pool *p) MUST_USE;
void secret_pool_drop(struct secret_pool *p, void *cell); /* wipes; NULL is fine */
void secret_pool_clear(struct secret_pool *p);            /* all cells at once */

/*
 * Must be called once before anything else of the core; again is fine.
 * ERR_INTERNAL when libsodium cannot start.
 */
MUST_USE int core_start(void);

#endif
