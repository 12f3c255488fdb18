#include "core/trends/part.h"

/* Each whole number between the ends is one that the others leave. */

struct line_ends
line_ends(const struct part *p)
{
	struct line_ends out = {.row_low = p->s.row_low[0], .row_high = p->s.row_high[0]};

	for (uint32_t i = 0; i < p->s.row_at[1]; i++)
		line_add(&out, p, i, 1);
	return out;
}

static void
bounds_of(const struct part *p, const struct entry *e, int64_t *low, int64_t *high)
{
	*low = p->low[e->who];
	*high = p->high[e->who];
	if (e->factor > 0)
		return;
	*low = p->high[e->who] == NO_HIGH ? NO_LOW : -p->high[e->who];
	*high = p->low[e->who] == NO_LOW ? NO_HIGH : -p->low[e->who];
}

void
line_add(struct line_ends *ends, const struct part *p, uint32_t i, int sign)
{
	int64_t low, high;

	bounds_of(p, &p->s.entries[i], &low, &high);
	if (low == NO_LOW)
		ends->no_low += (uint32_t)sign;
	else
		ends->low += sign * low;
	if (high == NO_HIGH)
		ends->no_high += (uint32_t)sign;
	else
		ends->high += sign * high;
}

bool
line_end(const struct line_ends *all, const struct part *p, uint32_t i, int64_t *low, int64_t *high)
{
	const struct entry *e = &p->s.entries[i];
	struct line_ends others = *all;
	int64_t least, most;

	line_add(&others, p, i, -1);
	bounds_of(p, e, &least, &most);
	if (others.row_high != NO_HIGH && others.no_low == 0 && others.row_high - others.low < most)
		most = others.row_high - others.low;
	if (others.row_low != NO_LOW && others.no_high == 0 && others.row_low - others.high > least)
		least = others.row_low - others.high;
	*low = e->factor > 0 ? least : most == NO_HIGH ? NO_LOW : -most;
	*high = e->factor > 0 ? most : least == NO_LOW ? NO_HIGH : -least;
	return least <= most;
}
