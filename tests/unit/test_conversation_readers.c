/* Who would read what a visitor says next: to whom it goes on by itself, and who would recognise
 * her. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <sodium.h>
#include <string.h>

#include "core/desk/facts.h"
#include "tests/unit/conversation.h"
#include "tests/unit/lines.h"
#include "tests/unit/seeded.h"

static struct world w;

static struct room *
looked(const char *words)
{
	struct run all = {0};
	struct room *r;

	assert_int_equal(room_new(&r, DROP_ORIGIN, SPAN_NONE, w.drop.day), 0);
	room_enter(r, words);
	assert_int_equal(run_room(&w.drop, r, &all), 0);
	return r;
}

static slot_set
recognisers(const char *words)
{
	struct room *r = looked(words);
	slot_set set = room_recognisers(r);

	room_free(r);
	return set;
}

/* Who reads what is said next: "asked", "whoever", "Person 0"; of a circle that grew "grown". */
static void
goes_on(const char *words, const char *expected)
{
	struct room *r = looked(words);
	slot_set grown;
	size_t slot = 0;
	enum room_next next = room_next_reader(r, &slot, &grown);
	const char *is = next == NEXT_WHOEVER ? "whoever" : grown != 0 ? "grown" : "asked";

	assert_int_equal(next == NEXT_ASKED || grown == 0, true);
	if (next == NEXT_PERSON)
		is = roster_slot(&room_office(r)->roster, slot)->name;
	assert_string_equal(is, expected);
	room_free(r);
}

static void
show_roster(uint32_t serial, enum person_role second)
{
	w.drop.roster.serial = serial;
	w.drop.roster.people[1].role = second;
	drop_publish_with(&w.drop, "An office on paper", "An office on paper");
}

static void
what_is_said_next_goes_where_she_wrote_or_was_answered_last(void **state)
{
	(void)state;
	world_open(&w, 2, 0);
	goes_on("ann", "asked");
	says(&w, "ann", "hello", "Person 1");
	goes_on("ann", "Person 1");
	answers(&w, 1, "yes");
	goes_on("ann", "Person 1");
	says(&w, "ann", "and you?", "Person 0");
	goes_on("ann", "Person 0");
	world_close(&w);
	world_open(&w, 2, 0);
	says(&w, "mia", "anybody?", NULL);
	goes_on("mia", "whoever");
	answers(&w, 0, "yes");
	goes_on("mia", "Person 0");
	world_close(&w);
}

static void
a_circle_that_grew_is_asked_about(void **state)
{
	(void)state;
	world_open(&w, 2, 0);
	show_roster(2, ROLE_ARRANGING);
	says(&w, "ann", "anybody?", NULL);
	goes_on("ann", "whoever");
	show_roster(3, ROLE_OMBUDS);
	goes_on("ann", "grown");
	says(&w, "ann", "all of you", NULL);
	goes_on("ann", "whoever");
	/* a smaller circle is one that she has agreed to */
	show_roster(4, ROLE_ARRANGING);
	goes_on("ann", "whoever");
	world_close(&w);
}

static void
whoever_left_is_no_reader_by_default(void **state)
{
	(void)state;
	world_open(&w, 2, 0);
	says(&w, "ann", "hello", "Person 1");
	w.drop.roster.people[1].left = w.drop.day;
	show_roster(2, ROLE_OMBUDS);
	goes_on("ann", "asked");
	world_close(&w);
}

/* ---- who would recognise her ---- */

static void
whoever_is_free_would_recognise_words_used_with_one_ombuds(void **state)
{
	(void)state;
	world_open(&w, 2, 1);
	assert_int_equal(recognisers("ann"), 0);
	says(&w, "ann", "hello", "Person 1");
	assert_int_equal(recognisers("ann"), 2);
	/* who is told it now is told nothing new later */
	says(&w, "ann", "anybody?", NULL);
	assert_int_equal(recognisers("ann"), 0);
	/* staff do not read what goes to whoever is free, and those who do know her no other way */
	says(&w, "eve", "a time, please", "Person 2");
	assert_int_equal(recognisers("eve"), 0);
	says(&w, "mia", "anybody?", NULL);
	says(&w, "mia", "you?", "Person 0");
	assert_int_equal(recognisers("mia"), 0);
	world_close(&w);
	world_open(&w, 1, 0);
	says(&w, "ann", "hello", "Person 0");
	assert_int_equal(recognisers("ann"), 0);
	world_close(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_said_next_goes_where_she_wrote_or_was_answered_last),
		cmocka_unit_test(a_circle_that_grew_is_asked_about),
		cmocka_unit_test(whoever_left_is_no_reader_by_default),
		cmocka_unit_test(whoever_is_free_would_recognise_words_used_with_one_ombuds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
