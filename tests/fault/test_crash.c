/*
 * A desk that stops between any two steps, and answers that get lost: nothing
 * is lost, nothing is shown twice, and an act is done once.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <string.h>

#include "tests/unit/conversation.h"

static struct world w;

/* Ann has said something new, and the desk knows her from before. */
static uint32_t
opening(void)
{
	struct sync s = {.person = 0};

	world_open(&w, 2, 0);
	says(&w, "ann", "hello", NULL);
	assert_int_equal(sync_desk(&w, &s), 0);
	says(&w, "ann", "are you there?", NULL);
	drop_next_days(&w.drop, 1);
	return s.first;
}

static void
fill(char *text, size_t size)
{
	memset(text, 'y', size - 1);
	text[size - 1] = '\0';
}

static void
a_sync_that_stops_anywhere_loses_and_doubles_nothing(void **state)
{
	int rc = DROP_STOPPED;

	(void)state;
	for (size_t k = 1; rc == DROP_STOPPED; k++) {
		struct sync s = {.person = 0, .run = {.stop_after = k}};

		(void)opening();
		rc = sync_desk(&w, &s);
		if (rc != DROP_STOPPED)
			assert_int_equal(rc, 0);
		desk_shows(&w, 0, "{V:hello|V:are you there?}");
		desk_shows(&w, 0, "{V:hello|V:are you there?}");
		assert_int_equal(drop_inbox(&w.drop, 0), 0);
		says(&w, "ann", "today", NULL);
		desk_shows(&w, 0, "{V:hello|V:are you there?|V:today}");
		world_close(&w);
	}
}

static void
an_answer_that_stops_anywhere_is_said_once_or_not_at_all(void **state)
{
	static const char without[] = "V:hello|V:are you there?",
			  with[] = "V:hello|V:are you there?|0:good day";
	int rc = DROP_STOPPED;
	bool said = false;

	(void)state;
	for (size_t k = 1; rc == DROP_STOPPED; k++) {
		struct sync s = {.person = 0,
		                 .act = SYNC_SAY,
		                 .matter = opening(),
		                 .text = "good day",
		                 .run = {.stop_after = k}};
		struct visit v = {.words = "ann"};

		rc = sync_desk(&w, &s);
		assert_int_equal(sync_desk(&w, &(struct sync){.person = 0}), 0);
		assert_int_equal(visit(&w, &v), 0);
		/* once the vault with it is saved, it goes out */
		assert_true(strcmp(v.view, said ? with : without) == 0 || !said);
		said = strcmp(v.view, with) == 0;
		assert_string_equal(v.view, said ? with : without);
		desk_shows(&w, 0,
		           said ? "{V:hello|V:are you there?|0:good day}"
		                : "{V:hello|V:are you there?}");
		world_close(&w);
	}
	assert_int_equal(rc, 0);
	assert_true(said);
}

/* A long answer, cut off after some of its parts. */
static void
a_long_answer_that_stops_anywhere_comes_whole(void **state)
{
	char text[TEXT_PART_BYTES * 3 + 1], shown[80], expected[200];
	int rc = DROP_STOPPED;

	(void)state;
	fill(text, sizeof text);
	view_of_text(shown, span_text(text));
	(void)snprintf(expected, sizeof expected, "V:hello|V:are you there?|0:%s", shown);
	for (size_t k = 8; rc == DROP_STOPPED; k++) {
		struct sync s = {.person = 0,
		                 .act = SYNC_SAY,
		                 .matter = opening(),
		                 .text = text,
		                 .run = {.stop_after = k}};

		rc = sync_desk(&w, &s);
		assert_int_equal(sync_desk(&w, &(struct sync){.person = 0}), 0);
		room_shows(&w, "ann", expected);
		world_close(&w);
	}
	assert_int_equal(rc, 0);
}

static void
a_desk_whose_answer_is_lost_and_asks_again_does_its_act_once(void **state)
{
	size_t steps = 1;

	(void)state;
	for (size_t k = 1; k <= steps; k++) {
		struct sync s = {.person = 0,
		                 .act = SYNC_SAY,
		                 .matter = opening(),
		                 .text = "good day",
		                 .run = {.lose = k}};
		int rc = sync_desk(&w, &s);

		/* a challenge is good for one login: that one has to begin anew */
		if (rc == ERR_REFUSED) {
			assert_int_equal(k, 3);
			s.run.lose = 0;
			rc = sync_desk(&w, &s);
		}
		assert_int_equal(rc, 0);
		room_shows(&w, "ann", "V:hello|V:are you there?|0:good day");
		desk_shows(&w, 0, "{V:hello|V:are you there?|0:good day}");
		if (s.run.steps > steps)
			steps = s.run.steps;
		world_close(&w);
	}
	assert_true(steps > 12);
}

static void
closing_that_stops_anywhere_closes_or_does_not(void **state)
{
	int rc = DROP_STOPPED;

	(void)state;
	for (size_t k = 1; rc == DROP_STOPPED; k++) {
		struct sync s = {.person = 0,
		                 .act = SYNC_CLOSE,
		                 .matter = opening(),
		                 .run = {.stop_after = k}};
		struct sync look = {.person = 0}, after = {.person = 0};

		/* what nobody has seen yet cannot be ended */
		assert_int_equal(sync_desk(&w, &look), 0);
		rc = sync_desk(&w, &s);
		assert_int_equal(sync_desk(&w, &after), 0);
		assert_true(after.matters <= 1);
		if (after.matters == 1)
			assert_string_equal(after.view, "{V:hello|V:are you there?}");
		world_close(&w);
	}
	assert_int_equal(rc, 0);
}

/* ---- the visitor ---- */

static void
a_visitor_whose_answer_is_lost_and_asks_again_is_heard_once(void **state)
{
	size_t steps = 1;

	(void)state;
	for (size_t k = 1; k <= steps; k++) {
		struct visit v = {.words = "ann",
		                  .act = VISIT_SAY,
		                  .text = "one thing more",
		                  .run = {.lose = k}};

		world_open(&w, 2, 0);
		says(&w, "ann", "hello", NULL);
		assert_int_equal(visit(&w, &v), 0);
		steps = v.run.steps;
		assert_int_equal(w.drop.deposits, 2);
		room_shows(&w, "ann", "V:hello|V:one thing more");
		desk_shows(&w, 0, "{V:hello|V:one thing more}");
		world_close(&w);
	}
	assert_true(steps > 12);
}

static void
a_lost_answer_though_the_desk_fetched_at_once_is_no_conflict(void **state)
{
	struct visit v = {.words = "ann", .act = VISIT_SAY, .text = "hello"};

	(void)state;
	world_open(&w, 1, 0);
	assert_int_equal(visit(&w, &v), 0);
	v.run.lose = v.run.steps;
	assert_int_equal(visit(&w, &v), 0);
	assert_int_equal(w.drop.conflicts, 0);
	world_close(&w);
}

/* Stopped and begun anew until it is done: nothing stays behind for the desk to find. */
static void
forgetting_that_stops_anywhere_can_be_finished(void **state)
{
	char text[TEXT_PART_BYTES * 9];
	int rc = DROP_STOPPED;

	(void)state;
	fill(text, sizeof text);
	for (size_t k = 12; rc == DROP_STOPPED; k++) {
		struct visit v = {.words = "ann", .act = VISIT_FORGET, .run = {.stop_after = k}};

		world_open(&w, 3, 0);
		/* more envelopes than one request deletes */
		says(&w, "ann", text, NULL);
		says(&w, "ann", text, NULL);
		rc = visit(&w, &v);
		v.run.stop_after = 0;
		assert_int_equal(visit(&w, &v), 0);
		room_shows(&w, "ann", "");
		for (size_t i = 0; i < 3; i++)
			desk_shows(&w, i, "");
		world_close(&w);
	}
	assert_int_equal(rc, 0);
}

static void
taking_back_that_stops_anywhere_can_be_finished_and_takes_no_other(void **state)
{
	char text[TEXT_PART_BYTES * 9];
	int rc = DROP_STOPPED;

	(void)state;
	fill(text, sizeof text);
	for (size_t k = 12; rc == DROP_STOPPED; k++) {
		struct visit v = {.words = "ann", .act = VISIT_TAKE_BACK, .run = {.stop_after = k}};

		world_open(&w, 8, 0);
		says(&w, "ann", "this stays", NULL);
		says(&w, "ann", text, NULL);
		rc = visit(&w, &v);
		if (rc == DROP_STOPPED) {
			v.run.stop_after = 0;
			assert_int_equal(visit(&w, &v), 0);
		}
		room_shows(&w, "ann", "V:this stays");
		for (size_t i = 0; i < 8; i++)
			desk_shows(&w, i, "{V:this stays}");
		world_close(&w);
	}
	assert_int_equal(rc, 0);
}

static void
renewal_that_stops_anywhere_loses_nothing_and_can_be_finished(void **state)
{
	int rc = DROP_STOPPED;

	(void)state;
	for (size_t k = 12; rc == DROP_STOPPED; k++) {
		struct visit v = {.words = "ann",
		                  .act = VISIT_RENEW,
		                  .text = "anna",
		                  .run = {.stop_after = k}};

		world_open(&w, 1, 0);
		says(&w, "ann", "hello", NULL);
		answers(&w, 0, "good day");
		rc = visit(&w, &v);
		if (rc == DROP_STOPPED) {
			v.run.stop_after = 0;
			assert_int_equal(visit(&w, &v), 0);
		}
		room_shows(&w, "ann", "");
		room_shows(&w, "anna", "V:hello|0:good day");
		says(&w, "anna", "still here", NULL);
		desk_shows(&w, 0, "{V:hello|0:good day|V:still here}");
		world_close(&w);
	}
	assert_int_equal(rc, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sync_that_stops_anywhere_loses_and_doubles_nothing),
		cmocka_unit_test(an_answer_that_stops_anywhere_is_said_once_or_not_at_all),
		cmocka_unit_test(a_long_answer_that_stops_anywhere_comes_whole),
		cmocka_unit_test(a_desk_whose_answer_is_lost_and_asks_again_does_its_act_once),
		cmocka_unit_test(closing_that_stops_anywhere_closes_or_does_not),
		cmocka_unit_test(a_visitor_whose_answer_is_lost_and_asks_again_is_heard_once),
		cmocka_unit_test(a_lost_answer_though_the_desk_fetched_at_once_is_no_conflict),
		cmocka_unit_test(forgetting_that_stops_anywhere_can_be_finished),
		cmocka_unit_test(
			taking_back_that_stops_anywhere_can_be_finished_and_takes_no_other),
		cmocka_unit_test(renewal_that_stops_anywhere_loses_nothing_and_can_be_finished),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
