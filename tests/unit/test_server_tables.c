#include "server_office.h"

#include "server/cover.h"
#include "server/tables.h"

enum { DAY = 20000 };

static int
setup(void **state)
{
	*state = tables_new();
	return *state == NULL;
}

static int
teardown(void **state)
{
	tables_free(*state);
	return 0;
}

static void
tag_of(uint8_t out[TAG_BYTES], unsigned n)
{
	uint8_t hash[32], in[4];

	put_u32(in, n);
	crypto_hash_sha256(hash, in, sizeof in);
	memcpy(out, hash, TAG_BYTES);
}

static void
add(struct tables *t, uint32_t day, unsigned from, unsigned to)
{
	struct buf b;
	uint8_t tag[TAG_BYTES];

	buf_init(&b, 1 << 20);
	for (unsigned n = from; n < to; n++) {
		tag_of(tag, n);
		buf_put(&b, tag, TAG_BYTES);
	}
	assert_int_equal(tables_add(t, day, buf_span(&b)), 0);
	buf_clear(&b);
}

static size_t
size_of(struct tables *t, uint32_t day)
{
	struct payload *page = tables_page(t, day);
	size_t n = payload_bytes(page).n;

	assert_int_equal(table_check(payload_bytes(page)), 0);
	payload_unref(page);
	return n / TAG_BYTES;
}

static void
a_table_is_sorted_and_holds_each_tag_once(void **state)
{
	uint8_t tag[TAG_BYTES];

	add(*state, DAY, 0, 50);
	add(*state, DAY, 30, 80);
	add(*state, DAY, 0, 80);
	assert_int_equal(size_of(*state, DAY), 80);
	for (unsigned n = 0; n < 90; n++) {
		tag_of(tag, n);
		assert_true(tables_has(*state, DAY, tag) == (n < 80));
	}
	assert_int_equal(tables_count(*state), 80);
}

static void
days_are_apart_and_any_other_day_is_empty(void **state)
{
	uint8_t tag[TAG_BYTES];

	add(*state, DAY, 0, 3);
	add(*state, DAY + 1, 3, 5);
	tag_of(tag, 0);
	assert_false(tables_has(*state, DAY + 1, tag));
	assert_int_equal(size_of(*state, DAY), 3);
	assert_int_equal(size_of(*state, DAY + 1), 2);
	assert_int_equal(size_of(*state, DAY + 2), 0);
	assert_int_equal(size_of(*state, 0), 0);
}

static void
who_reads_a_table_keeps_it_while_it_changes(void **state)
{
	struct payload *before, *again;
	uint8_t copy[3 * TAG_BYTES];

	add(*state, DAY, 0, 3);
	before = tables_page(*state, DAY);
	memcpy(copy, payload_bytes(before).p, sizeof copy);
	again = tables_page(*state, DAY);
	assert_ptr_equal(again, before); /* nothing is made anew for each reader */
	payload_unref(again);
	add(*state, DAY, 3, 2000);
	tables_forget(*state, DAY + 1);
	assert_int_equal(payload_bytes(before).n, sizeof copy);
	assert_memory_equal(payload_bytes(before).p, copy, sizeof copy);
	payload_unref(before);
}

static void
forgetting_takes_the_days_before(void **state)
{
	for (unsigned i = 0; i < 40; i++)
		add(*state, DAY + i, i * 10, i * 10 + 10);
	assert_int_equal(tables_count(*state), 400);
	tables_forget(*state, DAY + 30);
	assert_int_equal(tables_count(*state), 100);
	assert_int_equal(size_of(*state, DAY + 29), 0);
	assert_int_equal(size_of(*state, DAY + 30), 10);
	add(*state, DAY + 30, 0, 1);
	assert_int_equal(size_of(*state, DAY + 30), 11);
}

/* The mean is what the protocol says: 96 a day; the draws of a year, spread evenly. */
static void
cover_comes_as_often_as_the_protocol_says(void **state)
{
	enum { DRAWS = 10000 };
	double wait = 0, burst = 0;

	(void)state;
	for (uint64_t i = 0; i < DRAWS; i++)
		wait += (double)cover_wait_ms((((uint64_t)1 << 53) / DRAWS) * i +
		                              ((uint64_t)1 << 52) / DRAWS);
	for (size_t i = 0; i < DRAWS; i++) {
		size_t n = cover_burst();

		assert_true(n == 1 || n == 2 || n == 4 || n == 8);
		burst += (double)n;
	}
	assert_true(burst / DRAWS > 3.5 && burst / DRAWS < 4.0);
	assert_true(86400e3 / (wait / DRAWS) * 3.75 > COVER_TAGS_PER_DAY * 0.99);
	assert_true(86400e3 / (wait / DRAWS) * 3.75 < COVER_TAGS_PER_DAY * 1.01);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_table_is_sorted_and_holds_each_tag_once),
		TEST(days_are_apart_and_any_other_day_is_empty),
		TEST(who_reads_a_table_keeps_it_while_it_changes),
		TEST(forgetting_takes_the_days_before),
		cmocka_unit_test(cover_comes_as_often_as_the_protocol_says),
	};

	return core_start() != 0 || cmocka_run_group_tests(tests, NULL, NULL);
}
