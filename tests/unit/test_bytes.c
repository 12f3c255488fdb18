/* Spans, bufs, readers, hex and UTF-8. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <sodium.h>
#include <string.h>

#include "core/bytes.h"
#include "core/secret.h"
#include "tests/unit/seeded.h"

static void
integers_read_back_as_they_were_put(void **state)
{
	struct buf b;
	struct reader r;
	uint8_t wide[8];

	(void)state;
	buf_init(&b, 1 << 16);
	seeded_state = 7;
	for (int i = 0; i < 500; i++) {
		uint64_t v = seeded_next() >> seeded_below(64);

		buf_put_u8(&b, (uint8_t)v);
		buf_put_u16(&b, (uint16_t)v);
		buf_put_u32(&b, (uint32_t)v);
		put_u64(wide, v);
		buf_put(&b, wide, sizeof wide);
	}
	assert_int_equal(b.err, 0);
	assert_int_equal(b.n, 500 * 15);
	r = reader(buf_span(&b));
	seeded_state = 7;
	for (int i = 0; i < 500; i++) {
		uint64_t v = seeded_next() >> seeded_below(64);

		assert_int_equal(read_u8(&r), (uint8_t)v);
		assert_int_equal(read_u16(&r), (uint16_t)v);
		assert_int_equal(read_u32(&r), (uint32_t)v);
		assert_true(read_u64(&r) == v);
	}
	assert_int_equal(r.err, 0);
	assert_int_equal(r.n, 0);
	buf_clear(&b);
}

static void
integers_are_big_endian(void **state)
{
	struct buf b;
	uint8_t wide[8];

	(void)state;
	buf_init(&b, 32);
	buf_put_u16(&b, 0x0102);
	buf_put_u32(&b, 0x03040506);
	put_u64(wide, 0x0708090a0b0c0d0e);
	buf_put(&b, wide, sizeof wide);
	for (uint8_t i = 0; i < 14; i++)
		assert_int_equal(b.p[i], i + 1);
	assert_int_equal(get_u32(b.p + 2), 0x03040506);
	buf_clear(&b);
}

static void
a_buf_never_exceeds_its_maximum_and_the_error_sticks(void **state)
{
	struct buf b;

	(void)state;
	for (size_t max = 0; max < 300; max += 7) {
		buf_init(&b, max);
		for (size_t i = 0; i < max; i++)
			buf_put_u8(&b, (uint8_t)i);
		assert_int_equal(b.err, 0);
		buf_put_u8(&b, 0);
		assert_int_equal(b.err, ERR_SIZE);
		buf_put(&b, NULL, 0);
		assert_int_equal(b.n, max);
		assert_null(buf_grow(&b, 0));
		for (size_t i = 0; i < max; i++)
			assert_int_equal(b.p[i], (uint8_t)i);
		buf_clear(&b);
		assert_int_equal(b.err, 0);
		assert_int_equal(b.max, max);
	}
	buf_init(&b, SIZE_MAX);
	buf_put_u8(&b, 1);
	assert_null(buf_grow(&b, SIZE_MAX));
	assert_int_equal(b.err, ERR_SIZE);
	buf_clear(&b);
}

static void
putting_nothing_is_nothing(void **state)
{
	struct buf b;
	struct reader r = reader(SPAN_NONE);

	(void)state;
	buf_init(&b, 8);
	buf_put(&b, NULL, 0);
	buf_put_zeros(&b, 0);
	buf_put_random(&b, 0);
	buf_put_span(&b, SPAN_NONE);
	buf_put_text(&b, "");
	(void)buf_grow(&b, 0);
	assert_int_equal(b.n, 0);
	assert_int_equal(b.err, 0);
	assert_int_equal(read_span(&r, 0).n, 0);
	assert_int_equal(r.err, 0);
	assert_true(span_equal(SPAN_NONE, span("", 0)));
	assert_false(span_equal(SPAN_NONE, span("a", 1)));
	buf_clear(&b);
}

static void
what_is_cut_out_is_gone_and_the_rest_closes_up(void **state)
{
	static const uint8_t left[] = {0, 1, 5, 6, 7};
	struct buf b;

	(void)state;
	buf_init(&b, 8);
	buf_cut(&b, 0, 0); /* of nothing, nothing */
	for (uint8_t i = 0; i < 8; i++)
		buf_put_u8(&b, i);
	buf_cut(&b, 2, 3);
	assert_int_equal(b.n, sizeof left);
	assert_memory_equal(b.p, left, sizeof left);
	for (size_t i = sizeof left; i < 8; i++)
		assert_int_equal(b.p[i], 0);
	buf_cut(&b, 4, 1);
	assert_int_equal(b.n, 4);
	buf_cut(&b, 0, 4);
	assert_int_equal(b.n, 0);
	assert_int_equal(b.p[0], 0);
	buf_clear(&b);
}

static void
a_reader_past_the_end_yields_zeros_for_good(void **state)
{
	static const uint8_t bytes[] = {1, 2, 3};
	struct reader r = reader(SPAN(bytes));
	uint8_t out[4] = {9, 9, 9, 9};

	(void)state;
	assert_int_equal(read_u8(&r), 1);
	assert_int_equal(read_u32(&r), 0);
	assert_int_equal(r.err, ERR_SIZE);
	assert_int_equal(read_u8(&r), 0);
	assert_null(read_span(&r, 1).p);
	read_bytes(&r, out, sizeof out);
	assert_true(sodium_is_zero(out, sizeof out));
	r = reader(SPAN(bytes));
	assert_null(read_span(&r, SIZE_MAX).p);
}

static void
hex_goes_there_and_back_and_refuses_the_rest(void **state)
{
	uint8_t bytes[33], again[33];
	char text[67];

	(void)state;
	seeded_state = 3;
	for (size_t n = 0; n <= sizeof bytes; n++) {
		seeded_fill(bytes, n);
		hex_put(text, span(bytes, n));
		assert_int_equal(strlen(text), 2 * n);
		assert_int_equal(hex_get(again, n, span_text(text)), 0);
		assert_memory_equal(bytes, again, n);
		assert_int_equal(hex_get(again, n, span(text, 2 * n + 1)), ERR_FORMAT);
		if (n == 0)
			continue;
		assert_int_equal(hex_get(again, n, span(text, 2 * n - 1)), ERR_FORMAT);
		text[seeded_below((unsigned)(2 * n))] = "gG :-\n"[n % 6];
		assert_int_equal(hex_get(again, n, span_text(text)), ERR_FORMAT);
	}
}

static void
utf8_is_told_from_what_is_not(void **state)
{
	static const char *const good[] = {
		"",
		"a",
		"\x7f",
		"\xc2\x80",
		"\xdf\xbf",
		"\xe0\xa0\x80",
		"\xed\x9f\xbf",
		"\xee\x80\x80",
		"\xef\xbf\xbf",
		"\xf0\x90\x80\x80",
		"\xf4\x8f\xbf\xbf",
		"gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x99\x82",
	};
	static const char *const bad[] = {
		"\x80",
		"\xbf",
		"\xc0\x80",
		"\xc1\xbf",
		"\xc2",
		"\xc2\x41",
		"\xc2\xc2",
		"\xe0\x9f\xbf",
		"\xe0\xa0",
		"\xe0\xa0\x41",
		"\xed\xa0\x80",
		"\xed\xbf\xbf",
		"\xf0\x8f\xbf\xbf",
		"\xf0\x90\x80",
		"\xf4\x90\x80\x80",
		"\xf5\x80\x80\x80",
		"\xf8\x88\x80\x80\x80",
		"\xfe",
		"\xff",
		"a\xe2\x82",
	};

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_true(utf8_valid(span_text(good[i])));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(utf8_valid(span_text(bad[i])));
	assert_false(utf8_valid(span("a\0b", 3)));
}

/* Every code point, spelt by hand. */
static void
every_code_point_but_surrogates_and_nul_is_utf8(void **state)
{
	(void)state;
	for (uint32_t c = 0; c < 0x110400; c++) {
		uint8_t s[4];
		size_t n;

		if (c < 0x80)
			s[0] = (uint8_t)c, n = 1;
		else if (c < 0x800)
			s[0] = (uint8_t)(0xc0 | c >> 6), n = 2;
		else if (c < 0x10000)
			s[0] = (uint8_t)(0xe0 | c >> 12), n = 3;
		else
			s[0] = (uint8_t)(0xf0 | c >> 18), n = 4;
		for (size_t i = 1; i < n; i++)
			s[i] = (uint8_t)(0x80 | (c >> 6 * (n - 1 - i) & 0x3f));
		assert_true(utf8_valid(span(s, n)) ==
		            (c != 0 && c < 0x110000 && (c < 0xd800 || c > 0xdfff)));
	}
}

static void
every_error_has_its_own_sentence(void **state)
{
	(void)state;
	for (int a = ERR_INTERNAL; a < ERR_LAST; a++) {
		assert_non_null(err_text(a));
		assert_string_not_equal(err_text(a), err_text(ERR_LAST));
		for (int b = a + 1; b < ERR_LAST; b++)
			assert_string_not_equal(err_text(a), err_text(b));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(integers_read_back_as_they_were_put),
		cmocka_unit_test(integers_are_big_endian),
		cmocka_unit_test(a_buf_never_exceeds_its_maximum_and_the_error_sticks),
		cmocka_unit_test(putting_nothing_is_nothing),
		cmocka_unit_test(what_is_cut_out_is_gone_and_the_rest_closes_up),
		cmocka_unit_test(a_reader_past_the_end_yields_zeros_for_good),
		cmocka_unit_test(hex_goes_there_and_back_and_refuses_the_rest),
		cmocka_unit_test(utf8_is_told_from_what_is_not),
		cmocka_unit_test(every_code_point_but_surrogates_and_nul_is_utf8),
		cmocka_unit_test(every_error_has_its_own_sentence),
	};

	return core_start() != 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
