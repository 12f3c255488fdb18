/*
 * The one request and the one answer by which everybody writes, fetches and
 * deletes (docs/protocol.md §11), and the puzzle that a busy server sets.
 */
#ifndef ALCOVE_TALK_EXCHANGE_H
#define ALCOVE_TALK_EXCHANGE_H

#include "core/bytes.h"
#include "core/talk/places.h"
#include "core/talk/roster.h"

struct exchange_answer {
	enum exchange_status status;
	unsigned bits;
	uint32_t day;
	uint32_t hour;
	uint8_t challenge[CHALLENGE_BYTES];
	struct span bodies[EXCHANGE_BODIES]; /* into the answer */
};

/* ERR_SERVER unless it is an answer of protocol §11. */
MUST_USE int exchange_read(struct exchange_answer *out, struct span answer);

/* What goes into one slot of a deposit. */
struct exchange_slot {
	uint8_t tag[TAG_BYTES];
	uint8_t body[BODY_BYTES];
};

/* A server that sets more puzzles in a row for one deposit only wastes time: ERR_SERVER. */
enum { EXCHANGE_PUZZLES_MAX = 8 };

/* Whole requests, replacing out's contents. n ≤ EXCHANGE_BODIES; the rest of four are random. */
MUST_USE int exchange_fetch(struct buf *out, const struct roster *roster,
                            const struct place *places, size_t n);
/* n ≤ EXCHANGE_DELETES_MAX. */
MUST_USE int exchange_delete(struct buf *out, const struct roster *roster,
                             const struct place *places, size_t n);
/* slots: the cell, then one for each roster_slot. */
MUST_USE int exchange_deposit(struct buf *out, const struct roster *roster, uint32_t day,
                              const struct exchange_slot *slots);

/*
 * Finds the nonce for a deposit request and writes it, with the hour, into the
 * request: 2^bits tries on average. bits ≤ PUZZLE_BITS_MAX, else ERR_SERVER.
 */
MUST_USE int exchange_solve(struct buf *request, const struct exchange_answer *asked);
/* Whether a nonce solves the puzzle for these slots. */
bool puzzle_holds(const uint8_t challenge[CHALLENGE_BYTES], const uint8_t slots_hash[32],
                  uint64_t nonce, unsigned bits);

#endif
