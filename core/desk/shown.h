/*
 * Which rosters this desk knows, against those that its visitors were shown: a
 * server that shows a visitor another office than the desk is found out.
 */
#ifndef ALCOVE_DESK_SHOWN_H
#define ALCOVE_DESK_SHOWN_H

#include "core/talk/message.h"

/* Zeroes are none. */
struct rosters {
	size_t n;
	struct roster_shown rows[ROSTERS_KNOWN_MAX]; /* by serial */
};

/* One of a serial that is here already is passed over; of too many the lowest serial goes. */
void rosters_add(struct rosters *r, const struct roster_shown *row);
/* All of both; of one serial r's own. */
void rosters_join(struct rosters *r, const struct rosters *other);
/*
 * Whether what was shown is a roster that this desk never had: newer than its newest, or another
 * of a serial that it knows. One of a serial that it never saw tells nothing.
 */
bool rosters_another(const struct rosters *r, const struct roster_shown *shown);

#endif
