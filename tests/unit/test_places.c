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
	return memcmp(a, b, CLOSED_TAG_BYTES);
}

static void
a_table_has_what_is_in_it_and_nothing_else(void **state)
{
	static uint8_t table[100][CLOSED_TAG_BYTES];

	(void)state;
	for (size_t n = 0; n <= 100; n++) {
		struct span s = span(table, n * CLOSED_TAG_BYTES);
		uint8_t tag[TAG_BYTES];

		for (size_t i = 0; i < n; i++) {
			seeded_fill(table[i], CLOSED_TAG_BYTES);
			table[i][0] &= 3;
		}
		if (n > 0)
			qsort(table, n, CLOSED_TAG_BYTES, by_bytes);
		for (size_t i = 0; i < n; i++) {
			seeded_fill(tag, sizeof tag);
			memcpy(tag, table[i], CLOSED_TAG_BYTES);
			assert_true(table_has(s, tag));
			tag[CLOSED_TAG_BYTES - 1] ^= 1;
			assert_false(table_has(s, tag));
		}
		memset(tag, 0xff, TAG_BYTES);
		assert_false(table_has(s, tag));
		memset(tag, 0, TAG_BYTES);
		assert_false(table_has(s, tag));
	}
}

/* Two days of two entries each. */
static void
two_days(uint8_t out[2 * (CLOSED_HEAD_BYTES + 2 * CLOSED_TAG_BYTES)])
{
	for (uint32_t i = 0; i < 2; i++) {
		uint8_t *at = out + i * (CLOSED_HEAD_BYTES + 2 * CLOSED_TAG_BYTES);

		memset(at, 0, CLOSED_HEAD_BYTES + 2 * CLOSED_TAG_BYTES);
		put_u32(at, 20000 + i);
		put_u32(at + 4, 2);
		at[CLOSED_HEAD_BYTES] = 1;
		at[CLOSED_HEAD_BYTES + CLOSED_TAG_BYTES] = 2;
	}
}

static void
tables_out_of_order_doubled_or_cut_are_refused(void **state)
{
	uint8_t all[2 * (CLOSED_HEAD_BYTES + 2 * CLOSED_TAG_BYTES)];
	const size_t one = sizeof all / 2;
	struct span rest, table;
	uint32_t day;

	(void)state;
	two_days(all);
	assert_int_equal(tables_check(SPAN(all)), 0);
	assert_int_equal(tables_check(SPAN_NONE), 0);
	rest = SPAN(all);
	assert_true(tables_next(&rest, &day, &table));
	assert_true(tables_next(&rest, &day, &table));
	assert_int_equal(day, 20001);
	assert_ptr_equal(table.p, all + one + CLOSED_HEAD_BYTES);
	assert_int_equal(table.n, 2 * CLOSED_TAG_BYTES);
	assert_int_equal(rest.n, 0);
	for (size_t n = 1; n < sizeof all; n++)
		assert_int_equal(tables_check(span(all, n)), n == one ? 0 : ERR_SERVER);
	put_u32(all + one, 20000); /* twice the same day */
	assert_int_equal(tables_check(SPAN(all)), ERR_SERVER);
	two_days(all);
	put_u32(all + one + 4, UINT32_MAX); /* more than an address has room for */
	assert_int_equal(tables_check(SPAN(all)), ERR_SERVER);
	two_days(all);
	all[one + CLOSED_HEAD_BYTES] = 2; /* twice the same entry */
	assert_int_equal(tables_check(SPAN(all)), ERR_SERVER);
	all[one + CLOSED_HEAD_BYTES] = 3;
	assert_int_equal(tables_check(SPAN(all)), ERR_SERVER);
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
	};

	return core_start() != 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
