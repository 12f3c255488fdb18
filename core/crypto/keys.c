#include "core/crypto/keys.h"

#include <sodium.h>
#include <string.h>

#include "core/crypto/label.h"
#include "core/secret.h"

int
keys_seed(uint8_t seed[SEED_BYTES], const char *words, const uint8_t office[OFFICE_BYTES])
{
	uint8_t salt[32];

	_Static_assert(crypto_pwhash_argon2id_SALTBYTES == 16, "RFC 9106 salt of protocol §3");
	label_hash(salt, "words", office, SPAN_NONE);
	if (crypto_pwhash_argon2id(seed, SEED_BYTES, words, strlen(words), salt, KEYS_ARGON2_PASSES,
	                           (size_t)KEYS_ARGON2_MEMORY_MIB << 20,
	                           crypto_pwhash_argon2id_ALG_ARGON2ID13) != 0)
		return ERR_MEMORY;
	return 0;
}

int
keys_talk(struct talk_keys *out, const uint8_t seed[SEED_BYTES], const uint8_t office[OFFICE_BYTES],
          const uint8_t person[PERSON_BYTES])
{
	struct span context = span(person, PERSON_BYTES);

	derive(out->x25519, sizeof out->x25519, seed, "visitor x25519", office, context);
	derive(out->xwing, sizeof out->xwing, seed, "visitor x-wing", office, context);
	derive(out->talk, sizeof out->talk, seed, "visitor talk", office, context);
	x25519_public(out->x25519_public, out->x25519);
	return xwing_public(out->xwing_public, out->xwing);
}

int
keys_visitor(struct visitor_keys *out, const uint8_t seed[SEED_BYTES],
             const uint8_t office[OFFICE_BYTES])
{
	memcpy(out->seed, seed, SEED_BYTES);
	derive(out->x25519, sizeof out->x25519, seed, "copy x25519", office, SPAN_NONE);
	derive(out->xwing, sizeof out->xwing, seed, "copy x-wing", office, SPAN_NONE);
	derive(out->copy, sizeof out->copy, seed, "copy places", office, SPAN_NONE);
	derive(out->envelope, sizeof out->envelope, seed, "envelope places", office, SPAN_NONE);
	derive(out->claim, sizeof out->claim, seed, "claim", office, SPAN_NONE);
	x25519_public(out->x25519_public, out->x25519);
	return xwing_public(out->xwing_public, out->xwing);
}

int
keys_desk(struct desk_keys *out, const uint8_t seed[SEED_BYTES], const uint8_t office[OFFICE_BYTES])
{
	uint8_t sign_seed[crypto_sign_SEEDBYTES];
	int rc;

	derive(sign_seed, sizeof sign_seed, seed, "desk sign", office, SPAN_NONE);
	rc = crypto_sign_seed_keypair(out->sign_public, out->sign, sign_seed);
	secret_wipe(sign_seed, sizeof sign_seed);
	derive(out->reply, sizeof out->reply, seed, "desk reply", office, SPAN_NONE);
	derive(out->vault, sizeof out->vault, seed, "desk vault", office, SPAN_NONE);
	x25519_public(out->reply_public, out->reply);
	return rc == 0 ? 0 : ERR_INTERNAL;
}

void
keys_renewal(uint8_t proof[32], const uint8_t old_talk[32], const uint8_t office[OFFICE_BYTES],
             const uint8_t x25519_public[X25519_BYTES],
             const uint8_t xwing_public[XWING_PUBLIC_BYTES], const uint8_t new_talk[32])
{
	uint8_t hash[32];

	crypto_hash_sha256(hash, xwing_public, XWING_PUBLIC_BYTES);
	keys_renewal_hashed(proof, old_talk, office, x25519_public, hash, new_talk);
}

void
keys_renewal_hashed(uint8_t proof[32], const uint8_t old_talk[32],
                    const uint8_t office[OFFICE_BYTES], const uint8_t x25519_public[X25519_BYTES],
                    const uint8_t xwing_hash[32], const uint8_t new_talk[32])
{
	uint8_t context[X25519_BYTES + 32 + 32];

	memcpy(context, x25519_public, X25519_BYTES);
	memcpy(context + X25519_BYTES, xwing_hash, 32);
	memcpy(context + X25519_BYTES + 32, new_talk, 32);
	derive(proof, 32, old_talk, "renew", office, SPAN(context));
	secret_wipe(context, sizeof context);
}

void
keys_message_id(uint8_t out[MESSAGE_ID_BYTES], const uint8_t envelope[32],
                const uint8_t office[OFFICE_BYTES], const uint8_t person[PERSON_BYTES],
                const uint8_t copy[MESSAGE_ID_BYTES])
{
	uint8_t context[PERSON_BYTES + MESSAGE_ID_BYTES];

	memcpy(context, person, PERSON_BYTES);
	memcpy(context + PERSON_BYTES, copy, MESSAGE_ID_BYTES);
	derive(out, MESSAGE_ID_BYTES, envelope, "message id", office, SPAN(context));
}
