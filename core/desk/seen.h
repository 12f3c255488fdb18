/* What was taken in already: marks with their day, found in constant time. */
#ifndef ALCOVE_DESK_SEEN_H
#define ALCOVE_DESK_SEEN_H

#include "core/bytes.h"
#include "core/wire.h"

enum { MARK_BYTES = 16, SEEN_MAX = 2 * LIVE_TAGS_MAX };

struct seen_mark {
	uint32_t day;
	uint8_t mark[MARK_BYTES]; /* an envelope's tag, or the hash of message id and part */
};

/* Zeroes are an empty one. */
struct seen {
	size_t n, capacity;
	struct seen_mark *marks;
	uint32_t *index; /* open addressing: the number of a mark and 1, or 0 */
	size_t index_size;
	uint8_t key[16]; /* random: whoever chooses marks cannot make them collide */
};

void seen_clear(struct seen *s);
bool seen_has(const struct seen *s, const uint8_t mark[MARK_BYTES]);
/* A mark that is there stays as it is. ERR_FULL: SEEN_MAX are here. ERR_MEMORY. */
MUST_USE int seen_add(struct seen *s, uint32_t day, const uint8_t mark[MARK_BYTES]);
void seen_erase_day(struct seen *s, uint32_t day);

#endif
