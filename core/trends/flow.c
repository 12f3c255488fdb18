#include "core/trends/part.h"

/*
 * The part as a network: a node for each row, and one beside them all where
 * unknowns that stand in one row begin or end. An unknown is an arc, what it
 * counts the flow on it. As the table satisfies the rows, a change that still
 * does is a sum of cycles; an unknown goes as far as cycles through it can be
 * pushed (Ford and Fulkerson; shortest first: Edmonds and Karp).
 */

struct arc {
	uint32_t from, to;
	uint32_t unknown; /* or, from the number of unknowns on, the slack of a row */
};

/* One end of an arc, at a node. */
struct end {
	uint32_t arc, other; /* the node at the other end */
	bool backwards;      /* the arc comes from there */
};

struct flow {
	uint32_t nodes, arcs;
	struct arc *arc;
	uint32_t *ends_at; /* node n's ends: ends[ends_at[n]] to ends[ends_at[n + 1]] */
	struct end *ends;
	uint32_t *queue;
	uint32_t *came_by; /* the arc by which a node was reached, plus one; 0: not yet */
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
	struct arc arc = {s->rows, s->rows, unknown};

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
		f->arc[f->arcs++] = arc_of(s, turn, i);
	for (uint32_t r = 0; r < s->rows; r++) {
		if (s->row_low[r] == s->row_high[r])
			continue;
		f->arc[f->arcs++] = turn[r] > 0 ? (struct arc){r, s->rows, s->unknowns + r}
		                                : (struct arc){s->rows, r, s->unknowns + r};
	}
}

static void
list_arcs(struct flow *f)
{
	for (uint32_t i = 0; i < f->arcs; i++) {
		f->ends_at[f->arc[i].from + 1]++;
		f->ends_at[f->arc[i].to + 1]++;
	}
	for (uint32_t n = 0; n < f->nodes; n++) {
		f->ends_at[n + 1] += f->ends_at[n];
		f->queue[n] = f->ends_at[n];
	}
	for (uint32_t i = 0; i < f->arcs; i++) {
		const struct arc *arc = &f->arc[i];

		f->ends[f->queue[arc->from]++] = (struct end){i, arc->to, false};
		f->ends[f->queue[arc->to]++] = (struct end){i, arc->from, true};
	}
}

int
flow_begin(struct part *p, struct arena *a)
{
	const struct sums *s = &p->s;
	struct flow *f = arena_get(a, 1, sizeof *f);
	int8_t *turn = arena_get(a, s->rows, sizeof *turn);
	uint32_t *stack = arena_get(a, s->rows, sizeof *stack);

	if (a->err != 0)
		return a->err;
	if (!could_be_network(s) || !turn_rows(s, turn, stack))
		return ERR_ABSENT;
	f->nodes = s->rows + 1;
	f->arc = arena_get(a, (size_t)s->unknowns + s->rows, sizeof *f->arc);
	f->ends_at = arena_get(a, (size_t)f->nodes + 1, sizeof *f->ends_at);
	f->ends = arena_get(a, 2 * ((size_t)s->unknowns + s->rows), sizeof *f->ends);
	f->queue = arena_get(a, f->nodes, sizeof *f->queue);
	f->came_by = arena_get(a, f->nodes, sizeof *f->came_by);
	if (a->err != 0)
		return a->err;
	make_arcs(f, s, turn);
	list_arcs(f);
	p->flow = f;
	return 0;
}

/* ---- cycles ---- */

static int64_t
row_sum(const struct part *p, uint32_t row)
{
	int64_t sum = 0;

	for (uint32_t i = p->s.row_at[row]; i < p->s.row_at[row + 1]; i++)
		sum += p->s.entries[i].factor * p->x[p->s.entries[i].who];
	return sum;
}

/* How much more (or less, backwards) may flow on an arc; NO_HIGH without end. */
static int64_t
room(const struct part *p, const struct arc *arc, bool backwards)
{
	uint32_t i = arc->unknown, row = i - p->s.unknowns;
	bool is_slack = i >= p->s.unknowns;
	int64_t end = backwards ? (is_slack ? p->s.row_low[row] : p->low[i])
	                        : (is_slack ? p->s.row_high[row] : p->high[i]);
	int64_t flow;

	if (end == NO_LOW || end == NO_HIGH)
		return NO_HIGH;
	flow = is_slack ? row_sum(p, row) : p->x[i];
	return backwards ? flow - end : end - flow;
}

/* The shortest way with room, not over arc `without`. */
static bool
find_way(struct part *p, uint32_t from, uint32_t to, uint32_t without)
{
	struct flow *f = p->flow;
	uint32_t first = 0, last = 0;

	for (uint32_t n = 0; n < f->nodes; n++)
		f->came_by[n] = 0;
	f->came_by[from] = UINT32_MAX;
	f->queue[last++] = from;
	while (first < last) {
		uint32_t node = f->queue[first++];

		for (uint32_t k = f->ends_at[node]; k < f->ends_at[node + 1]; k++) {
			const struct end *end = &f->ends[k];

			if (f->came_by[end->other] != 0 || end->arc == without ||
			    room(p, &f->arc[end->arc], end->backwards) <= 0)
				continue;
			f->came_by[end->other] = end->arc + 1;
			if (end->other == to)
				return true;
			f->queue[last++] = end->other;
		}
	}
	return false;
}

/* The least room on the way that was found. */
static int64_t
room_of_way(const struct part *p, uint32_t from, uint32_t to)
{
	const struct flow *f = p->flow;
	int64_t least = NO_HIGH;

	for (uint32_t node = to; node != from;) {
		const struct arc *arc = &f->arc[f->came_by[node] - 1];
		bool backwards = arc->to != node;
		int64_t here = room(p, arc, backwards);

		least = here < least ? here : least;
		node = backwards ? arc->to : arc->from;
	}
	return least;
}

/* A slack is the sum of its row: it follows by itself. */
static void
push_way(struct part *p, uint32_t from, uint32_t to, int64_t amount)
{
	const struct flow *f = p->flow;

	for (uint32_t node = to; node != from;) {
		const struct arc *arc = &f->arc[f->came_by[node] - 1];
		bool backwards = arc->to != node;

		if (arc->unknown < p->s.unknowns)
			p->x[arc->unknown] += backwards ? -amount : amount;
		node = backwards ? arc->to : arc->from;
	}
}

void
flow_push(struct part *p, uint32_t j, int side, struct reach *out)
{
	const struct arc *own = &p->flow->arc[j];
	uint32_t from = side > 0 ? own->to : own->from, to = side > 0 ? own->from : own->to;

	*out = (struct reach){.is_proved = true};
	for (;;) {
		int64_t left = room(p, own, side < 0), amount;

		if (left <= 0 || (from != to && !find_way(p, from, to, j)))
			break;
		amount = from == to ? NO_HIGH : room_of_way(p, from, to);
		amount = amount < left ? amount : left;
		if (amount == NO_HIGH) {
			out->has_no_end = true;
			break;
		}
		if (from != to)
			push_way(p, from, to, amount);
		p->x[j] += side > 0 ? amount : -amount;
	}
	out->value = p->x[j];
}
