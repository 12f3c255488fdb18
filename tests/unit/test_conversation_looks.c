/*
 * A desk that stays open: what an observer of its line sees of a look is the same
 * whatever there is, and what is done between looks is neither lost nor early.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <string.h>

#include "tests/unit/conversation.h"
#include "tests/unit/lines.h"
#include "tests/unit/seeded.h"

enum { SEEN_TEXT_MAX = 8192, LONG = 9 * TEXT_PART_BYTES, LOOKS = 240, STANDING = 4 };

static struct world w;
static struct desk *desk;
static struct buf answer; /* of the last step */

/* ---- a desk, and who watches its line ---- */

static void
opens(size_t person)
{
	assert_int_equal(desk_new(&desk, DROP_ORIGIN, SPAN_NONE, w.drop.day), 0);
	desk_enter(desk, w.drop.people[person].words);
}

/* Performs a step; what the line shows of it is appended to seen. */
static int
performs(struct device *device, const struct step *step, char seen[SEEN_TEXT_MAX])
{
	size_t n = strlen(seen);
	int status = device->homeless ? 404 : 200;

	buf_clear(&answer);
	if (step->kind != STEP_REQUEST) {
		device_answer(device, step, &answer);
		return status;
	}
	status = drop_answer(&w.drop, step, &answer);
	(void)snprintf(seen + n, SEEN_TEXT_MAX - n, "%d %s, %zu bytes: %d, %zu bytes\n",
	               (int)step->method, step->path, step->body.n, status, answer.n);
	for (char *p = seen + n; *p != '\0' && *p != ','; p++)
		*p = *p >= '0' && *p <= '9' ? '#' : *p; /* its length shows */
	return status;
}

static int
looks_with(struct device *device, char seen[SEEN_TEXT_MAX])
{
	struct step step;
	int rc;

	seen[0] = '\0';
	for (;;) {
		rc = desk_step(desk, &step);
		if (rc != 0 || step.kind == STEP_DONE)
			return rc;
		rc = performs(device, &step, seen);
		rc = desk_answer(desk, rc, buf_span(&answer));
		if (rc != 0)
			return rc;
	}
}

static int
looks(char seen[SEEN_TEXT_MAX])
{
	return looks_with(&w.devices[0], seen);
}

/* Opens person 0's desk and looks once. */
static void
open_desk(void)
{
	char seen[SEEN_TEXT_MAX];

	opens(0);
	assert_int_equal(looks(seen), 0);
}

static void
looks_once_more(void)
{
	char seen[SEEN_TEXT_MAX];

	desk_look(desk);
	assert_int_equal(looks(seen), 0);
}

static void
close_desk(void)
{
	desk_free(desk);
	desk = NULL;
	buf_clear(&answer);
}

static uint32_t
matter_at(size_t i)
{
	assert_true(desk_vault(desk)->matter_count > i);
	return desk_vault(desk)->matters[i]->id;
}

static const char *
text_of(size_t n)
{
	static char text[LONG + 1];

	memset(text, 'x', n);
	text[n] = '\0';
	return text;
}

/* What this device keeps after an act. */
static void
keeps(void)
{
	struct step step = {.kind = STEP_KEEP};

	assert_int_equal(desk_record(desk, &step.body), 0);
	device_answer(&w.devices[0], &step, NULL);
}

/* ---- one shape ---- */

static void
mail(unsigned n, unsigned round)
{
	for (unsigned i = 0; i < n; i++) {
		char words[32];

		(void)snprintf(words, sizeof words, "w%u-%u", round, i);
		says(&w, words, "something", NULL);
	}
}

/* A vault that has one size throughout: what its size tells is told elsewhere. */
static void
some_talk(void)
{
	mail(STANDING, 999);
	open_desk();
	for (unsigned i = 0; i < 3 * STANDING; i++)
		assert_int_equal(desk_act_now(desk, "say", matter_at(i % STANDING), "text",
		                              text_of(LONG), NULL),
		                 0);
	desk_send_now(desk);
	looks_once_more();
}

static void
does_something(unsigned round)
{
	uint32_t last = matter_at(desk_vault(desk)->matter_count - 1);

	switch (seeded_below(7)) {
	case 0:
		mail(1 + seeded_below(40), round);
		break;
	case 1:
		assert_int_equal(desk_act_now(desk, "say", last, "text", "good day", NULL), 0);
		break;
	case 2:
		if (desk_vault(desk)->matter_count > STANDING)
			assert_int_equal(desk_act_now(desk, "say", last, "text",
			                              text_of(2 * TEXT_PART_BYTES), NULL),
			                 0);
		break;
	case 3:
		assert_int_equal(desk_act_now(desk, "note", last, "text", "a note", NULL), 0);
		break;
	case 4:
	case 5:
		for (size_t i = desk_vault(desk)->matter_count; i-- > STANDING;)
			assert_int_equal(desk_act_now(desk, "close", matter_at(i), "no_last_word",
			                              LINE_ON, NULL),
			                 0);
		break;
	default:
		break;
	}
}

static void
whoever_carries_the_line_sees_the_same_look_whatever_there_is(void **state)
{
	static char first[SEEN_TEXT_MAX], seen[SEEN_TEXT_MAX];

	(void)state;
	world_open(&w, 2, 0);
	some_talk();
	desk_look(desk);
	assert_int_equal(looks(first), 0);
	/* sixteen envelopes, and as many to drop */
	assert_non_null(strstr(first, "desk/drop, 320 bytes"));
	for (unsigned i = 0; i < LOOKS; i++) {
		if (i % 60 == 59) {
			/* what a day changes, it changes for every desk */
			drop_next_days(&w.drop, 1);
			desk_today(desk, w.drop.day);
			looks_once_more();
			w.drop.place_count = 0;
			desk_look(desk);
			assert_int_equal(looks(first), 0);
		}
		does_something(i);
		desk_look(desk);
		assert_int_equal(looks(seen), 0);
		assert_string_equal(seen, first);
	}
	close_desk();
	world_close(&w);
}

/* It goes on from what is in memory, and keeps a copy again. */
static void
a_look_after_the_kept_copy_was_removed_looks_like_any(void **state)
{
	static char first[SEEN_TEXT_MAX], seen[SEEN_TEXT_MAX];

	(void)state;
	world_open(&w, 1, 0);
	says(&w, "ann", "hello", NULL);
	open_desk();
	desk_look(desk);
	assert_int_equal(looks(first), 0);
	assert_int_equal(desk_act_now(desk, "note", matter_at(0), "text", "a note", NULL), 0);
	device_clear(&w.devices[0]);
	desk_look(desk);
	assert_int_equal(looks(seen), 0);
	assert_string_equal(seen, first);
	assert_true(w.devices[0].kept.n > 0);
	close_desk();
	desk_shows(&w, 0, "{V:hello#a note}");
	world_close(&w);
}

/* One command of the command line is one look after login. */
static void
one_command_looks_like_another(void **state)
{
	static char first[SEEN_TEXT_MAX], seen[SEEN_TEXT_MAX];
	static const char *const verbs[] = {"inbox", "show", "say", "note", "label", "take"};

	(void)state;
	world_open(&w, 2, 0);
	says(&w, "ann", "hello", NULL);
	open_desk();
	close_desk();
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
		bool looks_only = i < 2;
		struct vault *v;
		uint32_t matter;

		assert_int_equal(drop_open(&v, &w.drop, 0), 0);
		matter = v->matters[0]->id;
		vault_free(v);
		if (i == 1)
			mail(9, 0);
		opens(0);
		assert_int_equal(desk_asked(desk, verbs[i], i == 0 ? LINE_NO_MATTER : matter,
		                            looks_only || i == 5 ? NULL : "text", "good day", NULL),
		                 0);
		assert_int_equal(looks(i == 0 ? first : seen), 0);
		close_desk();
		if (i > 0)
			assert_string_equal(seen, first);
	}
	world_close(&w);
}

/* How many exchanges a look makes for so many parts that wait. */
static unsigned
exchanges_for(size_t parts, bool now)
{
	unsigned before = w.drop.fetches + w.drop.deposits;
	char seen[SEEN_TEXT_MAX];

	world_open(&w, 1, 0);
	says(&w, "ann", "hello", NULL);
	open_desk();
	for (size_t i = 0; i < parts; i++)
		assert_int_equal(desk_act_now(desk, "say", matter_at(0), "text", "x", NULL), 0);
	before = w.drop.fetches + w.drop.deposits;
	desk_look(desk);
	if (now)
		desk_send_now(desk);
	assert_int_equal(looks(seen), 0);
	before = w.drop.fetches + w.drop.deposits - before;
	close_desk();
	world_close(&w);
	return before;
}

static void
what_waits_goes_in_1_4_16_exchanges_at_once_and_otherwise_in_one(void **state)
{
	static const struct {
		size_t parts;
		unsigned exchanges;
	} rows[] = {{0, 1}, {1, 1}, {2, 4}, {4, 4}, {5, 16}, {16, 16}, {17, 32}, {33, 48}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_int_equal(exchanges_for(rows[i].parts, true), rows[i].exchanges);
		assert_int_equal(exchanges_for(rows[i].parts, false), 1);
	}
}

/* A puzzle is set whatever is done, and shows in the number of exchanges alone. */
static void
a_puzzle_tells_no_deposit_from_a_fetch(void **state)
{
	unsigned made[2];

	(void)state;
	for (unsigned say = 0; say < 2; say++) {
		char seen[SEEN_TEXT_MAX];

		world_open(&w, 1, 0);
		says(&w, "ann", "hello", NULL);
		open_desk();
		w.drop.bits = 6;
		if (say == 1)
			assert_int_equal(desk_act_now(desk, "say", matter_at(0), "text", "x", NULL),
			                 0);
		w.drop.fetches = w.drop.deposits = w.drop.puzzles = 0;
		desk_look(desk);
		assert_int_equal(looks(seen), 0);
		made[say] = w.drop.fetches + w.drop.deposits + w.drop.puzzles;
		assert_int_equal(w.drop.deposits, say);
		/* once it is known, no deposit is refused for it */
		if (say == 1)
			assert_int_equal(desk_act_now(desk, "say", matter_at(0), "text", "y", NULL),
			                 0);
		w.drop.puzzles = 0;
		looks_once_more();
		assert_int_equal(w.drop.puzzles, 0);
		assert_int_equal(w.drop.deposits, 2 * say);
		close_desk();
		world_close(&w);
	}
	assert_int_equal(made[0], 4);
	assert_int_equal(made[1], 4);
}

static unsigned asked_entries[8];
static size_t asked_n;

static void
note_entries(struct drop *d, const struct step *step)
{
	static const char inbox[] = "/v1/desk/inbox/";

	(void)d;
	if (strncmp(step->path, inbox, sizeof inbox - 1) == 0 && asked_n < 8)
		asked_entries[asked_n++] =
			(unsigned)strtoul(step->path + sizeof inbox - 1, NULL, 10);
}

/* What the first look asks for follows from the days since the last save alone. */
static void
the_first_look_after_login_is_as_large_as_the_desk_was_long_away(void **state)
{
	static const struct {
		unsigned days, entries;
	} rows[] = {{0, 16}, {1, 64}, {7, 64}, {8, 256}, {30, 256}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		for (unsigned much = 0; much < 2; much++) {
			world_open(&w, 1, 0);
			drop_next_days(&w.drop, rows[i].days);
			if (much == 1)
				mail(3, 0);
			w.drop.hook = note_entries;
			asked_n = 0;
			open_desk();
			assert_int_equal(asked_n, 1);
			assert_int_equal(asked_entries[0], rows[i].entries);
			close_desk();
			world_close(&w);
		}
	}
}

static void
an_inbox_that_comes_full_is_listed_on_at_once_only_after_login_or_when_told(void **state)
{
	(void)state;
	world_open(&w, 1, 0);
	mail(20, 0);
	w.drop.hook = note_entries;
	asked_n = 0;
	open_desk();
	assert_int_equal(asked_n, 2);
	assert_int_equal(asked_entries[1], 256);
	assert_int_equal(desk_vault(desk)->matter_count, 20);
	mail(20, 1);
	asked_n = 0;
	looks_once_more();
	assert_int_equal(asked_n, 1);
	assert_int_equal(desk_vault(desk)->matter_count, 36);
	looks_once_more();
	assert_int_equal(asked_n, 2);
	assert_int_equal(desk_vault(desk)->matter_count, 40);
	mail(20, 2);
	asked_n = 0;
	assert_int_equal(desk_act_now(desk, "more", LINE_NO_MATTER, NULL), 0);
	looks_once_more();
	assert_int_equal(asked_n, 1);
	assert_int_equal(asked_entries[0], 256);
	assert_int_equal(desk_vault(desk)->matter_count, 60);
	looks_once_more();
	assert_int_equal(asked_entries[1], 16);
	assert_int_equal(drop_inbox(&w.drop, 0), 0);
	close_desk();
	world_close(&w);
}

static void
looks_are_180_to_300_seconds_apart_by_chance(void **state)
{
	uint32_t least = UINT32_MAX, most = 0;

	(void)state;
	for (unsigned i = 0; i < 2000; i++) {
		uint32_t ms = desk_wait_ms();

		assert_in_range(ms, 180000, 300000);
		least = ms < least ? ms : least;
		most = ms > most ? ms : most;
	}
	assert_in_range(least, 180000, 182000);
	assert_in_range(most, 298000, 300000);
}

/* ---- what is done between looks ---- */

static void
one_who_wrote(void)
{
	world_open(&w, 1, 0);
	says(&w, "ann", "hello", NULL);
	open_desk();
}

static void
an_answer_shows_at_once_goes_with_the_next_look_and_can_be_undone_until_then(void **state)
{
	char id[] = "11111111111111111111111111111111";

	(void)state;
	one_who_wrote();
	assert_int_equal(desk_act_now(desk, "say", matter_at(0), "text", "never", "id", id, NULL),
	                 0);
	assert_int_equal(desk_unsaved(desk), 1);
	assert_true(desk_vault(desk)->matters[0]->correspondents[0]->thread.messages[1]->unsent);
	assert_int_equal(desk_act_now(desk, "unsay", matter_at(0), "message", id, NULL), 0);
	looks_once_more();
	assert_int_equal(desk_unsaved(desk), 0);
	assert_int_equal(w.drop.deposits, 1); /* ann's */
	id[0] = '2';
	assert_int_equal(
		desk_act_now(desk, "say", matter_at(0), "text", "good day", "id", id, NULL), 0);
	room_shows(&w, "ann", "V:hello");
	looks_once_more();
	room_shows(&w, "ann", "V:hello|0:good day");
	assert_int_equal(desk_act_now(desk, "unsay", matter_at(0), "message", id, NULL), ERR_SENT);
	id[0] = '3';
	assert_int_equal(desk_act_now(desk, "unsay", matter_at(0), "message", id, NULL), ERR_SENT);
	close_desk();
	desk_shows(&w, 0, "{V:hello|0:good day}");
	world_close(&w);
}

static void
a_long_answer_is_spread_over_looks_and_is_not_undone_half_way(void **state)
{
	char id[] = "11111111111111111111111111111111", expected[200], shown[80];

	(void)state;
	one_who_wrote();
	assert_int_equal(desk_act_now(desk, "say", matter_at(0), "text",
	                              text_of(3 * TEXT_PART_BYTES), "id", id, NULL),
	                 0);
	for (unsigned i = 0; i < 2; i++)
		looks_once_more();
	assert_int_equal(w.drop.deposits, 1 + 2);
	assert_int_equal(desk_act_now(desk, "unsay", matter_at(0), "message", id, NULL), ERR_SENT);
	room_shows(&w, "ann", "V:hello");
	/* another session goes on behind the parts that are gone */
	close_desk();
	open_desk();
	assert_int_equal(w.drop.deposits, 1 + 3);
	looks_once_more();
	assert_int_equal(w.drop.deposits, 1 + 4);
	looks_once_more();
	assert_int_equal(w.drop.deposits, 1 + 4);
	view_of_text(shown, span_text(text_of(3 * TEXT_PART_BYTES)));
	(void)snprintf(expected, sizeof expected, "V:hello|0:%s", shown);
	room_shows(&w, "ann", expected);
	close_desk();
	world_close(&w);
}

/* Nobody knows whether it arrived: to undo it would be a promise that may not hold. */
static void
an_answer_whose_deposit_was_not_answered_is_not_undone(void **state)
{
	static char id[] = "11111111111111111111111111111111";
	struct step step;
	char seen[SEEN_TEXT_MAX] = "";

	(void)state;
	one_who_wrote();
	assert_int_equal(
		desk_act_now(desk, "say", matter_at(0), "text", "good day", "id", id, NULL), 0);
	desk_look(desk);
	for (;;) {
		int status;

		assert_int_equal(desk_step(desk, &step), 0);
		status = performs(&w.devices[0], &step, seen);
		if (strcmp(step.path, "/v1/exchange") == 0)
			break;
		assert_int_equal(desk_answer(desk, status, buf_span(&answer)), 0);
	}
	desk_look(desk);
	assert_int_equal(desk_act_now(desk, "unsay", matter_at(0), "message", id, NULL), ERR_SENT);
	assert_int_equal(looks(seen), 0);
	close_desk();
	room_shows(&w, "ann", "V:hello|0:good day");
	world_close(&w);
}

/* Which another device cannot know until the next save of the one that sent it. */
static void
an_answer_that_another_device_sent_is_not_undone_here(void **state)
{
	static char id[] = "11111111111111111111111111111111";
	struct device second = {0};
	char seen[SEEN_TEXT_MAX];

	(void)state;
	one_who_wrote();
	assert_int_equal(
		desk_act_now(desk, "say", matter_at(0), "text", "good day", "id", id, NULL), 0);
	looks_once_more();
	close_desk();
	room_shows(&w, "ann", "V:hello|0:good day");
	/* and here the office takes nothing more */
	w.drop.force = EXCHANGE_FULL;
	w.drop.force_count = 1000;
	opens(0);
	assert_int_equal(looks_with(&second, seen), ERR_FULL);
	assert_true(desk_vault(desk)->matters[0]->correspondents[0]->thread.messages[1]->unsent);
	assert_int_equal(desk_act_now(desk, "unsay", matter_at(0), "message", id, NULL), ERR_SENT);
	w.drop.force_count = 0;
	desk_look(desk);
	assert_int_equal(looks_with(&second, seen), 0);
	close_desk();
	room_shows(&w, "ann", "V:hello|0:good day");
	device_clear(&second);
	world_close(&w);
}

/* All places toward her are taken: so it is told by every look of the day. */
static void
what_waits_for_a_place_is_told_by_each_look_until_it_has_gone(void **state)
{
	char seen[SEEN_TEXT_MAX];

	(void)state;
	one_who_wrote();
	for (unsigned i = 0; i < 4; i++)
		assert_int_equal(
			desk_act_now(desk, "say", matter_at(0), "text", text_of(LONG), NULL), 0);
	desk_send_now(desk);
	looks_once_more();
	assert_int_equal(desk_act_now(desk, "say", matter_at(0), "text", "x", NULL), 0);
	for (unsigned i = 0; i < 3; i++) {
		desk_look(desk);
		assert_int_equal(looks(seen), ERR_FULL);
		assert_true(desk_waits(desk));
	}
	drop_next_days(&w.drop, 1);
	desk_today(desk, w.drop.day);
	looks_once_more();
	assert_false(desk_waits(desk));
	close_desk();
	world_close(&w);
}

/* It has saved what is to be dropped, and asks for it with the next look. */
static void
a_server_that_has_no_time_to_drop_is_one_that_cannot_be_reached_now(void **state)
{
	static const struct {
		int status, err;
	} rows[] = {{503, ERR_UNAVAILABLE}, {500, ERR_SERVER}};
	struct step step;
	char seen[SEEN_TEXT_MAX] = "";

	(void)state;
	one_who_wrote();
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int status;

		desk_look(desk);
		for (;;) {
			assert_int_equal(desk_step(desk, &step), 0);
			if (strcmp(step.path, "/v1/desk/drop") == 0)
				break;
			status = performs(&w.devices[0], &step, seen);
			assert_int_equal(desk_answer(desk, status, buf_span(&answer)), 0);
		}
		assert_int_equal(desk_answer(desk, rows[i].status, SPAN_NONE), rows[i].err);
	}
	looks_once_more();
	assert_int_equal(desk_vault(desk)->matter_count, 1);
	close_desk();
	world_close(&w);
}

/* One that was refused here and nowhere tried can be. */
static void
an_answer_that_found_no_place_is_undone_by_the_next_session_too(void **state)
{
	static char id[] = "11111111111111111111111111111111";
	char seen[SEEN_TEXT_MAX];

	(void)state;
	one_who_wrote();
	w.drop.force = EXCHANGE_FULL;
	w.drop.force_count = 1000;
	assert_int_equal(
		desk_act_now(desk, "say", matter_at(0), "text", "good day", "id", id, NULL), 0);
	desk_look(desk);
	assert_int_equal(looks(seen), ERR_FULL);
	close_desk();
	opens(0);
	assert_int_equal(looks(seen), ERR_FULL);
	assert_int_equal(desk_act_now(desk, "unsay", matter_at(0), "message", id, NULL), 0);
	w.drop.force_count = 0;
	looks_once_more();
	close_desk();
	room_shows(&w, "ann", "V:hello");
	world_close(&w);
}

/* ---- a last word ---- */

static size_t
matters_on_the_server(void)
{
	struct vault *v;
	size_t n;

	assert_int_equal(drop_open(&v, &w.drop, 0), 0);
	n = v->matter_count;
	vault_free(v);
	return n;
}

/* As a command does it, which has no later look. */
static void
one_look_more_takes_what_a_last_word_ended_from_the_server_and_looks_like_any(void **state)
{
	static char plain[SEEN_TEXT_MAX], seen[SEEN_TEXT_MAX];

	(void)state;
	one_who_wrote();
	says(&w, "bob", "from bob", NULL);
	looks_once_more();
	desk_look(desk);
	assert_int_equal(looks(plain), 0);
	assert_int_equal(desk_act_now(desk, "close", matter_at(0), "last_word", "go well", NULL),
	                 0);
	/* until it has gone out it is there to be sent */
	assert_int_equal(desk_vault(desk)->matter_count, 2);
	desk_look(desk);
	assert_false(desk_ended(desk));
	assert_int_equal(looks(seen), 0);
	assert_string_equal(seen, plain);
	assert_true(desk_ended(desk));
	assert_int_equal(desk_vault(desk)->matter_count, 1);
	assert_int_equal(matters_on_the_server(), 2);
	desk_look_once_more(desk);
	assert_int_equal(looks(seen), 0);
	assert_string_equal(seen, plain);
	assert_false(desk_ended(desk));
	assert_int_equal(matters_on_the_server(), 1);
	close_desk();
	room_shows(&w, "ann", "V:hello|0:go well");
	world_close(&w);
}

/* What the look before it found out is still there to be told. */
static void
one_look_more_forgets_nothing_that_the_look_before_found(void **state)
{
	struct sync s = {.person = 0, .act = SYNC_NOTE, .text = "a note"};
	struct visit v = {.words = "bob", .act = VISIT_FORGET};
	struct drop_person *p = &w.drop.people[0];
	struct buf older;
	uint32_t older_version;
	char seen[SEEN_TEXT_MAX];

	(void)state;
	one_who_wrote();
	says(&w, "bob", "from bob", NULL);
	looks_once_more();
	buf_init(&older, VAULT_MAX);
	buf_put_span(&older, buf_span(&p->vault));
	older_version = p->vault_version;
	s.matter = matter_at(0);
	close_desk();
	assert_int_equal(sync_desk(&w, &s), 0);
	buf_clear(&p->vault);
	buf_put_span(&p->vault, buf_span(&older));
	p->vault_version = older_version;
	assert_int_equal(visit(&w, &v), 0);
	opens(0);
	desk_put_back(desk);
	assert_int_equal(looks(seen), 0);
	assert_true(desk_went_back(desk));
	assert_int_equal(desk_withdrawn(desk), 1);
	desk_look_once_more(desk);
	assert_int_equal(looks(seen), 0);
	assert_true(desk_went_back(desk));
	assert_int_equal(desk_withdrawn(desk), 1);
	/* a look of its own begins anew */
	looks_once_more();
	assert_false(desk_went_back(desk));
	assert_int_equal(desk_withdrawn(desk), 0);
	close_desk();
	buf_clear(&older);
	world_close(&w);
}

static void
what_was_done_and_kept_survives_the_device(void **state)
{
	struct sync s = {.person = 0};

	(void)state;
	one_who_wrote();
	assert_int_equal(desk_act_now(desk, "note", matter_at(0), "text", "rota?", NULL), 0);
	assert_int_equal(desk_act_now(desk, "say", matter_at(0), "text", "good day", NULL), 0);
	keeps();
	close_desk(); /* without a look */
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_string_equal(s.view, "{V:hello|0:good day#rota?}");
	assert_false(s.merged);
	room_shows(&w, "ann", "V:hello|0:good day");
	/* nor does it hide that the server went back */
	open_desk();
	assert_int_equal(desk_act_now(desk, "note", matter_at(0), "text", "rota!", NULL), 0);
	keeps();
	close_desk();
	w.devices[0].kept.p[4 + DEVICE_BYTES + 3]++; /* the server had a later one */
	assert_int_equal(sync_desk(&w, &s), ERR_OLDER);
	world_close(&w);
}

/* An answer of the server to a save is lost, and the device goes on working until it dies. */
static void
what_was_done_while_a_save_was_on_its_way_is_not_lost(void **state)
{
	struct step step;
	struct sync s = {.person = 0};

	(void)state;
	one_who_wrote();
	assert_int_equal(desk_act_now(desk, "note", matter_at(0), "text", "one", NULL), 0);
	desk_look(desk);
	for (;;) {
		int status;
		char seen[SEEN_TEXT_MAX] = "";

		assert_int_equal(desk_step(desk, &step), 0);
		status = performs(&w.devices[0], &step, seen);
		if (step.method == HTTP_PUT)
			break;
		assert_int_equal(desk_answer(desk, status, buf_span(&answer)), 0);
	}
	assert_int_equal(desk_act_now(desk, "note", matter_at(0), "text", "two", NULL), 0);
	assert_int_equal(desk_act_now(desk, "say", matter_at(0), "text", "good day", NULL), 0);
	keeps();
	close_desk();
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_string_equal(s.view, "{V:hello|0:good day#two}");
	assert_false(s.merged);
	world_close(&w);
}

/* Undone on a device that then ends without a look, while another one saves. */
static void
what_was_undone_does_not_go_after_all_when_two_devices_are_joined(void **state)
{
	static char id[] = "11111111111111111111111111111111";
	struct device second = {0};
	struct sync other = {.person = 0, .act = SYNC_NOTE, .device = &second, .text = "a note"},
		    s = {.person = 0};
	struct step step;
	char seen[SEEN_TEXT_MAX] = "";

	(void)state;
	one_who_wrote();
	w.drop.force = EXCHANGE_FULL;
	w.drop.force_count = 1000;
	assert_int_equal(desk_act_now(desk, "say", matter_at(0), "text", "never", "id", id, NULL),
	                 0);
	desk_look(desk);
	for (;;) {
		int rc = desk_step(desk, &step);

		if (rc != 0 || step.kind == STEP_DONE)
			break;
		rc = performs(&w.devices[0], &step, seen);
		if (desk_answer(desk, rc, buf_span(&answer)) != 0)
			break;
	}
	other.matter = matter_at(0);
	assert_int_equal(sync_desk(&w, &other), ERR_FULL);
	assert_int_equal(desk_act_now(desk, "unsay", matter_at(0), "message", id, NULL), 0);
	keeps();
	close_desk();
	w.drop.force_count = 0;
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_true(s.merged);
	assert_string_equal(s.view, "{V:hello#a note}");
	room_shows(&w, "ann", "V:hello");
	device_clear(&second);
	world_close(&w);
}

static void
acts_are_done_again_where_another_device_saved_first(void **state)
{
	struct device second = {0};
	struct sync other = {.person = 0, .act = SYNC_CLOSE, .device = &second};
	char seen[SEEN_TEXT_MAX];
	uint8_t token[TOKEN_BYTES];

	(void)state;
	world_open(&w, 1, 0);
	says(&w, "ann", "from ann", NULL);
	open_desk();
	says(&w, "bob", "from bob", NULL);
	looks_once_more();
	other.matter = matter_at(0);
	memcpy(token, w.drop.people[0].token, sizeof token);
	assert_int_equal(desk_act_now(desk, "say", matter_at(0), "text", "to ann", NULL), 0);
	assert_int_equal(desk_act_now(desk, "note", matter_at(1), "text", "of bob", NULL), 0);
	assert_int_equal(desk_act_now(desk, "say", matter_at(1), "text", "to bob", NULL), 0);
	assert_int_equal(sync_desk(&w, &other), 0);
	memcpy(w.drop.people[0].token, token, sizeof token);
	desk_look(desk);
	/* what could not be done is told, and keeps nothing else from being done */
	assert_int_equal(looks(seen), ERR_ABSENT);
	looks_once_more();
	assert_int_equal(desk_unsaved(desk), 0);
	close_desk();
	desk_shows(&w, 0, "{V:from bob|0:to bob#of bob}");
	room_shows(&w, "ann", "V:from ann");
	room_shows(&w, "bob", "V:from bob|0:to bob");
	device_clear(&second);
	world_close(&w);
}

/* The first device's save was refused: it has the other's vault, and is about to list the inbox. */
static void
until_another_vault_has_come(struct device *device)
{
	struct step step;
	char seen[SEEN_TEXT_MAX] = "";

	desk_look(desk);
	for (bool came = false; !came;) {
		int status;

		assert_int_equal(desk_step(desk, &step), 0);
		came = step.method == HTTP_GET && strcmp(step.path, "/v1/desk/vault") == 0;
		status = performs(device, &step, seen);
		assert_int_equal(desk_answer(desk, status, buf_span(&answer)), 0);
	}
}

static void
what_another_device_took_in_is_not_ended_before_it_was_shown_here(void **state)
{
	struct device second = {0};
	struct sync other = {.person = 0, .device = &second};
	char seen[SEEN_TEXT_MAX];
	uint8_t token[TOKEN_BYTES];
	uint32_t ann, bob;

	(void)state;
	world_open(&w, 1, 0);
	says(&w, "ann", "from ann", NULL);
	open_desk();
	ann = matter_at(0);
	says(&w, "bob", "from bob", NULL);
	looks_once_more();
	bob = matter_at(0) == ann ? matter_at(1) : matter_at(0);
	memcpy(token, w.drop.people[0].token, sizeof token);
	says(&w, "ann", "one thing more", NULL);
	assert_int_equal(sync_desk(&w, &other), 0);
	memcpy(w.drop.people[0].token, token, sizeof token);
	desk_shown(desk, 0);
	until_another_vault_has_come(&w.devices[0]);
	assert_int_equal(desk_act_now(desk, "close", ann, "no_last_word", LINE_ON, NULL),
	                 ERR_UNDECIDED);
	assert_int_equal(desk_act_now(desk, "end", ann, "no_last_word", LINE_ON, NULL),
	                 ERR_UNDECIDED);
	/* what was here and shown is ended as ever, and nothing else has to wait */
	assert_int_equal(desk_act_now(desk, "say", ann, "text", "to ann", NULL), 0);
	assert_int_equal(desk_act_now(desk, "close", bob, "no_last_word", LINE_ON, NULL), 0);
	assert_int_equal(looks(seen), 0);
	assert_int_equal(desk_vault(desk)->matter_count, 1);
	assert_int_equal(desk_act_now(desk, "close", ann, "no_last_word", LINE_ON, NULL), 0);
	close_desk();
	device_clear(&second);
	world_close(&w);
}

/* So it is with what another program of this home took in. */
static void
what_another_program_of_this_home_took_in_is_not_ended_before_it_was_shown_here(void **state)
{
	struct sync other = {.person = 0};
	char seen[SEEN_TEXT_MAX];
	uint8_t token[TOKEN_BYTES];
	uint32_t ann;

	(void)state;
	one_who_wrote();
	ann = matter_at(0);
	memcpy(token, w.drop.people[0].token, sizeof token);
	says(&w, "ann", "one thing more", NULL);
	assert_int_equal(sync_desk(&w, &other), 0);
	memcpy(w.drop.people[0].token, token, sizeof token);
	desk_shown(desk, 0);
	until_another_vault_has_come(&w.devices[0]);
	assert_int_equal(desk_act_now(desk, "close", ann, "no_last_word", LINE_ON, NULL),
	                 ERR_UNDECIDED);
	assert_int_equal(looks(seen), 0);
	assert_int_equal(desk_act_now(desk, "close", ann, "no_last_word", LINE_ON, NULL), 0);
	close_desk();
	world_close(&w);
}

/* And where nothing of hers came meanwhile, an ending is done again on the other's vault. */
static void
an_ending_is_done_again_where_another_device_saved_first_unless_something_came(void **state)
{
	(void)state;
	for (unsigned came = 0; came < 2; came++) {
		struct device second = {0};
		struct sync other = {.person = 0, .device = &second};
		char seen[SEEN_TEXT_MAX];
		uint8_t token[TOKEN_BYTES];

		world_open(&w, 1, 0);
		says(&w, "ann", "from ann", NULL);
		open_desk();
		memcpy(token, w.drop.people[0].token, sizeof token);
		assert_int_equal(desk_act_now(desk, "end", matter_at(0), "about", "2m",
		                              "no_last_word", LINE_ON, NULL),
		                 0);
		if (came == 1)
			says(&w, "ann", "one thing more", NULL);
		assert_int_equal(sync_desk(&w, &other), 0);
		memcpy(w.drop.people[0].token, token, sizeof token);
		desk_look(desk);
		assert_int_equal(looks(seen), came == 1 ? ERR_UNDECIDED : 0);
		assert_int_equal(desk_vault(desk)->matter_count, came);
		close_desk();
		desk_shows(&w, 0, came == 1 ? "{V:from ann|V:one thing more}" : "");
		device_clear(&second);
		world_close(&w);
	}
}

static void
a_matter_that_is_closed_while_its_answer_is_on_its_way_is_gone(void **state)
{
	struct step step;
	char seen[SEEN_TEXT_MAX] = "";
	int status;

	(void)state;
	one_who_wrote();
	assert_int_equal(desk_act_now(desk, "say", matter_at(0), "text", "good day", NULL), 0);
	desk_look(desk);
	for (;;) {
		assert_int_equal(desk_step(desk, &step), 0);
		status = performs(&w.devices[0], &step, seen);
		if (strcmp(step.path, "/v1/exchange") == 0)
			break;
		assert_int_equal(desk_answer(desk, status, buf_span(&answer)), 0);
	}
	assert_int_equal(desk_act_now(desk, "close", matter_at(0), NULL), 0);
	assert_int_equal(desk_answer(desk, status, buf_span(&answer)), 0);
	assert_int_equal(looks(seen), 0);
	close_desk();
	desk_shows(&w, 0, "");
	room_shows(&w, "ann", "V:hello|0:good day");
	world_close(&w);
}

static void
a_home_that_keeps_nothing_saves_what_is_to_be_said_before_it_goes(void **state)
{
	struct device nowhere = {.homeless = true};
	struct vault *v;
	struct step step;
	char seen[SEEN_TEXT_MAX] = "";

	(void)state;
	world_open(&w, 1, 0);
	says(&w, "ann", "hello", NULL);
	opens(0);
	assert_int_equal(looks_with(&nowhere, seen), 0);
	assert_int_equal(desk_act_now(desk, "say", matter_at(0), "text", "good day", NULL), 0);
	desk_look(desk);
	for (;;) {
		int status;

		assert_int_equal(desk_step(desk, &step), 0);
		if (strcmp(step.path, "/v1/exchange") == 0)
			break;
		status = performs(&nowhere, &step, seen);
		assert_int_equal(desk_answer(desk, status, buf_span(&answer)), 0);
	}
	assert_int_equal(drop_open(&v, &w.drop, 0), 0);
	assert_int_equal(v->matters[0]->correspondents[0]->thread.n, 2);
	assert_true(v->matters[0]->correspondents[0]->thread.messages[1]->unsent);
	vault_free(v);
	close_desk();
	/* and without it another device sends it */
	desk_shows(&w, 0, "{V:hello|0:good day}");
	room_shows(&w, "ann", "V:hello|0:good day");
	world_close(&w);
}

static int
begin(void **state)
{
	(void)state;
	buf_init(&answer, VAULT_MAX + 1024);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whoever_carries_the_line_sees_the_same_look_whatever_there_is),
		cmocka_unit_test(a_look_after_the_kept_copy_was_removed_looks_like_any),
		cmocka_unit_test(one_command_looks_like_another),
		cmocka_unit_test(what_waits_goes_in_1_4_16_exchanges_at_once_and_otherwise_in_one),
		cmocka_unit_test(a_puzzle_tells_no_deposit_from_a_fetch),
		cmocka_unit_test(the_first_look_after_login_is_as_large_as_the_desk_was_long_away),
		cmocka_unit_test(
			an_inbox_that_comes_full_is_listed_on_at_once_only_after_login_or_when_told),
		cmocka_unit_test(looks_are_180_to_300_seconds_apart_by_chance),
		cmocka_unit_test(
			an_answer_shows_at_once_goes_with_the_next_look_and_can_be_undone_until_then),
		cmocka_unit_test(a_long_answer_is_spread_over_looks_and_is_not_undone_half_way),
		cmocka_unit_test(an_answer_whose_deposit_was_not_answered_is_not_undone),
		cmocka_unit_test(an_answer_that_another_device_sent_is_not_undone_here),
		cmocka_unit_test(what_waits_for_a_place_is_told_by_each_look_until_it_has_gone),
		cmocka_unit_test(
			a_server_that_has_no_time_to_drop_is_one_that_cannot_be_reached_now),
		cmocka_unit_test(an_answer_that_found_no_place_is_undone_by_the_next_session_too),
		cmocka_unit_test(
			one_look_more_takes_what_a_last_word_ended_from_the_server_and_looks_like_any),
		cmocka_unit_test(one_look_more_forgets_nothing_that_the_look_before_found),
		cmocka_unit_test(what_was_done_and_kept_survives_the_device),
		cmocka_unit_test(what_was_done_while_a_save_was_on_its_way_is_not_lost),
		cmocka_unit_test(what_was_undone_does_not_go_after_all_when_two_devices_are_joined),
		cmocka_unit_test(acts_are_done_again_where_another_device_saved_first),
		cmocka_unit_test(what_another_device_took_in_is_not_ended_before_it_was_shown_here),
		cmocka_unit_test(
			what_another_program_of_this_home_took_in_is_not_ended_before_it_was_shown_here),
		cmocka_unit_test(
			an_ending_is_done_again_where_another_device_saved_first_unless_something_came),
		cmocka_unit_test(a_matter_that_is_closed_while_its_answer_is_on_its_way_is_gone),
		cmocka_unit_test(a_home_that_keeps_nothing_saves_what_is_to_be_said_before_it_goes),
	};

	return cmocka_run_group_tests(tests, begin, NULL);
}
