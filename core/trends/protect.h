/*
 * Which printed cells to hide, so that one hidden cell can be another number:
 * the least change of printed numbers that moves it there (a linear program over
 * the differences from the true table, solved by simplex.h). What is hidden
 * already may change for nothing.
 */
#ifndef ALCOVE_TRENDS_PROTECT_H
#define ALCOVE_TRENDS_PROTECT_H

#include "core/trends/model.h"

struct protect;

/*
 * Tables as they would be if everything that may be hidden were; table 0's cells
 * with may_change at other costs than 0 are printed now. ERR_SIZE: too large.
 */
MUST_USE int protect_new(struct protect **out, struct arena *a, const struct table *tables,
                         size_t count, const bool *hideable, struct buf *notes);

/*
 * What it costs to change each cell of table 0 that is printed now; 0: nothing, it
 * is hidden; PROTECT_NEVER: it stays as it is.
 */
enum { PROTECT_NEVER = UINT16_MAX };

/* What a cell is to become, and what an insider knows. */
struct protect_wish {
	uint32_t cell;     /* of table 0 */
	int64_t low, high; /* NO_LOW, NO_HIGH: no end */
	int64_t known;     /* a cell of table 0 that stays what it is, or -1 */
};

/*
 * Sets changed[i] for the cells of table 0 that change. ERR_ABSENT: no change of
 * the cells that may does it. Memory is given back at the end.
 */
MUST_USE int protect_cell(struct protect *p, const uint16_t *costs, struct protect_wish wish,
                          bool *changed);
void protect_free(struct protect *p);

#endif
