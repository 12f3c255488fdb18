/* What a person is told: which pass a cell fails, what gives it away, what would help. */
#include "trends.h"

#define HIDDEN(id, value)                                                                          \
	"{\"id\": \"" id "\", \"key\": \"" id "\", \"value\": " #value ", \"status\": "            \
	"\"primary\"}"
#define SHOWN(id, value)                                                                           \
	"{\"id\": \"" id "\", \"key\": \"" id "\", \"value\": " #value                             \
	", \"status\": \"published\"}"
#define BEHIND(id, value)                                                                          \
	"{\"id\": \"" id "\", \"key\": \"" id "\", \"value\": " #value                             \
	", \"status\": \"unpublished\"}"
#define QUARTER(rest)                                                                              \
	"{" rest "\"cells\": [" HIDDEN("a", 5) "," HIDDEN("b", 25) "," SHOWN(                      \
		"q", 30) "], \"equations\": [{\"total\": \"q\", \"parts\": [\"a\", \"b\"]}]}"
#define OTHER(rest) "{" rest "\"cells\": [" SHOWN("c", 20) "]}"
#define OVER(rest, line)                                                                           \
	"{" rest "\"cells\": [" BEHIND("a", 5) "," BEHIND(                                         \
		"c", 20) ", {\"id\": \"y\", \"value\": 25, \"status\": \"published\"}], "          \
			 "\"equations\": [{\"total\": \"y\", \"parts\": [\"a\", \"c\"]" line "}]}"

/* Three files, the second of which hides a. */
static void
assert_pass(const char *over, const char *quarter, const char *other, const char *why)
{
	struct asked q;

	ask(&q, figures_audit, 10, (const char *const[]){over, quarter, other, NULL});
	assert_int_equal(q.end, FIGURES_NOT_SAFE);
	if (!says(&q.out, why) || !says(&q.out, "\"file\":\"other\""))
		fail_msg("%s", (const char *)q.out.p);
	asked_clear(&q);
}

static void
the_pass_is_named(void **state)
{
	(void)state;
	/* by what the files say of themselves */
	assert_pass(OVER("\"period\": \"2026\", ", ""), QUARTER("\"period\": \"q1\", "),
	            OTHER("\"period\": \"q2\", "), "\"why\":\"sums\"");
	assert_pass(OVER("\"circle\": \"all\", ", ""), QUARTER("\"circle\": \"north\", "),
	            OTHER("\"circle\": \"south\", "), "\"why\":\"circles\"");
	/* by what is added up */
	assert_pass(OVER("", ""), QUARTER(""), OTHER(""), "\"why\":\"sums\"");
	/* by what the line says */
	assert_asked(figures_audit, 10,
	             "{\"cells\": [" HIDDEN("a", 5) "," SHOWN("c", 20) "," SHOWN(
			     "y", 25) "], \"equations\": [{\"total\": \"y\", \"parts\": [\"a\", "
	                              "\"c\"], \"link\": \"recut\"}]}",
	             FIGURES_NOT_SAFE, "\"why\":\"recut\"", NULL);
	/* alone it fails already */
	assert_asked(
		figures_audit, 10,
		"{\"cells\": [" HIDDEN("a", 5) "," SHOWN("c", 20) "," SHOWN(
			"y",
			25) "], \"equations\": [{\"total\": \"y\", \"parts\": [\"a\", \"c\"]}]}",
		FIGURES_NOT_SAFE, "\"why\":\"reader\"", NULL);
	/* of several ways one is enough */
	assert_pass(OVER("\"period\": \"2026\", ", ""),
	            QUARTER("\"period\": \"q1\", \"circle\": \"x\", "),
	            OTHER("\"circle\": \"south\", "), "\"why\":\"sums\"");
}

/* The answer in sentences. */
static void
assert_told(const char *text, const char *const *parts)
{
	struct figures_file file = {"t", span_text(text)};
	struct buf out, notes;
	struct figures f = {
		.files = &file, .count = 1, .threshold = 10, .out = &out, .notes = &notes};
	enum figures_end end;

	buf_init(&out, 1 << 20);
	buf_init(&notes, 1 << 20);
	assert_int_equal(figures_audit(&f, &end), 0);
	buf_put_u8(&out, 0);
	for (; *parts != NULL; parts++) {
		if (!says(&out, *parts))
			fail_msg("not said: %s\n%s", *parts, (const char *)out.p);
	}
	buf_clear(&out);
	buf_clear(&notes);
}

static void
what_gives_a_cell_away_is_said(void **state)
{
	(void)state;
	assert_told("{\"cells\": [{\"id\": 1, \"unit\": \"Law\", \"value\": 5, \"status\": "
	            "\"primary\"},"
	            "{\"id\": 2, \"unit\": \"Arts\", \"value\": 20, \"status\": \"published\"},"
	            "{\"id\": 3, \"unit\": \"all\", \"value\": 25, \"status\": \"published\"},"
	            "{\"id\": 4, \"unit\": \"free\", \"value\": 4, \"status\": \"primary\"},"
	            "{\"id\": 5, \"value\": 40, \"status\": \"secondary\"},"
	            "{\"id\": 6, \"value\": 30, \"status\": \"secondary\"},"
	            "{\"id\": 7, \"value\": 70, \"status\": \"published\"}],"
	            "\"equations\": [{\"total\": 3, \"parts\": [1, 2]}, {\"total\": 7, \"parts\": "
	            "[5, 6]}]}",
	            (const char *const[]){"Law: exactly 5: NOT SAFE: a reader can tell too much\n  "
	                                  "  from equation 1 of t (the total all)\n",
	                                  "joined with Arts (25 together) it would be safe\n",
	                                  "free: 0 or more: safe\n", "5: 0 to 70: safe\n", NULL});
}

/* Two tables are needed, and a third is not. */
static void
no_equation_is_named_that_can_be_spared(void **state)
{
	struct asked q;

	(void)state;
	assert_told(
		"{\"cells\": [" HIDDEN("k", 3) "," HIDDEN("l", 4) "," HIDDEN("m", 3) "," SHOWN(
			"lm",
			7) "," SHOWN("klm",
	                             10) "," SHOWN("n",
	                                           50) "," SHOWN("n2",
	                                                         50) "], \"equations\": ["
								     "{\"total\": \"n\", "
								     "\"parts\": [\"n2\"]}, "
								     "{\"total\": \"lm\", "
								     "\"parts\": [\"l\", \"m\"]},"
								     "{\"total\": \"klm\", "
								     "\"parts\": [\"k\", \"l\", "
								     "\"m\"]}]}",
		(const char *const[]){"k: exactly 3",
	                              "from equation 2 of t (the total lm), equation 3 of t (the "
	                              "total klm) together",
	                              NULL});
	assert_told("{\"cells\": []}", (const char *const[]){"nothing is hidden", NULL});
	ask(&q, figures_audit, 10,
	    (const char *const[]){"{\"cells\": [" HIDDEN("a", 5) "]}",
	                          "{\"cells\": [" SHOWN("a", 5) "]}", NULL});
	assert_true(says(&q.out, "\"low\":5,\"high\":5,\"safe\":false,\"why\":\"recut\""));
	asked_clear(&q);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_pass_is_named),
		cmocka_unit_test(what_gives_a_cell_away_is_said),
		cmocka_unit_test(no_equation_is_named_that_can_be_spared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
