/* Items of tag, length and bytes: read back as written, and never read past their end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <string.h>

#include "core/secret.h"
#include "core/talk/items.h"
#include "tests/unit/seeded.h"

enum { ITEMS = 12 };

static void
items_read_back_as_they_were_written_whatever_their_tag(void **state)
{
	(void)state;
	for (int round = 0; round < 100; round++) {
		struct item written[ITEMS], found;
		uint8_t bytes[ITEMS][300];
		struct item_reader r;
		struct buf b;

		buf_init(&b, TEXT_MAX);
		for (size_t i = 0; i < ITEMS; i++) {
			seeded_fill(bytes[i], sizeof bytes[i]);
			written[i].tag = (uint16_t)seeded_u32();
			written[i].bytes = span(bytes[i], seeded_below(sizeof bytes[i] + 1));
			item_put(&b, written[i].tag, written[i].bytes);
		}
		assert_int_equal(b.err, 0);
		r = item_reader(buf_span(&b));
		for (size_t i = 0; i < ITEMS; i++) {
			assert_true(item_next(&r, &found));
			assert_int_equal(found.tag, written[i].tag);
			assert_true(span_equal(found.bytes, written[i].bytes));
		}
		assert_false(item_next(&r, &found));
		assert_int_equal(r.err, 0);
		buf_clear(&b);
	}
}

static void
every_truncation_is_told_and_stays_told(void **state)
{
	static const size_t sizes[] = {0, 1, 7};
	struct item found;
	size_t ends[4] = {0};
	struct buf b;

	(void)state;
	buf_init(&b, TEXT_MAX);
	for (size_t i = 0; i < 3; i++) {
		item_put(&b, (uint16_t)i, span("abcdefg", sizes[i]));
		ends[i + 1] = b.n;
	}
	for (size_t n = 0; n <= b.n; n++) {
		struct item_reader r = item_reader(span(b.p, n));
		size_t whole = 0;
		bool at_end;

		while (item_next(&r, &found))
			whole++;
		at_end = n == ends[whole];
		assert_int_equal(r.err, at_end ? 0 : ERR_FORMAT);
		assert_true(whole == 3 || n < ends[whole + 1]);
		assert_false(item_next(&r, &found));
		assert_int_equal(r.err, at_end ? 0 : ERR_FORMAT);
		assert_int_equal(found.bytes.n, 0);
	}
	buf_clear(&b);
}

static void
an_item_that_does_not_fit_is_left_out_whole(void **state)
{
	static uint8_t long_one[ITEM_BYTES_MAX + 1];
	struct buf b;

	(void)state;
	buf_init(&b, 20);
	item_put(&b, 1, span_text("123456"));
	item_put(&b, 2, span_text("1234567"));
	assert_int_equal(b.err, ERR_SIZE);
	assert_int_equal(b.n, 10);
	item_put(&b, 3, SPAN_NONE);
	assert_int_equal(b.n, 10);
	buf_clear(&b);
	item_put(&b, 1, span_text("123456"));
	item_put(&b, 2, span_text("123456"));
	assert_int_equal(b.err, 0);
	assert_int_equal(b.n, 20);
	buf_clear(&b);
	buf_init(&b, 2 * sizeof long_one);
	item_put(&b, 1, span(long_one, sizeof long_one - 1));
	assert_int_equal(b.err, 0);
	item_put(&b, 1, span(long_one, sizeof long_one));
	assert_int_equal(b.err, ERR_SIZE);
	assert_int_equal(b.n, 4 + ITEM_BYTES_MAX);
	buf_clear(&b);
}

static void
the_high_bit_of_a_tag_must_be_understood(void **state)
{
	(void)state;
	assert_false(item_must_understand(0));
	assert_false(item_must_understand(0x7fff));
	assert_true(item_must_understand(0x8000));
	assert_true(item_must_understand(0xffff));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(items_read_back_as_they_were_written_whatever_their_tag),
		cmocka_unit_test(every_truncation_is_told_and_stays_told),
		cmocka_unit_test(an_item_that_does_not_fit_is_left_out_whole),
		cmocka_unit_test(the_high_bit_of_a_tag_must_be_understood),
	};

	return core_start() != 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
