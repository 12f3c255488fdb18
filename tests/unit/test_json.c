/* JSON is read whole, or not at all: want of memory is told as that, and never as a mistake in the
 * text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "core/json.h"

static const char good[] =
	"{\"name\": \"A promise that is longer than one block of memory, and a key\","
	" \"days\": [20000, 20001, 0.25, true, null], \"\\u00fc\": {\"a\": \"b\"}}";

/* ---- memory that is refused ---- */

static unsigned calls, fail_at; /* 0: never */
static bool after;

static void *
json_malloc(size_t n)
{
	calls++;
	return fail_at > 0 && (calls == fail_at || (after && calls > fail_at)) ? NULL : malloc(n);
}

static int
read_with(json_t **out, const char *text, unsigned n, bool all_after)
{
	int rc;

	calls = 0;
	fail_at = n;
	after = all_after;
	rc = json_read(out, span_text(text));
	fail_at = 0;
	return rc;
}

static void
what_is_read_is_what_stands_there(void **state)
{
	json_t *top, *expected = json_loads(good, 0, NULL);

	(void)state;
	assert_int_equal(read_with(&top, good, 0, false), 0);
	assert_true(json_equal(top, expected));
	json_decref(top);
	json_decref(expected);
}

static void
what_is_no_json_is_told_as_that(void **state)
{
	static const char *const bad[] = {
		"",           "{",       "{\"a\": 1} x", "{\"a\": 1, \"a\": 2}", "{\"a\": tru}",
		"[\"\xff\"]", "[1e999]",
	};
	json_t *top;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_int_equal(read_with(&top, bad[i], 0, false), ERR_FORMAT);
		assert_null(top);
	}
}

static void
want_of_memory_is_never_a_mistake_in_the_text(void **state)
{
	json_t *top, *whole;
	unsigned total;

	(void)state;
	assert_int_equal(read_with(&whole, good, 0, false), 0);
	total = calls;
	assert_true(total > 20);
	for (unsigned n = 1; n <= total; n++) {
		for (int how = 0; how < 2; how++) {
			int rc = read_with(&top, good, n, how == 1);

			assert_true(rc == 0 || rc == ERR_MEMORY);
			assert_true(rc == 0 ? json_equal(top, whole) : top == NULL);
			json_decref(top);
		}
	}
	json_decref(whole);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_read_is_what_stands_there),
		cmocka_unit_test(what_is_no_json_is_told_as_that),
		cmocka_unit_test(want_of_memory_is_never_a_mistake_in_the_text),
	};

	json_set_alloc_funcs(json_malloc, free);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
