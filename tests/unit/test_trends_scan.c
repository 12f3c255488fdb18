#include "trends.h"

#include "core/trends/names.h"
#include "core/trends/scan.h"

static void
assert_value(const char *text, bool good)
{
	struct scan s = scan(span_text(text));

	(void)scan_value(&s);
	scan_end(&s);
	if ((s.wrong == NULL) != good)
		fail_msg("%s: %s", text, s.wrong == NULL ? "was taken" : s.wrong);
}

static void
json_is_taken_and_nothing_else(void **state)
{
	static const char *const good[] = {
		"null",
		" true ",
		"false",
		"0",
		"-0",
		"-12.5e+3",
		"1E9",
		"\"\"",
		"\"a\\u00e9\\n\"",
		"[]",
		"[1, [2], {}]",
		"{}",
		"{\"a\": 1, \"b\": [null]}",
		"\"\xc3\xa9\"",
	};
	static const char *const bad[] = {
		"",     "nul",  "01",      "1.",        ".5",       "-",
		"1e",   "\"",   "\"\\x\"", "\"\\u12\"", "\"\n\"",   "\"\\u0000\"",
		"[1,]", "[,1]", "[1 2]",   "{\"a\"}",   "{\"a\":}", "{a: 1}",
		"[1}",  "[",    "1 1",     "\xff",
	};

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_value(good[i], true);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_value(bad[i], false);
}

/* A byte of zero is not the end. */
static void
what_follows_a_value_is_told_whatever_it_is(void **state)
{
	static const uint8_t more[] = {'1', ' ', 0};

	(void)state;
	for (size_t n = 1; n <= sizeof more; n++) {
		struct scan s = scan(span(more, n));

		(void)scan_value(&s);
		scan_end(&s);
		assert_int_equal(s.wrong == NULL, n < sizeof more);
	}
}

static void
nesting_has_an_end(void **state)
{
	char text[3 * SCAN_DEPTH_MAX];

	(void)state;
	memset(text, '[', sizeof text);
	memset(text + SCAN_DEPTH_MAX, ']', SCAN_DEPTH_MAX);
	text[2 * SCAN_DEPTH_MAX] = '\0';
	assert_value(text, true);
	memset(text, '[', SCAN_DEPTH_MAX + 1);
	memset(text + SCAN_DEPTH_MAX + 1, ']', SCAN_DEPTH_MAX + 1);
	text[2 * SCAN_DEPTH_MAX + 2] = '\0';
	assert_value(text, false);
}

static void
numbers_are_whole_and_bounded(void **state)
{
	static const char *const bad[] = {"1.0", "1e3", "\"1\"", "1234567890123456789", "--1", ""};
	struct scan s = scan(span_text(" -123456789012345678"));

	(void)state;
	assert_int_equal(scan_whole(&s), INT64_C(-123456789012345678));
	scan_end(&s);
	assert_null(s.wrong);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		s = scan(span_text(bad[i]));
		assert_int_equal(scan_whole(&s), 0);
		assert_non_null(s.wrong);
	}
}

static void
the_first_mistake_is_told_with_its_place(void **state)
{
	struct span text = span_text("{\"\xc3\xa9\": 1,\n  \"b\" 2}"), name;
	struct scan s = scan(text);
	size_t line, column;

	(void)state;
	(void)scan_value(&s);
	assert_string_equal(s.wrong, "a colon is wanted here");
	scan_place(text, s.wrong_at, &line, &column);
	assert_int_equal(line, 2);
	assert_int_equal(column, 7);
	scan_fail(&s, "later");
	assert_string_equal(s.wrong, "a colon is wanted here");
	assert_false(scan_member(&s, &(bool){true}, &name));
}

static void
names_are_equal_however_they_are_written(void **state)
{
	struct arena a;
	struct names t;

	(void)state;
	arena_init(&a, 1 << 20);
	names_init(&t, &a);
	assert_int_equal(names_add(&t, scan_name(&a, span_text("\"\xc3\xa9\xf0\x9f\x98\x80\"")), 7),
	                 7);
	assert_int_equal(names_find(&t, scan_name(&a, span_text("\"\\u00e9\\ud83d\\ude00\""))), 7);
	assert_int_equal(names_add(&t, scan_name(&a, span_text("1")), 8), 8);
	assert_int_equal(names_find(&t, scan_name(&a, span_text("\"1\""))), -1);
	assert_int_equal(names_add(&t, scan_name(&a, span_text("1")), 9), 8);
	for (uint32_t i = 0; i < 5000; i++) {
		uint32_t *key = arena_copy(&a, &i, 1, sizeof i);

		assert_int_equal(names_add(&t, span(key, sizeof *key), i), i);
	}
	for (uint32_t i = 0; i < 5000; i++)
		assert_int_equal(names_find(&t, span(&i, sizeof i)), i);
	arena_clear(&a);
}

static void
an_arena_has_a_maximum(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a, 1 << 20);
	for (size_t i = 0; i < 10; i++)
		assert_non_null(arena_get(&a, 1000, 100));
	assert_null(arena_get(&a, 1000, 1000));
	assert_int_equal(a.err, ERR_SIZE);
	assert_null(arena_get(&a, 1, 1));
	arena_clear(&a);
	assert_non_null(arena_get(&a, 1, 1));
	assert_null(arena_get(&a, SIZE_MAX / 2, 3));
	arena_clear(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json_is_taken_and_nothing_else),
		cmocka_unit_test(what_follows_a_value_is_told_whatever_it_is),
		cmocka_unit_test(nesting_has_an_end),
		cmocka_unit_test(numbers_are_whole_and_bounded),
		cmocka_unit_test(the_first_mistake_is_told_with_its_place),
		cmocka_unit_test(names_are_equal_however_they_are_written),
		cmocka_unit_test(an_arena_has_a_maximum),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
