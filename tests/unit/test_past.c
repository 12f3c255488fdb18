/* What a vault knows of its past (devices, marks, end-day keys), and secrets side by side. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <sodium.h>
#include <string.h>

#include "core/desk/ends.h"
#include "core/desk/past.h"
#include "core/desk/seen.h"
#include "core/secret.h"
#include "tests/unit/seeded.h"

static void
save(struct devices *d, uint8_t device, unsigned times)
{
	const uint8_t id[DEVICE_BYTES] = {device};

	while (times-- > 0)
		devices_save(d, id);
}

static void
of_two_versions_it_is_known_which_has_everything_of_the_other(void **state)
{
	struct devices a = {0}, b = {0};

	(void)state;
	assert_int_equal(devices_compare(&a, &b), DEVICES_SAME);
	save(&a, 1, 3);
	assert_int_equal(devices_compare(&a, &b), DEVICES_AHEAD);
	assert_int_equal(devices_compare(&b, &a), DEVICES_BEHIND);
	b = a;
	save(&b, 2, 1);
	assert_int_equal(devices_compare(&a, &b), DEVICES_BEHIND);
	save(&a, 1, 1);
	assert_int_equal(devices_compare(&a, &b), DEVICES_FORKED);
	devices_join(&a, &b);
	assert_int_equal(devices_compare(&a, &b), DEVICES_AHEAD);
	assert_int_equal(a.n, 2);
	/* the home without an id is a device like others */
	save(&b, 0, 1);
	assert_int_equal(devices_compare(&a, &b), DEVICES_FORKED);
}

static void
a_seventeenth_device_takes_the_place_of_that_which_saved_longest_ago(void **state)
{
	struct devices d = {0}, other = {0};

	(void)state;
	for (uint8_t i = 1; i <= DEVICES_MAX; i++)
		save(&d, i, 1);
	save(&d, 1, 1);
	save(&d, 99, 1);
	assert_int_equal(d.n, DEVICES_MAX);
	assert_int_equal(d.rows[0].id[0], 3);
	assert_int_equal(d.rows[DEVICES_MAX - 1].id[0], 99);
	assert_int_equal(d.rows[DEVICES_MAX - 2].count, 2);
	/* joined, the other's that saved longest ago go */
	for (uint8_t i = 100; i < 110; i++)
		save(&other, i, 1);
	devices_join(&d, &other);
	assert_int_equal(d.n, DEVICES_MAX);
	assert_int_equal(d.rows[0].id[0], 3);
	d.n = 10;
	devices_join(&d, &other);
	assert_int_equal(d.n, DEVICES_MAX);
	assert_int_equal(d.rows[0].id[0], 104);
	assert_int_equal(d.rows[6].id[0], 3);
}

/* Beside a plain list, with random deeds. */
static void
marks_are_found_while_their_day_lasts(void **state)
{
	struct seen s = {0};
	struct seen_mark plain[400];
	size_t n = 0;

	(void)state;
	for (unsigned i = 0; i < 400; i++) {
		plain[n].day = seeded_below(5);
		memset(plain[n].mark, 0, MARK_BYTES);
		put_u32(plain[n].mark, i);
		assert_int_equal(seen_add(&s, plain[n].day, plain[n].mark), 0);
		n++;
		if (seeded_below(50) == 0) {
			uint32_t day = seeded_below(5);
			size_t kept = 0;

			seen_erase_day(&s, day);
			for (size_t k = 0; k < n; k++) {
				if (plain[k].day != day)
					plain[kept++] = plain[k];
				else
					assert_false(seen_has(&s, plain[k].mark));
			}
			n = kept;
		}
		assert_int_equal(s.n, n);
		for (size_t k = 0; k < n; k++)
			assert_true(seen_has(&s, plain[k].mark));
	}
	seen_clear(&s);
	assert_false(seen_has(&s, plain[0].mark));
}

static void
end_day_keys_are_of_the_460_days_to_come(void **state)
{
	static uint8_t answer[ENDS_BYTES];
	static struct ends ends;

	(void)state;
	put_u32(answer, 20000);
	for (size_t i = 0; i < END_KEYS; i++)
		put_u32(answer + 4 + i * END_KEY_BYTES, (uint32_t)(20001 + i));
	assert_int_equal(ends_read(&ends, SPAN(answer)), 0);
	assert_null(ends_key(&ends, 0));
	assert_null(ends_key(&ends, 20000));
	assert_int_equal(get_u32(ends_key(&ends, 20001)), 20001);
	assert_int_equal(get_u32(ends_key(&ends, 20460)), 20460);
	assert_null(ends_key(&ends, 20461));
	assert_null(ends_key(&ends, UINT32_MAX));
	assert_int_equal(ends_nearest(&ends, 0), 20001);
	assert_int_equal(ends_nearest(&ends, 20100), 20100);
	assert_int_equal(ends_nearest(&ends, UINT32_MAX), 20460);
	assert_int_equal(ends_read(&ends, span(answer, sizeof answer - 1)), ERR_SIZE);
	put_u32(answer, UINT32_MAX - 400);
	assert_int_equal(ends_read(&ends, SPAN(answer)), ERR_FORMAT);
}

static void
secrets_side_by_side_begin_as_zeros_and_are_wiped(void **state)
{
	struct secret_pool pool = {.size = 100};
	uint8_t *cells[200];

	(void)state;
	for (size_t i = 0; i < 200; i++) {
		cells[i] = secret_pool_new(&pool);
		assert_non_null(cells[i]);
		assert_int_equal((uintptr_t)cells[i] % sizeof(max_align_t), 0);
		assert_true(sodium_is_zero(cells[i], 100));
		memset(cells[i], (int)i + 1, 100);
	}
	for (size_t i = 0; i < 200; i++)
		assert_int_equal(cells[i][99], (uint8_t)(i + 1));
	for (size_t i = 0; i < 200; i += 2) {
		secret_pool_drop(&pool, cells[i]);
		assert_true(sodium_is_zero(cells[i] + sizeof(void *), 100 - sizeof(void *)));
	}
	for (size_t i = 0; i < 200; i += 2) {
		uint8_t *again = secret_pool_new(&pool);

		assert_true(sodium_is_zero(again, 100));
	}
	for (size_t i = 1; i < 200; i += 2)
		assert_int_equal(cells[i][50], (uint8_t)(i + 1));
	secret_pool_drop(&pool, NULL);
	secret_pool_clear(&pool);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_two_versions_it_is_known_which_has_everything_of_the_other),
		cmocka_unit_test(
			a_seventeenth_device_takes_the_place_of_that_which_saved_longest_ago),
		cmocka_unit_test(marks_are_found_while_their_day_lasts),
		cmocka_unit_test(end_day_keys_are_of_the_460_days_to_come),
		cmocka_unit_test(secrets_side_by_side_begin_as_zeros_and_are_wiped),
	};

	return core_start() != 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
