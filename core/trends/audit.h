/*
 * The auditor: what a reader can work out of everything printed, cell by cell.
 * A hidden cell is safe only if whole tables show it, tables that agree with all
 * that was printed: in one it is the least that the printed rule allows, in one it
 * is the threshold or more; a number that is not small only must not be exact.
 * And that once more for each person who is the only one in a cell, and so knows
 * one number more. What is not shown is not safe.
 */
#ifndef ALCOVE_TRENDS_AUDIT_H
#define ALCOVE_TRENDS_AUDIT_H

#include "core/trends/model.h"
#include "core/trends/part.h"

#define AUDIT_THRESHOLD 10
/* Steps of all searches of an audit together, some ten seconds of them. */
#define AUDIT_STEPS UINT64_C(6000000000)

/* What was shown of an unknown. NO_LOW, NO_HIGH: it goes on without end, or nothing was shown. */
struct shown {
	int64_t low, high;
	bool exposed;            /* to a reader */
	bool exposed_to_insider; /* to somebody who is alone in another cell */
	bool judged;             /* a hidden cell has this number */
	bool proved;             /* low and high are the ends, not only shown to be possible */
};

struct audit {
	struct model model;
	int64_t threshold;
	struct shown *shown;   /* by unknown */
	struct buf *witnesses; /* or NULL: gets the tables that show it (certify.h) */
};

/*
 * Audits tables joined. ERR_CONFLICT: no table satisfies the numbers; the last of
 * notes says why. Otherwise as model_build. out->model and out->shown are in the
 * arena; witnesses, when not NULL, gets them in the form of certify.h.
 */
MUST_USE int audit_run(struct audit *out, struct arena *a, const struct table *tables, size_t count,
                       struct model_choice choice, int64_t threshold, struct buf *notes,
                       struct buf *witnesses);

enum audit_why { WHY_SAFE, WHY_READER, WHY_INSIDER, WHY_RECUT, WHY_SUMS, WHY_CIRCLES };

struct verdict {
	int64_t low, high;  /* NO_LOW, NO_HIGH: none */
	enum audit_why why; /* reader or insider; passes.h tells further */
};

/* Of a hidden cell. */
struct verdict audit_verdict(const struct audit *audit, size_t table, size_t cell);

/* What is asked of an unknown: NEED_SMALL: to be least and to be threshold; NEED_TWO: two values.
 */
enum need { NEED_SMALL, NEED_TWO };
enum need audit_need(const struct number *n, const struct shown *shown, int64_t threshold);

#endif
