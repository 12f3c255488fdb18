/*
 * Single primitives of the core, and the protocol's vectors, for tests/wasm to
 * compare with what is published. Not in the product. Results: 0 or an error of
 * core/err.h; out is as long as the standard says.
 */
#include <sodium.h>

#include "core/crypto/hpke.h"
#include "core/crypto/keys.h"
#include "core/crypto/label.h"
#include "tests/unit/protocol_vectors.h"

#define TEST_EXPORT(name) __attribute__((export_name("test_" #name))) int surface_##name

/* The text's address; *n its length. */
__attribute__((export_name("test_protocol_vectors"))) const uint8_t *surface_vectors(size_t *n);

const uint8_t *
surface_vectors(size_t *n)
{
	static struct buf out;

	buf_clear(&out);
	buf_init(&out, PROTOCOL_VECTORS_MAX);
	protocol_vectors(&out);
	*n = out.n;
	return out.p;
}

TEST_EXPORT(x25519)(uint8_t *out, const uint8_t *secret, const uint8_t *public);
TEST_EXPORT(x25519_check)(const uint8_t *public);
TEST_EXPORT(xwing_public)(uint8_t *out, const uint8_t *seed);
TEST_EXPORT(xwing_enc)(uint8_t *enc, uint8_t *shared, const uint8_t *public, const uint8_t *random);
TEST_EXPORT(xwing_dec)(uint8_t *shared, const uint8_t *enc, const uint8_t *seed);
TEST_EXPORT(hkdf)
(uint8_t *out, size_t n, const uint8_t *salt, size_t salt_n, const uint8_t *ikm, size_t ikm_n,
 const uint8_t *info, size_t info_n);
TEST_EXPORT(hmac)(uint8_t *out, const uint8_t *key, size_t key_n, const uint8_t *in, size_t n);
TEST_EXPORT(argon2id)
(uint8_t *out, size_t n, const char *password, size_t password_n, const uint8_t *salt,
 unsigned passes, size_t memory);
TEST_EXPORT(ed25519_sign)(uint8_t *out, const uint8_t *seed, const uint8_t *in, size_t n);
TEST_EXPORT(ed25519_verify)
(const uint8_t *signature, const uint8_t *public, const uint8_t *in, size_t n);
TEST_EXPORT(aead_seal)
(uint8_t *out, const uint8_t *key, const uint8_t *nonce, const uint8_t *aad, size_t aad_n,
 const uint8_t *in, size_t n);
TEST_EXPORT(aead_open)
(uint8_t *out, const uint8_t *key, const uint8_t *nonce, const uint8_t *aad, size_t aad_n,
 const uint8_t *in, size_t n);
TEST_EXPORT(mlkem_dec)(uint8_t *shared, const uint8_t *enc, const uint8_t *secret);
TEST_EXPORT(hpke_open)
(uint8_t *out, const uint8_t *enc, const uint8_t *secret, const uint8_t *sender,
 const uint8_t *info, size_t info_n, const uint8_t *aad, size_t aad_n, const uint8_t *in, size_t n);
TEST_EXPORT(hpke_seal)
(uint8_t *enc, uint8_t *out, const uint8_t *recipient, const uint8_t *sender_secret,
 const uint8_t *random, const uint8_t *info, size_t info_n, const uint8_t *aad, size_t aad_n,
 const uint8_t *in, size_t n);
TEST_EXPORT(hpke_xwing_open)
(uint8_t *out, const uint8_t *enc, const uint8_t *seed, const uint8_t *info, size_t info_n,
 const uint8_t *aad, size_t aad_n, const uint8_t *in, size_t n);
TEST_EXPORT(seed)(uint8_t *out, const char *words, const uint8_t *office);
TEST_EXPORT(derive)
(uint8_t *out, size_t n, const uint8_t *key, const char *name, const uint8_t *office,
 const uint8_t *context, size_t context_n);

int
surface_x25519(uint8_t *out, const uint8_t *secret, const uint8_t *public)
{
	return crypto_scalarmult(out, secret, public);
}

int
surface_x25519_check(const uint8_t *public)
{
	return x25519_check(public);
}

int
surface_xwing_public(uint8_t *out, const uint8_t *seed)
{
	return xwing_public(out, seed);
}

int
surface_xwing_enc(uint8_t *enc, uint8_t *shared, const uint8_t *public, const uint8_t *random)
{
	return crypto_kem_xwing_enc_deterministic(enc, shared, public, random);
}

int
surface_xwing_dec(uint8_t *shared, const uint8_t *enc, const uint8_t *seed)
{
	struct xwing_key key;
	int rc = xwing_expand(&key, seed);

	return rc == 0 ? xwing_decap(shared, enc, &key) : rc;
}

int
surface_hkdf(uint8_t *out, size_t n, const uint8_t *salt, size_t salt_n, const uint8_t *ikm,
             size_t ikm_n, const uint8_t *info, size_t info_n)
{
	uint8_t prk[crypto_kdf_hkdf_sha256_KEYBYTES];
	int rc = crypto_kdf_hkdf_sha256_extract(prk, salt, salt_n, ikm, ikm_n);

	return rc != 0 ? rc
	               : crypto_kdf_hkdf_sha256_expand(out, n, (const char *)info, info_n, prk);
}

int
surface_hmac(uint8_t *out, const uint8_t *key, size_t key_n, const uint8_t *in, size_t n)
{
	crypto_auth_hmacsha256_state state;

	(void)crypto_auth_hmacsha256_init(&state, key, key_n);
	(void)crypto_auth_hmacsha256_update(&state, in, n);
	return crypto_auth_hmacsha256_final(&state, out);
}

int
surface_argon2id(uint8_t *out, size_t n, const char *password, size_t password_n,
                 const uint8_t *salt, unsigned passes, size_t memory)
{
	return crypto_pwhash_argon2id(out, n, password, password_n, salt, passes, memory,
	                              crypto_pwhash_argon2id_ALG_ARGON2ID13);
}

int
surface_ed25519_sign(uint8_t *out, const uint8_t *seed, const uint8_t *in, size_t n)
{
	uint8_t public[crypto_sign_PUBLICKEYBYTES], secret[crypto_sign_SECRETKEYBYTES];

	(void)crypto_sign_seed_keypair(public, secret, seed);
	return crypto_sign_detached(out, NULL, in, n, secret);
}

int
surface_ed25519_verify(const uint8_t *signature, const uint8_t *public, const uint8_t *in, size_t n)
{
	return crypto_sign_verify_detached(signature, in, n, public);
}

int
surface_aead_seal(uint8_t *out, const uint8_t *key, const uint8_t *nonce, const uint8_t *aad,
                  size_t aad_n, const uint8_t *in, size_t n)
{
	return crypto_aead_chacha20poly1305_ietf_encrypt(out, NULL, in, n, aad, aad_n, NULL, nonce,
	                                                 key);
}

int
surface_aead_open(uint8_t *out, const uint8_t *key, const uint8_t *nonce, const uint8_t *aad,
                  size_t aad_n, const uint8_t *in, size_t n)
{
	return crypto_aead_chacha20poly1305_ietf_decrypt(out, NULL, NULL, in, n, aad, aad_n, nonce,
	                                                 key);
}

int
surface_mlkem_dec(uint8_t *shared, const uint8_t *enc, const uint8_t *secret)
{
	return crypto_kem_mlkem768_dec(shared, enc, secret);
}

/* sender NULL: mode Base */
int
surface_hpke_open(uint8_t *out, const uint8_t *enc, const uint8_t *secret, const uint8_t *sender,
                  const uint8_t *info, size_t info_n, const uint8_t *aad, size_t aad_n,
                  const uint8_t *in, size_t n)
{
	uint8_t public[X25519_BYTES];
	const struct x25519_pair recipient = {secret, public};

	x25519_public(public, secret);
	if (sender == NULL)
		return hpke_base_open(out, enc, &recipient, span(info, info_n), span(aad, aad_n),
		                      span(in, n));
	return hpke_auth_open(out, enc, &recipient, sender, span(info, info_n), span(aad, aad_n),
	                      span(in, n));
}

int
surface_hpke_seal(uint8_t *enc, uint8_t *out, const uint8_t *recipient,
                  const uint8_t *sender_secret, const uint8_t *random, const uint8_t *info,
                  size_t info_n, const uint8_t *aad, size_t aad_n, const uint8_t *in, size_t n)
{
	if (sender_secret == NULL)
		return hpke_base_seal(enc, out, recipient, span(info, info_n), span(aad, aad_n),
		                      span(in, n), random);
	return hpke_auth_seal(enc, out, recipient, sender_secret, span(info, info_n),
	                      span(aad, aad_n), span(in, n), random);
}

int
surface_hpke_xwing_open(uint8_t *out, const uint8_t *enc, const uint8_t *seed, const uint8_t *info,
                        size_t info_n, const uint8_t *aad, size_t aad_n, const uint8_t *in,
                        size_t n)
{
	struct xwing_key key;
	int rc = xwing_expand(&key, seed);

	return rc == 0 ? hpke_xwing_open(out, enc, &key, span(info, info_n), span(aad, aad_n),
	                                 span(in, n))
	               : rc;
}

/* words and name end with a NUL */
int
surface_seed(uint8_t *out, const char *words, const uint8_t *office)
{
	return keys_seed(out, words, office);
}

int
surface_derive(uint8_t *out, size_t n, const uint8_t *key, const char *name, const uint8_t *office,
               const uint8_t *context, size_t context_n)
{
	derive(out, n, key, name, office, span(context, context_n));
	return 0;
}
