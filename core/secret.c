#include "core/secret.h"

#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifdef __wasm__

/*
 * sodium_malloc would lay four pages of 64 KiB around each secret, and protect
 * none of them, as there is no mprotect: 500 matters would take 128 MB.
 */
struct block {
	size_t n;
	max_align_t bytes[];
};

void *
secret_new(size_t n)
{
	struct block *h = n <= SIZE_MAX - sizeof *h ? calloc(1, sizeof *h + n) : NULL;

	if (h == NULL)
		return NULL;
	h->n = n;
	return h->bytes;
}

void
secret_free(void *p)
{
	struct block *h;

	if (p == NULL)
		return;
	h = (struct block *)((char *)p - offsetof(struct block, bytes));
	secret_wipe(p, h->n);
	free(h);
}

#else

void *
secret_new(size_t n)
{
	void *p = sodium_malloc(n);

	if (p != NULL)
		memset(p, 0, n);
	return p;
}

void
secret_free(void *p)
{
	sodium_free(p);
}

#endif

/* ---- pools ---- */

enum { CELLS_A_SLAB = 64 };

struct secret_cell {
	struct secret_cell *next;
};

struct secret_slab {
	struct secret_slab *next;
	max_align_t cells[];
};

/* Guard pages come right behind the end, so the end must be aligned, too. */
static size_t
cell_bytes(const struct secret_pool *p)
{
	const size_t align = sizeof(max_align_t);

	return (p->size + align - 1) / align * align;
}

static int
add_slab(struct secret_pool *p)
{
	size_t n = cell_bytes(p);
	struct secret_slab *slab = secret_new(sizeof *slab + CELLS_A_SLAB * n);

	if (slab == NULL)
		return ERR_MEMORY;
	slab->next = p->slabs;
	p->slabs = slab;
	for (size_t i = CELLS_A_SLAB; i-- > 0;) {
		struct secret_cell *cell = (void *)((char *)slab->cells + i * n);

		cell->next = p->unused;
		p->unused = cell;
	}
	return 0;
}

void *
secret_pool_new(struct secret_pool *p)
{
	struct secret_cell *cell;

	if (p->unused == NULL && add_slab(p) != 0)
		return NULL;
	cell = p->unused;
	p->unused = cell->next;
	cell->next = NULL;
	return cell;
}

void
secret_pool_drop(struct secret_pool *p, void *cell)
{
	struct secret_cell *unused = cell;

	if (cell == NULL)
		return;
	secret_wipe(cell, p->size);
	unused->next = p->unused;
	p->unused = unused;
}

void
secret_pool_clear(struct secret_pool *p)
{
	while (p->slabs != NULL) {
		struct secret_slab *slab = p->slabs;

		p->slabs = slab->next;
		secret_free(slab);
	}
	p->unused = NULL;
}

void
secret_wipe(void *p, size_t n)
{
	sodium_memzero(p, n);
}
