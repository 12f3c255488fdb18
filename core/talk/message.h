/* One part of a message as it lies inside the seal (docs/protocol.md §8). */
#ifndef ALCOVE_TALK_MESSAGE_H
#define ALCOVE_TALK_MESSAGE_H

#include "core/bytes.h"
#include "core/crypto/hpke.h"
#include "core/wire.h"

/* One person on the roster under which a message was sent. */
struct addressee {
	uint8_t person[PERSON_BYTES];
	uint32_t lamport;                  /* the message's number in the talk with them */
	uint8_t message[MESSAGE_ID_BYTES]; /* and its id there; both zero: not meant for them */
};

/* Of a visitor's own words: everybody on that roster, and which of them it was for. */
struct addressees {
	size_t n;      /* at most PEOPLE_MAX */
	uint8_t meant; /* bit i: rows[i] */
	struct addressee rows[PEOPLE_MAX];
};

/* The roster that the office showed to whoever sealed it; serial 0: none. */
struct roster_shown {
	uint32_t serial;
	uint8_t hash[32];
};

struct message_part {
	uint8_t kind; /* enum message_kind, or one of a newer Alcove; never 0 */
	uint8_t part;
	uint8_t parts;    /* 1, 2, 4, 8 or 16 */
	uint32_t lamport; /* in the talk that it is a part of; of a copy: in all of the visitor's */
	uint8_t id[MESSAGE_ID_BYTES]; /* likewise */
	uint8_t claim[CLAIM_BYTES];
	uint8_t from[PERSON_BYTES];
	uint8_t talk[32];
	uint8_t proof[32];
	struct addressees to;              /* in copies of the visitor's own words */
	struct roster_shown shown;         /* toward the desk */
	uint8_t xwing[XWING_PUBLIC_BYTES]; /* of an ombuds's words: message_after */
	struct span text; /* at most TEXT_PART_BYTES; when read, points into the plaintext */
};

/* Whether this Alcove knows what to do with a kind. */
bool message_kind_known(uint8_t kind);
/* Whether a desk may not act on a matter that holds an unknown message of this kind. */
bool message_must_understand(uint8_t kind);

/* 1, 2, 4, 8 or 16: parts of a text of n bytes (n ≤ TEXT_MAX). */
uint8_t message_parts(size_t n);
/* The run of a text that its i-th part carries; empty for padding. */
struct span message_piece(struct span text, unsigned i);

/* The ids of what an ombuds's words were written after; points into the part. */
struct span message_after(const struct message_part *part);
/* ids: MESSAGE_AFTER_MAX at most, of MESSAGE_ID_BYTES each. */
void message_set_after(struct message_part *part, struct span ids);

/* Whether it was meant for the i-th. */
bool addressees_meant(const struct addressees *to, size_t i);
/* The row of a person for whom it was meant, or NULL. */
const struct addressee *addressees_find(const struct addressees *to,
                                        const uint8_t person[PERSON_BYTES]);
/* Whether this person is in the list, meant or not. */
bool addressees_list(const struct addressees *to, const uint8_t person[PERSON_BYTES]);

/* What lies where depends on who reads it. */
void message_write(uint8_t out[INNER_BYTES], const struct message_part *part,
                   enum seal_direction direction);
/*
 * ERR_FORMAT: a field out of its range, or bytes not zero that must be. Of a kind that is not
 * known nothing is judged: the fields are what lies at their places, cut to their maximum, and
 * only kind and id mean anything.
 */
MUST_USE int message_read(struct message_part *out, const uint8_t plaintext[INNER_BYTES],
                          enum seal_direction direction);

#endif
