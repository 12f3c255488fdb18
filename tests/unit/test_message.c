/* One part of a message, as bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <sodium.h>
#include <string.h>

#include "core/secret.h"
#include "core/talk/message.h"
#include "tests/unit/seeded.h"

static struct message_part
some_part(uint8_t *text)
{
	struct message_part m = {.kind = (uint8_t)(1 + seeded_below(4)),
	                         .parts = (uint8_t)(1U << seeded_below(5)),
	                         .lamport = seeded_u32(),
	                         .people_count = seeded_below(PEOPLE_MAX + 1)};

	m.part = (uint8_t)seeded_below(m.parts);
	seeded_fill(m.id, sizeof m.id);
	seeded_fill(m.claim, sizeof m.claim);
	seeded_fill(m.from, sizeof m.from);
	seeded_fill(m.talk, sizeof m.talk);
	seeded_fill(m.proof, sizeof m.proof);
	seeded_fill(m.people, m.people_count * PERSON_BYTES);
	seeded_fill(m.xwing, sizeof m.xwing);
	m.text = span(text, seeded_below(TEXT_PART_BYTES + 1));
	seeded_fill(text, m.text.n);
	return m;
}

static void
parts_read_back_as_they_were_written(void **state)
{
	uint8_t text[TEXT_PART_BYTES], plain[INNER_BYTES], again[INNER_BYTES];

	(void)state;
	for (int i = 0; i < 300; i++) {
		struct message_part m = some_part(text), n = {0};

		message_write(plain, &m);
		assert_int_equal(message_read(&n, plain), 0);
		assert_int_equal(n.kind, m.kind);
		assert_int_equal(n.part, m.part);
		assert_int_equal(n.parts, m.parts);
		assert_int_equal(n.lamport, m.lamport);
		assert_int_equal(n.people_count, m.people_count);
		assert_memory_equal(n.people, m.people, sizeof m.people);
		assert_memory_equal(n.xwing, m.xwing, sizeof m.xwing);
		assert_true(span_equal(n.text, m.text));
		message_write(again, &n);
		assert_memory_equal(plain, again, INNER_BYTES);
	}
}

/* Field by field at the offsets of docs/protocol.md §8. */
static void
fields_lie_where_the_protocol_says(void **state)
{
	uint8_t plain[INNER_BYTES];
	struct message_part m = {.kind = MESSAGE_RENEW,
	                         .part = 2,
	                         .parts = 4,
	                         .lamport = 0x01020304,
	                         .people_count = 2,
	                         .text = span_text("hello")};

	(void)state;
	m.id[0] = 0xa1, m.claim[0] = 0xa2, m.from[0] = 0xa3, m.talk[0] = 0xa4;
	m.proof[0] = 0xa5, m.people[0][0] = 0xa6, m.people[1][15] = 0xa7, m.xwing[0] = 0xa8;
	message_write(plain, &m);
	assert_memory_equal(plain, "\x04\x02\x04\x00\x01\x02\x03\x04\xa1", 9);
	assert_int_equal(plain[24], 0xa2);
	assert_int_equal(plain[40], 0xa3);
	assert_int_equal(plain[56], 0xa4);
	assert_int_equal(plain[88], 0xa5);
	assert_int_equal(plain[120], 2);
	assert_int_equal(plain[121], 0xa6);
	assert_int_equal(plain[121 + 31], 0xa7);
	assert_int_equal(plain[249], 0xa8);
	assert_memory_equal(plain + 1465, "\x00\x05hello", 7);
	assert_true(sodium_is_zero(plain + 1472, INNER_BYTES - 1472));
}

static void
what_is_out_of_range_or_not_zero_is_refused(void **state)
{
	static const struct {
		size_t at;
		uint8_t byte;
	} bad[] = {
		{0, 0},
		{1, 1},
		{1, 255},
		{2, 0},
		{2, 3},
		{2, 5},
		{2, 32},
		{2, 255},
		{3, 1},
		{120, 9},
		{120, 255},
		{121, 1},
		{248, 1},
		{1465, 0x16},
		{1465, 255},
		{1472, 1},
		{INNER_BYTES - 1, 1},
	};
	uint8_t plain[INNER_BYTES];
	struct message_part m = {.kind = MESSAGE_TEXT, .parts = 1, .text = span_text("hello")}, n;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		message_write(plain, &m);
		plain[bad[i].at] = bad[i].byte;
		assert_int_equal(message_read(&n, plain), ERR_FORMAT);
	}
	message_write(plain, &m);
	assert_int_equal(message_read(&n, plain), 0);
}

/* Of a kind from the future nothing is judged, and nothing is read past its end. */
static void
any_kind_but_zero_is_read_as_far_as_the_layout_goes(void **state)
{
	uint8_t plain[INNER_BYTES], zero[INNER_BYTES] = {0};
	struct message_part n;

	(void)state;
	assert_int_equal(message_read(&n, zero), ERR_FORMAT);
	for (unsigned kind = 1; kind < 256; kind++) {
		bool known = kind <= MESSAGE_RENEW;

		assert_int_equal(message_kind_known((uint8_t)kind), known);
		assert_int_equal(message_must_understand((uint8_t)kind), kind >= 128);
		memset(plain, 0xff, sizeof plain);
		plain[0] = (uint8_t)kind;
		assert_int_equal(message_read(&n, plain), known ? ERR_FORMAT : 0);
		if (known)
			continue;
		assert_int_equal(n.kind, kind);
		assert_int_equal(n.part, 0xff);
		assert_int_equal(n.people_count, PEOPLE_MAX);
		assert_memory_equal(n.id, plain + 8, sizeof n.id);
		assert_int_equal(n.text.n, TEXT_PART_BYTES);
		assert_ptr_equal(n.text.p + n.text.n, plain + sizeof plain);
	}
}

static void
noise_never_reads_past_its_end(void **state)
{
	uint8_t plain[INNER_BYTES];

	(void)state;
	for (int i = 0; i < 2000; i++) {
		struct message_part n;

		seeded_fill(plain, sizeof plain);
		plain[0] = (uint8_t)seeded_below(7);
		plain[2] = (uint8_t)(1U << seeded_below(6));
		if (message_read(&n, plain) == 0)
			assert_true(n.text.p + n.text.n <= plain + sizeof plain);
	}
}

static void
texts_are_cut_at_5509_bytes_into_a_power_of_two(void **state)
{
	static const struct {
		size_t n;
		unsigned parts;
	} rows[] = {
		{0, 1},
		{1, 1},
		{TEXT_PART_BYTES, 1},
		{TEXT_PART_BYTES + 1, 2},
		{2 * TEXT_PART_BYTES, 2},
		{2 * TEXT_PART_BYTES + 1, 4},
		{4 * TEXT_PART_BYTES + 1, 8},
		{8 * TEXT_PART_BYTES, 8},
		{8 * TEXT_PART_BYTES + 1, 16},
		{TEXT_MAX, 16},
	};
	static uint8_t text[TEXT_MAX], joined[TEXT_MAX];

	(void)state;
	seeded_fill(text, sizeof text);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		size_t n = 0;

		assert_int_equal(message_parts(rows[i].n), rows[i].parts);
		for (unsigned k = 0; k < rows[i].parts; k++) {
			struct span s = message_piece(span(text, rows[i].n), k);

			assert_true(s.n <= TEXT_PART_BYTES);
			if (s.n > 0)
				memcpy(joined + n, s.p, s.n);
			n += s.n;
		}
		assert_int_equal(n, rows[i].n);
		assert_memory_equal(joined, text, n);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_read_back_as_they_were_written),
		cmocka_unit_test(fields_lie_where_the_protocol_says),
		cmocka_unit_test(what_is_out_of_range_or_not_zero_is_refused),
		cmocka_unit_test(any_kind_but_zero_is_read_as_far_as_the_layout_goes),
		cmocka_unit_test(noise_never_reads_past_its_end),
		cmocka_unit_test(texts_are_cut_at_5509_bytes_into_a_power_of_two),
	};

	return core_start() != 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
