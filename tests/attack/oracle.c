/*
 * What an answer tells to somebody who sees only its shape and how long it took: whether a body was
 * there, whether it was fetched before, whether an access was nearly right.
 *
 * Two kinds of requests go over one connection that is kept open, in random order, and each kind's
 * answers are held against the other's: status, header names and lengths, size, byte for byte what
 * is not a body; and the times, by how well they can be told apart. That is not a question of
 * significance: over thousands of requests a microsecond is significant. It is one of size: the
 * chance that somebody who sees one answer of either kind guesses right which is which (the area
 * under the curve, Mann and Whitney's U / nm). One half is guessing. A visitor's network sees a
 * request once and cannot repeat it, as it has no access to show; whoever has the access knows
 * already what it finds. Thirteen of twenty is what is allowed here. The kinds that were told
 * apart before anything was done about it were at seventeen and more.
 */
#include "../unit/server_process.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <time.h>

enum {
	PEOPLE = 2,
	SLOTS = 1 + PEOPLE,
	STORED = 4000,          /* deposits that lie there before the server starts */
	KNOWN = 1000,           /* the last of these, which are fetched again and again */
	REQUEST_MAX = 64 << 10, /* whole requests and answers */
	HEAD_MAX = 4096,
};

static const double TELLS = 0.15; /* off one half */

struct answered {
	uint8_t bytes[REQUEST_MAX];
	size_t n, head; /* head: with the empty line */
	uint64_t ns;
};

struct fixture {
	struct test_office office;
	char directory[64];
	struct process server;
	uint32_t today;
	struct place cell[STORED], envelope[STORED][PEOPLE];
	size_t used; /* of these, but for those that are known */
	struct exchange_slot slots[SLOTS];
	int fd;
	unsigned times; /* more in the long form */
};

/* ---- an office with thousands of deposits, served ---- */

static void
store_all(struct fixture *f, struct store *store)
{
	enum { BATCH = 100 };
	static struct exchange_slot slots[BATCH][SLOTS];
	static struct store_deposit d[BATCH];
	struct store_deposit *all[BATCH];

	for (size_t i = 0; i < STORED; i++) {
		size_t j = i % BATCH;

		randombytes_buf(slots[j], sizeof slots[j]);
		d[j] = (struct store_deposit){.day = f->today, .count = SLOTS};
		for (size_t k = 0; k < SLOTS; k++) {
			struct place *at = k == 0 ? &f->cell[i] : &f->envelope[i][k - 1];

			place_random(at, f->office.roster.office, f->today);
			d[j].places[k].tag = at->tag;
			d[j].places[k].body = slots[j][k].body;
			d[j].places[k].to = k == 0 ? NULL : f->office.roster.people[k - 1].id;
		}
		all[j] = &d[j];
		if (j == BATCH - 1)
			assert_int_equal(store_deposits(store, all, BATCH), 0);
	}
}

static int
connect_to(const struct fixture *f)
{
	struct sockaddr_in a = {.sin_family = AF_INET};
	const char *port = strrchr(f->server.address, ':');
	const int on = 1;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_true(fd >= 0 && port != NULL);
	a.sin_port = htons((uint16_t)strtoul(port + 1, NULL, 10));
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof a), 0);
	assert_int_equal(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on), 0);
	return fd;
}

static int
setup(void **state)
{
	static const char *const plain[] = {"--listen", "127.0.0.1:0", "--puzzle", "0", NULL};
	const char *is_long = getenv("ALCOVE_ATTACK_LONG");
	struct fixture *f = calloc(1, sizeof *f);
	struct store *store;
	int code;

	assert_non_null(f);
	test_office_new(&f->office, PEOPLE);
	f->today = clock_day(clock_now());
	f->times = is_long != NULL && strcmp(is_long, "1") == 0 ? 4 : 1;
	temporary_directory(f->directory);
	assert_int_equal(store_open_sqlite(&store, f->directory, STORE_CREATE), 0);
	test_office_publish(&f->office, store);
	store_all(f, store);
	store_close(store);
	assert_true(process_start(&f->server, f->directory, plain, &code));
	f->fd = connect_to(f);
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	close(f->fd);
	assert_int_equal(process_stop(&f->server, SIGTERM), 0);
	(void)unlink(f->server.errors);
	remove_directory(f->directory);
	test_office_free(&f->office);
	free(f);
	return 0;
}

/* ---- one request ---- */

static uint64_t
now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static size_t
whole_length(struct answered *a)
{
	static const char name[] = "\r\nContent-Length: ";
	uint8_t *end = memmem(a->bytes, a->n, "\r\n\r\n", 4), *length;

	if (end == NULL)
		return SIZE_MAX;
	a->head = (size_t)(end + 4 - a->bytes);
	length = memmem(a->bytes, a->head, name, sizeof name - 1);
	assert_non_null(length);
	return a->head + strtoul((char *)length + sizeof name - 1, NULL, 10);
}

/* delay_ns: what the control adds, as something between the two ends would. */
static void
send_request(struct fixture *f, struct answered *out, const char *path, struct span body,
             const char *header, long delay_ns)
{
	static uint8_t request[REQUEST_MAX];
	const struct timespec delay = {.tv_nsec = delay_ns};
	uint64_t start;
	int n = snprintf((char *)request, HEAD_MAX,
	                 "%s %s HTTP/1.1\r\nHost: x\r\n%sContent-Length: %zu\r\n\r\n",
	                 body.p == NULL ? "GET" : "POST", path, header, body.n);

	assert_true(n > 0 && n < HEAD_MAX && (size_t)n + body.n <= sizeof request);
	if (body.n > 0)
		memcpy(request + n, body.p, body.n);
	out->n = out->head = 0;
	start = now_ns();
	assert_int_equal(send(f->fd, request, (size_t)n + body.n, 0),
	                 (ssize_t)((size_t)n + body.n));
	while (out->n < whole_length(out)) {
		ssize_t got = recv(f->fd, out->bytes + out->n, sizeof out->bytes - out->n, 0);

		assert_true(got > 0);
		out->n += (size_t)got;
	}
	if (delay_ns > 0)
		nanosleep(&delay, NULL);
	out->ns = now_ns() - start;
}

static void
exchange(struct fixture *f, struct answered *out, const struct buf *request, long delay_ns)
{
	send_request(f, out, "/v1/exchange", buf_span(request), "", delay_ns);
	/* day, hour and challenge, which may turn in between */
	assert_true(out->n == out->head + EXCHANGE_ANSWER_BYTES);
	memset(out->bytes + out->head + 4, 0, 4 + 4 + CHALLENGE_BYTES);
}

static void
fetch(struct fixture *f, struct answered *out, const struct place places[EXCHANGE_BODIES],
      long delay_ns)
{
	struct buf request;

	buf_init(&request, REQUEST_MAX);
	assert_int_equal(exchange_fetch(&request, &f->office.roster, places, EXCHANGE_BODIES), 0);
	exchange(f, out, &request, delay_ns);
	buf_clear(&request);
}

static void delete (struct fixture *f, struct answered *out, const struct place *place)
{
	struct buf request;

	buf_init(&request, REQUEST_MAX);
	assert_int_equal(exchange_delete(&request, &f->office.roster, place, 1), 0);
	exchange(f, out, &request, 0);
	buf_clear(&request);
}

static void
absent(struct fixture *f, struct place *places, size_t n)
{
	for (size_t i = 0; i < n; i++)
		place_random(&places[i], f->office.roster.office, f->today);
}

/* A deposit that nobody touched yet. */
static size_t
fresh(struct fixture *f)
{
	assert_true(f->used < STORED - KNOWN);
	return f->used++;
}

static void
fresh_cells(struct fixture *f, struct place places[EXCHANGE_BODIES])
{
	for (size_t i = 0; i < EXCHANGE_BODIES; i++)
		places[i] = f->cell[fresh(f)];
}

/* ---- two kinds of answers ---- */

/* One request of kind 0 or 1. */
typedef void ask_fn(struct fixture *f, struct answered *out, unsigned kind);

struct times {
	struct {
		uint64_t ns;
		unsigned kind;
	} * at;
	size_t n;
};

static int
by_time(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* How often one of kind 1 took longer than one of kind 0, of all pairs; equal ones count half. */
static double
area(struct times *t)
{
	double n[2] = {0}, won = 0;

	qsort(t->at, t->n, sizeof *t->at, by_time);
	for (size_t i = 0, j; i < t->n; i = j) {
		double same[2] = {0};

		for (j = i; j < t->n && t->at[j].ns == t->at[i].ns; j++)
			same[t->at[j].kind]++;
		won += same[1] * (n[0] + same[0] / 2);
		n[0] += same[0];
		n[1] += same[1];
	}
	return won / (n[0] * n[1]);
}

static uint64_t
median(const struct times *t, unsigned kind)
{
	size_t half = t->n / 4; /* there are as many of either kind */

	for (size_t i = 0; i < t->n; i++) {
		if (t->at[i].kind == kind && half-- == 0)
			return t->at[i].ns;
	}
	return 0;
}

/* The first answer of all; every other must be like it, but for bodies and the server's random
 * numbers. */
static void
assert_alike(const struct answered *first, const struct answered *a, size_t told)
{
	assert_int_equal(a->n, first->n);
	assert_int_equal(a->head, first->head);
	assert_memory_equal(a->bytes, first->bytes, a->head + told);
}

/*
 * Asks n times of either kind, in random order, and returns the area; the first told bytes of every
 * answer's body are the same.
 */
static double
compare(struct fixture *f, ask_fn *one, size_t n, size_t told)
{
	static struct answered first, a;
	struct times t = {.at = calloc(2 * n, sizeof *t.at), .n = 2 * n};
	size_t left[2] = {n, n};
	double area_of;

	assert_non_null(t.at);
	for (size_t i = 0; i < t.n; i++) {
		unsigned kind = randombytes_uniform((uint32_t)(left[0] + left[1])) >= left[0];

		left[kind]--;
		one(f, &a, kind);
		if (i == 0)
			first = a;
		assert_alike(&first, &a, told);
		t.at[i].ns = a.ns;
		t.at[i].kind = kind;
	}
	area_of = area(&t);
	print_message("# medians %.1f and %.1f us; told apart: %.3f\n",
	              (double)median(&t, 0) / 1000, (double)median(&t, 1) / 1000, area_of);
	free(t.at);
	return area_of;
}

static void
assert_untold(double area_of)
{
	if (area_of > 0.5 + TELLS || area_of < 0.5 - TELLS)
		fail_msg("the kinds are told apart: %.3f", area_of);
}

/* ---- the comparison itself ---- */

static void
ask_delayed(struct fixture *f, struct answered *out, unsigned kind)
{
	struct place places[EXCHANGE_BODIES];

	absent(f, places, EXCHANGE_BODIES);
	fetch(f, out, places, kind == 1 ? 500000 : 0);
}

static void
an_answer_that_is_delayed_a_little_would_be_noticed(void **state)
{
	assert_true(compare(*state, ask_delayed, 500, EXCHANGE_HEADER_BYTES) > 0.5 + TELLS);
}

static void
ask_equal(struct fixture *f, struct answered *out, unsigned kind)
{
	(void)kind;
	ask_delayed(f, out, 0);
}

static void
answers_of_one_kind_are_not_told_apart(void **state)
{
	assert_untold(compare(*state, ask_equal, 500, EXCHANGE_HEADER_BYTES));
}

/* ---- fetching ---- */

static void
ask_fetch(struct fixture *f, struct answered *out, unsigned kind)
{
	struct place places[EXCHANGE_BODIES];

	absent(f, places, EXCHANGE_BODIES);
	if (kind == 1) {
		for (size_t i = 0; i < EXCHANGE_BODIES; i++)
			places[i] = f->cell[STORED - 1 - randombytes_uniform(KNOWN)];
	}
	fetch(f, out, places, 0);
}

static void
fetching_does_not_tell_whether_a_body_was_there(void **state)
{
	struct fixture *f = *state;

	assert_untold(compare(f, ask_fetch, 1500 * f->times, EXCHANGE_HEADER_BYTES));
}

static struct place old_friends[EXCHANGE_BODIES];

static void
ask_again(struct fixture *f, struct answered *out, unsigned kind)
{
	struct place places[EXCHANGE_BODIES];

	memcpy(places, old_friends, sizeof places);
	if (kind == 1)
		fresh_cells(f, places);
	fetch(f, out, places, 0);
}

static void
fetching_does_not_tell_the_first_visit_from_the_fiftieth(void **state)
{
	static struct answered a;
	struct fixture *f = *state;

	fresh_cells(f, old_friends);
	for (unsigned i = 0; i < 50; i++)
		fetch(f, &a, old_friends, 0);
	assert_untold(compare(f, ask_again, 300, EXCHANGE_HEADER_BYTES));
}

/* ---- deleting ---- */

static void
ask_delete(struct fixture *f, struct answered *out, unsigned kind)
{
	struct place place;

	absent(f, &place, 1);
	if (kind == 1)
		place = f->cell[fresh(f)];
	delete (f, out, &place);
}

static void
deleting_does_not_tell_whether_a_body_was_there(void **state)
{
	struct fixture *f = *state;

	assert_untold(compare(f, ask_delete, 400, EXCHANGE_ANSWER_BYTES));
}

/* An envelope that nobody fetched, or one that the desk has dropped. */
static void
ask_take_back(struct fixture *f, struct answered *out, unsigned kind)
{
	struct place *place = &f->envelope[fresh(f)][0];

	if (kind == 0)
		delete (f, out, place); /* as the desk's dropping does, through the same door */
	delete (f, out, place);
}

static void
taking_back_does_not_tell_whether_it_was_fetched(void **state)
{
	struct fixture *f = *state;

	assert_untold(compare(f, ask_take_back, 300, EXCHANGE_ANSWER_BYTES));
}

/* ---- depositing ---- */

/*
 * The same deposit again, as after an answer that was lost. Times are not held against each other:
 * only who has all bytes of a deposit can repeat it.
 */
static void
ask_deposit(struct fixture *f, struct answered *out, unsigned kind)
{
	struct buf request;

	if (kind == 1)
		randombytes_buf(f->slots, sizeof f->slots);
	buf_init(&request, REQUEST_MAX);
	assert_int_equal(exchange_deposit(&request, &f->office.roster, f->today, f->slots), 0);
	exchange(f, out, &request, 0);
	buf_clear(&request);
}

static void
depositing_again_is_answered_as_the_first_time(void **state)
{
	static struct answered a;
	struct fixture *f = *state;

	ask_deposit(f, &a, 1);
	(void)compare(f, ask_deposit, 100, EXCHANGE_ANSWER_BYTES);
}

/* ---- the desk ---- */

static uint8_t token[TOKEN_BYTES], challenge[CHALLENGE_BYTES];

static void
send_login(struct fixture *f, struct answered *out, const uint8_t *person, const uint8_t *over,
           const uint8_t *key)
{
	struct label l = label("login", f->office.roster.office);
	uint8_t signature[64];
	char origin[160];
	struct buf body;

	(void)snprintf(origin, sizeof origin, "http://%s", f->server.address);
	buf_init(&body, 4096);
	buf_put(&body, l.p, l.n);
	buf_put(&body, person, PERSON_BYTES);
	buf_put(&body, over, CHALLENGE_BYTES);
	buf_put_u8(&body, (uint8_t)strlen(origin));
	buf_put_text(&body, origin);
	crypto_sign_detached(signature, NULL, body.p, body.n, key);
	buf_put(&body, signature, sizeof signature);
	send_request(f, out, "/v1/desk/login", span(body.p + l.n, body.n - l.n), "", 0);
	buf_clear(&body);
}

static void
new_challenge(struct fixture *f)
{
	static struct answered a;

	send_request(f, &a, "/v1/desk/challenge", SPAN_NONE, "", 0);
	memcpy(challenge, a.bytes + a.head, sizeof challenge);
}

/* Another's key, or a challenge that is not the server's: times tell, and may, which of the public
 * things was wrong. */
static void
ask_login(struct fixture *f, struct answered *out, unsigned kind)
{
	const struct person *person = &f->office.roster.people[0];
	uint8_t made_up[CHALLENGE_BYTES];

	randombytes_buf(made_up, sizeof made_up);
	if (kind == 0)
		send_login(f, out, person->id, challenge, f->office.sign[1]);
	else
		send_login(f, out, person->id, made_up, f->office.sign[0]);
}

static void
refused_logins_look_alike_whatever_was_wrong(void **state)
{
	struct fixture *f = *state;
	size_t whole = strlen("The login was refused.\n");

	new_challenge(f);
	(void)compare(f, ask_login, 200, whole);
}

static void
ask_session(struct fixture *f, struct answered *out, unsigned kind)
{
	uint8_t wrong[TOKEN_BYTES];
	char hex[2 * TOKEN_BYTES + 1], header[128];

	memcpy(wrong, token, sizeof wrong);
	if (kind == 0)
		randombytes_buf(wrong, sizeof wrong);
	else
		wrong[TOKEN_BYTES - 1] ^= 1;
	(void)snprintf(header, sizeof header, "Authorization: Bearer %s\r\n",
	               sodium_bin2hex(hex, sizeof hex, wrong, sizeof wrong));
	send_request(f, out, "/v1/desk/vault", SPAN_NONE, header, 0);
}

static void
a_token_that_is_nearly_right_is_as_wrong_as_any(void **state)
{
	static struct answered a;
	struct fixture *f = *state;

	new_challenge(f);
	send_login(f, &a, f->office.roster.people[0].id, challenge, f->office.sign[0]);
	assert_int_equal(a.n, a.head + TOKEN_BYTES);
	memcpy(token, a.bytes + a.head, sizeof token);
	assert_untold(
		compare(f, ask_session, 1500 * f->times, strlen("There is no live session.\n")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_that_is_delayed_a_little_would_be_noticed),
		cmocka_unit_test(answers_of_one_kind_are_not_told_apart),
		cmocka_unit_test(fetching_does_not_tell_whether_a_body_was_there),
		cmocka_unit_test(fetching_does_not_tell_the_first_visit_from_the_fiftieth),
		cmocka_unit_test(deleting_does_not_tell_whether_a_body_was_there),
		cmocka_unit_test(taking_back_does_not_tell_whether_it_was_fetched),
		cmocka_unit_test(depositing_again_is_answered_as_the_first_time),
		cmocka_unit_test(refused_logins_look_alike_whatever_was_wrong),
		cmocka_unit_test(a_token_that_is_nearly_right_is_as_wrong_as_any),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
