/* Choosing what to join and hide, and the checker's addition. */
#include "trends.h"

#include "core/trends/certify.h"

/* Two ways: rows north and south, columns a, b, c, all with totals. */
#define TABLE(rest)                                                                                \
	"{" rest "\"cells\": ["                                                                    \
	"{\"id\": \"na\", \"value\": 3, \"status\": \"published\", \"row\": \"n\"},"               \
	"{\"id\": \"nb\", \"value\": 20, \"status\": \"published\", \"row\": \"n\"},"              \
	"{\"id\": \"nc\", \"value\": 30, \"status\": \"published\", \"row\": \"n\"},"              \
	"{\"id\": \"n\", \"value\": 53, \"status\": \"published\", \"row\": \"n\"},"               \
	"{\"id\": \"sa\", \"value\": 40, \"status\": \"published\", \"row\": \"s\"},"              \
	"{\"id\": \"sb\", \"value\": 21, \"status\": \"published\", \"row\": \"s\"},"              \
	"{\"id\": \"sc\", \"value\": 31, \"status\": \"published\", \"row\": \"s\"},"              \
	"{\"id\": \"s\", \"value\": 92, \"status\": \"published\", \"row\": \"s\"},"               \
	"{\"id\": \"a\", \"value\": 43, \"status\": \"published\"},"                               \
	"{\"id\": \"b\", \"value\": 41, \"status\": \"published\"},"                               \
	"{\"id\": \"c\", \"value\": 61, \"status\": \"published\"},"                               \
	"{\"id\": \"all\", \"value\": 145, \"status\": \"published\"}], \"equations\": ["          \
	"{\"total\": \"n\", \"parts\": [\"na\", \"nb\", \"nc\"]},"                                 \
	"{\"total\": \"s\", \"parts\": [\"sa\", \"sb\", \"sc\"]},"                                 \
	"{\"total\": \"a\", \"parts\": [\"na\", \"sa\"]},"                                         \
	"{\"total\": \"b\", \"parts\": [\"nb\", \"sb\"]},"                                         \
	"{\"total\": \"c\", \"parts\": [\"nc\", \"sc\"]},"                                         \
	"{\"total\": \"all\", \"parts\": [\"n\", \"s\"]},"                                         \
	"{\"total\": \"all\", \"parts\": [\"a\", \"b\", \"c\"]}]}"

static size_t
count(const char *text, const char *part)
{
	size_t n = 0;

	while ((text = strstr(text, part)) != NULL) {
		n++;
		text += strlen(part);
	}
	return n;
}

/* What comes out is safe, and prints as many cells as that. */
static void
assert_hides(const char *text, int64_t threshold, size_t secondary, const char *notes)
{
	struct asked q;

	ask(&q, figures_hide, threshold, (const char *const[]){text, NULL});
	if (q.end != FIGURES_SAFE || (notes != NULL && !says(&q.notes, notes)))
		fail_msg("ended %d: %s", q.end, (const char *)q.notes.p);
	assert_int_equal(count((const char *)q.out.p, "\"secondary\""), secondary);
	assert_asked(figures_audit, threshold, (const char *)q.out.p, FIGURES_SAFE, NULL, NULL);
	asked_clear(&q);
}

static void
the_fewest_cells_are_hidden(void **state)
{
	(void)state;
	assert_hides(TABLE(""), 5, 3, NULL);
	assert_hides(TABLE(""), 2, 0, NULL);
}

static void
rows_that_may_be_joined_are_joined_first(void **state)
{
	(void)state;
	assert_hides("{\"joinable\": [[1, 2, 3]], \"cells\": ["
	             "{\"id\": 1, \"value\": 3, \"status\": \"published\"},"
	             "{\"id\": 2, \"value\": 9, \"status\": \"published\"},"
	             "{\"id\": 3, \"value\": 30, \"status\": \"published\"},"
	             "{\"id\": 4, \"value\": 42, \"status\": \"published\"}],"
	             "\"equations\": [{\"total\": 4, \"parts\": [1, 2, 3]}]}",
	             10, 0, "joined: 2 into 1");
}

static void
a_cell_is_not_joined_with_itself(void **state)
{
	(void)state;
	assert_hides("{\"joinable\": [[1, 1]], \"cells\": ["
	             "{\"id\": 1, \"value\": 3, \"status\": \"published\"},"
	             "{\"id\": 2, \"value\": 30, \"status\": \"published\"},"
	             "{\"id\": 3, \"value\": 40, \"status\": \"published\"},"
	             "{\"id\": 4, \"value\": 73, \"status\": \"published\"}],"
	             "\"equations\": [{\"total\": 4, \"parts\": [1, 2, 3]}]}",
	             10, 1, NULL);
}

/* What was printed before gives its own away already; that hides no more of this one. */
static void
what_is_lost_already_asks_for_nothing(void **state)
{
	struct asked q;

	(void)state;
	ask(&q, figures_hide, 5,
	    (const char *const[]){
		    TABLE(""),
		    "{\"cells\": [{\"id\": 1, \"value\": 3, \"status\": \"primary\"}, "
		    "{\"id\": 2, \"value\": 3, \"status\": \"published\"}], "
		    "\"equations\": [{\"total\": 2, \"parts\": [1]}]}",
		    NULL});
	assert_int_equal(q.end, FIGURES_SAFE);
	assert_int_equal(count((const char *)q.out.p, "\"secondary\""), 3);
	asked_clear(&q);
}

/* A total that is small by itself cannot be hidden behind another: its row goes into the next. */
static void
what_hiding_cannot_protect_is_joined(void **state)
{
	static const char *const small =
		"{\"hidden_lower_bound\": 1, \"cells\": ["
		"{\"id\": 1, \"value\": 3, \"status\": \"published\"},"
		"{\"id\": 2, \"value\": 4, \"status\": \"published\"},"
		"{\"id\": 3, \"value\": 7, \"status\": \"published\"},"
		"{\"id\": 4, \"value\": 20, \"status\": \"published\"},"
		"{\"id\": 5, \"value\": 21, \"status\": \"published\"},"
		"{\"id\": 6, \"value\": 41, \"status\": \"published\"},"
		"{\"id\": 7, \"value\": 48, \"status\": \"published\"}],"
		"\"equations\": [{\"total\": 3, \"parts\": [1, 2]},"
		"{\"total\": 6, \"parts\": [4, 5]}, {\"total\": 7, \"parts\": [3, 6]}]}";
	struct asked q;

	(void)state;
	ask(&q, figures_hide, 10, (const char *const[]){small, NULL});
	assert_true(q.end == FIGURES_SAFE || q.end == FIGURES_NOT_SAFE);
	if (q.end == FIGURES_SAFE)
		assert_asked(figures_audit, 10, (const char *)q.out.p, FIGURES_SAFE, NULL, NULL);
	else
		assert_true(says(&q.notes, "cannot be made safe"));
	asked_clear(&q);
}

/* Two ways: a row of few people goes into the next whole, cell by cell and with its total. */
static void
a_row_is_joined_whole(void **state)
{
	static const char *const table =
		"{\"hidden_lower_bound\": 1, \"cells\": ["
		"{\"id\": 1, \"value\": 1, \"status\": \"published\", \"row\": \"few\"},"
		"{\"id\": 2, \"value\": 2, \"status\": \"published\", \"row\": \"few\"},"
		"{\"id\": 3, \"value\": 3, \"status\": \"published\", \"row\": \"few\"},"
		"{\"id\": 4, \"value\": 30, \"status\": \"published\", \"row\": \"some\"},"
		"{\"id\": 5, \"value\": 41, \"status\": \"published\", \"row\": \"some\"},"
		"{\"id\": 6, \"value\": 71, \"status\": \"published\", \"row\": \"some\"},"
		"{\"id\": 7, \"value\": 31, \"status\": \"published\"},"
		"{\"id\": 8, \"value\": 43, \"status\": \"published\"},"
		"{\"id\": 9, \"value\": 74, \"status\": \"published\"}],"
		"\"equations\": [{\"total\": 3, \"parts\": [1, 2]}, {\"total\": 6, \"parts\": [4, "
		"5]},"
		"{\"total\": 7, \"parts\": [1, 4]}, {\"total\": 8, \"parts\": [2, 5]},"
		"{\"total\": 9, \"parts\": [3, 6]}, {\"total\": 9, \"parts\": [7, 8]}]}";
	struct asked q;

	(void)state;
	ask(&q, figures_hide, 10, (const char *const[]){table, NULL});
	assert_int_equal(q.end, FIGURES_SAFE);
	assert_true(says(&q.notes, "joined: few into some"));
	assert_int_equal(count((const char *)q.out.p, "\"id\""), 6);
	assert_true(
		says(&q.out, "\"value\": 74, \"status\": \"published\", \"row\": \"some + few\""));
	assert_asked(figures_audit, 10, (const char *)q.out.p, FIGURES_SAFE, "[]", NULL);
	asked_clear(&q);
}

static void
a_number_nobody_knows_cannot_be_chosen_beside(void **state)
{
	struct asked q;

	(void)state;
	ask(&q, figures_hide, 10,
	    (const char *const[]){"{\"cells\": [{\"id\": 1, \"status\": \"primary\"}]}", NULL});
	assert_int_equal(q.end, FIGURES_UNREADABLE);
	assert_true(strstr(q.f.problem.wrong, "has no value") != NULL);
	asked_clear(&q);
}

/* ---- the checker ---- */

/* One row, 1 + 2 = 9, both hidden, and tables of it. */
struct checked {
	struct arena a;
	struct buf notes;
	struct table table;
	struct model model;
	struct certificate c;
	struct witness_part part;
	uint32_t of[2], part_of[2], place[2];
	int64_t x[8];
};

static void
begin(struct checked *k, const int64_t *x, uint32_t tables)
{
	static const char text[] =
		"{\"cells\": [{\"id\": 1, \"value\": 4, \"status\": \"primary\"},"
		"{\"id\": 2, \"value\": 5, \"status\": \"primary\"},"
		"{\"id\": 3, \"value\": 9, \"status\": \"published\"}],"
		"\"equations\": [{\"total\": 3, \"parts\": [1, 2]}]}";
	struct table_problem problem;

	*k = (struct checked){.of = {0, 1}};
	arena_init(&k->a, 1 << 20);
	buf_init(&k->notes, 1 << 12);
	assert_int_equal(table_read(&k->table, &k->a, "t", span_text(text), &problem), 0);
	assert_int_equal(
		model_build(&k->model, &k->a, &k->table, 1, (struct model_choice){0}, &k->notes),
		0);
	memcpy(k->x, x, (size_t)tables * 2 * sizeof *x);
	memset(k->part_of, 0xff, sizeof k->part_of);
	k->part = (struct witness_part){2, tables, k->of, k->x};
	k->c = (struct certificate){&k->model, 8, &k->part, 1, k->part_of, k->place};
}

static void
end(struct checked *k)
{
	arena_clear(&k->a);
	buf_clear(&k->notes);
}

static void
tables_that_add_up_show_what_they_show(void **state)
{
	static const int64_t x[] = {4, 5, 0, 9, 8, 1};
	struct checked k;
	struct certified one, two;

	(void)state;
	begin(&k, x, 3);
	assert_int_equal(certify(&k.c), 0);
	one = certify_number(&k.c, 0, CERTIFY_READER);
	assert_true(one.is_safe && one.low == 0 && one.high == 8);
	/* the second is never shown to be nothing */
	two = certify_number(&k.c, 1, CERTIFY_READER);
	assert_true(!two.is_safe && two.low == 1 && two.high == 9);
	/* to who knows that the second is 1, the first is 8 */
	one = certify_number(&k.c, 0, 1);
	assert_true(!one.is_safe && one.low == 8 && one.high == 8);
	end(&k);
}

static void
tables_that_do_not_show_nothing(void **state)
{
	static const int64_t not_the_sum[] = {4, 5, 0, 8}, below_the_bound[] = {4, 5, -1, 10};
	static const int64_t good[] = {4, 5};
	struct checked k;

	(void)state;
	begin(&k, not_the_sum, 2);
	assert_int_equal(certify(&k.c), ERR_CONFLICT);
	end(&k);
	begin(&k, below_the_bound, 2);
	assert_int_equal(certify(&k.c), ERR_CONFLICT);
	end(&k);
	/* an unknown left out, named twice, or none of ours; and no table at all */
	begin(&k, good, 1);
	k.part.unknowns = 1;
	assert_int_equal(certify(&k.c), ERR_CONFLICT);
	end(&k);
	begin(&k, good, 1);
	k.of[1] = 0;
	assert_int_equal(certify(&k.c), ERR_CONFLICT);
	end(&k);
	begin(&k, good, 1);
	k.of[1] = 2;
	assert_int_equal(certify(&k.c), ERR_CONFLICT);
	end(&k);
	begin(&k, good, 1);
	k.part.tables = 0;
	assert_int_equal(certify(&k.c), ERR_CONFLICT);
	end(&k);
}

/* Each part alone adds up; not every choice of one table of each does. */
static void
parts_must_add_up_in_any_choice(void **state)
{
	static const int64_t x[] = {4, 5};
	int64_t first[] = {4, 3}, second[] = {5, 6};
	uint32_t one[] = {0}, two[] = {1};
	struct witness_part parts[] = {{1, 2, one, first}, {1, 2, two, second}};
	struct checked k;

	(void)state;
	begin(&k, x, 1);
	k.c.parts = parts;
	k.c.part_count = 2;
	assert_int_equal(certify(&k.c), ERR_CONFLICT);
	end(&k);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_fewest_cells_are_hidden),
		cmocka_unit_test(rows_that_may_be_joined_are_joined_first),
		cmocka_unit_test(a_cell_is_not_joined_with_itself),
		cmocka_unit_test(what_is_lost_already_asks_for_nothing),
		cmocka_unit_test(what_hiding_cannot_protect_is_joined),
		cmocka_unit_test(a_row_is_joined_whole),
		cmocka_unit_test(a_number_nobody_knows_cannot_be_chosen_beside),
		cmocka_unit_test(tables_that_add_up_show_what_they_show),
		cmocka_unit_test(tables_that_do_not_show_nothing),
		cmocka_unit_test(parts_must_add_up_in_any_choice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
