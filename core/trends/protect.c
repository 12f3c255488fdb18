#include "core/trends/protect.h"

#include "core/trends/simplex.h"

struct protect {
	struct arena scratch;
	struct table *tables;
	size_t count;
	const bool *hideable;
	struct model model;
	/* the program: of each unknown of the model, its column for more (or as it is), and for
	 * less */
	struct part part;
	uint32_t columns;
	uint32_t *more, *less;
};

enum { NONE = UINT32_MAX };

int
protect_new(struct protect **out, struct arena *a, const struct table *tables, size_t count,
            const bool *hideable, struct buf *notes)
{
	struct protect *p = arena_get(a, 1, sizeof *p);

	*out = p;
	if (p == NULL)
		return a->err;
	arena_init(&p->scratch, a->max);
	p->tables = arena_copy(a, tables, count, sizeof *tables);
	p->count = count;
	p->hideable = hideable;
	if (p->tables == NULL)
		return a->err;
	p->tables[0].cells =
		arena_copy(a, tables[0].cells, tables[0].cell_count, sizeof *tables[0].cells);
	if (a->err != 0)
		return a->err;
	for (size_t i = 0; i < tables[0].cell_count; i++) {
		struct cell *c = &p->tables[0].cells[i];

		if (hideable[i] && c->status == CELL_PUBLISHED) {
			c->status = CELL_SECONDARY;
			c->low = c->has_low ? c->low : tables[0].hidden_low;
		}
	}
	return model_build(&p->model, a, p->tables, count, (struct model_choice){0}, notes);
}

void
protect_free(struct protect *p)
{
	if (p != NULL)
		arena_clear(&p->scratch);
}

/* The cell of table 0 that an unknown is, with its cost; 0 for what is of no other's. */
static uint16_t *
costs_by_unknown(struct protect *p, const uint16_t *costs)
{
	const struct model *m = &p->model;
	uint16_t *out = arena_get(&p->scratch, m->sums.unknowns, sizeof *out);

	for (size_t i = 0; i < p->tables[0].cell_count && out != NULL; i++) {
		const struct number *n = &m->numbers[m->number_of[0][i]];

		if (!n->printed && p->hideable[i])
			out[n->unknown] = costs[i];
	}
	return out;
}

/* A column that begins at 0, and may become as much as the bound leaves. */
static uint32_t
add_difference(struct protect *p, int64_t room)
{
	uint32_t at = p->columns++;

	p->part.low[at] = 0;
	p->part.high[at] = room;
	return at;
}

static void
add_columns(struct protect *p, const uint16_t *costs)
{
	const struct model *m = &p->model;

	for (uint32_t i = 0; i < m->sums.unknowns; i++) {
		const struct number *n = &m->numbers[m->of_unknown[i]];

		p->less[i] = NONE;
		if (costs[i] == PROTECT_NEVER) {
			p->more[i] = add_difference(p, 0);
			continue;
		}
		p->more[i] = add_difference(p, n->high == NO_HIGH ? NO_HIGH : n->high - n->value);
		if (costs[i] == 0)
			p->part.low[p->more[i]] = n->low == NO_LOW ? NO_LOW : n->low - n->value;
		else
			p->less[i] =
				add_difference(p, n->low == NO_LOW ? NO_HIGH : n->value - n->low);
	}
}

static void
add_entry(struct sums *s, uint32_t who, int64_t factor)
{
	s->entries[s->row_at[s->rows + 1]++] = (struct entry){who, factor};
}

static void
end_row(struct sums *s, int64_t low, int64_t high)
{
	s->row_low[s->rows] = low;
	s->row_high[s->rows++] = high;
	s->row_at[s->rows + 1] = s->row_at[s->rows];
}

/* The model's rows, in differences; then what they cost. */
static void
add_rows(struct protect *p, const uint16_t *costs, uint32_t cost)
{
	const struct sums *from = &p->model.sums;
	struct sums *to = &p->part.s;

	for (uint32_t r = 0; r < from->rows; r++) {
		int64_t sum = 0;

		for (uint32_t i = from->row_at[r]; i < from->row_at[r + 1]; i++) {
			const struct entry *e = &from->entries[i];

			sum += p->model.numbers[p->model.of_unknown[e->who]].value * e->factor;
			add_entry(to, p->more[e->who], e->factor);
			if (p->less[e->who] != NONE)
				add_entry(to, p->less[e->who], -e->factor);
		}
		end_row(to, from->row_low[r] == NO_LOW ? NO_LOW : from->row_low[r] - sum,
		        from->row_high[r] == NO_HIGH ? NO_HIGH : from->row_high[r] - sum);
	}
	for (uint32_t i = 0; i < from->unknowns; i++) {
		if (p->less[i] == NONE)
			continue;
		add_entry(to, p->more[i], costs[i]);
		add_entry(to, p->less[i], costs[i]);
	}
	add_entry(to, cost, -1);
	end_row(to, 0, 0);
}

static int
make_program(struct protect *p, const uint16_t *costs, uint32_t *cost)
{
	const struct sums *from = &p->model.sums;
	size_t columns = (size_t)from->unknowns + 1;
	struct arena *a = &p->scratch;
	int rc;

	for (uint32_t i = 0; i < from->unknowns; i++)
		columns += costs[i] != 0 && costs[i] != PROTECT_NEVER;
	p->part = (struct part){.has_table = true};
	p->columns = 0;
	p->more = arena_get(a, from->unknowns, sizeof *p->more);
	p->less = arena_get(a, from->unknowns, sizeof *p->less);
	rc = part_allocate(&p->part, a, columns, (size_t)from->rows + 1,
	                   2 * ((size_t)from->row_at[from->rows] + columns));
	if (rc != 0)
		return rc;
	add_columns(p, costs);
	*cost = add_difference(p, NO_HIGH);
	add_rows(p, costs, *cost);
	return sums_columns(&p->part.s, a);
}

static bool
has_changed(const struct simplex *s, uint32_t column)
{
	int64_t numerator, denominator;

	if (column == NONE)
		return false;
	simplex_value(s, column, &numerator, &denominator);
	return numerator != 0;
}

/* Bounds of the wish, as differences. */
static void
wish_for(struct protect *p, const struct protect_wish *wish)
{
	const struct model *m = &p->model;
	const struct number *n = &m->numbers[m->number_of[0][wish->cell]];
	uint32_t at = p->more[n->unknown];

	if (wish->low != NO_LOW && wish->low - n->value > p->part.low[at])
		p->part.low[at] = wish->low - n->value;
	if (wish->high != NO_HIGH && wish->high - n->value < p->part.high[at])
		p->part.high[at] = wish->high - n->value;
	if (wish->known >= 0) {
		n = &m->numbers[m->number_of[0][wish->known]];
		if (!n->printed)
			p->part.low[p->more[n->unknown]] = p->part.high[p->more[n->unknown]] = 0;
	}
}

static int
solve(struct protect *p, const uint16_t *costs, const struct protect_wish *wish, bool *changed)
{
	const struct model *m = &p->model;
	struct simplex s;
	uint32_t cost;
	int rc = make_program(p, costs, &cost);

	if (rc == 0)
		rc = simplex_init(&s, &p->part, &p->scratch);
	if (rc != 0)
		return rc;
	s.steps = UINT64_C(200000000);
	if (simplex_make(&s) != 0)
		return ERR_ABSENT;
	wish_for(p, wish);
	if (simplex_settle(&s) != SIMPLEX_DONE || simplex_push(&s, cost, -1) != SIMPLEX_DONE)
		return ERR_ABSENT;
	for (size_t i = 0; i < p->tables[0].cell_count; i++) {
		const struct number *n = &m->numbers[m->number_of[0][i]];

		changed[i] = !n->printed && p->hideable[i] && costs[n->unknown] != 0 &&
		             (has_changed(&s, p->more[n->unknown]) ||
		              has_changed(&s, p->less[n->unknown]));
	}
	return 0;
}

int
protect_cell(struct protect *p, const uint16_t *costs, struct protect_wish wish, bool *changed)
{
	uint16_t *by_unknown;
	const struct number *n = &p->model.numbers[p->model.number_of[0][wish.cell]];
	int rc;

	if (n->printed)
		return ERR_ABSENT;
	arena_reset(&p->scratch);
	by_unknown = costs_by_unknown(p, costs);
	rc = by_unknown == NULL ? p->scratch.err : solve(p, by_unknown, &wish, changed);
	return rc;
}
