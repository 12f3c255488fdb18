#include "core/trends/part.h"

#include <string.h>

/*
 * The part as a network: a node for each row, and one beside them all where
 * unknowns that stand in one row begin or end. An unknown is an arc, what it
 * counts the flow on it. As the table satisfies the rows, a change that still
 * does is a sum of cycles; an unknown goes as far as cycles through it can be
 * pushed (Ford and Fulkerson; shortest first: Edmonds and Karp).
 */

/* One for each unknown, then one for each row's slack. */
struct arc {
	uint32_t from, to;
};

/* One end of an arc, at a node. */
struct end {
	uint32_t arc, other; /* the node at the other end */
	bool backwards;      /* the arc comes from there */
};

struct flow {
	uint32_t nodes;
	struct arc *arc;
	uint32_t *ends_at; /* node n's ends: ends[ends_at[n]] to ends[ends_at[n + 1]] */
	struct end *ends;
	uint32_t *queue;
	uint32_t *came_by; /* the arc by which a node was reached, plus one; 0: not yet */
	uint32_t *last;    /* the end, plus one, by which a node leads to where a push ends */
};

/* ---- which rows to turn, so that each unknown leaves one row and enters another ---- */

/* Rows that share an unknown are turned the same way, or opposite ways. False: both. */
static bool
turn_neighbours(const struct sums *s, int8_t *turn, uint32_t row, uint32_t *stack, uint32_t *n)
{
	for (uint32_t i = s->row_at[row]; i < s->row_at[row + 1]; i++) {
		uint32_t who = s->entries[i].who;
		const struct entry *pair = &s->columns[s->column_at[who]];
		uint32_t other;
		int8_t wanted;

		if (s->column_at[who + 1] - s->column_at[who] < 2)
			continue;
		other = pair[0].who == row ? pair[1].who : pair[0].who;
		wanted = pair[0].factor == pair[1].factor ? (int8_t)-turn[row] : turn[row];
		if (turn[other] == 0) {
			turn[other] = wanted;
			stack[(*n)++] = other;
		} else if (turn[other] != wanted) {
			return false;
		}
	}
	return true;
}

static bool
turn_rows(const struct sums *s, int8_t *turn, uint32_t *stack)
{
	for (uint32_t r = 0; r < s->rows; r++) {
		uint32_t n = 0;

		if (turn[r] != 0)
			continue;
		turn[r] = 1;
		stack[n++] = r;
		while (n > 0) {
			if (!turn_neighbours(s, turn, stack[--n], stack, &n))
				return false;
		}
	}
	return true;
}

static bool
could_be_network(const struct sums *s)
{
	for (uint32_t i = 0; i < s->unknowns; i++) {
		if (s->column_at[i + 1] - s->column_at[i] > 2)
			return false;
	}
	for (uint32_t i = 0; i < s->row_at[s->rows]; i++) {
		if (s->entries[i].factor != 1 && s->entries[i].factor != -1)
			return false;
	}
	return true;
}

/* ---- the network ---- */

static struct arc
arc_of(const struct sums *s, const int8_t *turn, uint32_t unknown)
{
	struct arc arc = {s->rows, s->rows};

	for (uint32_t i = s->column_at[unknown]; i < s->column_at[unknown + 1]; i++) {
		if (s->columns[i].factor * turn[s->columns[i].who] > 0)
			arc.to = s->columns[i].who;
		else
			arc.from = s->columns[i].who;
	}
	return arc;
}

/* A row that holds between two numbers lets its slack go to the node beside all. */
static void
make_arcs(struct flow *f, const struct sums *s, const int8_t *turn)
{
	for (uint32_t i = 0; i < s->unknowns; i++)
		f->arc[i] = arc_of(s, turn, i);
	for (uint32_t r = 0; r < s->rows; r++)
		f->arc[s->unknowns + r] =
			turn[r] > 0 ? (struct arc){r, s->rows} : (struct arc){s->rows, r};
}

/* An arc on which nothing can ever change is in no way. */
static bool
is_in_ways(const struct part *p, uint32_t arc)
{
	return p->low[arc] != p->high[arc];
}

static void
list_arcs(struct flow *f, const struct part *p)
{
	uint32_t arcs = p->s.unknowns + p->s.rows;

	for (uint32_t i = 0; i < arcs; i++) {
		f->ends_at[f->arc[i].from + 1] += is_in_ways(p, i);
		f->ends_at[f->arc[i].to + 1] += is_in_ways(p, i);
	}
	for (uint32_t n = 0; n < f->nodes; n++) {
		f->ends_at[n + 1] += f->ends_at[n];
		f->queue[n] = f->ends_at[n];
	}
	for (uint32_t i = 0; i < arcs; i++) {
		const struct arc *arc = &f->arc[i];

		if (!is_in_ways(p, i))
			continue;
		f->ends[f->queue[arc->from]++] = (struct end){i, arc->to, false};
		f->ends[f->queue[arc->to]++] = (struct end){i, arc->from, true};
	}
}

int
flow_begin(struct part *p, struct arena *a)
{
	const struct sums *s = &p->s;
	size_t arcs = (size_t)s->unknowns + s->rows;
	struct flow *f = arena_get(a, 1, sizeof *f);
	int8_t *turn = arena_get(a, s->rows, sizeof *turn);
	uint32_t *stack = arena_get(a, s->rows, sizeof *stack);

	if (a->err != 0)
		return a->err;
	if (!could_be_network(s) || !turn_rows(s, turn, stack))
		return ERR_ABSENT;
	f->nodes = s->rows + 1;
	f->arc = arena_get(a, arcs, sizeof *f->arc);
	f->ends_at = arena_get(a, (size_t)f->nodes + 1, sizeof *f->ends_at);
	f->ends = arena_get(a, 2 * arcs, sizeof *f->ends);
	f->queue = arena_get(a, f->nodes, sizeof *f->queue);
	f->came_by = arena_get(a, f->nodes, sizeof *f->came_by);
	f->last = arena_get(a, f->nodes, sizeof *f->last);
	if (a->err != 0)
		return a->err;
	make_arcs(f, s, turn);
	list_arcs(f, p);
	p->flow = f;
	return 0;
}

/* ---- cycles ---- */

/* A slack is the sum of its row. */
static void
value_slacks(struct part *p)
{
	const struct sums *s = &p->s;

	for (uint32_t r = 0; r < s->rows; r++) {
		int64_t sum = 0;

		if (!is_in_ways(p, s->unknowns + r))
			continue;
		for (uint32_t i = s->row_at[r]; i < s->row_at[r + 1]; i++)
			sum += s->entries[i].factor * p->x[s->entries[i].who];
		p->x[s->unknowns + r] = sum;
	}
}

/* Whether more (or less, backwards) may flow on an arc: no end is further than any number. */
static bool
has_room(const struct part *p, uint32_t arc, bool backwards)
{
	return backwards ? p->x[arc] > p->low[arc] : p->x[arc] < p->high[arc];
}

/* How much; NO_HIGH without end. */
static int64_t
room(const struct part *p, uint32_t arc, bool backwards)
{
	int64_t end = backwards ? p->low[arc] : p->high[arc];

	if (end == NO_LOW || end == NO_HIGH)
		return NO_HIGH;
	return backwards ? p->x[arc] - end : end - p->x[arc];
}

static void
move(struct part *p, uint32_t arc, bool backwards, int64_t amount)
{
	p->x[arc] += backwards ? -amount : amount;
}

/* What is pushed: an unknown's arc, and round it, from its one node to the other. */
struct cycle {
	uint32_t arc, from, to;
	bool backwards;
};

/* The ends by which nodes lead to the last one, plus one. Pushing only takes some away. */
static void
mark_last(struct part *p, const struct cycle *c)
{
	struct flow *f = p->flow;

	memset(f->last, 0, f->nodes * sizeof *f->last);
	for (uint32_t k = f->ends_at[c->to]; k < f->ends_at[c->to + 1]; k++) {
		if (f->ends[k].arc != c->arc)
			f->last[f->ends[k].other] = k + 1;
	}
}

/* Whether a node leads to the last one; the way then goes there. */
static bool
leads_to_last(struct part *p, const struct cycle *c, uint32_t node)
{
	struct flow *f = p->flow;
	const struct end *end = &f->ends[f->last[node] - 1];

	if (f->last[node] == 0 || !has_room(p, end->arc, !end->backwards))
		return false;
	f->came_by[c->to] = end->arc + 1;
	return true;
}

/* The shortest way with room. */
static bool
find_way(struct part *p, const struct cycle *c)
{
	struct flow *f = p->flow;
	uint32_t first = 0, last = 0;

	memset(f->came_by, 0, f->nodes * sizeof *f->came_by);
	f->came_by[c->from] = UINT32_MAX;
	if (leads_to_last(p, c, c->from))
		return true;
	f->queue[last++] = c->from;
	while (first < last) {
		uint32_t node = f->queue[first++];

		for (uint32_t k = f->ends_at[node]; k < f->ends_at[node + 1]; k++) {
			const struct end *end = &f->ends[k];

			if (f->came_by[end->other] != 0 || end->arc == c->arc ||
			    !has_room(p, end->arc, end->backwards))
				continue;
			f->came_by[end->other] = end->arc + 1;
			/* directly, where more arcs than one go there */
			if (end->other == c->to || leads_to_last(p, c, end->other))
				return true;
			f->queue[last++] = end->other;
		}
	}
	return false;
}

/* Pushes an amount over the way that was found, or, with 0, nothing: the least room on it. */
static int64_t
push_way(struct part *p, const struct cycle *c, int64_t amount)
{
	const struct flow *f = p->flow;
	int64_t least = NO_HIGH;

	for (uint32_t node = c->to; node != c->from;) {
		uint32_t at = f->came_by[node] - 1;
		bool backwards = f->arc[at].to != node;

		least = smaller(least, room(p, at, backwards));
		move(p, at, backwards, amount);
		node = backwards ? f->arc[at].to : f->arc[at].from;
	}
	return least;
}

/* Over one arc, which goes to the last node, or on from there over all pairs that do. */
static void
sweep_over(struct part *p, const struct cycle *c, const struct end *one)
{
	const struct flow *f = p->flow;
	int64_t left = smaller(room(p, c->arc, c->backwards), room(p, one->arc, one->backwards));

	if (one->other == c->to && left != NO_HIGH) {
		move(p, c->arc, c->backwards, left);
		move(p, one->arc, one->backwards, left);
		return;
	}
	for (uint32_t k = f->ends_at[one->other]; k < f->ends_at[one->other + 1] && left > 0; k++) {
		const struct end *two = &f->ends[k], *three;
		int64_t amount;

		if (f->last[two->other] == 0 || two->other == c->from ||
		    !has_room(p, two->arc, two->backwards))
			continue;
		three = &f->ends[f->last[two->other] - 1];
		amount = smaller(smaller(left, room(p, two->arc, two->backwards)),
		                 room(p, three->arc, !three->backwards));
		if (amount <= 0 || amount == NO_HIGH)
			continue;
		move(p, c->arc, c->backwards, amount);
		move(p, one->arc, one->backwards, amount);
		move(p, two->arc, two->backwards, amount);
		move(p, three->arc, !three->backwards, amount);
		left -= left == NO_HIGH ? 0 : amount;
	}
}

/*
 * Pushes over all ways of one arc and of three at once: in a single row all are so
 * short, between the rows and columns of a table nearly all.
 */
static void
sweep(struct part *p, const struct cycle *c)
{
	const struct flow *f = p->flow;

	for (uint32_t k = f->ends_at[c->from];
	     k < f->ends_at[c->from + 1] && has_room(p, c->arc, c->backwards); k++) {
		if (f->ends[k].arc != c->arc)
			sweep_over(p, c, &f->ends[k]);
	}
}

void
flow_push(struct part *p, uint32_t j, int side, struct reach *out)
{
	const struct arc *own = &p->flow->arc[j];
	struct cycle c = {j, own->to, own->from, side < 0};
	int64_t left, amount;

	if (c.backwards)
		c.from = own->from, c.to = own->to;
	*out = (struct reach){.is_proved = true};
	value_slacks(p);
	mark_last(p, &c);
	if (c.from != c.to)
		sweep(p, &c);
	while ((left = room(p, j, c.backwards)) > 0 && (c.from == c.to || find_way(p, &c))) {
		amount = c.from == c.to ? left : smaller(left, push_way(p, &c, 0));
		if (amount == NO_HIGH) {
			out->has_no_end = true;
			break;
		}
		if (c.from != c.to)
			(void)push_way(p, &c, amount);
		move(p, j, c.backwards, amount);
	}
	out->value = p->x[j];
}
