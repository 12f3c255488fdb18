/*
 * Renewals and requests to forget of an inbox that was not listed to its end
 * yet. Envelopes come in the order of their tags, which says nothing: a request
 * may come listings before the renewal that tells which talk it is about, and
 * what was written under words of long ago after both. Kept until then, and no
 * longer: who asked to be forgotten is forgotten here, too.
 */
#ifndef ALCOVE_DESK_UNSETTLED_H
#define ALCOVE_DESK_UNSETTLED_H

#include "core/bytes.h"
#include "core/crypto/hpke.h"
#include "core/wire.h"

/*
 * Which renewal leads on from a K_talk, as long as the table is what it was: finding it takes a
 * hash for each row, and whoever sends a chain of them must not make each message walk it anew.
 */
struct unsettled_next {
	uint32_t when; /* struct unsettled's changes; 0: not looked for */
	uint16_t row;  /* its number, or UNSETTLED_MAX: none */
};

struct unsettled_row {
	uint32_t day;
	uint8_t x25519[X25519_BYTES]; /* the keys of who wrote it */
	uint8_t xwing_hash[32];
	uint8_t talk[32];
	uint8_t proof[32]; /* of the renewal, or zero: it has not come */
	bool forgotten;
	bool told;                  /* what it ended was counted */
	struct unsettled_next next; /* of talk */
};

/* Zeroes are none. */
struct unsettled {
	size_t n, capacity;
	struct unsettled_row *rows;
	uint32_t changes;       /* rows and proofs that came; 1 and up, once there are rows */
	uint8_t asked_talk[32]; /* the last that unsettled_last began with */
	struct unsettled_next asked;
};

void unsettled_clear(struct unsettled *u); /* wipes */
/* The row of these keys, or NULL; good until the next unsettled_put. */
struct unsettled_row *unsettled_find(const struct unsettled *u, const uint8_t x25519[X25519_BYTES],
                                     const uint8_t talk[32]);
/*
 * Adds a row whose keys have none, which is *out. Of more than UNSETTLED_MAX goes a renewal, else
 * a request that nothing was found for, the first of them. ERR_MEMORY.
 */
MUST_USE int unsettled_put(struct unsettled *u, const struct unsettled_row *row,
                           struct unsettled_row **out);
/* The proof of the renewal that a row of u is. */
void unsettled_prove(struct unsettled *u, struct unsettled_row *row, const uint8_t proof[32]);
/* The last of the renewals that lead on from a K_talk, or NULL. *forgotten: one of them is. */
struct unsettled_row *unsettled_last(struct unsettled *u, const uint8_t talk[32],
                                     const uint8_t office[OFFICE_BYTES],
                                     struct unsettled_row **forgotten);
/* Whether these keys asked to be forgotten on this day or later. */
bool unsettled_forgets(const struct unsettled *u, const uint8_t x25519[X25519_BYTES], uint32_t day);
/* Drops rows of days before first_day. */
void unsettled_expire(struct unsettled *u, uint32_t first_day);
/* All of both; of one and the same keys the proof and the request of either. ERR_MEMORY. */
MUST_USE int unsettled_join(struct unsettled *u, const struct unsettled *other);

/* Appends all rows, as they lie in the vault (docs/protocol.md §9). */
void unsettled_write(struct buf *out, const struct unsettled *u);
/* Replaces u's by all that r holds. ERR_FORMAT, ERR_MEMORY: u has some of them, to be cleared. */
MUST_USE int unsettled_read(struct reader *r, struct unsettled *u);

#endif
