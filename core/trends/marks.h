/*
 * Marks: what is kept of a matter once it is counted, 32 bytes of codes and no
 * day finer than its period. Each has an id that its matter gave it, and they
 * lie sorted by these, so that nothing tells in which order they came; two
 * devices that count one matter make one mark.
 */
#ifndef ALCOVE_TRENDS_MARKS_H
#define ALCOVE_TRENDS_MARKS_H

#include "core/bytes.h"
#include "core/trends/codes.h"

enum {
	MARK_ID_BYTES = 8,
	MARK_ROW = 32,
	MARK_CONCERNS_MAX = 8,
	MARK_PEOPLE_MAX = 999, /* visitors, and talks */
	MARK_MATTERS_MAX = 99,
	MARK_BACK_MAX = 15,
	MARKS_MAX = 4096,
};

enum mark_state {
	MARK_OPEN = 1,     /* its matter is open: what would be counted if it ended by its date */
	MARK_TO_COUNT = 2, /* its matter ended by its date, and nobody looked at it yet */
	MARK_COUNTED = 3,
	MARK_VOID = 4, /* nothing is to be counted under this id, whatever a copy says */
};

/* Each 0 where nothing was said. A person's words for them are the shell's. */
enum mark_service {
	SERVICE_LISTENED = 1,
	SERVICE_INFORMATION = 2,
	SERVICE_OPTIONS = 4,
	SERVICE_COACHED = 8,
	SERVICE_REFERRED = 16,
	SERVICE_ASKED = 32,
	SERVICE_SHUTTLE = 64,
	SERVICE_GROUP = 128,
};

struct mark {
	uint8_t id[MARK_ID_BYTES];
	enum mark_state state;
	uint16_t period; /* in which matter, concerns and talks count */
	uint8_t back;    /* so many periods before it the visitors count */
	uint8_t manner;  /* how it began: 0 wrote, then as in mark_manners */
	uint16_t visitors, talks;
	uint8_t matters;
	uint8_t concerns[MARK_CONCERNS_MAX]; /* codes, then CODE_NONE */
	struct mark_rest {
		uint16_t group, heard; /* keys of rows of the office's own (mark_key) */
		uint8_t did;           /* services */
		uint8_t with, ended, minutes;
	} rest;
};

/* Words of the fixed lists in lines, options and tables; each ends with NULL. */
extern const char *const mark_manners[];  /* from 0: wrote */
extern const char *const mark_services[]; /* by bit */
extern const char *const mark_with[];     /* from 1 */
extern const char *const mark_endings[];  /* from 1 */
extern const char *const mark_minutes[];  /* from 1 */

/* Rows sorted by id. Zeroes are none. */
struct marks {
	size_t n;
	uint8_t rows[MARKS_MAX][MARK_ROW];
};

/* Whether it may be kept: everything within its limits, concerns different and without a gap. */
bool mark_valid(const struct mark *m);
/* Adds a concern. ERR_FULL: MARK_CONCERNS_MAX are there. One that is there stays once. */
MUST_USE int mark_add_concern(struct mark *m, uint8_t code);
size_t mark_concerns(const struct mark *m);
/* Whether they would be kept as the same bytes. */
bool mark_same(const struct mark *a, const struct mark *b);

/* *out is its i-th; i < .n. */
void marks_at(struct mark *out, const struct marks *all, size_t i);
/* False: there is none of this id. */
bool marks_find(struct mark *out, const struct marks *all, const uint8_t id[MARK_ID_BYTES]);
/* Puts it in the place of what its id had. ERR_FULL: MARKS_MAX are here. ERR_FORMAT: not valid. */
MUST_USE int marks_put(struct marks *all, const struct mark *m);
void marks_remove(struct marks *all, const uint8_t id[MARK_ID_BYTES]);
/* Nothing counts under this id; a void mark stays while there is room for it. */
void marks_void(struct marks *all, const uint8_t id[MARK_ID_BYTES], uint16_t period);
/* How many are in a state. */
size_t marks_in(const struct marks *all, enum mark_state state);
/* Takes out void ones of periods before first. */
void marks_expire(struct marks *all, uint16_t first);
/*
 * Both, each id once: destroyed before counted, counted before what waits to be, and of two alike
 * in that the one with the higher bytes. How many had no room.
 */
size_t marks_join(struct marks *all, const struct marks *other);

void marks_write(struct buf *out, const struct marks *all);
/* All that r holds. ERR_FORMAT: not sorted, one twice, one not valid, too many. */
MUST_USE int marks_read(struct reader *r, struct marks *all);

/* The key of a row that an office named itself: of its letters, capitals aside; never 0. */
uint16_t mark_key(struct span name);

#endif
