#include "core/trends/join.h"

#include <string.h>

/* ---- cells ---- */

static int64_t
line_sum(const struct table *t, const struct line *l)
{
	int64_t sum = 0;

	for (size_t i = 0; i < l->count; i++) {
		const struct term *term = &t->terms[l->first + i];

		sum += t->cells[term->cell].value * term->factor;
	}
	return sum;
}

static bool
holds(const struct table *t, const struct line *l)
{
	int64_t sum = line_sum(t, l);

	return sum >= l->low && sum <= l->high;
}

static bool
has_term(const struct table *t, const struct line *l, size_t count, struct term term)
{
	for (size_t i = 0; i < count; i++) {
		const struct term *other = &t->terms[l->first + i];

		if (other->cell == term.cell && other->factor == term.factor)
			return true;
	}
	return false;
}

/* Puts the joined cell in place of one that is gone, once. */
static void
replace(struct table *t, struct line *l, uint32_t into, uint32_t from)
{
	size_t n = 0;

	for (size_t i = 0; i < l->count; i++) {
		struct term term = t->terms[l->first + i];

		if (term.cell == from)
			term.cell = into;
		if (!has_term(t, l, n, term))
			t->terms[l->first + n++] = term;
	}
	l->count = n;
}

static bool
names_cell(const struct table *t, const struct line *l, uint32_t cell)
{
	for (size_t i = 0; i < l->count; i++) {
		if (t->terms[l->first + i].cell == cell)
			return true;
	}
	return false;
}

static bool
same_line(const struct table *t, const struct line *one, const struct line *two)
{
	if (one->count != two->count || one->low != two->low || one->high != two->high)
		return false;
	for (size_t i = 0; i < two->count; i++) {
		if (!has_term(t, one, one->count, t->terms[two->first + i]))
			return false;
	}
	return true;
}

/* A line that says what one before it says goes. */
static void
drop_doubles(struct table *t, uint32_t cell)
{
	for (size_t l = 0; l < t->line_count; l++) {
		if (t->lines[l].count == 0 || !names_cell(t, &t->lines[l], cell))
			continue;
		for (size_t k = 0; k < l; k++) {
			if (same_line(t, &t->lines[k], &t->lines[l])) {
				t->lines[l].count = 0;
				t->lines[l].low = t->lines[l].high = 0;
				break;
			}
		}
	}
}

static void
merge(struct table *t, uint32_t into, uint32_t from)
{
	struct cell *to = &t->cells[into], *gone = &t->cells[from];
	uint32_t last = into;

	to->value += gone->value;
	to->known &= gone->known;
	if (to->has_low && gone->has_low)
		to->low += gone->low;
	to->high = to->high == NO_HIGH || gone->high == NO_HIGH ? NO_HIGH : to->high + gone->high;
	to->key = SPAN_NONE;
	if (gone->status == CELL_PRIMARY)
		to->status = CELL_PRIMARY;
	while (t->cells[last].next != 0)
		last = t->cells[last].next - 1;
	t->cells[last].next = from + 1;
	gone->gone = true;
	gone->key = SPAN_NONE;
	gone->status = CELL_UNPUBLISHED;
}

int
join_cells(struct table *t, struct arena *a, const uint32_t *into, const uint32_t *from,
           size_t count)
{
	struct table before = *t;
	bool *held = arena_get(a, t->line_count, sizeof *held);

	for (size_t i = 0; i < count; i++) {
		if (into[i] == from[i] || t->cells[into[i]].gone || t->cells[from[i]].gone)
			return ERR_CONFLICT;
	}
	before.cells = arena_copy(a, t->cells, t->cell_count, sizeof *t->cells);
	before.lines = arena_copy(a, t->lines, t->line_count, sizeof *t->lines);
	before.terms = arena_copy(a, t->terms, t->term_count, sizeof *t->terms);
	if (a->err != 0)
		return a->err;
	for (size_t l = 0; l < t->line_count; l++)
		held[l] = holds(t, &t->lines[l]);
	for (size_t i = 0; i < count; i++) {
		merge(t, into[i], from[i]);
		for (size_t l = 0; l < t->line_count; l++) {
			if (names_cell(t, &t->lines[l], from[i]))
				replace(t, &t->lines[l], into[i], from[i]);
		}
	}
	for (size_t l = 0; l < t->line_count; l++) {
		if (held[l] && !holds(t, &t->lines[l])) {
			*t = before;
			return ERR_CONFLICT;
		}
	}
	for (size_t i = 0; i < count; i++)
		drop_doubles(t, into[i]);
	return 0;
}

void
join_say(struct buf *notes, const struct table *t, uint32_t into, uint32_t from)
{
	buf_put_text(notes, "joined: ");
	table_put_label(notes, &t->cells[from]);
	buf_put_text(notes, " into ");
	table_put_label(notes, &t->cells[into]);
	buf_put_text(notes, "\n");
}

/* ---- rows ---- */

struct row {
	uint32_t *cells;
	size_t count;
	bool gone, stuck;
};

struct rows {
	struct table *t;
	struct arena *a;
	struct scan s;
	struct row *list;
	size_t count, capacity;
};

static void
read_id(struct rows *r, struct row *row, size_t *capacity)
{
	size_t at;
	int64_t cell;

	(void)scan_peek(&r->s);
	at = r->s.at;
	cell = table_find(r->t, r->a, scan_value(&r->s));
	if (cell < 0)
		scan_fail_at(&r->s, at, "no cell has this id");
	row->cells = arena_more(r->a, row->cells, row->count, capacity, sizeof *row->cells);
	if (row->cells != NULL && r->s.wrong == NULL)
		row->cells[row->count++] = (uint32_t)cell;
}

static void
read_row(struct rows *r)
{
	struct row row = {0};
	size_t capacity = 0;
	bool first = true;

	if (scan_peek(&r->s) == '[') {
		scan_open(&r->s, '[');
		while (scan_element(&r->s, &first) && r->a->err == 0)
			read_id(r, &row, &capacity);
	} else {
		read_id(r, &row, &capacity);
	}
	if (r->count > 0 && r->list[0].count != row.count)
		scan_fail(&r->s, "rows that may be joined have as many cells");
	if (r->s.wrong != NULL || r->a->err != 0)
		return;
	r->list = arena_more(r->a, r->list, r->count, &r->capacity, sizeof row);
	if (r->list != NULL)
		r->list[r->count++] = row;
}

static int64_t
row_value(const struct rows *r, const struct row *row)
{
	int64_t sum = 0;

	for (size_t i = 0; i < row->count; i++)
		sum += r->t->cells[row->cells[i]].value;
	return sum;
}

static bool
is_small(const struct rows *r, const struct row *row, int64_t threshold)
{
	size_t small = 0, all = 0;

	for (size_t i = 0; i < row->count; i++) {
		int64_t value = r->t->cells[row->cells[i]].value;

		all += value > 0;
		small += value > 0 && value < threshold;
	}
	return small * 2 > all;
}

/* Of the rows that are left the one with the least people, and of equal ones the first. */
static struct row *
least_row(struct rows *r, const struct row *but, int64_t threshold)
{
	struct row *best = NULL;

	for (size_t i = 0; i < r->count; i++) {
		struct row *row = &r->list[i];

		if (row == but || row->gone || (but == NULL && row->stuck) ||
		    (threshold > 0 && !is_small(r, row, threshold)))
			continue;
		if (best == NULL || row_value(r, row) < row_value(r, best))
			best = row;
	}
	return best;
}

static int
join_group(struct rows *r, int64_t threshold, struct buf *notes)
{
	struct row *small, *other;

	while ((small = least_row(r, NULL, threshold)) != NULL) {
		struct row *into, *from;
		int rc;

		other = least_row(r, small, 0);
		if (other == NULL)
			return 0;
		into = small < other ? small : other;
		from = small < other ? other : small;
		rc = join_cells(r->t, r->a, into->cells, from->cells, into->count);
		if (rc == ERR_CONFLICT) {
			small->stuck = true;
			continue;
		}
		if (rc != 0)
			return rc;
		from->gone = true;
		join_say(notes, r->t, into->cells[0], from->cells[0]);
	}
	return 0;
}

int
join_rows(struct table *t, struct arena *a, int64_t threshold, struct buf *notes,
          struct table_problem *problem)
{
	struct rows r = {.t = t, .a = a, .s = scan(t->text)};
	bool groups = true;
	int rc = 0;

	*problem = (struct table_problem){.file = t->name};
	if (t->joinable.p == NULL)
		return 0;
	r.s.at = (size_t)(t->joinable.p - t->text.p);
	scan_open(&r.s, '[');
	while (rc == 0 && scan_element(&r.s, &groups)) {
		bool first = true;

		r.list = NULL;
		r.count = r.capacity = 0;
		scan_open(&r.s, '[');
		while (scan_element(&r.s, &first) && a->err == 0)
			read_row(&r);
		if (r.s.wrong == NULL && a->err == 0)
			rc = join_group(&r, threshold, notes);
	}
	if (rc != 0 || a->err != 0)
		return rc != 0 ? rc : a->err;
	if (r.s.wrong == NULL)
		return 0;
	problem->wrong = r.s.wrong;
	scan_place(t->text, r.s.wrong_at, &problem->line, &problem->column);
	return ERR_FORMAT;
}
