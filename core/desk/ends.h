/*
 * The keys of end days (docs/protocol.md §9): the server keeps one for each day
 * to come, hands them to every desk alike, and destroys each on its day. What a
 * matter holds is sealed under the key of its end day, so it ends then even if
 * no desk is opened any more. Secrets; the caller clears them.
 */
#ifndef ALCOVE_DESK_ENDS_H
#define ALCOVE_DESK_ENDS_H

#include "core/bytes.h"
#include "core/wire.h"

struct ends {
	uint32_t day; /* the first key is of the day after it */
	uint8_t keys[END_KEYS][END_KEY_BYTES];
};

/* From the server's answer. ERR_SIZE, ERR_FORMAT (a day too high to count on from). */
MUST_USE int ends_read(struct ends *out, struct span answer);
/* The key of an end day, or NULL: it is not among them. */
const uint8_t *ends_key(const struct ends *e, uint32_t day);
/* The nearest end day that has a key. */
uint32_t ends_nearest(const struct ends *e, uint32_t day);

#endif
