/* Whole conversations: rooms and desks against an office on paper. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <jansson.h>
#include <sodium.h>
#include <string.h>

#include "core/crypto/seal.h"
#include "tests/unit/conversation.h"

static struct world w;

/* ---- who reads what ---- */

static void
words_to_whoever_is_free_reach_every_ombuds_and_nobody_else(void **state)
{
	static const size_t sizes[] = {1, 2, 8};

	(void)state;
	for (size_t n = 0; n < 3; n++) {
		size_t staff = sizes[n] == 8 ? 0 : 1;

		world_open(&w, sizes[n], staff);
		says(&w, "ann", "hello", NULL);
		room_shows(&w, "ann", "V:hello");
		for (size_t i = 0; i < sizes[n]; i++)
			desk_shows(&w, i, "{V:hello}");
		if (staff > 0)
			desk_shows(&w, sizes[n], "");
		world_close(&w);
	}
}

static void
words_to_one_person_reach_that_one_alone_but_everybody_gets_an_envelope(void **state)
{
	(void)state;
	world_open(&w, 2, 1);
	says(&w, "ann", "only you", "person 1");
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(drop_inbox(&w.drop, i), 1);
	desk_shows(&w, 0, "");
	desk_shows(&w, 1, "{V:only you}");
	desk_shows(&w, 2, "");
	assert_int_equal(drop_inbox(&w.drop, 0), 0);
	world_close(&w);
}

static void
staff_who_arrange_meetings_are_written_to_by_name_and_answer(void **state)
{
	(void)state;
	world_open(&w, 1, 1);
	says(&w, "ann", "when can I come?", "Person 1");
	desk_shows(&w, 0, "");
	answers(&w, 1, "on Tuesday");
	room_shows(&w, "ann", "V:when can I come?|1:on Tuesday");
	says(&w, "ann", "something else", NULL);
	desk_shows(&w, 1, "{V:when can I come?|1:on Tuesday}");
	desk_shows(&w, 0, "{V:something else}");
	world_close(&w);
}

/* Signs the roster anew with another "writing". */
static void
office_takes_writing(const char *writing)
{
	struct roster *r = &w.drop.roster;
	json_t *charter = json_loads(r->charter, 0, NULL);

	assert_int_equal(json_object_set_new(charter, "writing", json_string(writing)), 0);
	free(r->charter);
	r->charter = json_dumps(charter, JSON_COMPACT);
	assert_non_null(r->charter);
	json_decref(charter);
	r->serial++;
	drop_publish(&w.drop);
}

static void
an_office_that_takes_no_writing_is_sent_none_but_still_read(void **state)
{
	struct visit v = {.words = "ann", .act = VISIT_SAY, .text = "again"};

	(void)state;
	world_open(&w, 1, 0);
	says(&w, "ann", "before", NULL);
	office_takes_writing("off");
	assert_int_equal(visit(&w, &v), ERR_WRITING);
	room_shows(&w, "ann", "V:before");
	desk_shows(&w, 0, "{V:before}");
	world_close(&w);
}

static void
where_writing_only_arranges_those_who_arrange_get_it(void **state)
{
	(void)state;
	world_open(&w, 2, 1);
	office_takes_writing("arranging only");
	says(&w, "ann", "when may I call", NULL);
	desk_shows(&w, 0, "");
	desk_shows(&w, 1, "");
	desk_shows(&w, 2, "{V:when may I call}");
	world_close(&w);
}

static void
a_session_that_runs_out_is_begun_again(void **state)
{
	(void)state;
	/* At the vault, the inbox, its saving, the drop, and the list of bundles. */
	for (unsigned at = 1; at <= 5; at++) {
		struct sync s = {.person = 0};

		world_open(&w, 1, 0);
		says(&w, "ann", "hello", NULL);
		w.drop.forget_session_at = at;
		assert_int_equal(sync_desk(&w, &s), 0);
		assert_int_equal(w.drop.forget_session_at, 0);
		assert_string_equal(s.view, "{V:hello}");
		world_close(&w);
	}
}

static void
two_answers_stand_in_the_same_order_in_every_reading(void **state)
{
	struct visit v = {.words = "ann"};

	(void)state;
	world_open(&w, 2, 0);
	says(&w, "ann", "hello", NULL);
	answers(&w, 0, "here I am");
	answers(&w, 1, "so am I");
	assert_int_equal(visit(&w, &v), 0);
	assert_true(strcmp(v.view, "V:hello|0:here I am|1:so am I") == 0 ||
	            strcmp(v.view, "V:hello|1:so am I|0:here I am") == 0);
	for (int i = 0; i < 3; i++)
		room_shows(&w, "ann", v.view);
	says(&w, "ann", "thank you both", NULL);
	memcpy(v.view + strlen(v.view), "|V:thank you both", sizeof "|V:thank you both");
	room_shows(&w, "ann", v.view);
	world_close(&w);
}

static void
who_answers_first_shows_as_taken_at_the_others(void **state)
{
	(void)state;
	world_open(&w, 3, 0);
	says(&w, "ann", "hello", NULL);
	answers(&w, 1, "I take it");
	desk_shows(&w, 0, "{taken by 1 V:hello}");
	desk_shows(&w, 1, "{V:hello|1:I take it}");
	desk_shows(&w, 2, "{taken by 1 V:hello}");
	room_shows(&w, "ann", "V:hello|1:I take it");
	/* what was written to one alone is nobody else's to know of */
	says(&w, "bea", "only you", "Person 0");
	replies(&w, 0, ({
		struct sync s = {.person = 0};

		assert_int_equal(sync_desk(&w, &s), 0);
		s.first;
	}),
	        "late as well");
	desk_shows(&w, 2, "{taken by 0 V:hello}");
	world_close(&w);
}

/* Syncs, and takes the first matter; s.run as given. */
static int
takes(size_t person, struct run run)
{
	struct sync s = {.person = person};

	assert_int_equal(sync_desk(&w, &s), 0);
	s.act = SYNC_TAKE;
	s.matter = s.first;
	s.run = run;
	return sync_desk(&w, &s);
}

/* Cells on the server that lie where the visitor of this desk's first matter looks for answers. */
static unsigned
cells_for_the_visitor(size_t person)
{
	const struct drop_person *p = &w.drop.people[person];
	const uint8_t *office = w.drop.roster.office;
	struct vault *v;
	struct place place;
	unsigned found = 0;

	assert_int_equal(
		vault_open(&v, buf_span(&p->vault), &p->keys, office, p->id, p->vault_version), 0);
	for (unsigned i = 0; i < PLACES_PER_DAY; i++) {
		place_at(&place, v->matters[0]->talk, office, w.drop.day, i);
		for (size_t k = 0; k < w.drop.place_count; k++)
			found += memcmp(w.drop.places[k].tag, place.tag, TAG_BYTES) == 0;
	}
	vault_free(v);
	return found;
}

static void
who_takes_a_matter_shows_at_the_others_and_not_to_the_visitor(void **state)
{
	struct sync s = {.person = 0, .act = SYNC_TAKE, .matter = MATTER_ID_LIMIT};
	size_t places;
	unsigned deposits;

	(void)state;
	world_open(&w, 3, 0);
	assert_int_equal(sync_desk(&w, &s), ERR_ABSENT);
	says(&w, "ann", "hello", NULL);
	places = w.drop.place_count;
	deposits = w.drop.deposits;
	assert_int_equal(takes(1, (struct run){0}), 0);
	/* a cell and an envelope for everybody, as of an answer */
	assert_int_equal(w.drop.deposits, deposits + 1);
	assert_int_equal(w.drop.place_count, places + 4);
	desk_shows(&w, 0, "{taken by 1 V:hello}");
	desk_shows(&w, 1, "{taken by 1 V:hello}");
	desk_shows(&w, 2, "{taken by 1 V:hello}");
	room_shows(&w, "ann", "V:hello");
	assert_int_equal(cells_for_the_visitor(1), 0);
	/* told once, however often it is taken */
	assert_int_equal(takes(1, (struct run){0}), 0);
	assert_int_equal(w.drop.deposits, deposits + 1);
	/* a note, not a lock: who takes it, too, has it, too */
	assert_int_equal(takes(0, (struct run){0}), 0);
	desk_shows(&w, 0, "{taken by 0 V:hello}");
	desk_shows(&w, 1, "{taken by 1 V:hello}");
	desk_shows(&w, 2, "{taken by 0 V:hello}");
	answers(&w, 1, "good day");
	room_shows(&w, "ann", "V:hello|1:good day");
	assert_int_equal(cells_for_the_visitor(1), 1);
	world_close(&w);
}

static void
a_matter_taken_late_ends_with_its_words(void **state)
{
	(void)state;
	world_open(&w, 2, 0);
	says(&w, "ann", "hello", NULL);
	desk_shows(&w, 1, "{V:hello}");
	drop_next_days(&w.drop, 9);
	assert_int_equal(takes(1, (struct run){0}), 0);
	desk_shows(&w, 1, "{taken by 1 V:hello}");
	drop_next_days(&w.drop, 2);
	desk_shows(&w, 1, "");
	world_close(&w);
}

static void
a_matter_that_nobody_else_got_is_not_told_to_be_taken(void **state)
{
	unsigned deposits;

	(void)state;
	world_open(&w, 2, 0);
	says(&w, "bea", "only you", "Person 0");
	deposits = w.drop.deposits;
	assert_int_equal(takes(0, (struct run){0}), 0);
	desk_shows(&w, 0, "{V:only you}");
	assert_int_equal(w.drop.deposits, deposits);
	world_close(&w);
}

/* Stopped after any step, or with any answer lost, it is taken or as before; and told at the latest
 * by the next sync. */
static void
a_matter_taken_by_a_desk_that_stops_is_told_by_its_next_sync(void **state)
{
	struct sync other = {.person = 0};

	(void)state;
	for (size_t n = 1; n < 20; n++) {
		struct sync s = {.person = 1};
		unsigned deposits;
		bool lose = n % 2 == 0;

		world_open(&w, 2, 0);
		says(&w, "ann", "hello", NULL);
		(void)takes(1, (struct run){.stop_after = lose ? 0 : n, .lose = lose ? n : 0});
		assert_int_equal(sync_desk(&w, &s), 0);
		deposits = w.drop.deposits;
		other.view[0] = '\0';
		assert_int_equal(sync_desk(&w, &other), 0);
		/* the seventh step saves it */
		assert_string_equal(s.view, !lose && n < 7 ? "{V:hello}" : "{taken by 1 V:hello}");
		assert_string_equal(other.view, s.view);
		/* and is not told again */
		assert_int_equal(sync_desk(&w, &s), 0);
		assert_int_equal(w.drop.deposits, deposits);
		world_close(&w);
	}
}

static void
other_words_see_nothing(void **state)
{
	(void)state;
	world_open(&w, 2, 0);
	says(&w, "ann", "hello", NULL);
	answers(&w, 0, "good day");
	room_shows(&w, "bea", "");
	room_shows(&w, "", "");
	world_close(&w);
}

static void
an_empty_name_is_nobody_and_a_leaver_or_stranger_too(void **state)
{
	struct visit v = {.words = "ann", .act = VISIT_SAY, .text = "hello", .to = ""};

	(void)state;
	world_open(&w, 2, 0);
	assert_int_equal(visit(&w, &v), ERR_PERSON);
	v.to = "Nobody";
	assert_int_equal(visit(&w, &v), ERR_PERSON);
	w.drop.roster.people[1].left = w.drop.day;
	w.drop.roster.serial++;
	drop_publish(&w.drop);
	v.to = "Person 1";
	assert_int_equal(visit(&w, &v), ERR_PERSON);
	v.text = "";
	assert_int_equal(visit(&w, &v), ERR_TEXT);
	assert_int_equal(w.drop.deposits, 0);
	world_close(&w);
}

/* ---- taking back, forgetting ---- */

static void
words_taken_back_in_time_are_never_seen_by_a_desk(void **state)
{
	struct visit v = {.words = "ann", .act = VISIT_TAKE_BACK};

	(void)state;
	world_open(&w, 2, 0);
	says(&w, "ann", "first", NULL);
	says(&w, "ann", "second", NULL);
	assert_int_equal(visit(&w, &v), 0);
	assert_string_equal(v.view, "V:first");
	room_shows(&w, "ann", "V:first");
	desk_shows(&w, 0, "{V:first}");
	desk_shows(&w, 1, "{V:first}");
	world_close(&w);
}

static void
words_taken_back_too_late_stay_at_the_desk_that_fetched_them(void **state)
{
	struct visit v = {.words = "ann", .act = VISIT_TAKE_BACK};

	(void)state;
	world_open(&w, 2, 0);
	says(&w, "ann", "hello", NULL);
	desk_shows(&w, 0, "{V:hello}");
	assert_int_equal(visit(&w, &v), 0);
	room_shows(&w, "ann", "");
	desk_shows(&w, 0, "{V:hello}");
	desk_shows(&w, 1, "");
	assert_int_equal(visit(&w, &v), ERR_ABSENT);
	world_close(&w);
}

static void
an_earlier_message_is_taken_back_by_its_id(void **state)
{
	struct visit v = {.words = "ann", .act = VISIT_SAY, .text = "first"};
	uint8_t id[MESSAGE_ID_BYTES];

	(void)state;
	world_open(&w, 1, 0);
	assert_int_equal(visit(&w, &v), 0);
	memcpy(id, v.last, sizeof id);
	says(&w, "ann", "second", NULL);
	v = (struct visit){.words = "ann", .act = VISIT_TAKE_BACK, .id = id};
	assert_int_equal(visit(&w, &v), 0);
	desk_shows(&w, 0, "{V:second}");
	id[0] ^= 1;
	assert_int_equal(visit(&w, &v), ERR_ABSENT);
	world_close(&w);
}

static void
an_answer_cannot_be_taken_back_by_the_visitor(void **state)
{
	struct visit v = {.words = "ann"};
	uint8_t id[MESSAGE_ID_BYTES];

	(void)state;
	world_open(&w, 1, 0);
	says(&w, "ann", "hello", NULL);
	answers(&w, 0, "good day");
	assert_int_equal(visit(&w, &v), 0);
	memcpy(id, v.last, sizeof id);
	v.act = VISIT_TAKE_BACK;
	v.id = id;
	assert_int_equal(visit(&w, &v), ERR_ABSENT);
	room_shows(&w, "ann", "V:hello|0:good day");
	world_close(&w);
}

static void
forgetting_leaves_no_body_and_no_matter(void **state)
{
	struct visit v = {.words = "ann", .act = VISIT_FORGET};
	struct sync s = {.person = 1};

	(void)state;
	world_open(&w, 2, 0);
	says(&w, "ann", "hello", NULL);
	answers(&w, 0, "good day");
	says(&w, "ann", "not fetched by anybody", NULL);
	desk_shows(&w, 1, "{taken by 0 V:hello|V:not fetched by anybody}");
	assert_int_equal(visit(&w, &v), 0);
	assert_string_equal(v.view, "");
	assert_int_equal(v.untold, 0);
	room_shows(&w, "ann", "");
	desk_shows(&w, 0, "");
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(s.withdrawn, 1);
	assert_string_equal(s.view, "");
	/* of cells, only the one that came with the request to forget is left */
	assert_int_equal(drop_cells(&w.drop), 1);
	assert_int_equal(drop_inbox(&w.drop, 0) + drop_inbox(&w.drop, 1), 0);
	world_close(&w);
}

static void
forgetting_works_when_no_place_is_left_and_tells_of_whom_it_missed(void **state)
{
	struct visit v = {.words = "ann", .act = VISIT_FORGET};
	char *text = malloc(TEXT_MAX + 1);

	(void)state;
	assert_non_null(text);
	memset(text, 'x', TEXT_MAX);
	text[TEXT_MAX] = '\0';
	world_open(&w, 2, 0);
	for (int i = 0; i < PLACES_PER_DAY / PARTS_MAX; i++)
		says(&w, "ann", text, NULL);
	for (size_t i = 0; i < w.drop.bundle_count; i++) {
		if (memcmp(w.drop.bundles[i].person, w.drop.people[1].id, PERSON_BYTES) == 0)
			w.drop.bundles[i].day = 1;
	}
	assert_int_equal(visit(&w, &v), 0);
	assert_int_equal(v.untold, 1);
	room_shows(&w, "ann", "");
	desk_shows(&w, 0, "");
	free(text);
	world_close(&w);
}

/* ---- renewal ---- */

static void
renews(const char *words, const char *new_words, const char *view)
{
	struct visit v = {.words = words, .act = VISIT_RENEW, .text = new_words};

	assert_int_equal(visit(&w, &v), 0);
	assert_int_equal(v.left_behind, 0);
	assert_int_equal(v.untold, 0);
	room_shows(&w, words, "");
	room_shows(&w, new_words, view);
}

static void
renewal_keeps_one_matter_and_old_words_find_nothing(void **state)
{
	(void)state;
	world_open(&w, 2, 0);
	says(&w, "ann", "hello", NULL);
	answers(&w, 0, "good day");
	desk_shows(&w, 1, "{taken by 0 V:hello}");
	renews("ann", "anna", "V:hello|0:good day");
	answers(&w, 0, "still here");
	room_shows(&w, "anna", "V:hello|0:good day|0:still here");
	says(&w, "anna", "so am I", NULL);
	desk_shows(&w, 0, "{V:hello|0:good day|0:still here|V:so am I}");
	desk_shows(&w, 1, "{taken by 0 V:hello|V:so am I}");
	/* and once more, to others */
	renews("anna", "annabel", "V:hello|0:good day|0:still here|V:so am I");
	desk_shows(&w, 0, "{V:hello|0:good day|0:still here|V:so am I}");
	answers(&w, 1, "me too");
	room_shows(&w, "annabel", "V:hello|0:good day|0:still here|V:so am I|1:me too");
	world_close(&w);
}

static void
renewal_before_the_desk_read_anything_is_one_matter(void **state)
{
	(void)state;
	world_open(&w, 1, 0);
	says(&w, "ann", "hello", NULL);
	renews("ann", "anna", "V:hello");
	desk_shows(&w, 0, "{V:hello}");
	answers(&w, 0, "good day");
	room_shows(&w, "anna", "V:hello|0:good day");
	world_close(&w);
}

/* Envelopes with a body of person 0, from the n-th on, are hidden or shown. */
static void
hide(size_t from, size_t to, bool there)
{
	size_t n = 0;

	for (size_t i = 0; i < w.drop.place_count; i++) {
		struct drop_place *p = &w.drop.places[i];

		if (p->envelope && memcmp(p->person, w.drop.people[0].id, PERSON_BYTES) == 0 &&
		    n++ >= from && n <= to)
			p->body_there = there;
	}
}

/* The envelopes come in all orders: each first and alone, then the others. */
static void
renewal_and_older_messages_may_come_in_any_order(void **state)
{
	(void)state;
	for (size_t first = 0; first < 3; first++) {
		world_open(&w, 1, 0);
		says(&w, "ann", "one", NULL);
		says(&w, "ann", "two", NULL);
		renews("ann", "anna", "V:one|V:two");
		/* one more for each carried-over message, for nobody: 5 envelopes */
		for (size_t i = 0; i < 5; i++)
			hide(i, i + 1, i == (first * 2 + 4) % 5);
		assert_int_equal(sync_desk(&w, &(struct sync){.person = 0}), 0);
		hide(0, 5, true);
		desk_shows(&w, 0, "{V:one|V:two}");
		answers(&w, 0, "good day");
		room_shows(&w, "anna", "V:one|V:two|0:good day");
		world_close(&w);
	}
}

static void
renewal_goes_on_with_a_matter_though_an_older_message_comes_last(void **state)
{
	size_t late = 0;

	(void)state;
	world_open(&w, 1, 0);
	says(&w, "ann", "one", NULL);
	desk_shows(&w, 0, "{V:one}");
	says(&w, "ann", "two", NULL);
	/* of two envelopes the one with a body is late */
	for (size_t i = 0; i < w.drop.place_count; i++) {
		if (w.drop.places[i].envelope && w.drop.places[i].body_there)
			late = i;
	}
	w.drop.places[late].envelope = false;
	uint8_t tag[TAG_BYTES];
	memcpy(tag, w.drop.places[late].tag, TAG_BYTES);
	renews("ann", "anna", "V:one|V:two");
	desk_shows(&w, 0, "{V:one}");
	for (size_t i = 0; i < w.drop.place_count; i++) {
		if (memcmp(w.drop.places[i].tag, tag, TAG_BYTES) == 0)
			w.drop.places[i].envelope = true;
	}
	desk_shows(&w, 0, "{V:one|V:two}");
	world_close(&w);
}

static void
an_answer_that_crossed_a_renewal_is_said_again(void **state)
{
	struct visit v = {.words = "ann", .act = VISIT_RENEW, .text = "anna"};
	struct sync s = {.person = 0};

	(void)state;
	world_open(&w, 1, 0);
	says(&w, "ann", "hello", NULL);
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(visit(&w, &v), 0);
	s = (struct sync){.person = 0, .act = SYNC_SAY, .matter = s.first, .text = "good day"};
	/* the desk's answer was deposited under the old keys before it saw the renewal */
	hide(0, 100, false);
	assert_int_equal(sync_desk(&w, &s), 0);
	hide(0, 100, true);
	room_shows(&w, "anna", "V:hello");
	desk_shows(&w, 0, "{V:hello|0:good day}");
	room_shows(&w, "anna", "V:hello|0:good day");
	world_close(&w);
}

static void
renewal_without_anything_said_is_absent(void **state)
{
	struct visit v = {.words = "ann", .act = VISIT_RENEW, .text = "anna"};

	(void)state;
	world_open(&w, 1, 0);
	assert_int_equal(visit(&w, &v), ERR_ABSENT);
	assert_int_equal(w.drop.deposits, 0);
	world_close(&w);
}

static void
renewal_says_how_much_did_not_fit(void **state)
{
	struct visit v = {.words = "ann", .act = VISIT_RENEW, .text = "anna"};
	char *text = malloc(TEXT_MAX + 1);

	(void)state;
	assert_non_null(text);
	memset(text, 'x', TEXT_MAX);
	text[TEXT_MAX] = '\0';
	world_open(&w, 1, 0);
	for (int i = 0; i < 4; i++)
		says(&w, "ann", text, NULL);
	drop_next_days(&w.drop, 1);
	says(&w, "ann", "and goodbye", NULL);
	assert_int_equal(visit(&w, &v), 0);
	assert_int_equal(v.left_behind, 1);
	free(text);
	world_close(&w);
}

/* ---- time ---- */

static void
talk_goes_on_after_days_and_ends_by_charter(void **state)
{
	(void)state;
	world_open(&w, 1, 0);
	says(&w, "ann", "hello", NULL);
	drop_next_days(&w.drop, 9);
	answers(&w, 0, "sorry to be late");
	room_shows(&w, "ann", "V:hello|0:sorry to be late");
	drop_next_days(&w.drop, 1);
	room_shows(&w, "ann", "V:hello|0:sorry to be late");
	desk_shows(&w, 0, "{V:hello|0:sorry to be late}");
	drop_next_days(&w.drop, 1);
	room_shows(&w, "ann", "0:sorry to be late");
	desk_shows(&w, 0, "{0:sorry to be late}");
	says(&w, "ann", "better late", "Person 0");
	room_shows(&w, "ann", "0:sorry to be late|V:better late");
	drop_next_days(&w.drop, 9);
	desk_shows(&w, 0, "{V:better late}");
	drop_next_days(&w.drop, 11);
	room_shows(&w, "ann", "");
	desk_shows(&w, 0, "");
	world_close(&w);
}

static void
an_office_whose_keys_ran_out_cannot_be_written_to(void **state)
{
	struct visit v = {.words = "ann", .act = VISIT_SAY, .text = "hello"};

	(void)state;
	world_open(&w, 1, 0);
	w.drop.roster.not_after += 90;
	w.drop.roster.serial++;
	drop_publish(&w.drop);
	drop_next_days(&w.drop, BUNDLES_AHEAD_DAYS);
	says(&w, "ann", "just in time", NULL);
	drop_next_days(&w.drop, 1);
	assert_int_equal(visit(&w, &v), ERR_NO_BUNDLE);
	desk_shows(&w, 0, "{V:just in time}");
	assert_int_equal(visit(&w, &v), 0);
	world_close(&w);
}

static void
seeds_are_erased_after_their_grace(void **state)
{
	struct sync s = {.person = 0};
	struct vault *v;
	struct drop_person *p;

	(void)state;
	world_open(&w, 1, 0);
	drop_next_days(&w.drop, 2);
	assert_int_equal(sync_desk(&w, &s), 0);
	p = &w.drop.people[0];
	assert_int_equal(vault_open(&v, buf_span(&p->vault), &p->keys, w.drop.roster.office, p->id,
	                            p->vault_version),
	                 0);
	assert_non_null(vault_seed(v, DROP_DAY));
	vault_free(v);
	drop_next_days(&w.drop, 1);
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(vault_open(&v, buf_span(&p->vault), &p->keys, w.drop.roster.office, p->id,
	                            p->vault_version),
	                 0);
	assert_null(vault_seed(v, DROP_DAY));
	assert_non_null(vault_seed(v, DROP_DAY + 1));
	vault_free(v);
	world_close(&w);
}

/* ---- the office changes ---- */

static void
a_leaver_reads_what_came_but_neither_gets_nor_says_more(void **state)
{
	struct sync s = {.person = 1, .act = SYNC_SAY, .text = "goodbye"};

	(void)state;
	world_open(&w, 2, 0);
	says(&w, "ann", "hello", NULL);
	answers(&w, 1, "good day");
	w.drop.roster.people[1].left = w.drop.day;
	w.drop.roster.serial++;
	drop_publish(&w.drop);
	says(&w, "ann", "who is there?", NULL);
	room_shows(&w, "ann", "V:hello|1:good day|V:who is there?");
	desk_shows(&w, 0, "{taken by 1 V:hello|V:who is there?}");
	desk_shows(&w, 1, "{V:hello|1:good day}");
	assert_int_equal(sync_desk(&w, &(struct sync){.person = 1}), 0);
	s.matter = 0;
	assert_int_equal(sync_desk(&w, &s), ERR_ABSENT);
	{
		struct sync look = {.person = 1};

		assert_int_equal(sync_desk(&w, &look), 0);
		s.matter = look.first;
	}
	assert_int_equal(sync_desk(&w, &s), ERR_PERSON);
	world_close(&w);
}

static void
one_bad_bundle_silences_its_own_person_only(void **state)
{
	struct visit v = {.words = "ann", .act = VISIT_SAY, .text = "hello", .to = "Person 1"};

	(void)state;
	world_open(&w, 2, 0);
	for (size_t i = 0; i < w.drop.bundle_count; i++) {
		if (memcmp(w.drop.bundles[i].person, w.drop.people[1].id, PERSON_BYTES) == 0)
			w.drop.bundles[i].bytes[200] ^= 1;
	}
	assert_int_equal(visit(&w, &v), ERR_NO_BUNDLE);
	says(&w, "ann", "hello", NULL);
	desk_shows(&w, 0, "{V:hello}");
	desk_shows(&w, 1, "");
	world_close(&w);
}

static void
a_server_that_hides_a_newer_roster_is_found_out(void **state)
{
	struct visit v = {.words = "ann", .act = VISIT_SAY, .text = "hello"};
	struct sync s = {.person = 0};

	(void)state;
	world_open(&w, 1, 0);
	w.drop.roster.serial = 2;
	drop_publish(&w.drop);
	drop_next_days(&w.drop, BUNDLES_AHEAD_DAYS - 1);
	assert_int_equal(sync_desk(&w, &s), 0);
	drop_next_days(&w.drop, 2);
	says(&w, "ann", "hello", NULL);
	w.drop.roster.serial = 1;
	drop_publish(&w.drop);
	assert_int_equal(visit(&w, &v), ERR_OLDER);
	assert_int_equal(sync_desk(&w, &s), ERR_OLDER);
	/* and one that shows another of the same serial */
	w.drop.roster.serial = 2;
	w.drop.roster.not_after++;
	drop_publish(&w.drop);
	assert_int_equal(visit(&w, &v), ERR_OLDER);
	assert_int_equal(sync_desk(&w, &s), ERR_OLDER);
	world_close(&w);
}

static unsigned hook_deposit; /* the deposit before which the hook acts */
static bool hook_roster;

static void
change_in_the_middle(struct drop *d, const struct step *step)
{
	if (strcmp(step->path, "/v1/exchange") != 0 || step->body.p[0] != EXCHANGE_DEPOSIT ||
	    ++d->hook_at != hook_deposit)
		return;
	if (hook_roster) {
		d->roster.serial++;
		drop_publish(d);
	} else {
		drop_next_days(d, 1);
	}
}

static void
a_day_or_roster_that_changes_in_the_middle_loses_and_doubles_nothing(void **state)
{
	char text[TEXT_PART_BYTES * 3 + 1], shown[80], expected[200];

	(void)state;
	memset(text, 'y', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	view_of_text(shown, span_text(text));
	for (unsigned roster = 0; roster < 2; roster++) {
		for (hook_deposit = 1; hook_deposit <= 4; hook_deposit++) {
			hook_roster = roster == 1;
			world_open(&w, 2, 0);
			w.drop.hook = change_in_the_middle;
			says(&w, "ann", text, NULL);
			w.drop.hook = NULL;
			(void)snprintf(expected, sizeof expected, "V:%s", shown);
			room_shows(&w, "ann", expected);
			(void)snprintf(expected, sizeof expected, "{V:%s}", shown);
			desk_shows(&w, 0, expected);
			/* the same at the desk's side */
			w.drop.hook = change_in_the_middle;
			w.drop.hook_at = 0;
			answers(&w, 0, text);
			w.drop.hook = NULL;
			(void)snprintf(expected, sizeof expected, "V:%s|0:%s", shown, shown);
			room_shows(&w, "ann", expected);
			says(&w, "ann", "thanks", NULL);
			world_close(&w);
		}
	}
}

static void
renewal_survives_a_roster_that_changes_in_the_middle(void **state)
{
	(void)state;
	for (hook_deposit = 1; hook_deposit <= 3; hook_deposit++) {
		hook_roster = true;
		world_open(&w, 1, 0);
		says(&w, "ann", "hello", NULL);
		answers(&w, 0, "good day");
		w.drop.hook = change_in_the_middle;
		renews("ann", "anna", "V:hello|0:good day");
		w.drop.hook = NULL;
		desk_shows(&w, 0, "{V:hello|0:good day}");
		world_close(&w);
	}
}

/* ---- limits ---- */

static void
the_longest_message_arrives_whole_and_longer_ones_are_refused(void **state)
{
	static const size_t sizes[] = {TEXT_PART_BYTES, TEXT_PART_BYTES + 1,
	                               4 * TEXT_PART_BYTES + 1, TEXT_MAX};
	char *text = malloc(TEXT_MAX + 2), shown[80], expected[200];

	(void)state;
	assert_non_null(text);
	for (size_t i = 0; i < 4; i++) {
		world_open(&w, 1, 0);
		memset(text, 'z', sizes[i]);
		text[sizes[i]] = '\0';
		view_of_text(shown, span_text(text));
		says(&w, "ann", text, NULL);
		answers(&w, 0, text);
		(void)snprintf(expected, sizeof expected, "V:%s|0:%s", shown, shown);
		room_shows(&w, "ann", expected);
		assert_int_equal(w.drop.deposits, 2 * message_parts(sizes[i]));
		world_close(&w);
	}
	memset(text, 'z', TEXT_MAX + 1);
	text[TEXT_MAX + 1] = '\0';
	world_open(&w, 1, 0);
	assert_int_equal(visit(&w, &(struct visit){.words = "ann", .act = VISIT_SAY, .text = text}),
	                 ERR_TEXT);
	free(text);
	world_close(&w);
}

static void
after_64_places_a_day_is_full_and_the_next_is_not(void **state)
{
	struct visit v = {.words = "ann", .act = VISIT_SAY, .text = "one more"};

	(void)state;
	world_open(&w, 1, 0);
	for (int i = 0; i < PLACES_PER_DAY; i++)
		says(&w, "ann", "x", NULL);
	assert_int_equal(visit(&w, &v), ERR_FULL);
	assert_int_equal(w.drop.deposits, PLACES_PER_DAY);
	says(&w, "bea", "hello", NULL);
	drop_next_days(&w.drop, 1);
	assert_int_equal(visit(&w, &v), 0);
	world_close(&w);
}

static void
a_matter_without_places_does_not_keep_others_waiting(void **state)
{
	struct sync s = {.person = 0};
	struct visit v = {.words = "ann"};
	char *text = malloc(TEXT_MAX + 1);
	uint32_t full;

	(void)state;
	assert_non_null(text);
	memset(text, 'x', TEXT_MAX);
	text[TEXT_MAX] = '\0';
	world_open(&w, 1, 0);
	says(&w, "ann", "hello", NULL);
	assert_int_equal(sync_desk(&w, &s), 0);
	full = s.first;
	for (int i = 0; i < PLACES_PER_DAY / PARTS_MAX; i++)
		replies(&w, 0, full, text);
	s = (struct sync){.person = 0, .act = SYNC_SAY, .matter = full, .text = "one more"};
	assert_int_equal(sync_desk(&w, &s), ERR_FULL);
	assert_non_null(strstr(s.view, "|0:one more!}"));
	says(&w, "bea", "me too", NULL);
	s = (struct sync){.person = 0};
	assert_int_equal(sync_desk(&w, &s), ERR_FULL);
	for (size_t i = 0; i < 50; i++) {
		struct visit b = {.words = "bea"};

		if (i == 0) {
			struct vault *vault;
			struct drop_person *p = &w.drop.people[0];
			uint32_t other;

			assert_int_equal(vault_open(&vault, buf_span(&p->vault), &p->keys,
			                            w.drop.roster.office, p->id, p->vault_version),
			                 0);
			assert_int_equal(vault->matter_count, 2);
			other = vault->matters[1]->id;
			vault_free(vault);
			s = (struct sync){
				.person = 0, .act = SYNC_SAY, .matter = other, .text = "welcome"};
			assert_int_equal(sync_desk(&w, &s), ERR_FULL);
			assert_non_null(strstr(s.view, "{V:me too|0:welcome}"));
		}
		assert_int_equal(visit(&w, &b), 0);
		assert_string_equal(b.view, "V:me too|0:welcome");
		break;
	}
	drop_next_days(&w.drop, 1);
	assert_int_equal(sync_desk(&w, &(struct sync){.person = 0}), 0);
	assert_int_equal(visit(&w, &v), 0);
	assert_non_null(strstr(v.view, "|0:one more"));
	free(text);
	world_close(&w);
}

static void
puzzles_are_solved_and_too_many_are_not(void **state)
{
	struct visit v = {.words = "ann", .act = VISIT_SAY, .text = "hello"};

	(void)state;
	world_open(&w, 1, 0);
	w.drop.bits = 9;
	says(&w, "ann", "hello", NULL);
	assert_int_equal(w.drop.puzzles, 1);
	answers(&w, 0, "good day");
	assert_int_equal(w.drop.puzzles, 2);
	room_shows(&w, "ann", "V:hello|0:good day");
	w.drop.bits = PUZZLE_BITS_MAX + 1;
	assert_int_equal(visit(&w, &v), ERR_SERVER);
	w.drop.bits = 1;
	w.drop.force = EXCHANGE_PUZZLE;
	w.drop.force_count = 1000;
	assert_int_equal(visit(&w, &v), ERR_SERVER);
	assert_true(w.drop.puzzles < 20);
	/* nor does a place that nobody can have taken stay taken for ever */
	w.drop.force = EXCHANGE_CONFLICT;
	w.drop.force_count = 1000;
	v.act = VISIT_FORGET;
	assert_int_equal(visit(&w, &v), ERR_SERVER);
	assert_true(w.drop.conflicts < 5);
	world_close(&w);
}

static void
statuses_of_a_deposit_end_as_they_are_called(void **state)
{
	static const struct {
		enum exchange_status status;
		unsigned count;
		int rc;
	} rows[] = {
		{EXCHANGE_CONFLICT, 3, 0},
		{EXCHANGE_CONFLICT, 1000, ERR_FULL},
		{EXCHANGE_ROSTER, 2, 0},
		{EXCHANGE_ROSTER, 1000, ERR_SERVER},
		{EXCHANGE_DAY, 3, 0},
		{EXCHANGE_DAY, 1000, ERR_SERVER},
		{EXCHANGE_FULL, 1, ERR_FULL},
		{EXCHANGE_UNAVAILABLE, 1, ERR_UNAVAILABLE},
		{EXCHANGE_MALFORMED, 1, ERR_SERVER},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct visit v = {.words = "bea", .act = VISIT_SAY, .text = "hello"};
		struct sync s = {.person = 0};

		world_open(&w, 1, 0);
		says(&w, "ann", "hello", NULL);
		assert_int_equal(sync_desk(&w, &s), 0);
		w.drop.force = rows[i].status;
		w.drop.force_count = rows[i].count;
		assert_int_equal(visit(&w, &v), rows[i].rc);
		w.drop.force_count = rows[i].count;
		s.act = SYNC_SAY;
		s.matter = s.first;
		s.text = "good day";
		assert_int_equal(sync_desk(&w, &s), rows[i].rc);
		/* whatever it was, the words are kept and go out at the next sync */
		w.drop.force_count = 0;
		assert_int_equal(sync_desk(&w, &(struct sync){.person = 0}), 0);
		if (rows[i].count != 3 || rows[i].status != EXCHANGE_CONFLICT)
			room_shows(&w, "ann", "V:hello|0:good day");
		world_close(&w);
	}
}

/* ---- what a desk must not take ---- */

static void
replayed_envelopes_under_other_tags_are_ignored(void **state)
{
	(void)state;
	world_open(&w, 2, 0);
	says(&w, "ann", "hello", NULL);
	/* each envelope thrice more: under other tags, to the other person, on another day */
	for (size_t i = 0, n = w.drop.place_count; i < n; i++) {
		if (!w.drop.places[i].envelope)
			continue;
		w.drop.places =
			realloc(w.drop.places, (w.drop.place_count + 3) * sizeof *w.drop.places);
		w.drop.place_capacity = w.drop.place_count + 3;
		for (unsigned k = 0; k < 3; k++) {
			struct drop_place *p = &w.drop.places[w.drop.place_count++];

			*p = w.drop.places[i];
			p->tag[0] ^= (uint8_t)(k + 1);
			if (k == 1)
				memcpy(p->person, w.drop.people[0].id, PERSON_BYTES);
			p->day += k == 2;
		}
	}
	desk_shows(&w, 0, "{V:hello}");
	desk_shows(&w, 0, "{V:hello}");
	assert_int_equal(drop_inbox(&w.drop, 0), 0);
	desk_shows(&w, 1, "{V:hello}");
	world_close(&w);
}

/* All envelopes of person 0 once more, as a server that kept them could serve them. */
static void
serve_again(uint8_t tag_change)
{
	for (size_t i = 0; i < w.drop.place_count; i++) {
		w.drop.places[i].tag[0] ^= w.drop.places[i].envelope ? tag_change : 0;
		w.drop.places[i].body_there = true;
	}
}

static void
replayed_envelopes_do_not_open_a_closed_matter_again(void **state)
{
	struct sync s = {.person = 0};

	(void)state;
	world_open(&w, 1, 0);
	says(&w, "ann", "hello", NULL);
	assert_int_equal(sync_desk(&w, &s), 0);
	s.act = SYNC_CLOSE;
	s.matter = s.first;
	assert_int_equal(sync_desk(&w, &s), 0);
	for (uint8_t change = 0; change < 3; change++) {
		serve_again(change);
		desk_shows(&w, 0, "");
	}
	/* nor after the day's marks and seed are gone */
	drop_next_days(&w.drop, 3);
	for (uint8_t change = 3; change < 6; change++) {
		serve_again(change);
		desk_shows(&w, 0, "");
	}
	world_close(&w);
}

static void
a_replayed_request_to_forget_does_not_end_what_came_after_it(void **state)
{
	struct visit v = {.words = "ann", .act = VISIT_FORGET};

	(void)state;
	world_open(&w, 1, 0);
	says(&w, "ann", "hello", NULL);
	desk_shows(&w, 0, "{V:hello}");
	assert_int_equal(visit(&w, &v), 0);
	desk_shows(&w, 0, "");
	says(&w, "ann", "I have thought again", NULL);
	desk_shows(&w, 0, "{V:I have thought again}");
	serve_again(1);
	desk_shows(&w, 0, "{V:I have thought again}");
	world_close(&w);
}

static void
changed_bodies_are_as_good_as_none(void **state)
{
	(void)state;
	world_open(&w, 1, 0);
	says(&w, "ann", "hello", NULL);
	answers(&w, 0, "good day");
	says(&w, "ann", "thanks", NULL);
	for (size_t i = 0; i < w.drop.place_count; i++)
		w.drop.places[i].body[i * 997 % BODY_BYTES] ^= 0x10;
	room_shows(&w, "ann", "");
	desk_shows(&w, 0, "{V:hello|0:good day}");
	world_close(&w);
}

static void
swapped_bodies_are_as_good_as_none(void **state)
{
	(void)state;
	world_open(&w, 1, 0);
	says(&w, "ann", "one", NULL);
	says(&w, "ann", "two", NULL);
	assert_int_equal(w.drop.place_count, 4);
	for (size_t i = 0; i < 4; i++) {
		for (size_t j = i + 1; j < 4; j++) {
			struct drop_place *a = &w.drop.places[i], *b = &w.drop.places[j];
			uint8_t body[BODY_BYTES];

			if (a->envelope || b->envelope)
				continue;
			memcpy(body, a->body, BODY_BYTES);
			memcpy(a->body, b->body, BODY_BYTES);
			memcpy(b->body, body, BODY_BYTES);
		}
	}
	room_shows(&w, "ann", "");
	world_close(&w);
}

/* A deposit made by hand: one envelope to person 0 from a visitor with these keys. */
static void
forge(const struct talk_keys *keys, const struct message_part *part)
{
	struct drop_place *p;
	uint8_t plaintext[INNER_BYTES];
	struct bundle b;
	struct seal_context context = {.office = w.drop.roster.office,
	                               .direction = SEAL_TO_OMBUDS,
	                               .person = w.drop.people[0].id,
	                               .day = w.drop.day};

	for (size_t i = 0; i < w.drop.bundle_count; i++) {
		if (w.drop.bundles[i].day == w.drop.day)
			assert_int_equal(bundle_read(&b, &w.drop.roster, w.drop.bundles[i].bytes),
			                 0);
	}
	context.reference = SPAN(b.hash);
	message_write(plaintext, part);
	w.drop.places = realloc(w.drop.places, (w.drop.place_count + 1) * sizeof *p);
	w.drop.place_capacity = w.drop.place_count + 1;
	p = &w.drop.places[w.drop.place_count++];
	*p = (struct drop_place){.day = w.drop.day, .envelope = true, .body_there = true};
	memcpy(p->person, w.drop.people[0].id, PERSON_BYTES);
	randombytes_buf(p->tag, sizeof p->tag);
	assert_int_equal(seal_close(p->body, &context, b.x25519, b.xwing, keys->x25519, plaintext),
	                 0);
}

static void
visitor_keys_toward_0(struct talk_keys *out, const char *words)
{
	uint8_t seed[SEED_BYTES];

	assert_int_equal(keys_seed(seed, words, w.drop.roster.office), 0);
	assert_int_equal(keys_talk(out, seed, w.drop.roster.office, w.drop.people[0].id), 0);
}

/* Only the visitor's own keys could forge an answer (test_deniability); another reply key cannot.
 */
static void
an_answer_by_another_key_is_not_shown(void **state)
{
	struct talk_keys ann;
	struct place place;
	struct drop_place *p;
	uint8_t plaintext[INNER_BYTES];
	struct message_part part = {
		.kind = MESSAGE_TEXT, .parts = 1, .lamport = 5, .text = span_text("forged")};
	struct seal_context context = {.direction = SEAL_TO_VISITOR};

	(void)state;
	for (unsigned by = 0; by < 2; by++) {
		world_open(&w, 2, 0);
		visitor_keys_toward_0(&ann, "ann");
		place_at(&place, ann.talk, w.drop.roster.office, w.drop.day, 0);
		context.office = w.drop.roster.office;
		context.person = w.drop.people[0].id;
		context.day = w.drop.day;
		context.reference = SPAN(place.tag);
		message_write(plaintext, &part);
		w.drop.places = malloc(sizeof *p);
		w.drop.place_capacity = w.drop.place_count = 1;
		p = w.drop.places;
		*p = (struct drop_place){.day = w.drop.day, .body_there = true};
		memcpy(p->tag, place.tag, TAG_BYTES);
		assert_int_equal(seal_close(p->body, &context, ann.x25519_public, ann.xwing_public,
		                            w.drop.people[by].keys.reply, plaintext),
		                 0);
		room_shows(&w, "ann", by == 0 ? "0:forged" : "");
		world_close(&w);
	}
}

static void
keys_are_pinned_at_first_sight(void **state)
{
	struct talk_keys keys;
	struct message_part part = {.kind = MESSAGE_TEXT, .parts = 1, .lamport = 1};

	(void)state;
	world_open(&w, 1, 0);
	visitor_keys_toward_0(&keys, "mallory");
	memcpy(part.xwing, keys.xwing_public, sizeof part.xwing);
	memcpy(part.talk, keys.talk, sizeof part.talk);
	part.text = span_text("first");
	part.id[0] = 1;
	forge(&keys, &part);
	desk_shows(&w, 0, "{V:first}");
	part.text = span_text("with another K_talk");
	part.talk[0] ^= 1;
	part.id[0] = 2;
	forge(&keys, &part);
	part.talk[0] ^= 1;
	part.text = span_text("with another X-Wing key");
	part.xwing[0] ^= 1;
	part.id[0] = 3;
	forge(&keys, &part);
	/* an ML-KEM coefficient out of range, under keys never seen */
	visitor_keys_toward_0(&keys, "trudy");
	memset(part.xwing, 0xff, 1184);
	part.id[0] = 4;
	forge(&keys, &part);
	desk_shows(&w, 0, "{V:first}");
	world_close(&w);
}

static void
a_visitor_can_neither_forget_nor_take_nor_renew_for_another(void **state)
{
	struct talk_keys keys, ann;
	struct message_part part = {.kind = MESSAGE_FORGET, .parts = 1, .lamport = 9};

	(void)state;
	world_open(&w, 1, 0);
	says(&w, "ann", "hello", NULL);
	desk_shows(&w, 0, "{V:hello}");
	visitor_keys_toward_0(&keys, "mallory");
	visitor_keys_toward_0(&ann, "ann");
	/* forget, knowing even K_talk of the other */
	memcpy(part.xwing, keys.xwing_public, sizeof part.xwing);
	memcpy(part.talk, ann.talk, sizeof part.talk);
	forge(&keys, &part);
	/* taken, though no colleague */
	part.kind = MESSAGE_TAKEN;
	{
		struct visitor_keys own;
		uint8_t seed[SEED_BYTES];

		assert_int_equal(keys_seed(seed, "ann", w.drop.roster.office), 0);
		assert_int_equal(keys_visitor(&own, seed, w.drop.roster.office), 0);
		memcpy(part.claim, own.claim, sizeof part.claim);
	}
	part.id[0] = 1;
	forge(&keys, &part);
	/* a renewal with a proof made up */
	part.kind = MESSAGE_RENEW;
	part.id[0] = 2;
	memset(part.proof, 7, sizeof part.proof);
	memset(part.claim, 0, sizeof part.claim);
	memcpy(part.talk, keys.talk, sizeof part.talk);
	part.text = span_text("I am she");
	forge(&keys, &part);
	desk_shows(&w, 0, "{V:hello}{V:I am she}");
	world_close(&w);
}

static void
parts_that_never_come_or_are_no_text_are_not_shown_and_do_no_harm(void **state)
{
	struct talk_keys keys;
	struct message_part part = {.kind = MESSAGE_TEXT, .parts = 2, .lamport = UINT32_MAX};

	(void)state;
	world_open(&w, 1, 0);
	visitor_keys_toward_0(&keys, "mallory");
	memcpy(part.xwing, keys.xwing_public, sizeof part.xwing);
	memcpy(part.talk, keys.talk, sizeof part.talk);
	part.text = span_text("half");
	forge(&keys, &part);
	/* the other half disagrees */
	part.part = 1;
	part.lamport = 3;
	forge(&keys, &part);
	desk_shows(&w, 0, "{}");
	answers(&w, 0, "what?");
	desk_shows(&w, 0, "{0:what?}");
	world_close(&w);
}

/* ---- privacy ---- */

static bool
shares_a_window(const uint8_t *a, size_t an, const uint8_t *b, size_t bn)
{
	for (size_t i = 0; i + 16 <= an; i++) {
		for (size_t j = 0; j + 16 <= bn; j++) {
			if (memcmp(a + i, b + j, 16) == 0 && !sodium_is_zero(a + i, 16))
				return true;
		}
	}
	return false;
}

static void
two_ombuds_cannot_tell_that_they_talk_with_the_same_visitor(void **state)
{
	struct vault *v[2];
	const struct matter *m[2];

	(void)state;
	world_open(&w, 2, 0);
	says(&w, "ann", "hello zero", "Person 0");
	says(&w, "ann", "hello one", "Person 1");
	for (size_t i = 0; i < 2; i++) {
		struct drop_person *p = &w.drop.people[i];

		assert_int_equal(sync_desk(&w, &(struct sync){.person = i}), 0);
		assert_int_equal(vault_open(&v[i], buf_span(&p->vault), &p->keys,
		                            w.drop.roster.office, p->id, p->vault_version),
		                 0);
		assert_int_equal(v[i]->matter_count, 1);
		m[i] = v[i]->matters[0];
		assert_true(sodium_is_zero(m[i]->claim, CLAIM_BYTES));
	}
	assert_false(shares_a_window(m[0]->x25519, 32, m[1]->x25519, 32));
	assert_false(
		shares_a_window(m[0]->xwing, XWING_PUBLIC_BYTES, m[1]->xwing, XWING_PUBLIC_BYTES));
	assert_false(shares_a_window(m[0]->talk, 32, m[1]->talk, 32));
	assert_false(shares_a_window(m[0]->thread.messages[0]->id, 16, m[1]->thread.messages[0]->id,
	                             16));
	assert_true(m[0]->id != m[1]->id);
	vault_free(v[0]);
	vault_free(v[1]);
	world_close(&w);
}

static void
every_visit_fetches_a_power_of_two_times_and_every_body_looks_alike(void **state)
{
	(void)state;
	world_open(&w, 1, 0);
	for (unsigned said = 0, wanted = 1; said < 20; said++) {
		w.drop.fetches = 0;
		room_shows(&w, "nobody", "");
		assert_int_equal(w.drop.fetches, 1);
		w.drop.fetches = 0;
		says(&w, "ann", "x", NULL);
		while (wanted * EXCHANGE_BODIES < said)
			wanted *= 2;
		assert_int_equal(w.drop.fetches, wanted);
	}
	world_close(&w);
}

/* ---- two devices, and loss ---- */

static struct world *racing;
static struct sync *rival;
static int rival_ends;
static unsigned race_at; /* before which save of the first device; 0: raced */

/* Just before the first device saves its vault, the other syncs, whole or until it stops. */
static void
another_device_first(struct drop *d, const struct step *step)
{
	uint8_t token[TOKEN_BYTES];

	if (strcmp(step->path, "/v1/desk/vault") != 0 || step->method != HTTP_PUT || race_at == 0 ||
	    --race_at > 0)
		return;
	d->hook = NULL;
	/* a session of its own; the first one's goes on */
	memcpy(token, d->people[0].token, sizeof token);
	assert_int_equal(sync_desk(racing, rival), rival_ends);
	memcpy(d->people[0].token, token, sizeof token);
}

static void
race(struct sync *other, unsigned save, int ends)
{
	racing = &w;
	rival = other;
	race_at = save;
	rival_ends = ends;
	w.drop.hook = another_device_first;
}

static void
two_devices_at_once_lose_and_double_nothing(void **state)
{
	struct device second = {0};
	struct sync s = {.person = 0}, other = {.person = 0, .device = &second};

	(void)state;
	world_open(&w, 1, 0);
	says(&w, "ann", "hello", NULL);
	assert_int_equal(sync_desk(&w, &s), 0);
	says(&w, "ann", "are you there?", NULL);
	s.act = other.act = SYNC_SAY;
	s.matter = other.matter = s.first;
	s.text = "from the first device";
	other.text = "from the second";
	race(&other, 1, 0);
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(race_at, 0);
	desk_shows(&w, 0, "{V:hello|V:are you there?|0:from the second|0:from the first device}");
	room_shows(&w, "ann", "V:hello|V:are you there?|0:from the second|0:from the first device");
	device_clear(&second);
	world_close(&w);
}

static void
notes_of_two_devices_at_once_are_both_kept(void **state)
{
	struct device second = {0};
	struct sync s = {.person = 0, .act = SYNC_NOTE, .base = "", .text = "rota?"},
		    other = {.person = 0, .act = SYNC_NOTE, .device = &second};

	(void)state;
	world_open(&w, 1, 0);
	says(&w, "ann", "hello", NULL);
	answers(&w, 0, "good day");
	desk_shows(&w, 0, "{V:hello|0:good day}");
	s.matter = MATTER_ID_LIMIT;
	assert_int_equal(sync_desk(&w, &s), ERR_ABSENT);
	s.act = SYNC_ONLY;
	assert_int_equal(sync_desk(&w, &s), 0);
	s.act = SYNC_NOTE;
	s.matter = other.matter = s.first;
	assert_int_equal(sync_desk(&w, &s), 0);
	desk_shows(&w, 0, "{V:hello|0:good day#rota?}");
	/* both begin from "rota?"; the second device saves first */
	s.base = other.base = "rota?";
	s.text = "rota! from the first";
	other.text = "rota. from the second";
	race(&other, 1, 0);
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(race_at, 0);
	desk_shows(&w, 0, "{V:hello|0:good day#rota. from the second\n\nrota! from the first}");
	/* known to be what they were, or not asked for: they end */
	s.base = NULL;
	s.text = "";
	assert_int_equal(sync_desk(&w, &s), 0);
	desk_shows(&w, 0, "{V:hello|0:good day}");
	/* nobody else has learnt of them, and they are not words */
	room_shows(&w, "ann", "V:hello|0:good day");
	s.text = "\xff";
	assert_int_equal(sync_desk(&w, &s), ERR_TEXT);
	device_clear(&second);
	world_close(&w);
}

/* A save whose answer is lost is repeated on a vault that has the notes already. */
static void
notes_whose_save_had_its_answer_lost_stand_there_once(void **state)
{
	(void)state;
	for (size_t lost = 1; lost < 12; lost++) {
		struct sync s = {.person = 0};

		world_open(&w, 1, 0);
		says(&w, "ann", "hello", NULL);
		assert_int_equal(sync_desk(&w, &s), 0);
		s = (struct sync){.person = 0,
		                  .act = SYNC_NOTE,
		                  .matter = s.first,
		                  .base = "",
		                  .text = "once",
		                  .run = {.lose = lost}};
		assert_int_equal(sync_desk(&w, &s), 0);
		desk_shows(&w, 0, "{V:hello#once}");
		world_close(&w);
	}
}

static void
notes_stay_with_a_matter_that_is_renewed_and_go_with_one_that_is_withdrawn(void **state)
{
	struct visit v = {.words = "anna", .act = VISIT_FORGET};
	struct sync s = {.person = 0};

	(void)state;
	world_open(&w, 1, 0);
	says(&w, "ann", "hello", NULL);
	assert_int_equal(sync_desk(&w, &s), 0);
	s = (struct sync){.person = 0, .act = SYNC_NOTE, .matter = s.first, .text = "of ann"};
	assert_int_equal(sync_desk(&w, &s), 0);
	/* what is said under the new words comes before the renewal */
	renews("ann", "anna", "V:hello");
	hide(0, 100, false);
	says(&w, "anna", "it is me", NULL);
	s.act = SYNC_ONLY;
	assert_int_equal(sync_desk(&w, &s), 0);
	s = (struct sync){.person = 0, .act = SYNC_NOTE, .matter = s.last, .text = "of anna"};
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_string_equal(s.view, "{V:hello#of ann}{V:it is me#of anna}");
	hide(0, 100, true);
	desk_shows(&w, 0, "{V:hello|V:it is me#of ann\n\nof anna}");
	assert_int_equal(visit(&w, &v), 0);
	desk_shows(&w, 0, "");
	world_close(&w);
}

/* The other saves when this one has sent and not yet noted it: its vault does not know. */
static void
what_one_device_has_sent_is_not_sent_again_on_the_others_vault(void **state)
{
	struct device second = {0};
	/* office, challenge, login, recall, vault, inbox, save */
	struct sync s = {.person = 0},
		    other = {.person = 0, .device = &second, .run = {.stop_after = 7}};

	(void)state;
	world_open(&w, 2, 0);
	says(&w, "ann", "hello", NULL);
	assert_int_equal(sync_desk(&w, &s), 0);
	s.act = SYNC_SAY;
	s.matter = s.first;
	s.text = "good day";
	race(&other, 2, DROP_STOPPED);
	w.drop.deposits = 0;
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(race_at, 0);
	assert_string_equal(other.view, "{V:hello|0:good day!}");
	assert_int_equal(w.drop.deposits, 1);
	desk_shows(&w, 0, "{V:hello|0:good day}");
	assert_int_equal(w.drop.deposits, 1);
	room_shows(&w, "ann", "V:hello|0:good day");
	device_clear(&second);
	world_close(&w);
}

static void
what_one_device_has_taken_is_not_told_again_on_the_others_vault(void **state)
{
	struct device second = {0};
	struct sync s = {.person = 0},
		    other = {.person = 0, .device = &second, .run = {.stop_after = 7}};

	(void)state;
	world_open(&w, 2, 0);
	says(&w, "ann", "hello", NULL);
	assert_int_equal(sync_desk(&w, &s), 0);
	s.act = SYNC_TAKE;
	s.matter = s.first;
	race(&other, 2, DROP_STOPPED);
	w.drop.deposits = 0;
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(race_at, 0);
	desk_shows(&w, 0, "{taken by 0 V:hello}");
	assert_int_equal(w.drop.deposits, 1);
	desk_shows(&w, 1, "{taken by 0 V:hello}");
	device_clear(&second);
	world_close(&w);
}

static void
renews_before_the_first_save(struct drop *d, const struct step *step)
{
	struct visit v = {.words = "ann", .act = VISIT_RENEW, .text = "anna"};

	if (strcmp(step->path, "/v1/desk/vault") != 0 || step->method != HTTP_PUT)
		return;
	d->hook = NULL;
	assert_int_equal(visit(racing, &v), 0);
	d->hook = another_device_first;
}

static void
what_was_sent_to_words_renewed_meanwhile_is_sent_to_the_new_ones(void **state)
{
	struct device second = {0};
	struct sync s = {.person = 0},
		    other = {.person = 0, .device = &second, .run = {.stop_after = 7}};

	(void)state;
	world_open(&w, 1, 0);
	says(&w, "ann", "hello", NULL);
	assert_int_equal(sync_desk(&w, &s), 0);
	s.act = SYNC_SAY;
	s.matter = s.first;
	s.text = "good day";
	race(&other, 1, DROP_STOPPED);
	w.drop.hook = renews_before_the_first_save;
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(race_at, 0);
	room_shows(&w, "anna", "V:hello|0:good day");
	device_clear(&second);
	world_close(&w);
}

static void
a_kept_vault_is_put_back_after_the_server_was_lost_but_an_older_one_is_suspect(void **state)
{
	struct sync s = {.person = 0};
	struct drop_person *p;
	struct buf old;
	uint32_t old_version;

	(void)state;
	world_open(&w, 1, 0);
	p = &w.drop.people[0];
	says(&w, "ann", "hello", NULL);
	buf_init(&old, VAULT_MAX);
	buf_put_span(&old, buf_span(&p->vault));
	old_version = p->vault_version;
	desk_shows(&w, 0, "{V:hello}");
	/* an older vault than the kept one */
	buf_clear(&p->vault);
	buf_put_span(&p->vault, buf_span(&old));
	p->vault_version = old_version;
	assert_int_equal(sync_desk(&w, &s), ERR_OLDER);
	s.put_back = true;
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_string_equal(s.view, "{V:hello}");
	/* everything lost */
	buf_clear(&p->vault);
	p->vault_version = 0;
	w.drop.bundle_count = 0;
	w.drop.place_count = 0;
	desk_shows(&w, 0, "{V:hello}");
	says(&w, "ann", "once more", NULL);
	s = (struct sync){.person = 0};
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(s.matters, 1);
	assert_non_null(strstr(s.view, "V:hello"));
	assert_non_null(strstr(s.view, "V:once more"));
	buf_clear(&old);
	world_close(&w);
}

static void
a_vault_put_back_does_not_lose_what_comes_under_bundles_of_a_lost_one(void **state)
{
	struct sync s = {.person = 0};
	struct device old = {0};
	struct drop_person *p;

	(void)state;
	world_open(&w, 1, 0);
	p = &w.drop.people[0];
	buf_init(&old.kept, VAULT_MAX);
	buf_put_span(&old.kept, buf_span(&w.devices[0].kept));
	old.version = w.devices[0].version;
	/* bundles of day + 70 come from a vault that is then lost with the device */
	drop_next_days(&w.drop, 10);
	assert_int_equal(sync_desk(&w, &s), 0);
	buf_clear(&p->vault);
	p->vault_version = 0;
	s.device = &old;
	assert_int_equal(sync_desk(&w, &s), 0);
	drop_next_days(&w.drop, 55);
	says(&w, "ann", "hello", NULL);
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_string_equal(s.view, "{V:hello}");
	device_clear(&old);
	world_close(&w);
}

static void
renewed_seeds_take_over_from_tomorrow(void **state)
{
	struct sync s = {.person = 0, .act = SYNC_RENEW_SEEDS};

	(void)state;
	world_open(&w, 1, 0);
	says(&w, "ann", "before", NULL);
	assert_int_equal(sync_desk(&w, &s), 0);
	says(&w, "ann", "the same day", NULL);
	drop_next_days(&w.drop, 1);
	says(&w, "ann", "the next day", NULL);
	desk_shows(&w, 0, "{V:before|V:the same day|V:the next day}");
	for (size_t i = 0; i < w.drop.bundle_count; i++)
		assert_int_equal(w.drop.bundles[i].serial,
		                 w.drop.bundles[i].day <= DROP_DAY ? 1 : w.drop.bundles[i].serial);
	world_close(&w);
}

static void
closing_destroys_a_matter_and_a_later_word_opens_another(void **state)
{
	struct sync s = {.person = 0};

	(void)state;
	world_open(&w, 1, 0);
	says(&w, "ann", "hello", NULL);
	assert_int_equal(sync_desk(&w, &s), 0);
	s.act = SYNC_CLOSE;
	s.matter = s.first;
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_string_equal(s.view, "");
	assert_int_equal(sync_desk(&w, &s), ERR_ABSENT);
	says(&w, "ann", "one thing more", NULL);
	desk_shows(&w, 0, "{V:one thing more}");
	world_close(&w);
}

static void
an_inbox_of_many_pages_is_read_whole(void **state)
{
	struct talk_keys keys;
	struct message_part part = {.kind = MESSAGE_TEXT, .parts = 1, .lamport = 1};
	struct sync s = {.person = 0};

	(void)state;
	world_open(&w, 1, 0);
	visitor_keys_toward_0(&keys, "ann");
	memcpy(part.xwing, keys.xwing_public, sizeof part.xwing);
	memcpy(part.talk, keys.talk, sizeof part.talk);
	part.text = span_text("x");
	for (unsigned i = 0; i < 2 * INBOX_PAGE; i++) {
		put_u32(part.id, i);
		forge(&keys, &part);
	}
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(drop_inbox(&w.drop, 0), 0);
	assert_int_equal(strlen(s.view), 2 + 2 * INBOX_PAGE * 4 - 1);
	world_close(&w);
}

/* More than a vault can hold stays in the inbox, and the desk goes on. */
static void
a_flood_neither_stops_a_desk_nor_is_lost(void **state)
{
	struct drop_person *p;
	struct sync s = {.person = 0};
	struct vault *v;
	struct matter *m;
	struct message *written;
	char *text = malloc(TEXT_MAX);
	struct buf blob;

	(void)state;
	assert_non_null(text);
	memset(text, 'f', TEXT_MAX);
	world_open(&w, 1, 0);
	p = &w.drop.people[0];
	says(&w, "ann", "hello", NULL);
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(vault_open(&v, buf_span(&p->vault), &p->keys, w.drop.roster.office, p->id,
	                            p->vault_version),
	                 0);
	m = vault_add_matter(v);
	assert_non_null(m);
	while (vault_room(v) > 0) {
		struct message head = {.kind = MESSAGE_TEXT, .day = w.drop.day};

		randombytes_buf(head.id, sizeof head.id);
		assert_int_equal(thread_write(&m->thread, &head, span(text, TEXT_MAX), &written),
		                 0);
	}
	buf_init(&blob, 1);
	assert_int_equal(
		vault_seal(&blob, v, &p->keys, w.drop.roster.office, p->id, ++p->vault_version), 0);
	assert_true(blob.n <= VAULT_MAX);
	buf_clear(&p->vault);
	buf_put_span(&p->vault, buf_span(&blob));
	buf_clear(&blob);
	says(&w, "bea", "me too", NULL);
	s = (struct sync){.person = 0, .act = SYNC_SAY, .matter = s.first, .text = "good day"};
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_true(s.crowded);
	/* hers, and what came with the desk's own answer */
	assert_int_equal(drop_inbox(&w.drop, 0), 2);
	room_shows(&w, "ann", "V:hello|0:good day");
	s = (struct sync){.person = 0, .act = SYNC_CLOSE, .matter = m->id};
	assert_int_equal(sync_desk(&w, &s), 0);
	desk_shows(&w, 0, "{V:hello|0:good day}{V:me too}");
	vault_free(v);
	free(text);
	world_close(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_to_whoever_is_free_reach_every_ombuds_and_nobody_else),
		cmocka_unit_test(
			words_to_one_person_reach_that_one_alone_but_everybody_gets_an_envelope),
		cmocka_unit_test(staff_who_arrange_meetings_are_written_to_by_name_and_answer),
		cmocka_unit_test(an_office_that_takes_no_writing_is_sent_none_but_still_read),
		cmocka_unit_test(where_writing_only_arranges_those_who_arrange_get_it),
		cmocka_unit_test(a_session_that_runs_out_is_begun_again),
		cmocka_unit_test(two_answers_stand_in_the_same_order_in_every_reading),
		cmocka_unit_test(who_answers_first_shows_as_taken_at_the_others),
		cmocka_unit_test(who_takes_a_matter_shows_at_the_others_and_not_to_the_visitor),
		cmocka_unit_test(a_matter_taken_late_ends_with_its_words),
		cmocka_unit_test(a_matter_that_nobody_else_got_is_not_told_to_be_taken),
		cmocka_unit_test(a_matter_taken_by_a_desk_that_stops_is_told_by_its_next_sync),
		cmocka_unit_test(other_words_see_nothing),
		cmocka_unit_test(an_empty_name_is_nobody_and_a_leaver_or_stranger_too),
		cmocka_unit_test(words_taken_back_in_time_are_never_seen_by_a_desk),
		cmocka_unit_test(words_taken_back_too_late_stay_at_the_desk_that_fetched_them),
		cmocka_unit_test(an_earlier_message_is_taken_back_by_its_id),
		cmocka_unit_test(an_answer_cannot_be_taken_back_by_the_visitor),
		cmocka_unit_test(forgetting_leaves_no_body_and_no_matter),
		cmocka_unit_test(
			forgetting_works_when_no_place_is_left_and_tells_of_whom_it_missed),
		cmocka_unit_test(renewal_keeps_one_matter_and_old_words_find_nothing),
		cmocka_unit_test(renewal_before_the_desk_read_anything_is_one_matter),
		cmocka_unit_test(renewal_and_older_messages_may_come_in_any_order),
		cmocka_unit_test(renewal_goes_on_with_a_matter_though_an_older_message_comes_last),
		cmocka_unit_test(an_answer_that_crossed_a_renewal_is_said_again),
		cmocka_unit_test(renewal_without_anything_said_is_absent),
		cmocka_unit_test(renewal_says_how_much_did_not_fit),
		cmocka_unit_test(talk_goes_on_after_days_and_ends_by_charter),
		cmocka_unit_test(an_office_whose_keys_ran_out_cannot_be_written_to),
		cmocka_unit_test(seeds_are_erased_after_their_grace),
		cmocka_unit_test(a_leaver_reads_what_came_but_neither_gets_nor_says_more),
		cmocka_unit_test(one_bad_bundle_silences_its_own_person_only),
		cmocka_unit_test(a_server_that_hides_a_newer_roster_is_found_out),
		cmocka_unit_test(
			a_day_or_roster_that_changes_in_the_middle_loses_and_doubles_nothing),
		cmocka_unit_test(renewal_survives_a_roster_that_changes_in_the_middle),
		cmocka_unit_test(the_longest_message_arrives_whole_and_longer_ones_are_refused),
		cmocka_unit_test(after_64_places_a_day_is_full_and_the_next_is_not),
		cmocka_unit_test(a_matter_without_places_does_not_keep_others_waiting),
		cmocka_unit_test(puzzles_are_solved_and_too_many_are_not),
		cmocka_unit_test(statuses_of_a_deposit_end_as_they_are_called),
		cmocka_unit_test(replayed_envelopes_under_other_tags_are_ignored),
		cmocka_unit_test(replayed_envelopes_do_not_open_a_closed_matter_again),
		cmocka_unit_test(a_replayed_request_to_forget_does_not_end_what_came_after_it),
		cmocka_unit_test(changed_bodies_are_as_good_as_none),
		cmocka_unit_test(swapped_bodies_are_as_good_as_none),
		cmocka_unit_test(an_answer_by_another_key_is_not_shown),
		cmocka_unit_test(keys_are_pinned_at_first_sight),
		cmocka_unit_test(a_visitor_can_neither_forget_nor_take_nor_renew_for_another),
		cmocka_unit_test(parts_that_never_come_or_are_no_text_are_not_shown_and_do_no_harm),
		cmocka_unit_test(two_ombuds_cannot_tell_that_they_talk_with_the_same_visitor),
		cmocka_unit_test(
			every_visit_fetches_a_power_of_two_times_and_every_body_looks_alike),
		cmocka_unit_test(two_devices_at_once_lose_and_double_nothing),
		cmocka_unit_test(notes_of_two_devices_at_once_are_both_kept),
		cmocka_unit_test(notes_whose_save_had_its_answer_lost_stand_there_once),
		cmocka_unit_test(
			notes_stay_with_a_matter_that_is_renewed_and_go_with_one_that_is_withdrawn),
		cmocka_unit_test(what_one_device_has_taken_is_not_told_again_on_the_others_vault),
		cmocka_unit_test(what_one_device_has_sent_is_not_sent_again_on_the_others_vault),
		cmocka_unit_test(what_was_sent_to_words_renewed_meanwhile_is_sent_to_the_new_ones),
		cmocka_unit_test(
			a_kept_vault_is_put_back_after_the_server_was_lost_but_an_older_one_is_suspect),
		cmocka_unit_test(
			a_vault_put_back_does_not_lose_what_comes_under_bundles_of_a_lost_one),
		cmocka_unit_test(renewed_seeds_take_over_from_tomorrow),
		cmocka_unit_test(closing_destroys_a_matter_and_a_later_word_opens_another),
		cmocka_unit_test(an_inbox_of_many_pages_is_read_whole),
		cmocka_unit_test(a_flood_neither_stops_a_desk_nor_is_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
