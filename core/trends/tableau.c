#include "core/trends/tableau.h"
#include "core/trends/wide.h"

#include <string.h>

static int64_t
common_divisor(int64_t a, int64_t b)
{
	while (b != 0) {
		int64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

/* Numbers of which two products can be added. */
static bool
is_short(int64_t n)
{
	return n > INT32_MIN && n < INT32_MAX;
}

int64_t
tableau_mixed(struct simplex *s, int64_t a, int64_t b, int64_t c, int64_t d)
{
	wide sum = 0;

	/* nearly always; products of 64 bits are slow */
	if (is_short(a) && is_short(b) && is_short(c) && is_short(d))
		return a * b + c * d;
	wide_add(&sum, a, b);
	wide_add(&sum, c, d);
	if (sum > INT64_MAX || sum <= INT64_MIN)
		s->is_broken = true;
	return (int64_t)sum;
}

void
tableau_spend(struct simplex *s, uint64_t steps)
{
	if (steps > s->steps)
		s->is_broken = true;
	s->steps -= steps > s->steps ? s->steps : steps;
}

/* ---- memory, and the first rows ---- */

int
simplex_init(struct simplex *s, const struct part *p, struct arena *a)
{
	size_t rows = p->s.rows, columns = p->s.unknowns;

	*s = (struct simplex){.p = p, .width = columns + 1};
	if (rows * s->width > SIMPLEX_CELLS_MAX)
		return ERR_SIZE;
	s->cells = arena_get(a, rows * s->width, sizeof *s->cells);
	s->denominator = arena_get(a, rows, sizeof *s->denominator);
	s->numerator = arena_get(a, rows, sizeof *s->numerator);
	s->basic = arena_get(a, rows, sizeof *s->basic);
	s->nonbasic = arena_get(a, columns, sizeof *s->nonbasic);
	s->value = arena_get(a, columns, sizeof *s->value);
	s->listed = arena_get(a, columns, sizeof *s->listed);
	return a->err;
}

/* What the basic unknown of a row is, from what the others are. */
static void
value_row(struct simplex *s, uint32_t row)
{
	const int64_t *cells = tableau_row(s, row);
	int64_t sum = cells[s->width - 1];

	for (uint32_t c = 0; c < s->columns; c++) {
		if (cells[c] != 0)
			sum = tableau_mixed(s, cells[c], s->value[c], sum, 1);
	}
	s->numerator[row] = sum;
}

static int64_t
first_value(const struct simplex *s, uint32_t unknown)
{
	int64_t low = s->p->low[unknown], high = s->p->high[unknown];

	if (s->p->has_table)
		return s->p->x[unknown];
	if (low > 0)
		return low;
	return high < 0 ? high : 0;
}

static void
fill(struct simplex *s)
{
	const struct sums *p = &s->p->s;

	s->rows = p->rows;
	s->columns = p->unknowns;
	memset(s->cells, 0, s->rows * s->width * sizeof *s->cells);
	for (uint32_t c = 0; c < s->columns; c++) {
		s->nonbasic[c] = c;
		s->value[c] = first_value(s, c);
	}
	for (uint32_t r = 0; r < s->rows; r++) {
		for (uint32_t i = p->row_at[r]; i < p->row_at[r + 1]; i++)
			tableau_row(s, r)[p->entries[i].who] = p->entries[i].factor;
		s->basic[r] = p->unknowns + r;
		s->denominator[r] = 1;
		value_row(s, r);
	}
}

/* ---- pivoting ---- */

/* Takes the common divisor out of a row. */
static void
reduce(struct simplex *s, uint32_t row)
{
	int64_t *cells = tableau_row(s, row), divisor = s->denominator[row];

	for (uint32_t c = 0; c < s->columns && divisor > 1; c++)
		divisor = common_divisor(divisor, magnitude(cells[c]));
	divisor = common_divisor(divisor, magnitude(cells[s->width - 1]));
	if (divisor <= 1)
		return;
	for (uint32_t c = 0; c < s->columns; c++)
		cells[c] /= divisor;
	cells[s->width - 1] /= divisor;
	s->numerator[row] /= divisor;
	s->denominator[row] /= divisor;
}

/* Solves a row for the unknown of a column, which changes places with the row's. */
static void
solve_row(struct simplex *s, uint32_t row, uint32_t column)
{
	int64_t *cells = tableau_row(s, row), pivot = cells[column];
	int64_t sign = pivot > 0 ? -1 : 1;
	uint32_t who = s->basic[row];

	for (uint32_t c = 0; c < s->columns; c++)
		cells[c] *= sign;
	cells[s->width - 1] *= sign;
	cells[column] = -sign * s->denominator[row];
	s->denominator[row] = magnitude(pivot);
	s->basic[row] = s->nonbasic[column];
	s->nonbasic[column] = who;
	reduce(s, row);
}

/* The columns in which a row is not zero. */
static uint32_t
list_columns(struct simplex *s, uint32_t row)
{
	const int64_t *cells = tableau_row(s, row);
	uint32_t n = 0;

	for (uint32_t c = 0; c < s->columns; c++) {
		if (cells[c] != 0)
			s->listed[n++] = c;
	}
	return n;
}

/*
 * Puts what the column's unknown has become, by row `from`, in its place in
 * another row. It was at a value; n columns of row `from` are listed.
 */
static void
replace(struct simplex *s, uint32_t row, uint32_t from, uint32_t column, int64_t was, uint32_t n)
{
	int64_t *cells = tableau_row(s, row), *by = tableau_row(s, from), q = cells[column];
	int64_t divisor = common_divisor(s->denominator[from], magnitude(q));
	int64_t times = s->denominator[from] / (divisor > 0 ? divisor : 1);
	int64_t rest = tableau_mixed(s, q, -was, s->numerator[row], 1);

	q /= divisor > 0 ? divisor : 1;
	cells[column] = 0;
	for (uint32_t c = 0; c < s->columns && times != 1; c++)
		cells[c] = tableau_mixed(s, cells[c], times, 0, 0);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t c = s->listed[i];

		cells[c] = tableau_mixed(s, cells[c], 1, by[c], q);
	}
	cells[s->width - 1] = tableau_mixed(s, cells[s->width - 1], times, by[s->width - 1], q);
	s->numerator[row] = tableau_mixed(s, rest, times, s->numerator[from], q);
	s->denominator[row] = tableau_mixed(s, s->denominator[row], times, 0, 0);
	if (s->denominator[row] > 1 && !s->is_broken)
		reduce(s, row);
}

/* Afterwards the column's unknown, which was the row's, is to be at a value. */
void
tableau_pivot(struct simplex *s, uint32_t row, uint32_t column, int64_t value)
{
	int64_t was = s->value[column];
	uint32_t n;

	solve_row(s, row, column);
	s->value[column] = value;
	value_row(s, row);
	n = list_columns(s, row);
	tableau_spend(s, s->columns);
	for (uint32_t r = 0; r < s->rows && !s->is_broken; r++) {
		if (r == row || tableau_row(s, r)[column] == 0)
			continue;
		replace(s, r, row, column, was, n);
		tableau_spend(s, n);
	}
}

/* ---- rows that are equations: Gauss ---- */

/* The column with the smallest coefficient, and of these the one in the fewest rows. */
static uint32_t
choose_column(const struct simplex *s, uint32_t row)
{
	const int64_t *cells = tableau_row(s, row);
	uint32_t best = NONE, best_rows = 0;

	for (uint32_t c = 0; c < s->columns; c++) {
		uint32_t rows = 0;

		if (cells[c] == 0 || (best != NONE && magnitude(cells[c]) > magnitude(cells[best])))
			continue;
		for (uint32_t r = 0; r < s->rows; r++)
			rows += tableau_row(s, r)[c] != 0;
		if (best == NONE || magnitude(cells[c]) < magnitude(cells[best]) ||
		    rows < best_rows) {
			best = c;
			best_rows = rows;
		}
	}
	return best;
}

/* A column that never moves again becomes part of the constants. */
static void
drop_column(struct simplex *s, uint32_t column)
{
	uint32_t last = --s->columns;

	for (uint32_t r = 0; r < s->rows; r++) {
		int64_t *cells = tableau_row(s, r);

		cells[s->width - 1] =
			tableau_mixed(s, cells[column], s->value[column], cells[s->width - 1], 1);
		cells[column] = cells[last];
		cells[last] = 0;
	}
	s->nonbasic[column] = s->nonbasic[last];
	s->value[column] = s->value[last];
}

static void
drop_row(struct simplex *s, uint32_t row)
{
	uint32_t last = --s->rows;

	memmove(tableau_row(s, row), tableau_row(s, last), s->width * sizeof *s->cells);
	s->denominator[row] = s->denominator[last];
	s->numerator[row] = s->numerator[last];
	s->basic[row] = s->basic[last];
}

static uint32_t
find_equation(const struct simplex *s)
{
	for (uint32_t r = 0; r < s->rows; r++) {
		if (s->basic[r] >= s->p->s.unknowns &&
		    tableau_low(s, s->basic[r]) == tableau_high(s, s->basic[r]))
			return r;
	}
	return NONE;
}

int
simplex_make(struct simplex *s)
{
	uint32_t row, column;

	s->is_broken = false;
	fill(s);
	while (!s->is_broken && (row = find_equation(s)) != NONE) {
		int64_t wanted = tableau_low(s, s->basic[row]);

		column = choose_column(s, row);
		if (column != NONE) {
			tableau_pivot(s, row, column, wanted);
			drop_column(s, column);
			continue;
		}
		if (tableau_row(s, row)[s->width - 1] !=
		    tableau_mixed(s, wanted, s->denominator[row], 0, 0))
			return ERR_CONFLICT;
		drop_row(s, row);
	}
	return 0;
}
