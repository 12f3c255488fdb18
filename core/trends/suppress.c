#include "core/trends/suppress.h"

#include "core/trends/audit.h"
#include "core/trends/beside.h"
#include "core/trends/join.h"
#include "core/trends/protect.h"

#include <string.h>

enum {
	ROUNDS_MAX = 64,
	VARIANTS = 4,
	SWAP_CELLS_MAX = 400, /* each cell is tried anew: for tables that people read */
	COST = 64,
};

/* One choice at work. */
/* Of each cell. */
struct choice_marks {
	bool *hideable;
	bool *changed;
	bool *lost; /* hidden cells of the other tables that those give away by themselves */
};

struct choice {
	struct table *tables;
	size_t count;
	struct arena *a; /* of the whole call */
	int64_t threshold;
	struct buf *notes;
	struct buf ignored; /* notes of trials */
	struct choice_marks marks;
	uint16_t *costs;
	enum cell_status *given; /* statuses before anything was chosen */
	struct protect *protect;
	uint32_t stuck; /* a cell that cannot be protected */
};

/* What an audit says of the hidden cells of table 0: why each fails. */
struct trial {
	enum audit_why *why; /* by cell */
	size_t fails;        /* in all tables, but for what is lost anyway */
};

/* What readers know of a cell by itself follows from whether it is hidden. */
static void
set_status(struct table *t, size_t i, enum cell_status status)
{
	struct cell *c = &t->cells[i];

	c->status = status;
	if (!c->has_low)
		c->low = cell_is_hidden(c) ? t->hidden_low : 0;
}

static void
hide(struct table *t, size_t i)
{
	set_status(t, i, CELL_SECONDARY);
}

static void
show(struct table *t, size_t i)
{
	set_status(t, i, CELL_PUBLISHED);
}

static void
put_statuses(enum cell_status *out, const struct table *t)
{
	for (size_t i = 0; i < t->cell_count; i++)
		out[i] = t->cells[i].status;
}

static void
take_statuses(struct table *t, const enum cell_status *from)
{
	for (size_t i = 0; i < t->cell_count; i++)
		set_status(t, i, from[i]);
}

static size_t
secondaries(const struct table *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->cell_count; i++)
		n += t->cells[i].status == CELL_SECONDARY;
	return n;
}

static bool
fails(const struct audit *audit, size_t table, size_t cell)
{
	return cell_is_hidden(&audit->model.tables[table].cells[cell]) &&
	       audit_verdict(audit, table, cell).why != WHY_SAFE;
}

/* Audits everything as it stands. */
static int
try(struct choice *c, struct trial *out)
{
	struct audit audit;
	struct arena a;
	size_t at = 0;
	int rc;

	arena_init(&a, c->a->max);
	buf_clear(&c->ignored);
	rc = audit_run(&audit, &a, c->tables, c->count, (struct model_choice){0}, c->threshold,
	               &c->ignored, NULL);
	out->fails = 0;
	for (size_t i = 0; i < c->tables[0].cell_count && rc == 0; i++) {
		out->why[i] = fails(&audit, 0, i) ? audit_verdict(&audit, 0, i).why : WHY_SAFE;
		out->fails += out->why[i] != WHY_SAFE;
	}
	for (size_t t = 1; t < c->count && rc == 0; t++) {
		for (size_t i = 0; i < c->tables[t].cell_count; i++)
			out->fails += !c->marks.lost[at++] && fails(&audit, t, i);
	}
	arena_clear(&a);
	return rc;
}

/* What the tables printed before give away among themselves. */
static int
find_lost(struct choice *c)
{
	struct audit audit;
	struct arena a;
	size_t cells = 0, at = 0;
	int rc = 0;

	for (size_t t = 1; t < c->count; t++)
		cells += c->tables[t].cell_count;
	c->marks.lost = arena_get(c->a, cells, sizeof *c->marks.lost);
	if (c->marks.lost == NULL || cells == 0)
		return c->a->err;
	arena_init(&a, c->a->max);
	rc = audit_run(&audit, &a, c->tables + 1, c->count - 1, (struct model_choice){0},
	               c->threshold, &c->ignored, NULL);
	for (size_t t = 1; t < c->count && rc == 0; t++) {
		for (size_t i = 0; i < c->tables[t].cell_count; i++)
			c->marks.lost[at++] = fails(&audit, t - 1, i);
	}
	arena_clear(&a);
	return rc;
}

/* ---- what is hidden to begin with ---- */

static void
hide_small(struct choice *c)
{
	struct table *t = &c->tables[0];

	for (size_t i = 0; i < t->cell_count; i++) {
		struct cell *cell = &t->cells[i];
		int64_t low = cell->has_low ? cell->low : t->hidden_low;

		c->marks.hideable[i] = false;
		if (cell->status == CELL_UNPUBLISHED)
			continue;
		c->marks.hideable[i] = cell->value >= low && cell->value <= cell->high;
		/* a number that the rule says is shown, a zero, is no secret */
		if (cell->status == CELL_PRIMARY ||
		    (cell->value < c->threshold && cell->value >= low)) {
			set_status(t, i, CELL_PRIMARY);
		} else {
			show(t, i);
		}
	}
}

/* ---- protecting ---- */

/* What it costs to hide each cell; variants break ties otherwise. forbidden: stays printed. */
static void
set_costs(struct choice *c, unsigned variant, size_t forbidden)
{
	const struct table *t = &c->tables[0];

	for (size_t i = 0; i < t->cell_count; i++) {
		uint32_t other = (uint32_t)(i + 1) * UINT32_C(2654435761) % 13;

		if (cell_is_hidden(&t->cells[i]))
			c->costs[i] = 0;
		else if (!c->marks.hideable[i] || i == forbidden)
			c->costs[i] = PROTECT_NEVER;
		else
			c->costs[i] = (uint16_t)(variant == 0   ? COST
			                         : variant == 1 ? COST + other
			                         : variant == 2 ? COST + 13 - other
			                                        : COST + i % 7);
	}
}

static int
protect(struct choice *c, struct protect_wish wish)
{
	struct table *t = &c->tables[0];
	int rc = protect_cell(c->protect, c->costs, wish, c->marks.changed);

	for (size_t i = 0; i < t->cell_count && rc == 0; i++) {
		if (!c->marks.changed[i])
			continue;
		hide(t, i);
		c->costs[i] = 0;
	}
	return rc;
}

/* To be the least it may, and the threshold; or, if it is not small, to be something else. */
static int
protect_both_ways(struct choice *c, size_t cell, int64_t known)
{
	const struct cell *of = &c->tables[0].cells[cell];
	struct protect_wish wish = {(uint32_t)cell, NO_LOW, NO_HIGH, known};
	int rc;

	if (of->value < c->threshold) {
		wish.high = of->low;
		rc = protect(c, wish);
		if (rc != 0)
			return rc;
		wish.high = NO_HIGH;
		wish.low = c->threshold;
		return protect(c, wish);
	}
	wish.low = of->value + 1;
	rc = protect(c, wish);
	if (rc != ERR_ABSENT)
		return rc;
	wish.low = NO_LOW;
	wish.high = of->value - 1;
	return protect(c, wish);
}

/* Also when the number of each cell of one person is known. */
static int
protect_from_insiders(struct choice *c, size_t cell)
{
	const struct table *t = &c->tables[0];
	int rc = 0;

	for (size_t h = 0; h < t->cell_count && rc == 0; h++) {
		if (h != cell && cell_is_hidden(&t->cells[h]) && t->cells[h].value == 1)
			rc = protect_both_ways(c, cell, (int64_t)h);
	}
	return rc;
}

/* When a change of fractions was enough for the program, and is not for the audit. */
static bool
hide_one_more(struct choice *c, size_t forbidden)
{
	struct table *t = &c->tables[0];
	size_t best = t->cell_count;

	for (size_t i = 0; i < t->cell_count; i++) {
		if (t->cells[i].status == CELL_PUBLISHED && c->marks.hideable[i] &&
		    i != forbidden &&
		    (best == t->cell_count || t->cells[i].value < t->cells[best].value))
			best = i;
	}
	if (best == t->cell_count)
		return false;
	hide(t, best);
	c->costs[best] = 0;
	return true;
}

static int
protect_failing(struct choice *c, const struct trial *trial)
{
	int rc = 0;

	for (size_t i = 0; i < c->tables[0].cell_count && rc == 0; i++) {
		if (trial->why[i] == WHY_SAFE)
			continue;
		c->stuck = (uint32_t)i;
		rc = protect_both_ways(c, i, -1);
		if (rc == 0 && trial->why[i] == WHY_INSIDER)
			rc = protect_from_insiders(c, i);
	}
	return rc;
}

/* Hides until everything is safe. ERR_ABSENT: that cannot be. */
static int
make_safe(struct choice *c, struct trial *trial, unsigned variant, size_t forbidden)
{
	set_costs(c, variant, forbidden);
	for (unsigned round = 0; round < ROUNDS_MAX; round++) {
		size_t before = secondaries(&c->tables[0]);
		int rc = try(c, trial);

		if (rc != 0 || trial->fails == 0)
			return rc;
		rc = protect_failing(c, trial);
		if (rc != 0)
			return rc;
		if (secondaries(&c->tables[0]) == before && !hide_one_more(c, forbidden))
			return ERR_ABSENT;
	}
	return ERR_ABSENT;
}

/* Prints again whatever need not be hidden, the largest numbers first. */
static int
tidy(struct choice *c, struct trial *trial)
{
	struct table *t = &c->tables[0];
	bool *tried = arena_get(c->a, t->cell_count, sizeof *tried);
	int rc = c->a->err;

	while (rc == 0) {
		size_t best = t->cell_count;

		for (size_t i = 0; i < t->cell_count; i++) {
			if (t->cells[i].status == CELL_SECONDARY && !tried[i] &&
			    (best == t->cell_count || t->cells[i].value > t->cells[best].value))
				best = i;
		}
		if (best == t->cell_count)
			return 0;
		tried[best] = true;
		show(t, best);
		rc = try(c, trial);
		if (rc == 0 && trial->fails > 0)
			hide(t, best);
	}
	return rc;
}

/* Takes a pattern if it hides less than the best so far. */
static bool
keep_best(struct choice *c, enum cell_status *best, size_t *best_count)
{
	if (secondaries(&c->tables[0]) >= *best_count)
		return false;
	*best_count = secondaries(&c->tables[0]);
	put_statuses(best, &c->tables[0]);
	return true;
}

/* Each hidden cell once shown, and the rest made safe in another way. */
static int
swap(struct choice *c, struct trial *trial, enum cell_status *best, size_t *best_count)
{
	size_t cells = c->tables[0].cell_count;
	int rc = 0;

	for (size_t i = 0; i < cells && rc == 0; i++) {
		if (best[i] != CELL_SECONDARY)
			continue;
		take_statuses(&c->tables[0], best);
		show(&c->tables[0], i);
		rc = make_safe(c, trial, (unsigned)i % VARIANTS, i);
		if (rc == 0)
			rc = tidy(c, trial);
		if (rc == 0 && keep_best(c, best, best_count))
			i = SIZE_MAX; /* from the first again */
		rc = rc == ERR_ABSENT ? 0 : rc;
	}
	return rc;
}

static int
choose(struct choice *c)
{
	struct table *t = &c->tables[0];
	enum cell_status *first = arena_get(c->a, t->cell_count, sizeof *first);
	enum cell_status *best = arena_get(c->a, t->cell_count, sizeof *best);
	struct trial trial = {arena_get(c->a, t->cell_count, sizeof *trial.why), 0};
	size_t best_count = SIZE_MAX;
	unsigned variants = t->cell_count <= SWAP_CELLS_MAX ? VARIANTS : 1;
	int rc = c->a->err;

	if (rc != 0)
		return rc;
	put_statuses(first, t);
	for (unsigned v = 0; v < variants && rc == 0 && best_count > 0; v++) {
		take_statuses(t, first);
		rc = make_safe(c, &trial, v, t->cell_count);
		if (rc == 0)
			rc = tidy(c, &trial);
		if (rc == 0)
			(void)keep_best(c, best, &best_count);
	}
	if (rc == 0 && variants > 1)
		rc = swap(c, &trial, best, &best_count);
	if (rc == 0)
		take_statuses(t, best);
	return rc;
}

/* ---- joining what hiding cannot protect ---- */

/* Joins what is stuck with the smallest that stands beside it. ERR_ABSENT: nothing does. */
static int
join_stuck(struct choice *c)
{
	struct table *t = &c->tables[0];
	int rc;

	/* what was small by itself is chosen anew once it is joined */
	take_statuses(t, c->given);
	rc = beside_join(t, c->a, c->stuck, c->notes);
	if (rc == 0)
		put_statuses(c->given, t);
	return rc;
}

static bool
all_known(const struct table *t, struct table_problem *problem)
{
	for (size_t i = 0; i < t->cell_count; i++) {
		if (t->cells[i].known || t->cells[i].status == CELL_UNPUBLISHED)
			continue;
		problem->wrong = "this cell has no value: what to hide beside it cannot be chosen";
		scan_place(t->text, (size_t)(t->cells[i].whole.p - t->text.p), &problem->line,
		           &problem->column);
		return false;
	}
	return true;
}

int
suppress(struct table *tables, size_t count, struct arena *a, int64_t threshold, struct buf *notes,
         struct table_problem *problem)
{
	struct choice c = {tables, count, a, threshold, notes, .stuck = 0};
	size_t cells = tables[0].cell_count;
	int rc;

	*problem = (struct table_problem){.file = tables[0].name};
	if (!all_known(&tables[0], problem))
		return ERR_FORMAT;
	rc = join_rows(&tables[0], a, threshold, notes, problem);
	if (rc != 0)
		return rc;
	buf_init(&c.ignored, notes->max);
	c.marks.hideable = arena_get(a, cells, sizeof *c.marks.hideable);
	c.marks.changed = arena_get(a, cells, sizeof *c.marks.changed);
	c.costs = arena_get(a, cells, sizeof *c.costs);
	c.given = arena_get(a, cells, sizeof *c.given);
	if (a->err != 0)
		return a->err;
	put_statuses(c.given, &tables[0]);
	rc = find_lost(&c);
	while (rc == 0) {
		hide_small(&c);
		rc = protect_new(&c.protect, a, tables, count, c.marks.hideable, &c.ignored);
		if (rc == 0)
			rc = choose(&c);
		protect_free(c.protect);
		if (rc != ERR_ABSENT)
			break;
		rc = join_stuck(&c);
	}
	if (rc == ERR_CONFLICT)
		buf_put_span(notes, buf_span(&c.ignored));
	buf_clear(&c.ignored);
	return rc;
}
