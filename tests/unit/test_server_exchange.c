/* Reading an exchange and a login, and the routes: what comes from outside. */
#include "server_office.h"

#include "core/served.h"
#include "server/coding.h"
#include "server/desk_requests.h"
#include "server/exchange.h"
#include "server/listen.h"
#include "server/options.h"
#include "server/routes.h"

enum { DAY = 20000 };

static void
a_request_is_read_as_clients_write_it(void **state)
{
	struct test_office *o = *state;
	struct place places[EXCHANGE_DELETES_MAX];
	struct store_key key;
	struct asked asked;
	struct buf b;

	buf_init(&b, 1 << 20);
	for (size_t i = 0; i < EXCHANGE_DELETES_MAX; i++)
		place_random(&places[i], o->roster.office, DAY + (uint32_t)i);
	assert_int_equal(exchange_delete(&b, &o->roster, places, EXCHANGE_DELETES_MAX), 0);
	assert_int_equal(asked_read(&asked, buf_span(&b)), 0);
	assert_int_equal(asked.op, EXCHANGE_DELETE);
	assert_int_equal(asked.count, EXCHANGE_DELETES_MAX);
	assert_int_equal(asked.roster_serial, 1);
	for (size_t i = 0; i < EXCHANGE_DELETES_MAX; i++) {
		asked_place(&key, &asked, i, o->roster.office);
		assert_int_equal(key.day, DAY + i);
		assert_memory_equal(key.tag, places[i].tag, TAG_BYTES);
	}
	buf_clear(&b);
	test_deposit(&b, o, DAY, places[0].tag);
	put_u32(b.p + 12, 7);
	put_u64(b.p + 16, 0x123456789abcdef0u);
	assert_int_equal(asked_read(&asked, buf_span(&b)), 0);
	assert_int_equal(asked.op, EXCHANGE_DEPOSIT);
	assert_int_equal(asked.day, DAY);
	assert_int_equal(asked.hour, 7);
	assert_true(asked.nonce == 0x123456789abcdef0u);
	assert_int_equal(asked.rest.n, 3 * EXCHANGE_SLOT_BYTES);
	buf_clear(&b);
}

static void
counts_beyond_their_operation_and_bytes_not_in_use_are_refused(void **state)
{
	static const struct {
		uint8_t op, count;
		int rc;
	} cases[] = {
		{0, 0, ERR_FORMAT},  {1, 0, 0},          {1, 1, ERR_FORMAT},
		{2, 4, 0},           {2, 5, ERR_FORMAT}, {3, 64, 0},
		{3, 65, ERR_FORMAT}, {4, 0, ERR_FORMAT}, {255, 0, ERR_FORMAT},
	};
	uint8_t body[EXCHANGE_HEADER_BYTES + 65 * EXCHANGE_ENTRY_BYTES] = {0};
	struct asked asked;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		body[0] = cases[i].op;
		body[1] = cases[i].count;
		assert_int_equal(asked_read(&asked, SPAN(body)), cases[i].rc);
	}
	body[0] = EXCHANGE_FETCH, body[1] = 0;
	for (size_t i = 0; i < EXCHANGE_HEADER_BYTES; i++) {
		bool used = i == 1 || (i >= 4 && i < 24);

		if (i == 0 || i == 1)
			continue;
		body[i] = 1;
		assert_int_equal(asked_read(&asked, SPAN(body)), used ? 0 : ERR_FORMAT);
		body[i] = 0;
	}
}

static void
a_request_that_ends_early_is_refused_at_every_length(void **state)
{
	uint8_t body[EXCHANGE_HEADER_BYTES + 2 * EXCHANGE_ENTRY_BYTES] = {EXCHANGE_FETCH, 2};
	struct asked asked;

	(void)state;
	for (size_t n = 0; n < sizeof body; n++)
		assert_int_equal(asked_read(&asked, span(body, n)), ERR_SIZE);
	assert_int_equal(asked_read(&asked, SPAN(body)), 0);
}

/* ---- login ---- */

static void
write_login(struct buf *out, const struct test_office *o, size_t person, const char *origin)
{
	struct label l = label("login", o->roster.office);
	uint8_t signature[64];

	buf_init(out, 1024);
	buf_put(out, l.p, l.n);
	buf_put(out, o->roster.people[person].id, PERSON_BYTES);
	buf_put_zeros(out, CHALLENGE_BYTES);
	buf_put_u8(out, (uint8_t)strlen(origin));
	buf_put_text(out, origin);
	crypto_sign_detached(signature, NULL, out->p, out->n, o->sign[person]);
	buf_put(out, signature, sizeof signature);
	memmove(out->p, out->p + l.n, out->n - l.n);
	out->n -= l.n;
}

static void
a_login_with_any_bit_changed_does_not_hold(void **state)
{
	struct test_office *o = *state;
	struct login login;
	struct buf b;

	write_login(&b, o, 0, "http://127.0.0.1:80");
	assert_int_equal(login_read(&login, buf_span(&b)), 0);
	assert_true(login_holds(&login, &o->roster, DAY));
	for (size_t i = 0; i < b.n * 8; i++) {
		b.p[i / 8] ^= (uint8_t)(1 << i % 8);
		if (login_read(&login, buf_span(&b)) == 0)
			assert_false(login_holds(&login, &o->roster, DAY));
		b.p[i / 8] ^= (uint8_t)(1 << i % 8);
	}
	for (size_t n = 0; n < b.n; n++)
		assert_int_equal(login_read(&login, span(b.p, n)), ERR_FORMAT);
	buf_clear(&b);
}

static void
one_who_left_may_log_in_for_thirty_days(void **state)
{
	struct test_office *o = *state;
	struct login login;
	struct buf b;

	write_login(&b, o, 1, "http://127.0.0.1:80");
	o->roster.people[1].left = DAY;
	assert_int_equal(login_read(&login, buf_span(&b)), 0);
	assert_true(login_holds(&login, &o->roster, DAY + LEAVER_DAYS));
	assert_false(login_holds(&login, &o->roster, DAY + LEAVER_DAYS + 1));
	o->roster.people[1].left = 0;
	buf_clear(&b);
}

/* ---- addresses ---- */

static int
route(const char *method, const char *path, uint32_t *day, const char **allowed)
{
	const struct route *found;

	return routes_find(&found, day, method, path, allowed);
}

static void
a_path_is_found_exactly_or_not_at_all(void **state)
{
	const char *allowed = "";
	uint32_t day = 0;

	(void)state;
	assert_int_equal(route("GET", "/v1/tags", &day, &allowed), 0);
	assert_int_equal(route("GET", "/v1/tags/", &day, &allowed), ERR_ABSENT);
	assert_int_equal(route("GET", "/v1/tags/20649", &day, &allowed), ERR_ABSENT);
	assert_int_equal(route("GET", "/v1/bundles/20649", &day, &allowed), 0);
	assert_int_equal(day, 20649);
	assert_int_equal(route("HEAD", "/v1/bundles/0", &day, &allowed), 0);
	assert_int_equal(day, 0);
	assert_int_equal(route("GET", "/v1/bundles/4294967295", &day, &allowed), 0);
	assert_true(day == UINT32_MAX);
	for (size_t i = 0; i < 8; i++) {
		static const char *const bad[] = {"",   "00", "01",         "+1",
		                                  "1/", " 1", "4294967296", "99999999999999999999"};
		char path[64];

		(void)snprintf(path, sizeof path, "/v1/bundles/%s", bad[i]);
		assert_int_equal(route("GET", path, &day, &allowed), ERR_ABSENT);
	}
	assert_int_equal(route("GET", "/v1/office/", &day, &allowed), ERR_ABSENT);
	assert_int_equal(route("POST", "/v1/desk/vault", &day, &allowed), ERR_REFUSED);
	assert_string_equal(allowed, "GET, HEAD, PUT");
	assert_int_equal(route("GET", "/v1/exchange", &day, &allowed), ERR_REFUSED);
	assert_string_equal(allowed, "POST");
}

static void
only_this_machine_s_addresses_are_local(void **state)
{
	static const struct {
		const char *text;
		int rc;
		bool local;
	} cases[] = {
		{"127.0.0.1:8081", 0, true},
		{"127.255.0.9:1", 0, true},
		{"[::1]:80", 0, true},
		{"localhost:80", 0, true},
		{"unix:/run/a", 0, true},
		{"0.0.0.0:80", 0, false},
		{"10.0.0.1:80", 0, false},
		{"[::]:80", 0, false},
		{"[fe80::1]:80", 0, false},
		{"128.0.0.1:80", 0, false},
		{"127.0.0.1", ERR_FORMAT, 0},
		{"127.0.0.1:", ERR_FORMAT, 0},
		{"127.0.0.1:65536", ERR_FORMAT, 0},
		{"127.0.0.1:8x", ERR_FORMAT, 0},
		{"[::1]", ERR_FORMAT, 0},
		{"[::1:80", ERR_FORMAT, 0},
		{"unix:", ERR_FORMAT, 0},
		{"example.org:80", ERR_FORMAT, 0},
		{":80", ERR_FORMAT, 0},
		{"", ERR_FORMAT, 0},
	};
	struct listen_address a;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int rc = listen_parse(&a, cases[i].text);

		if (rc != cases[i].rc || (rc == 0 && a.local != cases[i].local))
			fail_msg("%s: %d, local %d", cases[i].text, rc, a.local);
	}
}

static int
options(const char *const *words, struct options *out)
{
	char problem[LISTEN_PROBLEM_MAX];
	int n = 1;

	while (words[n] != NULL)
		n++;
	return options_read(out, n, (char *const *)(uintptr_t)words, problem);
}

static void
the_command_line_is_read_or_refused_whole(void **state)
{
	static const char *const full[] = {"s",        "--puzzle", "22",           "dir",
	                                   "--listen", "[::]:1",   "--behind-tls", "--ready-fd",
	                                   "3",        NULL};
	static const char *const bad[][5] = {
		{"s", NULL},
		{"s", "dir", "other", NULL},
		{"s", "dir", "--puzzle", "23", NULL},
		{"s", "dir", "--puzzle", "-1", NULL},
		{"s", "dir", "--puzzle", NULL},
		{"s", "dir", "--listen", "0.0.0.0:80", NULL},
		{"s", "dir", "--ready-fd", "x", NULL},
		{"s", "dir", "--listen=", NULL},
		{"s", "dir", "--listens=127.0.0.1:80", NULL},
		{"s", "dir", "--behind-tls=yes", NULL},
	};
	struct options o;

	(void)state;
	assert_int_equal(options(full, &o), 0);
	assert_string_equal(o.directory, "dir");
	assert_string_equal(o.listen.text, "[::]:1");
	assert_int_equal(o.puzzle, 22);
	assert_int_equal(o.ready_fd, 3);
	assert_true(o.behind_tls && !o.accept_clock);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(options(bad[i], &o), ERR_FORMAT);
}

static void
gzip_is_sent_to_those_who_name_it(void **state)
{
	static const char *const yes[] = {"gzip",
	                                  "br, gzip",
	                                  "GZIP",
	                                  "gzip;q=0.1",
	                                  "*",
	                                  "x,gzip ; q=1",
	                                  "br;q=1.0, gzip;q=0.8, *;q=0.1",
	                                  "gzip;q=1, *;q=0"};
	static const char *const no[] = {"",      "identity", "gzip;q=0", "gzip;q=0.000",
	                                 "xgzip", "gzipx",    "*;q=0",    "gzip;q=0, *"};

	(void)state;
	assert_false(coding_accepts_gzip(NULL));
	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
		if (!coding_accepts_gzip(yes[i]))
			fail_msg("not to \"%s\"", yes[i]);
	}
	for (size_t i = 0; i < sizeof no / sizeof *no; i++) {
		if (coding_accepts_gzip(no[i]))
			fail_msg("to \"%s\"", no[i]);
	}
}

static void
talk_and_its_pages_are_never_kept_by_browsers(void **state)
{
	static const char *const never[] = {"/room/room.js", "/desk/style.css", "/index.html",
	                                    "/guide/index.html", "/room/room.wasm"};
	static const char *const briefly[] = {"/style.css", "/logo.svg", "/roomy.css",
	                                      "/a/room/x.js"};

	(void)state;
	for (size_t i = 0; i < sizeof never / sizeof *never; i++)
		assert_int_equal(media_cache(media_of(never[i]), never[i]), CACHE_NEVER);
	for (size_t i = 0; i < sizeof briefly / sizeof *briefly; i++)
		assert_int_equal(media_cache(media_of(briefly[i]), briefly[i]), CACHE_BRIEFLY);
}

static int
setup(void **state)
{
	static struct test_office office;

	test_office_new(&office, 2);
	*state = &office;
	return 0;
}

static int
teardown(void **state)
{
	test_office_free(*state);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_is_read_as_clients_write_it),
		cmocka_unit_test(counts_beyond_their_operation_and_bytes_not_in_use_are_refused),
		cmocka_unit_test(a_request_that_ends_early_is_refused_at_every_length),
		cmocka_unit_test(a_login_with_any_bit_changed_does_not_hold),
		cmocka_unit_test(one_who_left_may_log_in_for_thirty_days),
		cmocka_unit_test(a_path_is_found_exactly_or_not_at_all),
		cmocka_unit_test(only_this_machine_s_addresses_are_local),
		cmocka_unit_test(the_command_line_is_read_or_refused_whole),
		cmocka_unit_test(gzip_is_sent_to_those_who_name_it),
		cmocka_unit_test(talk_and_its_pages_are_never_kept_by_browsers),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
