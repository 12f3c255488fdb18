#include "seeded.h"
#include "vectors.h"

#include "core/crypto/hpke.h"
#include "core/secret.h"

enum { MLKEM_PUBLIC = XWING_PUBLIC_BYTES - X25519_BYTES, TEXT_MAX_HERE = 300 };

/* One suite of the three, with keys of its own. */
struct party {
	bool auth, xwing;
	size_t enc_n;
	uint8_t secret[32], sender_secret[32], sender[32];
	uint8_t public[XWING_PUBLIC_BYTES];
};

struct sealed {
	uint8_t enc[XWING_ENC_BYTES];
	uint8_t ct[TEXT_MAX_HERE + HPKE_TAG_BYTES];
	size_t n;
};

static void
party_new(struct party *p, bool auth, bool xwing)
{
	*p = (struct party){
		.auth = auth, .xwing = xwing, .enc_n = xwing ? XWING_ENC_BYTES : X25519_BYTES};
	seeded_fill(p->secret, sizeof p->secret);
	seeded_fill(p->sender_secret, sizeof p->sender_secret);
	x25519_public(p->sender, p->sender_secret);
	if (xwing)
		assert_int_equal(xwing_public(p->public, p->secret), 0);
	else
		x25519_public(p->public, p->secret);
}

static int
party_seal(struct sealed *out, const struct party *p, struct span info, struct span aad,
           struct span text, const uint8_t *random)
{
	out->n = text.n + HPKE_TAG_BYTES;
	if (p->xwing)
		return hpke_xwing_seal(out->enc, out->ct, p->public, info, aad, text, random);
	if (p->auth)
		return hpke_auth_seal(out->enc, out->ct, p->public, p->sender_secret, info, aad,
		                      text, random);
	return hpke_base_seal(out->enc, out->ct, p->public, info, aad, text, random);
}

static int
party_open(uint8_t *text, const struct party *p, struct span info, struct span aad,
           const struct sealed *sealed)
{
	const struct x25519_pair recipient = {p->secret, p->public};
	struct span ct = span(sealed->ct, sealed->n);
	struct xwing_key key;

	if (p->xwing) {
		assert_int_equal(xwing_expand(&key, p->secret), 0);
		return hpke_xwing_open(text, sealed->enc, &key, info, aad, ct);
	}
	if (p->auth)
		return hpke_auth_open(text, sealed->enc, &recipient, p->sender, info, aad, ct);
	return hpke_base_open(text, sealed->enc, &recipient, info, aad, ct);
}

static const struct {
	bool auth, xwing;
} suites[] = {{false, false}, {true, false}, {false, true}};

#define SUITES (sizeof suites / sizeof suites[0])

static void
check_rfc(const json_t *vector, bool auth)
{
	const json_t *first = json_array_get(json_object_get(vector, "encryptions"), 0);
	struct span info = hex_of(vector, "info"), pt = hex_of(first, "pt"),
		    aad = hex_of(first, "aad"), ct = hex_of(first, "ct"),
		    enc = hex_of(vector, "enc"), ephemeral = hex_of(vector, "skEm"),
		    recipient = hex_of(vector, "pkRm"), secret = hex_of(vector, "skRm");
	const struct x25519_pair pair = {secret.p, recipient.p};
	struct sealed sealed;
	uint8_t text[64];

	assert_string_equal(text_of(first, "sequence_number"), "0");
	assert_true(pt.n <= sizeof text);
	if (auth) {
		assert_int_equal(hpke_auth_seal(sealed.enc, sealed.ct, recipient.p,
		                                hex_of(vector, "skSm").p, info, aad, pt,
		                                ephemeral.p),
		                 0);
		assert_int_equal(
			hpke_auth_open(text, enc.p, &pair, hex_of(vector, "pkSm").p, info, aad, ct),
			0);
	} else {
		assert_int_equal(hpke_base_seal(sealed.enc, sealed.ct, recipient.p, info, aad, pt,
		                                ephemeral.p),
		                 0);
		assert_int_equal(hpke_base_open(text, enc.p, &pair, info, aad, ct), 0);
	}
	assert_span(span(sealed.enc, X25519_BYTES), enc);
	assert_span(span(sealed.ct, pt.n + HPKE_TAG_BYTES), ct);
	assert_span(span(text, pt.n), pt);
}

static void
base_and_auth_are_those_of_rfc_9180(void **state)
{
	json_t *file = vectors_load("rfc9180_a2.json"), *vector;
	unsigned checked = 0;
	size_t i;

	(void)state;
	json_array_foreach(file, i, vector)
	{
		const char *mode = text_of(vector, "mode");

		vectors_next();
		if (strcmp(mode, "0") != 0 && strcmp(mode, "2") != 0)
			continue;
		check_rfc(vector, strcmp(mode, "2") == 0);
		checked++;
	}
	assert_int_equal(checked, 2);
	json_decref(file);
}

static void
what_hpke_js_sealed_with_xwing_opens(void **state)
{
	json_t *file = vectors_load("hpke_xwing.json"), *vector;
	struct xwing_key key;
	uint8_t text[64];
	size_t i;

	(void)state;
	assert_int_equal(json_array_size(file), 2);
	json_array_foreach(file, i, vector)
	{
		struct span enc, ct, wanted;

		vectors_next();
		enc = hex_of(vector, "enc");
		ct = hex_of(vector, "ct");
		wanted = hex_of(vector, "text");
		assert_int_equal(enc.n, XWING_ENC_BYTES);
		assert_int_equal(xwing_expand(&key, hex_of(vector, "secret").p), 0);
		assert_int_equal(hpke_xwing_open(text, enc.p, &key, hex_of(vector, "info"),
		                                 hex_of(vector, "aad"), ct),
		                 0);
		assert_span(span(text, ct.n - HPKE_TAG_BYTES), wanted);
	}
	json_decref(file);
}

/* The same secret, or none: also of an encapsulation that was changed, and with a zero result. */
static void
an_expanded_xwing_key_is_libsodiums_own(void **state)
{
	uint8_t enc[XWING_ENC_BYTES], shared[XWING_SHARED_BYTES], theirs[XWING_SHARED_BYTES];
	struct xwing_key key;
	struct party p;
	size_t i;

	(void)state;
	for (i = 0; i < 64; i++) {
		party_new(&p, false, true);
		assert_int_equal(xwing_expand(&key, p.secret), 0);
		assert_int_equal(crypto_kem_xwing_enc(enc, theirs, p.public), 0);
		if (i % 2 == 1)
			enc[seeded_below(sizeof enc)] ^= (uint8_t)(1 << seeded_below(7));
		assert_int_equal(crypto_kem_xwing_dec(theirs, enc, p.secret), 0);
		assert_int_equal(xwing_decap(shared, enc, &key), 0);
		assert_span(SPAN(shared), SPAN(theirs));
	}
	memset(enc + sizeof enc - X25519_BYTES, 0, X25519_BYTES);
	assert_int_not_equal(crypto_kem_xwing_dec(theirs, enc, p.secret), 0);
	assert_int_equal(xwing_decap(shared, enc, &key), ERR_SEAL);
}

static void
what_is_sealed_opens_at_every_size(void **state)
{
	uint8_t text[TEXT_MAX_HERE], info[64], aad[64], got[TEXT_MAX_HERE];
	struct sealed sealed;
	struct party p;
	size_t s, n;

	(void)state;
	for (s = 0; s < SUITES; s++) {
		for (n = 0; n <= TEXT_MAX_HERE; n += 1 + seeded_below(60)) {
			struct span i = span(info, seeded_below(sizeof info + 1)),
				    a = span(aad, seeded_below(sizeof aad + 1));

			party_new(&p, suites[s].auth, suites[s].xwing);
			seeded_fill(text, sizeof text);
			seeded_fill(info, sizeof info);
			seeded_fill(aad, sizeof aad);
			assert_int_equal(party_seal(&sealed, &p, i, a, span(text, n), NULL), 0);
			assert_int_equal(party_open(got, &p, i, a, &sealed), 0);
			assert_span(span(got, n), span(text, n));
		}
	}
}

/* Refused as sealed is now, and open again once mended by the caller. */
static void
assert_does_not_open(const struct party *p, struct span info, struct span aad,
                     const struct sealed *sealed)
{
	uint8_t got[TEXT_MAX_HERE];

	assert_int_equal(party_open(got, p, info, aad, sealed), ERR_SEAL);
}

static void
every_flipped_bit_of_a_ciphertext_is_refused(void **state)
{
	static const uint8_t text[] = "to be read by one person", info[] = "info";
	struct span i = SPAN(info), none = SPAN_NONE;
	struct sealed sealed;
	struct party p;
	size_t s, bit;

	(void)state;
	for (s = 0; s < SUITES; s++) {
		party_new(&p, suites[s].auth, suites[s].xwing);
		assert_int_equal(party_seal(&sealed, &p, i, none, SPAN(text), NULL), 0);
		for (bit = 0; bit < sealed.n * 8; bit++) {
			sealed.ct[bit / 8] ^= (uint8_t)(1 << bit % 8);
			assert_does_not_open(&p, i, none, &sealed);
			sealed.ct[bit / 8] ^= (uint8_t)(1 << bit % 8);
		}
		/* a bit of each byte, since opening X-Wing is slow in a sanitized build */
		for (bit = 0; bit < p.enc_n * 8; bit += 1 + seeded_below(15)) {
			sealed.enc[bit / 8] ^= (uint8_t)(1 << bit % 8);
			assert_does_not_open(&p, i, none, &sealed);
			sealed.enc[bit / 8] ^= (uint8_t)(1 << bit % 8);
		}
		assert_int_equal(party_open((uint8_t[sizeof text]){0}, &p, i, none, &sealed), 0);
	}
}

static void
another_info_aad_key_sender_or_size_is_refused(void **state)
{
	static const uint8_t text[] = "text", info[] = "info", aad[] = "aad";
	struct span i = SPAN(info), a = SPAN(aad);
	struct party p, other;
	struct sealed sealed;
	size_t s;

	(void)state;
	for (s = 0; s < SUITES; s++) {
		party_new(&p, suites[s].auth, suites[s].xwing);
		assert_int_equal(party_seal(&sealed, &p, i, a, SPAN(text), NULL), 0);
		assert_does_not_open(&p, span(info, i.n - 1), a, &sealed);
		assert_does_not_open(&p, i, span(aad, a.n - 1), &sealed);
		assert_does_not_open(&p, a, i, &sealed);
		party_new(&other, suites[s].auth, suites[s].xwing);
		memcpy(other.sender, p.sender, sizeof p.sender);
		assert_does_not_open(&other, i, a, &sealed);
		sealed.n--;
		assert_does_not_open(&p, i, a, &sealed);
	}
	/* Auth: another sender than the one who is named */
	party_new(&p, true, false);
	party_new(&other, true, false);
	assert_int_equal(party_seal(&sealed, &p, i, a, SPAN(text), NULL), 0);
	memcpy(p.sender, other.sender, sizeof p.sender);
	assert_does_not_open(&p, i, a, &sealed);
}

static void
a_seal_of_one_mode_does_not_open_in_the_other(void **state)
{
	static const uint8_t text[] = "text";
	struct sealed sealed;
	struct party p;

	(void)state;
	party_new(&p, true, false);
	assert_int_equal(party_seal(&sealed, &p, SPAN_NONE, SPAN_NONE, SPAN(text), NULL), 0);
	p.auth = false;
	assert_does_not_open(&p, SPAN_NONE, SPAN_NONE, &sealed);
	assert_int_equal(party_seal(&sealed, &p, SPAN_NONE, SPAN_NONE, SPAN(text), NULL), 0);
	p.auth = true;
	assert_does_not_open(&p, SPAN_NONE, SPAN_NONE, &sealed);
}

static void
less_than_a_tag_is_no_ciphertext(void **state)
{
	struct sealed sealed = {.n = HPKE_TAG_BYTES - 1};
	uint8_t got[1];
	struct party p;
	size_t s;

	(void)state;
	for (s = 0; s < SUITES; s++) {
		party_new(&p, suites[s].auth, suites[s].xwing);
		memcpy(sealed.enc, p.public, X25519_BYTES);
		assert_int_equal(party_open(got, &p, SPAN_NONE, SPAN_NONE, &sealed), ERR_SIZE);
	}
}

static void
two_seals_of_one_text_have_nothing_in_common(void **state)
{
	static const uint8_t text[32] = {0};
	struct sealed one, two;
	struct party p;
	size_t s;

	(void)state;
	for (s = 0; s < SUITES; s++) {
		party_new(&p, suites[s].auth, suites[s].xwing);
		assert_int_equal(party_seal(&one, &p, SPAN_NONE, SPAN_NONE, SPAN(text), NULL), 0);
		assert_int_equal(party_seal(&two, &p, SPAN_NONE, SPAN_NONE, SPAN(text), NULL), 0);
		assert_memory_not_equal(one.enc, two.enc, p.enc_n);
		assert_memory_not_equal(one.ct, two.ct, sizeof text);
	}
}

/* Points of order 1, 2, 4 and 8 and their other spellings, little-endian */
static const char *const small_order[] = {
	"0000000000000000000000000000000000000000000000000000000000000000",
	"0100000000000000000000000000000000000000000000000000000000000000",
	"e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
	"5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
};

static void
keys_of_small_order_are_refused_on_both_sides(void **state)
{
	static const uint8_t text[] = "text";
	struct sealed sealed = {.n = 64};
	uint8_t bad[X25519_BYTES], got[64];
	struct party p;
	size_t i, s;

	(void)state;
	for (i = 0; i < sizeof small_order / sizeof small_order[0]; i++) {
		assert_int_equal(hex_get(bad, sizeof bad, span_text(small_order[i])), 0);
		assert_int_equal(x25519_check(bad), ERR_KEY);
		for (s = 0; s < SUITES; s++) {
			party_new(&p, suites[s].auth, suites[s].xwing);
			memcpy(p.public + (p.xwing ? MLKEM_PUBLIC : 0), bad, sizeof bad);
			if (p.xwing)
				assert_int_equal(xwing_check(p.public), ERR_KEY);
			assert_int_equal(
				party_seal(&sealed, &p, SPAN_NONE, SPAN_NONE, SPAN(text), NULL),
				ERR_KEY);
			seeded_fill(sealed.enc, sizeof sealed.enc);
			memcpy(sealed.enc + p.enc_n - sizeof bad, bad, sizeof bad);
			assert_int_equal(party_open(got, &p, SPAN_NONE, SPAN_NONE, &sealed),
			                 ERR_SEAL);
		}
		/* nor is such a sender believed */
		party_new(&p, true, false);
		x25519_public(sealed.enc, p.sender_secret);
		memcpy(p.sender, bad, sizeof bad);
		assert_int_equal(party_open(got, &p, SPAN_NONE, SPAN_NONE, &sealed), ERR_SEAL);
	}
}

static void
a_key_is_written_in_one_way_only(void **state)
{
	uint8_t key[X25519_BYTES], secret[X25519_BYTES];
	unsigned i;

	(void)state;
	for (i = 0; i < 200; i++) {
		seeded_fill(secret, sizeof secret);
		x25519_public(key, secret);
		assert_int_equal(x25519_check(key), 0);
		key[31] |= 0x80;
		assert_int_equal(x25519_check(key), ERR_KEY);
	}
	/* p - 3, p - 2; p - 1 is of small order; then p and what is above it */
	memset(key, 0xff, sizeof key);
	key[31] = 0x7f;
	for (i = 0xea; i <= 0xff; i++) {
		key[0] = (uint8_t)i;
		assert_int_equal(x25519_check(key), i < 0xec ? 0 : ERR_KEY);
	}
}

/* Coefficient i of an encoded ML-KEM key */
static void
put_coefficient(uint8_t *key, unsigned i, unsigned v)
{
	uint8_t *p = key + i / 2 * 3;

	if (i % 2 == 0) {
		p[0] = (uint8_t)v;
		p[1] = (uint8_t)((p[1] & 0xf0) | v >> 8);
	} else {
		p[1] = (uint8_t)((p[1] & 0x0f) | (v & 0x0f) << 4);
		p[2] = (uint8_t)(v >> 4);
	}
}

static void
an_mlkem_coefficient_out_of_range_is_refused(void **state)
{
	static const unsigned too_large[] = {3329, 3330, 3839, 4095};
	static const uint8_t text[] = "text";
	uint8_t good[XWING_PUBLIC_BYTES], seed[XWING_SEED_BYTES];
	struct sealed sealed;
	struct party p;
	unsigned i;

	(void)state;
	seeded_fill(seed, sizeof seed);
	assert_int_equal(xwing_public(good, seed), 0);
	assert_int_equal(xwing_check(good), 0);
	party_new(&p, false, true);
	for (i = 0; i < 768; i++) {
		memcpy(p.public, good, sizeof good);
		put_coefficient(p.public, i, 3328);
		assert_int_equal(xwing_check(p.public), 0);
		put_coefficient(p.public, i, too_large[i % 4]);
		assert_int_equal(xwing_check(p.public), ERR_KEY);
	}
	assert_int_equal(party_seal(&sealed, &p, SPAN_NONE, SPAN_NONE, SPAN(text), NULL), ERR_KEY);
	/* the seed of the matrix may be anything */
	memcpy(p.public, good, sizeof good);
	memset(p.public + 1152, 0xff, 32);
	assert_int_equal(xwing_check(p.public), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(base_and_auth_are_those_of_rfc_9180),
		cmocka_unit_test(what_hpke_js_sealed_with_xwing_opens),
		cmocka_unit_test(an_expanded_xwing_key_is_libsodiums_own),
		cmocka_unit_test(what_is_sealed_opens_at_every_size),
		cmocka_unit_test(every_flipped_bit_of_a_ciphertext_is_refused),
		cmocka_unit_test(another_info_aad_key_sender_or_size_is_refused),
		cmocka_unit_test(a_seal_of_one_mode_does_not_open_in_the_other),
		cmocka_unit_test(less_than_a_tag_is_no_ciphertext),
		cmocka_unit_test(two_seals_of_one_text_have_nothing_in_common),
		cmocka_unit_test(keys_of_small_order_are_refused_on_both_sides),
		cmocka_unit_test(a_key_is_written_in_one_way_only),
		cmocka_unit_test(an_mlkem_coefficient_out_of_range_is_refused),
	};

	seeded_randombytes(9180);
	return core_start() != 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
