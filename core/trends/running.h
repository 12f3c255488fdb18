/*
 * Running figures: what the marks of a period and the outreach log add up to.
 * Five numbers that are never mixed, and one-way tables, which are for the desk
 * alone; what is printed of them goes through suppression and audit first.
 */
#ifndef ALCOVE_TRENDS_RUNNING_H
#define ALCOVE_TRENDS_RUNNING_H

#include "core/trends/marks.h"

enum {
	OUTREACH_ID_BYTES = 16, /* all of its line's */
	OUTREACH_ROW = 24,
	OUTREACH_MAX = 1024,
	OUTREACH_PEOPLE_MAX = 65535,
};

/* It is not confidential, and has its day (R29: a suggestion taken in opens nothing). */
struct outreach_row {
	uint8_t id[OUTREACH_ID_BYTES];
	uint32_t day;
	uint8_t kind; /* as in outreach_kinds, from 1; 0: taken back, day is that of the taking back
	               */
	uint16_t people; /* 0: not said */
};

struct outreach {
	size_t n;
	struct outreach_row rows[OUTREACH_MAX]; /* by id */
};

extern const char *const outreach_kinds[]; /* talk, training, …; ends with NULL */

/* Puts it in the place of what its id had. ERR_FULL, ERR_FORMAT (no such kind). */
MUST_USE int outreach_put(struct outreach *o, const struct outreach_row *row);
/* NULL: none of this id. */
const struct outreach_row *outreach_find(const struct outreach *o,
                                         const uint8_t id[OUTREACH_ID_BYTES]);
/* Drops what is of before a day. */
void outreach_expire(struct outreach *o, uint32_t first_day);
/* Both; what one took back stays so. How many had no room. */
size_t outreach_join(struct outreach *o, const struct outreach *other);
void outreach_write(struct buf *out, const struct outreach *o);
/* ERR_FORMAT. */
MUST_USE int outreach_read(struct reader *r, struct outreach *o);

/* ---- sums ---- */

/* Bits of a set of tables, by their numbers. */
enum running_table {
	TABLE_CONCERNS,   /* concerns, by code; matters without one under CODE_NONE */
	TABLE_CATEGORIES, /* the same by category; RUNNING_OTHER for what is in none */
	TABLE_GROUPS,     /* visitors, by group */
	TABLE_MANNERS,    /* matters, by how they began */
	TABLE_SERVICES,   /* matters, by each thing that was done */
	TABLE_WITH,       /* matters, by whom the concern is with */
	TABLE_ENDINGS,    /* matters, by how they ended */
	TABLE_HEARD,      /* visitors, by how they heard of the office */
	TABLE_MINUTES,    /* matters, by length */
};
enum { RUNNING_TABLES = 9, RUNNING_ROWS_MAX = 256, RUNNING_OTHER = 10 };

extern const char *const running_names[]; /* ends with NULL */

struct running_row {
	uint16_t key; /* 0: not said, not coded */
	uint32_t n;
};

struct running_sums {
	uint32_t visitors, matters, concerns, talks, to_count, waiting;
};

/* Of a period; .to_count and .waiting (marks that are not flushed) are of all. */
void running_sum(struct running_sums *out, const struct marks *all, uint16_t period);
/* Of a period; rows by key, those of more than 0. How many there are. */
size_t running_rows(struct running_row out[RUNNING_ROWS_MAX], const struct marks *all,
                    uint16_t period, enum running_table table);

#endif
