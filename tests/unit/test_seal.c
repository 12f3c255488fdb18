/* The seal: what was closed opens, and nothing else does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <sodium.h>
#include <string.h>

#include "core/crypto/seal.h"
#include "core/secret.h"
#include "tests/unit/seeded.h"

/* Two ends and what binds them. */
struct ends {
	uint8_t office[OFFICE_BYTES], person[PERSON_BYTES], reference[32];
	uint8_t secret[32], public[32], xwing[32], xwing_pub[XWING_PUBLIC_BYTES];
	uint8_t sender[32], sender_public[32];
	struct seal_context context;
	uint8_t plain[INNER_BYTES], body[BODY_BYTES];
};

static struct ends e;
static uint8_t out[INNER_BYTES], who[32];

static int
setup(void **state)
{
	(void)state;
	randombytes_buf(&e, sizeof e);
	x25519_public(e.public, e.secret);
	x25519_public(e.sender_public, e.sender);
	assert_int_equal(xwing_public(e.xwing_pub, e.xwing), 0);
	e.context = (struct seal_context){.office = e.office,
	                                  .direction = SEAL_TO_OMBUDS,
	                                  .person = e.person,
	                                  .day = 20000,
	                                  .reference = SPAN(e.reference)};
	return seal_close(e.body, &e.context, e.public, e.xwing_pub, e.sender, e.plain);
}

static int
open_body(void)
{
	const struct x25519_pair recipient = {e.secret, e.public};
	struct xwing_key xwing;

	assert_int_equal(xwing_expand(&xwing, e.xwing), 0);
	return seal_open(out, who, &e.context, &recipient, &xwing, e.body);
}

static void
what_was_closed_opens_and_names_its_sender(void **state)
{
	(void)state;
	assert_int_equal(open_body(), 0);
	assert_memory_equal(out, e.plain, INNER_BYTES);
	assert_memory_equal(who, e.sender_public, 32);
}

static void
two_closings_of_the_same_share_nothing(void **state)
{
	uint8_t again[BODY_BYTES];
	size_t same = 0;

	(void)state;
	assert_int_equal(seal_close(again, &e.context, e.public, e.xwing_pub, e.sender, e.plain),
	                 0);
	for (size_t i = 0; i < BODY_BYTES; i++)
		same += again[i] == e.body[i];
	assert_true(same < 100);
}

static void
every_flipped_bit_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < BODY_BYTES; i += i < 40 || i > BODY_BYTES - 40 ? 1 : 61) {
		uint8_t bit = (uint8_t)(1U << i % 8);

		e.body[i] ^= bit;
		assert_int_equal(open_body(), ERR_SEAL);
		e.body[i] ^= bit;
	}
	assert_int_equal(open_body(), 0);
}

static void
another_office_direction_person_day_or_reference_is_refused(void **state)
{
	struct seal_context c = e.context;
	uint8_t zeros[PERSON_BYTES] = {0};

	(void)state;
	e.office[31] ^= 1;
	assert_int_equal(open_body(), ERR_SEAL);
	e.office[31] ^= 1;
	e.person[0] ^= 1;
	assert_int_equal(open_body(), ERR_SEAL);
	e.person[0] ^= 1;
	e.reference[31] ^= 1;
	assert_int_equal(open_body(), ERR_SEAL);
	e.reference[31] ^= 1;
	e.context.reference.n = 16;
	assert_int_equal(open_body(), ERR_SEAL);
	e.context = c;
	e.context.day++;
	assert_int_equal(open_body(), ERR_SEAL);
	e.context = c;
	for (int d = SEAL_TO_VISITOR; d <= SEAL_TO_STAFF; d++) {
		e.context.direction = (enum seal_direction)d;
		assert_int_equal(open_body(), ERR_SEAL);
	}
	e.context = c;
	e.context.person = NULL;
	assert_int_equal(open_body(), ERR_SEAL);
	/* no person is sixteen zeros */
	assert_int_equal(seal_close(e.body, &e.context, e.public, e.xwing_pub, e.sender, e.plain),
	                 0);
	e.context.person = zeros;
	assert_int_equal(open_body(), 0);
}

static void
other_keys_are_refused(void **state)
{
	(void)state;
	e.secret[5] ^= 8;
	assert_int_equal(open_body(), ERR_SEAL);
	e.secret[5] ^= 8;
	e.xwing[5] ^= 8;
	assert_int_equal(open_body(), ERR_SEAL);
}

/* A sender who names another's key inside, without having it. */
static void
a_sender_cannot_claim_to_be_another(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		uint8_t mine[32];

		randombytes_buf(mine, sizeof mine);
		assert_int_equal(
			seal_close(e.body, &e.context, e.public, e.xwing_pub, mine, e.plain), 0);
		assert_int_equal(open_body(), 0);
		assert_memory_not_equal(who, e.sender_public, 32);
	}
}

static void
bad_public_keys_are_refused(void **state)
{
	/* zero, one, both points of order 8, p, p + 1, and -1 (RFC 7748 §6.1; small order) */
	static const char *const bad[] = {
		"0000000000000000000000000000000000000000000000000000000000000000",
		"0100000000000000000000000000000000000000000000000000000000000000",
		"e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
		"5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		uint8_t key[32], xwing[XWING_PUBLIC_BYTES];

		assert_int_equal(hex_get(key, 32, span_text(bad[i])), 0);
		assert_int_equal(x25519_check(key), ERR_KEY);
		assert_int_equal(
			seal_close(e.body, &e.context, key, e.xwing_pub, e.sender, e.plain),
			ERR_KEY);
		memcpy(xwing, e.xwing_pub, sizeof xwing);
		memcpy(xwing + 1184, key, 32);
		assert_int_equal(xwing_check(xwing), ERR_KEY);
		assert_int_equal(seal_close(e.body, &e.context, e.public, xwing, e.sender, e.plain),
		                 ERR_KEY);
	}
	/* an ML-KEM coefficient of 3329 and more */
	memset(e.xwing_pub, 0xff, 3);
	assert_int_equal(xwing_check(e.xwing_pub), ERR_KEY);
	assert_int_equal(seal_close(e.body, &e.context, e.public, e.xwing_pub, e.sender, e.plain),
	                 ERR_KEY);
}

static void
a_body_for_nobody_opens_for_nobody(void **state)
{
	(void)state;
	assert_int_equal(seal_nobody(e.body, &e.context), 0);
	assert_int_equal(open_body(), ERR_SEAL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(what_was_closed_opens_and_names_its_sender, setup),
		cmocka_unit_test_setup(two_closings_of_the_same_share_nothing, setup),
		cmocka_unit_test_setup(every_flipped_bit_is_refused, setup),
		cmocka_unit_test_setup(another_office_direction_person_day_or_reference_is_refused,
	                               setup),
		cmocka_unit_test_setup(other_keys_are_refused, setup),
		cmocka_unit_test_setup(a_sender_cannot_claim_to_be_another, setup),
		cmocka_unit_test_setup(bad_public_keys_are_refused, setup),
		cmocka_unit_test_setup(a_body_for_nobody_opens_for_nobody, setup),
	};

	seeded_randombytes(11);
	return core_start() != 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
