/*
 * The share of the vault that strangers' mail takes. A stranger's matter is one with which nobody
 * here has done anything yet (matter_stranger). Correspondents' mail is filed first whatever
 * strangers send: the share is bounded, and less is filed where the vault has little room left.
 */
#ifndef ALCOVE_DESK_SHARE_H
#define ALCOVE_DESK_SHARE_H

#include "core/bytes.h"

struct desk;
struct opened;

enum {
	/*
	 * Filed by itself: as many new people as an ombuds reads in some days, in 1 MiB, so that
	 * every save of a desk that was flooded is hardly larger than before.
	 */
	SHARE_MATTERS = 128,
	SHARE_BYTES = 1 << 20,
	SHARE_A_LOOK = 16, /* of what waits, brought back by one look as the share gets free */
	/*
	 * A lot, when somebody asks to see more: five listings. 10,000 messages are eight lots; and
	 * of the longest texts nearly as many fit in 7 MiB.
	 */
	LOT_MATTERS = 5 * 256,
	LOT_BYTES = 7 << 20,
	CORRESPONDENTS_KEPT = 2 << 20, /* of the vault no stranger's mail takes */
};

/* What is left, while one listing is filed; and what this sync is to bring back. */
struct share {
	size_t room;    /* messages, whoever's */
	size_t matters; /* that strangers may begin */
	size_t bytes;   /* for these, */
	size_t more;    /* and for strangers who have begun one */
	bool lot;       /* somebody asked to see more */
	bool called;    /* what is to come back was asked for */
	size_t asked;
};

/* Before a listing is filed, once those who asked to be forgotten have made room. */
void desk_share_begin(struct desk *d);
/* Whether a message is filed, for which its room is then taken; else it waits. */
bool desk_share_takes(struct desk *d, const struct opened *e);
/* Keeps what opens a message later; it is to be set aside at the server. ERR_MEMORY. */
MUST_USE int desk_set_aside(struct desk *d, struct opened *e);
/* Once the inbox was listed to its end: what comes back from aside. */
MUST_USE int desk_ask_back(struct desk *d);
/* What was asked back, and was not there: its writer took it back. */
void desk_forget_absent(struct desk *d);
/* Discards all that waits of a day, but what came in this sync. */
MUST_USE int desk_discard_day(struct desk *d, uint32_t day);

#endif
