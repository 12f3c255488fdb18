/* One ombuds, several devices; and what can be lost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <sodium.h>
#include <string.h>

#include "tests/unit/conversation.h"

static struct world w;

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
	s.matter = MATTER_ID_LIMIT - 1;
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
	for (size_t lost = 1; lost < 13; lost++) {
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
	renews(&w, "ann", "anna", "V:hello");
	hide(&w, 0, 100, false);
	says(&w, "anna", "it is me", NULL);
	s.act = SYNC_ONLY;
	assert_int_equal(sync_desk(&w, &s), 0);
	s = (struct sync){.person = 0, .act = SYNC_NOTE, .matter = s.last, .text = "of anna"};
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_string_equal(s.view, "{V:hello#of ann}{V:it is me#of anna}");
	hide(&w, 0, 100, true);
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
	/* office, challenge, login, recall, ends, vault, inbox, save */
	struct sync s = {.person = 0},
		    other = {.person = 0, .device = &second, .run = {.stop_after = 8}};

	(void)state;
	world_open(&w, 2, 0);
	says(&w, "ann", "hello", NULL);
	assert_int_equal(sync_desk(&w, &s), 0);
	s.act = SYNC_SAY;
	s.matter = s.first;
	s.text = "good day";
	s.looks = 1;
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
		    other = {.person = 0, .device = &second, .run = {.stop_after = 8}};

	(void)state;
	world_open(&w, 2, 0);
	says(&w, "ann", "hello", NULL);
	assert_int_equal(sync_desk(&w, &s), 0);
	s.act = SYNC_TAKE;
	s.matter = s.first;
	s.looks = 1;
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
		    other = {.person = 0, .device = &second, .run = {.stop_after = 8}};

	(void)state;
	world_open(&w, 1, 0);
	says(&w, "ann", "hello", NULL);
	assert_int_equal(sync_desk(&w, &s), 0);
	s.act = SYNC_SAY;
	s.matter = s.first;
	s.text = "good day";
	s.looks = 1;
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
	buf_init(&old.kept, VAULT_MAX + 64);
	buf_put_span(&old.kept, buf_span(&w.devices[0].kept));
	old.version = w.devices[0].version;
	/* bundles of day + 45 come from a vault that is then lost with the device */
	drop_next_days(&w.drop, 10);
	assert_int_equal(sync_desk(&w, &s), 0);
	buf_clear(&p->vault);
	p->vault_version = 0;
	s.device = &old;
	assert_int_equal(sync_desk(&w, &s), 0);
	drop_next_days(&w.drop, BUNDLES_AHEAD_DAYS - 5);
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
