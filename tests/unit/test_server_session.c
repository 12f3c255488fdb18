#include "server_office.h"

#include "server/session.h"

static const uint64_t NOW = 1000000;
enum { SECOND = 1000, MINUTE = 60 * SECOND };

static uint8_t alice[PERSON_BYTES] = {1}, bob[PERSON_BYTES] = {2}, key[32] = {3};

static int
setup(void **state)
{
	*state = sessions_new();
	return *state == NULL;
}

static int
teardown(void **state)
{
	sessions_free(*state);
	return 0;
}

static int
open_at(struct sessions *s, uint64_t ms, const uint8_t *person, uint8_t token[TOKEN_BYTES])
{
	uint8_t challenge[CHALLENGE_BYTES];

	sessions_challenge(s, ms, challenge);
	return sessions_open(s, ms, person, key, challenge, token);
}

static bool
lives(struct sessions *s, uint64_t ms, const uint8_t token[TOKEN_BYTES], const uint8_t *person)
{
	uint8_t found[PERSON_BYTES], sign[32];

	if (sessions_find(s, ms, token, found, sign) != 0)
		return false;
	assert_memory_equal(found, person, PERSON_BYTES);
	assert_memory_equal(sign, key, sizeof sign);
	return true;
}

static void
a_session_lives_a_quarter_of_an_hour(void **state)
{
	uint8_t token[TOKEN_BYTES], other[TOKEN_BYTES];

	assert_int_equal(open_at(*state, NOW, alice, token), 0);
	assert_int_equal(open_at(*state, NOW, bob, other), 0);
	assert_true(lives(*state, NOW, token, alice));
	assert_true(lives(*state, NOW, other, bob));
	assert_true(lives(*state, NOW + 15 * MINUTE - 1, token, alice));
	assert_false(lives(*state, NOW + 15 * MINUTE, token, alice));
}

static void
no_token_but_the_right_one_opens_it(void **state)
{
	uint8_t token[TOKEN_BYTES], zeros[TOKEN_BYTES] = {0};

	assert_false(lives(*state, NOW, zeros, alice));
	assert_int_equal(open_at(*state, NOW, alice, token), 0);
	assert_false(lives(*state, NOW, zeros, alice));
	for (size_t i = 0; i < TOKEN_BYTES; i++) {
		token[i] ^= 1;
		assert_false(lives(*state, NOW, token, alice));
		token[i] ^= 1;
	}
}

static void
a_challenge_lives_a_minute_and_opens_one_session(void **state)
{
	uint8_t challenge[CHALLENGE_BYTES], token[TOKEN_BYTES];

	for (uint64_t start = NOW; start < NOW + 10 * SECOND; start += 700) {
		sessions_challenge(*state, start, challenge);
		assert_true(sessions_challenge_ours(*state, start, challenge));
		assert_true(sessions_challenge_ours(*state, start + MINUTE - 1, challenge));
		assert_false(
			sessions_challenge_ours(*state, start + MINUTE + 10 * SECOND, challenge));
	}
	sessions_challenge(*state, NOW, challenge);
	assert_int_equal(sessions_open(*state, NOW, alice, key, challenge, token), 0);
	for (uint64_t ms = NOW; ms < NOW + 3 * MINUTE; ms += SECOND)
		assert_int_equal(sessions_open(*state, ms, alice, key, challenge, token),
		                 ERR_EXPIRED);
}

static void
a_challenge_made_elsewhere_or_changed_is_refused(void **state)
{
	struct sessions *other = sessions_new();
	uint8_t challenge[CHALLENGE_BYTES], token[TOKEN_BYTES];

	assert_non_null(other);
	sessions_challenge(other, NOW, challenge);
	assert_int_equal(sessions_open(*state, NOW, alice, key, challenge, token), ERR_EXPIRED);
	sessions_challenge(*state, NOW, challenge);
	for (size_t i = 0; i < CHALLENGE_BYTES; i++) {
		challenge[i] ^= 0x80;
		assert_int_equal(sessions_open(*state, NOW, alice, key, challenge, token),
		                 ERR_EXPIRED);
		challenge[i] ^= 0x80;
	}
	sessions_free(other);
}

static void
challenges_are_told_apart_and_tell_no_time(void **state)
{
	uint8_t a[CHALLENGE_BYTES], b[CHALLENGE_BYTES];

	sessions_challenge(*state, NOW, a);
	sessions_challenge(*state, NOW, b);
	for (size_t i = 0; i + 4 <= CHALLENGE_BYTES; i += 4)
		assert_memory_not_equal(a + i, b + i, 4);
}

static void
a_person_who_opens_many_loses_the_oldest_and_nobody_else_does(void **state)
{
	uint8_t first[TOKEN_BYTES], second[TOKEN_BYTES], bobs[TOKEN_BYTES], token[TOKEN_BYTES];

	assert_int_equal(open_at(*state, NOW, bob, bobs), 0);
	assert_int_equal(open_at(*state, NOW + 1, alice, first), 0);
	assert_int_equal(open_at(*state, NOW + 2, alice, second), 0);
	for (unsigned i = 2; i <= SESSIONS_PER_PERSON; i++)
		assert_int_equal(open_at(*state, NOW + 1 + i, alice, token), 0);
	assert_false(lives(*state, NOW + MINUTE, first, alice));
	assert_true(lives(*state, NOW + MINUTE, second, alice));
	assert_true(lives(*state, NOW + MINUTE, token, alice));
	assert_true(lives(*state, NOW + MINUTE, bobs, bob));
}

static void
logins_in_one_minute_have_a_bound_and_the_next_minute_has_room(void **state)
{
	uint8_t token[TOKEN_BYTES];

	for (unsigned i = 0; i < CHALLENGES_USED_MAX; i++)
		assert_int_equal(open_at(*state, NOW, alice, token), 0);
	assert_int_equal(open_at(*state, NOW, alice, token), ERR_FULL);
	assert_int_equal(open_at(*state, NOW + MINUTE + 10 * SECOND, alice, token), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_session_lives_a_quarter_of_an_hour),
		TEST(no_token_but_the_right_one_opens_it),
		TEST(a_challenge_lives_a_minute_and_opens_one_session),
		TEST(a_challenge_made_elsewhere_or_changed_is_refused),
		TEST(challenges_are_told_apart_and_tell_no_time),
		TEST(a_person_who_opens_many_loses_the_oldest_and_nobody_else_does),
		TEST(logins_in_one_minute_have_a_bound_and_the_next_minute_has_room),
	};

	return core_start() != 0 || cmocka_run_group_tests(tests, NULL, NULL);
}
