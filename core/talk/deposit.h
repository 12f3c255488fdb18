/*
 * What one part of a message becomes: a cell and an envelope for everybody on
 * the roster, those not meant getting one that nobody can open. So neither
 * size nor shape tells who writes, to whom, or whether it is an answer.
 */
#ifndef ALCOVE_TALK_DEPOSIT_H
#define ALCOVE_TALK_DEPOSIT_H

#include "core/crypto/keys.h"
#include "core/crypto/seal.h"
#include "core/talk/exchange.h"
#include "core/talk/message.h"
#include "core/talk/office.h"

enum { DEPOSIT_SLOTS_MAX = 1 + PEOPLE_MAX };

/* A set of roster_slot numbers. */
typedef uint32_t slot_set;

static inline bool
slot_in(slot_set set, size_t slot)
{
	return (set >> slot & 1) != 0;
}

struct visitor_letter {
	const struct office *office;
	const struct bundle *bundles; /* PEOPLE_MAX, by slot, of office->day */
	const struct visitor_keys *keys;
	struct talk_keys *const *talk; /* by slot */
	/* .to lists everybody in a slot; claim, talk, xwing, proof, shown are filled in here */
	const struct message_part *part;
	slot_set to;      /* of those it is meant for, who get an envelope they can open */
	slot_set claimed; /* those who see the claim id */
	const uint8_t (*proofs)[32]; /* by slot, for kind renew; else NULL */
	bool copy;                   /* keep a copy for the visitor at place i */
	bool again; /* nobody's envelopes lie where they lay already: elsewhere, and never found */
	unsigned i;
};
/* slots: 1 + roster_slots are filled. ERR_KEY, ERR_INTERNAL. */
MUST_USE int deposit_from_visitor(struct exchange_slot *slots, const struct visitor_letter *l);

/* What an ombuds knows a visitor by; pinned to the sender's key at first sight. */
struct correspondent_keys {
	uint8_t x25519[X25519_BYTES];
	uint8_t xwing[XWING_PUBLIC_BYTES];
	uint8_t talk[32];           /* K_talk */
	uint8_t claim[CLAIM_BYTES]; /* zero: written to this person only */
};

struct ombuds_letter {
	const struct office *office;
	const struct bundle *bundles;
	const struct desk_keys *keys;
	const struct person *self;
	const struct correspondent_keys *to;
	const struct message_part *part;
	unsigned i; /* place at K_talk */
};
/*
 * Colleagues get a "taken" note when the visitor wrote to whoever is free.
 * A part of kind taken says that alone: the cell is one that nobody can open.
 * ERR_KEY, ERR_INTERNAL.
 */
MUST_USE int deposit_from_ombuds(struct exchange_slot *slots, const struct ombuds_letter *l);

#endif
