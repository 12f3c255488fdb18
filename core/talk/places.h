/* Places: access, tag, and the tables of closed days (docs/protocol.md §6). */
#ifndef ALCOVE_TALK_PLACES_H
#define ALCOVE_TALK_PLACES_H

#include "core/bytes.h"
#include "core/wire.h"

struct place {
	uint32_t day;
	uint8_t access[ACCESS_BYTES];
	uint8_t tag[TAG_BYTES];
};

/* The i-th place of a holder key on a day. */
void place_at(struct place *out, const uint8_t key[32], const uint8_t office[OFFICE_BYTES],
              uint32_t day, unsigned i);
/* The place of one part of an envelope toward a person; the writer can take it back there. */
void place_envelope(struct place *out, const uint8_t key[32], const uint8_t office[OFFICE_BYTES],
                    const uint8_t person[PERSON_BYTES], uint32_t day,
                    const uint8_t message[MESSAGE_ID_BYTES], unsigned part);
/* A place nobody will look for: a random access. */
void place_random(struct place *out, const uint8_t office[OFFICE_BYTES], uint32_t day);
/* The tag that an access shows. */
void place_tag(uint8_t tag[TAG_BYTES], const uint8_t office[OFFICE_BYTES],
               const uint8_t access[ACCESS_BYTES]);

/* Whether the table of a closed day holds a tag: its first CLOSED_TAG_BYTES. */
bool table_has(struct span table, const uint8_t tag[TAG_BYTES]);
/*
 * What GET /v1/tags answers: ERR_SERVER unless it is whole tables of rising days, each of
 * entries in rising order.
 */
MUST_USE int tables_check(struct span answer);
/* The next table of a checked answer, of which it takes it; false at its end. */
bool tables_next(struct span *answer, uint32_t *day, struct span *table);

#endif
