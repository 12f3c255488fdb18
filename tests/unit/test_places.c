/* Places: access and tag, and the tables of tags. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <sodium.h>
#include <string.h>

#include "core/secret.h"
#include "core/talk/deposit.h"
#include "core/talk/places.h"
#include "tests/unit/seeded.h"

static uint8_t key[32], office[OFFICE_BYTES], person[PERSON_BYTES], id[MESSAGE_ID_BYTES];

static int
setup(void **state)
{
	(void)state;
	seeded_state = 5;
	seeded_fill(key, sizeof key);
	seeded_fill(office, sizeof office);
	seeded_fill(person, sizeof person);
	seeded_fill(id, sizeof id);
	return 0;
}

static void
differ(const struct place *a, const struct place *b)
{
	assert_memory_not_equal(a->access, b->access, ACCESS_BYTES);
	assert_memory_not_equal(a->tag, b->tag, TAG_BYTES);
}

static void
a_place_depends_on_key_office_day_and_number(void **state)
{
	struct place p, q;

	(void)state;
	place_at(&p, key, office, 20000, 5);
	place_at(&q, key, office, 20000, 5);
	assert_memory_equal(&p, &q, sizeof p);
	assert_int_equal(p.day, 20000);
	place_at(&q, key, office, 20001, 5);
	differ(&p, &q);
	place_at(&q, key, office, 20000, 6);
	differ(&p, &q);
	place_at(&q, key, office, 20000, 5 + 256);
	differ(&p, &q);
	key[0] ^= 1;
	place_at(&q, key, office, 20000, 5);
	differ(&p, &q);
	key[0] ^= 1;
	office[0] ^= 1;
	place_at(&q, key, office, 20000, 5);
	differ(&p, &q);
}

static void
an_envelope_depends_on_everything_that_names_it(void **state)
{
	struct place p, q;

	(void)state;
	place_envelope(&p, key, office, person, 20000, id, 0);
	place_envelope(&q, key, office, person, 20000, id, 1);
	differ(&p, &q);
	place_envelope(&q, key, office, person, 20001, id, 0);
	differ(&p, &q);
	person[3] ^= 1;
	place_envelope(&q, key, office, person, 20000, id, 0);
	differ(&p, &q);
	person[3] ^= 1;
	id[3] ^= 1;
	place_envelope(&q, key, office, person, 20000, id, 0);
	differ(&p, &q);
}

static void
the_tag_follows_from_the_access_alone(void **state)
{
	struct place p;
	uint8_t tag[TAG_BYTES];

	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		if (i == 0)
			place_at(&p, key, office, 20000, 0);
		else if (i == 1)
			place_envelope(&p, key, office, person, 20000, id, 0);
		else
			place_random(&p, office, 20000);
		place_tag(tag, office, p.access);
		assert_memory_equal(tag, p.tag, TAG_BYTES);
	}
}

static int
by_bytes(const void *a, const void *b)
{
	return memcmp(a, b, TAG_BYTES);
}

static void
a_table_has_what_is_in_it_and_nothing_else(void **state)
{
	static uint8_t table[100][TAG_BYTES];

	(void)state;
	for (size_t n = 0; n <= 100; n++) {
		struct span s = span(table, n * TAG_BYTES);
		uint8_t absent[TAG_BYTES];

		for (size_t i = 0; i < n; i++) {
			seeded_fill(table[i], TAG_BYTES);
			table[i][0] &= 3;
		}
		if (n > 0)
			qsort(table, n, TAG_BYTES, by_bytes);
		assert_int_equal(table_check(s), 0);
		for (size_t i = 0; i < n; i++) {
			assert_true(table_has(s, table[i]));
			memcpy(absent, table[i], TAG_BYTES);
			absent[15] ^= 1;
			assert_false(table_has(s, absent));
		}
		memset(absent, 0xff, TAG_BYTES);
		assert_false(table_has(s, absent));
		memset(absent, 0, TAG_BYTES);
		assert_false(table_has(s, absent));
	}
}

static void
tables_out_of_order_doubled_or_cut_are_refused(void **state)
{
	uint8_t table[3 * TAG_BYTES] = {0};

	(void)state;
	table[TAG_BYTES] = 1;
	table[(size_t)2 * TAG_BYTES] = 2;
	assert_int_equal(table_check(SPAN(table)), 0);
	assert_int_equal(table_check(span(table, sizeof table - 1)), ERR_SERVER);
	table[(size_t)2 * TAG_BYTES] = 1;
	assert_int_equal(table_check(SPAN(table)), ERR_SERVER);
	table[TAG_BYTES] = 3;
	assert_int_equal(table_check(SPAN(table)), ERR_SERVER);
}

static void
the_first_free_place_is_after_those_taken(void **state)
{
	static uint8_t table[PLACES_PER_DAY][TAG_BYTES], sorted[PLACES_PER_DAY][TAG_BYTES];
	struct place p;

	(void)state;
	for (unsigned n = 0; n <= PLACES_PER_DAY; n++) {
		memcpy(sorted, table, sizeof table);
		if (n > 0)
			qsort(sorted, n, TAG_BYTES, by_bytes);
		assert_int_equal(
			deposit_first_free(key, office, 20000, span(sorted, (size_t)n * TAG_BYTES)),
			n);
		assert_int_equal(
			deposit_first_free(key, office, 20001, span(sorted, (size_t)n * TAG_BYTES)),
			0);
		if (n == PLACES_PER_DAY)
			break;
		place_at(&p, key, office, 20000, n);
		memcpy(table[n], p.tag, TAG_BYTES);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_place_depends_on_key_office_day_and_number, setup),
		cmocka_unit_test_setup(an_envelope_depends_on_everything_that_names_it, setup),
		cmocka_unit_test_setup(the_tag_follows_from_the_access_alone, setup),
		cmocka_unit_test_setup(a_table_has_what_is_in_it_and_nothing_else, setup),
		cmocka_unit_test_setup(tables_out_of_order_doubled_or_cut_are_refused, setup),
		cmocka_unit_test_setup(the_first_free_place_is_after_those_taken, setup),
	};

	return core_start() != 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
