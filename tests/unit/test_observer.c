/*
 * What somebody sees who counts and measures every request of a visit, and when it goes: the
 * same, whatever the visit is for.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <string.h>

#include "conversation.h"
#include "lines.h"
#include "seeded.h"

enum {
	VISITS = 200,
	SLOTS = 70,
	TRANSCRIPT_MAX = 1 << 16,
	TURNS_AT = 25, /* the slot before which the office's day turns */
};

static struct world w;

/* One line for each request: method, path, bytes there and back; one for each wait. */
static void
note(struct buf *seen, const struct step *step, size_t answer)
{
	char line[160];

	if (step->kind == STEP_WAIT)
		(void)snprintf(line, sizeof line, "wait %u\n", (unsigned)step->wait_ms);
	else
		(void)snprintf(line, sizeof line, "%d %s %zu %zu\n", (int)step->method, step->path,
		               step->body.n, answer);
	buf_put_text(seen, line);
	assert_int_equal(seen->err, 0);
}

enum kind { LOOK, SAY, SAY_LONG, SAY_NOBODY, TAKE_BACK, FORGET, RENEW, KINDS };

static char long_text[TEXT_PART_BYTES * 9];

static void
ask(struct room *r, enum kind kind, unsigned n)
{
	char words[32];

	(void)snprintf(words, sizeof words, "renewed %u", n);
	switch (kind) {
	case LOOK:
		return;
	case SAY:
		assert_int_equal(room_asked(r, "say", "text", "hello", NULL), 0);
		return;
	case SAY_LONG:
		assert_int_equal(room_asked(r, "say", "text", long_text, NULL), 0);
		return;
	case SAY_NOBODY:
		assert_int_equal(room_asked(r, "say", "text", "hello", "to", "Nobody", NULL), 0);
		return;
	case TAKE_BACK:
		assert_int_equal(room_asked(r, "take-back", NULL), 0);
		return;
	case FORGET:
		assert_int_equal(room_asked(r, "forget", NULL), 0);
		return;
	case RENEW:
		assert_int_equal(room_asked(r, "renew", "new_words", words, NULL), 0);
		return;
	case KINDS:
		return;
	}
}

static int
wanted(enum kind kind, bool anything)
{
	if (kind == SAY_NOBODY)
		return ERR_PERSON;
	return !anything && (kind == TAKE_BACK || kind == RENEW) ? ERR_ABSENT : 0;
}

/* Opens a session and keeps it for a while; something is done at one of its times. */
static void
visit_by_time(struct buf *seen, const char *words, enum kind kind, unsigned at, unsigned n,
              bool turns)
{
	unsigned waits = 0;
	struct step step;
	struct room *r;
	struct buf out;
	int status;

	buf_init(&out, 1 << 21);
	assert_int_equal(room_new(&r, DROP_ORIGIN, SPAN_NONE, w.drop.day), 0);
	room_pace(r, ROOM_BY_TIME);
	room_enter(r, words);
	for (;;) {
		assert_int_equal(room_step(r, &step), 0);
		if (step.kind == STEP_WAIT) {
			if (waits == at)
				ask(r, kind, n);
			if (waits++ == SLOTS)
				break;
			if (turns && waits == TURNS_AT)
				drop_next_days(&w.drop, 1);
			room_today(r, w.drop.day);
			note(seen, &step, 0);
			assert_int_equal(room_answer(r, 200, SPAN_NONE), 0);
			continue;
		}
		assert_int_equal(step.kind, STEP_REQUEST);
		buf_clear(&out);
		buf_init(&out, 1 << 21);
		status = drop_answer(&w.drop, &step, &out);
		/* tables say no more of a day than how many were left on it, in the real server's
		 */
		note(seen, &step, strcmp(step.path, "/v1/tags") == 0 ? 0 : out.n);
		assert_int_equal(room_answer(r, status, buf_span(&out)), 0);
	}
	assert_false(room_acting(r));
	if (room_acted(r) != wanted(kind, true) && room_acted(r) != wanted(kind, false))
		fail_msg("kind %d: %d", (int)kind, room_acted(r));
	room_free(r);
	buf_clear(&out);
}

static void
say_some(const char *words, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		says(&w, words, "said before", NULL);
}

/* An office where nothing, little, or much lies under some words, of today and of days before. */
static void
furnish(void)
{
	world_open(&w, 2, 0);
	says(&w, "little", "hello", NULL);
	answers(&w, 0, "good day");
	say_some("much", 25);
	drop_next_days(&w.drop, 1);
	assert_int_equal(sync_desk(&w, &(struct sync){.person = 0}), 0);
	assert_int_equal(sync_desk(&w, &(struct sync){.person = 1}), 0);
	say_some("much", 12);
	says(&w, "little", "are you there?", NULL);
	memset(long_text, 'x', sizeof long_text - 1);
}

static void
compare(const struct buf *first, const struct buf *seen, enum kind kind, const char *words)
{
	size_t at = 0;

	if (span_equal(buf_span(first), buf_span(seen)))
		return;
	while (at < first->n && at < seen->n && first->p[at] == seen->p[at])
		at++;
	fail_msg("kind %d under \"%s\" differs: \"%.60s\", not \"%.60s\"", (int)kind, words,
	         (const char *)seen->p + at, (const char *)first->p + at);
}

static void
sessions_by_time_look_alike_whatever_is_done(void **state)
{
	static const char *const all[] = {"nothing", "little", "much"};
	struct buf first[2], seen;
	unsigned kinds[KINDS] = {0};
	struct world before;

	(void)state;
	furnish();
	for (size_t i = 0; i < 2; i++)
		buf_init(&first[i], TRANSCRIPT_MAX);
	for (unsigned n = 0; n < VISITS; n++) {
		/* the first two, without and with a day that turns, only look */
		enum kind kind = n < 2 ? LOOK : (enum kind)seeded_below(KINDS);
		const char *words = all[n < 2 ? 0 : seeded_below(3)];
		unsigned at = kind == FORGET || kind == RENEW ? 0 : seeded_below(8);

		buf_init(&seen, TRANSCRIPT_MAX);
		world_copy(&before, &w); /* each from where the first began */
		visit_by_time(n < 2 ? &first[n] : &seen, words, kind, at, n, n % 2 == 1);
		world_close(&w);
		w = before;
		if (n >= 2)
			compare(&first[n % 2], &seen, kind, words);
		kinds[kind]++;
		buf_clear(&seen);
	}
	for (unsigned k = 0; k < KINDS; k++)
		assert_true(kinds[k] > VISITS / KINDS / 3);
	assert_false(span_equal(buf_span(&first[0]), buf_span(&first[1])));
	for (size_t i = 0; i < 2; i++)
		buf_clear(&first[i]);
	world_close(&w);
}

/* The office's and the bundles' requests, and the exchanges between them. */
static void
what_others_publish_is_read_again_every_ten_minutes(void **state)
{
	static const unsigned expected[] = {0, OPENING_EXCHANGES + SLOTS_SOON,
	                                    OPENING_EXCHANGES + SLOTS_SOON + 40};
	unsigned exchanges = 0, offices = 0, waited = 0;
	struct step step;
	struct room *r;
	struct buf out;
	int status;

	(void)state;
	world_open(&w, 1, 0);
	buf_init(&out, 1 << 21);
	assert_int_equal(room_new(&r, DROP_ORIGIN, SPAN_NONE, w.drop.day), 0);
	room_pace(r, ROOM_BY_TIME);
	room_enter(r, "ann");
	while (offices < 3) {
		assert_int_equal(room_step(r, &step), 0);
		waited += step.kind == STEP_WAIT ? step.wait_ms / 1000 : 0;
		if (step.kind == STEP_REQUEST && strcmp(step.path, "/v1/office") == 0)
			assert_int_equal(exchanges, expected[offices++]);
		exchanges += step.kind == STEP_REQUEST && strcmp(step.path, "/v1/exchange") == 0;
		buf_clear(&out);
		buf_init(&out, 1 << 21);
		status = step.kind == STEP_WAIT ? 200 : drop_answer(&w.drop, &step, &out);
		assert_int_equal(room_answer(r, status, buf_span(&out)), 0);
	}
	assert_in_range(waited, 1200, 1220);
	room_free(r);
	buf_clear(&out);
	world_close(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sessions_by_time_look_alike_whatever_is_done),
		cmocka_unit_test(what_others_publish_is_read_again_every_ten_minutes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
