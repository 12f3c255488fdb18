/* Themes, and sums brought over: what a desk adds to its figures besides marks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/unit/counting.h"

/* The theme that ONE began. */
static const char *
first(void)
{
	static const uint8_t one[MESSAGE_ID_BYTES] = {0x11, 0x11, 0x11, 0x11, 0x11, 0x11,
	                                              0x11, 0x11, 0x11, 0x11, 0x11, 0x11,
	                                              0x11, 0x11, 0x11, 0x11};
	static char name[2 * THEME_ID_BYTES + 1];
	uint8_t id[THEME_ID_BYTES];

	matter_mark_id(id, w.drop.roster.office, SPAN_NONE, one);
	hex_put(name, SPAN(id));
	return name;
}

/* "text times" of each theme, as figures tell them. */
static const char *
themes_of(struct device *device)
{
	struct desk *d = enter();
	const json_t *theme;
	json_t *told;
	size_t i, at = 0;

	assert_int_equal(desk_asked(d, "figures", LINE_NO_MATTER, NULL), 0);
	assert_int_equal(synced_at(d, device), 0);
	told = told_figures(d, 0);
	said[0] = '\0';
	json_array_foreach(json_object_get(told, "themes"), i, theme) at +=
		(size_t)snprintf(said + at, sizeof said - at, "%s %d|",
	                         json_string_value(json_object_get(theme, "text")),
	                         (int)json_integer_value(json_object_get(theme, "times")));
	json_decref(told);
	desk_free(d);
	return said;
}

/* A row of a table, or of the numbers; -1: there is none. */
static int
row(const char *table, const char *name)
{
	struct desk *d = enter();
	json_t *told, *in;
	int n;

	assert_int_equal(desk_asked(d, "figures", LINE_NO_MATTER, NULL), 0);
	assert_int_equal(synced_at(d, &w.devices[0]), 0);
	told = told_figures(d, 0);
	in = table == NULL ? told : json_object_get(json_object_get(told, "tables"), table);
	in = json_object_get(in, name);
	n = in == NULL ? -1 : (int)json_integer_value(in);
	json_decref(told);
	desk_free(d);
	return n;
}

static void
a_theme_counts_each_time_once_and_is_joined_to_nothing(void **state)
{
	(void)state;
	assert_int_equal(does("theme", LINE_NO_MATTER, "text", "deadlines moved", "id", ONE, NULL),
	                 0);
	assert_int_equal(does("theme", LINE_NO_MATTER, "text", "deadlines moved", "id", ONE, NULL),
	                 0);
	assert_int_equal(does("notice", LINE_NO_MATTER, "theme", first(), "id", TWO, NULL), 0);
	assert_int_equal(does("notice", LINE_NO_MATTER, "theme", first(), "id", TWO, NULL), 0);
	assert_int_equal(does("notice", LINE_NO_MATTER, "theme", first(), NULL), 0);
	assert_string_equal(themes_of(&w.devices[0]), "deadlines moved 3|");
	counts_are("0 0 0 0 0 to count 0");
	/* an id stands for one thing */
	assert_int_equal(does("theme", LINE_NO_MATTER, "text", "another", "id", ONE, NULL),
	                 ERR_USED);
	assert_int_equal(does("notice", LINE_NO_MATTER, "theme", "2222222222222222", NULL),
	                 ERR_ABSENT);
}

static void
one_time_or_a_whole_theme_is_taken_back(void **state)
{
	(void)state;
	assert_int_equal(does("theme", LINE_NO_MATTER, "text", "no answer", "id", ONE, NULL), 0);
	assert_int_equal(does("notice", LINE_NO_MATTER, "theme", first(), "id", TWO, NULL), 0);
	assert_int_equal(does("undo", LINE_NO_MATTER, "act", TWO, NULL), 0);
	assert_string_equal(themes_of(&w.devices[0]), "no answer 1|");
	/* nor does the line count again that was taken back */
	assert_int_equal(does("notice", LINE_NO_MATTER, "theme", first(), "id", TWO, NULL), 0);
	assert_string_equal(themes_of(&w.devices[0]), "no answer 1|");
	assert_int_equal(does("undo", LINE_NO_MATTER, "act", ONE, NULL), 0);
	assert_string_equal(themes_of(&w.devices[0]), "");
	assert_int_equal(does("theme", LINE_NO_MATTER, "text", "no answer", "id", ONE, NULL), 0);
	assert_string_equal(themes_of(&w.devices[0]), "");
}

static void
an_id_stands_for_one_thing(void **state)
{
	(void)state;
	assert_int_equal(does("theme", LINE_NO_MATTER, "text", "no answer", "id", ONE, NULL), 0);
	assert_int_equal(does("notice", LINE_NO_MATTER, "theme", first(), "id", ONE, NULL),
	                 ERR_USED);
	assert_int_equal(does("bring", LINE_NO_MATTER, "table", "manners", "text", "phone 1", "id",
	                      ONE, NULL),
	                 ERR_USED);
	assert_int_equal(does("outreach", LINE_NO_MATTER, "kind", "talk", "id", ONE, NULL),
	                 ERR_USED);
	assert_int_equal(does("bring", LINE_NO_MATTER, "table", "manners", "text", "phone 1", "id",
	                      TWO, NULL),
	                 0);
	assert_int_equal(does("bring", LINE_NO_MATTER, "table", "manners", "text", "phone 1", "id",
	                      TWO, NULL),
	                 0);
	assert_int_equal(does("bring", LINE_NO_MATTER, "table", "groups", "text", "staff 1", "id",
	                      TWO, NULL),
	                 ERR_USED);
	assert_int_equal(does("bring", LINE_NO_MATTER, "table", "manners", "text", "phone 2", "id",
	                      TWO, NULL),
	                 ERR_USED);
	assert_int_equal(row("manners", "phone"), 1);
	assert_int_equal(does("theme", LINE_NO_MATTER, "text", "more", "id", TWO, NULL), ERR_USED);
	assert_string_equal(themes_of(&w.devices[0]), "no answer 1|");
}

/* Those that are over make room for others, and no more than can be kept is begun by half. */
static void
as_many_themes_as_can_be_kept(void **state)
{
	static struct themes t;
	struct theme theme = {.period = 2026, .n = 1, .text = "a"};

	(void)state;
	for (uint8_t i = 0; i < THEMES_MAX; i++) {
		theme.id[0] = i;
		assert_int_equal(themes_put(&t, &theme), 0);
	}
	theme.id[0] = THEMES_MAX;
	assert_int_equal(themes_put(&t, &theme), ERR_FULL);
	assert_int_equal(themes_put(&t, &(struct theme){.id = {7}, .period = 2026}), 0);
	assert_int_equal(themes_put(&t, &theme), 0);
	assert_null(themes_find(&t, (const uint8_t[THEME_ID_BYTES]){7}));
	assert_int_equal(t.n, THEMES_MAX);
	for (size_t i = 1; i < t.n; i++)
		assert_true(memcmp(t.rows[i - 1].id, t.rows[i].id, THEME_ID_BYTES) < 0);
}

static void
a_theme_that_is_over_goes_with_its_times(void **state)
{
	(void)state;
	assert_int_equal(does("theme", LINE_NO_MATTER, "text", "no answer", "id", ONE, NULL), 0);
	assert_int_equal(does("notice", LINE_NO_MATTER, "theme", first(), NULL), 0);
	assert_int_equal(does("notice", LINE_NO_MATTER, "theme", first(), "drop", LINE_ON, NULL),
	                 0);
	assert_string_equal(themes_of(&w.devices[0]), "");
	assert_int_equal(does("notice", LINE_NO_MATTER, "theme", first(), NULL), ERR_ABSENT);
}

/* Each saved while the other did not know of it. */
static void
two_devices_notice_both_and_what_one_ended_is_over(void **state)
{
	static struct themes x, y;
	struct theme theme = {.id = {1}, .period = 2026, .n = 2, .text = "ab"};
	struct noticed row = {.id = {1}, .theme = {1}, .period = 2026};
	uint16_t since;

	(void)state;
	assert_int_equal(themes_put(&x, &theme), 0);
	assert_int_equal(themes_notice(&x, &row), 0);
	y = x;
	row.id[0] = 2;
	assert_int_equal(themes_notice(&x, &row), 0);
	row.id[0] = 3;
	row.period = 2025;
	assert_int_equal(themes_notice(&y, &row), 0);
	assert_int_equal(themes_join(&x, &y), 0);
	assert_int_equal(themes_times(&x, &x.rows[0], &since), 3);
	assert_int_equal(since, 2025);
	/* taken back on one side, and over on the other */
	row = (struct noticed){.id = {2}, .period = 2026};
	assert_int_equal(themes_notice(&y, &row), 0);
	assert_int_equal(themes_join(&x, &y), 0);
	assert_int_equal(themes_times(&x, &x.rows[0], &since), 2);
	theme.n = 0;
	assert_int_equal(themes_put(&y, &theme), 0);
	assert_int_equal(themes_times(&y, &y.rows[0], &since), 0);
	assert_int_equal(themes_join(&y, &x), 0);
	assert_int_equal(y.rows[0].n, 0);
	assert_int_equal(themes_times(&y, &y.rows[0], &since), 0);
	assert_int_equal(themes_join(&x, &y), 0);
	assert_int_equal(x.rows[0].n, 0);
	themes_expire(&x, 2026);
	assert_int_equal(x.n, 1);
	themes_expire(&x, 2027);
	assert_int_equal(x.n + x.times, 0);
}

static void
what_was_counted_before_is_added_once_for_each_table(void **state)
{
	(void)state;
	assert_int_equal(
		does("call", LINE_NO_MATTER, "how", "phone", "about", "2m", "group", "staff", NULL),
		0);
	assert_int_equal(does("bring", LINE_NO_MATTER, "table", "numbers", "text",
	                      "visitors 30\r\nmatters\t28\n\n  Talks 41  \noutreach 2", NULL),
	                 0);
	counts_are("31 29 1 42 2 to count 0");
	assert_int_equal(does("bring", LINE_NO_MATTER, "table", "concerns", "text",
	                      "2.M 4\n9c 3\nnot coded 2\n", NULL),
	                 0);
	assert_int_equal(row("concerns", "2.m"), 5);
	assert_int_equal(row("concerns", "9.c"), 3);
	assert_int_equal(row("concerns", "not coded"), 2);
	assert_int_equal(does("bring", LINE_NO_MATTER, "table", "manners", "text", "phone 7", NULL),
	                 0);
	assert_int_equal(row("manners", "phone"), 8);
	/* once */
	assert_int_equal(does("bring", LINE_NO_MATTER, "table", "manners", "text", "phone 1", NULL),
	                 ERR_CHOICE);
	assert_int_equal(row("manners", "phone"), 8);
	assert_int_equal(does("bring", LINE_NO_MATTER, "table", "manners", "text", "letter 1",
	                      "anew", LINE_ON, NULL),
	                 0);
	assert_int_equal(row("manners", "phone"), 1);
	assert_int_equal(row("manners", "letter"), 1);
}

static void
a_line_that_is_no_row_brings_nothing_over(void **state)
{
	static const char *const texts[] = {"2.m",     "2.m x", "2.m 65536",    "2.zz 1", "staff 3",
	                                    "2.m 1 2", "12",    "2.m 1\n2.m 2", " 3"};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_int_equal(
			does("bring", LINE_NO_MATTER, "table", "concerns", "text", texts[i], NULL),
			ERR_CHOICE);
	assert_int_equal(row("concerns", "2.m"), -1);
}

static void
of_two_forks_a_table_is_one_of_both_and_the_later_period_holds(void **state)
{
	static struct brought x, y;
	const struct brought_row few = {1, 5, 1}, many = {1, 5, 9}, other = {3, 2, 2};

	(void)state;
	assert_int_equal(brought_put(&x, 2026, 1, &few, 1), 0);
	assert_int_equal(brought_put(&y, 2026, 1, &many, 1), 0);
	assert_int_equal(brought_put(&y, 2026, 3, &other, 1), 0);
	brought_join(&x, &y);
	assert_int_equal(brought_number(&x, 2026, 1, 5), 9);
	assert_int_equal(brought_number(&x, 2026, 3, 2), 2);
	assert_int_equal(brought_number(&x, 2025, 3, 2), 0);
	assert_int_equal(brought_put(&y, 2027, 1, &few, 1), 0);
	assert_int_equal(y.n, 1);
	brought_join(&y, &x);
	assert_int_equal(y.n, 1);
	brought_join(&x, &y);
	assert_int_equal(brought_number(&x, 2027, 1, 5), 1);
	assert_false(brought_has(&x, 2027, 3));
	brought_expire(&x, 2028);
	assert_int_equal(x.n + x.tables, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH(a_theme_counts_each_time_once_and_is_joined_to_nothing),
		WITH(one_time_or_a_whole_theme_is_taken_back),
		WITH(an_id_stands_for_one_thing),
		WITH(as_many_themes_as_can_be_kept),
		WITH(a_theme_that_is_over_goes_with_its_times),
		WITH(two_devices_notice_both_and_what_one_ended_is_over),
		WITH(what_was_counted_before_is_added_once_for_each_table),
		WITH(a_line_that_is_no_row_brings_nothing_over),
		WITH(of_two_forks_a_table_is_one_of_both_and_the_later_period_holds),
	};

	if (core_start() != 0)
		return 1;
	return cmocka_run_group_tests_name("conversation_themes", tests, NULL, NULL);
}
