#include "core/crypto/hpke.h"

#include <sodium.h>
#include <string.h>

#include "core/secret.h"

enum {
	MODE_BASE = 0x00,
	MODE_AUTH = 0x02,
	KEM_X25519 = 0x0020,
	KEM_XWING = 0x647a,
	KDF_HKDF_SHA256 = 0x0001,
	AEAD_CHACHA20_POLY1305 = 0x0003,

	HASH_BYTES = 32,
	SHARED_BYTES = 32,
	KEY_BYTES = crypto_aead_chacha20poly1305_ietf_KEYBYTES,
	NONCE_BYTES = crypto_aead_chacha20poly1305_ietf_NPUBBYTES,
	SUITE_MAX = 10,
	EXPAND_INFO_MAX = 192,

	MLKEM_Q = 3329,
	MLKEM_COEFFICIENT_BYTES = 1152, /* then rho, 32 bytes of anything */
	MLKEM_PUBLIC_BYTES = crypto_kem_mlkem768_PUBLICKEYBYTES,
	MLKEM_ENC_BYTES = crypto_kem_mlkem768_CIPHERTEXTBYTES,
	MLKEM_SEED_BYTES = crypto_kem_mlkem768_SEEDBYTES,
	MLKEM_SHARED_BYTES = crypto_kem_mlkem768_SHAREDSECRETBYTES,
};

_Static_assert((int)XWING_PUBLIC_BYTES == (int)crypto_kem_xwing_PUBLICKEYBYTES, "");
_Static_assert((int)XWING_ENC_BYTES == (int)crypto_kem_xwing_CIPHERTEXTBYTES, "");
_Static_assert((int)XWING_SEED_BYTES == (int)crypto_kem_xwing_SEEDBYTES, "");
_Static_assert((int)HPKE_TAG_BYTES == (int)crypto_aead_chacha20poly1305_ietf_ABYTES, "");
_Static_assert((int)XWING_PUBLIC_BYTES == (int)MLKEM_PUBLIC_BYTES + (int)X25519_BYTES, "");
_Static_assert((int)XWING_ENC_BYTES == (int)MLKEM_ENC_BYTES + (int)X25519_BYTES, "");
_Static_assert((int)XWING_SHARED_BYTES == (int)SHARED_BYTES, "");
_Static_assert((int)MLKEM_SECRET_BYTES == (int)crypto_kem_mlkem768_SECRETKEYBYTES, "");

/* suite_id of RFC 9180: the KEM's own (§4.1) or the whole suite's (§5.1) */
struct suite {
	uint8_t p[SUITE_MAX];
	size_t n;
};

static struct suite
suite_of_kem(void)
{
	struct suite s = {.p = "KEM", .n = 5};

	put_u16(s.p + 3, KEM_X25519);
	return s;
}

static struct suite
suite_of(uint16_t kem)
{
	struct suite s = {.p = "HPKE", .n = 10};

	put_u16(s.p + 4, kem);
	put_u16(s.p + 6, KDF_HKDF_SHA256);
	put_u16(s.p + 8, AEAD_CHACHA20_POLY1305);
	return s;
}

/* LabeledExtract, RFC 9180 §4 */
static void
labeled_extract(uint8_t out[HASH_BYTES], const struct suite *suite, struct span salt,
                const char *label, struct span ikm)
{
	crypto_kdf_hkdf_sha256_state state;
	const uint8_t empty = 0;

	crypto_kdf_hkdf_sha256_extract_init(&state, salt.n > 0 ? salt.p : &empty, salt.n);
	crypto_kdf_hkdf_sha256_extract_update(&state, (const uint8_t *)"HPKE-v1", 7);
	crypto_kdf_hkdf_sha256_extract_update(&state, suite->p, suite->n);
	crypto_kdf_hkdf_sha256_extract_update(&state, (const uint8_t *)label, strlen(label));
	if (ikm.n > 0)
		crypto_kdf_hkdf_sha256_extract_update(&state, ikm.p, ikm.n);
	crypto_kdf_hkdf_sha256_extract_final(&state, out);
	secret_wipe(&state, sizeof state);
}

static size_t
append(uint8_t *to, size_t at, const void *p, size_t n)
{
	memcpy(to + at, p, n);
	return at + n;
}

/* LabeledExpand, RFC 9180 §4. All labels and contexts here fit: 2 + 7 + 10 + 13 + 96 at most. */
static void
labeled_expand(uint8_t *out, uint16_t n, const struct suite *suite, const uint8_t prk[HASH_BYTES],
               const char *label, struct span context)
{
	uint8_t info[EXPAND_INFO_MAX];
	size_t at = 2;

	put_u16(info, n);
	at = append(info, at, "HPKE-v1", 7);
	at = append(info, at, suite->p, suite->n);
	at = append(info, at, label, strlen(label));
	at = append(info, at, context.p, context.n);
	(void)crypto_kdf_hkdf_sha256_expand(out, n, (const char *)info, at, prk);
}

void
x25519_public(uint8_t out[X25519_BYTES], const uint8_t secret[X25519_BYTES])
{
	(void)crypto_scalarmult_base(out, secret);
}

int
xwing_public(uint8_t out[XWING_PUBLIC_BYTES], const uint8_t seed[XWING_SEED_BYTES])
{
	uint8_t same[XWING_SEED_BYTES];
	int r = crypto_kem_xwing_seed_keypair(out, same, seed);

	secret_wipe(same, sizeof same);
	return r == 0 ? 0 : ERR_INTERNAL;
}

int
xwing_expand(struct xwing_key *out, const uint8_t seed[XWING_SEED_BYTES])
{
	uint8_t expanded[MLKEM_SEED_BYTES + X25519_BYTES], mlkem_public[MLKEM_PUBLIC_BYTES];
	int r = crypto_xof_shake256(expanded, sizeof expanded, seed, XWING_SEED_BYTES);

	if (r == 0)
		r = crypto_kem_mlkem768_seed_keypair(mlkem_public, out->mlkem, expanded);
	memcpy(out->x25519, expanded + MLKEM_SEED_BYTES, X25519_BYTES);
	x25519_public(out->x25519_public, out->x25519);
	secret_wipe(expanded, sizeof expanded);
	return r == 0 ? 0 : ERR_INTERNAL;
}

/*
 * As crypto_kem_xwing_dec, which would expand the seed each time. libsodium refuses a zero X25519
 * result, and ML-KEM rejects implicitly: a wrong secret.
 */
int
xwing_decap(uint8_t shared[XWING_SHARED_BYTES], const uint8_t enc[XWING_ENC_BYTES],
            const struct xwing_key *key)
{
	static const uint8_t label[] = {0x5c, 0x2e, 0x2f, 0x2f, 0x5e, 0x5c};
	const uint8_t *enc_x25519 = enc + MLKEM_ENC_BYTES;
	uint8_t in[MLKEM_SHARED_BYTES + 3 * X25519_BYTES + sizeof label];
	size_t at = MLKEM_SHARED_BYTES + X25519_BYTES;
	int r = crypto_kem_mlkem768_dec(in, enc, key->mlkem);

	if (r == 0)
		r = crypto_scalarmult(in + MLKEM_SHARED_BYTES, key->x25519, enc_x25519);
	at = append(in, at, enc_x25519, X25519_BYTES);
	at = append(in, at, key->x25519_public, X25519_BYTES);
	at = append(in, at, label, sizeof label);
	if (r == 0)
		r = crypto_hash_sha3256(shared, in, at);
	secret_wipe(in, sizeof in);
	return r == 0 ? 0 : ERR_SEAL;
}

/* Below 2^255 - 19: the one way to write a field element */
static bool
x25519_canonical(const uint8_t public[X25519_BYTES])
{
	size_t i;

	if (public[31] != 0x7f)
		return public[31] < 0x7f;
	for (i = 30; i > 0; i--) {
		if (public[i] != 0xff)
			return true;
	}
	return public[0] < 0xed;
}

/* The points of order 1, 2, 4 and 8 on the curve and its twist, spelt canonically */
static const uint8_t SMALL_ORDER[][X25519_BYTES] = {
	{0},
	{1},
	{0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3,
         0xfa, 0xf1, 0x9f, 0xc4, 0x6a, 0xda, 0x09, 0x8d, 0xeb, 0x9c, 0x32,
         0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49, 0xb8, 0x00},
	{0x5f, 0x9c, 0x95, 0xbc, 0xa3, 0x50, 0x8c, 0x24, 0xb1, 0xd0, 0xb1,
         0x55, 0x9c, 0x83, 0xef, 0x5b, 0x04, 0x44, 0x5c, 0xc4, 0x58, 0x1c,
         0x8e, 0x86, 0xd8, 0x22, 0x4e, 0xdd, 0xd0, 0x9f, 0x11, 0x57},
	{0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
         0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
         0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
};

int
x25519_check(const uint8_t public[X25519_BYTES])
{
	if (!x25519_canonical(public))
		return ERR_KEY;
	for (size_t i = 0; i < sizeof SMALL_ORDER / sizeof *SMALL_ORDER; i++) {
		if (memcmp(public, SMALL_ORDER[i], X25519_BYTES) == 0)
			return ERR_KEY;
	}
	return 0;
}

int
xwing_check(const uint8_t public[XWING_PUBLIC_BYTES])
{
	size_t i;

	/* two 12-bit coefficients in three bytes, little-endian: FIPS 203 §4.2.1 */
	for (i = 0; i < MLKEM_COEFFICIENT_BYTES; i += 3) {
		unsigned first = public[i] | (public[i + 1] & 0x0fu) << 8;
		unsigned second = public[i + 1] >> 4 | (unsigned)public[i + 2] << 4;

		if (first >= MLKEM_Q || second >= MLKEM_Q)
			return ERR_KEY;
	}
	return x25519_check(public + MLKEM_PUBLIC_BYTES);
}

/* ExtractAndExpand, RFC 9180 §4.1 */
static void
extract_and_expand(uint8_t shared[SHARED_BYTES], struct span dh, struct span context)
{
	struct suite suite = suite_of_kem();
	uint8_t prk[HASH_BYTES];

	labeled_extract(prk, &suite, SPAN_NONE, "eae_prk", dh);
	labeled_expand(shared, SHARED_BYTES, &suite, prk, "shared_secret", context);
	secret_wipe(prk, sizeof prk);
}

/*
 * Encap, AuthEncap, Decap and AuthDecap of DHKEM differ in whose keys meet:
 * the first pair always, the second with a sender only (RFC 9180 §4.1).
 * ERR_KEY when a result is zero.
 */
struct meeting {
	const uint8_t *secret, *public;               /* of the ephemeral key and the recipient */
	const uint8_t *sender_secret, *sender_public; /* of the sender and the recipient, or NULL */
};

static int
dhkem(uint8_t shared[SHARED_BYTES], const struct meeting *keys, const uint8_t enc[X25519_BYTES],
      const uint8_t recipient[X25519_BYTES], const uint8_t sender[X25519_BYTES])
{
	uint8_t dh[2 * X25519_BYTES], context[3 * X25519_BYTES];
	size_t n = X25519_BYTES, at = 0;
	int r = crypto_scalarmult(dh, keys->secret, keys->public);

	at = append(context, at, enc, X25519_BYTES);
	at = append(context, at, recipient, X25519_BYTES);
	if (sender != NULL) {
		if (r == 0)
			r = crypto_scalarmult(dh + n, keys->sender_secret, keys->sender_public);
		at = append(context, at, sender, X25519_BYTES);
		n += X25519_BYTES;
	}
	if (r == 0)
		extract_and_expand(shared, span(dh, n), span(context, at));
	secret_wipe(dh, sizeof dh);
	return r == 0 ? 0 : ERR_KEY;
}

struct schedule {
	uint8_t key[KEY_BYTES];
	uint8_t nonce[NONCE_BYTES];
};

/* KeySchedule without a PSK, RFC 9180 §5.1; single-shot, so the base nonce is the nonce */
static void
key_schedule(struct schedule *out, uint8_t mode, uint16_t kem, const uint8_t shared[SHARED_BYTES],
             struct span info)
{
	struct suite suite = suite_of(kem);
	uint8_t context[1 + 2 * HASH_BYTES], secret[HASH_BYTES];

	context[0] = mode;
	labeled_extract(context + 1, &suite, SPAN_NONE, "psk_id_hash", SPAN_NONE);
	labeled_extract(context + 1 + HASH_BYTES, &suite, SPAN_NONE, "info_hash", info);
	labeled_extract(secret, &suite, span(shared, SHARED_BYTES), "secret", SPAN_NONE);
	labeled_expand(out->key, KEY_BYTES, &suite, secret, "key", SPAN(context));
	labeled_expand(out->nonce, NONCE_BYTES, &suite, secret, "base_nonce", SPAN(context));
	secret_wipe(secret, sizeof secret);
}

struct setup {
	uint8_t mode;
	uint16_t kem;
	struct span info, aad;
};

static int
seal_with(uint8_t *ciphertext, const struct setup *setup, const uint8_t shared[SHARED_BYTES],
          struct span plaintext)
{
	struct schedule keys;
	int r;

	key_schedule(&keys, setup->mode, setup->kem, shared, setup->info);
	r = crypto_aead_chacha20poly1305_ietf_encrypt(ciphertext, NULL, plaintext.p, plaintext.n,
	                                              setup->aad.p, setup->aad.n, NULL, keys.nonce,
	                                              keys.key);
	secret_wipe(&keys, sizeof keys);
	return r == 0 ? 0 : ERR_INTERNAL;
}

static int
open_with(uint8_t *plaintext, const struct setup *setup, const uint8_t shared[SHARED_BYTES],
          struct span ciphertext)
{
	struct schedule keys;
	int r;

	key_schedule(&keys, setup->mode, setup->kem, shared, setup->info);
	r = crypto_aead_chacha20poly1305_ietf_decrypt(plaintext, NULL, NULL, ciphertext.p,
	                                              ciphertext.n, setup->aad.p, setup->aad.n,
	                                              keys.nonce, keys.key);
	secret_wipe(&keys, sizeof keys);
	return r == 0 ? 0 : ERR_SEAL;
}

/* With sender_secret NULL: mode Base */
static int
x25519_seal(uint8_t enc[X25519_BYTES], uint8_t *ciphertext, const uint8_t recipient[X25519_BYTES],
            const uint8_t *sender_secret, const struct setup *setup, struct span plaintext,
            const uint8_t *random)
{
	uint8_t ephemeral[X25519_BYTES], sender[X25519_BYTES], shared[SHARED_BYTES];
	struct meeting keys = {ephemeral, recipient, sender_secret, recipient};
	int r;

	if (random != NULL)
		memcpy(ephemeral, random, X25519_BYTES);
	else
		randombytes_buf(ephemeral, sizeof ephemeral);
	x25519_public(enc, ephemeral);
	if (sender_secret != NULL)
		x25519_public(sender, sender_secret);
	r = dhkem(shared, &keys, enc, recipient, sender_secret != NULL ? sender : NULL);
	if (r == 0)
		r = seal_with(ciphertext, setup, shared, plaintext);
	secret_wipe(ephemeral, sizeof ephemeral);
	secret_wipe(shared, sizeof shared);
	return r;
}

/* With sender NULL: mode Base */
static int
x25519_open(uint8_t *plaintext, const uint8_t enc[X25519_BYTES],
            const struct x25519_pair *recipient, const uint8_t *sender, const struct setup *setup,
            struct span ciphertext)
{
	uint8_t shared[SHARED_BYTES];
	struct meeting keys = {recipient->secret, enc, recipient->secret, sender};
	int r;

	if (ciphertext.n < HPKE_TAG_BYTES)
		return ERR_SIZE;
	r = dhkem(shared, &keys, enc, recipient->public, sender) == 0 ? 0 : ERR_SEAL;
	if (r == 0)
		r = open_with(plaintext, setup, shared, ciphertext);
	secret_wipe(shared, sizeof shared);
	return r;
}

int
hpke_auth_seal(uint8_t enc[X25519_BYTES], uint8_t *ciphertext,
               const uint8_t recipient[X25519_BYTES], const uint8_t sender_secret[X25519_BYTES],
               struct span info, struct span aad, struct span plaintext, const uint8_t *random)
{
	struct setup setup = {MODE_AUTH, KEM_X25519, info, aad};

	return x25519_seal(enc, ciphertext, recipient, sender_secret, &setup, plaintext, random);
}

int
hpke_auth_open(uint8_t *plaintext, const uint8_t enc[X25519_BYTES],
               const struct x25519_pair *recipient, const uint8_t sender[X25519_BYTES],
               struct span info, struct span aad, struct span ciphertext)
{
	struct setup setup = {MODE_AUTH, KEM_X25519, info, aad};

	return x25519_open(plaintext, enc, recipient, sender, &setup, ciphertext);
}

int
hpke_base_seal(uint8_t enc[X25519_BYTES], uint8_t *ciphertext,
               const uint8_t recipient[X25519_BYTES], struct span info, struct span aad,
               struct span plaintext, const uint8_t *random)
{
	struct setup setup = {MODE_BASE, KEM_X25519, info, aad};

	return x25519_seal(enc, ciphertext, recipient, NULL, &setup, plaintext, random);
}

int
hpke_base_open(uint8_t *plaintext, const uint8_t enc[X25519_BYTES],
               const struct x25519_pair *recipient, struct span info, struct span aad,
               struct span ciphertext)
{
	struct setup setup = {MODE_BASE, KEM_X25519, info, aad};

	return x25519_open(plaintext, enc, recipient, NULL, &setup, ciphertext);
}

/* X-Wing's secret is the KEM's shared_secret as it is (draft-connolly-cfrg-xwing-kem §5.6) */
int
hpke_xwing_seal(uint8_t enc[XWING_ENC_BYTES], uint8_t *ciphertext,
                const uint8_t recipient[XWING_PUBLIC_BYTES], struct span info, struct span aad,
                struct span plaintext, const uint8_t *random)
{
	struct setup setup = {MODE_BASE, KEM_XWING, info, aad};
	uint8_t shared[SHARED_BYTES];
	int r = xwing_check(recipient);

	if (r != 0)
		return r;
	r = random != NULL ? crypto_kem_xwing_enc_deterministic(enc, shared, recipient, random)
	                   : crypto_kem_xwing_enc(enc, shared, recipient);
	r = r == 0 ? seal_with(ciphertext, &setup, shared, plaintext) : ERR_KEY;
	secret_wipe(shared, sizeof shared);
	return r;
}

int
hpke_xwing_open_shared(uint8_t *plaintext, const uint8_t shared[XWING_SHARED_BYTES],
                       struct span info, struct span aad, struct span ciphertext)
{
	struct setup setup = {MODE_BASE, KEM_XWING, info, aad};

	return ciphertext.n < HPKE_TAG_BYTES ? ERR_SIZE
	                                     : open_with(plaintext, &setup, shared, ciphertext);
}

int
hpke_xwing_open(uint8_t *plaintext, const uint8_t enc[XWING_ENC_BYTES],
                const struct xwing_key *recipient, struct span info, struct span aad,
                struct span ciphertext)
{
	uint8_t shared[SHARED_BYTES];
	int r;

	if (ciphertext.n < HPKE_TAG_BYTES)
		return ERR_SIZE;
	r = xwing_decap(shared, enc, recipient);
	if (r == 0)
		r = hpke_xwing_open_shared(plaintext, shared, info, aad, ciphertext);
	secret_wipe(shared, sizeof shared);
	return r;
}
