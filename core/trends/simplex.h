/*
 * How far an unknown of a part goes if it need not be whole: an exact simplex
 * over fractions, row by row with one denominator each (fraction-free Gauss, with
 * the common divisor taken out). Unknowns that are not in the basis always stand
 * at whole numbers between their bounds, so it begins at any table, not at a
 * corner (Dutertre and de Moura's general simplex). Numbers that outgrow 64 bits
 * break it: then it says nothing, and is to be made anew.
 */
#ifndef ALCOVE_TRENDS_SIMPLEX_H
#define ALCOVE_TRENDS_SIMPLEX_H

#include "core/trends/part.h"

struct simplex {
	const struct part *p; /* whose low and high are the bounds, as they are at each call */
	uint32_t rows, columns;
	size_t width;         /* of a row of cells: columns at the beginning, and the constant */
	int64_t *cells;       /* denominator * basic = sum of cells * nonbasic + constant */
	int64_t *denominator; /* of each row, above 0 */
	int64_t *numerator;   /* of each row: denominator * what the basic unknown now is */
	uint32_t *basic;      /* of each row: an unknown, or from p's unknowns on a row's slack */
	uint32_t *nonbasic;   /* of each column */
	int64_t *value;       /* of each column */
	uint32_t *listed;     /* columns, for a moment */
	uint64_t steps;       /* that may still be taken */
	bool is_broken;
};

/* Largest table of cells of one part. */
#define SIMPLEX_CELLS_MAX (1 << 23)

/* Memory for a part. ERR_SIZE: the part is larger than this takes. ERR_MEMORY. */
MUST_USE int simplex_init(struct simplex *s, const struct part *p, struct arena *a);
/*
 * Makes the rows anew; with the part's table, unless it has none, as the point
 * to begin at. ERR_CONFLICT: rows contradict each other.
 */
MUST_USE int simplex_make(struct simplex *s);

enum simplex_end { SIMPLEX_DONE, SIMPLEX_NOTHING, SIMPLEX_NO_END, SIMPLEX_BROKEN };

/* Moves to a point within the bounds. SIMPLEX_DONE, _NOTHING (there is none) or _BROKEN. */
enum simplex_end simplex_settle(struct simplex *s);
/* From there, moves to where unknown j is greatest (side 1) or least. _DONE, _NO_END, _BROKEN. */
enum simplex_end simplex_push(struct simplex *s, uint32_t j, int side);

/* What unknown j now is: *numerator / *denominator. */
void simplex_value(const struct simplex *s, uint32_t j, int64_t *numerator, int64_t *denominator);
/*
 * Writes where all unknowns are, rounded down. False when one is no whole number:
 * *fraction is then, of those, the one in the most rows.
 */
bool simplex_point(const struct simplex *s, int64_t *x, uint32_t *fraction);

#endif
