/* Files of printed tables: what is read, what is refused and where, what contradicts itself. */
#include "trends.h"

#define CELL(id, value, status)                                                                    \
	"{\"id\": " #id ", \"value\": " #value ", \"status\": \"" #status "\"}"
/* a + b = total */
#define SUM(a, b, total)                                                                           \
	"\"cells\": [" CELL(1, a, primary) ", " CELL(2, b, published) ", " CELL(                   \
		3, total, published) "], \"equations\": [{\"total\": 3, \"parts\": [1, 2]}]"

struct refusal {
	const char *text, *wrong;
	size_t line, column;
};

static const struct refusal refusals[] = {
	{"", "an object is wanted here", 1, 1},
	{"{}", "there are no cells", 1, 1},
	{"{\"cells\": 1}", "a list is wanted here", 1, 11},
	{"{\"cells\": [{\"value\": 1}]}", "this cell has no id", 1, 12},
	{"{\"cells\": [{\"id\": 1}]}", "this cell has no status", 1, 12},
	{"{\"cells\": [{\"id\": 1, \"status\": \"published\"}]}",
         "this cell is published, and has no value", 1, 12},
	{"{\"cells\": [{\"id\": 1, \"status\": \"grey\"}]}",
         "a status is published, primary, secondary or unpublished", 1, 32},
	{"{\"cells\": [{\"id\": 1, \"id\": 2}]}", "this member stands here twice", 1, 27},
	{"{\"cells\": [],\n \"cells\": []}", "this member stands here twice", 2, 10},
	{"{\"cells\": [" CELL(1, 1, primary) ",\n" CELL(1, 2, primary) "]}",
         "another cell has this id", 2, 1},
	{"{\"cells\": [" CELL(1, 1000000000001, published) "]}", "this number is too large", 1, 31},
	{"{\"cells\": [], \"equations\": [{\"total\": 4, \"parts\": []}]}", "no cell has this id",
         1, 39},
	{"{\"cells\": [" CELL(1, 1, primary) "], \"equations\": [{\"parts\": [1]}]}",
         "this equation has no total", 1, 71},
	{"{\"cells\": [" CELL(1, 1, primary) "], \"equations\": [{\"total\": 1}]}",
         "this equation has no parts", 1, 71},
	{"{\"cells\": [], \"ranges\": [{\"low\": 1}]}", "this range has no terms", 1, 26},
	{"{\"cells\": [" CELL(1, 1, primary) "], \"ranges\": [{\"terms\": [[1]]}]}",
         "a coefficient is wanted here", 1, 82},
	{"{\"cells\": [" CELL(1, 1, primary) "], \"ranges\": [{\"terms\": [[1, 0.5]]}]}",
         "a whole number is wanted here", 1, 83},
	{"{\"cells\": [], \"hidden_lower_bounds\": {\"7\": 1}}", "no cell has this id", 1, 39},
	{"{\"cells\": []} x", "something stands after the end", 1, 15},
};

static void
what_cannot_be_read_is_told_with_its_place(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
		const struct refusal *r = &refusals[i];
		struct asked q;

		ask(&q, figures_audit, 10, (const char *const[]){r->text, NULL});
		if (q.end != FIGURES_UNREADABLE || strcmp(q.f.problem.wrong, r->wrong) != 0 ||
		    q.f.problem.line != r->line || q.f.problem.column != r->column)
			fail_msg("%s: at %d, %zu:%zu: %s", r->text, q.end, q.f.problem.line,
			         q.f.problem.column, q.f.problem.wrong);
		assert_string_equal((const char *)q.out.p, "");
		asked_clear(&q);
	}
}

static void
members_come_in_any_order(void **state)
{
	(void)state;
	assert_asked(
		figures_audit, 10,
		"{\"equations\": [{\"parts\": [1, 2], \"note\": {}, \"total\": 3}],"
		"\"hidden_lower_bounds\": {\"1\": 1}, \"cells\": [" CELL(3, 9, published) "," CELL(
			2, 5, published) "," CELL(1, 4, primary) "]}",
		FIGURES_NOT_SAFE,
		"{\"id\":1,\"low\":4,\"high\":4,\"safe\":false,\"why\":\"reader\"}", NULL);
}

static void
numbers_that_contradict_themselves_show_nothing(void **state)
{
	(void)state;
	assert_asked(figures_audit, 10, "{" SUM(4, 5, 3) "}", FIGURES_CONTRADICTION, "[]",
	             "equation 1 of first (the total 3) cannot hold");
	/* of a cell */
	assert_asked(figures_audit, 10,
	             "{\"cells\": [{\"id\": 1, \"status\": \"primary\", \"lower_bound\": 4, "
	             "\"upper_bound\": 3}]}",
	             FIGURES_CONTRADICTION, "[]", "1 in first must be at least");
	/* only together */
	assert_asked(
		figures_audit, 10,
		"{\"cells\": [" CELL(1, null, primary) "," CELL(2, null, primary) "," CELL(
			3, 5, published) "," CELL(4, 7,
	                                          published) "], \"equations\": "
							     "[{\"total\": 3, \"parts\": [1, 2]}, "
							     "{\"total\": 4, \"parts\": [1, 2]}]}",
		FIGURES_CONTRADICTION, "[]", "no table satisfies");
	/* only in whole numbers: 2a + 2b is odd */
	assert_asked(figures_audit, 10,
	             "{\"cells\": [" CELL(1, null, primary) "," CELL(
			     2, null,
			     primary) "], \"ranges\": "
	                              "[{\"terms\": [[1, 2], [2, 2]], \"low\": 7, \"high\": 7}]}",
	             FIGURES_CONTRADICTION, "[]", "no table satisfies");
}

static void
one_number_cannot_be_printed_as_two(void **state)
{
	struct asked q;

	(void)state;
	ask(&q, figures_audit, 10,
	    (const char *const[]){"{\"cells\": [{\"id\": 1, \"key\": \"k\", \"value\": 5, "
	                          "\"status\": \"published\"}]}",
	                          "{\"cells\": [{\"id\": 1, \"key\": \"k\", \"value\": 6, "
	                          "\"status\": \"published\"}]}",
	                          NULL});
	assert_int_equal(q.end, FIGURES_CONTRADICTION);
	assert_true(says(&q.notes,
	                 "1 in other is printed as 6, and elsewhere, under the same key, as 5"));
	asked_clear(&q);
}

static void
sums_that_disagree_as_printed_are_said_and_not_used(void **state)
{
	(void)state;
	assert_asked(
		figures_audit, 10,
		"{\"cells\": [" CELL(1, 4, published) "," CELL(2, 5, published) "," CELL(
			3, 8, published) "], \"equations\": [{\"total\": 3, \"parts\": [1, 2], "
					 "\"as_printed\": true}]}",
		FIGURES_SAFE, "[]",
		"equation 1 of first (the total 3) disagrees as it was printed");
	/* one that agrees is used like any other */
	assert_asked(
		figures_audit, 10,
		"{\"cells\": [" CELL(1, 4, primary) "," CELL(2, 5, published) "," CELL(
			3, 9, published) "], \"equations\": [{\"total\": 3, \"parts\": [1, 2], "
					 "\"as_printed\": true}]}",
		FIGURES_NOT_SAFE, "\"low\":4,\"high\":4", NULL);
}

static void
true_numbers_that_do_not_fit_are_said_and_not_used(void **state)
{
	(void)state;
	assert_asked(figures_audit, 10, "{" SUM(6, 5, 9) "}", FIGURES_NOT_SAFE,
	             "\"low\":4,\"high\":4", "does not hold of the hidden cells' values");
	/* not even to call a number large that cannot be */
	assert_asked(
		figures_audit, 10,
		"{\"cells\": [" CELL(1, 12, primary) "," CELL(2, 5, primary) "," CELL(
			3, 9, published) "], \"equations\": [{\"total\": 3, \"parts\": [1, 2]}]}",
		FIGURES_NOT_SAFE, "{\"id\":1,\"low\":0,\"high\":9,\"safe\":false", NULL);
	assert_asked(figures_audit, 10, "{\"cells\": [" CELL(1, -3, primary) "]}", FIGURES_SAFE,
	             "\"low\":0", "1 in first has a value that a hidden cell cannot have here");
	assert_asked(
		figures_audit, 10,
		"{\"cells\": [{\"id\": 1, \"value\": 3, \"status\": \"primary\", \"key\": \"k\"},"
		"{\"id\": 2, \"value\": 4, \"status\": \"primary\", \"key\": \"k\"}]}",
		FIGURES_SAFE, "\"low\":0", "2 in first has another value elsewhere");
}

static void
numbers_too_large_to_add_are_refused(void **state)
{
	struct buf text;
	struct asked q = {.f = {.threshold = 10, .count = 1}};

	(void)state;
	buf_init(&text, 1 << 20);
	buf_put_text(&text, "{\"cells\": [" CELL(1, 1000000000000, published) "," CELL(
				    2, 1, primary) "], \"ranges\": [{\"terms\": [[2, 1]");
	for (int i = 0; i < 3; i++)
		buf_put_text(&text, ",[1, 1000000000]");
	buf_put_text(&text, "]}]}");
	buf_init(&q.out, 1000);
	buf_init(&q.notes, 1000);
	q.files[0] = (struct figures_file){"first", buf_span(&text)};
	q.f.files = q.files;
	q.f.out = &q.out;
	q.f.notes = &q.notes;
	assert_int_equal(figures_audit(&q.f, &q.end), ERR_SIZE);
	asked_clear(&q);
	buf_clear(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_cannot_be_read_is_told_with_its_place),
		cmocka_unit_test(members_come_in_any_order),
		cmocka_unit_test(numbers_that_contradict_themselves_show_nothing),
		cmocka_unit_test(one_number_cannot_be_printed_as_two),
		cmocka_unit_test(sums_that_disagree_as_printed_are_said_and_not_used),
		cmocka_unit_test(true_numbers_that_do_not_fit_are_said_and_not_used),
		cmocka_unit_test(numbers_too_large_to_add_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
