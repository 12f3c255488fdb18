/*
 * The puzzle before a deposit (docs/protocol.md §11): none when calm, harder
 * with the load and with the fill of the office's live tags. It asks everybody
 * alike; nobody is refused or remembered. The thresholds stand in
 * docs/operations.md too.
 */
#ifndef ALCOVE_SERVER_PUZZLE_H
#define ALCOVE_SERVER_PUZZLE_H

#include <stdatomic.h>

#include "core/bytes.h"
#include "core/wire.h"

enum {
	PUZZLE_SLOT_MS = 10000, /* the level is looked at again this often */
	PUZZLE_SLOTS = 6,       /* the load is the average of so many */
	PUZZLE_CALM_RATE = 64,  /* deposits a second */
	PUZZLE_LOAD_BITS = 8,   /* at that rate; two more each time it doubles */
	PUZZLE_CALM_FILL = LIVE_TAGS_MAX / 4,
	PUZZLE_FILL_BITS = 12, /* at that fill; one more with each 1/32 */
};

struct puzzle {
	uint8_t key[32]; /* of this process; the hours' challenges derive from it */
	int fixed;       /* bits, or below 0: by load and fill */
	atomic_uint wanted;
	atomic_uint accepted; /* the lower of this and the last level */
	/* Used by the writer only. */
	uint64_t slot;
	uint32_t count[PUZZLE_SLOTS]; /* deposits in this slot and those before it */
};

void puzzle_init(struct puzzle *p, int fixed, uint64_t ms);
/* The writer stored n deposits. */
void puzzle_count(struct puzzle *p, size_t n);
/* Looks at the level again when a slot is over. */
void puzzle_tick(struct puzzle *p, uint64_t ms, size_t live_tags);
/* Bits for a rate of deposits a second; bits for a fill. */
unsigned puzzle_load_bits(size_t rate);
unsigned puzzle_fill_bits(size_t live_tags);

unsigned puzzle_bits(const struct puzzle *p);
void puzzle_challenge(const struct puzzle *p, uint32_t hour, uint8_t out[CHALLENGE_BYTES]);
/* Whether a nonce solves it for these slots; hour must be this one or the last. */
bool puzzle_solved(const struct puzzle *p, uint32_t now_hour, uint32_t hour, struct span slots,
                   uint64_t nonce);

#endif
