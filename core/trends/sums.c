#include "core/trends/sums.h"
#include "core/trends/wide.h"

/* Steps of one propagation for each entry of the system: bounds that creep are left to the search.
 */
enum { STEPS_AN_ENTRY = 64, STEPS_MORE = 4096 };
/* And bounds beyond any number of a table: rows that contradict each other double them step by
 * step. */
#define NARROW_MAX (INT64_C(1) << 44)

int
sums_columns(struct sums *s, struct arena *a)
{
	uint32_t total = s->row_at[s->rows];
	uint32_t *next;

	s->column_at = arena_get(a, (size_t)s->unknowns + 1, sizeof *s->column_at);
	s->columns = arena_get(a, total, sizeof *s->columns);
	next = arena_get(a, s->unknowns, sizeof *next);
	if (a->err != 0)
		return a->err;
	for (uint32_t i = 0; i < total; i++)
		s->column_at[s->entries[i].who + 1]++;
	for (uint32_t i = 0; i < s->unknowns; i++) {
		s->column_at[i + 1] += s->column_at[i];
		next[i] = s->column_at[i];
	}
	for (uint32_t r = 0; r < s->rows; r++) {
		for (uint32_t i = s->row_at[r]; i < s->row_at[r + 1]; i++) {
			const struct entry *e = &s->entries[i];

			s->columns[next[e->who]++] = (struct entry){r, e->factor};
		}
	}
	return 0;
}

int
work_init(struct work *w, const struct sums *s, struct arena *a)
{
	*w = (struct work){0};
	w->queue = arena_get(a, s->rows, sizeof *w->queue);
	w->queued = arena_get(a, s->rows, sizeof *w->queued);
	return a->err;
}

static void
work_put(struct work *w, const struct sums *s, uint32_t row)
{
	if (w->queued[row])
		return;
	w->queued[row] = true;
	w->queue[(w->first + w->count++) % s->rows] = row;
}

static void
work_put_rows_of(struct work *w, const struct sums *s, uint32_t unknown)
{
	for (uint32_t i = s->column_at[unknown]; i < s->column_at[unknown + 1]; i++)
		work_put(w, s, s->columns[i].who);
}

static uint32_t
work_take(struct work *w, const struct sums *s)
{
	uint32_t row = w->queue[w->first];

	w->first = (w->first + 1) % s->rows;
	w->count--;
	w->queued[row] = false;
	return row;
}

/* Sums of a row's least and greatest terms, and how many terms have no end. */
struct activity {
	wide least, most;
	uint32_t no_least, no_most;
};

static bool
has_end(int64_t bound)
{
	return bound != NO_LOW && bound != NO_HIGH;
}

/* The bound of an unknown that makes its term small, or great. */
static int64_t
at_least(const struct entry *e, const int64_t *low, const int64_t *high)
{
	return e->factor > 0 ? low[e->who] : high[e->who];
}

static int64_t
at_most(const struct entry *e, const int64_t *low, const int64_t *high)
{
	return e->factor > 0 ? high[e->who] : low[e->who];
}

static struct activity
activity(const struct sums *s, uint32_t row, const int64_t *low, const int64_t *high)
{
	struct activity a = {0};

	for (uint32_t i = s->row_at[row]; i < s->row_at[row + 1]; i++) {
		const struct entry *e = &s->entries[i];
		int64_t least = at_least(e, low, high), most = at_most(e, low, high);

		if (has_end(least))
			wide_add(&a.least, least, e->factor);
		else
			a.no_least++;
		if (has_end(most))
			wide_add(&a.most, most, e->factor);
		else
			a.no_most++;
	}
	return a;
}

static bool
is_small(wide n)
{
	return n >= -SUMS_BOUND_MAX && n <= SUMS_BOUND_MAX;
}

static int64_t
floor_div(int64_t n, int64_t d)
{
	return n / d - (n % d != 0 && (n < 0) != (d < 0));
}

static int64_t
ceil_div(int64_t n, int64_t d)
{
	return n / d + (n % d != 0 && (n < 0) == (d < 0));
}

/* factor * x <= n: true when that narrows x's bounds. */
static bool
narrow_below(int64_t *low, int64_t *high, const struct entry *e, wide n)
{
	int64_t bound;

	if (!is_small(n))
		return false;
	if (e->factor > 0) {
		bound = floor_div((int64_t)n, e->factor);
		if (bound >= high[e->who] || bound < -NARROW_MAX)
			return false;
		high[e->who] = bound;
		return true;
	}
	bound = ceil_div((int64_t)n, e->factor);
	if (bound <= low[e->who] || bound > NARROW_MAX)
		return false;
	low[e->who] = bound;
	return true;
}

/* The same for factor * x >= n. */
static bool
narrow_above(int64_t *low, int64_t *high, const struct entry *e, wide n)
{
	struct entry turned = {e->who, -e->factor};

	return narrow_below(low, high, &turned, -n);
}

/* Of the others' least terms the sum; false when it has no end. */
static bool
others(wide *out, wide sum, uint32_t endless, int64_t own, int64_t factor)
{
	bool own_has_end = has_end(own);

	if (endless > (own_has_end ? 0u : 1u))
		return false;
	*out = sum;
	if (own_has_end)
		wide_add(out, own, -factor);
	return true;
}

static enum row_state
state(const struct sums *s, uint32_t row, const struct activity *a)
{
	int64_t low = s->row_low[row], high = s->row_high[row];

	if ((high != NO_HIGH && a->no_least == 0 && a->least > high) ||
	    (low != NO_LOW && a->no_most == 0 && a->most < low))
		return ROW_BROKEN;
	if ((low == NO_LOW || (a->no_least == 0 && a->least >= low)) &&
	    (high == NO_HIGH || (a->no_most == 0 && a->most <= high)))
		return ROW_HOLDS;
	return ROW_OPEN;
}

enum row_state
sums_row_state(const struct sums *s, uint32_t row, const int64_t *low, const int64_t *high)
{
	struct activity a = activity(s, row, low, high);

	return state(s, row, &a);
}

/* One row narrows each of its unknowns. */
static int
narrow_row(const struct sums *s, struct work *w, uint32_t row, int64_t *low, int64_t *high)
{
	struct activity a = activity(s, row, low, high);

	if (state(s, row, &a) == ROW_BROKEN)
		return ERR_CONFLICT;
	for (uint32_t i = s->row_at[row]; i < s->row_at[row + 1]; i++) {
		const struct entry *e = &s->entries[i];
		int64_t least = at_least(e, low, high), most = at_most(e, low, high);
		bool changed = false;
		wide rest;

		if (s->row_high[row] != NO_HIGH &&
		    others(&rest, a.least, a.no_least, least, e->factor))
			changed |= narrow_below(low, high, e, s->row_high[row] - rest);
		if (s->row_low[row] != NO_LOW && others(&rest, a.most, a.no_most, most, e->factor))
			changed |= narrow_above(low, high, e, s->row_low[row] - rest);
		if (!changed)
			continue;
		if (low[e->who] > high[e->who])
			return ERR_CONFLICT;
		/* this row too: its sums were of wider bounds */
		work_put_rows_of(w, s, e->who);
	}
	return 0;
}

static void
work_begin(struct work *w, const struct sums *s, uint32_t changed)
{
	while (w->count > 0)
		(void)work_take(w, s);
	if (changed != PROPAGATE_ALL) {
		work_put_rows_of(w, s, changed);
		return;
	}
	for (uint32_t r = 0; r < s->rows; r++)
		work_put(w, s, r);
}

int
sums_propagate(const struct sums *s, struct work *w, int64_t *low, int64_t *high, uint32_t changed)
{
	uint64_t steps = (uint64_t)s->row_at[s->rows] * STEPS_AN_ENTRY + STEPS_MORE;

	work_begin(w, s, changed);
	while (w->count > 0) {
		uint32_t row = work_take(w, s), length = s->row_at[row + 1] - s->row_at[row];

		if (length > steps)
			return 0;
		steps -= length;
		if (narrow_row(s, w, row, low, high) != 0) {
			w->conflict = row;
			return ERR_CONFLICT;
		}
	}
	return 0;
}

bool
sums_holds(const struct sums *s, const int64_t *x)
{
	for (uint32_t r = 0; r < s->rows; r++) {
		if (sums_row_state(s, r, x, x) != ROW_HOLDS)
			return false;
	}
	return true;
}
