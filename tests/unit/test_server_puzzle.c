#include "server_office.h"

#include "server/puzzle.h"

static const uint64_t START_MS = 5000;

static void
fill_slot(struct puzzle *p, size_t per_second)
{
	puzzle_count(p, per_second * (PUZZLE_SLOT_MS / 1000));
}

/* A minute of deposits at one rate, looked at as the writer does. */
static void
minute(struct puzzle *p, uint64_t *ms, size_t per_second, size_t live)
{
	for (size_t i = 0; i < PUZZLE_SLOTS; i++) {
		fill_slot(p, per_second);
		*ms += PUZZLE_SLOT_MS;
		puzzle_tick(p, *ms, live);
	}
}

static void
a_calm_office_asks_for_nothing(void **state)
{
	struct puzzle p;
	uint64_t ms = START_MS;

	(void)state;
	puzzle_init(&p, -1, ms);
	assert_int_equal(puzzle_bits(&p), 0);
	minute(&p, &ms, PUZZLE_CALM_RATE - 1, PUZZLE_CALM_FILL - 1);
	assert_int_equal(puzzle_bits(&p), 0);
	assert_true(puzzle_solved(&p, 10, 3, SPAN_NONE, 0));
}

static void
bits_rise_with_the_load_and_fall_again(void **state)
{
	struct puzzle p;
	uint64_t ms = START_MS;

	(void)state;
	puzzle_init(&p, -1, ms);
	minute(&p, &ms, PUZZLE_CALM_RATE, 0);
	assert_int_equal(puzzle_bits(&p), 8);
	minute(&p, &ms, (size_t)4 * PUZZLE_CALM_RATE, 0);
	assert_int_equal(puzzle_bits(&p), 12);
	minute(&p, &ms, 0, 0);
	assert_int_equal(puzzle_bits(&p), 0);
}

static void
a_burst_that_is_long_over_is_forgotten_at_once(void **state)
{
	struct puzzle p;
	uint64_t ms = START_MS;

	(void)state;
	puzzle_init(&p, -1, ms);
	minute(&p, &ms, 1000, 0);
	assert_true(puzzle_bits(&p) > 0);
	ms += (uint64_t)100 * PUZZLE_SLOT_MS; /* nothing ticked meanwhile */
	puzzle_tick(&p, ms, 0);
	ms += PUZZLE_SLOT_MS;
	puzzle_tick(&p, ms, 0);
	assert_int_equal(puzzle_bits(&p), 0);
}

static void
bits_rise_with_the_fill_up_to_the_most(void **state)
{
	unsigned before = 0;

	(void)state;
	assert_int_equal(puzzle_fill_bits(PUZZLE_CALM_FILL - 1), 0);
	assert_int_equal(puzzle_fill_bits(PUZZLE_CALM_FILL), PUZZLE_FILL_BITS);
	assert_int_equal(puzzle_fill_bits(LIVE_TAGS_MAX), PUZZLE_BITS_MAX);
	for (size_t n = 0; n <= LIVE_TAGS_MAX; n += 256) {
		assert_true(puzzle_fill_bits(n) >= before);
		before = puzzle_fill_bits(n);
	}
	assert_int_equal(puzzle_load_bits(1000000), PUZZLE_BITS_MAX);
}

static void
a_fixed_number_stays_whatever_happens(void **state)
{
	struct puzzle p;
	uint64_t ms = START_MS;

	(void)state;
	puzzle_init(&p, 0, ms);
	minute(&p, &ms, 5000, LIVE_TAGS_MAX);
	assert_int_equal(puzzle_bits(&p), 0);
}

static void
who_began_before_the_level_rose_is_not_sent_back(void **state)
{
	struct puzzle p;
	uint64_t ms = START_MS;

	(void)state;
	puzzle_init(&p, -1, ms);
	puzzle_tick(&p, ms + PUZZLE_SLOT_MS, LIVE_TAGS_MAX);
	assert_int_equal(puzzle_bits(&p), PUZZLE_BITS_MAX);
	assert_true(puzzle_solved(&p, 10, 10, SPAN_NONE, 0)); /* none was asked of it */
	puzzle_tick(&p, ms + (uint64_t)2 * PUZZLE_SLOT_MS, LIVE_TAGS_MAX);
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
		cmocka_unit_test(bits_rise_with_the_load_and_fall_again),
		cmocka_unit_test(a_burst_that_is_long_over_is_forgotten_at_once),
		cmocka_unit_test(bits_rise_with_the_fill_up_to_the_most),
		cmocka_unit_test(a_fixed_number_stays_whatever_happens),
		cmocka_unit_test(who_began_before_the_level_rose_is_not_sent_back),
		cmocka_unit_test(only_a_solution_for_these_slots_and_this_hour_or_the_last_counts),
	};

	return core_start() != 0 || cmocka_run_group_tests(tests, NULL, NULL);
}
