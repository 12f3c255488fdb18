#include "core/trends/arena.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 64 * 1024, ALIGNMENT = 16, FIRST = 16 };

struct arena_block {
	struct arena_block *next;
	size_t used, size;
	_Alignas(ALIGNMENT) uint8_t bytes[];
};

void
arena_init(struct arena *a, size_t max)
{
	*a = (struct arena){.max = max};
}

static void
free_blocks(struct arena_block *b)
{
	while (b != NULL) {
		struct arena_block *next = b->next;

		free(b);
		b = next;
	}
}

void
arena_clear(struct arena *a)
{
	free_blocks(a->blocks);
	arena_init(a, a->max);
}

void
arena_reset(struct arena *a)
{
	if (a->blocks == NULL)
		return;
	free_blocks(a->blocks->next);
	a->blocks->next = NULL;
	a->blocks->used = 0;
	a->total = a->blocks->size;
}

/* Each block is at least as large as all before it, so that there are few. */
static struct arena_block *
new_block(struct arena *a, size_t wanted)
{
	size_t size = a->total > BLOCK_BYTES ? a->total : BLOCK_BYTES, total;
	struct arena_block *b;

	if (size > a->max - a->total)
		size = a->max - a->total;
	if (size < wanted)
		size = wanted;
	if (__builtin_add_overflow(a->total, size, &total) || total > a->max) {
		a->err = ERR_SIZE;
		return NULL;
	}
	b = malloc(sizeof *b + size);
	if (b == NULL) {
		a->err = ERR_MEMORY;
		return NULL;
	}
	*b = (struct arena_block){.next = a->blocks, .size = size};
	a->blocks = b;
	a->total = total;
	return b;
}

void *
arena_get(struct arena *a, size_t n, size_t size)
{
	struct arena_block *b = a->blocks;
	size_t bytes;
	void *p;

	if (a->err != 0)
		return NULL;
	if (__builtin_mul_overflow(n > 0 ? n : 1, size, &bytes) || bytes > SIZE_MAX / 4) {
		a->err = ERR_SIZE;
		return NULL;
	}
	bytes = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	if (b == NULL || b->size - b->used < bytes)
		b = new_block(a, bytes);
	if (b == NULL)
		return NULL;
	p = b->bytes + b->used;
	b->used += bytes;
	return memset(p, 0, bytes);
}

void *
arena_copy(struct arena *a, const void *p, size_t n, size_t size)
{
	void *out = arena_get(a, n, size);

	return out == NULL || n == 0 ? out : memcpy(out, p, n * size);
}

void *
arena_more(struct arena *a, void *list, size_t n, size_t *capacity, size_t size)
{
	size_t wanted = *capacity > 0 ? *capacity * 2 : FIRST;
	void *out;

	if (n < *capacity)
		return list;
	out = arena_get(a, wanted, size);
	if (out == NULL)
		return NULL;
	if (n > 0)
		memcpy(out, list, n * size);
	*capacity = wanted;
	return out;
}
