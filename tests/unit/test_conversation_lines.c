/* One session, line after line: what is done once, and what one line leaves to the next. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <string.h>

#include "tests/unit/conversation.h"
#include "tests/unit/lines.h"

#define ONE "11111111111111111111111111111111"
#define TWO "22222222222222222222222222222222"
#define THREE "33333333333333333333333333333333"

static struct world w;

static struct room *
enter_room(const char *words)
{
	struct room *r;

	assert_int_equal(room_new(&r, DROP_ORIGIN, SPAN_NONE, w.drop.day), 0);
	room_enter(r, words);
	return r;
}

static struct desk *
enter_desk(size_t person)
{
	struct desk *d;

	assert_int_equal(desk_new(&d, DROP_ORIGIN, SPAN_NONE, w.drop.day), 0);
	desk_enter(d, w.drop.people[person].words);
	return d;
}

static int
visited(struct room *r)
{
	struct run run = {0};

	return run_room(&w.drop, r, &run);
}

static int
synced(struct desk *d)
{
	struct run run = {0};

	return run_desk(&w.drop, d, &w.devices[0], &run);
}

static void
say_in(struct room *r, const char *text, const char *id)
{
	assert_int_equal(room_asked(r, "say", "text", text, "id", id, NULL), 0);
	assert_int_equal(visited(r), 0);
}

/* ---- the room ---- */

static void
a_renewal_goes_to_its_own_words_though_one_to_others_failed_before(void **state)
{
	struct room *r;

	(void)state;
	world_open(&w, 1, 0);
	r = enter_room("ann");
	assert_int_equal(room_asked(r, "renew", "new_words", "never", NULL), 0);
	assert_int_equal(visited(r), ERR_ABSENT);
	say_in(r, "hello", NULL);
	assert_int_equal(room_asked(r, "renew", "new_words", "anna", NULL), 0);
	assert_int_equal(visited(r), 0);
	say_in(r, "still here", NULL);
	room_free(r);
	room_shows(&w, "anna", "V:hello|V:still here");
	room_shows(&w, "never", "");
	room_shows(&w, "ann", "");
	world_close(&w);
}

static void
taking_back_repeated_under_its_id_takes_back_one_message(void **state)
{
	struct room *r;

	(void)state;
	world_open(&w, 1, 0);
	r = enter_room("ann");
	say_in(r, "first", NULL);
	say_in(r, "second", TWO);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(room_asked(r, "take-back", "id", ONE, NULL), 0);
		assert_int_equal(visited(r), 0);
	}
	/* nor is what was taken back said again by its line repeated */
	say_in(r, "second", TWO);
	room_shows(&w, "ann", "V:first");
	/* under another id it is another's turn */
	assert_int_equal(room_asked(r, "take-back", "id", THREE, NULL), 0);
	assert_int_equal(visited(r), 0);
	room_free(r);
	room_shows(&w, "ann", "");
	world_close(&w);
}

static void
taking_back_another_message_under_the_same_id_is_refused(void **state)
{
	struct room *r;

	(void)state;
	world_open(&w, 1, 0);
	r = enter_room("ann");
	say_in(r, "first", ONE);
	say_in(r, "second", TWO);
	assert_int_equal(room_asked(r, "take-back", "id", THREE, "message", TWO, NULL), 0);
	assert_int_equal(visited(r), 0);
	assert_int_equal(room_asked(r, "take-back", "id", THREE, "message", ONE, NULL), 0);
	assert_int_equal(visited(r), ERR_USED);
	room_free(r);
	room_shows(&w, "ann", "V:first");
	world_close(&w);
}

/* asked again under an id, each of these would be taken for done or do harm */
static void
an_id_that_was_used_is_refused_for_anything_else(void **state)
{
	struct room *r;

	(void)state;
	world_open(&w, 2, 0);
	r = enter_room("ann");
	assert_int_equal(room_asked(r, "say", "text", "for one", "id", ONE, "to", "Person 1", NULL),
	                 0);
	assert_int_equal(visited(r), 0);
	assert_int_equal(room_asked(r, "say", "text", "for one", "id", ONE, "to", "Person 0", NULL),
	                 0);
	assert_int_equal(visited(r), ERR_USED);
	assert_int_equal(room_asked(r, "say", "text", "for one", "id", ONE, NULL), 0);
	assert_int_equal(visited(r), ERR_USED);
	assert_int_equal(room_asked(r, "forget", "id", ONE, NULL), 0);
	assert_int_equal(visited(r), ERR_USED);
	assert_int_equal(room_asked(r, "take-back", "id", ONE, NULL), 0);
	assert_int_equal(visited(r), ERR_USED);
	assert_int_equal(room_asked(r, "renew", "new_words", "anna", "id", ONE, NULL), 0);
	assert_int_equal(visited(r), ERR_USED);
	/* what is gone from the room keeps its id as long as the session lasts */
	assert_int_equal(room_asked(r, "take-back", "id", TWO, NULL), 0);
	assert_int_equal(visited(r), 0);
	assert_int_equal(room_asked(r, "say", "text", "other", "id", ONE, NULL), 0);
	assert_int_equal(visited(r), ERR_USED);
	room_free(r);
	/* and another session knows it by what was said */
	r = enter_room("bob");
	say_in(r, "for all", THREE);
	room_free(r);
	r = enter_room("bob");
	assert_int_equal(
		room_asked(r, "say", "text", "for all", "id", THREE, "to", "Person 1", NULL), 0);
	assert_int_equal(visited(r), ERR_USED);
	assert_int_equal(room_asked(r, "forget", "id", THREE, NULL), 0);
	assert_int_equal(visited(r), ERR_USED);
	say_in(r, "for all", THREE);
	room_free(r);
	room_shows(&w, "ann", "");
	room_shows(&w, "bob", "V:for all");
	world_close(&w);
}

static void
forgetting_repeated_under_its_id_leaves_what_was_said_since(void **state)
{
	struct room *r;

	(void)state;
	world_open(&w, 1, 0);
	r = enter_room("ann");
	say_in(r, "before", NULL);
	assert_int_equal(room_asked(r, "forget", "id", ONE, NULL), 0);
	assert_int_equal(visited(r), 0);
	say_in(r, "since", NULL);
	assert_int_equal(room_asked(r, "forget", "id", ONE, NULL), 0);
	assert_int_equal(visited(r), 0);
	room_free(r);
	room_shows(&w, "ann", "V:since");
	world_close(&w);
}

/* What did not come to its end goes on, and is still nothing else. */
static void
a_line_that_was_cut_off_is_done_when_it_is_repeated(void **state)
{
	struct room *r;

	(void)state;
	world_open(&w, 1, 0);
	r = enter_room("ann");
	assert_int_equal(room_asked(r, "say", "text", "hello", "id", ONE, NULL), 0);
	w.drop.force = EXCHANGE_UNAVAILABLE;
	w.drop.force_count = 1;
	assert_int_equal(visited(r), ERR_UNAVAILABLE);
	w.drop.force = 0;
	say_in(r, "hello", ONE);
	room_free(r);
	room_shows(&w, "ann", "V:hello");
	world_close(&w);
}

static void
a_session_that_lasts_for_days_goes_on(void **state)
{
	struct room *r;
	struct desk *d;

	(void)state;
	world_open(&w, 1, 0);
	r = enter_room("ann");
	d = enter_desk(0);
	say_in(r, "hello", NULL);
	assert_int_equal(synced(d), 0);
	drop_next_days(&w.drop, 3);
	assert_int_equal(desk_asked(d, "inbox", LINE_NO_MATTER, NULL), 0);
	assert_int_equal(synced(d), ERR_DAY);
	room_today(r, w.drop.day);
	desk_today(d, w.drop.day);
	say_in(r, "still here", NULL);
	assert_int_equal(desk_asked(d, "inbox", LINE_NO_MATTER, NULL), 0);
	assert_int_equal(synced(d), 0);
	room_free(r);
	desk_free(d);
	desk_shows(&w, 0, "{V:hello|V:still here}");
	world_close(&w);
}

/* ---- the desk ---- */

/* Of person 0, with a matter of ann's and one of bob's. */
static struct desk *
desk_of_two(uint32_t matters[2])
{
	struct desk *d;

	world_open(&w, 1, 0);
	says(&w, "ann", "from ann", NULL);
	desk_shows(&w, 0, "{V:from ann}");
	says(&w, "bob", "from bob", NULL);
	d = enter_desk(0);
	assert_int_equal(synced(d), 0);
	assert_int_equal(desk_vault(d)->matter_count, 2);
	for (size_t i = 0; i < 2; i++)
		matters[i] = desk_vault(d)->matters[i]->id;
	return d;
}

static void
an_answer_under_the_id_of_another_is_not_taken_for_done(void **state)
{
	uint32_t m[2];
	struct desk *d = desk_of_two(m);

	(void)state;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(desk_asked(d, "say", m[0], "text", "good day", "id", ONE, NULL),
		                 0);
		assert_int_equal(synced(d), 0);
	}
	assert_int_equal(desk_asked(d, "say", m[0], "text", "other", "id", ONE, NULL), 0);
	assert_int_equal(synced(d), ERR_USED);
	assert_int_equal(desk_asked(d, "say", m[1], "text", "good day", "id", ONE, NULL), 0);
	assert_int_equal(synced(d), ERR_USED);
	assert_int_equal(desk_asked(d, "close", m[0], "no_last_word", LINE_ON, "id", ONE, NULL), 0);
	assert_int_equal(synced(d), ERR_USED);
	/* nor because of something else that was done under it */
	assert_int_equal(desk_asked(d, "note", m[1], "text", "a note", "id", TWO, NULL), 0);
	assert_int_equal(synced(d), 0);
	assert_int_equal(desk_asked(d, "say", m[1], "text", "good day", "id", TWO, NULL), 0);
	assert_int_equal(synced(d), ERR_USED);
	desk_free(d);
	desk_shows(&w, 0, "{V:from ann|0:good day}{V:from bob#a note}");
	world_close(&w);
}

static void
an_act_under_the_id_of_another_is_not_taken_for_done(void **state)
{
	uint32_t m[2];
	struct desk *d = desk_of_two(m);

	(void)state;
	for (int i = 0; i < 2; i++) {
		/* what stood there when it was asked for may have changed since */
		assert_int_equal(desk_asked(d, "note", m[0], "text", "first", "id", ONE, "base",
		                            i == 0 ? "" : "first", NULL),
		                 0);
		assert_int_equal(synced(d), 0);
	}
	assert_int_equal(desk_asked(d, "note", m[0], "text", "second", "id", ONE, NULL), 0);
	assert_int_equal(synced(d), ERR_USED);
	assert_int_equal(desk_asked(d, "note", m[1], "text", "first", "id", ONE, NULL), 0);
	assert_int_equal(synced(d), ERR_USED);
	assert_int_equal(desk_asked(d, "label", m[0], "text", "first", "id", ONE, NULL), 0);
	assert_int_equal(synced(d), ERR_USED);
	assert_int_equal(desk_asked(d, "renew-seeds", LINE_NO_MATTER, "id", TWO, NULL), 0);
	assert_int_equal(synced(d), 0);
	assert_int_equal(desk_asked(d, "renew-seeds", LINE_NO_MATTER, "id", ONE, NULL), 0);
	assert_int_equal(synced(d), ERR_USED);
	assert_int_equal(desk_asked(d, "close", m[1], "id", TWO, NULL), 0);
	assert_int_equal(synced(d), ERR_USED);
	desk_free(d);
	desk_shows(&w, 0, "{V:from ann#first}{V:from bob}");
	world_close(&w);
}

/* The matter goes on under another number, and what was done in it goes with it. */
static void
an_act_is_known_again_after_a_renewal(void **state)
{
	uint32_t m[2];
	struct desk *d = desk_of_two(m);
	struct room *r = enter_room("bob");

	(void)state;
	assert_int_equal(desk_asked(d, "note", m[1], "text", "first", "id", ONE, NULL), 0);
	assert_int_equal(synced(d), 0);
	assert_int_equal(room_asked(r, "renew", "new_words", "bobby", NULL), 0);
	assert_int_equal(visited(r), 0);
	room_free(r);
	assert_int_equal(desk_asked(d, "note", m[1], "text", "first", "id", ONE, NULL), 0);
	assert_int_equal(synced(d), 0);
	assert_int_equal(desk_asked(d, "note", m[1], "text", "second", "id", ONE, NULL), 0);
	assert_int_equal(synced(d), ERR_USED);
	desk_free(d);
	desk_shows(&w, 0, "{V:from ann}{V:from bob#first}");
	world_close(&w);
}

static void
what_was_closed_under_an_id_is_closed_when_it_is_repeated(void **state)
{
	uint32_t m[2];
	struct desk *d = desk_of_two(m);

	(void)state;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(
			desk_asked(d, "close", m[0], "no_last_word", LINE_ON, "id", ONE, NULL), 0);
		assert_int_equal(synced(d), 0);
	}
	/* looking is no act: an id says nothing about what is there */
	assert_int_equal(desk_asked(d, "show", m[0], "id", ONE, NULL), 0);
	assert_int_equal(synced(d), ERR_ABSENT);
	desk_free(d);
	desk_shows(&w, 0, "{V:from bob}");
	world_close(&w);
}

/* Another program of the same home saved meanwhile, and then the server went back. */
static void
each_line_looks_at_what_its_home_keeps(void **state)
{
	uint32_t m[2], version;
	struct desk *d = desk_of_two(m), *other = enter_desk(0);
	struct drop_person *p = &w.drop.people[0];
	struct buf old;

	(void)state;
	buf_init(&old, VAULT_MAX);
	buf_put_span(&old, buf_span(&p->vault));
	version = p->vault_version;
	assert_int_equal(desk_asked(other, "note", m[0], "text", "since", NULL), 0);
	assert_int_equal(synced(other), 0);
	desk_free(other);
	buf_clear(&p->vault);
	buf_put_span(&p->vault, buf_span(&old));
	p->vault_version = version;
	assert_int_equal(desk_asked(d, "inbox", LINE_NO_MATTER, NULL), 0);
	assert_int_equal(synced(d), ERR_OLDER);
	desk_free(d);
	buf_clear(&old);
	world_close(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_renewal_goes_to_its_own_words_though_one_to_others_failed_before),
		cmocka_unit_test(taking_back_repeated_under_its_id_takes_back_one_message),
		cmocka_unit_test(taking_back_another_message_under_the_same_id_is_refused),
		cmocka_unit_test(a_session_that_lasts_for_days_goes_on),
		cmocka_unit_test(an_answer_under_the_id_of_another_is_not_taken_for_done),
		cmocka_unit_test(an_id_that_was_used_is_refused_for_anything_else),
		cmocka_unit_test(forgetting_repeated_under_its_id_leaves_what_was_said_since),
		cmocka_unit_test(a_line_that_was_cut_off_is_done_when_it_is_repeated),
		cmocka_unit_test(an_act_under_the_id_of_another_is_not_taken_for_done),
		cmocka_unit_test(an_act_is_known_again_after_a_renewal),
		cmocka_unit_test(each_line_looks_at_what_its_home_keeps),
		cmocka_unit_test(what_was_closed_under_an_id_is_closed_when_it_is_repeated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
