#include "core/trends/model.h"
#include "core/trends/wide.h"

#include "core/trends/print.h"

/* Lines of all tables are numbered on; this finds them again. */
struct building {
	struct model *m;
	struct model_choice choice;
	size_t entry_capacity, row_capacity, row_count, entry_count;
	uint32_t *place; /* by unknown: where in the row it stands, plus one; 0 between rows */
	int64_t *row_low, *row_high;
	uint32_t *origin;
	uint32_t *row_at;
	struct entry *entries;
};

const struct line *
model_line(const struct model *m, uint32_t row, const struct table **table)
{
	size_t line = m->sums.origin[row];

	for (size_t t = 0; t < m->table_count; t++) {
		if (line < m->tables[t].line_count) {
			*table = &m->tables[t];
			return &m->tables[t].lines[line];
		}
		line -= m->tables[t].line_count;
	}
	return NULL;
}

void
model_put_line(struct buf *out, const struct table *t, const struct line *l)
{
	size_t number = 0;

	for (const struct line *before = t->lines; before <= l; before++)
		number += before->is_range == l->is_range;
	buf_put_text(out, l->is_range ? "range " : "equation ");
	put_number(out, (int64_t)number);
	buf_put_text(out, " of ");
	buf_put_text(out, t->name);
	if (l->count == 0)
		return;
	buf_put_text(out, l->is_range ? " (of " : " (the total ");
	table_put_label(out, &t->cells[t->terms[l->first].cell]);
	buf_put_text(out, ")");
}

static void
note_line(struct model *m, const struct table *t, const struct line *l, const char *what)
{
	model_put_line(m->notes, t, l);
	buf_put_text(m->notes, what);
}

static void
note_cell(struct model *m, const struct table *t, const struct cell *c, const char *what)
{
	table_put_label(m->notes, c);
	buf_put_text(m->notes, " in ");
	buf_put_text(m->notes, t->name);
	buf_put_text(m->notes, what);
}

/* ---- cells to numbers ---- */

/* Printed twice, and not the same. */
static int
cannot_be_both(struct model *m, const struct table *t, const struct cell *c, int64_t other)
{
	note_cell(m, t, c, " is printed as ");
	put_number(m->notes, c->value);
	buf_put_text(m->notes, ", and elsewhere, under the same key, as ");
	put_number(m->notes, other);
	buf_put_text(m->notes, ": no table satisfies both\n");
	return ERR_CONFLICT;
}

/* One cell more of a number. */
static int
add_cell(struct model *m, const struct table *t, const struct cell *c, struct number *n)
{
	bool printed = c->status == CELL_PUBLISHED;

	if (printed && n->printed && n->value != c->value)
		return cannot_be_both(m, t, c, n->value);
	if (!printed || c->has_low)
		n->low = c->low > n->low ? c->low : n->low;
	n->high = c->high < n->high ? c->high : n->high;
	if (c->known && n->known && n->value != c->value)
		n->disagrees = true;
	if (c->known && (!n->known || printed)) {
		n->value = c->value;
		n->known = true;
	}
	n->printed |= printed;
	return 0;
}

static int
number_cells(struct model *m)
{
	struct names keys;
	int rc = 0;

	names_init(&keys, m->arena);
	for (size_t t = 0; t < m->table_count && rc == 0; t++) {
		const struct table *table = &m->tables[t];

		m->number_of[t] = arena_get(m->arena, table->cell_count, sizeof *m->number_of[t]);
		for (size_t i = 0; i < table->cell_count && rc == 0 && m->arena->err == 0; i++) {
			const struct cell *c = &table->cells[i];
			int64_t at = m->number_count;

			if (c->key.p != NULL)
				at = names_add(&keys, c->key, m->number_count);
			if (at < 0)
				break;
			if (at == m->number_count)
				m->numbers[m->number_count++] =
					(struct number){.low = NO_LOW, .high = NO_HIGH};
			m->number_of[t][i] = (uint32_t)at;
			rc = add_cell(m, table, c, &m->numbers[at]);
		}
	}
	return m->arena->err != 0 ? m->arena->err : rc;
}

/* True numbers that cannot be those of what is printed: a person is told. */
static void
note_unfit(struct model *m, const struct table *t, const struct cell *c, const struct number *n)
{
	if (!c->known || n->printed)
		return;
	if (n->disagrees)
		note_cell(m, t, c,
		          " has another value elsewhere, under the same key: neither is "
		          "used\n");
	else if (c->value < n->low || c->value > n->high)
		note_cell(m, t, c,
		          " has a value that a hidden cell cannot have here: it is not "
		          "used\n");
}

static const char *
no_number(const struct number *n)
{
	if (n->low > n->high)
		return " must be at least one number and at most a smaller one\n";
	if (n->printed && (n->value < n->low || n->value > n->high))
		return " is printed, and is not within its bounds\n";
	return NULL;
}

/* The unknowns, and what cannot be of a number by itself. */
static int
number_unknowns(struct model *m)
{
	m->of_unknown = arena_get(m->arena, m->number_count, sizeof *m->of_unknown);
	if (m->of_unknown == NULL)
		return m->arena->err;
	for (size_t t = 0; t < m->table_count; t++) {
		for (size_t i = 0; i < m->tables[t].cell_count; i++) {
			const char *wrong = no_number(&m->numbers[m->number_of[t][i]]);

			note_unfit(m, &m->tables[t], &m->tables[t].cells[i],
			           &m->numbers[m->number_of[t][i]]);
			if (wrong == NULL)
				continue;
			note_cell(m, &m->tables[t], &m->tables[t].cells[i], wrong);
			return ERR_CONFLICT;
		}
	}
	for (uint32_t i = 0; i < m->number_count; i++) {
		struct number *n = &m->numbers[i];

		if (n->printed)
			continue;
		n->unknown = m->sums.unknowns++;
		m->of_unknown[n->unknown] = i;
		if (n->disagrees || n->value < n->low || n->value > n->high)
			n->known = false;
	}
	return 0;
}

/* ---- lines to rows ---- */

static void
add_entry(struct building *b, uint32_t unknown, int64_t factor)
{
	size_t start = b->row_at[b->row_count];

	if (b->place[unknown] != 0) {
		b->entries[start + b->place[unknown] - 1].factor += factor;
		return;
	}
	b->entries = arena_more(b->m->arena, b->entries, b->entry_count, &b->entry_capacity,
	                        sizeof *b->entries);
	if (b->entries == NULL)
		return;
	b->entries[b->entry_count++] = (struct entry){unknown, factor};
	b->place[unknown] = (uint32_t)(b->entry_count - start);
}

/* What is left of a row once equal unknowns are one: those with factor 0 go. */
static void
tidy_row(struct building *b)
{
	size_t start = b->row_at[b->row_count], n = start;

	for (size_t i = start; i < b->entry_count; i++) {
		b->place[b->entries[i].who] = 0;
		if (b->entries[i].factor != 0)
			b->entries[n++] = b->entries[i];
	}
	b->entry_count = n;
}

/* A line's printed numbers are one number; the rest is entries. The sum is too large: ERR_SIZE. */
static int
read_terms(struct building *b, size_t table, const struct line *l, wide *printed)
{
	const struct table *t = &b->m->tables[table];

	*printed = 0;
	for (size_t i = 0; i < l->count && b->m->arena->err == 0; i++) {
		const struct term *term = &t->terms[l->first + i];
		const struct number *n = &b->m->numbers[b->m->number_of[table][term->cell]];

		if (n->printed)
			wide_add(printed, n->value, term->factor);
		else
			add_entry(b, n->unknown, term->factor);
	}
	if (b->m->arena->err != 0)
		return b->m->arena->err;
	tidy_row(b);
	return *printed > SUMS_BOUND_MAX / 2 || *printed < -SUMS_BOUND_MAX / 2 ? ERR_SIZE : 0;
}

/* Whether the row's true numbers are all known, and then what they add up to. */
static bool
true_sum(const struct building *b, wide *sum)
{
	const struct model *m = b->m;

	*sum = 0;
	for (size_t i = b->row_at[b->row_count]; i < b->entry_count; i++) {
		const struct number *n = &m->numbers[m->of_unknown[b->entries[i].who]];

		if (!n->known)
			return false;
		wide_add(sum, n->value, b->entries[i].factor);
	}
	return true;
}

/* Whether any numbers within their bounds could make the sum. */
static bool
can_hold(const struct building *b, wide low, wide high)
{
	const struct model *m = b->m;
	wide least = 0, most = 0;
	bool no_least = false, no_most = false;

	for (size_t i = b->row_at[b->row_count]; b->entries != NULL && i < b->entry_count; i++) {
		const struct entry *e = &b->entries[i];
		const struct number *n = &m->numbers[m->of_unknown[e->who]];
		int64_t small = e->factor > 0 ? n->low : n->high;
		int64_t great = e->factor > 0 ? n->high : n->low;

		no_least |= small == NO_LOW || small == NO_HIGH;
		no_most |= great == NO_LOW || great == NO_HIGH;
		wide_add(&least, small, e->factor);
		wide_add(&most, great, e->factor);
	}
	return (no_least || least <= high) && (no_most || most >= low);
}

/* The true numbers of a row do not make it: they are not those of what is printed. */
static void
forget_row(struct building *b)
{
	for (size_t i = b->row_at[b->row_count]; b->entries != NULL && i < b->entry_count; i++)
		b->m->numbers[b->m->of_unknown[b->entries[i].who]].known = false;
}

static int
keep_row(struct building *b, wide low, wide high, uint32_t origin)
{
	struct arena *a = b->m->arena;
	size_t n = b->row_count, capacity = b->row_capacity;

	b->row_low = arena_more(a, b->row_low, n, &capacity, sizeof *b->row_low);
	capacity = b->row_capacity;
	b->row_high = arena_more(a, b->row_high, n, &capacity, sizeof *b->row_high);
	capacity = b->row_capacity;
	b->origin = arena_more(a, b->origin, n, &capacity, sizeof *b->origin);
	if (a->err != 0)
		return a->err;
	b->row_capacity = capacity;
	b->row_low[n] = low < -SUMS_BOUND_MAX ? NO_LOW : (int64_t)low;
	b->row_high[n] = high > SUMS_BOUND_MAX ? NO_HIGH : (int64_t)high;
	b->origin[n] = origin;
	b->row_at[++b->row_count] = (uint32_t)b->entry_count;
	return 0;
}

static int
add_line(struct building *b, size_t table, const struct line *l, uint32_t origin)
{
	const struct table *t = &b->m->tables[table];
	wide printed, sum, low, high;
	int rc = read_terms(b, table, l, &printed);
	bool truth, holds;

	if (rc != 0)
		return rc;
	low = l->low == NO_LOW ? -(wide)INT64_MAX : (wide)l->low - printed;
	high = l->high == NO_HIGH ? (wide)INT64_MAX : (wide)l->high - printed;
	truth = true_sum(b, &sum);
	holds = truth ? sum >= low && sum <= high : can_hold(b, low, high);
	if (!holds && l->as_printed) {
		note_line(b->m, t, l, " disagrees as it was printed, and is not used\n");
		b->entry_count = b->row_at[b->row_count];
		return 0;
	}
	if (!can_hold(b, low, high)) {
		note_line(b->m, t, l, " cannot hold, whatever the hidden cells are\n");
		return ERR_CONFLICT;
	}
	if (truth && !holds) {
		note_line(b->m, t, l,
		          " does not hold of the hidden cells' values: they are not used\n");
		forget_row(b);
	}
	if (b->entry_count == b->row_at[b->row_count])
		return 0;
	return keep_row(b, low, high, origin);
}

static size_t
lines_of(const struct model *m)
{
	size_t n = 0;

	for (size_t t = 0; t < m->table_count; t++)
		n += m->tables[t].line_count;
	return n;
}

static int
add_lines(struct model *m, struct model_choice choice)
{
	struct building b = {.m = m, .choice = choice};
	uint32_t origin = 0;
	int rc = 0;

	b.place = arena_get(m->arena, m->sums.unknowns, sizeof *b.place);
	b.row_at = arena_get(m->arena, lines_of(m) + 1, sizeof *b.row_at);
	if (m->arena->err != 0)
		return m->arena->err;
	for (size_t t = 0; t < m->table_count && rc == 0; t++) {
		for (size_t l = 0; l < m->tables[t].line_count && rc == 0; l++, origin++) {
			if (choice.skip == NULL || !choice.skip(choice.of, t, l))
				rc = add_line(&b, t, &m->tables[t].lines[l], origin);
		}
	}
	m->sums.rows = (uint32_t)b.row_count;
	m->sums.row_at = b.row_at;
	m->sums.entries = b.entries;
	m->sums.row_low = b.row_low;
	m->sums.row_high = b.row_high;
	m->sums.origin = b.origin;
	return rc;
}

int
model_build(struct model *out, struct arena *a, const struct table *tables, size_t count,
            struct model_choice choice, struct buf *notes)
{
	size_t cells = 0;
	int rc;

	*out = (struct model){.arena = a, .tables = tables, .table_count = count, .notes = notes};
	for (size_t t = 0; t < count; t++)
		cells += tables[t].cell_count;
	out->number_of = arena_get(a, count, sizeof *out->number_of);
	out->numbers = arena_get(a, cells, sizeof *out->numbers);
	if (a->err != 0)
		return a->err;
	rc = number_cells(out);
	if (rc == 0)
		rc = number_unknowns(out);
	if (rc == 0)
		rc = add_lines(out, choice);
	return rc != 0 ? rc : sums_columns(&out->sums, a);
}

void
model_bounds(const struct model *m, int64_t *low, int64_t *high)
{
	for (uint32_t i = 0; i < m->sums.unknowns; i++) {
		low[i] = m->numbers[m->of_unknown[i]].low;
		high[i] = m->numbers[m->of_unknown[i]].high;
	}
}
