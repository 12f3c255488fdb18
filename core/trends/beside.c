#include "core/trends/beside.h"

#include "core/trends/join.h"

enum { PAIRS_MAX = 4096 };

/* The equations by the cells that are parts of them, and by their totals. */
struct pairing {
	const struct table *t;
	struct arena *a;
	uint32_t *lines_at, *lines; /* cell c's lines as a part: lines_at[c] to lines_at[c + 1] */
	uint32_t *partner;          /* what a cell is joined into, plus one */
	struct beside *out;
};

static bool
is_equation(const struct line *l)
{
	return !l->is_range && l->count > 1;
}

static uint32_t
total_of(const struct table *t, uint32_t line)
{
	return t->terms[t->lines[line].first].cell;
}

static uint32_t
part_of(const struct table *t, uint32_t line, size_t i)
{
	return t->terms[t->lines[line].first + i].cell;
}

static int
list_lines(struct pairing *f)
{
	const struct table *t = f->t;
	uint32_t *next;

	f->lines_at = arena_get(f->a, t->cell_count + 1, sizeof *f->lines_at);
	f->lines = arena_get(f->a, t->term_count, sizeof *f->lines);
	next = arena_get(f->a, t->cell_count, sizeof *next);
	if (f->a->err != 0)
		return f->a->err;
	for (uint32_t l = 0; l < t->line_count; l++) {
		for (size_t i = 1; is_equation(&t->lines[l]) && i < t->lines[l].count; i++)
			f->lines_at[part_of(t, l, i) + 1]++;
	}
	for (size_t c = 0; c < t->cell_count; c++) {
		f->lines_at[c + 1] += f->lines_at[c];
		next[c] = f->lines_at[c];
	}
	for (uint32_t l = 0; l < t->line_count; l++) {
		for (size_t i = 1; is_equation(&t->lines[l]) && i < t->lines[l].count; i++)
			f->lines[next[part_of(t, l, i)]++] = l;
	}
	return 0;
}

/* Whether two cells are parts of one total. */
static bool
are_beside(const struct pairing *f, uint32_t one, uint32_t two)
{
	for (uint32_t i = f->lines_at[one]; i < f->lines_at[one + 1]; i++) {
		for (uint32_t k = f->lines_at[two]; k < f->lines_at[two + 1]; k++) {
			if (f->lines[i] == f->lines[k])
				return true;
		}
	}
	return false;
}

/* ERR_ABSENT: it would have to be joined into two. */
static int
add_pair(struct pairing *f, uint32_t into, uint32_t from)
{
	if (into == from || f->partner[from] == into + 1)
		return 0;
	if (f->partner[from] != 0 || f->partner[into] != 0 || f->out->count == PAIRS_MAX)
		return ERR_ABSENT;
	f->partner[from] = into + 1;
	f->out->into[f->out->count] = into;
	f->out->from[f->out->count++] = from;
	return 0;
}

/* The parts of one total, each with the one beside it under another. */
static int
pair_parts(struct pairing *f, uint32_t line, uint32_t other)
{
	const struct table *t = f->t;

	if (t->lines[line].count != t->lines[other].count)
		return ERR_ABSENT;
	for (size_t i = 1; i < t->lines[line].count; i++) {
		uint32_t from = part_of(t, line, i);
		size_t k = 1;

		while (k < t->lines[other].count && part_of(t, other, k) != from &&
		       !are_beside(f, from, part_of(t, other, k)))
			k++;
		if (k == t->lines[other].count || add_pair(f, part_of(t, other, k), from) != 0)
			return ERR_ABSENT;
	}
	return 0;
}

/* Each equation of the total that goes has one of the total it goes into. */
static int
pair_below(struct pairing *f, uint32_t into, uint32_t from)
{
	const struct table *t = f->t;

	for (uint32_t l = 0; l < t->line_count; l++) {
		size_t before = f->out->count;
		bool found = false;

		if (!is_equation(&t->lines[l]) || total_of(t, l) != from)
			continue;
		for (uint32_t k = 0; k < t->line_count && !found; k++) {
			if (!is_equation(&t->lines[k]) || total_of(t, k) != into)
				continue;
			found = pair_parts(f, l, k) == 0;
			while (!found && f->out->count > before)
				f->partner[f->out->from[--f->out->count]] = 0;
		}
		if (!found)
			return ERR_ABSENT;
	}
	return 0;
}

/* Equations of which only one of the two is a part: their totals are joined too. */
static int
pair_above(struct pairing *f, uint32_t into, uint32_t from)
{
	for (uint32_t i = f->lines_at[from]; i < f->lines_at[from + 1]; i++) {
		uint32_t total = total_of(f->t, f->lines[i]);
		bool found = false;

		for (uint32_t k = f->lines_at[into]; k < f->lines_at[into + 1] && !found; k++)
			found = f->lines[k] == f->lines[i];
		for (uint32_t k = f->lines_at[into]; k < f->lines_at[into + 1] && !found; k++) {
			uint32_t other = total_of(f->t, f->lines[k]);

			found = other != total && are_beside(f, total, other) &&
			        add_pair(f, other, total) == 0;
		}
		if (!found)
			return ERR_ABSENT;
	}
	return 0;
}

int
beside_find(struct beside *out, struct arena *a, const struct table *t, uint32_t into,
            uint32_t from)
{
	struct pairing f = {.t = t, .a = a, .out = out};
	int rc = list_lines(&f);

	*out = (struct beside){0};
	f.partner = arena_get(a, t->cell_count, sizeof *f.partner);
	out->into = arena_get(a, PAIRS_MAX, sizeof *out->into);
	out->from = arena_get(a, PAIRS_MAX, sizeof *out->from);
	if (rc != 0 || a->err != 0)
		return a->err;
	rc = add_pair(&f, into, from);
	for (size_t i = 0; i < out->count && rc == 0; i++) {
		rc = pair_below(&f, out->into[i], out->from[i]);
		if (rc == 0)
			rc = pair_above(&f, out->into[i], out->from[i]);
	}
	return rc;
}

/* ---- candidates ---- */

struct list {
	uint32_t *cells;
	size_t count;
};

/* Keeps the list in order of values, and of places for equal ones; each cell once. */
static void
insert(struct list *list, const struct table *t, uint32_t cell)
{
	size_t at = list->count;

	for (size_t i = 0; i < list->count; i++) {
		if (list->cells[i] == cell)
			return;
	}
	while (at > 0 && t->cells[list->cells[at - 1]].value > t->cells[cell].value) {
		list->cells[at] = list->cells[at - 1];
		at--;
	}
	list->cells[at] = cell;
	list->count++;
}

static void
list_parts(struct list *list, const struct table *t, uint32_t line)
{
	for (size_t i = 1; i < t->lines[line].count; i++)
		insert(list, t, part_of(t, line, i));
}

/* Smallest first; of a total that is no part, its own parts but the smallest, which is *cell then.
 */
static size_t
candidates(uint32_t **out, struct arena *a, const struct table *t, uint32_t *cell)
{
	struct list list = {arena_get(a, t->cell_count, sizeof *list.cells), 0};
	uint32_t own = *cell;

	*out = list.cells;
	if (a->err != 0)
		return 0;
	for (uint32_t l = 0; l < t->line_count; l++) {
		for (size_t i = 1; is_equation(&t->lines[l]) && i < t->lines[l].count; i++) {
			if (part_of(t, l, i) == own)
				list_parts(&list, t, l);
		}
	}
	for (uint32_t l = 0; l < t->line_count && list.count == 0; l++) {
		if (is_equation(&t->lines[l]) && total_of(t, l) == own)
			list_parts(&list, t, l);
	}
	if (list.count < 2)
		return 0;
	for (size_t i = 0; i < list.count; i++) {
		if (list.cells[i] != own)
			continue;
		for (; i + 1 < list.count; i++)
			list.cells[i] = list.cells[i + 1];
		return --list.count;
	}
	/* a total that is no part: its smallest part is to be joined */
	*cell = list.cells[0];
	*out = list.cells + 1;
	return list.count - 1;
}

int
beside_join(struct table *t, struct arena *a, uint32_t cell, struct buf *notes)
{
	uint32_t stuck = cell, *others;
	size_t n = candidates(&others, a, t, &cell);

	for (size_t i = 0; i < n && a->err == 0; i++) {
		struct beside pairs;
		int rc = beside_find(&pairs, a, t, others[i], cell);

		if (rc == 0)
			rc = join_cells(t, a, pairs.into, pairs.from, pairs.count);
		if (rc == 0)
			join_say(notes, t, others[i], cell);
		if (rc != ERR_ABSENT && rc != ERR_CONFLICT)
			return rc;
	}
	if (a->err != 0)
		return a->err;
	table_put_label(notes, &t->cells[stuck]);
	buf_put_text(notes, " cannot be made safe, by hiding or by joining: leave its table out\n");
	return ERR_ABSENT;
}
