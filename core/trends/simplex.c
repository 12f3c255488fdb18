#include "core/trends/tableau.h"
#include "core/trends/wide.h"

/* ---- moving ---- */

/* Whether a column's unknown may grow (side 1) or shrink. */
static bool
can_move(const struct simplex *s, uint32_t column, int side)
{
	return side > 0 ? s->value[column] < tableau_high(s, s->nonbasic[column])
	                : s->value[column] > tableau_low(s, s->nonbasic[column]);
}

/* Of the columns that move a row's unknown to a side, the one of the first unknown (Bland). */
static uint32_t
choose_entering(const struct simplex *s, uint32_t row, int side, int *column_side)
{
	const int64_t *cells = tableau_row(s, row);
	uint32_t best = NONE;

	for (uint32_t c = 0; c < s->columns; c++) {
		int way = cells[c] > 0 ? side : -side;

		if (cells[c] == 0 || !can_move(s, c, way) ||
		    (best != NONE && s->nonbasic[c] > s->nonbasic[best]))
			continue;
		best = c;
		*column_side = way;
	}
	return best;
}

/* denominator * bound - numerator, or the other way round: how far the row's unknown may go. */
static bool
room(struct simplex *s, uint32_t row, int side, int64_t *out)
{
	uint32_t who = s->basic[row];
	int64_t bound = side > 0 ? tableau_high(s, who) : tableau_low(s, who);

	if (bound == NO_LOW || bound == NO_HIGH)
		return false;
	*out = tableau_mixed(s, bound, s->denominator[row], s->numerator[row], -1);
	if (side < 0)
		*out = -*out;
	return true;
}

/* Where a column that moves must stop: at a row, or (row NONE) at its own bound; false: nowhere. */
struct stop {
	uint32_t row;
	int64_t numerator, denominator; /* of the way */
};

static bool
find_stop(struct simplex *s, uint32_t column, int side, struct stop *out)
{
	uint32_t who = s->nonbasic[column];
	int64_t end = side > 0 ? tableau_high(s, who) : tableau_low(s, who);
	bool found = end != NO_LOW && end != NO_HIGH;

	*out = (struct stop){NONE, 0, 1};
	if (found)
		out->numerator = side > 0 ? end - s->value[column] : s->value[column] - end;
	for (uint32_t r = 0; r < s->rows; r++) {
		int64_t factor = tableau_row(s, r)[column], way;
		wide further = 0;

		if (factor == 0 || !room(s, r, factor > 0 ? side : -side, &way))
			continue;
		factor = magnitude(factor);
		wide_add(&further, way, out->denominator);
		wide_add(&further, -out->numerator, factor);
		if (found && (further > 0 || (further == 0 && (out->row == NONE ||
		                                               s->basic[r] > s->basic[out->row]))))
			continue;
		*out = (struct stop){r, way, factor};
		found = true;
	}
	return found;
}

/* Moves a column's unknown to its own bound. */
static void
slide(struct simplex *s, uint32_t column, int64_t by)
{
	s->value[column] += by;
	for (uint32_t r = 0; r < s->rows; r++) {
		int64_t factor = tableau_row(s, r)[column];

		if (factor != 0)
			s->numerator[r] = tableau_mixed(s, factor, by, s->numerator[r], 1);
	}
	tableau_spend(s, s->rows);
}

/* Moves a column as far as it goes. False: it goes on without end. */
static bool
move(struct simplex *s, uint32_t column, int side)
{
	struct stop stop;
	int64_t factor;
	uint32_t who;

	tableau_spend(s, s->rows + s->columns);
	if (!find_stop(s, column, side, &stop))
		return false;
	if (stop.row == NONE) {
		slide(s, column, side > 0 ? stop.numerator : -stop.numerator);
		return true;
	}
	who = s->basic[stop.row];
	factor = tableau_row(s, stop.row)[column];
	tableau_pivot(s, stop.row, column,
	              (factor > 0) == (side > 0) ? tableau_high(s, who) : tableau_low(s, who));
	return true;
}

/* ---- what is asked ---- */

/* The row whose unknown is out of its bounds, the first such unknown; and where it must go. */
static uint32_t
find_outside(struct simplex *s, int *side)
{
	uint32_t best = NONE;
	int64_t way;

	for (uint32_t r = 0; r < s->rows; r++) {
		bool below = room(s, r, -1, &way) && way < 0;
		bool above = !below && room(s, r, 1, &way) && way < 0;

		if ((!below && !above) || (best != NONE && s->basic[r] > s->basic[best]))
			continue;
		best = r;
		*side = below ? 1 : -1;
	}
	return best;
}

/* Those out of the basis first: bounds may have changed since. */
static void
settle_columns(struct simplex *s)
{
	for (uint32_t c = 0; c < s->columns; c++) {
		int64_t low = tableau_low(s, s->nonbasic[c]),
			high = tableau_high(s, s->nonbasic[c]);

		if (s->value[c] < low)
			slide(s, c, low - s->value[c]);
		else if (s->value[c] > high)
			slide(s, c, high - s->value[c]);
	}
}

enum simplex_end
simplex_settle(struct simplex *s)
{
	int side = 0, column_side = 0;
	uint32_t row, column, who;

	settle_columns(s);
	while (!s->is_broken && (row = find_outside(s, &side)) != NONE && !s->is_broken) {
		column = choose_entering(s, row, side, &column_side);
		tableau_spend(s, s->rows + s->columns);
		if (column == NONE)
			return SIMPLEX_NOTHING;
		who = s->basic[row];
		tableau_pivot(s, row, column,
		              side > 0 ? tableau_low(s, who) : tableau_high(s, who));
	}
	return s->is_broken ? SIMPLEX_BROKEN : SIMPLEX_DONE;
}

static uint32_t
find(const uint32_t *list, uint32_t n, uint32_t who)
{
	for (uint32_t i = 0; i < n; i++) {
		if (list[i] == who)
			return i;
	}
	return NONE;
}

enum simplex_end
simplex_push(struct simplex *s, uint32_t j, int side)
{
	while (!s->is_broken) {
		uint32_t column = find(s->nonbasic, s->columns, j), row;
		int column_side = side;

		if (column == NONE) {
			row = find(s->basic, s->rows, j);
			column = choose_entering(s, row, side, &column_side);
			if (column == NONE)
				return SIMPLEX_DONE;
		} else if (!can_move(s, column, side)) {
			return SIMPLEX_DONE;
		}
		if (!move(s, column, column_side))
			return SIMPLEX_NO_END;
	}
	return SIMPLEX_BROKEN;
}

void
simplex_value(const struct simplex *s, uint32_t j, int64_t *numerator, int64_t *denominator)
{
	uint32_t column = find(s->nonbasic, s->columns, j), row;

	if (column != NONE) {
		*numerator = s->value[column];
		*denominator = 1;
		return;
	}
	row = find(s->basic, s->rows, j);
	*numerator = s->numerator[row];
	*denominator = s->denominator[row];
}

bool
simplex_point(const struct simplex *s, int64_t *x, uint32_t *fraction)
{
	const struct sums *p = &s->p->s;
	uint32_t best = 0;

	*fraction = NONE;
	for (uint32_t c = 0; c < s->columns; c++) {
		if (s->nonbasic[c] < p->unknowns)
			x[s->nonbasic[c]] = s->value[c];
	}
	for (uint32_t r = 0; r < s->rows; r++) {
		uint32_t who = s->basic[r], rows;
		int64_t rest;

		if (who >= p->unknowns)
			continue;
		rest = s->numerator[r] % s->denominator[r];
		x[who] = s->numerator[r] / s->denominator[r] - (rest < 0);
		if (rest == 0)
			continue;
		rows = p->column_at[who + 1] - p->column_at[who];
		if (*fraction == NONE || rows > best || (rows == best && who < *fraction)) {
			*fraction = who;
			best = rows;
		}
	}
	return *fraction == NONE;
}
