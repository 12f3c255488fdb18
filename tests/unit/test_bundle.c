/* Day bundles: the same from the same seed, and refused when anything is off. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <sodium.h>
#include <string.h>

#include "core/secret.h"
#include "core/talk/bundle.h"
#include "tests/unit/drop.h"

static struct drop d;
static struct day_seed seed;
static uint8_t bytes[BUNDLE_BYTES];

static int
setup(void **state)
{
	(void)state;
	drop_new(&d, 2, 0);
	seed = (struct day_seed){.day = DROP_DAY, .serial = 1, .roster_serial = 1};
	memcpy(seed.roster_hash, d.roster.hash, 32);
	randombytes_buf(seed.seed, sizeof seed.seed);
	return bundle_write(bytes, &seed, d.roster.office, d.people[0].id, d.people[0].keys.sign);
}

static int
teardown(void **state)
{
	(void)state;
	drop_free(&d);
	return 0;
}

static int
read_bundle(void)
{
	struct bundle b;

	return bundle_read(&b, &d.roster, bytes);
}

static int
written(void)
{
	assert_int_equal(
		bundle_write(bytes, &seed, d.roster.office, d.people[0].id, d.people[0].keys.sign),
		0);
	return read_bundle();
}

/* Signs again what was changed by hand. */
static int
signed_again(void)
{
	crypto_sign_detached(bytes + BUNDLE_BYTES - 64, NULL, bytes, BUNDLE_BYTES - 64,
	                     d.people[0].keys.sign);
	return read_bundle();
}

static void
a_bundle_reads_back_and_is_the_same_from_the_same_seed(void **state)
{
	uint8_t again[BUNDLE_BYTES], hash[32];
	struct day_keys keys;
	struct bundle b;

	(void)state;
	assert_int_equal(
		bundle_write(again, &seed, d.roster.office, d.people[0].id, d.people[0].keys.sign),
		0);
	assert_memory_equal(bytes, again, BUNDLE_BYTES);
	assert_int_equal(bundle_read(&b, &d.roster, bytes), 0);
	assert_int_equal(b.day, DROP_DAY);
	assert_int_equal(b.serial, 1);
	assert_memory_equal(b.person, d.people[0].id, PERSON_BYTES);
	crypto_hash_sha256(hash, bytes, BUNDLE_BYTES);
	assert_memory_equal(b.hash, hash, 32);
	day_keys(&keys, seed.seed, d.roster.office, d.people[0].id, DROP_DAY);
	x25519_public(hash, keys.x25519);
	assert_memory_equal(b.x25519, hash, 32);
	day_keys(&keys, seed.seed, d.roster.office, d.people[0].id, DROP_DAY + 1);
	x25519_public(hash, keys.x25519);
	assert_memory_not_equal(b.x25519, hash, 32);
}

static void
every_flipped_bit_of_a_bundle_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < BUNDLE_BYTES; i += i < 180 || i > 1350 ? 1 : 17) {
		bytes[i] ^= (uint8_t)(1U << i % 8);
		assert_int_equal(read_bundle(), i < 48 + 16 ? ERR_FOREIGN : ERR_SIGNATURE);
		bytes[i] ^= (uint8_t)(1U << i % 8);
	}
	assert_int_equal(read_bundle(), 0);
}

static void
another_person_cannot_sign_it(void **state)
{
	(void)state;
	assert_int_equal(
		bundle_write(bytes, &seed, d.roster.office, d.people[0].id, d.people[1].keys.sign),
		0);
	assert_int_equal(read_bundle(), ERR_SIGNATURE);
	d.roster.people[0].id[0] ^= 1;
	assert_int_equal(written(), ERR_FOREIGN);
}

static void
a_newer_or_forked_roster_is_told_and_an_older_is_fine(void **state)
{
	(void)state;
	seed.roster_serial = 2;
	assert_int_equal(written(), ERR_OLDER);
	seed.roster_serial = 1;
	seed.roster_hash[0] ^= 1;
	assert_int_equal(written(), ERR_OLDER);
	d.roster.serial = 2;
	assert_int_equal(written(), 0);
}

static void
keys_that_are_not_safe_are_refused_though_signed(void **state)
{
	enum { AT_X25519 = 108, AT_XWING = AT_X25519 + 32 };

	(void)state;
	memset(bytes + AT_X25519, 0, 32);
	assert_int_equal(signed_again(), ERR_KEY);
	memset(bytes + AT_X25519, 0xff, 32);
	assert_int_equal(signed_again(), ERR_KEY);
	assert_int_equal(written(), 0);
	memset(bytes + AT_XWING, 0xff, 3);
	assert_int_equal(signed_again(), ERR_KEY);
	assert_int_equal(written(), 0);
	memset(bytes + AT_XWING + 1184, 0, 32);
	assert_int_equal(signed_again(), ERR_KEY);
}

static void
a_days_bundles_go_to_their_slots_and_bad_ones_to_none(void **state)
{
	struct bundle out[PEOPLE_MAX];
	uint8_t both[2 * BUNDLE_BYTES + 1];

	(void)state;
	assert_int_equal(
		bundle_write(both, &seed, d.roster.office, d.people[1].id, d.people[1].keys.sign),
		0);
	memcpy(both + BUNDLE_BYTES, bytes, BUNDLE_BYTES);
	assert_int_equal(office_bundles(out, &d.roster, DROP_DAY, span(both, 2 * BUNDLE_BYTES)), 0);
	assert_memory_equal(out[0].person, d.people[0].id, PERSON_BYTES);
	assert_memory_equal(out[1].person, d.people[1].id, PERSON_BYTES);
	assert_int_equal(out[0].day, DROP_DAY);
	assert_int_equal(out[2].day, 0);
	/* another day's is never used */
	assert_int_equal(office_bundles(out, &d.roster, DROP_DAY + 1, span(both, 2 * BUNDLE_BYTES)),
	                 0);
	assert_int_equal(out[0].day + out[1].day, 0);
	both[500] ^= 1;
	assert_int_equal(office_bundles(out, &d.roster, DROP_DAY, span(both, 2 * BUNDLE_BYTES)), 0);
	assert_int_equal(out[1].day, 0);
	assert_int_equal(out[0].day, DROP_DAY);
	assert_int_equal(office_bundles(out, &d.roster, DROP_DAY, SPAN(both)), ERR_SERVER);
	assert_int_equal(office_bundles(out, &d.roster, DROP_DAY, SPAN_NONE), 0);
	d.roster.people[0].left = DROP_DAY;
	assert_int_equal(office_bundles(out, &d.roster, DROP_DAY, SPAN(bytes)), 0);
	assert_int_equal(out[0].day, 0);
	d.roster.hash[0] ^= 1;
	assert_int_equal(office_bundles(out, &d.roster, DROP_DAY, SPAN(bytes)), ERR_OLDER);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_bundle_reads_back_and_is_the_same_from_the_same_seed, setup, teardown),
		cmocka_unit_test_setup_teardown(every_flipped_bit_of_a_bundle_is_refused, setup,
	                                        teardown),
		cmocka_unit_test_setup_teardown(another_person_cannot_sign_it, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_newer_or_forked_roster_is_told_and_an_older_is_fine, setup, teardown),
		cmocka_unit_test_setup_teardown(keys_that_are_not_safe_are_refused_though_signed,
	                                        setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_days_bundles_go_to_their_slots_and_bad_ones_to_none, setup, teardown),
	};

	return core_start() != 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
