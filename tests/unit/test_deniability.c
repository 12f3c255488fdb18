/*
 * Deniability, by making the forgery: whoever can read a message could have
 * written it just as well. The sources are included for their inner steps,
 * which a forger would use and the product never offers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/crypto/hpke.c"
#include "core/crypto/seal.c"

/* hpke_auth_seal toward oneself, in the name of a sender of whom only the public key is known. */
static void
forge_inner(uint8_t enc[X25519_BYTES], uint8_t *ciphertext, const uint8_t own_secret[X25519_BYTES],
            const uint8_t claimed[X25519_BYTES], struct span info_bytes, struct span plaintext)
{
	uint8_t ephemeral[X25519_BYTES], own[X25519_BYTES], shared[SHARED_BYTES];
	struct meeting keys = {ephemeral, own, own_secret, claimed};
	struct setup setup = {.mode = MODE_AUTH, .kem = KEM_X25519, .info = info_bytes};

	randombytes_buf(ephemeral, sizeof ephemeral);
	x25519_public(enc, ephemeral);
	x25519_public(own, own_secret);
	assert_int_equal(dhkem(shared, &keys, enc, own, claimed), 0);
	assert_int_equal(seal_with(ciphertext, &setup, shared, plaintext), 0);
}

static void
forge(uint8_t body[BODY_BYTES], const struct seal_context *context,
      const uint8_t own_secret[X25519_BYTES], const uint8_t own_xwing[XWING_PUBLIC_BYTES],
      const uint8_t claimed[X25519_BYTES], const uint8_t plaintext[INNER_BYTES])
{
	struct info inner = info("inner", context), outer = info("outer", context);
	uint8_t between[OUTER_BYTES];

	memcpy(between, claimed, X25519_BYTES);
	forge_inner(between + X25519_BYTES, between + INNER_AT, own_secret, claimed,
	            span(inner.p, inner.n), span(plaintext, INNER_BYTES));
	assert_int_equal(hpke_xwing_seal(body, body + XWING_ENC_BYTES, own_xwing,
	                                 span(outer.p, outer.n), SPAN_NONE, SPAN(between), NULL),
	                 0);
}

static void
reader_can_write_it(enum seal_direction direction, size_t reference_bytes)
{
	static const uint8_t office[OFFICE_BYTES] = {1}, person[PERSON_BYTES] = {2};
	static const uint8_t reference[32] = {3};
	struct seal_context context = {.office = office,
	                               .direction = direction,
	                               .person = person,
	                               .day = 20000,
	                               .reference = span(reference, reference_bytes)};
	uint8_t reader_secret[X25519_BYTES], reader[X25519_BYTES], xwing[XWING_SEED_BYTES];
	const struct x25519_pair pair = {reader_secret, reader};
	uint8_t xwing_pub[XWING_PUBLIC_BYTES], writer_secret[X25519_BYTES], writer[X25519_BYTES];
	uint8_t said[INNER_BYTES] = "never said", opened[INNER_BYTES], sender[X25519_BYTES];
	uint8_t body[BODY_BYTES];
	struct xwing_key key;

	randombytes_buf(reader_secret, sizeof reader_secret);
	randombytes_buf(xwing, sizeof xwing);
	randombytes_buf(writer_secret, sizeof writer_secret);
	x25519_public(reader, reader_secret);
	x25519_public(writer, writer_secret);
	secret_wipe(writer_secret, sizeof writer_secret);
	assert_int_equal(xwing_public(xwing_pub, xwing), 0);
	assert_int_equal(xwing_expand(&key, xwing), 0);
	forge(body, &context, reader_secret, xwing_pub, writer, said);
	assert_int_equal(seal_open(opened, sender, &context, &pair, &key, body), 0);
	assert_memory_equal(sender, writer, sizeof sender);
	assert_memory_equal(opened, said, sizeof said);
}

static void
an_ombuds_could_have_written_what_a_visitor_wrote(void **state)
{
	(void)state;
	reader_can_write_it(SEAL_TO_OMBUDS, 32);
}

static void
a_visitor_could_have_written_what_an_ombuds_wrote(void **state)
{
	(void)state;
	reader_can_write_it(SEAL_TO_VISITOR, TAG_BYTES);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_ombuds_could_have_written_what_a_visitor_wrote),
		cmocka_unit_test(a_visitor_could_have_written_what_an_ombuds_wrote),
	};

	return core_start() != 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
