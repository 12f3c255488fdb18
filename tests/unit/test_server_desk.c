/* What alcove-server does for a desk, and for nobody else. */
#include "server_fixture.h"

#include <sys/socket.h>

static void
a_login_needs_the_person_s_key_a_fresh_challenge_and_the_office_s_address(void **state)
{
	struct fixture *f = *state;
	uint8_t challenge[CHALLENGE_BYTES], made_up[CHALLENGE_BYTES], key[64];
	char origin[160], token[100];

	serve(f);
	origin_of(f, origin);
	new_challenge(f, challenge);
	assert_int_equal(login_at(f, 0, "https://elsewhere.example", challenge, token), 403);
	memcpy(key, f->office.sign[0], 64);
	memcpy(f->office.sign[0], f->office.sign[1], 64);
	assert_int_equal(login_at(f, 0, origin, challenge, token), 403);
	memcpy(f->office.sign[0], key, 64);
	randombytes_buf(made_up, sizeof made_up);
	assert_int_equal(login_at(f, 0, origin, made_up, token), 403);
	assert_int_equal(login_at(f, 0, origin, challenge, token), 200);
	assert_int_equal(login_at(f, 0, origin, challenge, token), 403); /* used */
}

/* Of those that hold; what does not hold looks as it always does. */
static void
logins_beyond_those_of_a_minute_are_told_to_wait(void **state)
{
	struct fixture *f = *state;
	uint8_t challenge[CHALLENGE_BYTES];
	char origin[160], token[100];

	serve(f);
	origin_of(f, origin);
	for (size_t i = 0; i < 64; i++)
		login(f, i % 2, token);
	new_challenge(f, challenge);
	assert_int_equal(login_at(f, 0, origin, challenge, token), 429);
	assert_int_equal(login_at(f, 0, "https://elsewhere.example", challenge, token), 403);
}

/* How many envelopes an answer of this many entries says that it has. */
static uint32_t
listed(const struct answer *a, size_t entries)
{
	assert_int_equal(a->body.n, 4 + entries * INBOX_ENTRY_BYTES);
	return get_u32(a->body.p);
}

static void
an_inbox_is_open_to_its_person_only(void **state)
{
	struct fixture *f = *state;
	char token[2][100], wrong[100];
	struct place place;
	struct buf request;
	struct answer a;

	serve(f);
	place_random(&place, f->office.roster.office, f->today);
	assert_int_equal(deposit(f, &place, &request), EXCHANGE_OK);
	for (size_t i = 0; i < 2; i++) {
		login(f, i, token[i]);
		ask_with(&f->server, "GET", "/v1/desk/inbox/16/00000", SPAN_NONE, token[i], &a);
		assert_int_equal(a.status, 200);
		assert_int_equal(listed(&a, INBOX_LOOK), 1);
		assert_int_equal(get_u32(a.body.p + 4), f->today);
		assert_memory_equal(a.body.p + 8, slot(&request, 1 + i), EXCHANGE_SLOT_BYTES);
		answer_clear(&a);
	}
	memcpy(wrong, token[0], sizeof wrong);
	wrong[40] = wrong[40] == '0' ? '1' : '0';
	ask_with(&f->server, "GET", "/v1/desk/inbox/16/00000", SPAN_NONE, wrong, &a);
	assert_int_equal(a.status, 401);
	answer_clear(&a);
	buf_clear(&request);
}

/* Where there is no envelope the bytes are new each time, and none of another inbox. */
static void
a_listing_is_filled_with_what_nobody_can_tell(void **state)
{
	struct fixture *f = *state;
	struct answer a, b;
	char token[100];

	serve(f);
	login(f, 0, token);
	ask_with(&f->server, "GET", "/v1/desk/inbox/16/00000", SPAN_NONE, token, &a);
	ask_with(&f->server, "GET", "/v1/desk/inbox/16/00000", SPAN_NONE, token, &b);
	assert_int_equal(listed(&a, INBOX_LOOK), 0);
	assert_int_equal(listed(&b, INBOX_LOOK), 0);
	for (size_t i = 0; i < INBOX_LOOK; i++) {
		const uint8_t *p = a.body.p + 4 + i * INBOX_ENTRY_BYTES;

		assert_memory_not_equal(p, b.body.p + 4 + i * INBOX_ENTRY_BYTES, 32);
		assert_false(sodium_is_zero(p + INBOX_ENTRY_BYTES - 32, 32));
	}
	answer_clear(&a);
	answer_clear(&b);
}

static size_t
inbox_count(struct fixture *f, const char *token)
{
	struct answer a;
	size_t n;

	ask_with(&f->server, "GET", "/v1/desk/inbox/16/00000", SPAN_NONE, token, &a);
	assert_int_equal(a.status, 200);
	n = listed(&a, INBOX_LOOK);
	answer_clear(&a);
	return n;
}

static void
a_desk_sets_aside_and_brings_back(void **state)
{
	struct fixture *f = *state;
	char token[100];
	uint8_t entry[DROP_ENTRY_BYTES];
	struct place place;
	struct buf request;
	struct answer a;
	const uint32_t days[] = {f->today | DROP_ASIDE,
	                         f->today | DROP_ASIDE | DROP_BACK,
	                         f->today | DROP_BACK,
	                         f->today | DROP_ASIDE,
	                         DROP_BACK,
	                         f->today};
	const bool there[] = {false, false, true, false, true, false};

	serve(f);
	place_random(&place, f->office.roster.office, f->today);
	assert_int_equal(deposit(f, &place, &request), EXCHANGE_OK);
	memcpy(entry + 4, slot(&request, 1), TAG_BYTES);
	login(f, 0, token);
	for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
		put_u32(entry, days[i]);
		ask_with(&f->server, "POST", "/v1/desk/drop", SPAN(entry), token, &a);
		assert_int_equal(a.status, 200);
		answer_clear(&a);
		assert_int_equal(inbox_count(f, token), there[i]);
	}
	buf_clear(&request);
}

static void
dropping_empties_one_s_own_inbox_only(void **state)
{
	static const char *const strange[] = {"/v1/desk/inbox",          "/v1/desk/inbox/0",
	                                      "/v1/desk/inbox/16/0",     "/v1/desk/inbox/16/000000",
	                                      "/v1/desk/inbox/16/-0001", "/v1/desk/inbox/32/00000"};
	struct fixture *f = *state;
	char token[2][100];
	uint8_t entry[4 + TAG_BYTES];
	struct place place;
	struct buf request;
	struct answer a;

	serve(f);
	place_random(&place, f->office.roster.office, f->today);
	assert_int_equal(deposit(f, &place, &request), EXCHANGE_OK);
	put_u32(entry, f->today);
	memcpy(entry + 4, slot(&request, 1), TAG_BYTES);
	login(f, 0, token[0]);
	login(f, 1, token[1]);
	for (size_t i = 2; i-- > 0;) { /* first the one whose it is not */
		ask_with(&f->server, "POST", "/v1/desk/drop", SPAN(entry), token[i], &a);
		assert_int_equal(a.status, 200);
		assert_int_equal(a.body.n, 0);
		answer_clear(&a);
		ask_with(&f->server, "GET", "/v1/desk/inbox/16/00000", SPAN_NONE, token[0], &a);
		assert_int_equal(listed(&a, INBOX_LOOK), i);
		answer_clear(&a);
	}
	ask_with(&f->server, "GET", "/v1/desk/inbox/64/00000", SPAN_NONE, token[1], &a);
	assert_int_equal(listed(&a, INBOX_SOME), 1);
	answer_clear(&a);
	ask_with(&f->server, "GET", "/v1/desk/inbox/256/00000", SPAN_NONE, token[1], &a);
	assert_int_equal(listed(&a, INBOX_LISTING), 1);
	answer_clear(&a);
	ask_with(&f->server, "GET", "/v1/desk/inbox/16/00001", SPAN_NONE, token[1], &a);
	assert_int_equal(a.status, 200);
	assert_int_equal(listed(&a, INBOX_LOOK), 0);
	answer_clear(&a);
	for (size_t i = 0; i < sizeof strange / sizeof *strange; i++) {
		ask_with(&f->server, "GET", strange[i], SPAN_NONE, token[1], &a);
		assert_int_equal(a.status, 404);
		answer_clear(&a);
	}
	buf_clear(&request);
}

/* The status of a vault that is only announced: nothing of it is sent. */
static long
announce_vault(const struct fixture *f, const char *token, size_t n)
{
	char text[512];
	int fd = connect_to(f);
	ssize_t got;

	(void)snprintf(
		text, sizeof text,
		"PUT /v1/desk/vault HTTP/1.1\r\nHost: x\r\n%s\r\nContent-Length: %zu\r\n\r\n",
		token, n);
	send_all(fd, text, strlen(text));
	got = recv(fd, text, sizeof text - 1, 0);
	close(fd);
	assert_true(got > 12);
	text[got] = '\0';
	return strtol(text + 9, NULL, 10);
}

static void
a_vault_is_replaced_only_by_who_knows_the_one_before(void **state)
{
	struct fixture *f = *state;
	char token[100];
	uint32_t told = 0;
	struct answer a;

	serve(f);
	login(f, 0, token);
	ask_with(&f->server, "GET", "/v1/desk/vault", SPAN_NONE, token, &a);
	assert_int_equal(a.body.n, 4);
	assert_int_equal(get_u32(a.body.p), 0);
	answer_clear(&a);
	assert_int_equal(put_vault(f, token, 0, 7, VAULT_MIN + 50, &told), 200);
	assert_int_equal(told, 7);
	assert_int_equal(put_vault(f, token, 0, 8, VAULT_MIN + 50, &told), 409);
	assert_int_equal(told, 7);
	assert_int_equal(put_vault(f, token, 7, 7, VAULT_MIN + 50, &told), 400);
	assert_int_equal(put_vault(f, token, 7, 8, 2 * VAULT_MIN, &told), 200);
	ask_with(&f->server, "GET", "/v1/desk/vault", SPAN_NONE, token, &a);
	assert_int_equal(a.body.n, 4 + 2 * VAULT_MIN);
	assert_int_equal(get_u32(a.body.p), 8);
	answer_clear(&a);
	assert_int_equal(put_vault(f, "X-No: token", 8, 9, VAULT_MIN, &told), 401);
	assert_int_equal(announce_vault(f, token, 8 + VAULT_MAX + 1), 413);
}

static void
make_bundle(struct fixture *f, uint8_t out[BUNDLE_BYTES], size_t person, uint32_t day,
            uint32_t serial)
{
	const struct roster *roster = &f->office.roster;
	struct day_seed seed = {.day = day, .serial = serial, .roster_serial = roster->serial};

	memcpy(seed.roster_hash, roster->hash, sizeof seed.roster_hash);
	randombytes_buf(seed.seed, sizeof seed.seed);
	assert_int_equal(bundle_write(out, &seed, roster->office, roster->people[person].id,
	                              f->office.sign[person]),
	                 0);
}

static long
put_bundle(struct fixture *f, const char *token, const uint8_t bundle[BUNDLE_BYTES])
{
	struct answer a;

	ask_with(&f->server, "PUT", "/v1/desk/bundles", span(bundle, BUNDLE_BYTES), token, &a);
	answer_clear(&a);
	return a.status;
}

static void
bundles_are_published_by_their_own_person_only(void **state)
{
	struct fixture *f = *state;
	uint8_t bundle[BUNDLE_BYTES], older[BUNDLE_BYTES];
	char token[100], path[64];
	struct answer a;

	serve(f);
	login(f, 0, token);
	(void)snprintf(path, sizeof path, "/v1/bundles/%u", f->today);
	ask(&f->server, "GET", path, SPAN_NONE, &a);
	assert_int_equal(a.body.n, 0);
	answer_clear(&a);
	make_bundle(f, bundle, 0, f->today, 2);
	assert_int_equal(put_bundle(f, token, bundle), 200);
	ask(&f->server, "GET", path, SPAN_NONE, &a);
	assert_true(span_equal(buf_span(&a.body), SPAN(bundle)));
	answer_clear(&a);
	ask_with(&f->server, "GET", "/v1/desk/bundles", SPAN_NONE, token, &a);
	assert_int_equal(a.body.n, 8);
	assert_int_equal(get_u32(a.body.p), f->today);
	assert_int_equal(get_u32(a.body.p + 4), 2);
	answer_clear(&a);
	make_bundle(f, older, 0, f->today, 1);
	assert_int_equal(put_bundle(f, token, older), 409);
	make_bundle(f, bundle, 1, f->today, 1); /* a colleague's */
	assert_int_equal(put_bundle(f, token, bundle), 400);
	make_bundle(f, bundle, 0, f->today + BUNDLES_AHEAD_DAYS + 2, 1);
	assert_int_equal(put_bundle(f, token, bundle), 400);
	make_bundle(f, bundle, 0, f->today + 1, 1);
	bundle[500] ^= 1;
	assert_int_equal(put_bundle(f, token, bundle), 400);
}

static void
holds_bundles(struct fixture *f, size_t n)
{
	char path[64];
	struct answer a;

	(void)snprintf(path, sizeof path, "/v1/bundles/%u", f->today);
	ask(&f->server, "GET", path, SPAN_NONE, &a);
	assert_int_equal(a.status, 200);
	assert_int_equal(a.body.n, n * BUNDLE_BYTES);
	answer_clear(&a);
}

/* As the root holder does beside a server that runs. */
static void
publish_beside(struct fixture *f)
{
	struct store *store;

	f->office.roster.serial++;
	assert_int_equal(store_open_sqlite(&store, f->directory, STORE_PUBLISH), 0);
	test_office_publish(&f->office, store);
	store_close(store);
}

/* After a theft, also where the roster changes while the server runs. */
static void
bundles_below_the_least_are_neither_taken_nor_served(void **state)
{
	struct fixture *f = *state;
	uint8_t bundle[BUNDLE_BYTES];
	char token[2][100];

	serve(f);
	for (size_t i = 0; i < 2; i++) {
		login(f, i, token[i]);
		make_bundle(f, bundle, i, f->today, 1);
		assert_int_equal(put_bundle(f, token[i], bundle), 200);
	}
	holds_bundles(f, 2);
	f->office.roster.people[0].least = 2;
	publish_beside(f);
	holds_bundles(f, 1); /* the colleague's */
	make_bundle(f, bundle, 0, f->today + 1, 1);
	assert_int_equal(put_bundle(f, token[0], bundle), 409);
	make_bundle(f, bundle, 0, f->today, 2);
	assert_int_equal(put_bundle(f, token[0], bundle), 200);
	holds_bundles(f, 2);
}

/* The answer of one desk, whose form is checked. */
static void
ends_of(struct fixture *f, const char *token, uint8_t out[ENDS_BYTES])
{
	struct answer a;

	ask_with(&f->server, "GET", "/v1/desk/ends", SPAN_NONE, token, &a);
	assert_int_equal(a.status, 200);
	assert_int_equal(a.body.n, ENDS_BYTES);
	memcpy(out, a.body.p, ENDS_BYTES);
	answer_clear(&a);
}

static void
end_day_keys_are_the_same_for_every_desk_and_for_desks_only(void **state)
{
	struct fixture *f = *state;
	static uint8_t one[ENDS_BYTES], other[ENDS_BYTES];
	char token[2][100];
	struct answer a;

	f->office.roster.people[1].left = f->today - 1;
	publish_roster(f);
	serve(f);
	ask(&f->server, "GET", "/v1/desk/ends", SPAN_NONE, &a);
	assert_int_equal(a.status, 401);
	answer_clear(&a);
	for (size_t i = 0; i < 2; i++)
		login(f, i, token[i]);
	ends_of(f, token[0], one);
	ends_of(f, token[1], other);
	assert_memory_equal(one, other, ENDS_BYTES);
	assert_int_equal(get_u32(one), f->today);
	assert_memory_not_equal(one + 4, one + 4 + END_KEY_BYTES, END_KEY_BYTES);
	ask_with(&f->server, "HEAD", "/v1/desk/ends", SPAN_NONE, token[0], &a);
	assert_int_equal(a.status, 200);
	assert_int_equal(a.body.n, 0);
	answer_clear(&a);
	ask_with(&f->server, "PUT", "/v1/desk/ends", SPAN_NONE, token[0], &a);
	assert_int_equal(a.status, 405);
	answer_clear(&a);
	stop(f);
	serve(f);
	login(f, 0, token[0]);
	ends_of(f, token[0], other);
	assert_memory_equal(one, other, ENDS_BYTES);
	assert_not_told(f, "end-day keys");
}

static void
one_who_left_reads_for_thirty_days_and_publishes_nothing(void **state)
{
	struct fixture *f = *state;
	uint8_t bundle[BUNDLE_BYTES], challenge[CHALLENGE_BYTES];
	char token[100], origin[160];
	struct answer a;

	f->office.roster.people[1].left = f->today - LEAVER_DAYS;
	publish_roster(f);
	serve(f);
	login(f, 1, token);
	ask_with(&f->server, "GET", "/v1/desk/inbox/16/00000", SPAN_NONE, token, &a);
	assert_int_equal(a.status, 200);
	answer_clear(&a);
	make_bundle(f, bundle, 1, f->today, 1);
	assert_int_equal(put_bundle(f, token, bundle), 403);
	stop(f);
	f->office.roster.people[1].left--;
	publish_roster(f);
	serve(f);
	origin_of(f, origin);
	new_challenge(f, challenge);
	assert_int_equal(login_at(f, 1, origin, challenge, token), 403);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_login_needs_the_person_s_key_a_fresh_challenge_and_the_office_s_address),
		TEST(logins_beyond_those_of_a_minute_are_told_to_wait),
		TEST(an_inbox_is_open_to_its_person_only),
		TEST(a_listing_is_filled_with_what_nobody_can_tell),
		TEST(a_desk_sets_aside_and_brings_back),
		TEST(dropping_empties_one_s_own_inbox_only),
		TEST(a_vault_is_replaced_only_by_who_knows_the_one_before),
		TEST(bundles_are_published_by_their_own_person_only),
		TEST(bundles_below_the_least_are_neither_taken_nor_served),
		TEST(end_day_keys_are_the_same_for_every_desk_and_for_desks_only),
		TEST(one_who_left_reads_for_thirty_days_and_publishes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
