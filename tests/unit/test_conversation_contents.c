/* What messages, copies, envelopes and bundles tell those who hold them: whom she chose, that two
 * visitors are one, what she was shown, and keys that were stolen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <sodium.h>
#include <string.h>

#include "core/desk/facts.h"
#include "tests/unit/conversation.h"
#include "tests/unit/lines.h"
#include "tests/unit/seeded.h"

static struct world w;

/* ---- whom she chose ---- */

enum { PEOPLE = 3 };

/* What the disk and the requests show of one act. */
struct traces {
	size_t left[PEOPLE]; /* envelopes with a body, of each inbox */
	size_t named;        /* entries of all requests to delete */
};

static struct traces traces;

static void
count_deletions(struct drop *d, const struct step *step)
{
	(void)d;
	if (strcmp(step->path, "/v1/exchange") == 0 && step->body.p[0] == EXCHANGE_DELETE)
		traces.named += step->body.p[1];
}

/* Everything on one person's roster has been said before somebody leaves and somebody comes. */
static void
act_on_what_was_sent(struct traces *out, enum visit_act act, const char *to, bool new_roster)
{
	static char text[TEXT_PART_BYTES + 100];
	struct visit v = {.words = "ann", .act = act};

	memset(text, 'x', sizeof text - 1);
	world_open(&w, PEOPLE, 0);
	says(&w, "ann", text, to);
	if (new_roster) {
		w.drop.roster.people[2].left = w.drop.day;
		drop_add_person(&w.drop, ROLE_OMBUDS);
		w.drop.roster.serial++;
		drop_publish(&w.drop);
		desk_shows(&w, 3, "");
	}
	traces = (struct traces){.named = 0};
	w.drop.hook = count_deletions;
	assert_int_equal(visit(&w, &v), 0);
	for (size_t i = 0; i < PEOPLE; i++)
		traces.left[i] = drop_inbox(&w.drop, i);
	*out = traces;
	world_close(&w);
}

static void
taking_back_and_forgetting_show_nobody_whom_she_had_chosen(void **state)
{
	static const char *const to[] = {"Person 0", "Person 1", "Person 2", NULL};

	(void)state;
	for (unsigned round = 0; round < 4; round++) {
		enum visit_act act = round % 2 == 0 ? VISIT_TAKE_BACK : VISIT_FORGET;
		struct traces first, other;

		act_on_what_was_sent(&first, act, to[0], round >= 2);
		/* the request to forget is all that lies there, for everybody or for nobody */
		for (size_t i = 0; i < PEOPLE; i++)
			assert_int_equal(first.left[i],
			                 act == VISIT_FORGET && (round < 2 || i < 2) ? 1 : 0);
		for (size_t k = 1; k < 4; k++) {
			act_on_what_was_sent(&other, act, to[k], round >= 2);
			if (act == VISIT_FORGET && round >= 2 && k == 2)
				continue; /* nobody whom she met is there: nothing is asked */
			assert_memory_equal(&other, &first, sizeof first);
		}
	}
}

/* An office in which a renewal was cut off as soon as it had copied one message. */
static void
cut_a_renewal_off(void)
{
	for (size_t stop = 1;; stop++) {
		struct visit v = {.words = "ann", .act = VISIT_RENEW, .text = "anna"};
		unsigned deposits;

		assert_true(stop < 40);
		world_open(&w, PEOPLE, 0);
		says(&w, "ann", "hello", "Person 1");
		deposits = w.drop.deposits;
		v.run.stop_after = stop;
		assert_int_equal(visit(&w, &v), DROP_STOPPED);
		if (w.drop.deposits > deposits)
			return;
		world_close(&w);
	}
}

/* Under new words too, also when a visit that was cut off had begun to copy them. */
static void
what_was_copied_under_new_words_goes_when_it_is_forgotten(void **state)
{
	(void)state;
	for (unsigned cut = 0; cut < 2; cut++) {
		struct visit v = {.words = "anna", .act = VISIT_FORGET};

		if (cut == 1) {
			cut_a_renewal_off();
		} else {
			world_open(&w, PEOPLE, 0);
			says(&w, "ann", "hello", "Person 1");
		}
		renews(&w, "ann", "anna", "V:hello");
		assert_int_equal(visit(&w, &v), 0);
		/* "hello" under the old words, which nobody knows any more; the renewal, as it
		   tells the desk what to forget; the request; and what was copied twice */
		for (size_t i = 0; i < PEOPLE; i++)
			assert_int_equal(drop_inbox(&w.drop, i), 3 + cut);
		room_shows(&w, "anna", "");
		world_close(&w);
	}
}

/* Under one id, as a page that was not told that it was done asks again. */
static int
forget_once(size_t stop_after)
{
	static const char id[] = "0123456789abcdef0123456789abcdef";
	struct run run = {.stop_after = stop_after};
	struct room *r;
	int rc;

	assert_int_equal(room_new(&r, DROP_ORIGIN, SPAN_NONE, w.drop.day), 0);
	room_enter(r, "ann");
	assert_int_equal(room_asked(r, "forget", "id", id, NULL), 0);
	rc = run_room(&w.drop, r, &run);
	room_free(r);
	return rc;
}

static void
forgetting_that_was_cut_off_is_done_under_the_same_id(void **state)
{
	(void)state;
	for (size_t stop = 1;; stop++) {
		int rc;

		assert_true(stop < 60);
		world_open(&w, PEOPLE, 0);
		says(&w, "ann", "hello", NULL);
		rc = forget_once(stop);
		if (rc == DROP_STOPPED)
			assert_int_equal(forget_once(0), 0);
		room_shows(&w, "ann", "");
		desk_shows(&w, 0, "");
		world_close(&w);
		if (rc == 0)
			return;
	}
}

/* ---- two ombuds, one visitor ---- */

enum { VISITORS = 6, STRINGS_MAX = 65536, CHUNK = 16 };

/* All that a desk holds of its visitors, in runs of 16 bytes. */
struct strings {
	size_t n;
	uint8_t rows[STRINGS_MAX][CHUNK];
};

static struct strings held[2];

static void
hold(struct strings *s, const uint8_t *p, size_t n)
{
	for (size_t at = 0; at + CHUNK <= n; at += CHUNK) {
		if (sodium_is_zero(p + at, CHUNK))
			continue;
		assert_true(s->n < STRINGS_MAX);
		memcpy(s->rows[s->n++], p + at, CHUNK);
	}
}

static void
hold_correspondent(struct strings *s, const struct correspondent *c)
{
	hold(s, c->keys.x25519, sizeof c->keys.x25519);
	hold(s, c->keys.xwing, sizeof c->keys.xwing);
	hold(s, c->keys.talk, sizeof c->keys.talk);
	hold(s, c->keys.claim, sizeof c->keys.claim);
	hold(s, c->proof, sizeof c->proof);
	for (size_t i = 0; i < c->thread.n; i++) {
		const struct message *m = c->thread.messages[i];

		hold(s, m->id, sizeof m->id);
		hold(s, m->order.after.p, m->order.after.n);
	}
}

static int
by_number(const void *a, const void *b)
{
	const struct message *const *p = a, *const *q = b;

	return ((*p)->lamport > (*q)->lamport) - ((*p)->lamport < (*q)->lamport);
}

/* One, two, three: whoever else she talks with, and how often, is not among them. */
static void
counts_this_talk_alone(const struct thread *t)
{
	struct message *sorted[64];

	assert_true(t->n > 0 && t->n <= 64);
	memcpy(sorted, t->messages, t->n * sizeof *sorted);
	qsort(sorted, t->n, sizeof *sorted, by_number);
	for (size_t i = 0; i < t->n; i++)
		assert_int_equal(sorted[i]->lamport, i + 1);
}

static void
hold_vault(struct strings *s, size_t person)
{
	struct sync look = {.person = person};
	struct vault *v;

	s->n = 0;
	assert_int_equal(sync_desk(&w, &look), 0);
	assert_int_equal(drop_open(&v, &w.drop, person), 0);
	for (size_t i = 0; i < v->matter_count; i++) {
		const struct matter *m = v->matters[i];

		assert_int_equal(m->correspondent_count, 1);
		hold_correspondent(s, m->correspondents[0]);
		counts_this_talk_alone(&m->correspondents[0]->thread);
	}
	vault_free(v);
}

static int
by_bytes(const void *a, const void *b)
{
	return memcmp(a, b, CHUNK);
}

static size_t
in_common(const struct strings *a, struct strings *b)
{
	size_t n = 0;

	qsort(b->rows, b->n, CHUNK, by_bytes);
	for (size_t i = 0; i < a->n; i++)
		n += bsearch(a->rows[i], b->rows, b->n, CHUNK, by_bytes) != NULL;
	return n;
}

static void
answer_everybody(size_t person)
{
	struct sync s = {.person = person};
	struct vault *v;
	uint32_t ids[VISITORS];
	size_t n = 0;

	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(drop_open(&v, &w.drop, person), 0);
	for (; n < v->matter_count && n < VISITORS; n++)
		ids[n] = v->matters[n]->id;
	vault_free(v);
	while (n-- > 0) {
		if (seeded_below(2) == 0)
			replies(&w, person, ids[n], "I see.");
	}
}

static void
two_desks_find_nothing_in_common_of_whom_each_was_written_to_by_name(void **state)
{
	char words[VISITORS][24];

	(void)state;
	world_open(&w, 2, 0);
	for (unsigned round = 0; round < 4; round++) {
		for (unsigned i = 0; i < VISITORS; i++) {
			struct visit renewal = {.act = VISIT_RENEW};

			if (round == 0)
				(void)snprintf(words[i], sizeof words[i], "visitor %u", i);
			for (unsigned k = 0; k < 1 + seeded_below(3); k++)
				says(&w, words[i], "a word",
				     seeded_below(2) == 0 ? "Person 0" : "Person 1");
			if (round == 0) {
				says(&w, words[i], "both know her", "Person 0");
				says(&w, words[i], "both know her", "Person 1");
			}
			if (round != 2 || i % 2 != 0)
				continue;
			renewal.words = words[i];
			renewal.text = i == 0 ? "new 0" : i == 2 ? "new 2" : "new 4";
			assert_int_equal(visit(&w, &renewal), 0);
			(void)snprintf(words[i], sizeof words[i], "%s", renewal.text);
		}
		answer_everybody(round % 2);
	}
	hold_vault(&held[0], 0);
	hold_vault(&held[1], 1);
	assert_true(held[0].n > 500 && held[1].n > 500);
	assert_int_equal(in_common(&held[0], &held[1]), 0);
	/* what went to whoever is free shows that it did, by the claim id alone */
	says(&w, words[1], "to anybody", NULL);
	hold_vault(&held[0], 0);
	hold_vault(&held[1], 1);
	assert_int_equal(in_common(&held[0], &held[1]), 1);
	world_close(&w);
}

/* Numbers of one talk say nothing in another: copies have some of their own. */
static void
what_is_said_to_another_stands_below_all_that_was_read(void **state)
{
	(void)state;
	world_open(&w, 2, 0);
	for (char text[] = "1"; text[0] <= '6'; text[0]++)
		says(&w, "ann", text, "Person 1");
	says(&w, "ann", "a", "Person 0");
	for (char text[] = "x"; text[0] <= 'z'; text[0]++)
		answers(&w, 0, text);
	says(&w, "ann", "b", "Person 1");
	room_shows(&w, "ann", "V:1|V:2|V:3|V:4|V:5|V:6|V:a|0:x|0:y|0:z|V:b");
	desk_shows(&w, 1, "{V:1|V:2|V:3|V:4|V:5|V:6|V:b}");
	desk_shows(&w, 0, "{V:a|0:x|0:y|0:z}");
	world_close(&w);
}

/* ---- what she was shown ---- */

static bool
another(size_t person)
{
	bool so = false;
	struct vault *v;

	assert_int_equal(drop_open(&v, &w.drop, person), 0);
	for (size_t i = 0; i < v->matter_count; i++)
		so = so || matter_of_another(v->matters[i], v);
	vault_free(v);
	return so;
}

/* A roster of a serial, with one word changed where it is not the office's. */
static void
show_roster(uint32_t serial, bool changed)
{
	w.drop.roster.serial = serial;
	drop_publish_with(&w.drop, "An office on paper",
	                  changed ? "An office on water" : "An office on paper");
}

static void
opens(void)
{
	struct sync s = {.person = 0};

	assert_int_equal(sync_desk(&w, &s), 0);
}

static void
a_roster_that_only_the_visitor_was_shown_is_told(void **state)
{
	(void)state;
	for (unsigned newer = 0; newer < 2; newer++) {
		world_open(&w, 1, 0);
		says(&w, "ann", "hello", NULL);
		opens();
		assert_false(another(0));
		show_roster(2, false);
		opens();
		/* what was sent under the one before is no lie */
		assert_false(another(0));
		show_roster(2 + newer, newer == 0);
		says(&w, "ann", "shown another", NULL);
		show_roster(2, false);
		opens();
		assert_true(another(0));
		/* it stays known, also when she goes on under new words */
		opens();
		renews(&w, "ann", "anna", "V:hello|V:shown another");
		opens();
		assert_true(another(0));
		/* and is forgiven once the desk has it too */
		show_roster(3, false);
		opens();
		assert_int_equal(another(0), newer == 0);
		world_close(&w);
	}
}

/* Its hash is in the roster that was signed again: a desk that slept through it cannot tell. */
static void
a_roster_that_this_desk_slept_through_tells_nothing(void **state)
{
	(void)state;
	world_open(&w, 1, 0);
	show_roster(2, true);
	says(&w, "ann", "hello", NULL);
	show_roster(3, false);
	opens();
	assert_false(another(0));
	world_close(&w);
}

static void
rosters_are_known_by_serial_and_the_lowest_goes_first(void **state)
{
	struct rosters r = {0}, other = {0};
	struct roster_shown row = {0};

	(void)state;
	row.serial = 5;
	assert_false(rosters_another(&r, &row));
	for (uint32_t serial = 2 * ROSTERS_KNOWN_MAX; serial > 0; serial--) {
		row.serial = serial;
		row.hash[0] = (uint8_t)serial;
		rosters_add(&r, &row);
		rosters_add(serial % 2 == 0 ? &other : &r, &row);
	}
	assert_int_equal(r.n, ROSTERS_KNOWN_MAX);
	rosters_join(&r, &other);
	assert_int_equal(r.n, ROSTERS_KNOWN_MAX);
	for (size_t i = 0; i < r.n; i++)
		assert_int_equal(r.rows[i].serial, ROSTERS_KNOWN_MAX + 1 + i);
	row = r.rows[10];
	assert_false(rosters_another(&r, &row));
	row.hash[0] ^= 1;
	assert_true(rosters_another(&r, &row));
	rosters_add(&r, &row); /* the one that was here stays */
	assert_true(rosters_another(&r, &row));
	row.serial = 1;
	assert_false(rosters_another(&r, &row));
	row.serial = 2 * ROSTERS_KNOWN_MAX + 1;
	assert_true(rosters_another(&r, &row));
	row.serial = 0; /* a colleague's note: nobody was shown anything */
	assert_false(rosters_another(&r, &row));
}

/* ---- keys after a theft ---- */

static void
bundles_of_before_a_theft_are_refused_once_the_roster_names_the_least(void **state)
{
	struct sync s = {.person = 0, .act = SYNC_RENEW_SEEDS};
	struct visit v = {.words = "ann", .act = VISIT_SAY, .text = "hello"};
	struct drop_bundle *stolen, *fresh;
	size_t n;

	(void)state;
	world_open(&w, 1, 0);
	n = w.drop.bundle_count;
	assert_int_equal(n, BUNDLES_AHEAD_DAYS + 1);
	stolen = malloc(n * sizeof *stolen);
	assert_non_null(stolen);
	memcpy(stolen, w.drop.bundles, n * sizeof *stolen);
	assert_int_equal(sync_desk(&w, &s), 0);
	/* a hostile server goes on with what the thief can open */
	drop_next_days(&w.drop, 3);
	fresh = w.drop.bundles;
	w.drop.bundles = stolen;
	assert_int_equal(visit(&w, &v), 0);
	w.drop.roster.people[0].least = 2;
	w.drop.roster.serial++;
	drop_publish(&w.drop);
	assert_int_equal(visit(&w, &v), ERR_NO_BUNDLE);
	w.drop.bundles = fresh;
	assert_int_equal(visit(&w, &v), 0);
	free(stolen);
	world_close(&w);
}

/* Whoever holds the root key may be first; the desk does the rest when it is opened, for the same
 * day too: what came under the keys of before is in the inbox that it has listed. */
static void
a_desk_raises_its_keys_to_the_least_that_the_roster_names(void **state)
{
	struct visit v = {.words = "ann", .act = VISIT_SAY, .text = "after"};

	(void)state;
	world_open(&w, 1, 0);
	says(&w, "eve", "before", NULL);
	w.drop.roster.people[0].least = 5;
	w.drop.roster.serial++;
	drop_publish(&w.drop);
	assert_int_equal(visit(&w, &v), ERR_NO_BUNDLE);
	desk_shows(&w, 0, "{V:before}");
	for (size_t i = 0; i < w.drop.bundle_count; i++)
		assert_int_equal(w.drop.bundles[i].serial, 5);
	assert_int_equal(visit(&w, &v), 0);
	desk_shows(&w, 0, "{V:before}{V:after}");
	world_close(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(taking_back_and_forgetting_show_nobody_whom_she_had_chosen),
		cmocka_unit_test(what_was_copied_under_new_words_goes_when_it_is_forgotten),
		cmocka_unit_test(forgetting_that_was_cut_off_is_done_under_the_same_id),
		cmocka_unit_test(what_is_said_to_another_stands_below_all_that_was_read),
		cmocka_unit_test(
			two_desks_find_nothing_in_common_of_whom_each_was_written_to_by_name),
		cmocka_unit_test(a_roster_that_only_the_visitor_was_shown_is_told),
		cmocka_unit_test(a_roster_that_this_desk_slept_through_tells_nothing),
		cmocka_unit_test(rosters_are_known_by_serial_and_the_lowest_goes_first),
		cmocka_unit_test(
			bundles_of_before_a_theft_are_refused_once_the_roster_names_the_least),
		cmocka_unit_test(a_desk_raises_its_keys_to_the_least_that_the_roster_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
