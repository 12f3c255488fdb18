/* Codes: the list that is carried, others that take its place, and what is found by a word. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <string.h>

#include "core/trends/codes.h"

static struct codes usual;

static int
setup(void **state)
{
	(void)state;
	return codes_usual(&usual);
}

static uint8_t
code(const char *typed)
{
	uint8_t out = CODE_NONE;

	assert_int_equal(code_read(&out, span_text(typed)), 0);
	return out;
}

static void
the_carried_list_is_whole(void **state)
{
	static const char *const letters = "esjljjeke";

	(void)state;
	assert_int_equal(usual.n, 87 + 1);
	assert_true(usual.origin.n > 0);
	for (unsigned i = 0; i < CODE_CATEGORIES; i++) {
		char last[] = {(char)('1' + i), letters[i], '\0'};
		char after[] = {(char)('1' + i), (char)(letters[i] + 1), '\0'};
		const struct code_row *other = codes_row(&usual, code(last));

		assert_true(usual.categories[i].name.n > 0);
		assert_non_null(other);
		assert_memory_equal(other->name.p, "Other", 5);
		assert_null(codes_row(&usual, code(after)));
	}
	assert_non_null(codes_row(&usual, code("x")));
	assert_int_equal(usual.typical_n, 6);
	for (size_t i = 0; i < usual.n; i++) {
		assert_true(usual.rows[i].name.n > 0 && usual.rows[i].about.n > 0 &&
		            usual.rows[i].words.n > 0);
	}
}

static void
both_ways_of_writing_a_code_are_one(void **state)
{
	char text[CODE_TEXT_MAX];

	(void)state;
	assert_int_equal(code("2m"), code("2.m"));
	assert_int_equal(code("2M"), code("2.m"));
	for (unsigned i = 1; i <= CODES_MAX; i++) {
		code_text(text, (uint8_t)i);
		assert_int_equal(code(text), i);
	}
}

static void
what_is_no_code_is_none(void **state)
{
	static const char *const wrong[] = {"",    "0",   "2",   "2.",  "2.mm", "2mm", "m2",
	                                    "10a", "2 m", "x.u", "x.z", "2,m",  "2.1", "grade"};
	uint8_t out;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_int_equal(code_read(&out, span_text(wrong[i])), ERR_FORMAT);
}

static bool
finds(const char *typed, const char *wanted)
{
	uint8_t found[CODES_FOUND_MAX];
	size_t n = codes_find(&usual, span_text(typed), found);

	for (size_t i = 0; i < n; i++) {
		if (found[i] == code(wanted))
			return true;
	}
	return false;
}

static void
everyday_words_find_codes(void **state)
{
	uint8_t found[CODES_FOUND_MAX];

	(void)state;
	assert_true(codes_find(&usual, span_text("grade"), found) > 0);
	assert_int_equal(found[0], code("2.m"));
	assert_int_equal(codes_find(&usual, span_text("pay"), found), CODES_FOUND_MAX);
	assert_int_equal(found[0], code("1.a"));
	assert_true(finds("bully", "2.f") && finds("bully", "3.f"));
	assert_true(finds("BULLY", "3.f"));
	assert_true(finds("author", "9.c"));
	assert_true(finds("authorhsip", "9.c"));
	assert_true(finds("payrol", "1.b"));
	assert_int_equal(codes_find(&usual, span_text("qqqqqq"), found), 0);
}

/* Those of another language lie beside the list's own; accents are as if they were not there. */
static void
words_of_another_language_find_codes_too(void **state)
{
	struct codes c = usual;
	uint8_t found[CODES_FOUND_MAX];

	(void)state;
	codes_also(&c, span_text("1.b nómina, cobro tarde;2.m calificación, examen; 9.9 nada; "
	                         "2.f jefe que grita; ; x otra cosa"));
	assert_true(codes_find(&c, span_text("nomina"), found) > 0);
	assert_int_equal(found[0], code("1.b"));
	assert_true(codes_find(&c, span_text("NÓMINA"), found) > 0);
	assert_int_equal(found[0], code("1.b"));
	assert_true(codes_find(&c, span_text("cobro t"), found) > 0);
	assert_int_equal(found[0], code("1.b"));
	assert_true(codes_find(&c, span_text("grita"), found) > 0);
	assert_int_equal(found[0], code("2.f"));
	assert_true(codes_find(&c, span_text("calificasion"), found) > 0);
	assert_int_equal(found[0], code("2.m"));
	assert_true(codes_find(&c, span_text("grade"), found) > 0);
	assert_int_equal(found[0], code("2.m"));
	assert_int_equal(codes_find(&usual, span_text("grita"), found), 0);
}

/* Whatever stands behind them in memory. */
static void
no_letters_at_all_find_nothing(void **state)
{
	uint8_t found[CODES_FOUND_MAX];

	(void)state;
	assert_int_equal(codes_find(&usual, span("2.m", 0), found),
	                 codes_find(&usual, span("   ", 0), found));
	assert_int_equal(codes_find(&usual, span("2.m", 0), found), 0);
}

static void
the_nearest_codes_are_named(void **state)
{
	uint8_t found[CODES_FOUND_MAX];
	char first[CODE_TEXT_MAX];

	(void)state;
	assert_true(finds("2z", "2.s"));
	assert_true(codes_find(&usual, span_text("2mm"), found) > 1);
	code_text(first, found[0]);
	assert_string_equal(first, "2.m");
	assert_true(codes_find(&usual, span_text("2.mm"), found) > 1);
	code_text(first, found[0]);
	assert_string_equal(first, "2.m");
	assert_true(finds("9.f", "9.e"));
	assert_true(finds("x.d", "x"));
	assert_true(finds("1", "1.a"));
}

static void
own_codes_stand_apart(void **state)
{
	struct codes c = usual;
	struct span name = span_text("Parking"), words = span_text("car, lot");
	uint8_t found[CODES_FOUND_MAX];

	(void)state;
	assert_int_equal(codes_add(&c, span_text("x.a"), name, words), 0);
	assert_int_equal(codes_add(&c, span_text("x.a"), name, words), ERR_FORMAT);
	assert_int_equal(codes_add(&c, span_text("2.t"), name, words), ERR_FORMAT);
	assert_int_equal(codes_add(&c, span_text("x"), name, words), ERR_FORMAT);
	assert_true(codes_find(&c, span_text("parking"), found) > 0);
	assert_int_equal(found[0], code("x.a"));
	assert_int_equal(code_category(found[0]), 0);
}

/* ---- another list ---- */

#define HEAD "name\tOurs\nversion\t1\norigin\tus\n"

static void
another_list_can_take_its_place(void **state)
{
	struct codes c;
	struct codes_problem why;

	(void)state;
	assert_int_equal(codes_read(&c, &why,
	                            span_text(HEAD "3\tFood\tmeals\n\n# for people\n"
	                                           "3.b\tSoup\twarm\tbowl\n"
	                                           "typical\tCold soup\t3.b, x\n")),
	                 ERR_FORMAT);
	assert_int_equal(why.line, 8);
	assert_int_equal(codes_read(&c, &why,
	                            span_text(HEAD "3\tFood\tmeals\n"
	                                           "3.b\tSoup\twarm\tbowl\n"
	                                           "typical\tCold soup\t3.b\n")),
	                 0);
	assert_int_equal(c.n, 2);
}

static void
a_mistake_is_named_with_its_line(void **state)
{
	static const struct {
		const char *text;
		size_t line;
	} rows[] = {
		{HEAD "1\tPay\tmoney\n1.a\tPay\n", 5},
		{HEAD "1.a\tPay\tmoney\n", 4},
		{HEAD "1\tPay\tmoney\n1\tPay\tmoney\n", 5},
		{HEAD "1\tPay\tmoney\n1.a\tA\tb\n1a\tA\tb\n", 6},
		{HEAD "1\tPay\tmoney\n1.a\tA\tb\tc\td\n", 5},
		{HEAD "hello\n", 4},
		{HEAD "x.a\tA\tb\n", 4},
		{HEAD "1\tPay\tmoney\n", 4},
		{HEAD "1\tPay\tmoney\n1.a\tA\t\xff\n", 5},
		{"name\tOurs\nversion\t1\n1\tPay\tmoney\n1.a\tA\tb\n", 4},
		{"name\n", 1},
		{"", 0},
	};
	struct codes c;
	struct codes_problem why;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_int_equal(codes_read(&c, &why, span_text(rows[i].text)), ERR_FORMAT);
		assert_int_equal(why.line, rows[i].line);
		assert_non_null(why.what);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_carried_list_is_whole),
		cmocka_unit_test(both_ways_of_writing_a_code_are_one),
		cmocka_unit_test(what_is_no_code_is_none),
		cmocka_unit_test(everyday_words_find_codes),
		cmocka_unit_test(words_of_another_language_find_codes_too),
		cmocka_unit_test(no_letters_at_all_find_nothing),
		cmocka_unit_test(the_nearest_codes_are_named),
		cmocka_unit_test(own_codes_stand_apart),
		cmocka_unit_test(another_list_can_take_its_place),
		cmocka_unit_test(a_mistake_is_named_with_its_line),
	};

	return cmocka_run_group_tests_name("codes", tests, setup, NULL);
}
