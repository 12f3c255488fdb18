/* A flood of strangers' messages: correspondents first, everybody readable, nothing kept alive. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "core/date.h"
#include "tests/unit/conversation.h"
#include "tests/unit/lines.h"

enum {
	JUNK = 10000,
	REAL = 20,
	KNOWN = 3,
	PRESSES = 30,
};

static struct world w;
static struct talk_keys one; /* of whoever sends junk: X-Wing and K_talk, the same for all of it */

/* n messages to person 0, each from a fresh key. */
static void
flood(size_t n, const char *text)
{
	struct message_part part = {.kind = MESSAGE_TEXT, .parts = 1, .lamport = 1};

	visitor_keys(&w, &one, "mallory");
	memcpy(part.xwing, one.xwing_public, sizeof part.xwing);
	memcpy(part.talk, one.talk, sizeof part.talk);
	part.text = span_text(text);
	for (size_t i = 0; i < n; i++) {
		randombytes_buf(one.x25519, sizeof one.x25519);
		randombytes_buf(part.id, sizeof part.id);
		forge(&w, &one, &part);
	}
}

static const char *
words_of(const char *who, int i)
{
	static char words[16];

	(void)snprintf(words, sizeof words, "%s%c", who, 'a' + i);
	return words;
}

static void
people_say(const char *who, int n, const char *text)
{
	for (int i = 0; i < n; i++) {
		char said[32];

		(void)snprintf(said, sizeof said, "%s %d", text, i);
		says(&w, words_of(who, i), said, NULL);
	}
}

static struct vault *
vault_now(void)
{
	struct vault *v;

	assert_int_equal(drop_open(&v, &w.drop, 0), 0);
	return v;
}

/* The first line of a matter, as a lot shows it. */
static void
first_line(char out[80], const struct matter *m)
{
	const struct thread *t = &m->correspondents[0]->thread;
	struct buf text;

	out[0] = '\0';
	if (t->n == 0 || !message_shown(t->messages[0]))
		return;
	buf_init(&text, TEXT_MAX);
	assert_int_equal(message_text(&text, t->messages[0]), 0);
	view_of_text(out, buf_span(&text));
	buf_clear(&text);
}

static size_t
matters_that_say(const char *text)
{
	struct vault *v = vault_now();
	size_t n = 0;

	for (size_t i = 0; i < v->matter_count; i++) {
		for (size_t j = 0; j < v->matters[i]->correspondents[0]->thread.n; j++) {
			const struct message *m =
				v->matters[i]->correspondents[0]->thread.messages[j];

			n += m->body.pieces[0].n >= strlen(text) &&
			     memcmp(m->body.pieces[0].p, text, strlen(text)) == 0;
		}
	}
	vault_free(v);
	return n;
}

/* What somebody does who reads first lines: ticks whom to keep, discards the rest; the ticks. */
static json_t *
choose(size_t *ticks)
{
	json_t *line = json_pack("{s:s, s:[], s:[]}", "do", "discard", "matters", "keep");
	struct vault *v = vault_now();

	*ticks = 0;
	for (size_t i = 0; i < v->matter_count; i++) {
		char said[80], name[MATTER_NAME_MAX];
		bool real;

		if (!matter_stranger(v->matters[i]))
			continue;
		first_line(said, v->matters[i]);
		assert_true(said[0] != '\0');
		real = strncmp(said, "real", 4) == 0;
		*ticks += real;
		matter_name(name, v->matters[i]->id);
		json_array_append_new(json_object_get(line, real ? "keep" : "matters"),
		                      json_string(name));
	}
	vault_free(v);
	return line;
}

static json_t *
more(void)
{
	return json_pack("{s:s}", "do", "more");
}

static void
twenty_people_among_ten_thousand_messages_are_readable_with_thirty_presses(void **state)
{
	struct sync s = {.person = 0};
	size_t presses = 0, ticks, kept = 0;
	struct vault *v;

	(void)state;
	world_open(&w, 1, 0);
	people_say("known", KNOWN, "one");
	assert_int_equal(sync_desk(&w, &s), 0);
	for (int i = 0; i < KNOWN; i++) {
		v = vault_now();
		replies(&w, 0, v->matters[i]->id, "good day");
		vault_free(v);
	}
	flood(JUNK / 2, "junk");
	people_say("known", KNOWN, "two");
	people_say("visitor", REAL, "real");
	flood(JUNK / 2, "junk");
	drop_sort_places(&w.drop);

	s = (struct sync){.person = 0, .quiet = true};
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_false(s.crowded);
	assert_int_equal(matters_that_say("two"), KNOWN);
	v = vault_now();
	assert_int_equal(vault_strangers(v).matters, SHARE_MATTERS);
	assert_int_equal(s.waiting, JUNK + REAL - SHARE_MATTERS);
	vault_free(v);
	/* what was moved at every look before the flood was 64 KiB; 60 bytes a message, and the
	 * share */
	assert_true(w.drop.people[0].vault.n <= VAULT_HEAD_BYTES + (1 << 20) + 16);
	/* a look moves nothing of what waits */
	s = (struct sync){.person = 0, .quiet = true};
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(s.waiting, JUNK + REAL - SHARE_MATTERS);

	while (s.waiting > 0) {
		s = (struct sync){
			.person = 0, .act = SYNC_LINE, .line = choose(&ticks), .quiet = true};
		kept += ticks;
		presses += ticks + 1;
		assert_int_equal(sync_desk(&w, &s), 0);
		assert_false(s.crowded);
	}
	json_decref(choose(&ticks)); /* the last lot is read, too */
	assert_int_equal(kept + ticks, REAL);
	presses += ticks;
	print_message("%zu presses\n", presses);
	assert_true(presses <= PRESSES);
	assert_int_equal(matters_that_say("real"), REAL);
	world_close(&w);
}

static void
the_longest_texts_take_no_more_than_their_share(void **state)
{
	struct sync s = {.person = 0, .quiet = true};
	static char text[TEXT_PART_BYTES + 1];
	struct vault *v;

	(void)state;
	memset(text, 'j', TEXT_PART_BYTES);
	world_open(&w, 1, 0);
	says(&w, "known", "one", NULL);
	answers(&w, 0, "good day");
	flood(1500, text);
	says(&w, "known", "two", NULL);
	drop_sort_places(&w.drop);
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(matters_that_say("two"), 1);
	v = vault_now();
	assert_true(vault_strangers(v).bytes <= SHARE_BYTES);
	vault_free(v);
	s = (struct sync){.person = 0, .act = SYNC_LINE, .line = more(), .quiet = true};
	assert_int_equal(sync_desk(&w, &s), 0);
	v = vault_now();
	assert_true(vault_strangers(v).bytes <= LOT_BYTES);
	assert_true(vault_strangers(v).matters > 1000);
	assert_int_equal(v->pending.unfiled.n + v->matter_count, 1501);
	assert_true(vault_room(v) >= vault_arrivals(CORRESPONDENTS_KEPT));
	vault_free(v);
	says(&w, "known", "three", NULL);
	s = (struct sync){.person = 0, .quiet = true};
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(matters_that_say("three"), 1);
	world_close(&w);
}

/* The vault of person 0 gets words of its own until little room is left. */
static void
fill(size_t left)
{
	static char text[TEXT_MAX];
	struct drop_person *p = &w.drop.people[0];
	struct vault *v = vault_now();
	struct ends ends;
	struct vault_of of = drop_vault_of(&w.drop, 0, &ends);
	struct message *written;
	struct buf blob;

	memset(text, 'f', sizeof text);
	while (vault_room(v) > left) {
		struct message head = {.kind = MESSAGE_TEXT, .day = w.drop.day};
		size_t n = vault_room(v) > left + 12 ? TEXT_MAX : TEXT_PART_BYTES;

		randombytes_buf(head.id, sizeof head.id);
		memcpy(head.person, p->id, sizeof head.person);
		assert_int_equal(thread_write(&v->matters[0]->correspondents[0]->thread, &head,
		                              span(text, n), &written),
		                 0);
	}
	buf_init(&blob, 1);
	assert_int_equal(vault_seal(&blob, v, &of, ++p->vault_version), 0);
	buf_clear(&p->vault);
	buf_put_span(&p->vault, buf_span(&blob));
	buf_clear(&blob);
	vault_free(v);
}

static void
correspondents_keep_room_in_a_vault_that_is_nearly_full(void **state)
{
	struct sync s = {.person = 0, .quiet = true};
	struct vault *v;

	(void)state;
	world_open(&w, 1, 0);
	says(&w, "known", "one", NULL);
	answers(&w, 0, "good day");
	fill(vault_arrivals(CORRESPONDENTS_KEPT) + 8);
	flood(60, "junk");
	says(&w, "known", "two", NULL);
	drop_sort_places(&w.drop);
	s = (struct sync){.person = 0, .act = SYNC_LINE, .line = more(), .quiet = true};
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_true(s.crowded);
	assert_true(s.waiting > 20);
	assert_int_equal(matters_that_say("two"), 1);
	v = vault_now();
	assert_true(vault_room(v) + 2 >= vault_arrivals(CORRESPONDENTS_KEPT));
	vault_free(v);
	world_close(&w);
}

/* Whoever has a matter that nobody looked at is a stranger still. */
static void
one_key_takes_no_more_than_many(void **state)
{
	struct message_part part = {.kind = MESSAGE_TEXT, .parts = 1, .lamport = 1};
	static char text[TEXT_PART_BYTES + 1];
	struct sync s = {.person = 0, .quiet = true};
	struct talk_keys keys;
	struct vault *v;

	(void)state;
	memset(text, 'j', TEXT_PART_BYTES);
	world_open(&w, 1, 0);
	visitor_keys(&w, &keys, "mallory");
	memcpy(part.xwing, keys.xwing_public, sizeof part.xwing);
	memcpy(part.talk, keys.talk, sizeof part.talk);
	part.text = span_text(text);
	for (size_t i = 0; i < 600; i++) {
		randombytes_buf(part.id, sizeof part.id);
		forge(&w, &keys, &part);
	}
	drop_sort_places(&w.drop);
	assert_int_equal(sync_desk(&w, &s), 0);
	v = vault_now();
	assert_int_equal(v->matter_count, 1);
	assert_true(vault_bytes(v) <= 2 * SHARE_BYTES + (1 << 16));
	assert_true(v->pending.unfiled.n > 200);
	s = (struct sync){.person = 0, .act = SYNC_SAY, .text = "good day", .quiet = true};
	s.matter = v->matters[0]->id;
	assert_int_equal(sync_desk(&w, &s), 0);
	vault_free(v);
	/* a correspondent now: theirs comes by itself */
	for (int i = 0; i < 3; i++) {
		s = (struct sync){.person = 0, .quiet = true};
		assert_int_equal(sync_desk(&w, &s), 0);
	}
	assert_int_equal(s.waiting, 0);
	world_close(&w);
}

static struct drop_place *
last_envelope(void)
{
	return &w.drop.places[w.drop.place_count - 1];
}

/* Seeds go on their day whatever waits; what waits still opens, and nothing else of that day. */
static void
what_waits_keeps_no_seed_and_opens_without_it(void **state)
{
	struct sync s = {.person = 0, .quiet = true};
	uint8_t hidden[TAG_BYTES];
	uint32_t day;
	struct vault *v;

	(void)state;
	world_open(&w, 1, 0);
	day = w.drop.day;
	flood(SHARE_MATTERS + 200, "junk");
	people_say("visitor", 3, "real");
	flood(1, "captured");
	last_envelope()->body_there = false; /* somebody on the line keeps it back */
	memcpy(hidden, last_envelope()->tag, sizeof hidden);
	drop_sort_places(&w.drop);
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(s.waiting, 203);
	for (unsigned i = 0; i <= SEED_GRACE_DAYS; i++) {
		drop_next_days(&w.drop, 1);
		s = (struct sync){.person = 0, .quiet = true};
		assert_int_equal(sync_desk(&w, &s), 0);
	}
	v = vault_now();
	assert_null(vault_seed(v, day));
	assert_int_equal(v->pending.unfiled.n, 203);
	vault_free(v);
	for (size_t i = 0; i < w.drop.place_count; i++)
		w.drop.places[i].body_there = w.drop.places[i].body_there ||
		                              memcmp(w.drop.places[i].tag, hidden, TAG_BYTES) == 0;
	s = (struct sync){.person = 0, .act = SYNC_LINE, .line = more(), .quiet = true};
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(s.waiting, 0);
	assert_int_equal(matters_that_say("real"), 3);
	assert_int_equal(matters_that_say("junk"), SHARE_MATTERS + 200);
	assert_int_equal(matters_that_say("captured"), 0);
	world_close(&w);
}

static void
what_waits_ends_with_its_talk(void **state)
{
	struct sync s = {.person = 0, .quiet = true};
	struct vault *v;

	(void)state;
	world_open(&w, 1, 0);
	flood(SHARE_MATTERS + 10, "junk");
	drop_sort_places(&w.drop);
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(s.waiting, 10);
	drop_next_days(&w.drop, w.drop.roster.retention_days + 1);
	s = (struct sync){.person = 0, .quiet = true};
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(s.waiting, 0);
	v = vault_now();
	assert_int_equal(v->pending.unfiled.day_count, 0);
	vault_free(v);
	world_close(&w);
}

/* One who forgets, or takes back, leaves nothing of what waits. */
static void
whoever_forgets_waits_no_more(void **state)
{
	struct sync s = {.person = 0, .quiet = true};
	struct visit v = {.act = VISIT_FORGET};

	(void)state;
	world_open(&w, 1, 0);
	flood(SHARE_MATTERS, "junk");
	drop_sort_places(&w.drop);
	assert_int_equal(sync_desk(&w, &s), 0);
	people_say("visitor", 3, "real");
	s = (struct sync){.person = 0, .quiet = true};
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(s.waiting, 3);
	v.words = words_of("visitor", 0);
	assert_int_equal(visit(&w, &v), 0);
	s = (struct sync){.person = 0, .quiet = true};
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(s.waiting, 2);
	v = (struct visit){.act = VISIT_TAKE_BACK, .words = words_of("visitor", 1)};
	assert_int_equal(visit(&w, &v), 0);
	s = (struct sync){.person = 0, .act = SYNC_LINE, .line = more(), .quiet = true};
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(s.waiting, 0);
	assert_int_equal(matters_that_say("real"), 1);
	world_close(&w);
}

/* A renewal that waits, and the talk it is about, become one matter in whatever order they come. */
static void
a_renewal_that_waits_finds_its_talk(void **state)
{
	struct sync s = {.person = 0, .quiet = true};
	struct visit v = {.words = "before", .act = VISIT_RENEW, .text = "after"};
	struct vault *vault;

	(void)state;
	world_open(&w, 1, 0);
	flood(SHARE_MATTERS, "junk");
	drop_sort_places(&w.drop);
	assert_int_equal(sync_desk(&w, &s), 0);
	says(&w, "before", "real one", NULL);
	assert_int_equal(visit(&w, &v), 0);
	says(&w, "after", "real two", NULL);
	s = (struct sync){.person = 0, .quiet = true};
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(s.waiting, 3);
	s = (struct sync){.person = 0, .act = SYNC_LINE, .line = more(), .quiet = true};
	assert_int_equal(sync_desk(&w, &s), 0);
	vault = vault_now();
	assert_int_equal(vault->matter_count, SHARE_MATTERS + 1);
	vault_free(vault);
	assert_int_equal(matters_that_say("real"), 2);
	world_close(&w);
}

/* ---- discarding ---- */

static json_t *
discard(const char *key, uint32_t matter)
{
	char name[MATTER_NAME_MAX];

	matter_name(name, matter);
	return json_pack("{s:s, s:[s]}", "do", "discard", key, name);
}

static void
only_what_was_there_to_see_is_discarded(void **state)
{
	struct sync s = {.person = 0};

	(void)state;
	world_open(&w, 1, 0);
	says(&w, "ann", "one", NULL);
	assert_int_equal(sync_desk(&w, &s), 0);
	/* it goes on before the press arrives */
	says(&w, "ann", "two", NULL);
	s = (struct sync){.person = 0, .act = SYNC_LINE, .line = discard("matters", s.first)};
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_string_equal(s.view, "{V:one|V:two}");
	s = (struct sync){.person = 0, .act = SYNC_LINE, .line = discard("keep", s.first)};
	assert_int_equal(sync_desk(&w, &s), 0);
	s = (struct sync){.person = 0, .act = SYNC_LINE, .line = discard("matters", s.first)};
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_string_equal(s.view, "{V:one|V:two}");
	says(&w, "bea", "hello", NULL);
	assert_int_equal(sync_desk(&w, &(struct sync){.person = 0}), 0);
	replies(&w, 0, s.first, "good day");
	s = (struct sync){.person = 0, .act = SYNC_LINE, .line = discard("matters", s.first)};
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_string_equal(s.view, "{V:one|V:two|0:good day}{V:hello}");
	s = (struct sync){.person = 0, .act = SYNC_LINE, .line = discard("matters", s.last)};
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_string_equal(s.view, "{V:one|V:two|0:good day}");
	world_close(&w);
}

static size_t saves;

static void
count_saves(struct drop *d, const struct step *step)
{
	(void)d;
	saves += step->method == HTTP_PUT && strcmp(step->path, "/v1/desk/vault") == 0;
}

/* A day's junk unseen, in one save; what came since stays. The server has nothing of it after. */
static void
a_thousand_are_discarded_in_one_act(void **state)
{
	struct sync s = {.person = 0, .quiet = true};
	size_t inbox;

	(void)state;
	world_open(&w, 1, 0);
	flood(SHARE_MATTERS + 1000, "junk");
	drop_sort_places(&w.drop);
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(s.waiting, 1000);
	says(&w, "visitor", "real", NULL);
	saves = 0;
	w.drop.hook = count_saves;
	s = (struct sync){.person = 0, .act = SYNC_LINE, .quiet = true};
	s.line = json_pack("{s:s, s:s}", "do", "discard", "day", "2024-10-04");
	assert_int_equal(sync_desk(&w, &s), 0);
	/* hers was asked for then, as there is room in a lot */
	assert_int_equal(saves, 2);
	assert_int_equal(s.waiting, 0);
	assert_int_equal(matters_that_say("real"), 1);
	inbox = drop_inbox(&w.drop, 0);
	assert_int_equal(inbox, 0);
	saves = 0;
	s = (struct sync){.person = 0, .act = SYNC_LINE, .quiet = true};
	s.line = json_pack("{s:s, s:[]}", "do", "discard", "matters");
	{
		struct vault *v = vault_now();

		for (size_t i = 0; i < v->matter_count; i++) {
			char name[MATTER_NAME_MAX];

			matter_name(name, v->matters[i]->id);
			json_array_append_new(json_object_get(s.line, "matters"),
			                      json_string(name));
		}
		vault_free(v);
	}
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(saves, 1);
	assert_int_equal(matters_that_say(""), 0);
	w.drop.hook = NULL;
	world_close(&w);
}

/* ---- between looks ---- */

static struct {
	size_t inboxes, drops, drop_bytes;
} line;

static void
watch_line(struct drop *d, const struct step *step)
{
	(void)d;
	line.inboxes += strncmp(step->path, "/v1/desk/inbox/", 15) == 0;
	if (strcmp(step->path, "/v1/desk/drop") != 0)
		return;
	line.drops++;
	line.drop_bytes += step->body.n;
}

static void
looks_once(struct desk *d)
{
	struct run run = {0};

	memset(&line, 0, sizeof line);
	desk_look(d);
	assert_int_equal(run_desk(&w.drop, d, &w.devices[0], &run), 0);
}

/* One that anybody carrying the line takes for any other. */
static void
looks_as_ever(struct desk *d)
{
	looks_once(d);
	assert_int_equal(line.inboxes, 1);
	assert_int_equal(line.drops, 1);
	assert_int_equal(line.drop_bytes, INBOX_LOOK * DROP_ENTRY_BYTES);
}

static size_t
waits_at(const struct desk *d)
{
	uint32_t day;
	size_t n = 0;

	return desk_waiting(d, 0, &day, &n) ? n : 0;
}

static void
acts_on_all(struct desk *d, const char *verb, const char *list)
{
	const struct vault *v = desk_vault(d);
	json_t *l = json_pack("{s:s, s:[]}", "do", verb, list);
	struct verb_problem why;

	for (size_t i = 0; i < v->matter_count; i++) {
		char name[MATTER_NAME_MAX];

		matter_name(name, v->matters[i]->id);
		json_array_append_new(json_object_get(l, list), json_string(name));
	}
	assert_int_equal(desk_act(d, &why, l), 0);
	json_decref(l);
}

/* Set aside, brought back and discarded in a desk that stays open. */
static void
what_waits_comes_and_goes_with_looks(void **state)
{
	enum { MORE = 40, ENDED = 20 };
	const size_t all = SHARE_MATTERS + MORE;
	struct desk *d;
	size_t left;

	(void)state;
	world_open(&w, 1, 0);
	assert_int_equal(desk_new(&d, DROP_ORIGIN, SPAN_NONE, w.drop.day), 0);
	desk_enter(d, w.drop.people[0].words);
	looks_once(d);
	flood(all, "junk");
	drop_sort_places(&w.drop);
	w.drop.hook = watch_line;
	for (size_t i = 0; i <= all / INBOX_LOOK; i++)
		looks_as_ever(d);
	assert_int_equal(desk_vault(d)->matter_count, SHARE_MATTERS);
	assert_int_equal(waits_at(d), MORE);
	for (size_t i = 0; i < ENDED; i++)
		assert_int_equal(desk_act_now(d, "close", desk_vault(d)->matters[0]->id,
		                              "no_last_word", LINE_ON, NULL),
		                 0);
	for (size_t i = 0; i < 6; i++)
		looks_as_ever(d);
	assert_int_equal(desk_vault(d)->matter_count, SHARE_MATTERS);
	assert_int_equal(waits_at(d), MORE - ENDED);
	assert_int_equal(desk_act_now(d, "more", LINE_NO_MATTER, NULL), 0);
	looks_once(d);
	assert_int_equal(waits_at(d), 0);
	assert_int_equal(desk_vault(d)->matter_count, all - ENDED);
	looks_as_ever(d);
	acts_on_all(d, "discard", "matters");
	assert_int_equal(desk_vault(d)->matter_count, 0);
	looks_once(d);
	/* what came with the last look was shown: it goes, too */
	flood(INBOX_LOOK, "more junk");
	drop_sort_places(&w.drop);
	looks_as_ever(d);
	assert_int_equal(desk_vault(d)->matter_count, INBOX_LOOK);
	acts_on_all(d, "discard", "matters");
	assert_int_equal(desk_vault(d)->matter_count, 0);
	looks_once(d);
	left = drop_inbox(&w.drop, 0);
	assert_int_equal(left, 0);
	assert_int_equal(waits_at(d), 0);
	assert_int_equal(desk_unsaved(d), 0);
	w.drop.hook = NULL;
	desk_free(d);
	world_close(&w);
}

/* As "desk do" goes on: each line is a look of one session. */
static void
does_now(struct desk *d, const char *verb, const char *key, const char *value)
{
	struct run run = {0};

	assert_int_equal(desk_asked(d, verb, LINE_NO_MATTER, key, value, NULL), 0);
	assert_int_equal(run_desk(&w.drop, d, &w.devices[0], &run), 0);
}

static void
more_and_discard_work_in_later_looks_of_one_session(void **state)
{
	enum { MORE = 40 };
	struct desk *d;
	char today[ISO_DATE_MAX];

	(void)state;
	world_open(&w, 1, 0);
	flood(SHARE_MATTERS + MORE, "junk");
	drop_sort_places(&w.drop);
	assert_int_equal(desk_new(&d, DROP_ORIGIN, SPAN_NONE, w.drop.day), 0);
	desk_enter(d, w.drop.people[0].words);
	does_now(d, "inbox", NULL, NULL);
	assert_int_equal(waits_at(d), MORE);
	does_now(d, "more", NULL, NULL);
	assert_int_equal(waits_at(d), 0);
	assert_int_equal(desk_vault(d)->matter_count, SHARE_MATTERS + MORE);
	/* more waits, and goes unseen with its day */
	flood(MORE, "more junk");
	drop_sort_places(&w.drop);
	for (size_t i = 0; i < 16 && waits_at(d) == 0; i++)
		does_now(d, "inbox", NULL, NULL);
	assert_true(waits_at(d) > 0);
	desk_shown(d, 0);
	iso_date(today, w.drop.day);
	does_now(d, "discard", "day", today);
	assert_int_equal(waits_at(d), 0);
	desk_free(d);
	world_close(&w);
}

/* ---- two devices ---- */

static void
two_devices_know_what_waits(void **state)
{
	struct device other = {0};
	struct sync s = {.person = 0, .quiet = true};
	size_t ticks;

	(void)state;
	buf_init(&other.kept, VAULT_MAX + 64);
	world_open(&w, 1, 0);
	flood(SHARE_MATTERS + 300, "junk");
	people_say("visitor", 5, "real");
	drop_sort_places(&w.drop);
	assert_int_equal(sync_desk(&w, &s), 0);
	s = (struct sync){.person = 0, .quiet = true, .device = &other};
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(s.waiting, 305);
	s = (struct sync){.person = 0, .act = SYNC_LINE, .line = choose(&ticks), .quiet = true};
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(s.waiting, 0);
	s = (struct sync){.person = 0, .quiet = true, .device = &other};
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(s.waiting, 0);
	assert_int_equal(matters_that_say("real"), 5);
	device_clear(&other);
	world_close(&w);
}

/* What one side of a fork set aside, the other finds; and what one discarded stays so. */
static void
a_fork_loses_nothing_that_waits(void **state)
{
	struct sync s = {.person = 0, .quiet = true};
	struct device other = {0};
	struct buf before;
	uint32_t version;

	(void)state;
	buf_init(&other.kept, VAULT_MAX + 64);
	buf_init(&before, VAULT_MAX);
	world_open(&w, 1, 0);
	s.device = &other;
	assert_int_equal(sync_desk(&w, &s), 0);
	buf_put_span(&before, buf_span(&w.drop.people[0].vault));
	version = w.drop.people[0].vault_version;
	flood(SHARE_MATTERS + 50, "junk");
	people_say("visitor", 5, "real");
	drop_sort_places(&w.drop);
	s = (struct sync){.person = 0, .quiet = true};
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(s.waiting, 55);
	/* the server goes back, and the other device goes on from there */
	buf_clear(&w.drop.people[0].vault);
	buf_put_span(&w.drop.people[0].vault, buf_span(&before));
	w.drop.people[0].vault_version = version;
	/* whose seeds of that day are gone then, too */
	drop_next_days(&w.drop, SEED_GRACE_DAYS + 1);
	flood(3, "late");
	drop_sort_places(&w.drop);
	s = (struct sync){.person = 0, .quiet = true, .device = &other};
	assert_int_equal(sync_desk(&w, &s), 0);
	s = (struct sync){.person = 0, .quiet = true};
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_true(s.merged);
	s = (struct sync){.person = 0, .act = SYNC_LINE, .line = more(), .quiet = true};
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(s.waiting, 0);
	assert_int_equal(matters_that_say("real"), 5);
	assert_int_equal(matters_that_say("junk"), SHARE_MATTERS + 50);
	assert_int_equal(matters_that_say("late"), 3);
	buf_clear(&before);
	device_clear(&other);
	world_close(&w);
}

/* A vault put back after the server was lost knows nothing of what was set aside since. */
static void
what_an_older_vault_does_not_know_is_listed_again(void **state)
{
	struct sync s = {.person = 0, .quiet = true};
	struct device old = {0};

	(void)state;
	world_open(&w, 1, 0);
	assert_int_equal(sync_desk(&w, &s), 0);
	old.version = w.devices[0].version;
	buf_init(&old.kept, VAULT_MAX + 64);
	buf_put_span(&old.kept, buf_span(&w.devices[0].kept));
	flood(SHARE_MATTERS + 50, "junk");
	drop_sort_places(&w.drop);
	s = (struct sync){.person = 0, .quiet = true};
	assert_int_equal(sync_desk(&w, &s), 0);
	buf_clear(&w.drop.people[0].vault);
	w.drop.people[0].vault_version = 0;
	s = (struct sync){.person = 0, .quiet = true, .device = &old, .put_back = true};
	assert_int_equal(sync_desk(&w, &s), 0);
	/* the others were dropped when the newer vault had filed them, and are lost with it */
	assert_int_equal(matters_that_say("junk"), 50);
	device_clear(&old);
	world_close(&w);
}

/* Wherever the program that puts it back ends, and another goes on from what the server has. */
static void
a_vault_put_back_loses_nothing_that_waits_wherever_it_stops(void **state)
{
	struct sync s = {.person = 0, .quiet = true};
	struct device old = {0}, other = {0};
	struct run whole = {0};
	bool saved;

	(void)state;
	for (size_t stop = 1; stop == 1 || stop <= whole.steps; stop++) {
		world_open(&w, 1, 0);
		assert_int_equal(sync_desk(&w, &s), 0);
		old.version = w.devices[0].version;
		buf_init(&old.kept, VAULT_MAX + 64);
		buf_init(&other.kept, VAULT_MAX + 64);
		buf_put_span(&old.kept, buf_span(&w.devices[0].kept));
		flood(SHARE_MATTERS + 5, "junk");
		drop_sort_places(&w.drop);
		s = (struct sync){.person = 0, .quiet = true};
		assert_int_equal(sync_desk(&w, &s), 0);
		assert_int_equal(s.waiting, 5);
		buf_clear(&w.drop.people[0].vault);
		w.drop.people[0].vault_version = 0;
		s = (struct sync){.person = 0, .quiet = true, .device = &old, .put_back = true};
		s.run.stop_after = stop == 1 ? 0 : stop;
		(void)sync_desk(&w, &s);
		if (stop == 1)
			whole = s.run;
		saved = w.drop.people[0].vault_version > 0;
		s = (struct sync){.person = 0, .quiet = true, .device = &other};
		assert_int_equal(sync_desk(&w, &s), 0);
		/* as before: those that were filed are lost with the vault that had them */
		if (saved)
			assert_int_equal(matters_that_say("junk") + s.waiting, 5);
		device_clear(&old);
		device_clear(&other);
		world_close(&w);
		s = (struct sync){.person = 0, .quiet = true};
	}
}

/* A server that lost its end-day keys made others: what opens what waits is gone, and what came
 * today opens all the same. */
static void
what_waits_and_is_not_known_any_more_is_listed_again(void **state)
{
	struct sync s = {.person = 0, .quiet = true};

	(void)state;
	world_open(&w, 1, 0);
	flood(SHARE_MATTERS + 50, "junk");
	drop_sort_places(&w.drop);
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(s.waiting, 50);
	w.drop.end_secret[0] ^= 1;
	s = (struct sync){.person = 0, .quiet = true};
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_true(s.lost > 0);
	/* what had been filed was dropped at the server, and is lost with the keys */
	assert_int_equal(matters_that_say("junk") + s.waiting, 50);
	world_close(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			twenty_people_among_ten_thousand_messages_are_readable_with_thirty_presses),
		cmocka_unit_test(the_longest_texts_take_no_more_than_their_share),
		cmocka_unit_test(correspondents_keep_room_in_a_vault_that_is_nearly_full),
		cmocka_unit_test(one_key_takes_no_more_than_many),
		cmocka_unit_test(what_waits_keeps_no_seed_and_opens_without_it),
		cmocka_unit_test(what_waits_ends_with_its_talk),
		cmocka_unit_test(whoever_forgets_waits_no_more),
		cmocka_unit_test(a_renewal_that_waits_finds_its_talk),
		cmocka_unit_test(only_what_was_there_to_see_is_discarded),
		cmocka_unit_test(a_thousand_are_discarded_in_one_act),
		cmocka_unit_test(what_waits_comes_and_goes_with_looks),
		cmocka_unit_test(more_and_discard_work_in_later_looks_of_one_session),
		cmocka_unit_test(two_devices_know_what_waits),
		cmocka_unit_test(a_fork_loses_nothing_that_waits),
		cmocka_unit_test(what_an_older_vault_does_not_know_is_listed_again),
		cmocka_unit_test(what_waits_and_is_not_known_any_more_is_listed_again),
		cmocka_unit_test(a_vault_put_back_loses_nothing_that_waits_wherever_it_stops),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
