/* Threads: parts in any order, twice, or never, and one order of reading. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <sodium.h>
#include <string.h>
#include <time.h>

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
lamport_numbers_start_at_one_and_follow_no_leap(void **state)
{
	struct thread t = {0};

	(void)state;
	assert_true(thread_lamport(&t) <= 1);
	assert_int_equal(add(&t, 1, 0, 1, UINT32_MAX, "x"), 0);
	assert_int_equal(thread_lamport(&t), 1);
	assert_int_equal(add(&t, 2, 0, 1, 7, "x"), 0);
	assert_int_equal(add(&t, 3, 0, 1, 8 + LAMPORT_LEAP, "x"), 0);
	assert_int_equal(thread_lamport(&t), 8);
	assert_int_equal(add(&t, 4, 0, 1, 8, "x"), 0);
	assert_int_equal(thread_lamport(&t), 9 + LAMPORT_LEAP);
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
	assert_int_equal(b.n, 0);
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
			p.kind = (uint8_t)kind;
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
	size_t left_out = 9;

	(void)state;
	memset(text, 'x', sizeof text);
	head.to.n = 1;
	head.to.meant = 1;
	head.to_whoever = true;
	assert_int_equal(thread_write(&t, &head, SPAN_NONE, &m), 0);
	thread_remove(&t, head.id);
	assert_int_equal(t.n, 0);
	assert_int_equal(thread_write(&t, &head, span(text, sizeof text), &m), 0);
	assert_true(m->unsent && m->to_whoever && message_whole(m) && m->to.n == 1);
	assert_int_equal(m->body.parts, 16);
	assert_int_equal(add(&t, 1, 0, 1, 1, "x"), 0);
	assert_int_equal(add(&other, 1, 0, 1, 1, "x"), 0);
	assert_int_equal(add(&other, 2, 0, 1, 9, "y"), 0);
	assert_int_equal(thread_move(&t, &other, &left_out), 0);
	assert_int_equal(left_out, 0);
	assert_int_equal(other.n, 0);
	assert_int_equal(t.n, 3);
	assert_ptr_equal(t.messages[0], m);
	assert_int_equal(t.messages[1]->id[0], 1);
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

/* One that is not text is shown at its place, and says that it cannot be read. */
static void
what_is_no_text_is_shown_as_unreadable(void **state)
{
	static const struct {
		const char *pieces[2];
		size_t n[2];
		bool readable;
	} rows[] = {
		{{"caf\xc3", "\xa9"}, {4, 1}, true},   {{"caf\xc3", "x"}, {4, 1}, false},
		{{"caf\xe9", ""}, {4, 0}, false},      {{"a", "b"}, {1, 1}, true},
		{{"a\0b", ""}, {3, 0}, false},         {{"a", "\0"}, {1, 1}, false},
		{{"\xed\xa0\x80", ""}, {3, 0}, false}, {{"a", "\xf0\x9f\xab"}, {1, 3}, false},
		{{"\x80", ""}, {1, 0}, false},         {{"", ""}, {0, 0}, true},
	};
	struct thread t = {0};
	struct buf b;

	(void)state;
	buf_init(&b, TEXT_MAX);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct message_part p = {.kind = MESSAGE_TEXT, .parts = 2};
		const struct message *m;

		p.id[0] = (uint8_t)i;
		for (p.part = 0; p.part < 2; p.part++) {
			p.text = span(rows[i].pieces[p.part], rows[i].n[p.part]);
			assert_int_equal(thread_add(&t, VISITOR, 1, &p), 0);
		}
		m = thread_find(&t, p.id);
		assert_int_equal(message_readable(m), rows[i].readable);
		assert_true(message_shown(m));
		assert_ptr_equal(thread_last_shown(&t), m);
		assert_int_equal(message_text(&b, m), rows[i].readable ? 0 : ERR_TEXT);
	}
	buf_clear(&b);
	thread_clear(&t);
}

static void
what_joins_to_more_than_a_text_may_have_is_unreadable(void **state)
{
	static const size_t last[] = {TEXT_MAX - 11 * TEXT_PART_BYTES,
	                              TEXT_MAX - 11 * TEXT_PART_BYTES + 1};
	uint8_t piece[TEXT_PART_BYTES];

	(void)state;
	memset(piece, 'x', sizeof piece);
	for (size_t i = 0; i < 2; i++) {
		struct message_part p = {.kind = MESSAGE_TEXT, .parts = 16};
		struct thread t = {0};

		for (p.part = 0; p.part < 16; p.part++) {
			p.text = span(piece, p.part < 11    ? sizeof piece
			                     : p.part == 11 ? last[i]
			                                    : 0);
			assert_false(t.n > 0 && message_readable(t.messages[0]));
			assert_int_equal(thread_add(&t, VISITOR, 1, &p), 0);
		}
		assert_int_equal(message_readable(t.messages[0]), i == 0);
		assert_true(message_shown(t.messages[0]));
		thread_clear(&t);
	}
}

static void
what_breaks_a_rule_is_refused_and_changes_nothing(void **state)
{
	static uint8_t text[TEXT_MAX + 1];
	const struct message_part good = {.kind = MESSAGE_TEXT, .parts = 2, .lamport = 1};
	struct message head = {.kind = MESSAGE_TEXT}, *m;
	struct thread t = {0};

	(void)state;
	memset(text, 'x', sizeof text);
	for (unsigned i = 0; i < 8; i++) {
		struct message_part p = good;

		if (i < 3)
			p.kind = (uint8_t[]){0, 5, 128}[i];
		else if (i < 6)
			p.parts = (uint8_t[]){0, 3, 32}[i - 3];
		else if (i == 6)
			p.part = 2;
		else
			p.text = span(text, TEXT_PART_BYTES + 1);
		assert_int_equal(thread_add(&t, VISITOR, 1, &p), i == 7 ? ERR_SIZE : ERR_FORMAT);
		assert_int_equal(t.n, 0);
	}
	assert_int_equal(thread_write(&t, &head, span(text, TEXT_MAX + 1), &m), ERR_SIZE);
	assert_null(m);
	assert_int_equal(t.n, 0);
	assert_int_equal(thread_write(&t, &head, span(text, 3), &m), 0);
	assert_int_equal(thread_write(&t, &head, span(text, 4), &m), ERR_CONFLICT);
	assert_null(m);
	assert_int_equal(t.n, 1);
	holds(t.messages[0], "xxx");
	thread_clear(&t);
}

/* ---- many ---- */

static int
add_number(struct thread *t, uint32_t number, uint32_t lamport)
{
	struct message_part p = {.kind = MESSAGE_TEXT, .parts = 1, .lamport = lamport};

	put_u32(p.id, number);
	return thread_add(t, VISITOR, 1, &p);
}

static const struct message *
numbered(const struct thread *t, uint32_t number)
{
	uint8_t id[MESSAGE_ID_BYTES] = {0};

	put_u32(id, number);
	return thread_find(t, id);
}

static void
in_order(const struct thread *t)
{
	for (size_t i = 0; i < t->n; i++) {
		assert_ptr_equal(thread_find(t, t->messages[i]->id), t->messages[i]);
		assert_true(i == 0 || message_order(t->messages[i - 1], t->messages[i]) < 0);
	}
}

static void
every_message_is_found_whatever_comes_and_goes(void **state)
{
	bool here[512] = {false};
	struct thread t = {0};

	(void)state;
	for (unsigned i = 0; i < 20000; i++) {
		uint32_t number = seeded_below(512);
		uint8_t id[MESSAGE_ID_BYTES] = {0};

		put_u32(id, number);
		if (here[number])
			thread_remove(&t, id);
		else
			assert_int_equal(add_number(&t, number, seeded_below(40)), 0);
		here[number] = !here[number];
		if (i % 500 != 0)
			continue;
		in_order(&t);
		for (uint32_t n = 0; n < 512; n++)
			assert_int_equal(numbered(&t, n) != NULL, here[n]);
	}
	thread_clear(&t);
	assert_null(numbered(&t, 1));
}

/* Whatever way messages come in, no thread ever holds more than the maximum. */
static void
no_thread_exceeds_the_maximum_by_adding_or_writing(void **state)
{
	struct message head = {.kind = MESSAGE_TEXT, .lamport = UINT32_MAX, .unsent = true}, *m;
	struct thread t = {0};

	(void)state;
	head.id[15] = 1;
	for (uint32_t i = 0; i < THREAD_MESSAGES_MAX - 1; i++)
		assert_int_equal(add_number(&t, i, seeded_u32()), 0);
	assert_int_equal(thread_write(&t, &head, span_text("the last"), &m), 0);
	assert_int_equal(t.n, THREAD_MESSAGES_MAX);
	assert_int_equal(add_number(&t, THREAD_MESSAGES_MAX, 1), ERR_FULL);
	head.id[15] = 2;
	assert_int_equal(thread_write(&t, &head, span_text("one more"), &m), ERR_FULL);
	assert_int_equal(t.n, THREAD_MESSAGES_MAX);
	assert_int_equal(add_number(&t, 0, numbered(&t, 0)->lamport), 0);
	in_order(&t);
	thread_clear(&t);
}

/* a and b messages, some of them in both; the first of each is unsent. */
static void
moves(uint32_t a, uint32_t b, uint32_t in_both)
{
	struct thread to = {0}, from = {0};
	size_t all = a + b - in_both, left_out;
	uint32_t youngest_gone;

	for (uint32_t i = 0; i < a; i++)
		assert_int_equal(add_number(&to, i, 2 * i), 0);
	for (uint32_t i = 0; i < b; i++)
		assert_int_equal(i < in_both ? add_number(&from, i, 2 * i)
		                             : add_number(&from, a + i, 2 * i + 1),
		                 0);
	if (a > 0)
		to.messages[0]->unsent = true;
	assert_int_equal(thread_move(&to, &from, &left_out), 0);
	assert_int_equal(from.n, 0);
	assert_int_equal(to.n + left_out, all);
	assert_int_equal(to.n, all < THREAD_MESSAGES_MAX ? all : THREAD_MESSAGES_MAX);
	in_order(&to);
	if (a > 0)
		assert_true(to.messages[0]->unsent);
	/* the newest stay */
	youngest_gone = to.n > 1 && left_out > 0 ? to.messages[1]->lamport : 0;
	for (uint32_t i = 1; i < a; i++)
		assert_int_equal(numbered(&to, i) != NULL, 2 * i >= youngest_gone);
	thread_clear(&to);
	thread_clear(&from);
}

static void
two_threads_join_to_no_more_than_the_maximum_and_the_newest_stay(void **state)
{
	(void)state;
	moves(0, 3, 0);
	moves(3, 0, 0);
	moves(5, 7, 2);
	moves(THREAD_MESSAGES_MAX / 2, THREAD_MESSAGES_MAX / 2 - 1, 0);
	moves(THREAD_MESSAGES_MAX / 2, THREAD_MESSAGES_MAX / 2, 0);
	moves(THREAD_MESSAGES_MAX / 2, THREAD_MESSAGES_MAX / 2 + 1, 0);
	moves(THREAD_MESSAGES_MAX, 1, 0);
	moves(1, THREAD_MESSAGES_MAX, 0);
	moves(THREAD_MESSAGES_MAX, THREAD_MESSAGES_MAX, 0);
	moves(THREAD_MESSAGES_MAX, THREAD_MESSAGES_MAX, 100);
	moves(THREAD_MESSAGES_MAX, THREAD_MESSAGES_MAX, THREAD_MESSAGES_MAX);
}

static void
what_is_unsent_goes_only_when_all_of_it_is(void **state)
{
	struct thread to = {0}, from = {0};
	size_t left_out;

	(void)state;
	for (uint32_t i = 0; i < THREAD_MESSAGES_MAX; i++) {
		assert_int_equal(add_number(&to, i, i), 0);
		to.messages[i]->unsent = true;
		assert_int_equal(add_number(&from, THREAD_MESSAGES_MAX + i, i), 0);
		from.messages[i]->unsent = i < 10;
	}
	assert_int_equal(thread_move(&to, &from, &left_out), 0);
	assert_int_equal(left_out, THREAD_MESSAGES_MAX);
	assert_int_equal(to.n, THREAD_MESSAGES_MAX);
	for (size_t i = 0; i < to.n; i++)
		assert_true(to.messages[i]->unsent);
	in_order(&to);
	thread_clear(&to);
	thread_clear(&from);
}

static clock_t
adding(struct thread *t, uint32_t n, bool backwards)
{
	clock_t began = clock();

	for (uint32_t i = 0; i < n; i++)
		assert_int_equal(add_number(t, i, backwards ? n - i : i), 0);
	for (uint32_t i = 0; i < n; i++)
		assert_non_null(numbered(t, i));
	return clock() - began;
}

/* Eight threads of an eighth take about as long as one, not an eighth of it; all are kept, as
 * memory taken anew costs most. */
static void
adding_and_finding_take_as_long_as_there_are_messages(void **state)
{
	struct thread t[10] = {{0}};
	clock_t few = 0, many, backwards;

	(void)state;
	for (unsigned i = 0; i < 8; i++)
		few += adding(&t[i], THREAD_MESSAGES_MAX / 8, false);
	many = adding(&t[8], THREAD_MESSAGES_MAX, false);
	backwards = adding(&t[9], THREAD_MESSAGES_MAX, true);
	print_message("# 32,768 in eighths: %.3f s, in order: %.3f s, backwards: %.3f s\n",
	              (double)few / CLOCKS_PER_SEC, (double)many / CLOCKS_PER_SEC,
	              (double)backwards / CLOCKS_PER_SEC);
	assert_true(many < 3 * (few + 1));
	for (unsigned i = 0; i < 10; i++)
		thread_clear(&t[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_join_in_any_order_and_though_they_come_twice),
		cmocka_unit_test(a_message_with_a_gap_is_not_whole),
		cmocka_unit_test(parts_that_disagree_are_refused_and_change_nothing),
		cmocka_unit_test(any_order_of_arrival_gives_one_order_of_reading),
		cmocka_unit_test(lamport_numbers_start_at_one_and_follow_no_leap),
		cmocka_unit_test(text_that_does_not_join_to_utf8_is_told),
		cmocka_unit_test(only_words_are_shown),
		cmocka_unit_test(whole_texts_are_written_removed_moved_and_expire),
		cmocka_unit_test(texts_are_one_to_65536_bytes_of_utf8),
		cmocka_unit_test(what_is_no_text_is_shown_as_unreadable),
		cmocka_unit_test(what_joins_to_more_than_a_text_may_have_is_unreadable),
		cmocka_unit_test(what_breaks_a_rule_is_refused_and_changes_nothing),
		cmocka_unit_test(every_message_is_found_whatever_comes_and_goes),
		cmocka_unit_test(no_thread_exceeds_the_maximum_by_adding_or_writing),
		cmocka_unit_test(two_threads_join_to_no_more_than_the_maximum_and_the_newest_stay),
		cmocka_unit_test(what_is_unsent_goes_only_when_all_of_it_is),
		cmocka_unit_test(adding_and_finding_take_as_long_as_there_are_messages),
	};

	return core_start() != 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
