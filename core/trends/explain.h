/* Why a cell is not safe, in words, and what would help. */
#ifndef ALCOVE_TRENDS_EXPLAIN_H
#define ALCOVE_TRENDS_EXPLAIN_H

#include "core/trends/audit.h"

/* Of how many cells of one answer it is told. */
enum { EXPLAIN_MAX = 12 };

/*
 * Lines, each indented, about a hidden cell that is not safe: the equations that
 * together give it, none of which can be spared, and a joining after which it
 * would be. Nothing where too much is tied together for that.
 */
MUST_USE int explain(struct buf *out, const struct audit *audit, size_t table, size_t cell);

#endif
