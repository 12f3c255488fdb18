/* alcove-server as visitors, desks and operators meet it: a real process, over real HTTP. */
#include "server_process.h"

#include "server/sandbox.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>

struct fixture {
	struct test_office office;
	char directory[64];
	struct process server;
	uint32_t today;
};

static const char *const PLAIN[] = {"--listen", "127.0.0.1:0", "--puzzle", "0", NULL};

/* ---- an office of two people, not served yet ---- */

static int
setup(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	struct store *store;

	assert_non_null(f);
	test_office_new(&f->office, 2);
	f->today = clock_day(clock_now());
	temporary_directory(f->directory);
	assert_int_equal(store_open_sqlite(&store, f->directory, STORE_CREATE), 0);
	test_office_publish(&f->office, store);
	store_close(store);
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	/* Whatever the test asked of it, it ends well. */
	if (f->server.pid > 0)
		assert_int_equal(process_stop(&f->server, SIGTERM), 0);
	(void)unlink(f->server.errors);
	remove_directory(f->directory);
	test_office_free(&f->office);
	free(f);
	return 0;
}

static void
serve_with(struct fixture *f, const char *const *arguments)
{
	int code;

	if (process_start(&f->server, f->directory, arguments, &code))
		return;
	f->server.pid = 0;
	fail_msg("the server ended with %d: %s", code, process_errors(&f->server));
}

static void
serve(struct fixture *f)
{
	serve_with(f, PLAIN);
}

static void
stop(struct fixture *f)
{
	assert_int_equal(process_stop(&f->server, SIGTERM), 0);
	f->server.pid = 0;
}

static void
assert_told(struct fixture *f, const char *text)
{
	char *errors = process_errors(&f->server);

	if (strstr(errors, text) == NULL)
		fail_msg("not told \"%s\": %s", text, errors);
	free(errors);
}

static void
assert_told_once(struct fixture *f, const char *text)
{
	char *errors = process_errors(&f->server), *first = strstr(errors, text);

	if (first == NULL || strstr(first + 1, text) != NULL)
		fail_msg("not told \"%s\" once: %s", text, errors);
	free(errors);
}

static void
assert_not_told(struct fixture *f, const char *text)
{
	char *errors = process_errors(&f->server);

	if (strstr(errors, text) != NULL)
		fail_msg("told \"%s\": %s", text, errors);
	free(errors);
}

/* ---- the exchange ---- */

static enum exchange_status
exchange(struct fixture *f, const struct buf *request, struct exchange_answer *out)
{
	static struct answer a;
	static const long http[] = {200, 400, 409, 409, 409, 428, 507, 503};

	answer_clear(&a);
	ask(&f->server, "POST", "/v1/exchange", buf_span(request), &a);
	assert_int_equal(a.body.n, EXCHANGE_ANSWER_BYTES);
	assert_int_equal(exchange_read(out, buf_span(&a.body)), 0);
	assert_int_equal(a.status, http[out->status]);
	return out->status;
}

static enum exchange_status
deposit(struct fixture *f, const struct place *place, struct buf *request)
{
	struct exchange_answer answer;

	test_deposit(request, &f->office, place->day, place->tag);
	return exchange(f, request, &answer);
}

static void
fetch(struct fixture *f, const struct place *places, size_t n, struct exchange_answer *answer)
{
	struct buf request;

	buf_init(&request, 1 << 20);
	assert_int_equal(exchange_fetch(&request, &f->office.roster, places, n), 0);
	assert_int_equal(exchange(f, &request, answer), EXCHANGE_OK);
	buf_clear(&request);
}

static bool
in_table(struct fixture *f, uint32_t day, const uint8_t *tag)
{
	struct answer a;
	char path[64];
	bool there;

	(void)snprintf(path, sizeof path, "/v1/tags/%u", day);
	ask(&f->server, "GET", path, SPAN_NONE, &a);
	assert_int_equal(a.status, 200);
	assert_int_equal(table_check(buf_span(&a.body)), 0);
	there = table_has(buf_span(&a.body), tag);
	answer_clear(&a);
	return there;
}

static const uint8_t *
slot(const struct buf *request, size_t i)
{
	return request->p + EXCHANGE_HEADER_BYTES + i * EXCHANGE_SLOT_BYTES;
}

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
	assert_false(in_table(f, f->today, places[0].tag));
	assert_int_equal(deposit(f, &places[0], &request), EXCHANGE_OK);
	assert_true(in_table(f, f->today, places[0].tag));
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
	assert_true(in_table(f, f->today, place.tag));
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
		assert_true(in_table(f, place.day, place.tag) == (off == 0));
		buf_clear(&request);
	}
	f->office.roster.serial++;
	place_random(&place, f->office.roster.office, f->today);
	assert_int_equal(deposit(f, &place, &request), EXCHANGE_ROSTER);
	assert_false(in_table(f, f->today, place.tag));
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
	assert_false(in_table(f, f->today, place.tag));
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
		assert_true(in_table(f, f->today, places[i].tag));
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
	assert_true(in_table(f, f->today, place.tag));
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
	place_random(&place, f->office.roster.office, f->today);
	assert_int_equal(prlimit(f->server.pid, RLIMIT_FSIZE, &none, NULL), 0);
	assert_int_equal(deposit(f, &place, &request), EXCHANGE_UNAVAILABLE);
	assert_false(in_table(f, f->today, place.tag));
	buf_clear(&request);
	assert_int_equal(prlimit(f->server.pid, RLIMIT_FSIZE, &all, NULL), 0);
	assert_int_equal(deposit(f, &place, &request), EXCHANGE_OK);
	assert_true(in_table(f, f->today, place.tag));
	buf_clear(&request);
	assert_told(f, "the disk does not take writes");
	assert_told(f, "takes writes again");
}

/* ---- what is published ---- */

static bool
body_has(const struct answer *a, const char *text)
{
	return memmem(a->body.p, a->body.n, text, strlen(text)) != NULL;
}

/* As another process does it while the server runs. */
static void
put_document_bytes(const struct fixture *f, const char *name, struct span bytes)
{
	const struct store_document document = {name, bytes};
	struct store *store;

	assert_int_equal(store_open_sqlite(&store, f->directory, STORE_PUBLISH), 0);
	assert_int_equal(store_documents_put(store, &document, 1), 0);
	store_close(store);
}

static void
put_document(const struct fixture *f, const char *name, const char *text)
{
	put_document_bytes(f, name, span_text(text));
}

static void
the_office_says_its_day_root_and_roster(void **state)
{
	struct fixture *f = *state;
	char root[MINISIGN_PUBLIC_TEXT_MAX], day[32];
	struct answer a;

	serve(f);
	ask(&f->server, "GET", "/v1/office", SPAN_NONE, &a);
	assert_int_equal(a.status, 200);
	minisign_public_text(root, &f->office.root.public);
	(void)snprintf(day, sizeof day, "\"day\":%u", f->today);
	assert_true(body_has(&a, root));
	assert_true(body_has(&a, day));
	assert_true(body_has(&a, "alcove/1 roster serial 1"));
	answer_clear(&a);
	ask(&f->server, "GET", "/v1/manifest", SPAN_NONE, &a);
	assert_int_equal(a.status, 404);
	answer_clear(&a);
	put_document(f, "manifest", "the list");
	put_document(f, "manifest.minisig", "its signature");
	ask(&f->server, "GET", "/v1/manifest", SPAN_NONE, &a);
	assert_int_equal(a.status, 200);
	assert_true(span_equal(
		buf_span(&a.body),
		span_text("{\"manifest\":\"the list\",\"signature\":\"its signature\"}")));
	answer_clear(&a);
}

static void
a_new_roster_is_in_force_for_the_next_request(void **state)
{
	struct fixture *f = *state;
	struct buf text, signature;
	struct place place;
	struct buf request;
	struct answer a;

	serve(f);
	ask(&f->server, "GET", "/v1/office", SPAN_NONE, &a);
	answer_clear(&a);
	f->office.roster.serial = 2;
	f->office.roster.people[1].left = f->today;
	buf_init(&text, ROSTER_TEXT_MAX);
	buf_init(&signature, MINISIGN_FILE_MAX);
	assert_int_equal(roster_write(&text, &f->office.roster), 0);
	assert_int_equal(minisign_sign(&signature, &f->office.root, buf_span(&text),
	                               "alcove/1 roster serial 2"),
	                 0);
	put_document_bytes(f, "roster", buf_span(&text));
	for (int i = 0; i < 2; i++) { /* half of it: the old one holds */
		ask(&f->server, "GET", "/v1/office", SPAN_NONE, &a);
		assert_true(body_has(&a, "alcove/1 roster serial 1"));
		answer_clear(&a);
		put_document(f, "manifest", "another write");
	}
	put_document_bytes(f, "roster.minisig", buf_span(&signature));
	ask(&f->server, "GET", "/v1/office", SPAN_NONE, &a);
	assert_true(body_has(&a, "alcove/1 roster serial 2"));
	answer_clear(&a);
	place_random(&place, f->office.roster.office, f->today);
	assert_int_equal(deposit(f, &place, &request), EXCHANGE_OK); /* one slot less */
	buf_clear(&request);
	buf_clear(&text);
	buf_clear(&signature);
	assert_told_once(f, "the new roster is not used");
}

static void
an_expired_roster_is_served_with_a_notice(void **state)
{
	struct fixture *f = *state;
	struct store *store;
	struct answer a;

	f->office.roster.not_after = f->today - 1;
	assert_int_equal(store_open_sqlite(&store, f->directory, STORE_WRITE), 0);
	test_office_publish(&f->office, store);
	store_close(store);
	serve(f);
	ask(&f->server, "GET", "/v1/office", SPAN_NONE, &a);
	assert_int_equal(a.status, 200);
	answer_clear(&a);
	assert_told(f, "past its last day");
}

/* ---- headers and files ---- */

static void
put_file(const struct fixture *f, const char *name, const char *text, size_t repeat)
{
	char path[256];
	FILE *file;

	(void)snprintf(path, sizeof path, "%s/public/%s", f->directory, name);
	file = fopen(path, "w");
	assert_non_null(file);
	while (repeat-- > 0)
		fputs(text, file);
	fclose(file);
}

static void
make_site(const struct fixture *f)
{
	char path[256];

	for (size_t i = 0; i < 3; i++) {
		(void)snprintf(path, sizeof path, "%s/public%s", f->directory,
		               (const char *const[]){"", "/room", "/.hidden"}[i]);
		assert_int_equal(mkdir(path, 0700), 0);
	}
	put_file(f, "index.html", "<p>Home</p>", 1);
	put_file(f, "style.css", "body { color: black }\n", 200);
	put_file(f, "room/index.html", "<p>Room</p>", 1);
	put_file(f, "room/room.wasm", "wasm", 100);
	put_file(f, ".hidden/secret.txt", "secret", 1);
	put_file(f, ".secret", "secret", 1);
	(void)snprintf(path, sizeof path, "%s/public/link", f->directory);
	assert_int_equal(symlink("/etc/passwd", path), 0);
}

static const char POLICY[] =
	"\r\nContent-Security-Policy: default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; "
	"style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; "
	"form-action 'none'; base-uri 'none'; frame-ancestors 'none'\r\n";

static void
every_answer_carries_the_same_protection_and_no_trace(void **state)
{
	static const struct {
		const char *method, *path;
		long status;
	} cases[] = {
		{"GET", "/", 200},
		{"GET", "/room/", 200},
		{"GET", "/room", 301},
		{"GET", "/style.css", 200},
		{"GET", "/v1/office", 200},
		{"GET", "/v1/tags/1", 200},
		{"GET", "/v1/bundles/1", 200},
		{"GET", "/nowhere", 404},
		{"POST", "/v1/office", 405},
		{"DELETE", "/", 405},
		{"GET", "/v1/desk/vault", 401},
		{"POST", "/v1/desk/login", 400},
		{"GET", "/v1/desk/challenge", 200},
	};
	static const char *const wanted[] = {
		POLICY,
		"\r\nCross-Origin-Opener-Policy: same-origin\r\n",
		"\r\nCross-Origin-Embedder-Policy: require-corp\r\n",
		"\r\nCross-Origin-Resource-Policy: same-origin\r\n",
		"\r\nReferrer-Policy: no-referrer\r\n",
		"\r\nX-Content-Type-Options: nosniff\r\n",
		"\r\nPermissions-Policy: ",
	};
	static const char *const never[] = {
		"\r\nServer:", "\r\nDate:", "\r\nETag:", "\r\nLast-Modified:", "\r\nSet-Cookie:"};
	struct fixture *f = *state;
	struct answer a;

	make_site(f);
	serve(f);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		ask(&f->server, cases[i].method, cases[i].path, SPAN_NONE, &a);
		if (a.status != cases[i].status)
			fail_msg("%s %s: %ld", cases[i].method, cases[i].path, a.status);
		for (size_t j = 0; j < sizeof wanted / sizeof *wanted; j++) {
			if (strstr(a.headers, wanted[j]) == NULL)
				fail_msg("%s lacks %s: %s", cases[i].path, wanted[j], a.headers);
		}
		for (size_t j = 0; j < sizeof never / sizeof *never; j++) {
			if (strcasestr(a.headers, never[j]) != NULL)
				fail_msg("%s has %s", cases[i].path, never[j]);
		}
		if (strcmp(cases[i].path, "/style.css") != 0)
			assert_non_null(strstr(a.headers, "\r\nCache-Control: no-store\r\n"));
		answer_clear(&a);
	}
}

static void
only_the_site_s_own_files_are_served(void **state)
{
	static const char *const absent[] = {
		"/.secret",
		"/.hidden/secret.txt",
		"/link",
		"/room/../.secret",
		"/../keys",
		"/..%2fkeys",
		"/%2e%2e/keys",
		"/room/%2e%2e/style.css",
		"//",
		"/room//",
		"/keys",
		"/store.db",
		"/v1/",
		"/v1/tags/",
		"/v1/tags/01",
		"/v1/tags/-1",
		"/v1/tags/4294967296",
		"/v1/tags/1/",
		"/v1/tags/x",
	};
	struct fixture *f = *state;
	struct answer a, first;

	make_site(f);
	serve(f);
	ask(&f->server, "GET", "/nowhere", SPAN_NONE, &first);
	for (size_t i = 0; i < sizeof absent / sizeof *absent; i++) {
		ask(&f->server, "GET", absent[i], SPAN_NONE, &a);
		if (a.status != 404 || !span_equal(buf_span(&a.body), buf_span(&first.body)))
			fail_msg("%s: %ld", absent[i], a.status);
		answer_clear(&a);
	}
	answer_clear(&first);
	ask(&f->server, "GET", "/room/?x=1", SPAN_NONE, &a);
	assert_int_equal(a.status, 200);
	assert_true(body_has(&a, "<p>Room</p>"));
	answer_clear(&a);
	ask(&f->server, "GET", "/room", SPAN_NONE, &a);
	assert_non_null(strstr(a.headers, "\r\nLocation: /room/\r\n"));
	answer_clear(&a);
}

static void
files_are_compressed_for_those_who_can_and_typed_for_all(void **state)
{
	struct fixture *f = *state;
	struct answer a;

	make_site(f);
	serve(f);
	ask_with(&f->server, "GET", "/style.css", SPAN_NONE, "Accept-Encoding: br, gzip", &a);
	assert_non_null(strstr(a.headers, "\r\nContent-Encoding: gzip\r\n"));
	assert_non_null(strstr(a.headers, "\r\nVary: Accept-Encoding\r\n"));
	assert_non_null(strstr(a.headers, "\r\nContent-Type: text/css; charset=utf-8\r\n"));
	assert_true(a.body.n < 200 && a.body.p[0] == 0x1f);
	answer_clear(&a);
	ask_with(&f->server, "GET", "/style.css", SPAN_NONE, "Accept-Encoding: gzip;q=0", &a);
	assert_null(strstr(a.headers, "Content-Encoding"));
	assert_int_equal(a.body.n, 200 * strlen("body { color: black }\n"));
	answer_clear(&a);
	ask(&f->server, "HEAD", "/style.css", SPAN_NONE, &a);
	assert_int_equal(a.status, 200);
	assert_non_null(strstr(a.headers, "\r\nContent-Length: 4400\r\n"));
	assert_int_equal(a.body.n, 0);
	answer_clear(&a);
	ask(&f->server, "GET", "/room/room.wasm", SPAN_NONE, &a);
	assert_non_null(strstr(a.headers, "\r\nContent-Type: application/wasm\r\n"));
	answer_clear(&a);
}

/* ---- the desk ---- */

static long
login_at(struct fixture *f, size_t person, const char *origin, const uint8_t *challenge,
         char token[100])
{
	const struct roster *roster = &f->office.roster;
	struct label l = label("login", roster->office);
	uint8_t signature[64];
	struct answer a;
	struct buf body;
	long status;

	buf_init(&body, 4096);
	buf_put(&body, l.p, l.n);
	buf_put(&body, roster->people[person].id, PERSON_BYTES);
	buf_put(&body, challenge, CHALLENGE_BYTES);
	buf_put_u8(&body, (uint8_t)strlen(origin));
	buf_put_text(&body, origin);
	crypto_sign_detached(signature, NULL, body.p, body.n, f->office.sign[person]);
	buf_put(&body, signature, sizeof signature);
	ask(&f->server, "POST", "/v1/desk/login", span(body.p + l.n, body.n - l.n), &a);
	status = a.status;
	if (status == 200) {
		assert_int_equal(a.body.n, TOKEN_BYTES);
		memcpy(token, "Authorization: Bearer ", 23);
		token = strchr(token, '\0');
		(void)sodium_bin2hex(token, 65, a.body.p, a.body.n);
	}
	answer_clear(&a);
	buf_clear(&body);
	return status;
}

static void
new_challenge(struct fixture *f, uint8_t out[CHALLENGE_BYTES])
{
	struct answer a;

	ask(&f->server, "GET", "/v1/desk/challenge", SPAN_NONE, &a);
	assert_int_equal(a.status, 200);
	assert_int_equal(a.body.n, CHALLENGE_BYTES);
	memcpy(out, a.body.p, CHALLENGE_BYTES);
	answer_clear(&a);
}

static void
origin_of(const struct fixture *f, char out[160])
{
	(void)snprintf(out, 160, "http://%s", f->server.address);
}

/* token is the whole header */
static void
login(struct fixture *f, size_t person, char token[100])
{
	uint8_t challenge[CHALLENGE_BYTES];
	char origin[160];

	origin_of(f, origin);
	new_challenge(f, challenge);
	assert_int_equal(login_at(f, person, origin, challenge, token), 200);
}

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
		ask_with(&f->server, "GET", "/v1/desk/inbox", SPAN_NONE, token[i], &a);
		assert_int_equal(a.status, 200);
		assert_int_equal(a.body.n, INBOX_ENTRY_BYTES);
		assert_int_equal(get_u32(a.body.p), f->today);
		assert_memory_equal(a.body.p + 4, slot(&request, 1 + i), EXCHANGE_SLOT_BYTES);
		answer_clear(&a);
	}
	memcpy(wrong, token[0], sizeof wrong);
	wrong[40] = wrong[40] == '0' ? '1' : '0';
	ask_with(&f->server, "GET", "/v1/desk/inbox", SPAN_NONE, wrong, &a);
	assert_int_equal(a.status, 401);
	answer_clear(&a);
	buf_clear(&request);
}

static void
dropping_empties_one_s_own_inbox_only(void **state)
{
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
		ask_with(&f->server, "GET", "/v1/desk/inbox", SPAN_NONE, token[0], &a);
		assert_int_equal(a.body.n, i == 1 ? INBOX_ENTRY_BYTES : 0);
		answer_clear(&a);
	}
	ask_with(&f->server, "GET", "/v1/desk/inbox", SPAN_NONE, token[1], &a);
	assert_int_equal(a.body.n, INBOX_ENTRY_BYTES);
	answer_clear(&a);
	buf_clear(&request);
}

static long
put_vault(struct fixture *f, const char *token, uint32_t expected, uint32_t version, size_t size,
          uint32_t *told)
{
	struct answer a;
	struct buf body;

	buf_init(&body, VAULT_MAX + 1024);
	buf_put_u32(&body, expected);
	buf_put_u32(&body, version);
	buf_put_random(&body, size);
	ask_with(&f->server, "PUT", "/v1/desk/vault", buf_span(&body), token, &a);
	if (a.status == 200 || a.status == 409) {
		assert_int_equal(a.body.n, 4);
		*told = get_u32(a.body.p);
	}
	answer_clear(&a);
	buf_clear(&body);
	return a.status;
}

/* A connection of its own, for what no HTTP client would do. */
static int
connect_to(const struct fixture *f)
{
	const char *port = strrchr(f->server.address, ':') + 1;
	struct sockaddr_in a = {.sin_family = AF_INET};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	a.sin_port = htons((in_port_t)strtoul(port, NULL, 10));
	assert_true(fd >= 0);
	assert_int_equal(connect(fd, (const struct sockaddr *)&a, sizeof a), 0);
	return fd;
}

static void
send_all(int fd, const void *p, size_t n)
{
	assert_int_equal(send(fd, p, n, MSG_NOSIGNAL), (ssize_t)n);
}

/* The head of a POST to the exchange that announces so many bytes. */
static void
send_head(int fd, size_t n)
{
	char head[256];
	int length =
		snprintf(head, sizeof head,
	                 "POST /v1/exchange HTTP/1.1\r\nHost: x\r\nContent-Length: %zu\r\n\r\n", n);

	send_all(fd, head, (size_t)length);
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
publish_roster(struct fixture *f)
{
	struct store *store;

	f->office.roster.serial++;
	assert_int_equal(store_open_sqlite(&store, f->directory, STORE_WRITE), 0);
	test_office_publish(&f->office, store);
	store_close(store);
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
	ask_with(&f->server, "GET", "/v1/desk/inbox", SPAN_NONE, token, &a);
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

/* ---- running it ---- */

static void
it_stops_when_asked_and_removes_its_socket(void **state)
{
	struct fixture *f = *state;
	char address[128];
	const char *const arguments[] = {"--listen", address, NULL};
	struct stat st;
	struct answer a;

	(void)snprintf(address, sizeof address, "unix:%s/socket", f->directory);
	for (int i = 0; i < 2; i++) {
		serve_with(f, arguments);
		assert_int_equal(stat(address + 5, &st), 0);
		assert_int_equal(st.st_mode & 07777, 0660);
		ask(&f->server, "GET", "/v1/office", SPAN_NONE, &a);
		assert_int_equal(a.status, 200);
		answer_clear(&a);
		if (i == 0) { /* the second start finds what a kill left */
			assert_int_equal(process_stop(&f->server, SIGKILL), -SIGKILL);
			assert_int_equal(stat(address + 5, &st), 0);
		}
	}
	stop(f);
	assert_int_equal(stat(address + 5, &st), -1);
	assert_told(f, "stopped");
}

static void
one_who_hangs_up_midway_disturbs_nobody(void **state)
{
	struct fixture *f = *state;
	struct place place;
	struct buf request, other;
	struct exchange_answer answer;

	serve(f);
	place_random(&place, f->office.roster.office, f->today);
	test_deposit(&request, &f->office, f->today, place.tag);
	for (size_t n = 0; n <= request.n; n += request.n / 8) {
		int fd = connect_to(f);

		if (n > 0)
			send_head(fd, request.n);
		send_all(fd, request.p, n);
		close(fd);
		place_random(&place, f->office.roster.office, f->today);
		assert_int_equal(deposit(f, &place, &other), EXCHANGE_OK);
		buf_clear(&other);
	}
	assert_int_equal(exchange(f, &request, &answer), EXCHANGE_OK);
	buf_clear(&request);
}

/* What a proxy in front might read otherwise than we do must never be answered as if it were fine.
 */
static void
requests_that_can_be_read_in_two_ways_are_refused(void **state)
{
	static const char *const hostile[] = {
		"POST /v1/exchange HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: "
		"chunked\r\n\r\n0\r\n\r\n",
		"POST /v1/exchange HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: "
		"2\r\n\r\nab",
		"POST /v1/exchange HTTP/1.1\r\nHost: x\r\nContent-Length: +1\r\n\r\na",
		"POST /v1/exchange HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\na",
		"POST /v1/exchange HTTP/1.1\r\nHost: x\r\nContent-Length: 0x1\r\n\r\na",
		"POST /v1/exchange HTTP/1.1\r\nHost: x\r\nContent-Length: "
		"99999999999999999999\r\n\r\na",
		"POST /v1/exchange HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: "
		"xchunked\r\n\r\n0\r\n\r\n",
		"POST /v1/exchange HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: "
		"chunked\r\n\r\nzz\r\n\r\n",
		"POST /v1/exchange HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: "
		"chunked\r\n\r\n0\r\n\r\n",
		"GET /v1/office HTTP/1.1\r\nHost : x\r\n\r\n",
		"GET /v1/office HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n",
		"GET /v1/office HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
		"GET /v1/office HTTP/1.1\r\n\r\n",
		"GET /v1/office HTTP/1.1\nHost: x\n\n",
		"GET /v1/office HTTP/1.1\rHost: x\r\r",
		"GET  /v1/office HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET\t/v1/office HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /v1/office HTTP/1.1 \r\nHost: x\r\n\r\n",
		"GET /v1/office HTTP/9.9\r\nHost: x\r\n\r\n",
		"GET /v1/office http/1.1\r\nHost: x\r\n\r\n",
		"GET /v1/office\r\n\r\n",
		"GET /v1/off%00ice HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /v1/office HTTP/1.1\r\nHost: x\r\nX: a\rb\r\n\r\n",
		"GET /v1/office HTTP/1.1\r\nHost: x\r\n: no name\r\n\r\n",
		"GET /v1/office HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n",
	};
	struct fixture *f = *state;
	struct answer a;

	serve(f);
	for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
		char text[4096] = "";
		int fd = connect_to(f);
		ssize_t got;

		send_all(fd, hostile[i], strlen(hostile[i]));
		assert_int_equal(shutdown(fd, SHUT_WR), 0);
		got = recv(fd, text, sizeof text - 1, 0);
		close(fd);
		if (got > 0 && strncmp(text + 8, " 4", 2) != 0 && strncmp(text + 8, " 5", 2) != 0)
			fail_msg("number %zu: %.80s", i, text);
	}
	ask(&f->server, "GET", "/v1/office", SPAN_NONE, &a);
	assert_int_equal(a.status, 200);
	answer_clear(&a);
}

static double
seconds_to_stop(struct fixture *f)
{
	struct timespec start, end;

	clock_gettime(CLOCK_MONOTONIC, &start);
	stop(f);
	clock_gettime(CLOCK_MONOTONIC, &end);
	return (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9;
}

/*
 * A head sent ahead of its body would be a packet of its own: by their packets the answers to who
 * writes could be told from those to who reads.
 */
static void
an_answer_s_head_never_goes_ahead_of_its_body(void **state)
{
	struct fixture *f = *state;
	struct buf requests[4];
	struct place place;

	serve(f);
	place_random(&place, f->office.roster.office, f->today);
	assert_int_equal(deposit(f, &place, &requests[0]), EXCHANGE_OK); /* and the same again */
	for (size_t i = 1; i < 4; i++)
		buf_init(&requests[i], 1 << 20);
	assert_int_equal(exchange_fetch(&requests[1], &f->office.roster, &place, 1), 0);
	assert_int_equal(exchange_delete(&requests[2], &f->office.roster, &place, 1), 0);
	buf_put_random(&requests[3], requests[0].n); /* malformed */
	for (size_t i = 0; i < 4; i++) {
		char piece[1 << 16];
		int fd = connect_to(f);
		const char *end;
		ssize_t got;

		send_head(fd, requests[i].n);
		send_all(fd, requests[i].p, requests[i].n);
		got = recv(fd, piece, sizeof piece, 0);
		assert_true(got > 0);
		end = memmem(piece, (size_t)got, "\r\n\r\n", 4);
		assert_non_null(end);
		assert_true(end + 4 < piece + got);
		close(fd);
		buf_clear(&requests[i]);
	}
}

static void
stopping_waits_neither_for_idle_connections_nor_for_what_is_done(void **state)
{
	struct fixture *f = *state;
	struct place place;
	struct buf request;
	int idle;

	serve(f);
	idle = connect_to(f);
	place_random(&place, f->office.roster.office, f->today);
	assert_int_equal(deposit(f, &place, &request), EXCHANGE_OK);
	assert_true(seconds_to_stop(f) < 4);
	close(idle);
	buf_clear(&request);
}

static void
stopping_does_not_wait_for_one_who_never_ends(void **state)
{
	struct fixture *f = *state;
	int fd;

	serve(f);
	fd = connect_to(f);
	send_head(fd, 1000);
	send_all(fd, "half", 4);
	assert_true(seconds_to_stop(f) < 9);
	close(fd);
}

static void
get_on(int fd, char *text, size_t size)
{
	static const char get[] = "GET /v1/desk/challenge HTTP/1.1\r\nHost: x\r\n\r\n";
	ssize_t got;

	send_all(fd, get, sizeof get - 1);
	got = recv(fd, text, size - 1, 0);
	assert_true(got > 0);
	text[got] = '\0';
}

static void
one_who_asks_while_it_stops_is_told_to_come_again(void **state)
{
	struct fixture *f = *state;
	char text[8192];
	int slow, open;

	serve(f);
	slow = connect_to(f);
	send_head(slow, 1000);
	open = connect_to(f);
	get_on(open, text, sizeof text);
	assert_memory_equal(text, "HTTP/1.1 200", 12);
	assert_int_equal(kill(f->server.pid, SIGTERM), 0);
	/* until it has noticed */
	while (memcmp(text, "HTTP/1.1 200", 12) == 0)
		get_on(open, text, sizeof text);
	assert_memory_equal(text, "HTTP/1.1 503", 12);
	close(slow);
	close(open);
	assert_true(seconds_to_stop(f) < 4); /* and does not wait when the slow one has gone */
}

static void
stopping_amid_deposits_loses_nothing_that_was_answered(void **state)
{
	enum { N = 60 };
	static struct answer answers[N];
	struct fixture *f = *state;
	struct curl_slist *headers = curl_slist_append(NULL, "Expect:");
	struct place places[N];
	struct buf requests[N];
	CURL *curls[N];
	CURLM *multi = curl_multi_init();
	size_t stored = 0;
	int running = 1;

	serve(f);
	for (size_t i = 0; i < N; i++) {
		place_random(&places[i], f->office.roster.office, f->today);
		test_deposit(&requests[i], &f->office, f->today, places[i].tag);
		curls[i] = request_to(&f->server, "POST", "/v1/exchange", buf_span(&requests[i]),
		                      headers, &answers[i]);
		curl_multi_add_handle(multi, curls[i]);
	}
	for (bool asked = false; running > 0;) {
		assert_int_equal(curl_multi_perform(multi, &running), CURLM_OK);
		if (!asked && running < N) /* the first has its answer */
			asked = kill(f->server.pid, SIGTERM) == 0;
		curl_multi_poll(multi, NULL, 0, 5, NULL);
	}
	stop(f);
	serve(f);
	for (size_t i = 0; i < N; i++) {
		curl_easy_getinfo(curls[i], CURLINFO_RESPONSE_CODE, &answers[i].status);
		assert_true(answers[i].status == 200 || answers[i].status == 503 ||
		            answers[i].status == 0);
		if (answers[i].status == 200) {
			assert_true(in_table(f, f->today, places[i].tag));
			stored++;
		}
		curl_multi_remove_handle(multi, curls[i]);
		curl_easy_cleanup(curls[i]);
		answer_clear(&answers[i]);
		buf_clear(&requests[i]);
	}
	assert_true(stored > 0);
	curl_multi_cleanup(multi);
	curl_slist_free_all(headers);
}

static void
assert_refused(struct fixture *f, const char *directory, const char *const *arguments, int code,
               const char *says)
{
	struct process p;
	char *errors;
	int got = -1;

	if (process_start(&p, directory, arguments, &got)) {
		(void)process_stop(&p, SIGKILL);
		fail_msg("it serves instead of saying \"%s\"", says);
	}
	errors = process_errors(&p);
	if (got != code || strstr(errors, says) == NULL)
		fail_msg("%d instead of %d and \"%s\": %s", got, code, says, errors);
	free(errors);
	if (strcmp(p.errors, f->server.errors) != 0)
		(void)unlink(p.errors);
}

static void
it_says_what_is_wrong_and_what_to_do(void **state)
{
	static const char *const outside[] = {"--listen", "0.0.0.0:0", NULL};
	static const char *const nonsense[] = {"--listen", "nowhere", NULL};
	static const char *const unknown[] = {"--fast", NULL};
	struct fixture *f = *state;
	const char *const taken[] = {"--listen", f->server.address, NULL};
	char other[64];
	struct store *store;

	serve(f);
	assert_refused(f, f->directory, PLAIN, 1, "another process serves");
	temporary_directory(other);
	assert_refused(f, other, PLAIN, 1, "is no office");
	assert_int_equal(store_open_sqlite(&store, other, STORE_CREATE), 0);
	store_close(store);
	assert_refused(f, other, PLAIN, 1, "no signed roster yet");
	assert_refused(f, other, outside, 2, "--behind-tls");
	assert_refused(f, other, nonsense, 2, "--listen wants");
	assert_refused(f, other, unknown, 2, "no option --fast");
	remove_directory(other);
	temporary_directory(other);
	assert_int_equal(store_open_sqlite(&store, other, STORE_CREATE), 0);
	test_office_publish(&f->office, store);
	store_close(store);
	assert_refused(f, other, taken, 1, "already in use");
	remove_directory(other);
}

static void
a_request_leaves_no_trace_on_stderr(void **state)
{
	struct fixture *f = *state;
	struct place place;
	struct buf request;
	struct answer a;
	char token[100];

	serve(f);
	place_random(&place, f->office.roster.office, f->today);
	assert_int_equal(deposit(f, &place, &request), EXCHANGE_OK);
	login(f, 0, token);
	ask_with(&f->server, "GET", "/nowhere/at/all", SPAN_NONE, "User-Agent: curious", &a);
	answer_clear(&a);
	stop(f);
	assert_told(f, "serving on 127.0.0.1:");
	assert_told(f, "stopping");
	assert_not_told(f, "nowhere");
	assert_not_told(f, "curious");
	assert_not_told(f, "exchange");
	assert_not_told(f, "Person");
	buf_clear(&request);
}

/* ---- the clock ---- */

static void
serve_at(struct fixture *f, const char *offset, const char *const *arguments)
{
	clock_elsewhere(offset);
	serve_with(f, arguments);
	clock_here();
}

/* The calendar as a file in the office's directory says, read at every look. */
static void
set_clock(const struct fixture *f, const char *offset)
{
	char path[128];
	FILE *file;

	(void)snprintf(path, sizeof path, "%s/clock", f->directory);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(offset, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void
serve_by_file(struct fixture *f)
{
	char path[128];

	(void)snprintf(path, sizeof path, "%s/clock", f->directory);
	setenv("LD_PRELOAD", faketime(), 1);
	setenv("FAKETIME_TIMESTAMP_FILE", path, 1);
	setenv("FAKETIME_NO_CACHE", "1", 1);
	setenv("FAKETIME_DONT_FAKE_MONOTONIC", "1", 1);
	serve(f);
	unsetenv("LD_PRELOAD");
	unsetenv("FAKETIME_TIMESTAMP_FILE");
	unsetenv("FAKETIME_NO_CACHE");
	unsetenv("FAKETIME_DONT_FAKE_MONOTONIC");
}

/* All clocks so many times as fast. */
static void
serve_fast(struct fixture *f, const char *speed)
{
	setenv("LD_PRELOAD", faketime(), 1);
	setenv("FAKETIME", speed, 1);
	serve(f);
	unsetenv("LD_PRELOAD");
	unsetenv("FAKETIME");
}

static void
pause_ms(long ms)
{
	const struct timespec t = {ms / 1000, ms % 1000 * 1000000};

	nanosleep(&t, NULL);
}

static void
a_day_ends_while_it_serves(void **state)
{
	struct fixture *f = *state;
	struct exchange_answer answer;
	struct place place;
	struct buf request, late;
	bool there = true;

	if (!can_fake_the_clock())
		skip();
	free(f->office.roster.charter);
	f->office.roster.charter = strdup("{\"name\":\"x\",\"sample\":true,\"retention_days\":1}");
	publish_roster(f);
	set_clock(f, "+0");
	serve_by_file(f);
	place_random(&place, f->office.roster.office, f->today);
	assert_int_equal(deposit(f, &place, &request), EXCHANGE_OK);
	set_clock(f, "+1d");
	fetch(f, &place, 1, &answer); /* the very next answer */
	assert_int_equal(answer.day, f->today + 1);
	assert_memory_equal(answer.bodies[0].p, slot(&request, 0) + TAG_BYTES, BODY_BYTES);
	assert_true(in_table(f, f->today, place.tag));
	place_random(&place, f->office.roster.office, f->today);
	assert_int_equal(deposit(f, &place, &late), EXCHANGE_DAY);
	assert_false(in_table(f, f->today, place.tag));
	memcpy(place.tag, slot(&request, 0), TAG_BYTES);
	set_clock(f, "+2d");
	for (int i = 0; i < 100 && there; i++) {
		pause_ms(100);
		there = in_table(f, f->today, place.tag);
	}
	assert_false(there);
	assert_not_told(f, "--accept-clock");
	buf_clear(&request);
	buf_clear(&late);
}

static void
what_was_deleted_leaves_the_log_within_a_minute(void **state)
{
	struct fixture *f = *state;
	struct exchange_answer answer;
	struct place place;
	struct buf request, deletion;
	struct stat st = {.st_size = 1};
	char path[128];

	if (!can_fake_the_clock())
		skip();
	(void)snprintf(path, sizeof path, "%s/store.db-wal", f->directory);
	serve_fast(f, "+0 x30"); /* a minute in two seconds */
	place_random(&place, f->office.roster.office, f->today);
	buf_init(&deletion, 1 << 20);
	assert_int_equal(deposit(f, &place, &request), EXCHANGE_OK);
	assert_int_equal(exchange_delete(&deletion, &f->office.roster, &place, 1), 0);
	assert_int_equal(exchange(f, &deletion, &answer), EXCHANGE_OK);
	assert_int_equal(stat(path, &st), 0);
	assert_true(st.st_size > BODY_BYTES);
	for (int i = 0; i < 20 && st.st_size > 0; i++) {
		pause_ms(100);
		assert_int_equal(stat(path, &st), 0);
	}
	assert_int_equal(st.st_size, 0);
	buf_clear(&request);
	buf_clear(&deletion);
}

static void
cover_tags_appear_without_anybody_writing(void **state)
{
	struct fixture *f = *state;
	struct store *store;
	size_t tags = 0;

	if (!can_fake_the_clock())
		skip();
	serve_fast(f, "+0 x10000"); /* a burst in a third of a second, on average */
	assert_int_equal(store_open_sqlite(&store, f->directory, STORE_READ), 0);
	for (int i = 0; i < 100 && tags == 0; i++) {
		pause_ms(100);
		assert_int_equal(store_tag_count(store, &tags), 0);
	}
	store_close(store);
	assert_true(tags > 0);
	assert_not_told(f, "--accept-clock");
}

static void
the_vault_of_one_who_left_long_ago_is_destroyed(void **state)
{
	struct fixture *f = *state;
	struct store_inventory there;
	struct store *store;
	char token[100];
	uint32_t told;

	serve(f);
	for (size_t i = 0; i < 2; i++) {
		login(f, i, token);
		assert_int_equal(put_vault(f, token, 0, 1, VAULT_MIN, &told), 200);
	}
	stop(f);
	for (uint32_t days = LEAVER_DAYS; days <= LEAVER_DAYS + 1; days++) {
		f->office.roster.people[1].left = f->today - days;
		publish_roster(f);
		serve(f);
		stop(f);
		assert_int_equal(store_open_sqlite(&store, f->directory, STORE_READ), 0);
		assert_int_equal(store_take_inventory(store, &there), 0);
		assert_int_equal(there.vaults, days == LEAVER_DAYS ? 2 : 1);
		store_close(store);
	}
	assert_memory_equal(there.vault[0].person, f->office.roster.people[0].id, PERSON_BYTES);
}

static void
a_leap_of_the_clock_destroys_nothing_until_it_is_accepted(void **state)
{
	static const char *const accepted[] = {"--listen", "127.0.0.1:0", "--accept-clock", NULL};
	struct fixture *f = *state;
	struct place place;
	struct buf request;

	if (!can_fake_the_clock())
		skip();
	serve(f);
	place_random(&place, f->office.roster.office, f->today);
	assert_int_equal(deposit(f, &place, &request), EXCHANGE_OK);
	buf_clear(&request);
	stop(f);
	serve_at(f, "+40d", PLAIN);
	assert_true(in_table(f, f->today, place.tag));
	assert_told(f, "--accept-clock");
	stop(f);
	serve_at(f, "+40d", accepted);
	assert_false(in_table(f, f->today, place.tag));
	stop(f);
}

static void
yesterday_s_deposit_again_is_fine_today(void **state)
{
	struct fixture *f = *state;
	struct exchange_answer answer;
	struct place place;
	struct buf request, other;

	if (!can_fake_the_clock())
		skip();
	serve(f);
	place_random(&place, f->office.roster.office, f->today);
	assert_int_equal(deposit(f, &place, &request), EXCHANGE_OK);
	stop(f);
	serve_at(f, "+1d", PLAIN);
	assert_int_equal(exchange(f, &request, &answer), EXCHANGE_OK);
	assert_int_equal(answer.day, f->today + 1);
	assert_int_equal(deposit(f, &place, &other), EXCHANGE_CONFLICT);
	buf_clear(&other);
	place_random(&place, f->office.roster.office, f->today);
	assert_int_equal(deposit(f, &place, &other), EXCHANGE_DAY);
	buf_clear(&other);
	buf_clear(&request);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

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
		TEST(the_office_says_its_day_root_and_roster),
		TEST(a_new_roster_is_in_force_for_the_next_request),
		TEST(an_expired_roster_is_served_with_a_notice),
		TEST(every_answer_carries_the_same_protection_and_no_trace),
		TEST(only_the_site_s_own_files_are_served),
		TEST(files_are_compressed_for_those_who_can_and_typed_for_all),
		TEST(a_login_needs_the_person_s_key_a_fresh_challenge_and_the_office_s_address),
		TEST(an_inbox_is_open_to_its_person_only),
		TEST(dropping_empties_one_s_own_inbox_only),
		TEST(a_vault_is_replaced_only_by_who_knows_the_one_before),
		TEST(bundles_are_published_by_their_own_person_only),
		TEST(one_who_left_reads_for_thirty_days_and_publishes_nothing),
		TEST(it_stops_when_asked_and_removes_its_socket),
		TEST(one_who_hangs_up_midway_disturbs_nobody),
		TEST(requests_that_can_be_read_in_two_ways_are_refused),
		TEST(an_answer_s_head_never_goes_ahead_of_its_body),
		TEST(stopping_waits_neither_for_idle_connections_nor_for_what_is_done),
		TEST(stopping_does_not_wait_for_one_who_never_ends),
		TEST(one_who_asks_while_it_stops_is_told_to_come_again),
		TEST(stopping_amid_deposits_loses_nothing_that_was_answered),
		TEST(it_says_what_is_wrong_and_what_to_do),
		TEST(a_request_leaves_no_trace_on_stderr),
		TEST(a_leap_of_the_clock_destroys_nothing_until_it_is_accepted),
		TEST(yesterday_s_deposit_again_is_fine_today),
		TEST(a_day_ends_while_it_serves),
		TEST(what_was_deleted_leaves_the_log_within_a_minute),
		TEST(cover_tags_appear_without_anybody_writing),
		TEST(the_vault_of_one_who_left_long_ago_is_destroyed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
