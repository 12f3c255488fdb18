#include "core/trends/audit.h"

#include "core/trends/insider.h"
#include "core/trends/witness.h"

#include <string.h>

enum { FAR = 1 << 16 };

enum need
audit_need(const struct number *n, const struct shown *shown, int64_t threshold)
{
	if (n->known)
		return n->value >= threshold ? NEED_TWO : NEED_SMALL;
	/* nobody knows any more what it was */
	return shown->proved && shown->low != NO_LOW && shown->low >= threshold ? NEED_TWO
	                                                                        : NEED_SMALL;
}

/* Whether what somebody sees is too much, of a number of which this is shown to everybody. */
static bool
is_exposed_as(const struct number *n, const struct shown *shown, const struct shown *seen,
              int64_t threshold)
{
	if (audit_need(n, shown, threshold) == NEED_TWO)
		return seen->low == seen->high;
	return seen->low > n->low || seen->high < threshold;
}

static bool
is_exposed(const struct number *n, const struct shown *shown, int64_t threshold)
{
	return is_exposed_as(n, shown, shown, threshold);
}

/* ---- one part ---- */

void
bench_push(struct bench *b, uint32_t j, int side, struct reach *reach)
{
	struct part *p = b->p;
	int64_t low = p->low[j], high = p->high[j], threshold = b->audit->threshold;
	struct reach capped;

	part_push(p, j, side, reach);
	if (!reach->has_no_end)
		return;
	if (side > 0)
		p->high[j] = (p->x[j] < threshold ? threshold : p->x[j]) + FAR;
	else
		p->low[j] = p->x[j] - FAR;
	part_push(p, j, side, &capped);
	p->low[j] = low;
	p->high[j] = high;
}

static int64_t
end_of(struct bench *b, uint32_t j, int side, bool *proved)
{
	int64_t bound = side > 0 ? b->p->high[j] : b->p->low[j];
	int64_t seen = side > 0 ? b->pool.most[j] : b->pool.least[j];
	const int64_t *from = side > 0 ? b->pool.most_in[j] : b->pool.least_in[j];
	struct reach reach;

	/* a table that was found for another shows it already, or is the nearest to it */
	if (seen == bound)
		return bound;
	memcpy(b->p->x, from, b->p->s.unknowns * sizeof *from);
	bench_push(b, j, side, &reach);
	pool_add(&b->pool, b->p->x);
	if (reach.has_no_end)
		return side > 0 ? NO_HIGH : NO_LOW;
	*proved &= reach.is_proved;
	return reach.value;
}

static void
show_part(struct bench *b)
{
	for (uint32_t j = 0; j < b->p->s.unknowns; j++) {
		struct shown *shown = shown_of(b, j);

		if (!shown->judged)
			continue;
		shown->proved = true;
		shown->high = end_of(b, j, 1, &shown->proved);
	}
	/* where one is as great as can be, many are as small: those tables show both */
	for (uint32_t j = 0; j < b->p->s.unknowns; j++) {
		struct shown *shown = shown_of(b, j);

		if (shown->judged)
			shown->low = end_of(b, j, -1, &shown->proved);
	}
	for (uint32_t j = 0; j < b->p->s.unknowns; j++) {
		struct shown *shown = shown_of(b, j);

		if (!shown->judged)
			continue;
		/* where a search proved nothing, a table found for another may go further */
		if (shown->low != NO_LOW && b->pool.least[j] < shown->low)
			shown->low = b->pool.least[j];
		if (shown->high != NO_HIGH && b->pool.most[j] > shown->high)
			shown->high = b->pool.most[j];
		shown->exposed = is_exposed(number_of(b, j), shown, b->audit->threshold);
	}
}

/* ---- lines, of which addition says everything at once ---- */

/* What somebody sees of a line who knows its h-th unknown to be 1. */
static void
pass_insider_of_line(struct bench *b, const struct line_ends *all, uint32_t h)
{
	struct part *p = b->p;
	uint32_t who = p->s.entries[h].who;
	int64_t low = p->low[who], high = p->high[who];
	struct line_ends ends = *all;

	line_add(&ends, p, h, -1);
	p->low[who] = p->high[who] = 1;
	line_add(&ends, p, h, 1);
	for (uint32_t i = 0; i < p->s.row_at[1]; i++) {
		struct shown *shown = shown_of(b, p->s.entries[i].who), seen = {.proved = true};

		if (i == h || !shown->judged || shown->exposed || shown->exposed_to_insider ||
		    !line_end(&ends, p, i, &seen.low, &seen.high))
			continue;
		shown->exposed_to_insider = is_exposed_as(number_of(b, p->s.entries[i].who), shown,
		                                          &seen, b->audit->threshold);
	}
	p->low[who] = low;
	p->high[who] = high;
}

static void
show_line(struct bench *b)
{
	struct part *p = b->p;
	struct line_ends ends = line_ends(p);
	uint32_t count = p->s.row_at[1];

	for (uint32_t i = 0; i < count; i++) {
		struct shown *shown = shown_of(b, p->s.entries[i].who);

		if (!shown->judged)
			continue;
		(void)line_end(&ends, p, i, &shown->low, &shown->high);
		shown->proved = true;
		shown->exposed =
			is_exposed(number_of(b, p->s.entries[i].who), shown, b->audit->threshold);
	}
	for (uint32_t h = 0; h < count; h++) {
		if (insider_may_be(b, p->s.entries[h].who))
			pass_insider_of_line(b, &ends, h);
	}
}

/* ---- all parts ---- */

static void
show_nothing(struct bench *b)
{
	for (uint32_t j = 0; j < b->p->s.unknowns; j++) {
		struct shown *shown = shown_of(b, j);

		shown->low = NO_LOW;
		shown->high = NO_HIGH;
		shown->exposed = shown->judged;
	}
}

static bool
is_judged(const struct bench *b)
{
	for (uint32_t j = 0; j < b->p->s.unknowns; j++) {
		if (shown_of(b, j)->judged)
			return true;
	}
	return false;
}

static int
audit_part(struct bench *b)
{
	struct part *p = b->p;
	int rc;

	/* tables are wanted only as witnesses */
	if (b->audit->witnesses == NULL && part_is_line(p)) {
		show_line(b);
		return 0;
	}
	rc = part_begin(p, b->scratch);
	if (rc == ERR_ABSENT) {
		show_nothing(b);
		return 0;
	}
	if (rc != 0)
		return rc;
	pool_init(&b->pool, b->scratch, p->s.unknowns, p->x);
	b->least = arena_get(b->scratch, p->s.unknowns, sizeof *b->least);
	b->most = arena_get(b->scratch, p->s.unknowns, sizeof *b->most);
	if (b->scratch->err != 0)
		return b->scratch->err;
	show_part(b);
	insiders_judge(b);
	if (b->audit->witnesses != NULL && b->scratch->err == 0)
		witness_put_part(b->audit->witnesses, p->of, p->s.unknowns, &b->pool);
	return b->scratch->err;
}

/* A part in which nothing is hidden by name must have a table all the same. */
static int
audit_parts(struct audit *audit, struct parts *parts, struct arena *scratch)
{
	uint64_t budget = AUDIT_STEPS;
	int rc = 0;

	for (uint32_t i = 0; i < parts->count && rc == 0; i++) {
		struct bench b = {.audit = audit, .p = &parts->list[i], .scratch = scratch};

		if (b.p->has_table && audit->witnesses == NULL && !is_judged(&b))
			continue;
		arena_reset(scratch);
		b.p->budget = &budget;
		rc = audit_part(&b);
		if (rc == ERR_CONFLICT)
			parts->conflict = b.p->s.origin[0];
	}
	return rc;
}

static void
say_conflict(struct audit *audit, uint32_t row)
{
	const struct table *table;
	const struct line *line = model_line(&audit->model, row, &table);

	model_put_line(audit->model.notes, table, line);
	buf_put_text(audit->model.notes, " and those it is tied to contradict each other: no table "
	                                 "satisfies them\n");
}

/* Numbers that follow from bounds alone, before any part is looked at. */
static void
begin_shown(struct audit *audit, const int64_t *low, const int64_t *high)
{
	const struct model *m = &audit->model;

	for (size_t t = 0; t < m->table_count; t++) {
		for (size_t i = 0; i < m->tables[t].cell_count; i++) {
			const struct number *n = &m->numbers[m->number_of[t][i]];

			if (cell_is_hidden(&m->tables[t].cells[i]) && !n->printed)
				audit->shown[n->unknown].judged = true;
		}
	}
	for (uint32_t i = 0; i < m->sums.unknowns; i++) {
		struct shown *shown = &audit->shown[i];

		if (low[i] != high[i])
			continue;
		shown->low = low[i];
		shown->high = high[i];
		shown->proved = true;
		shown->exposed = true;
	}
}

/* The whole system in arrays by unknown. */
struct whole {
	int64_t *low, *high, *x;
	bool *known;
};

static int
make_whole(struct whole *s, const struct model *m, struct arena *a)
{
	uint32_t n = m->sums.unknowns;

	s->low = arena_get(a, n, sizeof *s->low);
	s->high = arena_get(a, n, sizeof *s->high);
	s->x = arena_get(a, n, sizeof *s->x);
	s->known = arena_get(a, n, sizeof *s->known);
	if (a->err != 0)
		return a->err;
	model_bounds(m, s->low, s->high);
	for (uint32_t i = 0; i < n; i++) {
		s->x[i] = m->numbers[m->of_unknown[i]].value;
		s->known[i] = m->numbers[m->of_unknown[i]].known;
	}
	return 0;
}

int
audit_run(struct audit *out, struct arena *a, const struct table *tables, size_t count,
          struct model_choice choice, int64_t threshold, struct buf *notes, struct buf *witnesses)
{
	struct arena scratch;
	struct parts parts = {0};
	struct whole whole;
	int rc;

	*out = (struct audit){.threshold = threshold, .witnesses = witnesses};
	rc = model_build(&out->model, a, tables, count, choice, notes);
	if (rc != 0)
		return rc;
	out->shown = arena_get(a, out->model.sums.unknowns, sizeof *out->shown);
	rc = make_whole(&whole, &out->model, a);
	if (rc != 0 || a->err != 0)
		return a->err;
	rc = parts_cut(&parts, a, &out->model.sums, whole.low, whole.high, whole.x, whole.known);
	if (rc == 0) {
		arena_init(&scratch, a->max);
		begin_shown(out, whole.low, whole.high);
		if (witnesses != NULL)
			witness_put_fixed(witnesses, whole.low, whole.high,
			                  out->model.sums.unknowns);
		rc = audit_parts(out, &parts, &scratch);
		arena_clear(&scratch);
	}
	if (rc == ERR_CONFLICT)
		say_conflict(out, parts.conflict);
	return rc;
}

struct verdict
audit_verdict(const struct audit *audit, size_t table, size_t cell)
{
	const struct number *n = &audit->model.numbers[audit->model.number_of[table][cell]];
	const struct shown *shown;

	if (n->printed)
		return (struct verdict){n->value, n->value, WHY_READER};
	shown = &audit->shown[n->unknown];
	return (struct verdict){shown->low, shown->high,
	                        shown->exposed              ? WHY_READER
	                        : shown->exposed_to_insider ? WHY_INSIDER
	                                                    : WHY_SAFE};
}
