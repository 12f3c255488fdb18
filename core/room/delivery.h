/*
 * A room's deposits, one part after another: the puzzle a busy server sets, and
 * places that turn out to be taken (docs/protocol.md §11). The callers decide what
 * is deposited, and what an outcome means.
 */
#ifndef ALCOVE_ROOM_DELIVERY_H
#define ALCOVE_ROOM_DELIVERY_H

#include "core/talk/deposit.h"
#include "core/talk/office.h"

struct delivery {
	struct buf request;
	bool ready;       /* the request is to be sent again, with its puzzle solved */
	unsigned puzzles; /* solved for this part */
	unsigned place;   /* the next to try: i of docs/protocol.md §6 */
	uint8_t part;     /* of the message that is on its way */
};

/* How the server took a deposit; none of these is an error. */
enum delivery_outcome {
	DELIVERY_STORED,
	DELIVERY_TAKEN,   /* the place: take the next */
	DELIVERY_AGAIN,   /* the same once more, the puzzle is solved */
	DELIVERY_CHANGED, /* another roster or day is in force: begin anew */
	DELIVERY_FULL,    /* the office */
};

void delivery_init(struct delivery *d);
void delivery_clear(struct delivery *d); /* wipes; to be used again after delivery_init */
/* The next part, or the next place: puzzles are counted anew. */
void delivery_next(struct delivery *d);

/* A deposit of slots (roster_slots + 1) as the request; d->ready skips what makes slots. */
MUST_USE int delivery_make(struct delivery *d, const struct office *office,
                           const struct exchange_slot *slots);
/* ERR_SERVER (also for a puzzle too many), ERR_UNAVAILABLE. */
MUST_USE int delivery_answer(struct delivery *d, enum delivery_outcome *out, struct span body);

#endif
