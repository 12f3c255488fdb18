/* Conversations that go on: under other words, over days, and while the office changes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <string.h>

#include "tests/unit/conversation.h"

static struct world w;

/* ---- renewal ---- */

static void
renewal_keeps_one_matter_and_old_words_find_nothing(void **state)
{
	(void)state;
	world_open(&w, 2, 0);
	says(&w, "ann", "hello", NULL);
	answers(&w, 0, "good day");
	desk_shows(&w, 1, "{taken by 0 V:hello}");
	renews(&w, "ann", "anna", "V:hello|0:good day");
	answers(&w, 0, "still here");
	room_shows(&w, "anna", "V:hello|0:good day|0:still here");
	says(&w, "anna", "so am I", NULL);
	desk_shows(&w, 0, "{V:hello|0:good day|0:still here|V:so am I}");
	desk_shows(&w, 1, "{taken by 0 V:hello|V:so am I}");
	/* and once more, to others */
	renews(&w, "anna", "annabel", "V:hello|0:good day|0:still here|V:so am I");
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
	renews(&w, "ann", "anna", "V:hello");
	desk_shows(&w, 0, "{V:hello}");
	answers(&w, 0, "good day");
	room_shows(&w, "anna", "V:hello|0:good day");
	world_close(&w);
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
		renews(&w, "ann", "anna", "V:one|V:two");
		/* one more for each carried-over message, for nobody: 5 envelopes */
		for (size_t i = 0; i < 5; i++)
			hide(&w, i, i + 1, i == (first * 2 + 4) % 5);
		assert_int_equal(sync_desk(&w, &(struct sync){.person = 0}), 0);
		hide(&w, 0, 5, true);
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
	renews(&w, "ann", "anna", "V:one|V:two");
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
	hide(&w, 0, 100, false);
	assert_int_equal(sync_desk(&w, &s), 0);
	hide(&w, 0, 100, true);
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

	(void)state;
	world_open(&w, 1, 0);
	drop_next_days(&w.drop, 2);
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(drop_open(&v, &w.drop, 0), 0);
	assert_non_null(vault_seed(v, DROP_DAY));
	vault_free(v);
	drop_next_days(&w.drop, 1);
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(drop_open(&v, &w.drop, 0), 0);
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
	desk_shows(&w, 0, "{taken by 1 V:hello}");
	w.drop.roster.people[1].left = w.drop.day;
	w.drop.roster.serial++;
	drop_publish(&w.drop);
	/* what a leaver had taken waits for somebody again */
	desk_shows(&w, 0, "{V:hello}");
	says(&w, "ann", "who is there?", NULL);
	room_shows(&w, "ann", "V:hello|1:good day|V:who is there?");
	desk_shows(&w, 0, "{V:hello|V:who is there?}");
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
		renews(&w, "ann", "anna", "V:hello|0:good day");
		w.drop.hook = NULL;
		desk_shows(&w, 0, "{V:hello|0:good day}");
		world_close(&w);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
