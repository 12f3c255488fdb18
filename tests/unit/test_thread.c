/* Threads: parts in any order, twice, or never, and one order of reading. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <sodium.h>
#include <string.h>

#include "core/secret.h"
#include "core/talk/thread.h"
#include "tests/unit/seeded.h"

static const uint8_t VISITOR[PERSON_BYTES], OMBUDS[PERSON_BYTES] = {1};

static int
add(struct thread *t, uint8_t id, unsigned part, unsigned parts, uint32_t lamport, const char *text)
{
	struct message_part p = {.kind = MESSAGE_TEXT,
	                         .part = (uint8_t)part,
	                         .parts = (uint8_t)parts,
	                         .lamport = lamport,
	                         .text = span_text(text)};

	p.id[0] = id;
	return thread_add(t, VISITOR, 100 + id, &p);
}

static void
holds(const struct message *m, const char *text)
{
	struct buf b;

	buf_init(&b, TEXT_MAX);
	assert_int_equal(message_text(&b, m), 0);
	assert_true(span_equal(buf_span(&b), span_text(text)));
	buf_clear(&b);
}

static void
parts_join_in_any_order_and_though_they_come_twice(void **state)
{
	static const char *const pieces[] = {"one ", "two ", "three", ""};

	(void)state;
	for (int round = 0; round < 50; round++) {
		struct thread t = {0};
		unsigned order[8];

		for (unsigned i = 0; i < 8; i++)
			order[i] = i % 4;
		for (unsigned i = 7; i > 0; i--) {
			unsigned j = seeded_below(i + 1), swap = order[i];

			order[i] = order[j];
			order[j] = swap;
		}
		for (unsigned i = 0; i < 8; i++)
			assert_int_equal(add(&t, 9, order[i], 4, 5, pieces[order[i]]), 0);
		assert_int_equal(t.n, 1);
		assert_true(message_whole(t.messages[0]));
		assert_true(message_shown(t.messages[0]));
		holds(t.messages[0], "one two three");
		thread_clear(&t);
	}
}

static void
a_message_with_a_gap_is_not_whole(void **state)
{
	struct thread t = {0};

	(void)state;
	for (unsigned part = 0; part < 16; part++) {
		if (part != 11)
			assert_int_equal(add(&t, 1, part, 16, 1, "x"), 0);
	}
	assert_false(message_whole(t.messages[0]));
	assert_false(message_shown(t.messages[0]));
	assert_int_equal(add(&t, 1, 11, 16, 1, "x"), 0);
	assert_true(message_whole(t.messages[0]));
	thread_clear(&t);
}

static void
parts_that_disagree_are_refused_and_change_nothing(void **state)
{
	struct message_part p = {.kind = MESSAGE_RENEW, .parts = 2, .part = 1, .lamport = 3};
	struct thread t = {0};

	(void)state;
	p.id[0] = 1;
	assert_int_equal(add(&t, 1, 0, 2, 3, "x"), 0);
	assert_int_equal(add(&t, 1, 1, 4, 3, "x"), ERR_CONFLICT);
	assert_int_equal(add(&t, 1, 1, 2, 4, "x"), ERR_CONFLICT);
	assert_int_equal(thread_add(&t, VISITOR, 1, &p), ERR_CONFLICT);
	p.kind = MESSAGE_TEXT;
	assert_int_equal(thread_add(&t, OMBUDS, 1, &p), ERR_CONFLICT);
	assert_int_equal(add(&t, 1, 0, 2, 3, "another"), 0);
	assert_int_equal(add(&t, 1, 1, 2, 3, "y"), 0);
	holds(t.messages[0], "xy");
	thread_clear(&t);
}

static void
any_order_of_arrival_gives_one_order_of_reading(void **state)
{
	(void)state;
	for (int round = 0; round < 50; round++) {
		struct thread t = {0};
		uint8_t ids[40];

		for (unsigned i = 0; i < 40; i++)
			ids[i] = (uint8_t)i;
		for (unsigned i = 39; i > 0; i--) {
			unsigned j = seeded_below(i + 1);
			uint8_t swap = ids[i];

			ids[i] = ids[j];
			ids[j] = swap;
		}
		for (unsigned i = 0; i < 40; i++)
			assert_int_equal(add(&t, ids[i], 0, 1, ids[i] / 3, "x"), 0);
		for (unsigned i = 0; i < 40; i++)
			assert_int_equal(t.messages[i]->id[0], i);
		assert_int_equal(thread_lamport(&t), 14);
		thread_clear(&t);
	}
}

static void
lamport_numbers_start_at_one_and_stop_at_the_end(void **state)
{
	struct thread t = {0};

	(void)state;
	assert_true(thread_lamport(&t) <= 1);
	assert_int_equal(add(&t, 1, 0, 1, UINT32_MAX, "x"), 0);
	assert_int_equal(thread_lamport(&t), UINT32_MAX);
	thread_clear(&t);
}

static void
text_that_does_not_join_to_utf8_is_told(void **state)
{
	struct thread t = {0};
	struct buf b;

	(void)state;
	assert_int_equal(add(&t, 1, 0, 2, 1, "\xe2\x82"), 0);
	assert_int_equal(add(&t, 1, 1, 2, 1, "\xac"), 0);
	holds(t.messages[0], "\xe2\x82\xac");
	assert_int_equal(add(&t, 2, 0, 1, 2, "\xe2\x82"), 0);
	buf_init(&b, TEXT_MAX);
	assert_int_equal(message_text(&b, t.messages[1]), ERR_TEXT);
	buf_clear(&b);
	buf_init(&b, 2);
	assert_int_equal(message_text(&b, t.messages[0]), ERR_SIZE);
	buf_clear(&b);
	thread_clear(&t);
}

static void
only_words_are_shown(void **state)
{
	struct thread t = {0};
	struct message_part p = {.parts = 1};

	(void)state;
	for (int kind = MESSAGE_TEXT; kind <= MESSAGE_RENEW; kind++) {
		for (unsigned words = 0; words < 2; words++) {
			p.kind = (enum message_kind)kind;
			p.id[0] = (uint8_t)(2 * kind + (int)words);
			p.text = words ? span_text("x") : SPAN_NONE;
			assert_int_equal(thread_add(&t, VISITOR, 1, &p), 0);
			assert_int_equal(message_shown(thread_find(&t, p.id)),
			                 kind == MESSAGE_TEXT || (kind == MESSAGE_RENEW && words));
		}
	}
	thread_clear(&t);
}

static void
whole_texts_are_written_removed_moved_and_expire(void **state)
{
	static char text[TEXT_MAX];
	struct thread t = {0}, other = {0};
	struct message head = {.kind = MESSAGE_TEXT, .lamport = 7, .day = 50, .unsent = true}, *m;

	(void)state;
	memset(text, 'x', sizeof text);
	head.people_count = 1;
	head.free = true;
	assert_int_equal(thread_write(&t, &head, SPAN_NONE, &m), 0);
	thread_remove(&t, head.id);
	assert_int_equal(t.n, 0);
	assert_int_equal(thread_write(&t, &head, span(text, sizeof text), &m), 0);
	assert_true(m->unsent && m->free && message_whole(m) && m->people_count == 1);
	assert_int_equal(m->parts, 16);
	assert_int_equal(add(&t, 1, 0, 1, 1, "x"), 0);
	assert_int_equal(add(&other, 1, 0, 1, 1, "x"), 0);
	assert_int_equal(add(&other, 2, 0, 1, 9, "y"), 0);
	assert_int_equal(thread_move(&t, &other), 0);
	assert_int_equal(other.n, 0);
	assert_int_equal(t.n, 3);
	assert_int_equal(t.messages[0]->id[0], 1);
	assert_ptr_equal(t.messages[1], m);
	assert_int_equal(t.messages[2]->id[0], 2);
	thread_expire(&t, 51);
	assert_int_equal(t.n, 2);
	thread_expire(&t, 102);
	assert_int_equal(t.n, 1);
	thread_expire(&t, 103);
	assert_int_equal(t.n, 0);
	thread_clear(&t);
	thread_clear(&other);
}

static void
texts_are_one_to_65536_bytes_of_utf8(void **state)
{
	static char text[TEXT_MAX + 1];

	(void)state;
	memset(text, 'x', sizeof text);
	assert_int_equal(text_check(SPAN_NONE), ERR_TEXT);
	assert_int_equal(text_check(span(text, 1)), 0);
	assert_int_equal(text_check(span(text, TEXT_MAX)), 0);
	assert_int_equal(text_check(span(text, TEXT_MAX + 1)), ERR_TEXT);
	text[4] = '\0';
	assert_int_equal(text_check(span(text, 8)), ERR_TEXT);
	text[4] = '\xff';
	assert_int_equal(text_check(span(text, 8)), ERR_TEXT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_join_in_any_order_and_though_they_come_twice),
		cmocka_unit_test(a_message_with_a_gap_is_not_whole),
		cmocka_unit_test(parts_that_disagree_are_refused_and_change_nothing),
		cmocka_unit_test(any_order_of_arrival_gives_one_order_of_reading),
		cmocka_unit_test(lamport_numbers_start_at_one_and_stop_at_the_end),
		cmocka_unit_test(text_that_does_not_join_to_utf8_is_told),
		cmocka_unit_test(only_words_are_shown),
		cmocka_unit_test(whole_texts_are_written_removed_moved_and_expire),
		cmocka_unit_test(texts_are_one_to_65536_bytes_of_utf8),
	};

	return core_start() != 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
