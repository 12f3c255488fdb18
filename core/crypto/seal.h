/*
 * The seal: one body of 8192 bytes around one inner plaintext, deniably
 * authenticated (docs/protocol.md §7). HPKE Auth with X25519 inside says who
 * wrote; HPKE Base with X-Wing outside hides it also from a quantum computer.
 */
#ifndef ALCOVE_CRYPTO_SEAL_H
#define ALCOVE_CRYPTO_SEAL_H

#include "core/bytes.h"
#include "core/crypto/hpke.h"
#include "core/wire.h"

/* What both layers are bound to. */
struct seal_context {
	const uint8_t *office; /* OFFICE_BYTES */
	enum seal_direction direction;
	const uint8_t *person; /* PERSON_BYTES, or NULL for sixteen zeros (copies) */
	uint32_t day;
	struct span reference; /* SHA-256(bundle) toward the desk, the cell's tag otherwise */
};

/* body and plaintext must not overlap. ERR_KEY for a refused key. */
MUST_USE int seal_close(uint8_t body[BODY_BYTES], const struct seal_context *context,
                        const uint8_t recipient[X25519_BYTES],
                        const uint8_t recipient_xwing[XWING_PUBLIC_BYTES],
                        const uint8_t sender_secret[X25519_BYTES],
                        const uint8_t plaintext[INNER_BYTES]);

/* sender: who claims to have written, proven when this returns 0. ERR_SEAL. */
MUST_USE int seal_open(uint8_t plaintext[INNER_BYTES], uint8_t sender[X25519_BYTES],
                       const struct seal_context *context, const struct x25519_pair *recipient,
                       const struct xwing_key *recipient_xwing, const uint8_t body[BODY_BYTES]);

/*
 * Opening in two steps. The outer layer's shared secret, of the recipient's X-Wing key: it opens
 * this body's outer layer and no other. ERR_SEAL.
 */
MUST_USE int seal_shared(uint8_t shared[XWING_SHARED_BYTES],
                         const struct xwing_key *recipient_xwing, const uint8_t body[BODY_BYTES]);
/* As seal_open, from that secret, without the X-Wing key. */
MUST_USE int seal_open_shared(uint8_t plaintext[INNER_BYTES], uint8_t sender[X25519_BYTES],
                              const struct seal_context *context,
                              const struct x25519_pair *recipient,
                              const uint8_t shared[XWING_SHARED_BYTES],
                              const uint8_t body[BODY_BYTES]);

/* A body that nobody can open, from the same steps: keys made here and thrown away. */
MUST_USE int seal_nobody(uint8_t body[BODY_BYTES], const struct seal_context *context);

#endif
