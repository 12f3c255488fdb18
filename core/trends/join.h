/* Rows joined into one: their cells are added up, and stand once in every equation. */
#ifndef ALCOVE_TRENDS_JOIN_H
#define ALCOVE_TRENDS_JOIN_H

#include "core/trends/table.h"

/*
 * Joins cells from[i] into into[i]. The caller may try it: ERR_CONFLICT, an
 * equation that held would not hold any more; the table is then as it was.
 */
MUST_USE int join_cells(struct table *t, struct arena *a, const uint32_t *into,
                        const uint32_t *from, size_t count);

/* Tells of a joining. */
void join_say(struct buf *notes, const struct table *t, uint32_t into, uint32_t from);

/*
 * Joins rows that the file calls joinable until none of them is small or nothing
 * is left to join: "joinable": [[row, row, ...], ...], a row being an id or a list
 * of ids; rows of one group stand beside each other and are as long. A row is small when more than
 * half of its numbers that are not zero are below the threshold. Each joining is told in notes.
 * ERR_FORMAT with the problem.
 */
MUST_USE int join_rows(struct table *t, struct arena *a, int64_t threshold, struct buf *notes,
                       struct table_problem *problem);

#endif
