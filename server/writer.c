#include "server/writer.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "server/clock.h"
#include "server/delayed.h"
#include "server/notice.h"
#include "server/upkeep.h"

enum {
	TICK_MS = 1000,
	/* A disk that takes every other write is told of, not every time. */
	DISK_TOLD_MS = 600000,
};

/* What came and is not yet taken up; under the lock. */
struct writer_queue {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct job *first, **end;
	size_t waiting;
	bool stopping;
};

struct writer {
	struct writer_parts parts;
	struct upkeep upkeep;
	uint64_t ticked_ms;
	bool disk_refused;     /* said so already */
	uint64_t disk_told_ms; /* when */
	struct delayed delayed;
	pthread_t thread;
	struct writer_queue queue;
};

/* ---- the queue ---- */

bool
writer_submit(struct writer *w, struct job *job)
{
	bool taken;

	job->next = NULL;
	job->came_us = clock_us();
	pthread_mutex_lock(&w->queue.lock);
	taken = !w->queue.stopping;
	if (taken) {
		*w->queue.end = job;
		w->queue.end = &job->next;
		w->queue.waiting++;
		pthread_cond_signal(&w->queue.wake);
	}
	pthread_mutex_unlock(&w->queue.lock);
	return taken;
}

/* Until a time in microseconds. */
static void
wait_for_jobs(struct writer *w, uint64_t us)
{
	const struct timespec t = {.tv_sec = (time_t)(us / 1000000),
	                           .tv_nsec = (long)(us % 1000000) * 1000};

	while (w->queue.waiting == 0 && !w->queue.stopping) {
		if (pthread_cond_timedwait(&w->queue.wake, &w->queue.lock, &t) != 0)
			break;
	}
}

/* Unlinks up to a batch of jobs, in order; deletions over what one commit takes stay. */
static struct job *
take_batch(struct writer *w, size_t *n)
{
	struct job *first = NULL, **end = &first, **at = &w->queue.first, *job;
	size_t deletions = 0;

	for (*n = 0; *at != NULL && *n < WRITER_BATCH;) {
		job = *at;
		if (job->kind == JOB_DELETE && deletions >= WRITER_DELETIONS) {
			at = &job->next;
			continue;
		}
		if (job->kind == JOB_DELETE)
			deletions += job->deletion.n + job->deletion.aside + job->deletion.back;
		*at = job->next;
		*end = job;
		end = &job->next;
		(*n)++;
	}
	if (*at == NULL)
		w->queue.end = at;
	*end = NULL;
	return first;
}

/* Up to a batch of jobs; NULL when the time has come. */
static struct job *
take_jobs(struct writer *w, uint64_t until_us, bool *stop)
{
	struct job *first;
	size_t n;

	pthread_mutex_lock(&w->queue.lock);
	wait_for_jobs(w, until_us);
	first = take_batch(w, &n);
	w->queue.waiting -= n;
	*stop = w->queue.stopping && first == NULL;
	pthread_mutex_unlock(&w->queue.lock);
	return first;
}

/* ---- storing, under the ledger's lock ---- */

static void
watch_disk(struct writer *w, int rc)
{
	uint64_t ms = clock_ms();

	if (rc == ERR_DISK && !w->disk_refused &&
	    (w->disk_told_ms == 0 || ms >= w->disk_told_ms + DISK_TOLD_MS)) {
		notice("the disk does not take writes, so nothing can be left here until it does: "
		       "make room, or see that the office's directory can be written");
		w->disk_refused = true;
		w->disk_told_ms = ms;
	} else if (rc == 0 && w->disk_refused) {
		notice("the disk takes writes again");
		w->disk_refused = false;
	}
}

/* Of another day only what is in yesterday's table already: the answer to it was lost. */
static bool
day_fits(struct writer *w, const struct store_deposit *d, uint32_t today)
{
	/* Yesterday's may be there already: it is closed, so the store adds none to it. */
	return d->day == today ||
	       (d->day + 1 == today && d->day <= store_closed_day(w->parts.ledger->store));
}

static size_t
choose_deposits(struct writer *w, struct job *jobs, struct store_deposit **chosen, uint32_t today)
{
	size_t n = 0;

	for (struct job *job = jobs; job != NULL; job = job->next) {
		if (job->kind != JOB_DEPOSIT)
			continue;
		job->deposit.result = 0;
		if (day_fits(w, &job->deposit, today))
			chosen[n++] = &job->deposit;
		else
			job->deposit.result = ERR_DAY;
	}
	return n;
}

static void
store_all_deposits(struct writer *w, struct job *jobs, uint32_t today)
{
	struct store *store = w->parts.ledger->store;
	struct store_deposit *chosen[WRITER_BATCH];
	size_t n = choose_deposits(w, jobs, chosen, today), tags = store_live_tags(store);
	int rc;

	if (n > 0) {
		rc = store_deposits(store, chosen, n);
		watch_disk(w, rc);
		for (size_t i = 0; rc != 0 && i < n; i++)
			chosen[i]->result = rc;
		/* What is sent again is answered as stored, and makes nobody's inbox fuller. */
		if (rc == 0)
			puzzle_stored(w->parts.puzzle, store_live_tags(store) - tags);
	}
	for (struct job *job = jobs; job != NULL; job = job->next) {
		if (job->kind == JOB_DEPOSIT)
			job->result = job->deposit.result;
	}
}

static void
store_all_deletions(struct writer *w, struct job *jobs)
{
	const struct store_deletion *all[WRITER_BATCH];
	size_t n = 0;
	int rc;

	for (struct job *job = jobs; job != NULL; job = job->next) {
		if (job->kind == JOB_DELETE)
			all[n++] = &job->deletion;
	}
	if (n == 0)
		return;
	rc = store_deletions(w->parts.ledger->store, all, n);
	watch_disk(w, rc);
	puzzle_deleted(w->parts.puzzle);
	for (struct job *job = jobs; job != NULL; job = job->next) {
		if (job->kind == JOB_DELETE)
			job->result = rc;
	}
}

static void
store_other(struct writer *w, struct job *job)
{
	struct store *store = w->parts.ledger->store;

	switch (job->kind) {
	case JOB_DEPOSIT:
	case JOB_DELETE:
		return;
	case JOB_VAULT:
		job->result =
			store_vault_put(store, job->vault.person, job->vault.expected,
		                        job->vault.version, job->vault.blob, &job->vault.current);
		break;
	case JOB_BUNDLES:
		job->result = store_bundles_put(store, job->bundles.bundles, job->bundles.n);
		break;
	}
	watch_disk(w, job->result);
}

static void
run_jobs(struct writer *w, struct job *jobs)
{
	struct job *next;
	uint64_t start = clock_us(), now;

	if (jobs == NULL)
		return;
	upkeep_close(&w->upkeep, &w->parts, start / 1000);
	ledger_lock(w->parts.ledger);
	store_all_deposits(w, jobs, ledger_today(w->parts.ledger));
	store_all_deletions(w, jobs);
	for (struct job *job = jobs; job != NULL; job = job->next)
		store_other(w, job);
	ledger_unlock(w->parts.ledger);
	now = clock_us();
	for (; jobs != NULL; jobs = next) {
		next = jobs->next;
		if (jobs->kind == JOB_DELETE)
			delayed_put(&w->delayed, jobs, now, randombytes_uniform(DELAY_SPREAD_US));
		else
			jobs->done(jobs);
	}
}

/* ---- what the clock brings ---- */

static void
count_waiting(struct writer *w, uint64_t ms)
{
	size_t waiting;
	int rc;

	ledger_lock(w->parts.ledger);
	rc = store_waiting(w->parts.ledger->store, &waiting);
	ledger_unlock(w->parts.ledger);
	if (rc == 0)
		puzzle_count(w->parts.puzzle, ms, waiting);
}

static void
tick(struct writer *w, uint64_t ms)
{
	if (ms < w->ticked_ms + TICK_MS)
		return;
	w->ticked_ms = ms;
	if (puzzle_due(w->parts.puzzle, ms))
		count_waiting(w, ms);
	upkeep_tick(&w->upkeep, &w->parts, ms);
}

/*
 * Gives back the answers that are due. A thread that slept longer wakes later, by as much as
 * would tell how long a deletion took: the last of the waiting is as long for all.
 */

static uint64_t
release(struct writer *w)
{
	uint64_t next = delayed_release(&w->delayed, clock_us());

	if (next == UINT64_MAX || next > clock_us() + DELAY_LEAD_US)
		return next;
	clock_wait_us(next);
	return delayed_release(&w->delayed, clock_us());
}

static void *
run(void *argument)
{
	struct writer *w = argument;
	uint64_t until, answers = UINT64_MAX;
	bool stop = false;

	while (!stop) {
		until = (w->ticked_ms + TICK_MS) * 1000;
		if (answers != UINT64_MAX && answers - DELAY_LEAD_US < until)
			until = answers - DELAY_LEAD_US;
		run_jobs(w, take_jobs(w, until, &stop));
		answers = release(w);
		tick(w, clock_ms());
	}
	(void)delayed_release(&w->delayed, UINT64_MAX);
	return NULL;
}

/* ---- beginning and end ---- */

static int
start_thread(struct writer *w)
{
	pthread_condattr_t monotonic;
	int bad = 0;

	w->queue.end = &w->queue.first;
	bad |= pthread_mutex_init(&w->queue.lock, NULL);
	bad |= pthread_condattr_init(&monotonic);
	bad |= pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	bad |= pthread_cond_init(&w->queue.wake, &monotonic);
	pthread_condattr_destroy(&monotonic);
	bad |= pthread_create(&w->thread, NULL, run, w);
	return bad == 0 ? 0 : ERR_MEMORY;
}

int
writer_start(struct writer **out, const struct writer_parts *parts)
{
	struct writer *w = calloc(1, sizeof *w);
	int rc;

	if (w == NULL)
		return ERR_MEMORY;
	w->parts = *parts;
	w->ticked_ms = clock_ms();
	rc = upkeep_begin(&w->upkeep, &w->parts);
	if (rc == 0)
		rc = start_thread(w);
	if (rc != 0) {
		free(w);
		return rc;
	}
	*out = w;
	return 0;
}

void
writer_stop(struct writer *w)
{
	bool again;

	if (w == NULL)
		return;
	pthread_mutex_lock(&w->queue.lock);
	again = w->queue.stopping;
	w->queue.stopping = true;
	pthread_cond_signal(&w->queue.wake);
	pthread_mutex_unlock(&w->queue.lock);
	if (again)
		return;
	pthread_join(w->thread, NULL);
	upkeep_end(&w->parts);
}

void
writer_free(struct writer *w)
{
	if (w == NULL)
		return;
	writer_stop(w);
	pthread_cond_destroy(&w->queue.wake);
	pthread_mutex_destroy(&w->queue.lock);
	free(w);
}
