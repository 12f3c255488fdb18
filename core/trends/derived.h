/*
 * Percentages and changes, to be printed beside a table: they add nothing to it
 * only if they are made of numbers that it prints. So they are made here, and of
 * nothing else.
 */
#ifndef ALCOVE_TRENDS_DERIVED_H
#define ALCOVE_TRENDS_DERIVED_H

#include "core/trends/table.h"

enum { DERIVED_DECIMALS_MAX = 6 };

/*
 * 10^decimals times the percentage that part is of whole, rounded half away from
 * zero. ERR_ABSENT: one of them is not printed. ERR_SIZE: the whole is nothing, a
 * number is too large, or there are too many decimals.
 */
MUST_USE int derived_percent(int64_t *out, const struct cell *part, const struct cell *whole,
                             unsigned decimals);
/* The same of the change from one number to another, in per cent of the first. */
MUST_USE int derived_change(int64_t *out, const struct cell *before, const struct cell *after,
                            unsigned decimals);
/* "36.6" of 366 and 1. */
void derived_put(struct buf *out, int64_t value, unsigned decimals);

#endif
