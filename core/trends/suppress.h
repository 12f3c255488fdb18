/*
 * What to join and what to hide in a table before it is printed, beside all that
 * was printed before: rows are joined first, small numbers are hidden, then as few
 * others as can be found, until audit.h calls every hidden cell safe.
 */
#ifndef ALCOVE_TRENDS_SUPPRESS_H
#define ALCOVE_TRENDS_SUPPRESS_H

#include "core/trends/table.h"

/*
 * Chooses for tables[0]; the others are printed already. Every number of it must
 * be known. notes gets a line for each joining, and says what could not be made
 * safe: ERR_ABSENT. ERR_FORMAT with the problem; ERR_CONFLICT as audit_run.
 */
MUST_USE int suppress(struct table *tables, size_t count, struct arena *a, int64_t threshold,
                      struct buf *notes, struct table_problem *problem);

/* The file anew: what it says of itself and of cells, joined and hidden as chosen. */
void suppress_put(struct buf *out, const struct table *t, struct arena *a);

#endif
