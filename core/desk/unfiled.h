/*
 * Strangers' mail beyond its share of the vault (docs/protocol.md §9). It stays
 * in the server's inbox; of each envelope is kept what opens it, and it alone,
 * once the day's seed is gone: the shared secret of its outer layer, and of its
 * day the X25519 key of the inner layers. Without the day's X-Wing key nothing
 * else of that day opens.
 */
#ifndef ALCOVE_DESK_UNFILED_H
#define ALCOVE_DESK_UNFILED_H

#include "core/bytes.h"
#include "core/crypto/hpke.h"
#include "core/wire.h"

enum { UNFILED_DAYS_MAX = RETENTION_DAYS_MAX + 8 };

struct unfiled_row {
	uint32_t day;
	uint8_t tag[TAG_BYTES];
	uint8_t sender[UNFILED_SENDER_BYTES]; /* unfiled_sender */
	uint8_t shared[XWING_SHARED_BYTES];   /* seal_shared */
	bool fresh;                           /* came in this sync: nobody was told of it yet */
	bool asked;                           /* brought back from aside in this sync */
};

/* What the rows of a day need besides. */
struct unfiled_day {
	uint32_t day;
	uint8_t x25519[X25519_BYTES]; /* secret */
	uint8_t bundle_hash[32];
};

/* Zeroes are none. */
struct unfiled {
	size_t n, capacity;
	struct unfiled_row *rows;
	size_t day_count;
	struct unfiled_day days[UNFILED_DAYS_MAX]; /* in order */
	bool lost; /* a day of it did not open: only the server knows what waits */
};

void unfiled_clear(struct unfiled *u); /* wipes */
/* Of a sender's key, so that what belongs together is found together. */
void unfiled_sender(uint8_t out[UNFILED_SENDER_BYTES], const uint8_t x25519[X25519_BYTES]);
/* Both are good until the next change; NULL: none. */
struct unfiled_row *unfiled_find(const struct unfiled *u, uint32_t day,
                                 const uint8_t tag[TAG_BYTES]);
const struct unfiled_day *unfiled_day(const struct unfiled *u, uint32_t day);
/*
 * Adds a row that is not there, and its day's keys unless they are there already. ERR_MEMORY.
 * ERR_FULL: UNFILED_MAX or UNFILED_DAYS_MAX are here. ERR_CONFLICT: that day has other keys.
 */
MUST_USE int unfiled_put(struct unfiled *u, const struct unfiled_day *keys,
                         const struct unfiled_row *row);
/* Takes out and wipes; another row takes its place. */
void unfiled_take(struct unfiled *u, struct unfiled_row *row);
/* Drops rows of a sender, up to a day. */
void unfiled_forget(struct unfiled *u, const uint8_t x25519[X25519_BYTES], uint32_t day);
/* Drops rows of days before first_day. */
void unfiled_expire(struct unfiled *u, uint32_t first_day);
/* By day, sender and tag; the keys of days without rows go. */
void unfiled_arrange(struct unfiled *u);
/* What is in u and was not in before, or was fresh there, is fresh. Arranges both. */
void unfiled_find_fresh(struct unfiled *u, struct unfiled *before);
/* Whether a day has rows. */
bool unfiled_has(const struct unfiled *u, uint32_t day);
/* The i-th day and how many rows it has; false when there are no more. */
bool unfiled_count(const struct unfiled *u, size_t i, uint32_t *day, size_t *n);

#endif
