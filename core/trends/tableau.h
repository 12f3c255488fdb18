/* What the two halves of the simplex share: the rows (tableau.c), and moving in them (simplex.c).
 */
#ifndef ALCOVE_TRENDS_TABLEAU_H
#define ALCOVE_TRENDS_TABLEAU_H

#include "core/trends/simplex.h"

enum { NONE = UINT32_MAX };

/* a * b + c * d; what outgrows 64 bits breaks the simplex. */
int64_t tableau_mixed(struct simplex *s, int64_t a, int64_t b, int64_t c, int64_t d);
/* Fewer steps are left; none breaks it. */
void tableau_spend(struct simplex *s, uint64_t steps);
/* Exchanges a row's unknown and a column's; what was the row's is then at a value. */
void tableau_pivot(struct simplex *s, uint32_t row, uint32_t column, int64_t value);

/* Bounds of an unknown, or of a row's slack. */
static inline int64_t
tableau_low(const struct simplex *s, uint32_t who)
{
	return s->p->low[who];
}

static inline int64_t
tableau_high(const struct simplex *s, uint32_t who)
{
	return s->p->high[who];
}

static inline int64_t *
tableau_row(const struct simplex *s, uint32_t row)
{
	return s->cells + row * s->width;
}

static inline int64_t
magnitude(int64_t n)
{
	return n < 0 ? -n : n;
}

#endif
