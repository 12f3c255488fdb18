/*
 * HPKE (RFC 9180), single-shot, HKDF-SHA256 and ChaCha20-Poly1305: mode Auth
 * with DHKEM(X25519, HKDF-SHA256), mode Base with DHKEM(X25519, HKDF-SHA256)
 * or X-Wing (draft-connolly-cfrg-xwing-kem).
 */
#ifndef ALCOVE_CRYPTO_HPKE_H
#define ALCOVE_CRYPTO_HPKE_H

#include "core/bytes.h"

enum {
	X25519_BYTES = 32,     /* secret scalar, public key, enc */
	XWING_SEED_BYTES = 32, /* secret key */
	XWING_PUBLIC_BYTES = 1216,
	XWING_ENC_BYTES = 1120,
	XWING_SHARED_BYTES = 32,
	MLKEM_SECRET_BYTES = 2400,
	HPKE_TAG_BYTES = 16,
	HPKE_RANDOM_X25519 = 32, /* what an encapsulation draws: see *_derand */
	HPKE_RANDOM_XWING = 64,
};

/* A secret scalar and the public key that x25519_public makes of it: opening needs both. */
struct x25519_pair {
	const uint8_t *secret;
	const uint8_t *public;
};

/* What an X-Wing seed stands for, worked out once for all that it opens. It holds secrets. */
struct xwing_key {
	uint8_t mlkem[MLKEM_SECRET_BYTES];
	uint8_t x25519[X25519_BYTES];
	uint8_t x25519_public[X25519_BYTES];
};

void x25519_public(uint8_t out[X25519_BYTES], const uint8_t secret[X25519_BYTES]);
/* ERR_INTERNAL when libsodium fails. */
MUST_USE int xwing_public(uint8_t public[XWING_PUBLIC_BYTES], const uint8_t seed[XWING_SEED_BYTES]);
/* expandDecapsulationKey, draft-connolly-cfrg-xwing-kem §5.2. ERR_INTERNAL when libsodium fails. */
MUST_USE int xwing_expand(struct xwing_key *out, const uint8_t seed[XWING_SEED_BYTES]);
/* Decapsulate, §5.5 there. ERR_SEAL: enc's X25519 part makes a zero result. */
MUST_USE int xwing_decap(uint8_t shared[XWING_SHARED_BYTES], const uint8_t enc[XWING_ENC_BYTES],
                         const struct xwing_key *key);
/* ERR_KEY: zero or small order (all DH results would be zero), or not below 2^255 - 19. */
MUST_USE int x25519_check(const uint8_t public[X25519_BYTES]);
/* ERR_KEY: ML-KEM part out of range (FIPS 203 §7.2) or a bad X25519 part. */
MUST_USE int xwing_check(const uint8_t public[XWING_PUBLIC_BYTES]);

/*
 * Seal: ciphertext has plaintext.n + HPKE_TAG_BYTES. ERR_KEY for a refused
 * public key. Open: plaintext has ciphertext.n - HPKE_TAG_BYTES; ERR_SEAL for
 * anything that does not open, ERR_SIZE if shorter than the tag. Buffers must
 * not overlap. random: the encapsulation's randomness for test vectors, or
 * NULL to draw it. For X25519 it is the ephemeral secret scalar.
 */
MUST_USE int hpke_auth_seal(uint8_t enc[X25519_BYTES], uint8_t *ciphertext,
                            const uint8_t recipient[X25519_BYTES],
                            const uint8_t sender_secret[X25519_BYTES], struct span info,
                            struct span aad, struct span plaintext, const uint8_t *random);
MUST_USE int hpke_auth_open(uint8_t *plaintext, const uint8_t enc[X25519_BYTES],
                            const struct x25519_pair *recipient, const uint8_t sender[X25519_BYTES],
                            struct span info, struct span aad, struct span ciphertext);
/*
 * Base mode has no user in this program: the published vectors of RFC 9180 and
 * other implementations' tests are of it, and with them KEM, key schedule and
 * AEAD of the modes above and below, which share its code, are held to both.
 */
MUST_USE int hpke_base_seal(uint8_t enc[X25519_BYTES], uint8_t *ciphertext,
                            const uint8_t recipient[X25519_BYTES], struct span info,
                            struct span aad, struct span plaintext, const uint8_t *random);
MUST_USE int hpke_base_open(uint8_t *plaintext, const uint8_t enc[X25519_BYTES],
                            const struct x25519_pair *recipient, struct span info, struct span aad,
                            struct span ciphertext);
MUST_USE int hpke_xwing_seal(uint8_t enc[XWING_ENC_BYTES], uint8_t *ciphertext,
                             const uint8_t recipient[XWING_PUBLIC_BYTES], struct span info,
                             struct span aad, struct span plaintext, const uint8_t *random);
MUST_USE int hpke_xwing_open(uint8_t *plaintext, const uint8_t enc[XWING_ENC_BYTES],
                             const struct xwing_key *recipient, struct span info, struct span aad,
                             struct span ciphertext);
/* The same from what xwing_decap gave: the key schedule and the AEAD alone. */
MUST_USE int hpke_xwing_open_shared(uint8_t *plaintext, const uint8_t shared[XWING_SHARED_BYTES],
                                    struct span info, struct span aad, struct span ciphertext);

#endif
