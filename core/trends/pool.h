/* Tables of one part that were found, to serve again. The first is the part's own. */
#ifndef ALCOVE_TRENDS_POOL_H
#define ALCOVE_TRENDS_POOL_H

#include "core/trends/arena.h"

struct pool {
	struct arena *arena;
	uint32_t unknowns;
	const int64_t **tables;
	size_t count, capacity;
	int64_t *least, *most;               /* of each unknown, in any of them */
	const int64_t **least_in, **most_in; /* the first table in which it is that */
};

/* With its first table. Memory sticks in the arena's .err, here and below. */
void pool_init(struct pool *p, struct arena *a, uint32_t unknowns, const int64_t *x);
/* Keeps a copy, if it shows a number that none before did. */
void pool_add(struct pool *p, const int64_t *x);
/* Keeps a copy. */
void pool_keep(struct pool *p, const int64_t *x);
/*
 * least and most of each unknown in those tables in which unknown h has a value;
 * the first of them, or NULL when there is none.
 */
const int64_t *pool_with(const struct pool *p, uint32_t h, int64_t value, int64_t *least,
                         int64_t *most);

#endif
