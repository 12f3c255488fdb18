/* What a client learns of an office before it says anything (docs/protocol.md §10). */
#ifndef ALCOVE_TALK_OFFICE_H
#define ALCOVE_TALK_OFFICE_H

#include "core/bytes.h"
#include "core/talk/bundle.h"
#include "core/talk/roster.h"

enum { OFFICE_ANSWER_MAX = 2 * ROSTER_TEXT_MAX + 16384 };

struct office {
	struct minisign_public root;
	struct roster roster;
	uint32_t day; /* the server's */
};

void office_clear(struct office *o);

/* Where an office is met, as whoever opened a session was told. */
struct office_door {
	struct buf origin;      /* with a NUL */
	struct buf fingerprint; /* empty: take the office as it is */
	uint32_t today;         /* this machine's day */
};

/* ERR_SIZE: longer than an origin may be. ERR_MEMORY. The door is to be cleared either way. */
MUST_USE int office_door_open(struct office_door *door, const char *origin, struct span fingerprint,
                              uint32_t today);
void office_door_clear(struct office_door *door);

/*
 * Reads the answer to GET /v1/office. origin: where it was fetched from.
 * fingerprint: the words of the link's fragment, or an empty span to take the
 * office as it is. today: this machine's day. ERR_SERVER, ERR_DAY, ERR_WORDS
 * (the fragment is no fingerprint), ERR_FOREIGN (another office or address),
 * ERR_SIGNATURE, ERR_EXPIRED, and those of roster_parse.
 */
MUST_USE int office_read(struct office *out, struct span answer, const char *origin,
                         struct span fingerprint, uint32_t today);
/* office_read at this door. */
MUST_USE int office_meet(struct office *out, const struct office_door *door, struct span answer);

/*
 * Reads the answer to GET /v1/bundles/DAY into one bundle for each roster_slot;
 * .day is 0 where there is none, or none that may be used: a bad one keeps only
 * its own person from being written to. Those of people of an unknown role are not used.
 * ERR_SERVER; ERR_OLDER: a bundle shows that the server hides a newer roster or has shown another.
 */
MUST_USE int office_bundles(struct bundle out[PEOPLE_MAX], const struct roster *roster,
                            uint32_t day, struct span answer);

#endif
