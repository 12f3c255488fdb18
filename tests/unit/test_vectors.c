/* What libsodium computes for us is what the standards and Wycheproof say it must be. */
#include "vectors.h"

#include <sodium.h>

#include "core/crypto/hpke.h"
#include "core/secret.h"

/* Calls check for every test of every group of a Wycheproof file; returns how many. */
static unsigned
wycheproof(const char *name, void (*check)(const json_t *group, const json_t *test, bool valid))
{
	json_t *file = vectors_load(name), *group, *test;
	unsigned count = 0;
	size_t i, j;

	json_array_foreach(json_object_get(file, "testGroups"), i, group)
	{
		json_array_foreach(json_object_get(group, "tests"), j, test)
		{
			vectors_next();
			check(group, test, strcmp(text_of(test, "result"), "invalid") != 0);
			count++;
		}
	}
	json_decref(file);
	return count;
}

static bool
has_flag(const json_t *test, const char *wanted)
{
	const json_t *flags = json_object_get(test, "flags");
	size_t i;

	for (i = 0; i < json_array_size(flags); i++) {
		if (strcmp(json_string_value(json_array_get(flags, i)), wanted) == 0)
			return true;
	}
	return false;
}

static void
check_x25519(const json_t *group, const json_t *test, bool valid)
{
	struct span public = hex_of(test, "public"), private = hex_of(test, "private"),
		    shared = hex_of(test, "shared");
	bool zero = has_flag(test, "ZeroSharedSecret"),
	     refused = zero || has_flag(test, "NonCanonicalPublic");
	uint8_t dh[X25519_BYTES];

	(void)group;
	assert_true(valid);
	if (crypto_scalarmult(dh, private.p, public.p) != 0) {
		assert_true(zero);
		assert_int_equal(x25519_check(public.p), ERR_KEY);
		return;
	}
	assert_false(zero);
	assert_span(SPAN(dh), shared);
	assert_int_equal(x25519_check(public.p), refused ? ERR_KEY : 0);
}

static void
x25519_agrees_with_wycheproof_and_zero_results_are_refused(void **state)
{
	(void)state;
	assert_int_equal(wycheproof("wycheproof_x25519_test.json", check_x25519), 518);
}

static void
hkdf(uint8_t *out, size_t n, struct span salt, struct span ikm, struct span info)
{
	uint8_t prk[crypto_kdf_hkdf_sha256_KEYBYTES];

	assert_int_equal(crypto_kdf_hkdf_sha256_extract(prk, salt.p, salt.n, ikm.p, ikm.n), 0);
	assert_int_equal(crypto_kdf_hkdf_sha256_expand(out, n, (const char *)info.p, info.n, prk),
	                 0);
}

static void
check_hkdf(const json_t *group, const json_t *test, bool valid)
{
	struct span ikm = hex_of(test, "ikm"), salt = hex_of(test, "salt"),
		    info = hex_of(test, "info"), okm = hex_of(test, "okm");
	size_t n = number_of(test, "size");
	uint8_t out[crypto_kdf_hkdf_sha256_BYTES_MAX];

	(void)group;
	assert_int_equal(valid, n <= sizeof out);
	if (valid) {
		hkdf(out, n, salt, ikm, info);
		assert_span(span(out, n), okm);
	}
}

static void
hkdf_agrees_with_wycheproof(void **state)
{
	(void)state;
	assert_int_equal(wycheproof("wycheproof_hkdf_sha256_test.json", check_hkdf), 86);
}

static void
hkdf_agrees_with_rfc_5869(void **state)
{
	json_t *file = vectors_load("rfc5869.json"), *test;
	uint8_t prk[crypto_kdf_hkdf_sha256_KEYBYTES], okm[128];
	size_t i;

	(void)state;
	assert_int_equal(json_array_size(file), 3);
	json_array_foreach(file, i, test)
	{
		struct span ikm, salt, info;
		size_t n = number_of(test, "length");

		vectors_next();
		ikm = hex_of(test, "ikm");
		salt = hex_of(test, "salt");
		info = hex_of(test, "info");
		assert_int_equal(crypto_kdf_hkdf_sha256_extract(prk, salt.p, salt.n, ikm.p, ikm.n),
		                 0);
		assert_span(SPAN(prk), hex_of(test, "prk"));
		hkdf(okm, n, salt, ikm, info);
		assert_span(span(okm, n), hex_of(test, "okm"));
	}
	json_decref(file);
}

static void
check_hmac(const json_t *group, const json_t *test, bool valid)
{
	struct span key = hex_of(test, "key"), message = hex_of(test, "msg"),
		    tag = hex_of(test, "tag");
	crypto_auth_hmacsha256_state state;
	uint8_t out[crypto_auth_hmacsha256_BYTES];

	assert_int_equal(tag.n * 8, number_of(group, "tagSize"));
	crypto_auth_hmacsha256_init(&state, key.p, key.n);
	crypto_auth_hmacsha256_update(&state, message.p, message.n);
	crypto_auth_hmacsha256_final(&state, out);
	assert_int_equal(memcmp(out, tag.p, tag.n) == 0, valid);
}

static void
hmac_agrees_with_wycheproof(void **state)
{
	(void)state;
	assert_int_equal(wycheproof("wycheproof_hmac_sha256_test.json", check_hmac), 174);
}

static void
check_aead(const json_t *group, const json_t *test, bool valid)
{
	struct span key = hex_of(test, "key"), iv = hex_of(test, "iv"), aad = hex_of(test, "aad"),
		    message = hex_of(test, "msg"), ct = hex_of(test, "ct"),
		    tag = hex_of(test, "tag");
	uint8_t out[4096], mac[crypto_aead_chacha20poly1305_ietf_ABYTES];
	int r;

	(void)group;
	if (iv.n != crypto_aead_chacha20poly1305_ietf_NPUBBYTES) {
		assert_false(valid);
		return;
	}
	assert_true(ct.n <= sizeof out);
	r = crypto_aead_chacha20poly1305_ietf_decrypt_detached(out, NULL, ct.p, ct.n, tag.p, aad.p,
	                                                       aad.n, iv.p, key.p);
	assert_int_equal(r == 0, valid);
	if (!valid)
		return;
	assert_span(span(out, message.n), message);
	crypto_aead_chacha20poly1305_ietf_encrypt_detached(out, mac, NULL, message.p, message.n,
	                                                   aad.p, aad.n, NULL, iv.p, key.p);
	assert_span(span(out, message.n), ct);
	assert_span(SPAN(mac), tag);
}

static void
chacha20_poly1305_agrees_with_wycheproof(void **state)
{
	(void)state;
	assert_int_equal(wycheproof("wycheproof_chacha20_poly1305_test.json", check_aead), 325);
}

static void
check_ed25519(const json_t *group, const json_t *test, bool valid)
{
	struct span public = hex_of(json_object_get(group, "publicKey"), "pk"),
		    message = hex_of(test, "msg"), signature = hex_of(test, "sig");
	bool holds = signature.n == crypto_sign_BYTES &&
	             crypto_sign_verify_detached(signature.p, message.p, message.n, public.p) == 0;

	assert_int_equal(holds, valid);
}

static void
ed25519_agrees_with_wycheproof(void **state)
{
	(void)state;
	assert_int_equal(wycheproof("wycheproof_ed25519_test.json", check_ed25519), 151);
}

static void
ed25519_agrees_with_rfc_8032(void **state)
{
	json_t *file = vectors_load("rfc8032.json"), *test;
	uint8_t public[crypto_sign_PUBLICKEYBYTES], secret[crypto_sign_SECRETKEYBYTES];
	uint8_t signature[crypto_sign_BYTES];
	size_t i;

	(void)state;
	assert_int_equal(json_array_size(file), 4);
	json_array_foreach(file, i, test)
	{
		struct span message;

		vectors_next();
		message = hex_of(test, "message");
		crypto_sign_seed_keypair(public, secret, hex_of(test, "secret").p);
		assert_span(SPAN(public), hex_of(test, "public"));
		crypto_sign_detached(signature, NULL, message.p, message.n, secret);
		assert_span(SPAN(signature), hex_of(test, "signature"));
	}
	json_decref(file);
}

/* libsodium has no call that takes a key of another size, nor one that checks a key. */
static void
check_mlkem(const json_t *group, const json_t *test, bool valid)
{
	struct span dk = hex_of(test, "dk"), c = hex_of(test, "c");
	uint8_t shared[crypto_kem_mlkem768_SHAREDSECRETBYTES];

	(void)group;
	if (!valid) {
		assert_true(dk.n != crypto_kem_mlkem768_SECRETKEYBYTES ||
		            c.n != crypto_kem_mlkem768_CIPHERTEXTBYTES ||
		            has_flag(test, "InvalidDecapsulationKey"));
		return;
	}
	assert_int_equal(crypto_kem_mlkem768_dec(shared, c.p, dk.p), 0);
	assert_span(SPAN(shared), hex_of(test, "K"));
}

static void
mlkem768_agrees_with_wycheproof(void **state)
{
	(void)state;
	assert_int_equal(
		wycheproof("wycheproof_mlkem_768_semi_expanded_decaps_test.json", check_mlkem), 9);
}

static void
xwing_agrees_with_its_draft(void **state)
{
	json_t *file = vectors_load("xwing_draft.json"), *test;
	uint8_t public[XWING_PUBLIC_BYTES], enc[XWING_ENC_BYTES], shared[XWING_SHARED_BYTES];
	struct xwing_key key;
	size_t i;

	(void)state;
	assert_int_equal(json_array_size(file), 3);
	json_array_foreach(file, i, test)
	{
		struct span seed, wanted;

		vectors_next();
		seed = hex_of(test, "seed");
		wanted = hex_of(test, "ss");
		assert_int_equal(xwing_public(public, seed.p), 0);
		assert_span(SPAN(public), hex_of(test, "pk"));
		assert_int_equal(xwing_check(public), 0);
		assert_int_equal(crypto_kem_xwing_enc_deterministic(enc, shared, public,
		                                                    hex_of(test, "eseed").p),
		                 0);
		assert_span(SPAN(enc), hex_of(test, "ct"));
		assert_span(SPAN(shared), wanted);
		memset(shared, 0, sizeof shared);
		assert_int_equal(xwing_expand(&key, hex_of(test, "sk").p), 0);
		assert_int_equal(xwing_decap(shared, enc, &key), 0);
		assert_span(SPAN(shared), wanted);
	}
	json_decref(file);
}

static void
argon2id_agrees_with_debians_argon2(void **state)
{
	json_t *file = vectors_load("argon2id.json"), *test;
	uint8_t tag[64];
	size_t i;

	(void)state;
	assert_int_equal(json_array_size(file), 3);
	json_array_foreach(file, i, test)
	{
		const char *password = text_of(test, "password"), *salt = text_of(test, "salt");
		struct span wanted;

		vectors_next();
		wanted = hex_of(test, "tag");
		assert_int_equal(strlen(salt), crypto_pwhash_argon2id_SALTBYTES);
		assert_true(wanted.n <= sizeof tag);
		assert_int_equal(crypto_pwhash_argon2id(tag, wanted.n, password, strlen(password),
		                                        (const uint8_t *)salt,
		                                        number_of(test, "passes"),
		                                        number_of(test, "memory_kib") * 1024,
		                                        crypto_pwhash_argon2id_ALG_ARGON2ID13),
		                 0);
		assert_span(span(tag, wanted.n), wanted);
	}
	json_decref(file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(x25519_agrees_with_wycheproof_and_zero_results_are_refused),
		cmocka_unit_test(hkdf_agrees_with_wycheproof),
		cmocka_unit_test(hkdf_agrees_with_rfc_5869),
		cmocka_unit_test(hmac_agrees_with_wycheproof),
		cmocka_unit_test(chacha20_poly1305_agrees_with_wycheproof),
		cmocka_unit_test(ed25519_agrees_with_wycheproof),
		cmocka_unit_test(ed25519_agrees_with_rfc_8032),
		cmocka_unit_test(mlkem768_agrees_with_wycheproof),
		cmocka_unit_test(xwing_agrees_with_its_draft),
		cmocka_unit_test(argon2id_agrees_with_debians_argon2),
	};

	return core_start() != 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
