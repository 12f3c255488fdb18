#include "server_office.h"

#include "server/puzzle.h"

static const uint64_t START_MS = 5000;

static void
a_calm_office_asks_for_nothing(void **state)
{
	struct puzzle p;

	(void)state;
	puzzle_init(&p, -1, START_MS);
	assert_int_equal(puzzle_bits(&p), 0);
	puzzle_count(&p, START_MS, PUZZLE_WAITING - 1);
	assert_int_equal(puzzle_bits(&p), 0);
	assert_true(puzzle_solved(&p, 10, 3, SPAN_NONE, 0));
}

static void
each_doubling_of_what_waits_is_one_bit_more(void **state)
{
	(void)state;
	assert_int_equal(puzzle_level(PUZZLE_WAITING - 1), 0);
	for (unsigned i = 0; i <= 8; i++) {
		assert_int_equal(puzzle_level((size_t)PUZZLE_WAITING << i), PUZZLE_FIRST_BITS + i);
		assert_int_equal(puzzle_level(((size_t)PUZZLE_WAITING << (i + 1)) - 1),
		                 PUZZLE_FIRST_BITS + i);
	}
	assert_int_equal(puzzle_level(LIVE_TAGS_MAX), PUZZLE_BITS_MAX);
	assert_int_equal(puzzle_level(SIZE_MAX), PUZZLE_BITS_MAX);
}

/* What docs/threat-model.md says: 4.6 * 10^10 trials on average. */
static void
filling_an_office_costs_what_the_threat_model_says(void **state)
{
	double trials = 0;

	(void)state;
	for (size_t n = 0; n < LIVE_TAGS_MAX; n++) {
		unsigned bits = puzzle_level(n / 2);

		trials += bits == 0 ? 0 : (double)(1U << bits);
	}
	assert_true(trials > 4.5e10 && trials < 4.7e10);
}

/* A flood does not outrun the count. */
static void
what_is_stored_counts_at_once_and_falls_when_the_inboxes_are_counted(void **state)
{
	struct puzzle p;

	(void)state;
	puzzle_init(&p, -1, START_MS);
	puzzle_stored(&p, 1024);
	assert_int_equal(puzzle_bits(&p), PUZZLE_FIRST_BITS + 2);
	assert_false(puzzle_due(&p, START_MS + PUZZLE_COUNT_MS - 1));
	assert_true(puzzle_due(&p, START_MS + PUZZLE_COUNT_MS));
	puzzle_count(&p, START_MS + PUZZLE_COUNT_MS, 3);
	assert_int_equal(puzzle_bits(&p), 0);
	assert_false(puzzle_due(&p, START_MS + 10 * PUZZLE_COUNT_MS));
	puzzle_deleted(&p);
	assert_true(puzzle_due(&p, START_MS + 10 * PUZZLE_COUNT_MS));
}

static void
a_fixed_number_stays_whatever_happens(void **state)
{
	struct puzzle p;

	(void)state;
	puzzle_init(&p, 0, START_MS);
	puzzle_stored(&p, LIVE_TAGS_MAX);
	assert_int_equal(puzzle_bits(&p), 0);
	assert_true(puzzle_solved(&p, 10, 10, SPAN_NONE, 0));
	assert_false(puzzle_due(&p, START_MS + PUZZLE_COUNT_MS));
}

static void
who_began_before_the_level_rose_is_not_sent_back(void **state)
{
	struct puzzle p;

	(void)state;
	puzzle_init(&p, -1, START_MS);
	puzzle_stored(&p, 2 * PUZZLE_WAITING - 1);
	assert_int_equal(puzzle_bits(&p), PUZZLE_FIRST_BITS);
	assert_true(puzzle_solved(&p, 10, 10, SPAN_NONE, 0)); /* none was asked of it */
	puzzle_stored(&p, 1);
	assert_false(puzzle_solved(&p, 10, 10, SPAN_NONE, 0));
}

/* As a client finds it, with core's solver. */
static void
only_a_solution_for_these_slots_and_this_hour_or_the_last_counts(void **state)
{
	const uint32_t hour = 480000;
	struct exchange_answer asked = {.bits = 10, .hour = hour};
	struct puzzle p, other;
	struct buf request;
	struct span slots;
	uint64_t nonce;

	(void)state;
	puzzle_init(&p, 10, START_MS);
	puzzle_init(&other, 10, START_MS);
	puzzle_challenge(&p, hour, asked.challenge);
	buf_init(&request, 65536);
	buf_put_zeros(&request, EXCHANGE_HEADER_BYTES);
	buf_put_random(&request, 2 * EXCHANGE_SLOT_BYTES);
	assert_int_equal(exchange_solve(&request, &asked), 0);
	nonce = ((uint64_t)get_u32(request.p + 16) << 32) | get_u32(request.p + 20);
	slots = span(request.p + EXCHANGE_HEADER_BYTES, request.n - EXCHANGE_HEADER_BYTES);
	assert_true(puzzle_solved(&p, hour, hour, slots, nonce));
	assert_true(puzzle_solved(&p, hour + 1, hour, slots, nonce));
	assert_false(puzzle_solved(&p, hour + 2, hour, slots, nonce));
	assert_false(puzzle_solved(&p, hour - 1, hour, slots, nonce));
	assert_false(puzzle_solved(&other, hour, hour, slots, nonce));
	request.p[EXCHANGE_HEADER_BYTES + 77] ^= 1;
	assert_false(puzzle_solved(&p, hour, hour, slots, nonce));
	buf_clear(&request);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_calm_office_asks_for_nothing),
		cmocka_unit_test(each_doubling_of_what_waits_is_one_bit_more),
		cmocka_unit_test(filling_an_office_costs_what_the_threat_model_says),
		cmocka_unit_test(
			what_is_stored_counts_at_once_and_falls_when_the_inboxes_are_counted),
		cmocka_unit_test(a_fixed_number_stays_whatever_happens),
		cmocka_unit_test(who_began_before_the_level_rose_is_not_sent_back),
		cmocka_unit_test(only_a_solution_for_these_slots_and_this_hour_or_the_last_counts),
	};

	return core_start() != 0 || cmocka_run_group_tests(tests, NULL, NULL);
}
