/* One part of a message as it lies inside the seal (docs/protocol.md §8). */
#ifndef ALCOVE_TALK_MESSAGE_H
#define ALCOVE_TALK_MESSAGE_H

#include "core/bytes.h"
#include "core/crypto/hpke.h"
#include "core/wire.h"

struct message_part {
	uint8_t kind; /* enum message_kind, or one of a newer Alcove; never 0 */
	uint8_t part;
	uint8_t parts; /* 1, 2, 4, 8 or 16 */
	uint32_t lamport;
	uint8_t id[MESSAGE_ID_BYTES];
	uint8_t claim[CLAIM_BYTES];
	uint8_t from[PERSON_BYTES];
	uint8_t talk[32];
	uint8_t proof[32];
	size_t people_count;
	uint8_t people[PEOPLE_MAX][PERSON_BYTES];
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

void message_write(uint8_t out[INNER_BYTES], const struct message_part *part);
/*
 * ERR_FORMAT: a field out of its range, or bytes not zero that must be. Of a kind that is not
 * known nothing is judged: the fields are what lies at their places, cut to their maximum, and
 * only kind and id mean anything.
 */
MUST_USE int message_read(struct message_part *out, const uint8_t plaintext[INNER_BYTES]);

#endif
