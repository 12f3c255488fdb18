/* An inbox of several listings, in whatever order it comes, has one outcome. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <sodium.h>
#include <string.h>

#include "tests/unit/conversation.h"
#include "tests/unit/seeded.h"

enum { TALKS = 8, CROWD = 400 };

static struct world w;

/* Envelopes for nobody, as every deposit of others brings them. */
static void
crowd(size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct drop_place *p = drop_new_place(&w.drop);

		p->envelope = true;
		memcpy(p->person, w.drop.people[0].id, PERSON_BYTES);
		randombytes_buf(p->tag, sizeof p->tag);
		randombytes_buf(p->body, sizeof p->body);
	}
}

/* The server lists by tag, which is as good as by chance. */
static void
shuffle(void)
{
	struct drop_place swap;

	for (size_t i = w.drop.place_count; i-- > 1;) {
		size_t j = seeded_below((unsigned)i + 1);

		swap = w.drop.places[i];
		w.drop.places[i] = w.drop.places[j];
		w.drop.places[j] = swap;
	}
}

static void
renewed(const char *words, const char *new_words)
{
	struct visit v = {.words = words, .act = VISIT_RENEW, .text = new_words};

	assert_int_equal(visit(&w, &v), 0);
}

static void
forgets(const char *words)
{
	struct visit v = {.words = words, .act = VISIT_FORGET};

	assert_int_equal(visit(&w, &v), 0);
}

/* The k-th words of somebody. */
static const char *
words_of(int i, int k)
{
	static char words[3];

	words[0] = (char)('a' + i);
	words[1] = (char)('x' + k);
	return words;
}

/* Talk under words that are renewed twice; whether it is to be forgotten. */
static void
goes_on(int i, bool forgotten)
{
	char words[3][3];

	for (int k = 0; k < 3; k++)
		memcpy(words[k], words_of(i, k), sizeof words[k]);
	says(&w, words[0], "two", NULL);
	renewed(words[0], words[1]);
	says(&w, words[1], "three", NULL);
	renewed(words[1], words[2]);
	if (forgotten)
		forgets(words[2]);
	else
		says(&w, words[2], "four", NULL);
}

/* Some of them are known at the desk before. */
static void
all_talk(int round)
{
	for (int i = 0; i < TALKS; i++) {
		if ((i + round) % 4 < 2)
			says(&w, words_of(i, 0), "one", NULL);
	}
	assert_int_equal(sync_desk(&w, &(struct sync){.person = 0}), 0);
	for (int i = 0; i < TALKS; i++) {
		if ((i + round) % 4 >= 2)
			says(&w, words_of(i, 0), "one", NULL);
		goes_on(i, i % 2 == 0);
	}
}

static void
whoever_asks_to_be_forgotten_is_whatever_comes_first(void **state)
{
	(void)state;
	for (int round = 0; round < 6; round++) {
		struct sync s = {.person = 0};
		char expected[VIEW_MAX] = "";

		world_open(&w, 1, 0);
		all_talk(round);
		crowd(CROWD);
		shuffle();
		assert_true(drop_inbox(&w.drop, 0) > INBOX_LISTING);
		assert_int_equal(sync_desk(&w, &s), 0);
		assert_int_equal(s.withdrawn, TALKS / 2);
		for (unsigned i = 0; i < TALKS / 2; i++)
			(void)snprintf(expected + strlen(expected),
			               sizeof expected - strlen(expected),
			               "{V:one|V:two|V:three|V:four}");
		desk_shows(&w, 0, expected);
		world_close(&w);
	}
}

/* What nothing of this inbox needs any more is not kept of somebody who is forgotten. */
static void
of_the_forgotten_nothing_is_kept_once_the_inbox_is_read(void **state)
{
	struct vault *v;

	(void)state;
	world_open(&w, 1, 0);
	says(&w, words_of(0, 0), "one", NULL);
	assert_int_equal(sync_desk(&w, &(struct sync){.person = 0}), 0);
	goes_on(0, true);
	assert_int_equal(sync_desk(&w, &(struct sync){.person = 0}), 0);
	assert_int_equal(drop_open(&v, &w.drop, 0), 0);
	assert_int_equal(v->pending.unsettled.n, 0);
	assert_int_equal(v->matter_count, 0);
	vault_free(v);
	says(&w, "az", "again", NULL);
	desk_shows(&w, 0, "{V:again}");
	world_close(&w);
}

/* The vault of person 0 gets a matter that leaves no room for another message. */
static uint32_t
fill(void)
{
	static uint8_t text[TEXT_MAX];
	struct drop_person *p = &w.drop.people[0];
	struct correspondent *c;
	struct message *written;
	struct matter *m;
	struct vault *v;
	struct vault_of of;
	struct ends ends;
	struct buf blob;
	uint32_t id;

	memset(text, 'f', sizeof text);
	assert_int_equal(drop_open(&v, &w.drop, 0), 0);
	m = vault_add_matter(v);
	assert_non_null(m);
	c = vault_add_correspondent(v, m);
	assert_non_null(c);
	while (vault_room(v) > 0) {
		struct message head = {.kind = MESSAGE_TEXT, .day = w.drop.day};

		randombytes_buf(head.id, sizeof head.id);
		memcpy(head.person, p->id, sizeof head.person);
		assert_int_equal(thread_write(&c->thread, &head, SPAN(text), &written), 0);
	}
	id = m->id;
	buf_init(&blob, 1);
	of = drop_vault_of(&w.drop, 0, &ends);
	assert_int_equal(vault_seal(&blob, v, &of, ++p->vault_version), 0);
	buf_clear(&p->vault);
	buf_put_span(&p->vault, buf_span(&blob));
	buf_clear(&blob);
	vault_free(v);
	return id;
}

/* A request makes room, and needs none; those that stay in the inbox hide none behind them. */
static void
a_full_vault_forgets_too(void **state)
{
	struct talk_keys keys;
	struct message_part part = {.kind = MESSAGE_TEXT, .parts = 1, .text = span_text("x")};
	struct sync s = {.person = 0};
	uint32_t full;

	(void)state;
	for (unsigned round = 0; round < 3; round++) {
		world_open(&w, 1, 0);
		says(&w, "known", "one", NULL);
		assert_int_equal(sync_desk(&w, &(struct sync){.person = 0}), 0);
		full = fill();
		visitor_keys(&w, &keys, "mallory");
		memcpy(part.xwing, keys.xwing_public, sizeof part.xwing);
		memcpy(part.talk, keys.talk, sizeof part.talk);
		/* more than two listings of what has no room come first */
		for (unsigned i = 0; i < INBOX_LOOK + INBOX_LISTING + 10; i++) {
			put_u32(part.id, i + 1);
			forge(&w, &keys, &part);
			memset(w.drop.places[w.drop.place_count - 1].tag, 0, 4);
		}
		says(&w, "known", "two", NULL);
		renewed("known", "new");
		says(&w, "unknown", "one", NULL);
		renewed("unknown", "newer");
		forgets("new");
		forgets("newer");
		if (round > 0)
			shuffle();
		s = (struct sync){.person = 0};
		assert_int_equal(sync_desk(&w, &s), 0);
		assert_true(s.crowded);
		if (round == 0)
			assert_null(strstr(s.view, "one"));
		s = (struct sync){.person = 0, .act = SYNC_CLOSE, .matter = full};
		assert_int_equal(sync_desk(&w, &s), 0);
		s = (struct sync){.person = 0};
		assert_int_equal(sync_desk(&w, &s), 0);
		assert_false(s.crowded);
		assert_int_equal(s.matters, 1);
		assert_null(strstr(s.view, "one"));
		assert_null(strstr(s.view, "two"));
		world_close(&w);
	}
}

/* Its inbox may hold what is sealed to today's keys, so these stay, refused as they are. */
static void
a_full_desk_publishes_all_that_the_roster_does_not_refuse(void **state)
{
	struct sync s = {.person = 0};
	size_t kept = 0;

	(void)state;
	world_open(&w, 1, 0);
	(void)fill();
	says(&w, "ann", "has no room", NULL);
	w.drop.roster.people[0].least = 2;
	w.drop.roster.serial++;
	drop_publish(&w.drop);
	/* the server has lost today's */
	for (size_t i = 0; i < w.drop.bundle_count; i++) {
		if (w.drop.bundles[i].day != w.drop.day)
			w.drop.bundles[kept++] = w.drop.bundles[i];
	}
	w.drop.bundle_count = kept;
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_true(s.crowded);
	assert_int_equal(w.drop.bundle_count, BUNDLES_AHEAD_DAYS);
	for (size_t i = 0; i < w.drop.bundle_count; i++)
		assert_int_equal(w.drop.bundles[i].serial, 2);
	world_close(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whoever_asks_to_be_forgotten_is_whatever_comes_first),
		cmocka_unit_test(of_the_forgotten_nothing_is_kept_once_the_inbox_is_read),
		cmocka_unit_test(a_full_vault_forgets_too),
		cmocka_unit_test(a_full_desk_publishes_all_that_the_roster_does_not_refuse),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
