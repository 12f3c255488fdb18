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

static void
some_addressees(struct addressees *to)
{
	to->n = seeded_below(PEOPLE_MAX + 1);
	to->meant = (uint8_t)seeded_below(1U << to->n);
	for (size_t i = 0; i < to->n; i++) {
		seeded_fill(to->rows[i].person, PERSON_BYTES);
		if (!addressees_meant(to, i))
			continue;
		to->rows[i].lamport = seeded_u32();
		seeded_fill(to->rows[i].message, MESSAGE_ID_BYTES);
	}
}

static struct message_part
some_part(uint8_t *text, enum seal_direction direction)
{
	struct message_part m = {.kind = (uint8_t)(1 + seeded_below(4)),
	                         .parts = (uint8_t)(1U << seeded_below(5)),
	                         .lamport = seeded_u32()};

	m.part = (uint8_t)seeded_below(m.parts);
	seeded_fill(m.id, sizeof m.id);
	seeded_fill(m.claim, sizeof m.claim);
	seeded_fill(m.from, sizeof m.from);
	seeded_fill(m.proof, sizeof m.proof);
	if (direction == SEAL_COPY)
		some_addressees(&m.to);
	if (m.to.n == 0) {
		seeded_fill(m.talk, sizeof m.talk);
		seeded_fill(m.xwing, sizeof m.xwing);
	}
	if (direction == SEAL_TO_OMBUDS || direction == SEAL_TO_STAFF) {
		m.shown.serial = seeded_u32();
		seeded_fill(m.shown.hash, sizeof m.shown.hash);
	}
	m.text = span(text, seeded_below(TEXT_PART_BYTES + 1));
	seeded_fill(text, m.text.n);
	return m;
}

static void
parts_read_back_as_they_were_written(void **state)
{
	uint8_t text[TEXT_PART_BYTES], plain[INNER_BYTES], again[INNER_BYTES];

	(void)state;
	for (int i = 0; i < 400; i++) {
		enum seal_direction direction = (enum seal_direction)(1 + i % 4);
		struct message_part m = some_part(text, direction), n = {0};

		message_write(plain, &m, direction);
		assert_int_equal(message_read(&n, plain, direction), 0);
		assert_int_equal(n.kind, m.kind);
		assert_int_equal(n.part, m.part);
		assert_int_equal(n.parts, m.parts);
		assert_int_equal(n.lamport, m.lamport);
		assert_int_equal(n.to.n, m.to.n);
		assert_int_equal(n.to.meant, m.to.meant);
		assert_memory_equal(n.to.rows, m.to.rows, sizeof m.to.rows);
		assert_memory_equal(&n.shown, &m.shown, sizeof m.shown);
		assert_memory_equal(n.xwing, m.xwing, sizeof m.xwing);
		assert_true(span_equal(n.text, m.text));
		message_write(again, &n, direction);
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
	                         .shown.serial = 0x05060708,
	                         .text = span_text("hello")};

	(void)state;
	m.id[0] = 0xa1, m.claim[0] = 0xa2, m.from[0] = 0xa3, m.talk[0] = 0xa4;
	m.proof[0] = 0xa5, m.shown.hash[0] = 0xa6, m.shown.hash[31] = 0xa7, m.xwing[0] = 0xa8;
	message_write(plain, &m, SEAL_TO_STAFF);
	assert_memory_equal(plain, "\x04\x02\x04\x00\x01\x02\x03\x04\xa1", 9);
	assert_int_equal(plain[24], 0xa2);
	assert_int_equal(plain[40], 0xa3);
	assert_int_equal(plain[56], 0xa4);
	assert_int_equal(plain[88], 0xa5);
	assert_memory_equal(plain + 120, "\x00\x05\x06\x07\x08\xa6", 6);
	assert_int_equal(plain[125 + 31], 0xa7);
	assert_int_equal(plain[249], 0xa8);
	assert_memory_equal(plain + 1465, "\x00\x05hello", 7);
	assert_true(sodium_is_zero(plain + 1472, INNER_BYTES - 1472));
}

/* Whom it was for: people, numbers and ids, each by itself. */
static void
a_copy_lists_people_numbers_and_ids_where_the_protocol_says(void **state)
{
	uint8_t plain[INNER_BYTES];
	struct message_part m = {.kind = MESSAGE_TEXT, .parts = 1, .to = {.n = 3, .meant = 5}};

	(void)state;
	m.to.rows[0].person[0] = 0xb1, m.to.rows[1].person[0] = 0xb2, m.to.rows[2].person[0] = 0xb3;
	m.to.rows[0].lamport = 0x01020304, m.to.rows[2].lamport = 0x05060708;
	m.to.rows[0].message[0] = 0xc1, m.to.rows[2].message[15] = 0xc3;
	message_write(plain, &m, SEAL_COPY);
	assert_int_equal(plain[3], 5);
	assert_memory_equal(plain + 56, "\1\2\3\4\0\0\0\0\5\6\7\x8\0", 13);
	assert_int_equal(plain[120], 3);
	assert_int_equal(plain[121], 0xb1);
	assert_int_equal(plain[121 + 16], 0xb2);
	assert_int_equal(plain[121 + 32], 0xb3);
	assert_int_equal(plain[249], 0xc1);
	assert_int_equal(plain[249 + 47], 0xc3);
}

struct bad {
	size_t at;
	uint8_t byte;
};

static void
refused(const struct bad *bad, size_t n, const struct message_part *m,
        enum seal_direction direction)
{
	uint8_t plain[INNER_BYTES];
	struct message_part read;

	for (size_t i = 0; i < n; i++) {
		message_write(plain, m, direction);
		plain[bad[i].at] = bad[i].byte;
		assert_int_equal(message_read(&read, plain, direction), ERR_FORMAT);
	}
	message_write(plain, m, direction);
	assert_int_equal(message_read(&read, plain, direction), 0);
}

static void
what_is_out_of_range_or_not_zero_is_refused(void **state)
{
	static const struct bad anywhere[] = {
		{0, 0},       {1, 1},      {1, 255},   {2, 0},
		{2, 3},       {2, 5},      {2, 32},    {2, 255},
		{3, 1},       {120, 9},    {120, 255}, {248, 1},
		{1465, 0x16}, {1465, 255}, {1472, 1},  {INNER_BYTES - 1, 1},
	};
	/* where copies list people */
	static const struct bad to_desk[] = {{120, 1}, {121 + 36, 1}};
	static const struct bad to_visitor[] = {{120, 1}, {121, 1}};
	/* of the second of two nothing is said, and nobody is third */
	static const struct bad copy[] = {
		{3, 5},        {56 + 4, 1},   {56 + 31, 1},    {121 + 32, 1},
		{249 + 16, 1}, {249 + 47, 1}, {249 + 1215, 1},
	};
	struct message_part m = {.kind = MESSAGE_TEXT, .parts = 1, .text = span_text("hello")};

	(void)state;
	for (unsigned d = SEAL_TO_OMBUDS; d <= SEAL_TO_STAFF; d++)
		refused(anywhere, sizeof anywhere / sizeof *anywhere, &m, (enum seal_direction)d);
	refused(to_desk, sizeof to_desk / sizeof *to_desk, &m, SEAL_TO_OMBUDS);
	refused(to_desk, sizeof to_desk / sizeof *to_desk, &m, SEAL_TO_STAFF);
	refused(to_visitor, sizeof to_visitor / sizeof *to_visitor, &m, SEAL_TO_VISITOR);
	m.to = (struct addressees){.n = 2, .meant = 1};
	memset(&m.to.rows[0], 7, sizeof m.to.rows[0]);
	memset(m.to.rows[1].person, 8, PERSON_BYTES);
	refused(copy, sizeof copy / sizeof *copy, &m, SEAL_COPY);
}

/* Of a kind from the future nothing is judged, and nothing is read past its end. */
static void
any_kind_but_zero_is_read_as_far_as_the_layout_goes(void **state)
{
	uint8_t plain[INNER_BYTES], zero[INNER_BYTES] = {0};
	struct message_part n;

	(void)state;
	assert_int_equal(message_read(&n, zero, SEAL_COPY), ERR_FORMAT);
	for (unsigned kind = 1; kind < 256; kind++) {
		bool known = kind <= MESSAGE_RENEW;

		assert_int_equal(message_kind_known((uint8_t)kind), known);
		assert_int_equal(message_must_understand((uint8_t)kind), kind >= 128);
		memset(plain, 0xff, sizeof plain);
		plain[0] = (uint8_t)kind;
		assert_int_equal(message_read(&n, plain, (enum seal_direction)(1 + kind % 4)),
		                 known ? ERR_FORMAT : 0);
		if (known)
			continue;
		assert_int_equal(n.kind, kind);
		assert_int_equal(n.part, 0xff);
		assert_int_equal(n.to.n, 0);
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
		if (message_read(&n, plain, (enum seal_direction)(1 + i % 4)) == 0)
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

/* As many as there is room for, which no Alcove writes, and a stranger may. */
static void
a_list_of_ids_without_an_end_goes_to_the_end_of_its_room(void **state)
{
	uint8_t ids[XWING_PUBLIC_BYTES];
	struct message_part part;

	(void)state;
	memset(&part, 0xff, sizeof part);
	memset(ids, 1, sizeof ids);
	message_set_after(&part, span(ids, sizeof ids));
	assert_true(span_equal(message_after(&part), span(ids, sizeof ids)));
	message_set_after(&part, span(ids, MESSAGE_ID_BYTES));
	assert_true(span_equal(message_after(&part), span(ids, MESSAGE_ID_BYTES)));
	message_set_after(&part, SPAN_NONE);
	assert_int_equal(message_after(&part).n, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_read_back_as_they_were_written),
		cmocka_unit_test(a_list_of_ids_without_an_end_goes_to_the_end_of_its_room),
		cmocka_unit_test(fields_lie_where_the_protocol_says),
		cmocka_unit_test(a_copy_lists_people_numbers_and_ids_where_the_protocol_says),
		cmocka_unit_test(what_is_out_of_range_or_not_zero_is_refused),
		cmocka_unit_test(any_kind_but_zero_is_read_as_far_as_the_layout_goes),
		cmocka_unit_test(noise_never_reads_past_its_end),
		cmocka_unit_test(texts_are_cut_at_5509_bytes_into_a_power_of_two),
	};

	return core_start() != 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
