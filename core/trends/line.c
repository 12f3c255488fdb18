#include "core/trends/part.h"

/*
 * One row with factors 1 and -1. In turned numbers y = factor * x the row is a
 * plain sum; what one takes, the row's own slack and then the others give.
 */
struct turned {
	int64_t low, high, x;
};

static struct turned
turn(const struct part *p, const struct entry *e, int side)
{
	bool same = (e->factor > 0) == (side > 0);

	if (same)
		return (struct turned){p->low[e->who], p->high[e->who], p->x[e->who]};
	return (struct turned){p->high[e->who] == NO_HIGH ? NO_LOW : -p->high[e->who],
	                       p->low[e->who] == NO_LOW ? NO_HIGH : -p->low[e->who], -p->x[e->who]};
}

/* How much the row's sum may still grow (side 1) or shrink. */
static int64_t
slack(const struct part *p, int side)
{
	int64_t sum = 0, end = side > 0 ? p->s.row_high[0] : p->s.row_low[0];

	if (end == NO_LOW || end == NO_HIGH)
		return NO_HIGH;
	for (uint32_t i = 0; i < p->s.row_at[1]; i++)
		sum += p->s.entries[i].factor * p->x[p->s.entries[i].who];
	return side > 0 ? end - sum : sum - end;
}

/* Lets the others give up to wanted; what they gave. */
static int64_t
others_give(struct part *p, uint32_t j, int side, int64_t wanted)
{
	int64_t given = 0;

	for (uint32_t i = 0; i < p->s.row_at[1] && given < wanted; i++) {
		const struct entry *e = &p->s.entries[i];
		struct turned t = turn(p, e, side);
		int64_t most;

		if (e->who == j)
			continue;
		most = t.low == NO_LOW ? wanted - given : smaller(t.x - t.low, wanted - given);
		p->x[e->who] -= (e->factor > 0) == (side > 0) ? most : -most;
		given += most;
	}
	return given;
}

/* The others' own room, without end when one of them has none. */
static int64_t
room_of_others(const struct part *p, uint32_t j, int side)
{
	int64_t room = 0;

	for (uint32_t i = 0; i < p->s.row_at[1]; i++) {
		struct turned t = turn(p, &p->s.entries[i], side);

		if (p->s.entries[i].who == j)
			continue;
		if (t.low == NO_LOW)
			return NO_HIGH;
		room += t.x - t.low;
	}
	return room;
}

void
line_push(struct part *p, uint32_t j, int side, struct reach *out)
{
	int64_t end = side > 0 ? p->high[j] : p->low[j], own = NO_HIGH, free = 0, move;
	int row_side = side;

	*out = (struct reach){.value = p->x[j], .is_proved = true};
	if (end != NO_HIGH && end != NO_LOW)
		own = side > 0 ? end - p->x[j] : p->x[j] - end;
	if (p->s.rows == 0) {
		move = own;
	} else {
		for (uint32_t i = 0; i < p->s.row_at[1]; i++) {
			if (p->s.entries[i].who == j && p->s.entries[i].factor < 0)
				row_side = -side;
		}
		free = slack(p, row_side);
		move = room_of_others(p, j, row_side);
		move = move == NO_HIGH || free == NO_HIGH ? NO_HIGH : move + free;
		move = smaller(move, own);
	}
	if (move == NO_HIGH) {
		out->has_no_end = true;
		return;
	}
	if (p->s.rows > 0 && move > free)
		(void)others_give(p, j, row_side, move - free);
	p->x[j] += side > 0 ? move : -move;
	out->value = p->x[j];
}

/* ---- without tables: each whole number between the ends is one that the others leave ---- */

struct line_ends
line_ends(const struct part *p)
{
	struct line_ends out = {.row_low = NO_LOW, .row_high = NO_HIGH};

	if (p->s.rows == 0)
		return out;
	out.row_low = p->s.row_low[0];
	out.row_high = p->s.row_high[0];
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
