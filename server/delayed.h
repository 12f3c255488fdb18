/*
 * Answers that wait for their time. How long a deletion takes tells a little of whether there was
 * anything to delete; so it is answered in whole steps of time after it came, however soon it was
 * done. The steps are counted from its coming and not from a clock's full second, or whoever asks
 * could place a request just before one ends.
 */
#ifndef ALCOVE_SERVER_DELAYED_H
#define ALCOVE_SERVER_DELAYED_H

#include "server/writer.h"

/* Longer than a deletion takes where syncs are quick, and no longer than a deposit where they are
   not: a deletion should not be told from a deposit either. */
enum { DELAY_STEP_US = 4000, DELAY_LEAD_US = 300 };
/* What is deleted can be deleted once, so a time can be taken once: a little chance hides what
   caches and cores still add after the step. */
enum { DELAY_SPREAD_US = 400 };

struct delayed {
	struct job *first;
};

/* A job that is done, to be told of when its step ends, and later_us after that. */
void delayed_put(struct delayed *h, struct job *job, uint64_t now_us, uint64_t later_us);
/* Tells those whose time has come; returns when the next one's comes, or UINT64_MAX. */
uint64_t delayed_release(struct delayed *h, uint64_t now_us);

#endif
