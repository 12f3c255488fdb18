/*
 * A part of a system: unknowns that rows tie together, and no others. Each part
 * is asked by itself how far one of its unknowns can go, and answers with a
 * whole table that shows it. Two engines do so:
 *
 *   network  each unknown in two rows at most, as between the rows and columns of
 *            a table, or in a single row: augmenting cycles
 *   linked   anything else: exact simplex, and search (search.h)
 */
#ifndef ALCOVE_TRENDS_PART_H
#define ALCOVE_TRENDS_PART_H

#include "core/trends/sums.h"

struct flow;
struct search;

enum part_kind { PART_NETWORK, PART_LINKED };

struct part {
	struct sums s;
	uint32_t *of; /* of each unknown, what it was in the whole system */
	/* Of each unknown, then of each row's sum. */
	int64_t *low, *high; /* what the rows leave by bounds alone; the ends of the row */
	int64_t *x;          /* a table that satisfies the part, when there is one */
	bool has_table;
	enum part_kind kind;
	struct flow *flow;
	struct search *search;
	uint64_t *budget; /* steps that all searches together may still take */
};

/* How far an unknown goes. */
struct reach {
	int64_t value;   /* in the table now in part.x */
	bool has_no_end; /* it goes on without end; value then only begins that way */
	bool is_proved;  /* it goes no further than value */
};

/* A system cut into parts. Unknowns that bounds alone fix are in none. */
struct parts {
	struct part *list;
	uint32_t count;
	uint32_t conflict; /* a row that cannot hold */
};

/*
 * Narrows low and high, of all unknowns, and cuts what is left; x are true
 * numbers, where known says so. ERR_CONFLICT: nothing satisfies the rows.
 * The parts have no engines yet. Unknowns that are fixed are in no part.
 */
MUST_USE int parts_cut(struct parts *out, struct arena *a, const struct sums *s, int64_t *low,
                       int64_t *high, const int64_t *x, const bool *known);

/* Memory for all of a part; its rows are still to be filled in, s.rows is 0. */
MUST_USE int part_allocate(struct part *p, struct arena *a, size_t unknowns, size_t rows,
                           size_t entries);

/*
 * Makes a part's engine, in the arena. A part without a table looks for one.
 * ERR_CONFLICT: there is none, certainly. ERR_ABSENT: none was found, or the part
 * is larger than its engine takes.
 */
MUST_USE int part_begin(struct part *p, struct arena *a);

/*
 * Moves x to where unknown j is as great (side 1) or as small (side -1) as it
 * can be within low and high, which may be narrower now than at part_begin. With
 * has_no_end, x is another table, or the same.
 */
void part_push(struct part *p, uint32_t j, int side, struct reach *out);

/*
 * Any table within low and high as they are now. ERR_CONFLICT: there is none,
 * certainly. ERR_ABSENT: none was found.
 */
MUST_USE int part_restart(struct part *p, struct arena *a);

/* ---- the engines, each for its kind ---- */

/* ERR_SIZE: the part is larger than the engine takes. */
MUST_USE int search_begin(struct part *p, struct arena *a);
void search_push(struct part *p, uint32_t j, int side, struct reach *out);
/* As part_restart. */
MUST_USE int search_any(struct part *p);

static inline int64_t
smaller(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/*
 * Whether a part is a line: one row, whose factors are 1 and -1. Where no
 * table is wanted, addition says everything of it, and it needs no engine.
 */
bool part_is_line(const struct part *p);

/* Of a line, the sums of its terms' bounds; how many have none; and its own ends. */
struct line_ends {
	int64_t low, high, row_low, row_high;
	uint32_t no_low, no_high;
};

struct line_ends line_ends(const struct part *p);
/* Adds the row's i-th term (sign 1), as its bounds now are, or takes it away (-1). */
void line_add(struct line_ends *ends, const struct part *p, uint32_t i, int sign);
/* What the i-th unknown can be; both ends are reached. False: nothing. */
bool line_end(const struct line_ends *all, const struct part *p, uint32_t i, int64_t *low,
              int64_t *high);

/* ERR_ABSENT: the part is no network, or its rows cannot be turned to make it one. */
MUST_USE int flow_begin(struct part *p, struct arena *a);
void flow_push(struct part *p, uint32_t j, int side, struct reach *out);

#endif
