/* Every key that comes from seven words (docs/protocol.md §3). */
#ifndef ALCOVE_CRYPTO_KEYS_H
#define ALCOVE_CRYPTO_KEYS_H

#include "core/bytes.h"
#include "core/crypto/hpke.h"
#include "core/wire.h"

enum {
	SEED_BYTES = 32,
	KEYS_ARGON2_MEMORY_MIB = 64,
	KEYS_ARGON2_PASSES = 3,
};

/*
 * Argon2id over canonical words (words_parse), salted with the office id: some
 * tenths of a second and 64 MiB on purpose. ERR_MEMORY.
 */
MUST_USE int keys_seed(uint8_t seed[SEED_BYTES], const char *words,
                       const uint8_t office[OFFICE_BYTES]);

/* What a visitor is toward one person; another person sees unrelated keys. */
struct talk_keys {
	uint8_t x25519[X25519_BYTES];
	uint8_t x25519_public[X25519_BYTES];
	uint8_t xwing[XWING_SEED_BYTES];
	uint8_t xwing_public[XWING_PUBLIC_BYTES];
	uint8_t talk[32]; /* K_talk */
};

/* What is the visitor's alone. */
struct visitor_keys {
	uint8_t seed[SEED_BYTES];
	uint8_t x25519[X25519_BYTES];
	uint8_t x25519_public[X25519_BYTES];
	uint8_t xwing[XWING_SEED_BYTES];
	uint8_t xwing_public[XWING_PUBLIC_BYTES];
	uint8_t copy[32];     /* K_copy */
	uint8_t envelope[32]; /* K_envelope */
	uint8_t claim[CLAIM_BYTES];
};

struct desk_keys {
	uint8_t sign[64]; /* Ed25519, seed ‖ public */
	uint8_t sign_public[32];
	uint8_t reply[X25519_BYTES];
	uint8_t reply_public[X25519_BYTES];
	uint8_t vault[32]; /* K_vault */
};

/* All of these hold secrets: keep them in secret_new memory. ERR_INTERNAL. */
MUST_USE int keys_talk(struct talk_keys *out, const uint8_t seed[SEED_BYTES],
                       const uint8_t office[OFFICE_BYTES], const uint8_t person[PERSON_BYTES]);
MUST_USE int keys_visitor(struct visitor_keys *out, const uint8_t seed[SEED_BYTES],
                          const uint8_t office[OFFICE_BYTES]);
MUST_USE int keys_desk(struct desk_keys *out, const uint8_t seed[SEED_BYTES],
                       const uint8_t office[OFFICE_BYTES]);

/* What a person knows a message by whose copy has this id (docs/protocol.md §8). */
void keys_message_id(uint8_t out[MESSAGE_ID_BYTES], const uint8_t envelope[32],
                     const uint8_t office[OFFICE_BYTES], const uint8_t person[PERSON_BYTES],
                     const uint8_t copy[MESSAGE_ID_BYTES]);

/*
 * Shows a desk that the visitor with new keys is the one of old K_talk
 * (docs/protocol.md §8, Renewal).
 */
void keys_renewal(uint8_t proof[32], const uint8_t old_talk[32], const uint8_t office[OFFICE_BYTES],
                  const uint8_t x25519_public[X25519_BYTES],
                  const uint8_t xwing_public[XWING_PUBLIC_BYTES], const uint8_t new_talk[32]);
/* The same, of the X-Wing key's SHA-256. */
void keys_renewal_hashed(uint8_t proof[32], const uint8_t old_talk[32],
                         const uint8_t office[OFFICE_BYTES],
                         const uint8_t x25519_public[X25519_BYTES], const uint8_t xwing_hash[32],
                         const uint8_t new_talk[32]);

#endif
