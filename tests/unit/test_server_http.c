/* alcove-server as anybody meets it, and who runs it: a real process, over real HTTP. */
#include "server_fixture.h"

#include <dirent.h>
#include <sys/socket.h>
#include <sys/stat.h>

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
		{"GET", "/v1/tags", 200},
		{"GET", "/v1/tags/1", 404},
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
		"\r\nIntegrity-Policy: blocked-destinations=(script)\r\n",
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
		"/.secret",       "/.hidden/secret.txt", "/link",          "/room/../.secret",
		"/../keys",       "/..%2fkeys",          "/%2e%2e/keys",   "/room/%2e%2e/style.css",
		"/keys",          "/store.db",           "/v1/",           "/v1/tags/",
		"/v1/tags/1",     "/v1/bundles/01",      "/v1/bundles/-1", "/v1/bundles/4294967296",
		"/v1/bundles/1/", "/v1/bundles/x",
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

static size_t
open_files(const struct fixture *f)
{
	char path[64];
	size_t n = 0;
	DIR *d;

	(void)snprintf(path, sizeof path, "/proc/%d/fd", (int)f->server.pid);
	d = opendir(path);
	assert_non_null(d);
	while (readdir(d) != NULL)
		n++;
	closedir(d);
	return n;
}

static void
who_leaves_before_asking_keeps_no_place(void **state)
{
	enum { N = 400 };
	const struct timespec pause = {.tv_nsec = 100000000};
	struct fixture *f = *state;
	size_t before;

	serve(f);
	before = open_files(f);
	for (int i = 0; i < N; i++) {
		int fd = connect_to(f);

		send_all(fd, "GET", 3);
		close(fd);
	}
	for (int i = 0; i < 100 && open_files(f) > before; i++)
		nanosleep(&pause, NULL);
	assert_true(open_files(f) <= before);
}

/* They have asked, and say nothing more: an answer is owed to them. */
static void
who_ends_after_asking_is_answered(void **state)
{
	static const char get[] = "GET /v1/desk/challenge HTTP/1.1\r\nHost: x\r\n\r\n";
	struct fixture *f = *state;
	char text[1024];

	serve(f);
	for (int i = 0; i < 50; i++) {
		int fd = connect_to(f);

		send_all(fd, get, sizeof get - 1);
		assert_int_equal(shutdown(fd, SHUT_WR), 0);
		assert_true(recv(fd, text, sizeof text, 0) > 12);
		assert_memory_equal(text, "HTTP/1.1 200", 12);
		close(fd);
	}
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
			assert_true(is_stored(f, f->today, places[i].tag));
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_office_says_its_day_root_and_roster),
		TEST(a_new_roster_is_in_force_for_the_next_request),
		TEST(an_expired_roster_is_served_with_a_notice),
		TEST(every_answer_carries_the_same_protection_and_no_trace),
		TEST(only_the_site_s_own_files_are_served),
		TEST(files_are_compressed_for_those_who_can_and_typed_for_all),
		TEST(it_stops_when_asked_and_removes_its_socket),
		TEST(one_who_hangs_up_midway_disturbs_nobody),
		TEST(requests_that_can_be_read_in_two_ways_are_refused),
		TEST(an_answer_s_head_never_goes_ahead_of_its_body),
		TEST(who_leaves_before_asking_keeps_no_place),
		TEST(who_ends_after_asking_is_answered),
		TEST(stopping_waits_neither_for_idle_connections_nor_for_what_is_done),
		TEST(stopping_does_not_wait_for_one_who_never_ends),
		TEST(one_who_asks_while_it_stops_is_told_to_come_again),
		TEST(stopping_amid_deposits_loses_nothing_that_was_answered),
		TEST(it_says_what_is_wrong_and_what_to_do),
		TEST(a_request_leaves_no_trace_on_stderr),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
