/*
 * Whole tables of a linked part: branch and bound. At each node bounds are
 * propagated, the simplex says how far it could go at best, and a fraction in its
 * point is split into the whole numbers below and above. What it finds is a
 * table, and so proved; what it does not find within its steps is not proved to
 * be impossible, and the caller calls nothing safe by it.
 */
#include <string.h>

#include "core/trends/simplex.h"

enum {
	DEPTH_MAX = 96,
	NODES_MAX = 20000, /* of one question */
	REMAKES_MAX = 3,   /* of rows whose numbers outgrew 64 bits */
};
#define STEPS_MAX UINT64_C(40000000) /* of one question */

struct search {
	struct simplex lp;
	struct work work;
	int64_t *kept;  /* low and high of each depth */
	int64_t *point; /* where the simplex is, rounded down */
	int64_t *best;  /* the table that goes furthest */
	unsigned remakes;
	/* one question */
	uint32_t j;
	int side; /* 0: any table will do */
	uint32_t nodes;
	bool found, incomplete;
};

int
search_begin(struct part *p, struct arena *a)
{
	struct search *q = arena_get(a, 1, sizeof *q);
	size_t n = p->s.unknowns;
	int rc;

	if (q == NULL)
		return a->err;
	rc = simplex_init(&q->lp, p, a);
	if (rc == 0)
		rc = work_init(&q->work, &p->s, a);
	if (rc != 0)
		return rc;
	q->kept = arena_get(a, n * 2 * DEPTH_MAX, sizeof *q->kept);
	q->point = arena_get(a, n, sizeof *q->point);
	q->best = arena_get(a, n, sizeof *q->best);
	q->lp.is_broken = true;
	p->search = q;
	return a->err;
}

static void
keep_bounds(struct part *p, unsigned depth)
{
	size_t n = p->s.unknowns;
	int64_t *kept = p->search->kept + depth * 2 * n;

	memcpy(kept, p->low, n * sizeof *kept);
	memcpy(kept + n, p->high, n * sizeof *kept);
}

static void
restore_bounds(struct part *p, unsigned depth)
{
	size_t n = p->s.unknowns;
	const int64_t *kept = p->search->kept + depth * 2 * n;

	memcpy(p->low, kept, n * sizeof *kept);
	memcpy(p->high, kept + n, n * sizeof *kept);
}

/* Only tables that go further than the best are wanted. False: there is none. */
static bool
want_better(struct part *p)
{
	struct search *q = p->search;
	int64_t best = q->best[q->j];

	if (q->side == 0 || !q->found)
		return true;
	if (q->side > 0 && p->low[q->j] <= best)
		p->low[q->j] = best + 1;
	if (q->side < 0 && p->high[q->j] >= best)
		p->high[q->j] = best - 1;
	return p->low[q->j] <= p->high[q->j] &&
	       sums_propagate(&p->s, &q->work, p->low, p->high, q->j) == 0;
}

static void
found(struct search *q, const int64_t *x, size_t n)
{
	memcpy(q->best, x, n * sizeof *x);
	q->found = true;
}

/* The whole number that a fraction may come to at best. */
static bool
goes_further(const struct search *q)
{
	int64_t numerator, denominator, whole;

	if (q->side == 0 || !q->found)
		return true;
	simplex_value(&q->lp, q->j, &numerator, &denominator);
	whole = numerator / denominator;
	if (numerator % denominator != 0 && (numerator < 0) == (q->side > 0))
		whole -= q->side;
	return q->side > 0 ? whole > q->best[q->j] : whole < q->best[q->j];
}

/* What a node leaves to be done. */
enum node { NODE_OVER, NODE_SPLIT };

/* Without a simplex: the widest unknown is halved; all fixed is a table, if the rows hold. */
static enum node
split_widest(struct part *p, uint32_t *who, int64_t *at)
{
	struct search *q = p->search;
	int64_t widest = 0;

	for (uint32_t i = 0; i < p->s.unknowns; i++) {
		int64_t width;

		if (p->low[i] == NO_LOW || p->high[i] == NO_HIGH) {
			q->incomplete = true;
			return NODE_OVER;
		}
		width = p->high[i] - p->low[i];
		if (width > widest) {
			widest = width;
			*who = i;
			*at = p->low[i] + width / 2;
		}
	}
	if (widest > 0)
		return NODE_SPLIT;
	if (sums_holds(&p->s, p->low))
		found(q, p->low, p->s.unknowns);
	return NODE_OVER;
}

/* Bounds are propagated already. */
static enum node
solve_node(struct part *p, uint32_t *who, int64_t *at)
{
	struct search *q = p->search;
	enum simplex_end end = q->lp.is_broken ? SIMPLEX_BROKEN : simplex_settle(&q->lp);

	if (end == SIMPLEX_NOTHING)
		return NODE_OVER;
	if (end == SIMPLEX_DONE && q->side != 0)
		end = simplex_push(&q->lp, q->j, q->side);
	if (end == SIMPLEX_BROKEN)
		return split_widest(p, who, at);
	if (end == SIMPLEX_DONE && !goes_further(q))
		return NODE_OVER;
	if (!simplex_point(&q->lp, q->point, who)) {
		*at = q->point[*who];
		return NODE_SPLIT;
	}
	if (end == SIMPLEX_NO_END || !sums_holds(&p->s, q->point))
		q->incomplete = true;
	else
		found(q, q->point, p->s.unknowns);
	return NODE_OVER;
}

/* One half of a split. False: nothing is left in it. */
static bool
take_half(struct part *p, uint32_t who, int64_t at, bool upper)
{
	if (upper)
		p->low[who] = at + 1;
	else
		p->high[who] = at;
	return p->low[who] <= p->high[who] &&
	       sums_propagate(&p->s, &p->search->work, p->low, p->high, who) == 0;
}

static void explore(struct part *p, unsigned depth);

/*
 * Goes into one half, and leaves the bounds at the other. A half in which nothing
 * is left costs no depth: so that hundreds of values can be tried one by one.
 * False: neither is left to explore.
 */
static bool
split(struct part *p, unsigned depth, uint32_t who, int64_t at)
{
	bool first = p->search->side > 0 && who == p->search->j;

	keep_bounds(p, depth);
	if (!take_half(p, who, at, first)) {
		restore_bounds(p, depth);
		return take_half(p, who, at, !first);
	}
	restore_bounds(p, depth);
	if (!take_half(p, who, at, !first)) {
		restore_bounds(p, depth);
		return take_half(p, who, at, first);
	}
	restore_bounds(p, depth);
	(void)take_half(p, who, at, first);
	explore(p, depth + 1);
	restore_bounds(p, depth);
	return take_half(p, who, at, !first);
}

/* Bounds at entry are those to search within, propagated; at the end they are any. */
static void
explore(struct part *p, unsigned depth)
{
	struct search *q = p->search;
	uint32_t who = 0;
	int64_t at = 0;

	for (;;) {
		if (q->side == 0 && q->found)
			return;
		if (depth == DEPTH_MAX || q->nodes == 0) {
			q->incomplete = true;
			return;
		}
		q->nodes--;
		if (!want_better(p) || solve_node(p, &who, &at) == NODE_OVER ||
		    !split(p, depth, who, at))
			return;
	}
}

static void
prepare(struct part *p, uint32_t j, int side)
{
	struct search *q = p->search;
	uint64_t steps = STEPS_MAX;

	if (p->budget != NULL && *p->budget < steps)
		steps = *p->budget;
	q->lp.steps = steps;
	q->j = j;
	q->side = side;
	q->nodes = NODES_MAX;
	q->incomplete = false;
	if (q->lp.is_broken && q->remakes < REMAKES_MAX) {
		q->remakes++;
		if (simplex_make(&q->lp) != 0)
			q->lp.is_broken = true;
	}
	if (p->budget != NULL)
		*p->budget -= steps;
}

/* Steps that were not needed are given back; each node counts too. */
static void
settle_budget(struct part *p)
{
	struct search *q = p->search;
	uint64_t nodes = (uint64_t)(NODES_MAX - q->nodes) * p->s.row_at[p->s.rows];

	/* broken by its steps, not by its numbers: it can be made again */
	if (q->lp.is_broken && q->lp.steps == 0 && q->remakes > 0)
		q->remakes--;
	if (p->budget == NULL)
		return;
	*p->budget += q->lp.steps;
	*p->budget -= nodes > *p->budget ? *p->budget : nodes;
}

void
search_push(struct part *p, uint32_t j, int side, struct reach *out)
{
	struct search *q = p->search;

	*out = (struct reach){.value = p->x[j]};
	prepare(p, j, side);
	keep_bounds(p, 0);
	found(q, p->x, p->s.unknowns);
	if (!q->lp.is_broken && simplex_settle(&q->lp) == SIMPLEX_DONE &&
	    simplex_push(&q->lp, j, side) == SIMPLEX_NO_END) {
		out->has_no_end = true;
		out->is_proved = true;
	} else {
		explore(p, 1);
		memcpy(p->x, q->best, p->s.unknowns * sizeof *p->x);
		out->value = p->x[j];
		out->is_proved = !q->incomplete;
	}
	restore_bounds(p, 0);
	settle_budget(p);
}

int
search_any(struct part *p)
{
	struct search *q = p->search;

	prepare(p, 0, 0);
	keep_bounds(p, 0);
	q->found = false;
	if (sums_propagate(&p->s, &q->work, p->low, p->high, PROPAGATE_ALL) == 0)
		explore(p, 1);
	restore_bounds(p, 0);
	settle_budget(p);
	if (!q->found)
		return q->incomplete ? ERR_ABSENT : ERR_CONFLICT;
	memcpy(p->x, q->best, p->s.unknowns * sizeof *p->x);
	p->has_table = true;
	return 0;
}
