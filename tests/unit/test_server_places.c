/* Places, left, found and deleted with alcove-server's exchange. */
#include "server_fixture.h"

#include <sys/resource.h>

static void
what_was_left_is_found_by_its_access_only(void **state)
{
	struct fixture *f = *state;
	struct exchange_answer answer;
	struct place places[2];
	struct buf request;

	serve(f);
	place_random(&places[0], f->office.roster.office, f->today);
	place_random(&places[1], f->office.roster.office, f->today);
	assert_false(is_stored(f, f->today, places[0].tag));
	assert_int_equal(deposit(f, &places[0], &request), EXCHANGE_OK);
	assert_true(is_stored(f, f->today, places[0].tag));
	fetch(f, places, 2, &answer);
	assert_int_equal(answer.day, f->today);
	assert_memory_equal(answer.bodies[0].p, slot(&request, 0) + TAG_BYTES, BODY_BYTES);
	assert_false(sodium_is_zero(answer.bodies[1].p, BODY_BYTES));
	assert_false(sodium_is_zero(answer.bodies[3].p, BODY_BYTES));
	buf_clear(&request);
}

static void
deleting_takes_the_body_and_leaves_the_tag(void **state)
{
	struct fixture *f = *state;
	struct exchange_answer answer;
	struct place place;
	struct buf request, deletion;

	serve(f);
	buf_init(&deletion, 1 << 20);
	place_random(&place, f->office.roster.office, f->today);
	assert_int_equal(deposit(f, &place, &request), EXCHANGE_OK);
	assert_int_equal(exchange_delete(&deletion, &f->office.roster, &place, 1), 0);
	assert_int_equal(exchange(f, &deletion, &answer), EXCHANGE_OK);
	assert_int_equal(exchange(f, &deletion, &answer),
	                 EXCHANGE_OK); /* nothing there: the same */
	assert_true(is_stored(f, f->today, place.tag));
	fetch(f, &place, 1, &answer);
	assert_memory_not_equal(answer.bodies[0].p, slot(&request, 0) + TAG_BYTES, BODY_BYTES);
	buf_clear(&request);
	buf_clear(&deletion);
}

static void
the_same_deposit_again_is_fine_and_another_at_its_place_is_not(void **state)
{
	struct fixture *f = *state;
	struct exchange_answer answer;
	struct place place;
	struct buf request, other;

	serve(f);
	place_random(&place, f->office.roster.office, f->today);
	assert_int_equal(deposit(f, &place, &request), EXCHANGE_OK);
	assert_int_equal(exchange(f, &request, &answer), EXCHANGE_OK);
	assert_int_equal(deposit(f, &place, &other), EXCHANGE_CONFLICT);
	fetch(f, &place, 1, &answer);
	assert_memory_equal(answer.bodies[0].p, slot(&request, 0) + TAG_BYTES, BODY_BYTES);
	buf_clear(&request);
	buf_clear(&other);
}

static void
a_deposit_is_of_today_and_of_the_roster_in_force(void **state)
{
	struct fixture *f = *state;
	struct place place;
	struct buf request;

	serve(f);
	for (int off = -2; off <= 2; off++) {
		place_random(&place, f->office.roster.office, (uint32_t)((int)f->today + off));
		assert_int_equal(deposit(f, &place, &request),
		                 off == 0 ? EXCHANGE_OK : EXCHANGE_DAY);
		assert_true(is_stored(f, place.day, place.tag) == (off == 0));
		buf_clear(&request);
	}
	f->office.roster.serial++;
	place_random(&place, f->office.roster.office, f->today);
	assert_int_equal(deposit(f, &place, &request), EXCHANGE_ROSTER);
	assert_false(is_stored(f, f->today, place.tag));
	buf_clear(&request);
}

static void
a_malformed_exchange_is_told_apart_and_stores_nothing(void **state)
{
	struct fixture *f = *state;
	struct exchange_answer answer;
	struct place place;
	struct buf request;
	struct answer a;

	serve(f);
	place_random(&place, f->office.roster.office, f->today);
	test_deposit(&request, &f->office, f->today, place.tag);
	request.p[0] = 4;
	assert_int_equal(exchange(f, &request, &answer), EXCHANGE_MALFORMED);
	request.p[0] = EXCHANGE_DEPOSIT;
	request.p[3] = 1;
	assert_int_equal(exchange(f, &request, &answer), EXCHANGE_MALFORMED);
	request.p[3] = 0;
	request.n--;
	assert_int_equal(exchange(f, &request, &answer), EXCHANGE_MALFORMED);
	request.n = 10;
	assert_int_equal(exchange(f, &request, &answer), EXCHANGE_MALFORMED);
	buf_put_zeros(&request, 9 * EXCHANGE_SLOT_BYTES + EXCHANGE_HEADER_BYTES);
	ask(&f->server, "POST", "/v1/exchange", buf_span(&request), &a);
	assert_int_equal(a.status, 413);
	answer_clear(&a);
	assert_false(is_stored(f, f->today, place.tag));
	buf_clear(&request);
}

static void
a_busy_office_wants_the_puzzle_solved_first(void **state)
{
	static const char *const hard[] = {"--listen", "127.0.0.1:0", "--puzzle", "9", NULL};
	struct fixture *f = *state;
	struct exchange_answer answer;
	struct place place;
	struct buf request;

	serve_with(f, hard);
	place_random(&place, f->office.roster.office, f->today);
	test_deposit(&request, &f->office, f->today, place.tag);
	assert_int_equal(exchange(f, &request, &answer), EXCHANGE_PUZZLE);
	assert_int_equal(answer.bits, 9);
	assert_int_equal(exchange_solve(&request, &answer), 0);
	assert_int_equal(exchange(f, &request, &answer), EXCHANGE_OK);
	buf_clear(&request);
}

/* Many at once: each is answered, each is there. */
static void
deposits_that_come_together_are_all_stored(void **state)
{
	enum { N = 100 };
	struct fixture *f = *state;
	static struct answer answers[N];
	struct curl_slist *headers = curl_slist_append(NULL, "Expect:");
	struct place places[N];
	struct buf requests[N];
	CURL *curls[N];
	CURLM *multi = curl_multi_init();
	int running = 1;

	serve(f);
	for (size_t i = 0; i < N; i++) {
		place_random(&places[i], f->office.roster.office, f->today);
		test_deposit(&requests[i], &f->office, f->today, places[i].tag);
		curls[i] = request_to(&f->server, "POST", "/v1/exchange", buf_span(&requests[i]),
		                      headers, &answers[i]);
		curl_multi_add_handle(multi, curls[i]);
	}
	while (running > 0) {
		assert_int_equal(curl_multi_perform(multi, &running), CURLM_OK);
		curl_multi_poll(multi, NULL, 0, 1000, NULL);
	}
	for (size_t i = 0; i < N; i++) {
		curl_easy_getinfo(curls[i], CURLINFO_RESPONSE_CODE, &answers[i].status);
		assert_int_equal(answers[i].status, 200);
		assert_true(is_stored(f, f->today, places[i].tag));
		curl_multi_remove_handle(multi, curls[i]);
		curl_easy_cleanup(curls[i]);
		answer_clear(&answers[i]);
		buf_clear(&requests[i]);
	}
	curl_multi_cleanup(multi);
	curl_slist_free_all(headers);
}

static void
what_was_answered_outlives_a_kill(void **state)
{
	struct fixture *f = *state;
	struct exchange_answer answer;
	struct place place;
	struct buf request;

	serve(f);
	place_random(&place, f->office.roster.office, f->today);
	assert_int_equal(deposit(f, &place, &request), EXCHANGE_OK);
	assert_int_equal(process_stop(&f->server, SIGKILL), -SIGKILL);
	serve(f);
	assert_true(is_stored(f, f->today, place.tag));
	fetch(f, &place, 1, &answer);
	assert_memory_equal(answer.bodies[0].p, slot(&request, 0) + TAG_BYTES, BODY_BYTES);
	buf_clear(&request);
}

static void
a_disk_that_refuses_is_told_and_used_again_when_it_takes_writes(void **state)
{
	const struct rlimit none = {4096, RLIM_INFINITY}, all = {RLIM_INFINITY, RLIM_INFINITY};
	struct fixture *f = *state;
	struct place place;
	struct buf request;

	serve(f);
	for (int i = 0; i < 3; i++) {
		place_random(&place, f->office.roster.office, f->today);
		assert_int_equal(prlimit(f->server.pid, RLIMIT_FSIZE, &none, NULL), 0);
		assert_int_equal(deposit(f, &place, &request), EXCHANGE_UNAVAILABLE);
		assert_false(is_stored(f, f->today, place.tag));
		buf_clear(&request);
		assert_int_equal(prlimit(f->server.pid, RLIMIT_FSIZE, &all, NULL), 0);
		assert_int_equal(deposit(f, &place, &request), EXCHANGE_OK);
		assert_true(is_stored(f, f->today, place.tag));
		buf_clear(&request);
	}
	/* and not every time, of one that does so all day */
	assert_told_once(f, "the disk does not take writes");
	assert_told_once(f, "takes writes again");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_was_left_is_found_by_its_access_only),
		TEST(deleting_takes_the_body_and_leaves_the_tag),
		TEST(the_same_deposit_again_is_fine_and_another_at_its_place_is_not),
		TEST(a_deposit_is_of_today_and_of_the_roster_in_force),
		TEST(a_malformed_exchange_is_told_apart_and_stores_nothing),
		TEST(a_busy_office_wants_the_puzzle_solved_first),
		TEST(deposits_that_come_together_are_all_stored),
		TEST(what_was_answered_outlives_a_kill),
		TEST(a_disk_that_refuses_is_told_and_used_again_when_it_takes_writes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
