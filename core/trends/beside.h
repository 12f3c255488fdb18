/* Which cells have to be joined with which, so that two of them can be. */
#ifndef ALCOVE_TRENDS_BESIDE_H
#define ALCOVE_TRENDS_BESIDE_H

#include "core/trends/table.h"

struct beside {
	uint32_t *into, *from; /* the pairs, the one asked for first */
	size_t count;
};

/*
 * A cell is joined with another only together with the whole row or column it
 * stands in: their totals, and the cells that stand beside each other under them.
 * ERR_ABSENT: the equations show no such pairs. The lists are the arena's.
 */
MUST_USE int beside_find(struct beside *out, struct arena *a, const struct table *t, uint32_t into,
                         uint32_t from);

/*
 * Joins a cell with the smallest that stands beside it, as parts of one total, and
 * all that goes with them; of a total that is no part, its smallest part is joined.
 * notes gets a line. ERR_ABSENT: nothing can be joined, which notes says too.
 */
MUST_USE int beside_join(struct table *t, struct arena *a, uint32_t cell, struct buf *notes);

#endif
