#include "core/trends/part.h"
#include "core/trends/wide.h"

#include <string.h>

enum { NOWHERE = UINT32_MAX };

/* A system being cut. */
struct cut {
	struct arena *a;
	const struct sums *s;
	const int64_t *low, *high;
	uint32_t *leader;   /* of each unknown, an unknown of the same part */
	uint32_t *part_of;  /* by leader; NOWHERE: none yet */
	uint32_t *place;    /* of each unknown in its part */
	uint32_t *row_part; /* NOWHERE: the row says nothing any more */
};

static uint32_t
leader(struct cut *c, uint32_t i)
{
	while (c->leader[i] != i) {
		c->leader[i] = c->leader[c->leader[i]];
		i = c->leader[i];
	}
	return i;
}

static bool
is_fixed(const struct cut *c, uint32_t i)
{
	return c->low[i] == c->high[i];
}

/* Ties the unknowns of each row together. A row that cannot hold is *conflict: ERR_CONFLICT. */
static int
tie(struct cut *c, uint32_t *conflict)
{
	const struct sums *s = c->s;

	for (uint32_t i = 0; i < s->unknowns; i++)
		c->leader[i] = i;
	for (uint32_t r = 0; r < s->rows; r++) {
		enum row_state state = sums_row_state(s, r, c->low, c->high);
		uint32_t first = NOWHERE;

		c->row_part[r] = NOWHERE;
		if (state == ROW_BROKEN) {
			*conflict = r;
			return ERR_CONFLICT;
		}
		/* a row that the bounds keep by themselves ties nothing together */
		if (state == ROW_HOLDS)
			continue;
		c->row_part[r] = 0;
		for (uint32_t i = s->row_at[r]; i < s->row_at[r + 1]; i++) {
			uint32_t who = s->entries[i].who;

			if (is_fixed(c, who))
				continue;
			if (first == NOWHERE)
				first = leader(c, who);
			else
				c->leader[leader(c, who)] = first;
		}
	}
	return 0;
}

/* Numbers the parts by their first unknown; their count. */
static uint32_t
number_parts(struct cut *c)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < c->s->unknowns; i++)
		c->part_of[i] = NOWHERE;
	for (uint32_t i = 0; i < c->s->unknowns; i++) {
		uint32_t top = leader(c, i);

		if (!is_fixed(c, i) && c->part_of[top] == NOWHERE)
			c->part_of[top] = count++;
	}
	return count;
}

/* How much each part holds: unknowns, rows, entries. */
static void
count_parts(struct cut *c, struct part *list, uint32_t *entries)
{
	const struct sums *s = c->s;

	for (uint32_t i = 0; i < s->unknowns; i++) {
		c->place[i] = NOWHERE;
		if (!is_fixed(c, i))
			c->place[i] = list[c->part_of[leader(c, i)]].s.unknowns++;
	}
	for (uint32_t r = 0; r < s->rows; r++) {
		uint32_t part = NOWHERE;

		if (c->row_part[r] == NOWHERE)
			continue;
		for (uint32_t i = s->row_at[r]; i < s->row_at[r + 1]; i++) {
			if (is_fixed(c, s->entries[i].who))
				continue;
			part = c->part_of[leader(c, s->entries[i].who)];
			entries[part]++;
		}
		c->row_part[r] = part;
		if (part != NOWHERE)
			list[part].s.rows++;
	}
}

int
part_allocate(struct part *p, struct arena *a, size_t unknowns, size_t rows, size_t entries)
{
	struct sums *s = &p->s;
	size_t all = unknowns + rows;

	s->row_at = arena_get(a, rows + 2, sizeof *s->row_at);
	s->entries = arena_get(a, entries, sizeof *s->entries);
	s->origin = arena_get(a, rows, sizeof *s->origin);
	p->of = arena_get(a, unknowns, sizeof *p->of);
	p->low = arena_get(a, all, sizeof *p->low);
	p->high = arena_get(a, all, sizeof *p->high);
	p->x = arena_get(a, all, sizeof *p->x);
	s->unknowns = (uint32_t)unknowns;
	s->rows = 0;
	s->row_low = a->err == 0 ? p->low + unknowns : NULL;
	s->row_high = a->err == 0 ? p->high + unknowns : NULL;
	return a->err;
}

/* What fixed unknowns make of a row is taken from both its ends. */
static void
fill_row(struct cut *c, struct part *p, uint32_t row)
{
	const struct sums *s = c->s;
	struct sums *to = &p->s;
	uint32_t at = to->row_at[to->rows];
	wide fixed = 0;

	for (uint32_t i = s->row_at[row]; i < s->row_at[row + 1]; i++) {
		const struct entry *e = &s->entries[i];

		if (is_fixed(c, e->who))
			wide_add(&fixed, c->low[e->who], e->factor);
		else
			to->entries[at++] = (struct entry){c->place[e->who], e->factor};
	}
	to->row_low[to->rows] =
		s->row_low[row] == NO_LOW ? NO_LOW : (int64_t)(s->row_low[row] - fixed);
	to->row_high[to->rows] =
		s->row_high[row] == NO_HIGH ? NO_HIGH : (int64_t)(s->row_high[row] - fixed);
	to->origin[to->rows] = row;
	to->row_at[++to->rows] = at;
}

static void
fill_unknowns(struct cut *c, struct part *list, const int64_t *x, const bool *known)
{
	for (uint32_t i = 0; i < c->s->unknowns; i++) {
		struct part *p;
		uint32_t at = c->place[i];

		if (at == NOWHERE)
			continue;
		p = &list[c->part_of[leader(c, i)]];
		p->of[at] = i;
		p->low[at] = c->low[i];
		p->high[at] = c->high[i];
		p->x[at] = x[i];
		p->has_table &= known[i] && x[i] >= c->low[i] && x[i] <= c->high[i];
	}
}

static int
fill_parts(struct cut *c, struct parts *out, const int64_t *x, const bool *known, uint32_t *entries)
{
	for (uint32_t i = 0; i < out->count; i++) {
		out->list[i].has_table = true;
		if (part_allocate(&out->list[i], c->a, out->list[i].s.unknowns, out->list[i].s.rows,
		                  entries[i]) != 0)
			return c->a->err;
	}
	for (uint32_t r = 0; r < c->s->rows; r++) {
		if (c->row_part[r] != NOWHERE)
			fill_row(c, &out->list[c->row_part[r]], r);
	}
	fill_unknowns(c, out->list, x, known);
	for (uint32_t i = 0; i < out->count; i++) {
		struct part *p = &out->list[i];

		if (sums_columns(&p->s, c->a) != 0)
			return c->a->err;
		p->has_table = p->has_table && sums_holds(&p->s, p->x);
	}
	return 0;
}

int
parts_cut(struct parts *out, struct arena *a, const struct sums *s, int64_t *low, int64_t *high,
          const int64_t *x, const bool *known)
{
	struct cut c = {.a = a, .s = s, .low = low, .high = high};
	struct work work;
	uint32_t *entries;
	int rc = work_init(&work, s, a);

	*out = (struct parts){0};
	c.leader = arena_get(a, s->unknowns, sizeof *c.leader);
	c.part_of = arena_get(a, s->unknowns, sizeof *c.part_of);
	c.place = arena_get(a, s->unknowns, sizeof *c.place);
	c.row_part = arena_get(a, s->rows, sizeof *c.row_part);
	if (rc != 0 || a->err != 0)
		return a->err;
	if (s->rows > 0 && sums_propagate(s, &work, low, high, PROPAGATE_ALL) != 0) {
		out->conflict = work.conflict;
		return ERR_CONFLICT;
	}
	if (tie(&c, &out->conflict) != 0)
		return ERR_CONFLICT;
	out->count = number_parts(&c);
	out->list = arena_get(a, out->count, sizeof *out->list);
	entries = arena_get(a, out->count, sizeof *entries);
	if (a->err != 0)
		return a->err;
	count_parts(&c, out->list, entries);
	return fill_parts(&c, out, x, known, entries);
}

bool
part_is_line(const struct part *p)
{
	const struct sums *s = &p->s;

	for (uint32_t i = 0; i < s->row_at[s->rows]; i++) {
		if (s->entries[i].factor != 1 && s->entries[i].factor != -1)
			return false;
	}
	return s->rows == 1;
}

int
part_begin(struct part *p, struct arena *a)
{
	int rc = flow_begin(p, a);

	p->kind = PART_NETWORK;
	if (rc == ERR_ABSENT) {
		p->kind = PART_LINKED;
		rc = search_begin(p, a);
	}
	if (rc != 0)
		return rc == ERR_SIZE && a->err == 0 ? ERR_ABSENT : rc;
	return p->has_table ? 0 : part_restart(p, a);
}

void
part_push(struct part *p, uint32_t j, int side, struct reach *out)
{
	if (p->kind == PART_NETWORK)
		flow_push(p, j, side, out);
	else
		search_push(p, j, side, out);
}

/* The search finds tables of networks too, and there it needs no luck: corners are whole. */
int
part_restart(struct part *p, struct arena *a)
{
	int rc = p->search == NULL ? search_begin(p, a) : 0;

	if (rc != 0)
		return rc == ERR_SIZE && a->err == 0 ? ERR_ABSENT : rc;
	return search_any(p);
}
