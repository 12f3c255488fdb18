#include "core/trends/explain.h"

#include "core/trends/join.h"
#include "core/trends/print.h"

enum { LINES_MAX = 40, CELLS_MAX = 3000, CANDIDATES_MAX = 8, SAID_MAX = 5 };

/* Lines left out of a trial, numbered through all tables. */
struct without {
	const struct table *tables;
	const bool *out;
};

static bool
is_out(const void *of, size_t table, size_t line)
{
	const struct without *w = of;

	for (size_t t = 0; t < table; t++)
		line += w->tables[t].line_count;
	return w->out[line];
}

/* Whether the cell still fails, exactly if it did, when only some lines are known. */
static int
still_fails(const struct audit *audit, const struct table *tables, struct without w, size_t table,
            size_t cell, bool *out)
{
	struct verdict before = audit_verdict(audit, table, cell), now;
	struct audit trial;
	struct arena a;
	struct buf notes;
	int rc;

	arena_init(&a, audit->model.arena->max);
	buf_init(&notes, audit->model.notes->max);
	rc = audit_run(&trial, &a, tables, audit->model.table_count,
	               (struct model_choice){is_out, &w}, audit->threshold, &notes, NULL);
	*out = false;
	if (rc == 0) {
		now = audit_verdict(&trial, table, cell);
		*out = now.why != WHY_SAFE && (before.low != before.high || now.low == now.high);
	}
	arena_clear(&a);
	buf_clear(&notes);
	return rc == ERR_CONFLICT ? 0 : rc;
}

/* ---- which lines give it ---- */

/* A line ties unknown numbers together; true when it brought something new. */
static bool
reach(const struct model *m, size_t table, const struct line *l, bool *reached)
{
	bool some = false, all = true;

	for (size_t pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < l->count; i++) {
			uint32_t cell = m->tables[table].terms[l->first + i].cell;
			uint32_t number = m->number_of[table][cell];

			if (m->numbers[number].printed)
				continue;
			if (pass == 0) {
				some |= reached[number];
				all &= reached[number];
			} else {
				reached[number] = true;
			}
		}
		if (!some)
			return false;
	}
	return !all;
}

/* Leaves out what is not tied to the cell; how many lines are left. */
static size_t
leave_tied(const struct model *m, bool *reached, bool *out)
{
	size_t left = 0;
	bool again = true;

	while (again) {
		size_t at = 0;

		again = false;
		left = 0;
		for (size_t t = 0; t < m->table_count; t++) {
			for (size_t l = 0; l < m->tables[t].line_count; l++, at++) {
				const struct line *line = &m->tables[t].lines[l];
				bool tied = false;

				again |= reach(m, t, line, reached);
				for (size_t i = 0; i < line->count; i++)
					tied |= reached[m->number_of[t]
					                            [m->tables[t]
					                                     .terms[line->first + i]
					                                     .cell]];
				out[at] = !tied;
				left += tied;
			}
		}
	}
	return left;
}

static size_t
lines_of(const struct model *m)
{
	size_t n = 0;

	for (size_t t = 0; t < m->table_count; t++)
		n += m->tables[t].line_count;
	return n;
}

static void
put_lines(struct buf *text, const struct model *m, const bool *out)
{
	size_t at = 0, said = 0;

	for (size_t t = 0; t < m->table_count; t++) {
		for (size_t l = 0; l < m->tables[t].line_count; l++, at++) {
			if (out[at] || said++ >= SAID_MAX)
				continue;
			buf_put_text(text, said == 1 ? "    from " : ", ");
			model_put_line(text, &m->tables[t], &m->tables[t].lines[l]);
		}
	}
	if (said > SAID_MAX) {
		buf_put_text(text, " and ");
		put_number(text, (int64_t)(said - SAID_MAX));
		buf_put_text(text, " more");
	}
	if (said > 1)
		buf_put_text(text, " together");
	if (said > 0)
		buf_put_text(text, "\n");
}

/* Spares one line after the other, as long as the rest gives the cell. */
static int
spare_lines(const struct audit *audit, size_t table, size_t cell, bool *out)
{
	const struct model *m = &audit->model;
	size_t lines = lines_of(m);
	bool fails;
	int rc = 0;

	for (size_t l = 0; l < lines && rc == 0; l++) {
		if (out[l])
			continue;
		out[l] = true;
		rc = still_fails(audit, m->tables, (struct without){m->tables, out}, table, cell,
		                 &fails);
		out[l] = fails;
	}
	return rc;
}

/* ---- what would help ---- */

/* Whether all is well with a cell once another is joined into it; ERR_CONFLICT: they cannot be. */
static int
try_joining(const struct audit *audit, struct table *tables, size_t table, uint32_t into,
            uint32_t from, struct arena *a, bool *helps)
{
	bool *none = arena_get(a, lines_of(&audit->model), sizeof *none);
	struct cell *c;
	bool fails = false;
	int rc = a->err;

	*helps = false;
	if (rc == 0)
		rc = join_cells(&tables[table], a, &into, &from, 1);
	if (rc != 0)
		return rc;
	c = &tables[table].cells[into];
	if (c->value < audit->threshold) {
		if (!cell_is_hidden(c))
			return 0;
		rc = still_fails(audit, tables, (struct without){tables, none}, table, into,
		                 &fails);
	}
	*helps = rc == 0 && !fails;
	return rc;
}

static void
put_joining(struct buf *out, const struct table *t, uint32_t other, int64_t together)
{
	buf_put_text(out, "    joined with ");
	table_put_label(out, &t->cells[other]);
	buf_put_text(out, " (");
	put_number(out, together);
	buf_put_text(out, " together) it would be safe\n");
}

/* Copies of the tables, of which one is to be changed. */
static struct table *
copy_tables(const struct model *m, size_t table, struct arena *a)
{
	struct table *out = arena_copy(a, m->tables, m->table_count, sizeof *out), *t;

	if (out == NULL)
		return NULL;
	t = &out[table];
	t->cells = arena_copy(a, t->cells, t->cell_count, sizeof *t->cells);
	t->lines = arena_copy(a, t->lines, t->line_count, sizeof *t->lines);
	t->terms = arena_copy(a, t->terms, t->term_count, sizeof *t->terms);
	return a->err == 0 ? out : NULL;
}

/* Cells beside it in its first equation, one after the other. */
static int
find_joining(struct buf *out, const struct audit *audit, size_t table, uint32_t cell,
             const struct line *line, struct arena *a)
{
	const struct table *t = &audit->model.tables[table];
	size_t tried = 0;

	for (size_t i = 1; i < line->count && tried < CANDIDATES_MAX; i++) {
		uint32_t other = t->terms[line->first + i].cell;
		struct table *tables;
		bool helps;
		int rc;

		if (other == cell || t->cells[other].status == CELL_UNPUBLISHED ||
		    !t->cells[other].known)
			continue;
		tried++;
		tables = copy_tables(&audit->model, table, a);
		if (tables == NULL)
			return a->err;
		rc = try_joining(audit, tables, table, cell, other, a, &helps);
		if (rc == 0 && helps) {
			put_joining(out, t, other, tables[table].cells[cell].value);
			return 0;
		}
		if (rc != 0 && rc != ERR_CONFLICT)
			return rc;
	}
	return 0;
}

static int
say_joining(struct buf *out, const struct audit *audit, size_t table, uint32_t cell,
            struct arena *a)
{
	const struct table *t = &audit->model.tables[table];

	if (!t->cells[cell].known)
		return 0;
	for (size_t l = 0; l < t->line_count; l++) {
		const struct line *line = &t->lines[l];

		for (size_t i = 1; i < line->count && !line->is_range; i++) {
			if (t->terms[line->first + i].cell == cell)
				return find_joining(out, audit, table, cell, line, a);
		}
	}
	return 0;
}

int
explain(struct buf *out, const struct audit *audit, size_t table, size_t cell)
{
	const struct model *m = &audit->model;
	uint32_t number = m->number_of[table][cell];
	struct arena a;
	bool *reached, *left_out;
	int rc;

	if (m->numbers[number].printed) {
		buf_put_text(out, "    it is printed elsewhere, under the same key\n");
		return 0;
	}
	if (m->number_count > CELLS_MAX)
		return 0;
	arena_init(&a, m->arena->max);
	reached = arena_get(&a, m->number_count, sizeof *reached);
	left_out = arena_get(&a, lines_of(m), sizeof *left_out);
	rc = a.err;
	if (rc == 0) {
		reached[number] = true;
		if (leave_tied(m, reached, left_out) <= LINES_MAX) {
			rc = spare_lines(audit, table, cell, left_out);
			if (rc == 0)
				put_lines(out, m, left_out);
		}
	}
	if (rc == 0)
		rc = say_joining(out, audit, table, (uint32_t)cell, &a);
	arena_clear(&a);
	return rc;
}
