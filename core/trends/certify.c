#include "core/trends/certify.h"
#include "core/trends/wide.h"

static int64_t
at(const struct certificate *c, uint32_t unknown, uint32_t table)
{
	const struct witness_part *p = &c->parts[c->part_of[unknown]];

	return p->x[(size_t)table * p->unknowns + c->place[unknown]];
}

/* A part's unknown is in no other part, and within its bounds in every table. */
static bool
takes(struct certificate *c, uint32_t part, uint32_t j)
{
	uint32_t i = c->parts[part].of[j];
	const struct number *n;

	if (i >= c->model->sums.unknowns || c->part_of[i] != UINT32_MAX)
		return false;
	n = &c->model->numbers[c->model->of_unknown[i]];
	c->part_of[i] = part;
	c->place[i] = j;
	for (uint32_t t = 0; t < c->parts[part].tables; t++) {
		if (at(c, i, t) < n->low || at(c, i, t) > n->high)
			return false;
	}
	return c->parts[part].tables > 0;
}

/* Adds to *least and *most what one part makes of a row's entries, in whichever of its tables. */
static void
add_part(const struct certificate *c, const struct entry *from, const struct entry *to,
         uint32_t part, wide *least, wide *most)
{
	wide low = 0, high = 0;

	for (uint32_t t = 0; t < c->parts[part].tables; t++) {
		wide sum = 0;

		for (const struct entry *e = from; e < to; e++)
			sum += c->part_of[e->who] == part ? (wide)at(c, e->who, t) * e->factor : 0;
		low = t == 0 || sum < low ? sum : low;
		high = t == 0 || sum > high ? sum : high;
	}
	*least += low, *most += high;
}

/* Whatever table is taken of each part, the row holds. */
static bool
holds(const struct certificate *c, uint32_t row)
{
	const struct sums *s = &c->model->sums;
	const struct entry *from = s->entries + s->row_at[row],
			   *to = s->entries + s->row_at[row + 1];
	wide least = 0, most = 0;

	for (const struct entry *e = from, *before; e < to; e++) {
		for (before = from; c->part_of[before->who] != c->part_of[e->who]; before++)
			continue;
		if (before == e)
			add_part(c, from, to, c->part_of[e->who], &least, &most);
	}
	return (s->row_low[row] == NO_LOW || least >= s->row_low[row]) &&
	       (s->row_high[row] == NO_HIGH || most <= s->row_high[row]);
}

int
certify(struct certificate *c)
{
	uint32_t left = c->model->sums.unknowns;
	bool good = true;

	for (uint32_t p = 0; p < c->part_count; p++)
		for (uint32_t j = 0; j < c->parts[p].unknowns && good; j++, left--)
			good = takes(c, p, j);
	for (uint32_t r = 0; r < c->model->sums.rows && good && left == 0; r++)
		good = holds(c, r);
	return good && left == 0 ? 0 : ERR_CONFLICT;
}

struct certified
certify_number(const struct certificate *c, uint32_t unknown, uint32_t known)
{
	const struct number *n = &c->model->numbers[c->model->of_unknown[unknown]];
	bool together = known != CERTIFY_READER && c->part_of[known] == c->part_of[unknown];
	struct certified out = {NO_HIGH, NO_LOW, false};

	for (uint32_t t = 0; t < c->parts[c->part_of[unknown]].tables; t++) {
		if (together && at(c, known, t) != 1)
			continue;
		out.low = at(c, unknown, t) < out.low ? at(c, unknown, t) : out.low;
		out.high = at(c, unknown, t) > out.high ? at(c, unknown, t) : out.high;
	}
	out.is_safe = (n->known ? n->value : out.low) >= c->threshold
	                      ? out.low < out.high
	                      : out.low == n->low && out.high >= c->threshold;
	return out;
}
