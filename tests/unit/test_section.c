/* Sections and items: what is written is read, what is cut or malformed is refused, what is unknown
 * is kept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <string.h>

#include "core/desk/section.h"

static struct buf run;

static void
put(struct buf *b, uint16_t kind, const char *text)
{
	size_t begun = section_begin(b, kind);

	buf_put_text(b, text);
	section_end(b, begun);
}

static int
setup(void **state)
{
	(void)state;
	buf_init(&run, 4096);
	put(&run, 1, "one");
	put(&run, 0x0ff0, "");
	put(&run, 0x7fff, "three");
	return run.err;
}

static int
teardown(void **state)
{
	(void)state;
	buf_clear(&run);
	return 0;
}

static void
sections_are_read_as_they_were_written_up_to_the_end_and_its_zeros(void **state)
{
	struct reader r;
	struct section s;

	(void)state;
	buf_put_u16(&run, SECTION_END);
	buf_put_zeros(&run, 100);
	r = reader(buf_span(&run));
	assert_true(section_next(&r, &s));
	assert_int_equal(s.kind, 1);
	assert_true(span_equal(s.bytes, span_text("one")));
	assert_int_equal(s.whole.n, SECTION_HEAD_BYTES + 3);
	assert_true(section_next(&r, &s));
	assert_int_equal(s.bytes.n, 0);
	assert_true(section_next(&r, &s));
	assert_true(span_equal(s.bytes, span_text("three")));
	assert_false(section_next(&r, &s));
	assert_int_equal(r.err, 0);
	run.p[run.n - 1] = 1;
	r = reader(buf_span(&run));
	while (section_next(&r, &s))
		;
	assert_int_equal(r.err, ERR_FORMAT);
}

static void
a_run_that_is_cut_anywhere_but_between_two_is_refused(void **state)
{
	const size_t whole[] = {0, 9, 15, 26};
	size_t k = 0;

	(void)state;
	assert_int_equal(run.n, whole[3]);
	for (size_t n = 0; n <= run.n; n++) {
		struct reader r = reader(span(run.p, n));
		struct section s;
		bool between = n == whole[k];

		k += between;
		while (section_next(&r, &s))
			;
		assert_int_equal(r.err == 0, between);
	}
}

static void
joined_runs_hold_each_section_once_while_there_is_room(void **state)
{
	struct buf other;

	(void)state;
	buf_init(&other, 4096);
	put(&other, 1, "one");
	put(&other, 1, "One");
	put(&other, 5, "long, too long");
	assert_int_equal(sections_join(&run, &other, 12), 1);
	assert_int_equal(run.n, 26 + 9);
	assert_int_equal(sections_join(&run, &other, 100), 0);
	assert_int_equal(sections_join(&run, &other, 0), 0);
	assert_int_equal(run.n, 26 + 9 + 20);
	buf_clear(&other);
}

static void
the_high_bit_says_that_it_must_be_understood(void **state)
{
	(void)state;
	assert_false(sections_must_be_understood(&run));
	put(&run, 0x8001, "");
	assert_true(sections_must_be_understood(&run));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			sections_are_read_as_they_were_written_up_to_the_end_and_its_zeros, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			a_run_that_is_cut_anywhere_but_between_two_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(
			joined_runs_hold_each_section_once_while_there_is_room, setup, teardown),
		cmocka_unit_test_setup_teardown(the_high_bit_says_that_it_must_be_understood, setup,
	                                        teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
