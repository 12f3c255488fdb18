/* The exchange: requests of one size, answers read strictly, puzzles. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <sodium.h>
#include <string.h>

#include "core/secret.h"
#include "core/served.h"
#include "core/talk/step.h"
#include "tests/unit/drop.h"

static struct drop d;
static struct buf request;

static int
setup(void **state)
{
	(void)state;
	drop_new(&d, 3, 0);
	buf_init(&request, 1 << 17);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	buf_clear(&request);
	drop_free(&d);
	return 0;
}

static void
all_requests_have_one_size_and_their_fields_in_place(void **state)
{
	static struct exchange_slot slots[4];
	static struct place places[EXCHANGE_DELETES_MAX];
	const size_t size = 64 + 4 * 8208;

	(void)state;
	d.roster.serial = 0x01020304;
	for (size_t n = 0; n <= EXCHANGE_BODIES; n++) {
		places[0].day = 0x0a0b0c0d;
		assert_int_equal(exchange_fetch(&request, &d.roster, places, n), 0);
		assert_int_equal(request.n, size);
		assert_memory_equal(request.p, "\x02\x04\0\0\1\2\3\4", 8);
		assert_true(sodium_is_zero(request.p + 8, 56));
		if (n > 0)
			assert_int_equal(get_u32(request.p + 64), 0x0a0b0c0d);
	}
	for (size_t n = 0; n <= EXCHANGE_DELETES_MAX; n += 16) {
		assert_int_equal(exchange_delete(&request, &d.roster, places, n), 0);
		assert_int_equal(request.n, size);
		assert_int_equal(request.p[0], EXCHANGE_DELETE);
		assert_int_equal(request.p[1], n);
	}
	memset(slots[0].tag, 0xa0, TAG_BYTES);
	memset(slots[3].body, 0xa3, BODY_BYTES);
	assert_int_equal(exchange_deposit(&request, &d.roster, 0x00004e20, slots), 0);
	assert_int_equal(request.n, size);
	assert_memory_equal(request.p, "\x01\0\0\0\1\2\3\4\0\0\x4e\x20", 12);
	assert_int_equal(request.p[64], 0xa0);
	assert_int_equal(request.p[size - 1], 0xa3);
	buf_clear(&request);
	buf_init(&request, size - 1);
	assert_int_equal(exchange_deposit(&request, &d.roster, 1, slots), ERR_SIZE);
}

static void
answers_of_another_size_or_status_are_the_servers_fault(void **state)
{
	static uint8_t answer[EXCHANGE_ANSWER_BYTES + 1];
	struct exchange_answer a;

	(void)state;
	assert_int_equal(exchange_read(&a, span(answer, EXCHANGE_ANSWER_BYTES)), 0);
	for (size_t n = 0; n <= sizeof answer; n += n < 70 ? 1 : 8191) {
		if (n != EXCHANGE_ANSWER_BYTES)
			assert_int_equal(exchange_read(&a, span(answer, n)), ERR_SERVER);
	}
	for (unsigned s = 0; s < 256; s++) {
		answer[0] = (uint8_t)s;
		assert_int_equal(exchange_read(&a, span(answer, EXCHANGE_ANSWER_BYTES)),
		                 s <= EXCHANGE_UNAVAILABLE ? 0 : ERR_SERVER);
	}
	answer[0] = EXCHANGE_PUZZLE;
	answer[1] = 9;
	put_u32(answer + 4, 20000);
	put_u32(answer + 8, 480000);
	answer[12] = 0xcc;
	answer[64 + 3 * BODY_BYTES] = 0xdd;
	assert_int_equal(exchange_read(&a, span(answer, EXCHANGE_ANSWER_BYTES)), 0);
	assert_int_equal(a.bits, 9);
	assert_int_equal(a.day, 20000);
	assert_int_equal(a.hour, 480000);
	assert_int_equal(a.challenge[0], 0xcc);
	assert_int_equal(a.bodies[3].p[0], 0xdd);
	assert_int_equal(a.bodies[3].n, BODY_BYTES);
}

static void
puzzles_are_solved_for_their_slots_and_challenge_alone(void **state)
{
	static struct exchange_slot slots[4];

	(void)state;
	for (unsigned bits = 0; bits <= 12; bits += 3) {
		struct exchange_answer asked = {.bits = bits, .hour = 480001};
		uint8_t hash[32];
		struct reader r;
		uint64_t nonce;
		unsigned holds = 0;

		randombytes_buf(asked.challenge, sizeof asked.challenge);
		assert_int_equal(exchange_deposit(&request, &d.roster, 1, slots), 0);
		assert_int_equal(exchange_solve(&request, &asked), 0);
		assert_int_equal(get_u32(request.p + 12), 480001);
		r = reader(span(request.p + 16, 8));
		nonce = read_u64(&r);
		crypto_hash_sha256(hash, request.p + 64, request.n - 64);
		assert_true(puzzle_holds(asked.challenge, hash, nonce, bits));
		if (bits < 12)
			continue;
		for (unsigned i = 0; i < 32; i++) {
			hash[i] ^= 1;
			holds += puzzle_holds(asked.challenge, hash, nonce, bits);
			hash[i] ^= 1;
			asked.challenge[i] ^= 1;
			holds += puzzle_holds(asked.challenge, hash, nonce, bits);
			asked.challenge[i] ^= 1;
		}
		assert_true(holds <= 2);
	}
}

static void
a_puzzle_too_hard_is_refused_unsolved(void **state)
{
	struct exchange_answer asked = {.bits = PUZZLE_BITS_MAX + 1};
	static struct exchange_slot slots[4];

	(void)state;
	assert_int_equal(exchange_deposit(&request, &d.roster, 1, slots), 0);
	assert_int_equal(exchange_solve(&request, &asked), ERR_SERVER);
}

/* ---- whose answer ---- */

static void
anothers_words_are_no_answer(void **state)
{
	static uint8_t bytes[EXCHANGE_ANSWER_BYTES + 1];
	static const struct {
		const char *path, *type;
		int status;
		const char *text; /* NULL: so many bytes */
		size_t n;
		bool ours;
	} rows[] = {
		{"/v1/exchange", TYPE_BYTES, 200, NULL, EXCHANGE_ANSWER_BYTES, true},
		{"/v1/exchange", TYPE_BYTES, 507, NULL, EXCHANGE_ANSWER_BYTES, true},
		{"/v1/exchange", TYPE_TEXT, 503, "Not now. Nothing was stored.\n", 0, true},
		{"/v1/exchange", TYPE_TEXT, 400, "That request is malformed.\n", 0, true},
		{"/v1/office", TYPE_JSON, 200, "{}", 0, true},
		{"/v1/bundles/20000", TYPE_BYTES, 200, NULL, 1420, true},
		{"/v1/bundles/20000", TYPE_BYTES, 200, NULL, 0, true},
		{"/v1/desk/vault", TYPE_BYTES, 409, NULL, 4, true},
		{"/v1/desk/login", TYPE_TEXT, 429, "Too many logins. Wait a minute.\n", 0, true},
		{"/v1/manifest", TYPE_TEXT, 404, SERVED_NOTHING, 0, true},
		/* gateways, load balancers, portals; cut off, or made longer */
		{"/v1/exchange", TYPE_BYTES, 200, NULL, EXCHANGE_ANSWER_BYTES - 1, false},
		{"/v1/exchange", TYPE_BYTES, 200, NULL, EXCHANGE_ANSWER_BYTES + 1, false},
		{"/v1/exchange", TYPE_BYTES, 200, NULL, 0, false},
		{"/v1/exchange", "text/html", 200, NULL, EXCHANGE_ANSWER_BYTES, false},
		{"/v1/exchange", "", 200, NULL, EXCHANGE_ANSWER_BYTES, false},
		{"/v1/exchange", "text/html", 502, "<html></html>", 0, false},
		{"/v1/exchange", TYPE_TEXT, 503, "Not now.\n", 0, false},
		{"/v1/exchange", TYPE_TEXT, 503, "That request is malformed.\n", 0, false},
		{"/v1/exchange", "text/plain", 503, "Not now. Nothing was stored.\n", 0, false},
		{"/v1/exchange", TYPE_TEXT, 502, "Not now. Nothing was stored.\n", 0, false},
		{"/v1/exchange", TYPE_TEXT, 200, "Not now. Nothing was stored.\n", 0, false},
		{"/v1/office", "text/html; charset=utf-8", 200, "<html></html>", 0, false},
		{"/v1/office", TYPE_BYTES, 200, "{}", 0, false},
		{"/v1/office", TYPE_JSON, 302, "{}", 0, false},
		{"/v1/bundles/20000", TYPE_JSON, 200, "{}", 0, false},
		{"/v1/bundles/20000", TYPE_BYTES, 206, NULL, 1420, false},
		{"/v1/bundles/20000", TYPE_TEXT, 404, "default backend - 404", 0, false},
		{"/v1/desk/login", "text/html", 429, "<html></html>", 0, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct step step = {0};
		struct came came = {rows[i].status, span_text(rows[i].type),
		                    rows[i].text == NULL ? span(bytes, rows[i].n)
		                                         : span_text(rows[i].text)};

		/* as long as an answer may be, so that it is the exchange's own length that tells
		 */
		step_send(&step, HTTP_POST, rows[i].path, SPAN_NONE, sizeof bytes);
		if (step_answered(&step, &came) != rows[i].ours)
			fail_msg("row %zu: %s", i, rows[i].path);
	}
}

static void
what_is_longer_than_an_answer_is_none(void **state)
{
	static const uint8_t bytes[33];
	struct step step = {0};
	struct came came = {200, span_text(TYPE_BYTES), span(bytes, 32)};

	(void)state;
	step_get(&step, "/v1/desk/challenge", 32);
	assert_true(step_answered(&step, &came));
	came.body.n = 33;
	assert_false(step_answered(&step, &came));
	/* of a request that is answered with nothing, a refusal's line is an answer all the same */
	step_send(&step, HTTP_POST, "/v1/desk/drop", SPAN_NONE, 0);
	came = (struct came){503, span_text(TYPE_TEXT),
	                     span_text("Not now. Nothing was stored.\n")};
	assert_true(step_answered(&step, &came));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(anothers_words_are_no_answer),
		cmocka_unit_test(what_is_longer_than_an_answer_is_none),
		cmocka_unit_test_setup_teardown(
			all_requests_have_one_size_and_their_fields_in_place, setup, teardown),
		cmocka_unit_test_setup_teardown(
			answers_of_another_size_or_status_are_the_servers_fault, setup, teardown),
		cmocka_unit_test_setup_teardown(
			puzzles_are_solved_for_their_slots_and_challenge_alone, setup, teardown),
		cmocka_unit_test_setup_teardown(a_puzzle_too_hard_is_refused_unsolved, setup,
	                                        teardown),
	};

	return core_start() != 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
