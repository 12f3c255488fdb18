/*
 * The server is killed again and again while several people write, its day goes
 * on between, and each time it is started on what was left. Nothing that was
 * acknowledged is lost, nothing that expired comes back, no tag is there twice,
 * and who got no answer may say the same again.
 */
#include "tests/unit/server_process.h"

#include <pthread.h>
#include <time.h>

enum {
	WRITERS = 4,
	ROUNDS_A_DAY = 10,
	DAYS_MAX = 64,
	RETENTION = 2,
	PER_WRITER = 60, /* in one round */
	PLACES = 3,      /* a cell, and an envelope for each of two */
	LIVES_MS = 40,   /* at most, once somebody can write */
	LONG_MS = 400,   /* so long where the disk takes its time */
};

/* With the address sanitizer a server takes its time to start. */
#ifdef __SANITIZE_ADDRESS__
enum { ROUNDS = 30 };
#else
enum { ROUNDS = 200 };
#endif

struct written {
	uint32_t day;
	uint8_t tag[PLACES][TAG_BYTES];
	uint8_t hash[PLACES][32];
};

struct list {
	struct written *of;
	size_t n, capacity;
};

/* What one writer does in one round; only its thread touches it meanwhile. */
struct writer {
	pthread_t thread;
	const struct process *server;
	const struct test_office *office;
	uint32_t day;
	struct buf pending; /* sent, and not answered */
	struct written acknowledged[PER_WRITER];
	size_t n;
	unsigned refused, again;
};

/* ---- writing ---- */

static void
describe(struct written *w, const struct buf *request, uint32_t day)
{
	struct reader r = reader(buf_span(request));

	w->day = day;
	(void)read_span(&r, EXCHANGE_HEADER_BYTES);
	for (size_t i = 0; i < PLACES; i++) {
		read_bytes(&r, w->tag[i], TAG_BYTES);
		crypto_hash_sha256(w->hash[i], read_span(&r, BODY_BYTES).p, BODY_BYTES);
	}
}

/* The answer's status, or -1 when there was none. */
static int
send_deposit(CURL *curl, struct answer *a, const struct buf *request)
{
	struct exchange_answer read;

	buf_clear(&a->body);
	a->headers[0] = '\0';
	curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->n);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, (const char *)request->p);
	if (curl_easy_perform(curl) != CURLE_OK || exchange_read(&read, buf_span(&a->body)) != 0)
		return -1;
	return (int)read.status;
}

static void *
write_until_it_dies(void *user)
{
	struct writer *w = user;
	struct curl_slist *headers =
		curl_slist_append(NULL, "Content-Type: application/octet-stream");
	struct answer a;
	CURL *curl = request_to(w->server, "POST", "/v1/exchange", span("", 1), headers, &a);
	int status = 0;

	w->again += w->pending.n > 0;
	while (status >= 0 && w->n < PER_WRITER) {
		if (w->pending.n == 0) {
			struct place place;

			place_random(&place, w->office->roster.office, w->day);
			test_deposit(&w->pending, w->office, w->day, place.tag);
		}
		status = send_deposit(curl, &a, &w->pending);
		if (status == EXCHANGE_OK)
			describe(&w->acknowledged[w->n++], &w->pending, w->day);
		else if (status > 0)
			w->refused++;
		if (status >= 0)
			buf_clear(&w->pending);
	}
	answer_clear(&a);
	curl_easy_cleanup(curl);
	curl_slist_free_all(headers);
	return NULL;
}

/* ---- looking ---- */

static bool
opens(struct store *s, const struct written *w, size_t i)
{
	static uint8_t body[BODY_BYTES];
	struct store_key key = {.day = w->day};
	uint8_t hash[32];
	int rc, found = 0;

	memcpy(key.tag, w->tag[i], TAG_BYTES);
	rc = store_bodies(s, &key, 1, &body, &found);
	rc = rc == 0 ? found : rc;
	assert_true(rc == 0 || rc == ERR_ABSENT);
	if (rc != 0)
		return false;
	crypto_hash_sha256(hash, body, sizeof body);
	assert_memory_equal(hash, w->hash[i], sizeof hash);
	return true;
}

/* The table of a closed day as the server shows it; nothing for one that is not. */
static struct span
table(const struct answer *a, uint32_t day)
{
	struct span all = buf_span(&a->body), table;
	uint32_t at;

	while (all.n > 0 && tables_next(&all, &at, &table)) {
		if (at == day)
			return table;
	}
	return SPAN_NONE;
}

/* Closed days as they were shown first: what is shown later of them is the same. */
static struct closed_day {
	uint32_t day;
	struct buf table;
} closed[DAYS_MAX];

static void
never_changed(const struct answer *a)
{
	struct span all = buf_span(&a->body), entries;
	uint32_t day;

	while (all.n > 0 && tables_next(&all, &day, &entries)) {
		struct closed_day *c = &closed[day % DAYS_MAX];

		assert_true(entries.n >= (size_t)CLOSED_FILL * CLOSED_TAG_BYTES);
		if (c->day != day) {
			c->day = day;
			buf_clear(&c->table);
			buf_init(&c->table, CLOSED_ANSWER_MAX);
			buf_put_span(&c->table, entries);
		}
		assert_true(span_equal(buf_span(&c->table), entries));
	}
}

/*
 * What was acknowledged: on the server that has just started the tags of closed days, and
 * the bodies in its files, when the day has changed of the days before too.
 */
static void
look(const struct process *p, const char *directory, const struct list *all, uint32_t today,
     bool days_before)
{
	struct answer days;
	struct store *s;

	ask(p, "GET", "/v1/tags", SPAN_NONE, &days);
	assert_int_equal(days.status, 200);
	assert_int_equal(tables_check(buf_span(&days.body)), 0);
	assert_int_equal(table(&days, today).n, 0);
	assert_int_equal(table(&days, today - RETENTION - 1).n, 0);
	never_changed(&days);
	assert_int_equal(store_open_sqlite(&s, directory, STORE_READ), 0);
	for (size_t i = 0; i < all->n; i++) {
		const struct written *w = &all->of[i];
		bool live = w->day + RETENTION >= today;

		if (live && w->day < today)
			assert_true(table_has(table(&days, w->day), w->tag[0]));
		for (size_t j = 0; j < PLACES && (days_before || w->day == today); j++)
			assert_int_equal(opens(s, w, j), live);
	}
	store_close(s);
	answer_clear(&days);
}

/* ---- rounds ---- */

static void
keep(struct list *all, const struct writer *w)
{
	if (all->n + w->n > all->capacity) {
		all->capacity = 2 * (all->n + w->n);
		all->of = realloc(all->of, all->capacity * sizeof *all->of);
		assert_non_null(all->of);
	}
	if (w->n > 0)
		memcpy(all->of + all->n, w->acknowledged, w->n * sizeof *w->acknowledged);
	all->n += w->n;
}

/* What expired long ago has been looked at often enough. */
static void
let_go(struct list *all, uint32_t today)
{
	size_t kept = 0;

	for (size_t i = 0; i < all->n; i++) {
		if (all->of[i].day + RETENTION + 2 >= today)
			all->of[kept++] = all->of[i];
	}
	all->n = kept;
}

static void
write_and_kill(struct process *p, struct writer writers[WRITERS], uint32_t lives_ms)
{
	struct timespec t = {.tv_nsec = 1000L * (long)randombytes_uniform(1000 * lives_ms)};
	char left[64];
	pid_t pid;

	for (size_t i = 0; i < WRITERS; i++) {
		writers[i].server = p;
		writers[i].n = 0;
		assert_int_equal(
			pthread_create(&writers[i].thread, NULL, write_until_it_dies, &writers[i]),
			0);
	}
	nanosleep(&t, NULL);
	assert_int_equal(process_stop(p, SIGKILL), -SIGKILL);
	pid = p->pid;
	p->pid = 0;
	for (size_t i = 0; i < WRITERS; i++)
		assert_int_equal(pthread_join(writers[i].thread, NULL), 0);
	/* libfaketime does not tidy up after what is killed */
	(void)snprintf(left, sizeof left, "/dev/shm/sem.faketime_sem_%d", pid);
	(void)unlink(left);
	(void)snprintf(left, sizeof left, "/dev/shm/faketime_shm_%d", pid);
	(void)unlink(left);
}

static void
start(struct process *p, const char *directory, unsigned days_later)
{
	static const char *const arguments[] = {"--listen", "127.0.0.1:0", "--puzzle", "0", NULL};
	char offset[16];
	int code = 0;

	(void)snprintf(offset, sizeof offset, "+%ud", days_later);
	if (days_later > 0)
		clock_elsewhere(offset);
	if (!process_start(p, directory, arguments, &code)) {
		p->pid = 0;
		fail_msg("the server ended with %d: %s", code, process_errors(p));
	}
	clock_here();
}

static void
a_new_day(struct writer writers[WRITERS], uint32_t day)
{
	for (size_t i = 0; i < WRITERS; i++) {
		if (writers[i].day != day)
			buf_clear(&writers[i].pending);
		writers[i].day = day;
	}
}

static unsigned
rounds(void)
{
	const char *text = getenv("ALCOVE_KILL_ROUNDS");

	return text == NULL ? ROUNDS : (unsigned)strtoul(text, NULL, 10);
}

struct fixture {
	struct test_office office;
	char directory[64];
	struct process server;
	struct writer writers[WRITERS];
	struct list all;
};

static int
setup(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	struct store *store;

	assert_non_null(f);
	test_office_new(&f->office, PLACES - 1);
	free(f->office.roster.charter);
	f->office.roster.charter = strdup("{\"name\":\"x\",\"sample\":true,\"retention_days\":2}");
	f->office.roster.retention_days = RETENTION;
	f->office.roster.not_after = clock_day(clock_now()) + 180;
	temporary_directory(f->directory);
	assert_int_equal(store_open_sqlite(&store, f->directory, STORE_CREATE), 0);
	test_office_publish(&f->office, store);
	store_close(store);
	for (size_t i = 0; i < WRITERS; i++)
		f->writers[i].office = &f->office;
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	if (f->server.pid > 0)
		(void)process_stop(&f->server, SIGKILL);
	for (size_t i = 0; i < WRITERS; i++)
		buf_clear(&f->writers[i].pending);
	free(f->all.of);
	(void)unlink(f->server.errors);
	remove_directory(f->directory);
	test_office_free(&f->office);
	free(f);
	return 0;
}

static void
a_server_killed_again_and_again_keeps_what_it_acknowledged_and_no_more(void **state)
{
	struct fixture *f = *state;
	unsigned count = rounds(), later = 0, again = 0;
	size_t acknowledged = 0;
	uint32_t today;

	for (unsigned round = 0; round < count; round++) {
		bool dawn = round % ROUNDS_A_DAY == ROUNDS_A_DAY - 1;

		if (dawn && can_fake_the_clock())
			later++;
		start(&f->server, f->directory, later);
		today = clock_day(clock_now()) + later;
		look(&f->server, f->directory, &f->all, today, dawn);
		let_go(&f->all, today);
		a_new_day(f->writers, today);
		write_and_kill(&f->server, f->writers,
		               acknowledged < 2 * (size_t)round ? LONG_MS : LIVES_MS);
		for (size_t i = 0; i < WRITERS; i++) {
			keep(&f->all, &f->writers[i]);
			acknowledged += f->writers[i].n;
		}
	}
	start(&f->server, f->directory, later);
	look(&f->server, f->directory, &f->all, clock_day(clock_now()) + later, true);
	for (size_t i = 0; i < WRITERS; i++) {
		assert_int_equal(f->writers[i].refused, 0);
		again += f->writers[i].again;
	}
	print_message("# %u rounds, %zu acknowledged, %u said again, %u days\n", count,
	              acknowledged, again, later);
	assert_true(acknowledged > count && again > count / 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_server_killed_again_and_again_keeps_what_it_acknowledged_and_no_more,
			setup, teardown),
	};

	curl_global_init(CURL_GLOBAL_DEFAULT);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
