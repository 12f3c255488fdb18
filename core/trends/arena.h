/*
 * The memory of one call: everything is got piece by piece and given back at
 * once. Refused memory sticks in .err, so that a function may get several pieces
 * and check once.
 */
#ifndef ALCOVE_TRENDS_ARENA_H
#define ALCOVE_TRENDS_ARENA_H

#include "core/bytes.h"

struct arena_block;

struct arena {
	struct arena_block *blocks;
	size_t total; /* bytes of all blocks */
	size_t max;   /* bytes that they may be */
	int err;      /* 0, ERR_MEMORY, or ERR_SIZE beyond max */
};

void arena_init(struct arena *a, size_t max);
/* Frees everything; usable again. */
void arena_clear(struct arena *a);
/* Forgets everything got so far, and keeps the last block for what comes. */
void arena_reset(struct arena *a);

/* n things of a size, zeroed, aligned for any type; never NULL but for .err. */
void *arena_get(struct arena *a, size_t n, size_t size);
/* The same, filled with a copy of what is at p. */
void *arena_copy(struct arena *a, const void *p, size_t n, size_t size);

/*
 * Room for one more in a list that grows: *capacity things of a size stand at
 * list, n are used. Returns where the list stands now, or NULL with .err.
 */
void *arena_more(struct arena *a, void *list, size_t n, size_t *capacity, size_t size);

#endif
