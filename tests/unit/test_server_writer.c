/* Group commit over the memory store: batches, days, tables, and the end. */
#include "server_office.h"

#include <pthread.h>

#include "server/clock.h"
#include "server/delayed.h"
#include "server/upkeep.h"
#include "server/writer.h"
#include "store/internal.h"

struct fixture {
	struct test_office office;
	struct store *store;
	struct ledger ledger;
	struct tables *tables;
	struct puzzle puzzle;
	struct published *published;
	struct writer_parts parts;
	struct writer *writer;
	uint32_t today;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static size_t done_count;

static void
on_done(struct job *job)
{
	(void)job;
	pthread_mutex_lock(&lock);
	done_count++;
	pthread_cond_signal(&changed);
	pthread_mutex_unlock(&lock);
}

static void
wait_for(size_t n)
{
	pthread_mutex_lock(&lock);
	while (done_count < n)
		pthread_cond_wait(&changed, &lock);
	pthread_mutex_unlock(&lock);
}

static int
setup(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	struct readers *own;

	assert_non_null(f);
	test_office_new(&f->office, 2);
	assert_int_equal(store_open_memory(&f->store), 0);
	test_office_publish(&f->office, f->store);
	assert_int_equal(ledger_init(&f->ledger, f->store), 0);
	f->tables = tables_new();
	puzzle_init(&f->puzzle, 0, 0);
	assert_int_equal(readers_share(&own, &f->ledger), 0);
	assert_int_equal(published_new(&f->published, own), 0);
	f->parts = (struct writer_parts){&f->ledger, f->tables, &f->puzzle, f->published, false};
	assert_int_equal(writer_start(&f->writer, &f->parts), 0);
	f->today = ledger_today(&f->ledger);
	done_count = 0;
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	writer_free(f->writer);
	published_free(f->published);
	tables_free(f->tables);
	ledger_clear(&f->ledger);
	store_close(f->store);
	test_office_free(&f->office);
	free(f);
	return 0;
}

static bool
is_stored(struct fixture *f, uint32_t day, const uint8_t *tag)
{
	struct buf tags;
	bool there = false;

	buf_init(&tags, (size_t)LIVE_TAGS_MAX * TAG_BYTES);
	ledger_lock(&f->ledger);
	assert_int_equal(store_tags(f->store, day, &tags), 0);
	ledger_unlock(&f->ledger);
	for (size_t at = 0; at < tags.n; at += TAG_BYTES)
		there = there || memcmp(tags.p + at, tag, TAG_BYTES) == 0;
	buf_clear(&tags);
	return there;
}

static size_t
live(struct fixture *f)
{
	size_t n;

	ledger_lock(&f->ledger);
	n = store_live_tags(f->store);
	ledger_unlock(&f->ledger);
	return n;
}

static const uint8_t body[BODY_BYTES] = {7}, other_body[BODY_BYTES] = {8};

static void
fill(struct job *job, uint32_t day, const uint8_t *tag, const uint8_t *bytes)
{
	*job = (struct job){.kind = JOB_DEPOSIT, .done = on_done};
	job->deposit = (struct store_deposit){.day = day, .count = 1};
	job->deposit.places[0] = (struct store_place){NULL, tag, bytes};
}

/* Nobody makes the puzzle harder for all by sending one deposit over and over. */
static void
what_is_sent_again_is_no_load(void **state)
{
	static const uint8_t tag[TAG_BYTES] = {1}, other[TAG_BYTES] = {2};
	static struct job jobs[5];
	struct fixture *f = *state;

	for (size_t i = 0; i < 4; i++) {
		fill(&jobs[i], f->today, tag, body);
		assert_true(writer_submit(f->writer, &jobs[i]));
		wait_for(i + 1);
		assert_int_equal(jobs[i].result, 0);
	}
	assert_int_equal(atomic_load(&f->puzzle.waiting), 1);
	fill(&jobs[4], f->today, other, body);
	assert_true(writer_submit(f->writer, &jobs[4]));
	wait_for(5);
	assert_int_equal(atomic_load(&f->puzzle.waiting), 2);
}

static size_t tables_asked;

static int
no_tables(struct backend *b, uint32_t first, struct buf *out)
{
	(void)b, (void)first, (void)out;
	tables_asked++;
	return ERR_DISK;
}

/* A disk that fails is not read again with every batch. */
static void
a_day_that_cannot_be_closed_is_tried_again_once_a_minute(void **state)
{
	struct fixture *f = *state;
	struct backend *b = f->store->parts.backend;
	const struct store_ops *whole = b->ops;
	struct store_ops failing = *whole;
	struct upkeep u = {.closed = 0};

	failing.closed = no_tables;
	ledger_lock(&f->ledger);
	b->ops = &failing;
	ledger_unlock(&f->ledger);
	tables_asked = 0;
	for (uint64_t ms = 1000; ms < 61000; ms += 100)
		upkeep_close(&u, &f->parts, ms);
	assert_int_equal(tables_asked, 1);
	upkeep_close(&u, &f->parts, 61000);
	assert_int_equal(tables_asked, 2);
	ledger_lock(&f->ledger);
	b->ops = whole;
	ledger_unlock(&f->ledger);
	upkeep_close(&u, &f->parts, 121000);
	assert_int_equal(u.closed, f->today);
}

static void
each_of_many_is_stored_told_and_shown(void **state)
{
	enum { N = 3 * WRITER_BATCH + 17 };
	static uint8_t tags[N][TAG_BYTES], found[BODY_BYTES];
	static struct job jobs[N];
	struct fixture *f = *state;
	struct store_key key = {.day = f->today};
	int result;

	randombytes_buf(tags, sizeof tags);
	for (size_t i = 0; i < N; i++) {
		fill(&jobs[i], f->today, tags[i], body);
		jobs[i].result = -99;
		assert_true(writer_submit(f->writer, &jobs[i]));
	}
	wait_for(N);
	assert_int_equal(live(f), N);
	for (size_t i = 0; i < N; i++) {
		assert_int_equal(jobs[i].result, 0);
		assert_true(is_stored(f, f->today, tags[i]));
		memcpy(key.tag, tags[i], TAG_BYTES);
		ledger_lock(&f->ledger);
		assert_int_equal(store_bodies(f->store, &key, 1, &found, &result), 0);
		assert_int_equal(result, 0);
		ledger_unlock(&f->ledger);
	}
}

static void
two_that_want_one_place_at_once_get_one_and_a_conflict(void **state)
{
	static const uint8_t tag[TAG_BYTES] = {1};
	struct fixture *f = *state;
	struct job jobs[3];

	fill(&jobs[0], f->today, tag, body);
	fill(&jobs[1], f->today, tag, other_body);
	fill(&jobs[2], f->today, tag, body);
	for (size_t i = 0; i < 3; i++)
		assert_true(writer_submit(f->writer, &jobs[i]));
	wait_for(3);
	assert_int_equal(jobs[0].result, 0);
	assert_int_equal(jobs[1].result, ERR_CONFLICT);
	assert_int_equal(jobs[2].result, 0);
	assert_int_equal(live(f), 1);
}

static void
another_day_s_deposit_stores_nothing(void **state)
{
	static const uint8_t tag[TAG_BYTES] = {2};
	struct fixture *f = *state;
	struct job jobs[3];

	fill(&jobs[0], f->today - 1, tag, body);
	fill(&jobs[1], f->today + 1, tag, body);
	fill(&jobs[2], f->today - 2, tag, body);
	for (size_t i = 0; i < 3; i++)
		assert_true(writer_submit(f->writer, &jobs[i]));
	wait_for(3);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(jobs[i].result, ERR_DAY);
	assert_int_equal(live(f), 0);
}

static uint64_t
microseconds_of(struct fixture *f, struct job *job)
{
	size_t done = done_count;
	uint64_t start = clock_us();

	assert_true(writer_submit(f->writer, job));
	wait_for(done + 1);
	assert_int_equal(job->result, 0);
	return clock_us() - start;
}

static void
fill_deletion(struct job *job, const struct store_key *key)
{
	*job = (struct job){.kind = JOB_DELETE, .done = on_done};
	job->deletion = (struct store_deletion){.keys = key, .n = 1};
}

static void
a_deletion_is_told_of_when_its_step_ends_and_a_deposit_at_once(void **state)
{
	enum { N = 20 };
	struct fixture *f = *state;
	struct store_key key = {.day = f->today};
	uint64_t quickest = UINT64_MAX, us;
	struct job job;

	for (size_t i = 0; i < N; i++) {
		randombytes_buf(key.tag, sizeof key.tag);
		fill(&job, f->today, key.tag, body);
		us = microseconds_of(f, &job);
		quickest = us < quickest ? us : quickest;
		fill_deletion(&job, &key);
		assert_true(microseconds_of(f, &job) >= DELAY_STEP_US);
	}
	assert_true(quickest < DELAY_STEP_US);
}

static void
what_waits_when_it_stops_is_stored_and_later_jobs_are_not_taken(void **state)
{
	enum { N = 2 * WRITER_BATCH };
	static uint8_t tags[N][TAG_BYTES];
	static struct job jobs[N + 1];
	struct fixture *f = *state;
	const struct store_key nowhere = {.day = f->today};

	randombytes_buf(tags, sizeof tags);
	for (size_t i = 0; i < N; i++)
		fill(&jobs[i], f->today, tags[i], body);
	fill_deletion(&jobs[N], &nowhere);
	for (size_t i = 0; i <= N; i++)
		assert_true(writer_submit(f->writer, &jobs[i]));
	writer_stop(f->writer);
	assert_int_equal(done_count, N + 1);
	for (size_t i = 0; i <= N; i++)
		assert_int_equal(jobs[i].result, 0);
	assert_false(writer_submit(f->writer, &jobs[0]));
}

static void
a_full_office_says_so_and_keeps_what_it_has(void **state)
{
	static const uint8_t tag[TAG_BYTES] = {3}, other[TAG_BYTES] = {4};
	struct fixture *f = *state;
	struct job first, last;

	fill(&first, f->today, tag, body);
	assert_true(writer_submit(f->writer, &first));
	wait_for(1);
	ledger_lock(&f->ledger);
	f->store->tags = LIVE_TAGS_MAX; /* as if of others */
	ledger_unlock(&f->ledger);
	fill(&last, f->today, other, body);
	assert_true(writer_submit(f->writer, &last));
	assert_true(writer_submit(f->writer, &first));
	wait_for(3);
	assert_int_equal(last.result, ERR_FULL);
	assert_int_equal(first.result, 0);
	assert_false(is_stored(f, f->today, other));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_sent_again_is_no_load),
		TEST(a_day_that_cannot_be_closed_is_tried_again_once_a_minute),
		TEST(each_of_many_is_stored_told_and_shown),
		TEST(two_that_want_one_place_at_once_get_one_and_a_conflict),
		TEST(another_day_s_deposit_stores_nothing),
		TEST(a_deletion_is_told_of_when_its_step_ends_and_a_deposit_at_once),
		TEST(what_waits_when_it_stops_is_stored_and_later_jobs_are_not_taken),
		TEST(a_full_office_says_so_and_keeps_what_it_has),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
