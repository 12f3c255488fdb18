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

#include "core/json.h"
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
	r->charter = json_text(charter, JSON_COMPACT);
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
	const uint8_t *office = w.drop.roster.office;
	struct vault *v;
	struct place place;
	unsigned found = 0;

	assert_int_equal(drop_open(&v, &w.drop, person), 0);
	for (unsigned i = 0; i < PLACES_PER_DAY; i++) {
		place_at(&place, matter_first_correspondent(v->matters[0])->keys.talk, office,
		         w.drop.day, i);
		for (size_t k = 0; k < w.drop.place_count; k++)
			found += memcmp(w.drop.places[k].tag, place.tag, TAG_BYTES) == 0;
	}
	vault_free(v);
	return found;
}

static void
who_takes_a_matter_shows_at_the_others_and_not_to_the_visitor(void **state)
{
	struct sync s = {.person = 0, .act = SYNC_TAKE, .matter = MATTER_ID_LIMIT - 1};
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
		/* the eighth step saves it */
		assert_string_equal(s.view, !lose && n < 8 ? "{V:hello}" : "{taken by 1 V:hello}");
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
			uint32_t other;

			assert_int_equal(drop_open(&vault, &w.drop, 0), 0);
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

/* With the deposit, so that the answer before it has named another challenge. */
static void
next_hour(struct drop *d, const struct step *step)
{
	if (strcmp(step->path, "/v1/exchange") == 0 && step->body.p[0] == EXCHANGE_DEPOSIT &&
	    d->puzzles < 2)
		d->hour++;
}

static void
puzzles_are_solved_and_too_many_are_not(void **state)
{
	struct visit v = {.words = "ann", .act = VISIT_SAY, .text = "hello"};

	(void)state;
	world_open(&w, 1, 0);
	w.drop.bits = 9;
	says(&w, "ann", "hello", NULL);
	/* the answers before had named it; a desk asks for nothing before it deposits */
	assert_int_equal(w.drop.puzzles, 0);
	answers(&w, 0, "good day");
	assert_int_equal(w.drop.puzzles, 1);
	w.drop.hook = next_hour;
	says(&w, "ann", "and again", NULL);
	w.drop.hook = NULL;
	assert_int_equal(w.drop.puzzles, 2);
	room_shows(&w, "ann", "V:hello|0:good day|V:and again");
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

static void
an_inbox_of_many_pages_is_read_whole(void **state)
{
	struct talk_keys keys;
	struct message_part part = {.kind = MESSAGE_TEXT, .parts = 1, .lamport = 1};
	struct sync s = {.person = 0};

	(void)state;
	world_open(&w, 1, 0);
	visitor_keys(&w, &keys, "ann");
	memcpy(part.xwing, keys.xwing_public, sizeof part.xwing);
	memcpy(part.talk, keys.talk, sizeof part.talk);
	part.text = span_text("x");
	for (unsigned i = 0; i < 2 * INBOX_LISTING; i++) {
		put_u32(part.id, i);
		forge(&w, &keys, &part);
	}
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(drop_inbox(&w.drop, 0), 0);
	assert_int_equal(strlen(s.view), 2 + 2 * INBOX_LISTING * 4 - 1);
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
	struct correspondent *c;
	struct ends ends;
	struct vault_of of;
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
	assert_int_equal(drop_open(&v, &w.drop, 0), 0);
	m = vault_add_matter(v);
	assert_non_null(m);
	c = vault_add_correspondent(v, m);
	assert_non_null(c);
	while (vault_room(v) > 0) {
		struct message head = {.kind = MESSAGE_TEXT, .day = w.drop.day};

		randombytes_buf(head.id, sizeof head.id);
		memcpy(head.person, p->id, sizeof head.person);
		assert_int_equal(thread_write(&c->thread, &head, span(text, TEXT_MAX), &written),
		                 0);
	}
	buf_init(&blob, 1);
	of = drop_vault_of(&w.drop, 0, &ends);
	assert_int_equal(vault_seal(&blob, v, &of, ++p->vault_version), 0);
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
	const struct correspondent *c[2];

	(void)state;
	world_open(&w, 2, 0);
	says(&w, "ann", "hello zero", "Person 0");
	says(&w, "ann", "hello one", "Person 1");
	for (size_t i = 0; i < 2; i++) {

		assert_int_equal(sync_desk(&w, &(struct sync){.person = i}), 0);
		assert_int_equal(drop_open(&v[i], &w.drop, i), 0);
		assert_int_equal(v[i]->matter_count, 1);
		m[i] = v[i]->matters[0];
		c[i] = matter_first_correspondent(m[i]);
		assert_true(sodium_is_zero(c[i]->keys.claim, CLAIM_BYTES));
	}
	assert_false(shares_a_window(c[0]->keys.x25519, 32, c[1]->keys.x25519, 32));
	assert_false(shares_a_window(c[0]->keys.xwing, XWING_PUBLIC_BYTES, c[1]->keys.xwing,
	                             XWING_PUBLIC_BYTES));
	assert_false(shares_a_window(c[0]->keys.talk, 32, c[1]->keys.talk, 32));
	assert_false(shares_a_window(c[0]->thread.messages[0]->id, 16, c[1]->thread.messages[0]->id,
	                             16));
	assert_true(m[0]->id != m[1]->id);
	vault_free(v[0]);
	vault_free(v[1]);
	world_close(&w);
}

static void
what_stands_behind_places_passed_over_is_found_today_and_later(void **state)
{
	struct visit back = {.words = "ann", .act = VISIT_TAKE_BACK};

	(void)state;
	world_open(&w, 8, 0);
	for (size_t i = 0; i < LOOK_PAST; i++)
		says(&w, "ann", "unsaid", NULL);
	for (size_t i = 0; i < LOOK_PAST; i++)
		assert_int_equal(visit(&w, &back), 0);
	says(&w, "ann", "still found", NULL);
	assert_int_equal(w.drop.conflicts, LOOK_PAST);
	answers(&w, 0, "good day");
	room_shows(&w, "ann", "V:still found|0:good day");
	drop_next_days(&w.drop, 1);
	room_shows(&w, "ann", "V:still found|0:good day");
	world_close(&w);
}

/* Exchanges of a visit, counted from outside. */
static void
count_exchanges(struct drop *d, const struct step *step)
{
	*(unsigned *)d->user += strcmp(step->path, "/v1/exchange") == 0;
}

static void
every_visit_makes_4_or_16_or_64_exchanges_and_then_a_further_one(void **state)
{
	static const struct {
		unsigned said, made;
	} rows[] = {{0, 16}, {6, 16}, {20, 16}, {40, 16}, {60, 64}};
	struct visit v = {.words = "ann", .act = VISIT_RENEW, .text = "anna"};
	unsigned made;

	(void)state;
	world_open(&w, 1, 0);
	w.drop.hook = count_exchanges;
	w.drop.user = &made;
	for (unsigned said = 0, i = 0; i < sizeof rows / sizeof *rows; i++) {
		for (; said < rows[i].said; said++)
			says(&w, "ann", "x", NULL);
		made = 0;
		room_shows(&w, "nobody", "");
		assert_int_equal(made, 4);
		made = 0;
		says(&w, "ann", "x", NULL);
		said++;
		if (made != rows[i].made)
			fail_msg("%u said: %u exchanges", said, made);
	}
	/* 61 copies under new words: with reading, more than go into one visit */
	made = 0;
	assert_int_equal(visit(&w, &v), 0);
	assert_int_equal(made, VISIT_EXCHANGES_MAX + 16);
	w.drop.hook = NULL;
	world_close(&w);
}

/* Whoever could not open one closes it all the same. */
static void
a_session_that_never_was_is_closed_without_harm(void **state)
{
	(void)state;
	desk_free(NULL);
	room_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_session_that_never_was_is_closed_without_harm),
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
		cmocka_unit_test(the_longest_message_arrives_whole_and_longer_ones_are_refused),
		cmocka_unit_test(after_64_places_a_day_is_full_and_the_next_is_not),
		cmocka_unit_test(a_matter_without_places_does_not_keep_others_waiting),
		cmocka_unit_test(puzzles_are_solved_and_too_many_are_not),
		cmocka_unit_test(statuses_of_a_deposit_end_as_they_are_called),
		cmocka_unit_test(an_inbox_of_many_pages_is_read_whole),
		cmocka_unit_test(a_flood_neither_stops_a_desk_nor_is_lost),
		cmocka_unit_test(two_ombuds_cannot_tell_that_they_talk_with_the_same_visitor),
		cmocka_unit_test(what_stands_behind_places_passed_over_is_found_today_and_later),
		cmocka_unit_test(every_visit_makes_4_or_16_or_64_exchanges_and_then_a_further_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
