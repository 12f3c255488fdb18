/* What comes after an answer stands after it, at both ends, whatever numbers a writer chooses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <string.h>

#include "tests/unit/conversation.h"
#include "tests/unit/seeded.h"

static struct world w;

/* ---- chosen numbers ---- */

/* A visitor's program of their own making: an envelope to person 0, and the copy of it. */
static void
says_as(const char *words, unsigned place, uint8_t id, uint32_t lamport, const char *text)
{
	struct message_part part = {
		.kind = MESSAGE_TEXT, .parts = 1, .lamport = lamport, .text = span_text(text)};
	struct talk_keys keys;

	part.id[0] = id;
	sent_to(&part, w.drop.people[0].id);
	copy_by_hand(&w, words, place, &part);
	visitor_keys(&w, &keys, words);
	memcpy(part.xwing, keys.xwing_public, sizeof part.xwing);
	memcpy(part.talk, keys.talk, sizeof part.talk);
	forge(&w, &keys, &part);
	drop_sort_places(&w.drop);
}

static void
a_question_with_a_chosen_number_stands_after_the_answer_at_both_ends(void **state)
{
	static const uint32_t chosen[] = {0, 1, 2, UINT32_MAX};

	(void)state;
	for (size_t i = 0; i < sizeof chosen / sizeof *chosen; i++) {
		world_open(&w, 1, 0);
		says_as("mallory", 0, 1, 1, "May I bring a friend?");
		answers(&w, 0, "Yes, of course.");
		says_as("mallory", 1, 2, chosen[i], "May I publish it?");
		desk_shows(&w, 0,
		           "{V:May I bring a friend?|0:Yes, of course.|V:May I publish it?}");
		room_shows(&w, "mallory",
		           "V:May I bring a friend?|0:Yes, of course.|V:May I publish it?");
		answers(&w, 0, "No.");
		desk_shows(&w, 0,
		           "{V:May I bring a friend?|0:Yes, of course.|V:May I publish it?|0:No.}");
		room_shows(&w, "mallory",
		           "V:May I bring a friend?|0:Yes, of course.|V:May I publish it?|0:No.");
		world_close(&w);
	}
}

/* The sync that takes an answer in takes in first what came while it was typed. */
static void
what_came_while_an_answer_was_typed_stands_after_it(void **state)
{
	struct visit v = {.words = "ann"};
	struct sync s = {.person = 0};

	(void)state;
	world_open(&w, 1, 0);
	says(&w, "ann", "May I bring a friend?", NULL);
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(visit(&w, &v), 0);
	says(&w, "ann", "May I publish it?", NULL);
	s = (struct sync){.person = 0,
	                  .act = SYNC_SAY,
	                  .matter = s.first,
	                  .text = "Yes, of course.",
	                  .seen = v.known};
	assert_int_equal(sync_desk(&w, &s), 0);
	desk_shows(&w, 0, "{V:May I bring a friend?|0:Yes, of course.|V:May I publish it?}");
	room_shows(&w, "ann", "V:May I bring a friend?|0:Yes, of course.|V:May I publish it?");
	world_close(&w);
}

static void
a_renewal_keeps_what_an_answer_was_written_after(void **state)
{
	(void)state;
	world_open(&w, 1, 0);
	says_as("mallory", 0, 1, 5, "one");
	answers(&w, 0, "to one");
	says_as("mallory", 1, 2, 1, "two");
	renews(&w, "mallory", "mallow", "V:one|0:to one|V:two");
	desk_shows(&w, 0, "{V:one|0:to one|V:two}");
	answers(&w, 0, "to two");
	room_shows(&w, "mallow", "V:one|0:to one|V:two|0:to two");
	world_close(&w);
}

/* An ombuds's program of their own making cannot put words before what they have answered. */
static void
an_answer_with_a_low_number_stands_after_what_it_names(void **state)
{
	struct message_part part = {.kind = MESSAGE_TEXT, .parts = 1, .text = span_text("well?")};
	struct visit v = {.words = "ann"};
	uint8_t ids[2][MESSAGE_ID_BYTES];

	(void)state;
	world_open(&w, 1, 0);
	says(&w, "ann", "one", NULL);
	assert_int_equal(visit(&w, &v), 0);
	memcpy(ids[0], v.known, MESSAGE_ID_BYTES);
	says(&w, "ann", "two", NULL);
	assert_int_equal(visit(&w, &v), 0);
	memcpy(ids[1], v.known, MESSAGE_ID_BYTES);
	message_set_after(&part, span(ids, sizeof ids));
	answer_by_hand(&w, "ann", 0, &part);
	room_shows(&w, "ann", "V:one|V:two|0:well?");
	world_close(&w);
}

static void
a_number_far_ahead_does_not_disturb_what_is_said_later(void **state)
{
	struct message_part part = {.kind = MESSAGE_TEXT,
	                            .parts = 1,
	                            .lamport = UINT32_MAX,
	                            .text = span_text("far ahead")};
	struct visit v = {.words = "ann"};

	(void)state;
	world_open(&w, 1, 0);
	says(&w, "ann", "1", NULL);
	assert_int_equal(visit(&w, &v), 0);
	message_set_after(&part, SPAN(v.known));
	part.id[0] = 1;
	answer_by_hand(&w, "ann", 0, &part);
	for (char text[] = "2"; text[0] <= '9'; text[0]++)
		says(&w, "ann", text, NULL);
	room_shows(&w, "ann", "V:1|0:far ahead|V:2|V:3|V:4|V:5|V:6|V:7|V:8|V:9");
	desk_shows(&w, 0, "{V:1|V:2|V:3|V:4|V:5|V:6|V:7|V:8|V:9}");
	world_close(&w);
}

/* ---- a lost server ---- */

static void
what_comes_after_a_lost_server_stands_after_what_was_there(void **state)
{
	struct sync s = {.person = 0};

	(void)state;
	world_open(&w, 1, 0);
	says(&w, "ann", "one", NULL);
	says(&w, "ann", "two", NULL);
	answers(&w, 0, "to both");
	says(&w, "ann", "three", NULL);
	says(&w, "ann", "four", NULL);
	assert_int_equal(sync_desk(&w, &s), 0);
	for (unsigned lost = 0; lost < 2; lost++) {
		w.drop.place_count = 0;
		w.drop.bundle_count = 0;
		w.drop.people[0].vault_version = 0;
		buf_clear(&w.drop.people[0].vault);
		s = (struct sync){.person = 0, .put_back = true};
		assert_int_equal(sync_desk(&w, &s), 0);
		says(&w, "ann", lost == 0 ? "new" : "newer", NULL);
	}
	desk_shows(&w, 0, "{V:one|V:two|0:to both|V:three|V:four|V:newer}");
	world_close(&w);
}

/* ---- any talk ---- */

static const uint8_t VISITOR[PERSON_BYTES], OMBUDS[PERSON_BYTES] = {1}, OTHER[PERSON_BYTES] = {2};

enum where { DESK, ROOM, ROOM_TO_BOTH };

/* In a room a visitor's words have ids and numbers of its own, besides those that a talk knows. */
static void
put(struct thread *t, const uint8_t *person, uint32_t id, uint32_t lamport, enum where where,
    struct span after)
{
	struct message_part part = {
		.kind = MESSAGE_TEXT, .parts = 1, .lamport = lamport, .text = span_text("x")};

	put_u32(part.id, id);
	if (person == VISITOR && where != DESK) {
		sent_to(&part, OMBUDS);
		if (where == ROOM_TO_BOTH) {
			part.to.rows[1] = part.to.rows[0];
			memcpy(part.to.rows[1].person, OTHER, PERSON_BYTES);
			part.to.n = 2, part.to.meant = 3;
		}
		seeded_fill(part.id, sizeof part.id);
		part.lamport = where == ROOM ? seeded_below(60) : lamport;
	}
	message_set_after(&part, after);
	assert_int_equal(thread_add(t, person, 1, &part), 0);
}

static void
same(const struct thread *desk, const struct thread *room)
{
	assert_int_equal(desk->n, room->n);
	for (size_t i = 0; i < desk->n; i++) {
		const struct message *m = room->messages[i];

		assert_memory_equal(desk->messages[i]->id,
		                    m->to.n == 0 ? m->id : m->to.rows[0].message, MESSAGE_ID_BYTES);
	}
}

/* A desk hears in some order; whatever it hears after an answer stands behind that, at both ends.
 */
static void
both_ends_have_one_order_of_any_numbers(void **state)
{
	(void)state;
	for (unsigned round = 0; round < 300; round++) {
		struct thread desk = {0}, room = {0};
		uint32_t answer = 0;

		for (uint32_t i = 1; i < 40; i++) {
			uint32_t lamport = seeded_below(4) == 0 ? seeded_u32() : seeded_below(50);
			struct buf after;

			if (seeded_below(3) != 0) {
				put(&desk, VISITOR, i, lamport, DESK, SPAN_NONE);
				put(&room, VISITOR, i, lamport, ROOM, SPAN_NONE);
				continue;
			}
			buf_init(&after, XWING_PUBLIC_BYTES);
			thread_arrange(&desk);
			assert_int_equal(thread_after(&after, &desk, NULL), 0);
			answer = answer + 1;
			put(&desk, OMBUDS, i, answer, DESK, buf_span(&after));
			put(&room, OMBUDS, i, answer, ROOM, buf_span(&after));
			buf_clear(&after);
			thread_arrange(&desk);
			/* what was there is before it */
			assert_int_equal(get_u32(desk.messages[desk.n - 1]->id), i);
		}
		thread_arrange(&desk);
		thread_arrange(&room);
		same(&desk, &room);
		thread_clear(&desk);
		thread_clear(&room);
	}
}

/* Of two people one has answered what the other has not read, and the other way round. */
static void
answers_that_contradict_each_other_come_to_an_end(void **state)
{
	uint8_t one[MESSAGE_ID_BYTES] = {0, 0, 0, 1}, two[MESSAGE_ID_BYTES] = {0, 0, 0, 2};
	struct thread t = {0};

	(void)state;
	put(&t, VISITOR, 1, 1, ROOM_TO_BOTH, SPAN_NONE);
	put(&t, VISITOR, 2, 2, ROOM_TO_BOTH, SPAN_NONE);
	put(&t, OMBUDS, 3, 3, ROOM, SPAN(one));
	put(&t, OTHER, 4, 4, ROOM, SPAN(two));
	thread_arrange(&t);
	for (size_t i = 1; i < t.n; i++)
		assert_true(message_order(t.messages[i - 1], t.messages[i]) < 0);
	thread_clear(&t);
}

static void
an_answer_names_the_last_that_it_has_room_for(void **state)
{
	struct thread t = {0};
	struct buf after;

	(void)state;
	for (uint32_t i = 0; i < 2 * MESSAGE_AFTER_MAX; i++)
		put(&t, VISITOR, i + 1, i + 1, DESK, SPAN_NONE);
	thread_arrange(&t);
	buf_init(&after, XWING_PUBLIC_BYTES);
	assert_int_equal(thread_after(&after, &t, NULL), 0);
	assert_int_equal(after.n, XWING_PUBLIC_BYTES);
	assert_int_equal(get_u32(after.p), MESSAGE_AFTER_MAX + 1);
	buf_clear(&after);
	thread_clear(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_question_with_a_chosen_number_stands_after_the_answer_at_both_ends),
		cmocka_unit_test(what_came_while_an_answer_was_typed_stands_after_it),
		cmocka_unit_test(a_renewal_keeps_what_an_answer_was_written_after),
		cmocka_unit_test(an_answer_with_a_low_number_stands_after_what_it_names),
		cmocka_unit_test(a_number_far_ahead_does_not_disturb_what_is_said_later),
		cmocka_unit_test(what_comes_after_a_lost_server_stands_after_what_was_there),
		cmocka_unit_test(both_ends_have_one_order_of_any_numbers),
		cmocka_unit_test(answers_that_contradict_each_other_come_to_an_end),
		cmocka_unit_test(an_answer_names_the_last_that_it_has_room_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
