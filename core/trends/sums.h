/*
 * Whole unknowns between bounds, and rows: sums of them, with whole
 * coefficients, that lie between two numbers. What follows from bounds alone is
 * found here; the rest is the engines' (line, flow, search).
 */
#ifndef ALCOVE_TRENDS_SUMS_H
#define ALCOVE_TRENDS_SUMS_H

#include "core/trends/table.h"

/* What may be said of an unknown; beyond it a bound is none. */
#define SUMS_BOUND_MAX (INT64_C(1) << 61)

struct entry {
	uint32_t who; /* an unknown, or a row */
	int64_t factor;
};

struct sums {
	uint32_t unknowns, rows;
	uint32_t *row_at; /* row r's entries: row_at[r] to row_at[r + 1] */
	struct entry *entries;
	int64_t *row_low, *row_high;
	uint32_t *column_at; /* the same by unknowns: .who is a row */
	struct entry *columns;
	uint32_t *origin; /* of each row, for words: the line it came from */
};

/* Rows whose bounds changed, waiting to be looked at. */
struct work {
	uint32_t *queue;
	bool *queued;
	uint32_t first, count;
	uint32_t conflict; /* the row that cannot hold */
};

/* Fills column_at and columns from the rows. ERR_MEMORY, ERR_SIZE. */
MUST_USE int sums_columns(struct sums *s, struct arena *a);
MUST_USE int work_init(struct work *w, const struct sums *s, struct arena *a);

enum { PROPAGATE_ALL = UINT32_MAX };

/*
 * Narrows low and high (of all unknowns) to what the rows leave, after unknown
 * changed, or from the beginning with PROPAGATE_ALL. It may stop early and be
 * too wide, never too narrow. ERR_CONFLICT: nothing is left; w->conflict says
 * where it showed.
 */
MUST_USE int sums_propagate(const struct sums *s, struct work *w, int64_t *low, int64_t *high,
                            uint32_t changed);

enum row_state {
	ROW_OPEN,
	ROW_HOLDS,  /* whatever the unknowns are between their bounds */
	ROW_BROKEN, /* whatever they are */
};

enum row_state sums_row_state(const struct sums *s, uint32_t row, const int64_t *low,
                              const int64_t *high);
/* Whether x keeps all rows. */
bool sums_holds(const struct sums *s, const int64_t *x);

#endif
