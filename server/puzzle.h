/*
 * The puzzle before a deposit (docs/protocol.md §11): none while every person's inbox holds fewer
 * than PUZZLE_WAITING envelopes, then harder with each doubling of the fullest. It asks everybody
 * alike; nobody is refused or remembered. What it costs to fill an office is computed in
 * docs/threat-model.md; the thresholds stand in docs/operations.md too.
 *
 * Told is the level of what waits; a solution needs that of half of it. So whoever was told one
 * level, or none, is not sent back when the next is reached before the deposit arrives.
 */
#ifndef ALCOVE_SERVER_PUZZLE_H
#define ALCOVE_SERVER_PUZZLE_H

#include <stdatomic.h>

#include "core/bytes.h"
#include "core/wire.h"

enum {
	PUZZLE_COUNT_MS = 10000, /* the inboxes are counted this often, while something changes */
	PUZZLE_WAITING = 256,    /* envelopes of one person */
	PUZZLE_FIRST_BITS = 14, /* at that many; PUZZLE_BITS_MAX when an office's tags are in one */
};

struct puzzle {
	uint8_t key[32];       /* of this process; the hours' challenges derive from it */
	int fixed;             /* bits, or below 0: by what waits */
	atomic_size_t waiting; /* in the fullest inbox */
	/* Used by the writer only. */
	uint64_t counted_ms;
	bool changed; /* since then */
};

void puzzle_init(struct puzzle *p, int fixed, uint64_t ms);
/* The writer stored n deposits, each with an envelope for everybody. */
void puzzle_stored(struct puzzle *p, size_t n);
/* It deleted some. */
void puzzle_deleted(struct puzzle *p);
/* Whether the inboxes are to be counted now: then puzzle_count. */
bool puzzle_due(const struct puzzle *p, uint64_t ms);
void puzzle_count(struct puzzle *p, uint64_t ms, size_t waiting);
/* Bits for envelopes in the fullest inbox. */
unsigned puzzle_level(size_t waiting);

unsigned puzzle_bits(const struct puzzle *p);
void puzzle_challenge(const struct puzzle *p, uint32_t hour, uint8_t out[CHALLENGE_BYTES]);
/* Whether a nonce solves it for these slots; hour must be this one or the last. */
bool puzzle_solved(const struct puzzle *p, uint32_t now_hour, uint32_t hour, struct span slots,
                   uint64_t nonce);

#endif
