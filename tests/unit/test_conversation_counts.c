/*
 * What the desk counts: callers, tallies, endings and what ended by its date; once, whatever
 * devices, forks, repeated lines and stops in between do.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/unit/counting.h"

static size_t
marks_in_state(enum mark_state state)
{
	struct vault *v;
	size_t n;

	assert_int_equal(drop_open(&v, &w.drop, 0), 0);
	n = marks_in(&v->past.counts.marks, state);
	vault_free(v);
	return n;
}

static uint32_t
the_matter(void)
{
	struct sync s = {.person = 0};

	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(s.matters, 1);
	return s.first;
}

/* ---- callers ---- */

static void
a_caller_counts_once_however_often_the_line_is_repeated(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++)
		assert_int_equal(does("call", LINE_NO_MATTER, "how", "phone", "about", "2m", "id",
		                      ONE, NULL),
		                 0);
	counts_are("1 1 1 1 0 to count 0");
	assert_int_equal(does_at(&second, "call", LINE_NO_MATTER, "how", "phone", "about", "2m",
	                         "id", ONE, NULL),
	                 0);
	counts_are("1 1 1 1 0 to count 0");
	assert_int_equal(does("call", LINE_NO_MATTER, "how", "video", "about", "9.c,5.c", NULL), 0);
	counts_are("2 2 3 2 0 to count 0");
}

/* The vault remembers the ids of 64 acts; marks remember more. */
static void
a_line_repeated_after_a_hundred_others_counts_once(void **state)
{
	char id[33];

	(void)state;
	assert_int_equal(
		does("call", LINE_NO_MATTER, "how", "phone", "about", "2m", "id", ONE, NULL), 0);
	assert_int_equal(does("outreach", LINE_NO_MATTER, "kind", "talk", "id", TWO, NULL), 0);
	assert_int_equal(does("undo", LINE_NO_MATTER, "act", TWO, NULL), 0);
	for (unsigned i = 0; i < ACTS_DONE_MAX + 4; i++) {
		(void)snprintf(id, sizeof id, "%032x", i + 1000);
		assert_int_equal(does("demand", LINE_NO_MATTER, "lift", LINE_ON, "id", id, NULL),
		                 0);
	}
	assert_int_equal(
		does("call", LINE_NO_MATTER, "how", "phone", "about", "2m", "id", ONE, NULL), 0);
	assert_int_equal(does("outreach", LINE_NO_MATTER, "kind", "talk", "id", TWO, NULL), 0);
	counts_are("1 1 1 1 0 to count 0");
}

static void
who_came_again_and_who_only_asked_is_a_talk_and_nothing_else(void **state)
{
	(void)state;
	assert_int_equal(does("call", LINE_NO_MATTER, "how", "phone", "about", "0", NULL), 0);
	assert_int_equal(does("call", LINE_NO_MATTER, "how", "person", "about", "2m", "group",
	                      "staff", "again", LINE_ON, NULL),
	                 0);
	assert_int_equal(does("call", LINE_NO_MATTER, "how", "person", "again", LINE_ON, NULL), 0);
	counts_are("0 0 0 3 0 to count 0");
}

/* How many rows the running tables have; none of them is of nothing. */
static size_t
rows_of_tables(void)
{
	struct desk *d = enter();
	const char *table, *row;
	json_t *told, *rows, *n;
	size_t all = 0;

	assert_int_equal(desk_asked(d, "figures", LINE_NO_MATTER, NULL), 0);
	assert_int_equal(synced_at(d, &w.devices[0]), 0);
	told = told_figures(d, 0);
	json_object_foreach(json_object_get(told, "tables"), table, rows)
	{
		json_object_foreach(rows, row, n)
		{
			if (json_integer_value(n) <= 0)
				fail_msg("%s: %s is of nothing", table, row);
			all++;
		}
	}
	json_decref(told);
	desk_free(d);
	return all;
}

static void
running_tables_have_rows_of_what_was_counted_alone(void **state)
{
	size_t one;

	(void)state;
	assert_int_equal(rows_of_tables(), 0);
	assert_int_equal(does("call", LINE_NO_MATTER, "how", "phone", "about", "2m", NULL), 0);
	one = rows_of_tables();
	assert_true(one > 0);
	assert_int_equal(does("call", LINE_NO_MATTER, "how", "phone", "about", "2m", NULL), 0);
	assert_int_equal(rows_of_tables(), one);
}

/* An id that is done stands for one thing, also where no matter remembers what. */
static void
an_id_of_a_caller_stands_for_nothing_else(void **state)
{
	(void)state;
	assert_int_equal(
		does("call", LINE_NO_MATTER, "how", "phone", "about", "2m", "id", ONE, NULL), 0);
	assert_int_equal(
		does("call", LINE_NO_MATTER, "how", "phone", "about", "2m", "id", ONE, NULL), 0);
	assert_int_equal(
		does("call", LINE_NO_MATTER, "how", "phone", "about", "2c", "id", ONE, NULL),
		ERR_USED);
	assert_int_equal(does("outreach", LINE_NO_MATTER, "kind", "talk", "id", ONE, NULL),
	                 ERR_USED);
	assert_int_equal(does("demand", LINE_NO_MATTER, "id", ONE, NULL), ERR_USED);
	assert_int_equal(does("undo", LINE_NO_MATTER, "act", ONE, "id", ONE, NULL), ERR_USED);
	assert_int_equal(does("settle", LINE_NO_MATTER, "id", ONE, NULL), ERR_USED);
	assert_int_equal(does("outreach", LINE_NO_MATTER, "kind", "talk", "id", TWO, NULL), 0);
	assert_int_equal(does("outreach", LINE_NO_MATTER, "kind", "stand", "id", TWO, NULL),
	                 ERR_USED);
	assert_int_equal(
		does("call", LINE_NO_MATTER, "how", "phone", "about", "2m", "id", TWO, NULL),
		ERR_USED);
	counts_are("1 1 1 1 1 to count 0");
}

/* What is corrected is what is said anew; how many came was said before. */
static void
a_correction_keeps_how_many_were_counted(void **state)
{
	(void)state;
	says(&w, "ann", "hello", NULL);
	answers(&w, 0, "hello");
	assert_int_equal(does("count", the_matter(), "about", "2m", "visitors", "3", "matters", "2",
	                      "talks", "5", NULL),
	                 0);
	assert_int_equal(does("code", the_matter(), "about", "9.c,5.c", NULL), 0);
	counts_are("3 2 2 5 0 to count 0");
	assert_int_equal(does("tally", the_matter(), "how", "phone", NULL), 0);
	counts_are("3 2 2 5 0 to count 0");
	assert_int_equal(does("end", the_matter(), "ended", "none", NULL), 0);
	counts_are("3 2 2 5 0 to count 0");
}

static void
a_talk_after_counting_is_counted_and_one_taken_back_is_not(void **state)
{
	(void)state;
	says(&w, "ann", "hello", NULL);
	answers(&w, 0, "hello");
	assert_int_equal(does("count", the_matter(), "about", "2m", NULL), 0);
	counts_are("1 1 1 1 0 to count 0");
	assert_int_equal(does("tally", the_matter(), "how", "phone", NULL), 0);
	assert_int_equal(does("tally", the_matter(), "how", "phone", NULL), 0);
	counts_are("1 1 1 2 0 to count 0");
	assert_int_equal(does("tally", the_matter(), "how", "phone", "less", LINE_ON, NULL), 0);
	counts_are("1 1 1 1 0 to count 0");
	assert_int_equal(does("tally", the_matter(), "how", "video", "less", LINE_ON, NULL),
	                 ERR_ABSENT);
}

static void
a_tally_by_mistake_leaves_nothing_to_count(void **state)
{
	(void)state;
	says(&w, "ann", "hello", NULL);
	counts_are("0 0 0 0 0 to count 0");
	assert_int_equal(does("tally", the_matter(), "how", "phone", NULL), 0);
	assert_int_equal(marks_in_state(MARK_OPEN), 1);
	assert_int_equal(does("tally", the_matter(), "how", "phone", "less", LINE_ON, NULL), 0);
	assert_int_equal(marks_in_state(MARK_OPEN), 0);
	/* a question only was said of it: that is a talk, and waits when its date comes */
	assert_int_equal(does("code", the_matter(), "about", "0", NULL), 0);
	assert_int_equal(marks_in_state(MARK_OPEN), 1);
	drop_next_days(&w.drop, 70);
	counts_are("0 0 0 1 0 to count 1");
	assert_int_equal(does("settle", LINE_NO_MATTER, "about", "2m", NULL), ERR_CHOICE);
	assert_int_equal(does("settle", LINE_NO_MATTER, NULL), 0);
	counts_are("0 0 0 1 0 to count 0");
}

/* Before anybody here can have seen it. */
static void
what_came_with_the_act_is_not_destroyed_unread(void **state)
{
	uint32_t m;

	(void)state;
	says(&w, "ann", "hello", NULL);
	answers(&w, 0, "hello");
	m = the_matter();
	says(&w, "ann", "please wait", NULL);
	assert_int_equal(does("end", m, "about", "2m", "no_last_word", LINE_ON, NULL),
	                 ERR_UNDECIDED);
	says(&w, "ann", "or not", NULL);
	assert_int_equal(does("close", m, "yes", LINE_ON, NULL), ERR_UNDECIDED);
	desk_shows(&w, 0, "{V:hello|0:hello|V:please wait|V:or not}");
	assert_int_equal(does("close", m, "yes", LINE_ON, NULL), 0);
	desk_shows(&w, 0, "");
}

static void
a_suggestion_is_outreach_and_opens_nothing(void **state)
{
	struct sync s = {.person = 0};

	(void)state;
	assert_int_equal(does("outreach", LINE_NO_MATTER, "kind", "suggestion", NULL), 0);
	assert_int_equal(
		does("outreach", LINE_NO_MATTER, "kind", "talk", "people", "40", "id", ONE, NULL),
		0);
	counts_are("0 0 0 0 2 to count 0");
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(s.matters, 0);
}

static void
what_was_counted_by_mistake_is_taken_back(void **state)
{
	(void)state;
	assert_int_equal(
		does("call", LINE_NO_MATTER, "how", "phone", "about", "2m", "id", ONE, NULL), 0);
	assert_int_equal(does("outreach", LINE_NO_MATTER, "kind", "talk", "id", TWO, NULL), 0);
	assert_int_equal(does("undo", LINE_NO_MATTER, "act", ONE, NULL), 0);
	assert_int_equal(does("undo", LINE_NO_MATTER, "act", TWO, NULL), 0);
	counts_are("0 0 0 0 0 to count 0");
	/* nor does the line count again that was taken back */
	assert_int_equal(
		does("call", LINE_NO_MATTER, "how", "phone", "about", "2m", "id", ONE, NULL), 0);
	counts_are("0 0 0 0 0 to count 0");
	assert_int_equal(
		does("undo", LINE_NO_MATTER, "act", "33333333333333333333333333333333", NULL),
		ERR_ABSENT);
}

/* Whatever year an office counts in, this one and the one before can be told; a void mark stays as
 * long. */
static void
this_period_and_the_one_before_are_kept_whole(void **state)
{
	static const struct period_rule rules[] = {
		{PERIOD_ACADEMIC, 9}, {PERIOD_FISCAL, 7}, {PERIOD_CALENDAR, 1}};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		const uint32_t first = period_first_day(&rules[i], 2026),
			       over = period_first_day(&rules[i], 2028);
		struct counting how = {NULL, NULL, rules[i], first};
		struct vault *v = vault_new();
		struct counts *c;

		assert_non_null(v);
		c = &v->past.counts;
		assert_int_equal(marks_put(&c->marks, &(struct mark){.id = {1},
		                                                     .state = MARK_COUNTED,
		                                                     .period = 2026,
		                                                     .visitors = 1,
		                                                     .matters = 1}),
		                 0);
		marks_void(&c->marks, (const uint8_t[MARK_ID_BYTES]){2}, 2026);
		assert_int_equal(
			outreach_put(&c->outreach,
		                     &(struct outreach_row){.id = {3}, .day = first, .kind = 1}),
			0);
		how.day = over - 1;
		vault_count(v, &how);
		assert_int_equal(c->marks.n, 2);
		assert_int_equal(c->outreach.n, 1);
		how.day = over;
		vault_count(v, &how);
		assert_int_equal(marks_in(&c->marks, MARK_COUNTED), 1);
		assert_int_equal(marks_in(&c->marks, MARK_VOID), 0);
		assert_int_equal(c->outreach.n, 0);
		vault_free(v);
	}
}

/* A mark keeps a number of a row's name: of two names with one number only the first is a row. */
static void
rows_that_a_mark_cannot_tell_apart_are_one(void **state)
{
	struct practice *p = practice_new("{\"practice\": {\"groups\": [\"support workers\", "
	                                  "\"campus nurses\", \"staff\", \"STAFF\"]}}");

	(void)state;
	assert_non_null(p);
	assert_int_equal(p->groups.n, 2);
	assert_string_equal(p->groups.names[0], "support workers");
	assert_string_equal(p->groups.names[1], "staff");
	assert_int_equal(practice_key(&p->groups, span_text("campus nurses")), 0);
	practice_free(p);
}

static void
whoever_asks_again_is_told_again_what_was_counted(void **state)
{
	uint32_t m;

	(void)state;
	says(&w, "ann", "hello", NULL);
	m = the_matter();
	for (int i = 0; i < 2; i++) {
		struct desk *d = enter();
		struct mark told;

		assert_int_equal(
			desk_asked(d, "count", m, "about", "2m", "visitors", "3", "id", ONE, NULL),
			0);
		assert_int_equal(synced_at(d, &w.devices[0]), 0);
		assert_true(desk_did(d, &told));
		assert_int_equal(told.visitors, 3);
		desk_free(d);
	}
	counts_are("3 1 1 1 0 to count 0");
}

static void
what_is_no_code_or_row_counts_nothing(void **state)
{
	struct desk *d = enter();

	(void)state;
	assert_int_equal(
		desk_asked(d, "call", LINE_NO_MATTER, "how", "phone", "about", "2m,2z", NULL), 0);
	assert_int_equal(synced_at(d, &w.devices[0]), ERR_CHOICE);
	assert_string_equal(desk_problem(d),
	                    "there is no code 2z; the nearest: 2.s Other, 2.r Equity "
	                    "of Treatment, 2.q Discipline");
	assert_int_equal(desk_asked(d, "call", LINE_NO_MATTER, "how", "phone", "about", "2m",
	                            "group", "martians", NULL),
	                 0);
	assert_int_equal(synced_at(d, &w.devices[0]), ERR_CHOICE);
	assert_non_null(strstr(desk_problem(d), "students, staff"));
	desk_free(d);
	assert_int_equal(does("call", LINE_NO_MATTER, "how", "phone", "about", "0,2m", NULL),
	                 ERR_CHOICE);
	assert_int_equal(does("call", LINE_NO_MATTER, "how", "phone", NULL), ERR_CHOICE);
	assert_int_equal(does("call", LINE_NO_MATTER, "how", "phone", "about", "", NULL),
	                 ERR_CHOICE);
	assert_int_equal(does("call", LINE_NO_MATTER, "how", "phone", "about", "2m,", NULL),
	                 ERR_FORMAT);
	assert_int_equal(does("call", LINE_NO_MATTER, "how", "phone", "about",
	                      "1a,1b,1c,1d,1e,2a,2b,2c,2d", NULL),
	                 ERR_CHOICE);
	assert_int_equal(does("call", LINE_NO_MATTER, "how", "fax", "about", "2m", NULL),
	                 ERR_FORMAT);
	counts_are("0 0 0 0 0 to count 0");
}

static void
a_kept_caller_counts_when_it_ends(void **state)
{
	uint32_t m;

	(void)state;
	assert_int_equal(does("call", LINE_NO_MATTER, "how", "phone", "about", "2m", "keep",
	                      LINE_ON, "id", ONE, NULL),
	                 0);
	assert_int_equal(does("call", LINE_NO_MATTER, "how", "phone", "about", "2m", "keep",
	                      LINE_ON, "id", ONE, NULL),
	                 0);
	counts_are("0 0 0 0 0 to count 0");
	m = the_matter();
	assert_int_equal(does("tally", m, "how", "person", NULL), 0);
	assert_int_equal(does("tally", m, "how", "person", NULL), 0);
	assert_int_equal(does("tally", m, "how", "person", "less", LINE_ON, NULL), 0);
	assert_int_equal(does("end", m, "ended", "acting", "id", TWO, NULL), 0);
	assert_int_equal(does("end", m, "ended", "acting", "id", TWO, NULL), 0);
	counts_are("1 1 1 2 0 to count 0");
	assert_int_equal(does("end", m, "ended", "acting", NULL), ERR_ABSENT);
	assert_int_equal(marks_in_state(MARK_COUNTED), 1);
}

static void
a_kept_caller_is_the_same_matter_where_another_device_saved_first(void **state)
{
	struct desk *d = enter();
	const struct matter *m;
	uint32_t made;

	(void)state;
	assert_int_equal(desk_asked(d, "inbox", LINE_NO_MATTER, NULL), 0);
	assert_int_equal(synced_at(d, &w.devices[0]), 0);
	assert_int_equal(
		does_at(&second, "call", LINE_NO_MATTER, "how", "phone", "about", "1b", NULL), 0);
	assert_int_equal(desk_act_now(d, "call", LINE_NO_MATTER, "how", "phone", "about", "2m",
	                              "keep", LINE_ON, "id", ONE, NULL),
	                 0);
	assert_true(desk_made(d, &made));
	assert_int_equal(desk_act_now(d, "label", made, "text", "shift handover", NULL), 0);
	assert_int_equal(desk_act_now(d, "note", made, "text", "Prefers mornings", NULL), 0);
	desk_look(d);
	assert_int_equal(synced_at(d, &w.devices[0]), 0);
	m = vault_matter(desk_vault(d), made);
	assert_non_null(m);
	assert_string_equal(m->label, "shift handover");
	assert_true(span_equal(buf_span(&m->notes), span_text("Prefers mornings")));
	desk_free(d);
	counts_are("1 1 1 1 0 to count 0");
}

/* ---- what is told ---- */

static bool
told_unheard(void)
{
	struct desk *d = enter();
	struct practice *p;
	json_t *told;
	bool unheard;

	assert_int_equal(desk_asked(d, "inbox", LINE_NO_MATTER, NULL), 0);
	assert_int_equal(synced_at(d, &w.devices[0]), 0);
	p = practice_new(desk_office(d)->roster.charter);
	assert_non_null(p);
	told = told_matter(d, desk_vault(d)->matters[0], p);
	assert_non_null(told);
	unheard = json_is_true(json_object_get(told, "unheard"));
	json_decref(told);
	practice_free(p);
	desk_free(d);
	return unheard;
}

static void
of_a_matter_it_is_told_whether_its_visitor_had_an_answer(void **state)
{
	(void)state;
	says(&w, "ann", "hello", NULL);
	assert_true(told_unheard());
	answers(&w, 0, "good day");
	assert_false(told_unheard());
}

static void
outreach_is_told_row_by_row_with_what_takes_it_back(void **state)
{
	struct desk *d;
	json_t *log;
	char act[2 * MESSAGE_ID_BYTES + 1];

	(void)state;
	assert_int_equal(
		does("outreach", LINE_NO_MATTER, "kind", "stand", "people", "40", "id", ONE, NULL),
		0);
	d = enter();
	assert_int_equal(desk_asked(d, "inbox", LINE_NO_MATTER, NULL), 0);
	assert_int_equal(synced_at(d, &w.devices[0]), 0);
	log = told_outreach(d, 1);
	assert_int_equal(json_array_size(log), 0);
	json_decref(log);
	log = told_outreach(d, 0);
	assert_int_equal(json_array_size(log), 1);
	assert_string_equal(json_string_value(json_object_get(json_array_get(log, 0), "kind")),
	                    "stand");
	(void)snprintf(act, sizeof act, "%s",
	               json_string_value(json_object_get(json_array_get(log, 0), "act")));
	json_decref(log);
	desk_free(d);
	assert_int_equal(does("undo", LINE_NO_MATTER, "act", act, NULL), 0);
	counts_are("0 0 0 0 0 to count 0");
}

/* ---- ending ---- */

static void
a_matter_does_not_end_in_silence(void **state)
{
	uint32_t m;

	(void)state;
	says(&w, "ann", "hello", NULL);
	m = the_matter();
	assert_int_equal(does("end", m, "ended", "lost", NULL), ERR_UNDECIDED);
	assert_int_equal(does("close", m, NULL), ERR_UNDECIDED);
	assert_int_equal(does("close", m, "last_word", "a", "no_last_word", LINE_ON, NULL),
	                 ERR_CHOICE);
	desk_shows(&w, 0, "{V:hello}");
	counts_are("0 0 0 0 0 to count 0");
	assert_int_equal(does("end", m, "about", "2m", "last_word", "I am sorry", NULL), 0);
	desk_shows(&w, 0, "");
	room_shows(&w, "ann", "V:hello|0:I am sorry");
	counts_are("1 1 1 1 0 to count 0");
	assert_int_equal(marks_in_state(MARK_COUNTED), 1);
}

/* Whoever asks a person can tell what "yes" would settle, and what it did settle. */
static void
what_a_yes_settles_is_told(void **state)
{
	struct desk *d;
	uint32_t m;

	(void)state;
	says(&w, "ann", "hello", NULL);
	m = the_matter();
	d = enter();
	assert_int_equal(desk_asked(d, "close", m, NULL), 0);
	assert_int_equal(synced_at(d, &w.devices[0]), ERR_UNDECIDED);
	assert_true(desk_asks(d));
	says(&w, "ann", "are you there", NULL);
	assert_int_equal(desk_asked(d, "close", m, "yes", LINE_ON, NULL), 0);
	assert_int_equal(synced_at(d, &w.devices[0]), ERR_UNDECIDED);
	assert_false(desk_asks(d)); /* but to be looked at */
	assert_false(desk_unanswered(d));
	/* that a look brought it shows it to nobody */
	assert_int_equal(desk_asked(d, "close", m, "yes", LINE_ON, NULL), 0);
	assert_int_equal(synced_at(d, &w.devices[0]), ERR_UNDECIDED);
	desk_shown(d, m + 1);
	assert_int_equal(desk_asked(d, "close", m, "yes", LINE_ON, NULL), 0);
	assert_int_equal(synced_at(d, &w.devices[0]), ERR_UNDECIDED);
	desk_shown(d, m);
	assert_int_equal(desk_asked(d, "close", m, "yes", LINE_ON, NULL), 0);
	assert_int_equal(synced_at(d, &w.devices[0]), 0);
	assert_true(desk_unanswered(d));
	desk_free(d);
}

/* What one look finds at first is less than what waits: an act is done when all of it is here. */
static void
what_comes_late_in_a_listing_is_not_destroyed_unread(void **state)
{
	enum { OTHERS = 6 * INBOX_LOOK };
	struct sync look = {.person = 0};
	char words[8];
	uint32_t m;

	(void)state;
	says(&w, "ann", "hello", NULL);
	m = the_matter();
	for (unsigned i = 0; i < OTHERS; i++) {
		(void)snprintf(words, sizeof words, "w%u", i);
		says(&w, words, "hello", NULL);
	}
	says(&w, "ann", "one thing more", NULL);
	assert_int_equal(does("close", m, "no_last_word", LINE_ON, NULL), ERR_UNDECIDED);
	assert_int_equal(sync_desk(&w, &look), 0);
	assert_int_equal(look.matters, OTHERS + 1);
	assert_int_equal(does("close", m, "no_last_word", LINE_ON, NULL), 0);
}

static void
what_is_closed_with_a_last_word_is_not_counted(void **state)
{
	uint32_t m;

	(void)state;
	says(&w, "ann", "hello", NULL);
	m = the_matter();
	assert_int_equal(does("close", m, "last_word", "not for us", NULL), 0);
	desk_shows(&w, 0, "");
	room_shows(&w, "ann", "V:hello|0:not for us");
	counts_are("0 0 0 0 0 to count 0");
}

static void
a_matter_that_was_answered_ends_without_being_asked(void **state)
{
	uint32_t m;

	(void)state;
	says(&w, "ann", "hello", NULL);
	answers(&w, 0, "good day");
	m = the_matter();
	/* the answer may be gone before the notes are */
	assert_int_equal(does("note", m, "text", "a note", NULL), 0);
	drop_next_days(&w.drop, 12);
	desk_shows(&w, 0, "{#a note}");
	assert_int_equal(does("end", m, "ended", "none", "visitors", "3", "matters", "2", "talks",
	                      "5", NULL),
	                 0);
	counts_are("3 2 0 5 0 to count 0");
}

/* Each step of an ending with a last word may be the last before the power fails. */
static void
an_ending_that_stops_anywhere_is_said_once_and_counts_once(void **state)
{
	int rc = DROP_STOPPED;
	uint32_t m;

	close_office(state);
	for (size_t k = 1; rc == DROP_STOPPED; k++) {
		struct run run = {.stop_after = k};
		struct desk *d;

		open_office(NULL);
		says(&w, "ann", "hello", NULL);
		m = the_matter();
		d = enter();
		assert_int_equal(desk_asked(d, "end", m, "about", "2m", "last_word", "goodbye",
		                            "id", ONE, NULL),
		                 0);
		rc = run_desk(&w.drop, d, &w.devices[0], &run);
		desk_free(d);
		if (rc == DROP_STOPPED) {
			int again = does("end", m, "about", "2m", "last_word", "goodbye", "id", ONE,
			                 NULL);

			assert_int_equal(again, 0);
		}
		desk_shows(&w, 0, "");
		room_shows(&w, "ann", "V:hello|0:goodbye");
		counts_are("1 1 1 1 0 to count 0");
		if (rc == DROP_STOPPED)
			close_office(NULL);
	}
	assert_int_equal(rc, 0);
	(void)state;
}

/* A last word that waits for a place, and words of hers that nobody has read. */
static void
what_came_while_a_last_word_waited_is_not_destroyed_unread(void **state)
{
	uint32_t m;
	struct desk *d;
	struct run run = {.stop_after = 1};
	int rc = DROP_STOPPED;

	(void)state;
	says(&w, "ann", "hello", NULL);
	m = the_matter();
	/* stopped once it is saved, and before it went out */
	for (size_t k = 1; rc == DROP_STOPPED; k++) {
		struct vault *v;
		bool closing;

		run.stop_after = k;
		d = enter();
		assert_int_equal(desk_asked(d, "end", m, "last_word", "goodbye", "id", ONE, NULL),
		                 0);
		rc = run_desk(&w.drop, d, &w.devices[0], &run);
		desk_free(d);
		assert_int_equal(drop_open(&v, &w.drop, 0), 0);
		closing = vault_matter(v, m) != NULL && vault_matter(v, m)->count.closing;
		vault_free(v);
		if (closing)
			break;
	}
	assert_int_equal(rc, DROP_STOPPED);
	says(&w, "ann", "wait", NULL);
	desk_shows(&w, 0, "{V:hello|0:goodbye|V:wait}");
	counts_are("1 1 0 1 0 to count 0");
}

static void
a_matter_counted_now_and_closed_later_counts_once(void **state)
{
	uint32_t m;

	(void)state;
	says(&w, "ann", "hello", NULL);
	answers(&w, 0, "good day");
	m = the_matter();
	assert_int_equal(does("count", m, "about", "2m", NULL), 0);
	counts_are("1 1 1 1 0 to count 0");
	assert_int_equal(does("code", m, "about", "2m,9c", NULL), 0);
	counts_are("1 1 2 1 0 to count 0");
	assert_int_equal(does("end", m, "about", "5.c", "ended", "formal", NULL), 0);
	counts_are("1 1 1 1 0 to count 0");
	assert_int_equal(marks_in_state(MARK_COUNTED), 1);
}

/* ---- by its date ---- */

static void
what_ended_by_its_date_is_to_be_counted_if_this_desk_did_something(void **state)
{
	(void)state;
	says(&w, "ann", "hello", NULL);
	answers(&w, 0, "good day");
	says(&w, "bob", "only received", NULL);
	counts_are("0 0 0 0 0 to count 0");
	drop_next_days(&w.drop, 40); /* nobody opened the desk on the day */
	counts_are("1 1 0 1 0 to count 1");
	assert_int_equal(marks_in_state(MARK_TO_COUNT), 1);
	assert_int_equal(does("settle", LINE_NO_MATTER, NULL), 0);
	counts_are("1 1 0 1 0 to count 0");
	assert_int_equal(marks_in_state(MARK_COUNTED), 1);
}

static void
what_waits_to_be_counted_can_still_be_coded_or_dropped(void **state)
{
	struct desk *d;
	json_t *list;
	char mark[2 * MARK_ID_BYTES + 1];

	(void)state;
	says(&w, "ann", "hello", NULL);
	answers(&w, 0, "good day");
	assert_int_equal(
		does("call", LINE_NO_MATTER, "how", "phone", "about", "1a", "keep", LINE_ON, NULL),
		0);
	drop_next_days(&w.drop, 40);
	counts_are("2 2 1 2 0 to count 2");
	d = enter();
	assert_int_equal(desk_asked(d, "today", LINE_NO_MATTER, NULL), 0);
	assert_int_equal(synced_at(d, &w.devices[0]), 0);
	list = told_to_count(d);
	assert_int_equal(json_array_size(list), 2);
	(void)snprintf(mark, sizeof mark, "%s",
	               json_string_value(json_object_get(json_array_get(list, 0), "mark")));
	json_decref(list);
	desk_free(d);
	assert_int_equal(does("settle", LINE_NO_MATTER, "mark", mark, "about", "2m,2n,2o", NULL),
	                 0);
	assert_int_equal(does("settle", LINE_NO_MATTER, "mark", mark, NULL), ERR_ABSENT);
	assert_int_equal(marks_in_state(MARK_TO_COUNT), 1);
	assert_int_equal(does("settle", LINE_NO_MATTER, "drop", LINE_ON, NULL), ERR_CHOICE);
	d = enter();
	assert_int_equal(desk_asked(d, "today", LINE_NO_MATTER, NULL), 0);
	assert_int_equal(synced_at(d, &w.devices[0]), 0);
	list = told_to_count(d);
	(void)snprintf(mark, sizeof mark, "%s",
	               json_string_value(json_object_get(json_array_get(list, 0), "mark")));
	json_decref(list);
	desk_free(d);
	assert_int_equal(does("settle", LINE_NO_MATTER, "mark", mark, "drop", LINE_ON, NULL), 0);
	counts_are("1 1 3 1 0 to count 0");
}

/* The i-th of those to count; its group, or "-". */
static const char *
to_count_at(size_t i, char mark[2 * MARK_ID_BYTES + 1])
{
	static char group[PRACTICE_ROW_MAX + 1];
	struct desk *d = enter();
	const json_t *row, *value;
	json_t *list;

	assert_int_equal(desk_asked(d, "today", LINE_NO_MATTER, NULL), 0);
	assert_int_equal(synced_at(d, &w.devices[0]), 0);
	list = told_to_count(d);
	row = json_array_get(list, i);
	value = json_object_get(row, "group");
	(void)snprintf(mark, 2 * MARK_ID_BYTES + 1, "%s",
	               row == NULL ? "" : json_string_value(json_object_get(row, "mark")));
	(void)snprintf(group, sizeof group, "%s%s",
	               value == NULL || json_is_null(value) ? "-" : json_string_value(value),
	               json_is_true(json_object_get(row, "talk_only")) ? ", question" : "");
	json_decref(list);
	desk_free(d);
	return group;
}

static void
what_was_settled_waits_again_once_it_is_taken_back(void **state)
{
	char marks[2][2 * MARK_ID_BYTES + 1], again[2 * MARK_ID_BYTES + 1], both[80];

	(void)state;
	for (unsigned i = 0; i < 2; i++)
		assert_int_equal(does("call", LINE_NO_MATTER, "how", "phone", "about",
		                      i == 0 ? "1a" : "0", "group", "staff", "keep", LINE_ON, NULL),
		                 0);
	drop_next_days(&w.drop, 40);
	for (size_t i = 0; i < 2; i++)
		(void)to_count_at(i, marks[i]);
	(void)snprintf(both, sizeof both, "%s,%s", marks[0], marks[1]);
	assert_int_equal(does("settle", LINE_NO_MATTER, "back", both, NULL), ERR_ABSENT);
	assert_int_equal(does("settle", LINE_NO_MATTER, NULL), 0);
	counts_are("1 1 1 2 0 to count 0");
	assert_int_equal(does("settle", LINE_NO_MATTER, "back", both, NULL), 0);
	counts_are("1 1 1 2 0 to count 2");
	/* whoever says it twice, or at two devices, has said it once */
	assert_int_equal(does("settle", LINE_NO_MATTER, "back", both, NULL), 0);
	assert_int_equal(does_at(&second, "settle", LINE_NO_MATTER, "back", both, NULL), 0);
	counts_are("1 1 1 2 0 to count 2");
	/* as it stood, a question told from what is not coded */
	if (strcmp(to_count_at(0, again), "staff") != 0)
		assert_string_equal(to_count_at(0, again), "-, question");
	else
		assert_string_equal(to_count_at(1, again), "-, question");
	assert_string_not_equal(again, marks[0]);
	assert_int_equal(does("settle", LINE_NO_MATTER, "mark", again, NULL), 0);
	assert_int_equal(does("settle", LINE_NO_MATTER, NULL), 0);
	counts_are("1 1 1 2 0 to count 0");
	/* what is counted of an open matter is no such thing, nor is what nobody knows */
	assert_int_equal(does("settle", LINE_NO_MATTER, "back", "2222222222222222", NULL),
	                 ERR_ABSENT);
}

static void
a_question_that_becomes_a_matter_is_counted_as_one(void **state)
{
	char mark[2 * MARK_ID_BYTES + 1];

	(void)state;
	assert_int_equal(
		does("call", LINE_NO_MATTER, "how", "phone", "about", "0", "keep", LINE_ON, NULL),
		0);
	assert_int_equal(does("call", LINE_NO_MATTER, "how", "phone", "about", "2m", "group",
	                      "staff", "keep", LINE_ON, NULL),
	                 0);
	drop_next_days(&w.drop, 40);
	if (strcmp(to_count_at(0, mark), "-, question") != 0)
		(void)to_count_at(1, mark);
	assert_int_equal(does("settle", LINE_NO_MATTER, "mark", mark, "about", "9c", NULL), 0);
	counts_are("2 2 2 2 0 to count 1");
	(void)to_count_at(0, mark);
	assert_int_equal(does("settle", LINE_NO_MATTER, "mark", mark, "about", "0", NULL), 0);
	counts_are("1 1 1 2 0 to count 0");
}

/* Of a list all or nothing goes back, and what another took away holds up none of the others. */
static void
a_list_goes_back_whole(void **state)
{
	char m[2][2 * MARK_ID_BYTES + 1], again[2 * MARK_ID_BYTES + 1], list[80];

	(void)state;
	for (unsigned i = 0; i < 2; i++)
		assert_int_equal(does("call", LINE_NO_MATTER, "how", "phone", "about", "2m", "keep",
		                      LINE_ON, NULL),
		                 0);
	drop_next_days(&w.drop, 40);
	for (size_t i = 0; i < 2; i++)
		(void)to_count_at(i, m[i]);
	assert_int_equal(does("settle", LINE_NO_MATTER, NULL), 0);
	(void)snprintf(list, sizeof list, "%s,2222222222222222", m[1]);
	assert_int_equal(does("settle", LINE_NO_MATTER, "back", list, NULL), ERR_ABSENT);
	assert_int_equal(does("settle", LINE_NO_MATTER, "back", m[1], "drop", LINE_ON, NULL),
	                 ERR_CHOICE);
	counts_are("2 2 2 2 0 to count 0");
	assert_int_equal(does("settle", LINE_NO_MATTER, "back", m[0], NULL), 0);
	(void)to_count_at(0, again);
	assert_int_equal(does("settle", LINE_NO_MATTER, "mark", again, "drop", LINE_ON, NULL), 0);
	counts_are("1 1 1 1 0 to count 0");
	assert_int_equal(does("settle", LINE_NO_MATTER, "back", m[0], NULL), ERR_ABSENT);
	(void)snprintf(list, sizeof list, "%s,%s", m[0], m[1]);
	assert_int_equal(does("settle", LINE_NO_MATTER, "back", list, NULL), 0);
	counts_are("1 1 1 1 0 to count 1");
	(void)to_count_at(0, again);
	assert_int_equal(does("settle", LINE_NO_MATTER, NULL), 0);
	counts_are("1 1 1 1 0 to count 0");
	/* counted again, it is another's */
	assert_int_equal(does("settle", LINE_NO_MATTER, "back", m[1], NULL), ERR_ABSENT);
	assert_int_equal(does("settle", LINE_NO_MATTER, "back", again, NULL), 0);
	counts_are("1 1 1 1 0 to count 1");
}

/* Its whole id tells outreach from other outreach, whatever a client chooses. */
static void
outreach_of_like_ids_is_counted_apart(void **state)
{
	static const char first[] = "11111111111111111111111111111101",
			  second_id[] = "11111111111111111111111111111103",
			  never[] = "111111111111111111111111111111ab";

	(void)state;
	assert_int_equal(
		does("outreach", LINE_NO_MATTER, "kind", "talk", "people", "5", "id", first, NULL),
		0);
	assert_int_equal(does("outreach", LINE_NO_MATTER, "kind", "talk", "people", "5", "id",
	                      second_id, NULL),
	                 0);
	counts_are("0 0 0 0 2 to count 0");
	assert_int_equal(does("undo", LINE_NO_MATTER, "act", never, NULL), ERR_ABSENT);
	assert_int_equal(does("undo", LINE_NO_MATTER, "act", second_id, NULL), 0);
	counts_are("0 0 0 0 1 to count 0");
}

/* Talk lives 10 days here, a matter 20 days after it last went on. */
static void
a_tallied_talk_lets_a_matter_go_on(void **state)
{
	uint32_t m;

	(void)state;
	says(&w, "ann", "hello", NULL);
	m = the_matter();
	drop_next_days(&w.drop, 9);
	assert_int_equal(does("tally", m, "how", "phone", NULL), 0);
	drop_next_days(&w.drop, 20);
	desk_shows(&w, 0, "{}");
	drop_next_days(&w.drop, 1);
	desk_shows(&w, 0, "");
	counts_are("1 1 0 1 0 to count 1");
}

/* Without a practice of its own an office counts academic years, from the first of September. */
static void
a_visitor_counts_in_the_period_of_the_first_contact(void **state)
{
	enum { LAST_OF_AUGUST = 20331 /* 2025-08-31 */ };
	struct sync s = {.person = 0};

	(void)state;
	while (w.drop.day < LAST_OF_AUGUST) {
		unsigned left = LAST_OF_AUGUST - w.drop.day;

		drop_next_days(&w.drop, left > 50 ? 50 : left);
		/* signed again, and keys made for the days to come */
		w.drop.roster.not_after = w.drop.day + ROSTER_DAYS_MAX;
		w.drop.roster.serial++;
		drop_publish(&w.drop);
		assert_int_equal(sync_desk(&w, &s), 0);
	}
	says(&w, "ann", "hello", NULL);
	answers(&w, 0, "good day");
	assert_int_equal(does("call", LINE_NO_MATTER, "how", "phone", "about", "1a", NULL), 0);
	counts_are("1 1 1 1 0 to count 0");
	drop_next_days(&w.drop, 1);
	assert_int_equal(does("end", the_matter(), "about", "2m,9c", NULL), 0);
	counts_are("0 1 2 1 0 to count 0");
	assert_string_equal(numbers_of(&w.devices[0], 1), "2 1 1 1 0 to count 0");
}

/* ---- several devices ---- */

static void
restore(struct buf *vault, uint32_t version)
{
	struct drop_person *p = &w.drop.people[0];

	buf_clear(&p->vault);
	buf_put_span(&p->vault, buf_span(vault));
	p->vault_version = version;
	buf_clear(vault);
}

/* Both devices know the matter; each ends it in a vault that the other does not see. */
static void
end_twice(const char *first, const char *other)
{
	uint32_t m, version;
	struct buf backup;
	struct sync s = {.person = 0};

	says(&w, "ann", "hello", NULL);
	answers(&w, 0, "good day");
	m = the_matter();
	s.device = &second;
	assert_int_equal(sync_desk(&w, &s), 0);
	buf_init(&backup, VAULT_MAX);
	buf_put_span(&backup, buf_span(&w.drop.people[0].vault));
	version = w.drop.people[0].vault_version;
	assert_int_equal(does(first, m, NULL), 0);
	assert_int_equal(does("call", LINE_NO_MATTER, "how", "phone", "about", "1a", NULL), 0);
	restore(&backup, version);
	assert_int_equal(does_at(&second, other, m, NULL), 0);
	assert_int_equal(
		does_at(&second, "call", LINE_NO_MATTER, "how", "phone", "about", "1b", NULL), 0);
}

static void
two_devices_that_end_one_matter_count_it_once(void **state)
{
	(void)state;
	end_twice("end", "end");
	counts_are("3 3 2 3 0 to count 0");
	desk_shows(&w, 0, "");
}

static void
a_matter_that_one_device_ended_uncounted_is_not_counted(void **state)
{
	(void)state;
	end_twice("end", "close");
	counts_are("2 2 2 2 0 to count 0");
}

static void
a_fork_does_not_count_what_one_side_closed_and_the_other_kept(void **state)
{
	(void)state;
	end_twice("close", "show");
	counts_are("2 2 2 2 0 to count 0");
	desk_shows(&w, 0, "");
	drop_next_days(&w.drop, 40);
	counts_are("2 2 2 2 0 to count 0");
}

/* ---- a demand, forgetting, room ---- */

static void
a_demand_shuts_ending_by_hand_and_no_announced_date(void **state)
{
	uint32_t m;

	(void)state;
	says(&w, "ann", "hello", NULL);
	answers(&w, 0, "good day");
	m = the_matter();
	assert_int_equal(does("demand", LINE_NO_MATTER, NULL), 0);
	assert_int_equal(does("demand", LINE_NO_MATTER, NULL), 0); /* said twice, it is one */
	assert_int_equal(does("end", m, NULL), ERR_DEMAND);
	assert_int_equal(does("close", m, "no_last_word", LINE_ON, NULL), ERR_DEMAND);
	assert_int_equal(does_at(&second, "close", m, NULL), ERR_DEMAND);
	assert_int_equal(does("discard", LINE_NO_MATTER, "day", "2024-10-04", NULL), ERR_DEMAND);
	desk_shows(&w, 0, "{V:hello|0:good day}");
	assert_int_equal(does("call", LINE_NO_MATTER, "how", "phone", "about", "2m", NULL), 0);
	drop_next_days(&w.drop, 11);
	desk_shows(&w, 0, "");
	says(&w, "bob", "hello", NULL);
	m = the_matter();
	assert_int_equal(does("demand", LINE_NO_MATTER, "lift", LINE_ON, NULL), 0);
	assert_int_equal(does("close", m, "no_last_word", LINE_ON, NULL), 0);
}

static void
nothing_counts_of_whom_asked_to_be_forgotten(void **state)
{
	struct visit v = {.words = "ann", .act = VISIT_FORGET};

	(void)state;
	says(&w, "ann", "hello", NULL);
	answers(&w, 0, "good day");
	assert_int_equal(visit(&w, &v), 0);
	desk_shows(&w, 0, "");
	drop_next_days(&w.drop, 40);
	counts_are("0 0 0 0 0 to count 0");
}

static void
a_visitor_who_goes_on_under_new_words_is_one_matter(void **state)
{
	(void)state;
	says(&w, "ann", "hello", NULL);
	answers(&w, 0, "good day");
	renews(&w, "ann", "anna", "V:hello|0:good day");
	says(&w, "anna", "still here", NULL);
	answers(&w, 0, "yes");
	assert_int_equal(does("end", the_matter(), "about", "2m", NULL), 0);
	drop_next_days(&w.drop, 40);
	counts_are("1 1 1 1 0 to count 0");
}

/* What a matter would be counted as: "concerns; group; with; ended; did", "-" for none. */
static const char *
coding_of_the_matter(void)
{
	static char text[200];
	static const char *const keys[] = {"group", "with", "ended"};
	struct desk *d = enter();
	struct practice *p;
	json_t *told;
	int at;

	assert_int_equal(desk_asked(d, "inbox", LINE_NO_MATTER, NULL), 0);
	assert_int_equal(synced_at(d, &w.devices[0]), 0);
	p = practice_new(desk_office(d)->roster.charter);
	assert_non_null(p);
	told = told_matter(d, desk_vault(d)->matters[0], p);
	at = snprintf(text, sizeof text, "%zu", json_array_size(json_object_get(told, "concerns")));
	for (size_t i = 0; i < 3; i++) {
		const char *value = json_string_value(json_object_get(told, keys[i]));

		at += snprintf(text + at, sizeof text - (size_t)at, "; %s",
		               value == NULL ? "-" : value);
	}
	(void)snprintf(text + at, sizeof text - (size_t)at, "; %zu%s",
	               json_array_size(json_object_get(told, "did")),
	               json_is_true(json_object_get(told, "talk_only")) ? "; question" : "");
	json_decref(told);
	practice_free(p);
	desk_free(d);
	return text;
}

static void
what_was_said_of_a_matter_is_taken_back_by_nothing(void **state)
{
	uint32_t m;

	(void)state;
	says(&w, "ann", "hello", NULL);
	answers(&w, 0, "good day");
	m = the_matter();
	assert_int_equal(does("code", m, "about", "2m,9c", "group", "students", "with", "above",
	                      "ended", "lost", "did", "listened,options", NULL),
	                 0);
	assert_string_equal(coding_of_the_matter(), "2; students; above; lost; 2");
	/* what is not given stays */
	assert_int_equal(does("code", m, "did", "", NULL), 0);
	assert_string_equal(coding_of_the_matter(), "2; students; above; lost; 0");
	assert_int_equal(does("code", m, "group", "", "with", "", "ended", "", NULL), 0);
	assert_string_equal(coding_of_the_matter(), "2; -; -; -; 0");
	assert_int_equal(does("code", m, "about", "", NULL), 0);
	assert_string_equal(coding_of_the_matter(), "0; -; -; -; 0");
	assert_int_equal(does("code", m, "about", "0", NULL), 0);
	assert_string_equal(coding_of_the_matter(), "0; -; -; -; 0; question");
	assert_int_equal(does("code", m, "about", "", NULL), 0);
	assert_string_equal(coding_of_the_matter(), "0; -; -; -; 0");
	/* an id stands for one thing: to say nothing of a group is not to take it back */
	assert_int_equal(does("code", m, "with", "", "id", ONE, NULL), 0);
	assert_int_equal(does("code", m, "id", ONE, NULL), ERR_USED);
	/* nor where it is counted already */
	assert_int_equal(does("count", m, "about", "2m", "did", "asked", NULL), 0);
	counts_are("1 1 1 1 0 to count 0");
	assert_int_equal(does("code", m, "about", "", NULL), 0);
	counts_are("1 1 0 1 0 to count 0");
}

/* Until one message more of the largest does not fit, and short ones do. */
static void
fill_vault(void)
{
	static char text[NOTES_MAX + 1];
	struct drop_person *p = &w.drop.people[0];
	struct ends ends;
	struct vault_of of = drop_vault_of(&w.drop, 0, &ends);
	struct vault *v;

	memset(text, 'x', NOTES_MAX);
	assert_int_equal(drop_open(&v, &w.drop, 0), 0);
	while (vault_takes(v, TEXT_MAX)) {
		struct matter *m = vault_add_matter(v);

		assert_non_null(m);
		assert_int_equal(matter_add_notes(m, span_text(text)), 0);
		matter_went_on(m, w.drop.day);
	}
	assert_true(vault_takes(v, NOTES_MAX));
	assert_int_equal(vault_seal(&p->vault, v, &of, ++p->vault_version), 0);
	vault_free(v);
	device_clear(&w.devices[0]);
	w.devices[0] = (struct device){0};
}

static void
what_does_not_fit_is_refused_at_once_and_all_else_is_saved(void **state)
{
	static char text[TEXT_MAX + 1];
	struct sync s = {.person = 0, .quiet = true};
	struct run run = {0};
	struct desk *d;
	uint32_t m;

	(void)state;
	memset(text, 'x', TEXT_MAX);
	says(&w, "ann", "hello", NULL);
	m = the_matter();
	fill_vault();
	d = enter();
	assert_int_equal(synced_at(d, &w.devices[0]), 0);
	assert_int_equal(desk_act_now(d, "say", m, "text", text, NULL), ERR_SIZE);
	assert_int_equal(desk_act_now(d, "end", m, "about", "2m", "last_word", text, NULL),
	                 ERR_SIZE);
	assert_int_equal(desk_act_now(d, "close", m, "last_word", text, NULL), ERR_SIZE);
	assert_int_equal(desk_unsaved(d), 0);
	assert_int_equal(desk_act_now(d, "say", m, "text", "good day", NULL), 0);
	desk_look(d);
	assert_int_equal(run_desk(&w.drop, d, &w.devices[0], &run), 0);
	desk_free(d);
	counts_are("0 0 0 0 0 to count 0");
	room_shows(&w, "ann", "V:hello|0:good day");
	says(&w, "bob", "hello", NULL);
	assert_int_equal(sync_desk(&w, &s), 0);
}

static void
fill_marks(void)
{
	struct drop_person *p = &w.drop.people[0];
	struct ends ends;
	struct vault_of of = drop_vault_of(&w.drop, 0, &ends);
	struct mark m = {.state = MARK_COUNTED, .period = 2000};
	struct vault *v;

	assert_int_equal(drop_open(&v, &w.drop, 0), 0);
	for (uint32_t i = 0; v->past.counts.marks.n < MARKS_MAX; i++) {
		put_u32(m.id, i);
		assert_int_equal(marks_put(&v->past.counts.marks, &m), 0);
	}
	assert_int_equal(vault_seal(&p->vault, v, &of, ++p->vault_version), 0);
	vault_free(v);
	device_clear(&w.devices[0]);
	w.devices[0] = (struct device){0};
}

static void
where_no_more_marks_fit_nothing_is_lost(void **state)
{
	uint32_t m;

	(void)state;
	says(&w, "ann", "hello", NULL);
	answers(&w, 0, "good day");
	m = the_matter();
	fill_marks();
	assert_int_equal(does("call", LINE_NO_MATTER, "how", "phone", "about", "2m", NULL),
	                 ERR_SIZE);
	says(&w, "bob", "hello", NULL);
	desk_shows(&w, 0, "{V:hello|0:good day}{V:hello}");
	assert_int_equal(does("end", m, NULL), 0); /* its mark was there */
	desk_shows(&w, 0, "{V:hello}");
}

/* What must be understood first may be what forbids it. */
static void
under_a_section_of_a_newer_alcove_nothing_is_counted_and_nothing_lost(void **state)
{
	static const uint8_t newer[] = {0x8f, 0xff, 0, 0, 0, 3, 'n', 'e', 'w'};
	struct drop_person *p = &w.drop.people[0];
	struct ends ends;
	struct vault_of of;
	struct vault *v;
	uint32_t m;

	(void)state;
	says(&w, "ann", "hello", NULL);
	answers(&w, 0, "good day");
	assert_int_equal(does("call", LINE_NO_MATTER, "how", "phone", "about", "2m", NULL), 0);
	m = the_matter();
	of = drop_vault_of(&w.drop, 0, &ends);
	assert_int_equal(drop_open(&v, &w.drop, 0), 0);
	buf_put(&v->unknown, newer, sizeof newer);
	devices_save(&v->past.devices, (const uint8_t[DEVICE_BYTES]){7});
	assert_int_equal(vault_seal(&p->vault, v, &of, ++p->vault_version), 0);
	vault_free(v);
	assert_int_equal(does("call", LINE_NO_MATTER, "how", "phone", "about", "2m", NULL),
	                 ERR_NEWER);
	assert_int_equal(does("end", m, NULL), ERR_NEWER);
	assert_int_equal(does("undo", LINE_NO_MATTER, "act", ONE, NULL), ERR_NEWER);
	desk_shows(&w, 0, "{V:hello|0:good day}");
	counts_are("1 1 1 1 0 to count 0");
}

/* ---- today ---- */

static void
today_shows_who_waits_and_what_ends_soon(void **state)
{
	struct desk *d;
	json_t *told, *soon;

	(void)state;
	says(&w, "ann", "hello", NULL);
	answers(&w, 0, "good day");
	assert_int_equal(does("code", the_matter(), "about", "2m", NULL), 0);
	says(&w, "bob", "first", NULL);
	drop_next_days(&w.drop, 2);
	says(&w, "cleo", "later", NULL);
	drop_next_days(&w.drop, 3);
	d = enter();
	assert_int_equal(desk_asked(d, "today", LINE_NO_MATTER, NULL), 0);
	assert_int_equal(synced_at(d, &w.devices[0]), 0);
	told = told_today(d);
	assert_int_equal(json_array_size(json_object_get(told, "waiting")), 2);
	assert_string_equal(
		json_string_value(json_object_get(
			json_array_get(json_object_get(told, "waiting"), 0), "heading")),
		"first");
	soon = json_object_get(told, "ends_soon");
	/* bob's in six days, ann's coded one behind it, though it ends no later; cleo's in eight */
	assert_int_equal(json_array_size(soon), 1);
	assert_string_equal(json_string_value(json_object_get(json_array_get(soon, 0), "heading")),
	                    "first");
	json_decref(told);
	desk_free(d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH(a_caller_counts_once_however_often_the_line_is_repeated),
		WITH(a_line_repeated_after_a_hundred_others_counts_once),
		WITH(who_came_again_and_who_only_asked_is_a_talk_and_nothing_else),
		WITH(running_tables_have_rows_of_what_was_counted_alone),
		WITH(an_id_of_a_caller_stands_for_nothing_else),
		WITH(a_correction_keeps_how_many_were_counted),
		WITH(a_talk_after_counting_is_counted_and_one_taken_back_is_not),
		WITH(a_tally_by_mistake_leaves_nothing_to_count),
		WITH(what_came_with_the_act_is_not_destroyed_unread),
		WITH(a_suggestion_is_outreach_and_opens_nothing),
		WITH(what_was_counted_by_mistake_is_taken_back),
		WITH(this_period_and_the_one_before_are_kept_whole),
		WITH(rows_that_a_mark_cannot_tell_apart_are_one),
		WITH(whoever_asks_again_is_told_again_what_was_counted),
		WITH(what_is_no_code_or_row_counts_nothing),
		WITH(a_kept_caller_counts_when_it_ends),
		WITH(a_kept_caller_is_the_same_matter_where_another_device_saved_first),
		WITH(of_a_matter_it_is_told_whether_its_visitor_had_an_answer),
		WITH(outreach_is_told_row_by_row_with_what_takes_it_back),
		WITH(a_matter_does_not_end_in_silence),
		WITH(what_a_yes_settles_is_told),
		WITH(what_comes_late_in_a_listing_is_not_destroyed_unread),
		WITH(what_is_closed_with_a_last_word_is_not_counted),
		WITH(a_matter_that_was_answered_ends_without_being_asked),
		WITH(an_ending_that_stops_anywhere_is_said_once_and_counts_once),
		WITH(what_came_while_a_last_word_waited_is_not_destroyed_unread),
		WITH(a_matter_counted_now_and_closed_later_counts_once),
		WITH(what_ended_by_its_date_is_to_be_counted_if_this_desk_did_something),
		WITH(what_waits_to_be_counted_can_still_be_coded_or_dropped),
		WITH(a_tallied_talk_lets_a_matter_go_on),
		WITH(a_visitor_counts_in_the_period_of_the_first_contact),
		WITH(two_devices_that_end_one_matter_count_it_once),
		WITH(a_matter_that_one_device_ended_uncounted_is_not_counted),
		WITH(a_fork_does_not_count_what_one_side_closed_and_the_other_kept),
		WITH(a_demand_shuts_ending_by_hand_and_no_announced_date),
		WITH(nothing_counts_of_whom_asked_to_be_forgotten),
		WITH(a_visitor_who_goes_on_under_new_words_is_one_matter),
		WITH(what_was_settled_waits_again_once_it_is_taken_back),
		WITH(a_question_that_becomes_a_matter_is_counted_as_one),
		WITH(a_list_goes_back_whole),
		WITH(outreach_of_like_ids_is_counted_apart),
		WITH(what_was_said_of_a_matter_is_taken_back_by_nothing),
		WITH(what_does_not_fit_is_refused_at_once_and_all_else_is_saved),
		WITH(where_no_more_marks_fit_nothing_is_lost),
		WITH(under_a_section_of_a_newer_alcove_nothing_is_counted_and_nothing_lost),
		WITH(today_shows_who_waits_and_what_ends_soon),
	};

	if (core_start() != 0)
		return 1;
	return cmocka_run_group_tests_name("conversation_counts", tests, NULL, NULL);
}
