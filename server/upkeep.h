/*
 * What a day's end and a deletion ask for: closing the day, destroying what has expired,
 * dropping the vaults of people whose leaving is over, and truncating the log
 * within a minute. On the writer's thread.
 */
#ifndef ALCOVE_SERVER_UPKEEP_H
#define ALCOVE_SERVER_UPKEEP_H

#include <stdbool.h>
#include <stdint.h>

#include "core/err.h"

struct writer_parts;

enum {
	SCRUB_AFTER_MS = 20000, /* of a delete; the rest of the minute is for trying again */
	SCRUB_AGAIN_MS = 5000,
	TIDY_AGAIN_MS = 60000, /* after a failure */
	CLOSE_AGAIN_MS = 60000,
	TRIM_MS = 60000, /* memory that a burst of requests took goes back to the system */
};

struct upkeep {
	uint32_t closed;   /* the clock's day when days were closed last, 0 none */
	uint64_t close_ms; /* not before, unless the day is another: closing failed */
	uint32_t failed;   /* the clock's day when it did */
	uint32_t tidied;   /* the day tidied last, 0 none */
	uint64_t tidy_ms;  /* not before */
	uint64_t scrub_ms; /* when to scrub, 0 nothing to do */
	uint64_t trim_ms;
	bool failure_told;
	bool accept_leap; /* --accept-clock, or the clock is believed by itself; until used */
};

/* Closes the days that are over, and tidies. Fatal errors of the store. */
MUST_USE int upkeep_begin(struct upkeep *u, const struct writer_parts *parts);
/*
 * The day in force, if the clock has ended it: its table is made and shown, and the next
 * begins. To be called before anything is stored; what failed is tried again once a minute. ms is
 * CLOCK_MONOTONIC here and below.
 */
void upkeep_close(struct upkeep *u, const struct writer_parts *parts, uint64_t ms);
void upkeep_tick(struct upkeep *u, const struct writer_parts *parts, uint64_t ms);
/* Scrubs before the store is closed. */
void upkeep_end(const struct writer_parts *parts);

#endif
