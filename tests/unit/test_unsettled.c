/* Renewals and requests of an inbox that was not read to its end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <string.h>
#include <time.h>

#include "core/crypto/keys.h"
#include "core/desk/unsettled.h"

static const uint8_t OFFICE[OFFICE_BYTES] = {7};

/* Keys of number n; after is the number that they renew, or 0. */
static struct unsettled_row
row_of(uint32_t n, uint32_t after)
{
	struct unsettled_row row = {.day = n}, old;

	put_u32(row.x25519, n);
	put_u32(row.talk, n);
	row.xwing_hash[31] = 1;
	if (after == 0)
		return row;
	old = row_of(after, 0);
	keys_renewal_hashed(row.proof, old.talk, OFFICE, row.x25519, row.xwing_hash, row.talk);
	return row;
}

static struct unsettled_row *
put(struct unsettled *u, uint32_t n, uint32_t after, bool forgotten)
{
	struct unsettled_row row = row_of(n, after), *out;

	row.forgotten = forgotten;
	assert_int_equal(unsettled_put(u, &row, &out), 0);
	return out;
}

static bool
has(const struct unsettled *u, uint32_t n)
{
	struct unsettled_row row = row_of(n, 0);

	return unsettled_find(u, row.x25519, row.talk) != NULL;
}

/* Whoever sends a chain of renewals, and then much under its first keys, makes each cost no more.
 */
static void
a_long_chain_is_walked_once(void **state)
{
	enum { CHAIN = 1024 };
	struct unsettled_row *forgotten = NULL, first = row_of(1, 0);
	struct unsettled u = {0};
	clock_t once, again;

	(void)state;
	for (uint32_t n = CHAIN + 1; n > 1; n--)
		put(&u, n, n - 1, n == CHAIN + 1);
	once = clock();
	assert_int_equal(get_u32(unsettled_last(&u, first.talk, OFFICE, &forgotten)->x25519),
	                 CHAIN + 1);
	again = clock();
	for (unsigned i = 0; i < 100; i++) {
		forgotten = NULL;
		assert_int_equal(
			get_u32(unsettled_last(&u, first.talk, OFFICE, &forgotten)->x25519),
			CHAIN + 1);
		assert_non_null(forgotten);
	}
	assert_true(clock() - again < again - once);
	/* what comes at its end is found, and links hold when a row goes */
	put(&u, CHAIN + 2, CHAIN + 1, false);
	unsettled_expire(&u, 3);
	assert_int_equal(get_u32(unsettled_last(&u, row_of(2, 0).talk, OFFICE, &forgotten)->x25519),
	                 CHAIN + 2);
	assert_null(unsettled_last(&u, first.talk, OFFICE, &forgotten));
	unsettled_clear(&u);
}

static void
renewals_lead_on_in_whatever_order_they_came(void **state)
{
	struct unsettled_row *forgotten = NULL, first = row_of(1, 0), last = row_of(3, 0);
	struct unsettled u = {0};

	(void)state;
	put(&u, 3, 2, true);
	assert_null(unsettled_last(&u, first.talk, OFFICE, &forgotten));
	put(&u, 2, 1, false);
	put(&u, 9, 8, false);
	assert_memory_equal(unsettled_last(&u, first.talk, OFFICE, &forgotten)->x25519, last.x25519,
	                    X25519_BYTES);
	assert_non_null(forgotten);
	assert_int_equal(forgotten->day, 3);
	forgotten = NULL;
	assert_null(unsettled_last(&u, last.talk, OFFICE, &forgotten));
	assert_null(forgotten);
	unsettled_clear(&u);
}

static void
of_too_many_a_request_that_found_something_goes_last(void **state)
{
	struct unsettled u = {0};

	(void)state;
	put(&u, 1, 0, true)->told = true;
	put(&u, 2, 0, true);
	put(&u, 3, 1, false);
	for (uint32_t i = 4; i <= UNSETTLED_MAX; i++)
		put(&u, i, 0, true)->told = true;
	assert_true(has(&u, 3));
	for (uint32_t gone = 3; gone >= 1; gone--) {
		put(&u, UNSETTLED_MAX + 4 - gone, 0, true)->told = true;
		assert_int_equal(u.n, UNSETTLED_MAX);
		assert_false(has(&u, gone));
		assert_true(gone == 1 || has(&u, gone - 1));
	}
	unsettled_clear(&u);
}

static void
what_is_written_reads_the_same_and_joins_with_itself(void **state)
{
	struct unsettled u = {0}, again = {0}, other = {0};
	struct reader r;
	struct buf b;

	(void)state;
	put(&u, 1, 0, true)->told = true;
	put(&u, 2, 1, false);
	buf_init(&b, 1024);
	unsettled_write(&b, &u);
	r = reader(buf_span(&b));
	assert_int_equal(unsettled_read(&r, &again), 0);
	assert_int_equal(again.n, 2);
	assert_memory_equal(again.rows, u.rows, 2 * sizeof *u.rows);
	r = reader(span(b.p, b.n - 1));
	assert_int_equal(unsettled_read(&r, &other), ERR_FORMAT);
	b.p[b.n - 1] = 4;
	r = reader(buf_span(&b));
	assert_int_equal(unsettled_read(&r, &other), ERR_FORMAT);
	unsettled_clear(&other);
	put(&other, 2, 0, true);
	put(&other, 5, 0, false);
	assert_int_equal(unsettled_join(&again, &other), 0);
	assert_int_equal(again.n, 3);
	assert_true(again.rows[1].forgotten);
	assert_memory_equal(again.rows[1].proof, u.rows[1].proof, 32);
	unsettled_expire(&again, 3);
	assert_int_equal(again.n, 1);
	assert_true(has(&again, 5));
	buf_clear(&b);
	unsettled_clear(&u);
	unsettled_clear(&again);
	unsettled_clear(&other);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_long_chain_is_walked_once),
		cmocka_unit_test(renewals_lead_on_in_whatever_order_they_came),
		cmocka_unit_test(of_too_many_a_request_that_found_something_goes_last),
		cmocka_unit_test(what_is_written_reads_the_same_and_joins_with_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
