/* What a desk must not take for true, whoever handed it out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <sodium.h>
#include <string.h>

#include "core/crypto/seal.h"
#include "tests/unit/conversation.h"

static struct world w;

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

static int
too_many_logins(struct drop *d, const struct step *step, struct buf *out)
{
	int status;

	if (strcmp(step->path, "/v1/desk/login") == 0)
		return 429;
	d->elsewhere = NULL;
	status = drop_answer(d, step, out);
	d->elsewhere = too_many_logins;
	return status;
}

/* And nothing else is tried in place of waiting. */
static void
a_login_beyond_those_of_a_minute_is_told_to_wait(void **state)
{
	struct device device = {0};
	struct run run = {0};
	struct desk *d;

	(void)state;
	world_open(&w, 1, 0);
	assert_int_equal(desk_new(&d, DROP_ORIGIN, SPAN_NONE, w.drop.day), 0);
	desk_enter(d, w.drop.people[0].words);
	w.drop.elsewhere = too_many_logins;
	assert_int_equal(run_desk(&w.drop, d, &device, &run), ERR_UNAVAILABLE);
	assert_non_null(strstr(desk_problem(d), "wait a minute"));
	w.drop.elsewhere = NULL;
	desk_look(d);
	assert_string_equal(desk_problem(d), "");
	assert_int_equal(run_desk(&w.drop, d, &device, &run), 0);
	desk_free(d);
	device_clear(&device);
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
		visitor_keys(&w, &ann, "ann");
		place_at(&place, ann.talk, w.drop.roster.office, w.drop.day, 0);
		context.office = w.drop.roster.office;
		context.person = w.drop.people[0].id;
		context.day = w.drop.day;
		context.reference = SPAN(place.tag);
		message_write(plaintext, &part, context.direction);
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
	visitor_keys(&w, &keys, "mallory");
	memcpy(part.xwing, keys.xwing_public, sizeof part.xwing);
	memcpy(part.talk, keys.talk, sizeof part.talk);
	part.text = span_text("first");
	part.id[0] = 1;
	forge(&w, &keys, &part);
	desk_shows(&w, 0, "{V:first}");
	part.text = span_text("with another K_talk");
	part.talk[0] ^= 1;
	part.id[0] = 2;
	forge(&w, &keys, &part);
	part.talk[0] ^= 1;
	part.text = span_text("with another X-Wing key");
	part.xwing[0] ^= 1;
	part.id[0] = 3;
	forge(&w, &keys, &part);
	/* an ML-KEM coefficient out of range, under keys never seen */
	visitor_keys(&w, &keys, "trudy");
	memset(part.xwing, 0xff, 1184);
	part.id[0] = 4;
	forge(&w, &keys, &part);
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
	visitor_keys(&w, &keys, "mallory");
	visitor_keys(&w, &ann, "ann");
	/* forget, knowing even K_talk of the other */
	memcpy(part.xwing, keys.xwing_public, sizeof part.xwing);
	memcpy(part.talk, ann.talk, sizeof part.talk);
	forge(&w, &keys, &part);
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
	forge(&w, &keys, &part);
	/* a renewal with a proof made up */
	part.kind = MESSAGE_RENEW;
	part.id[0] = 2;
	memset(part.proof, 7, sizeof part.proof);
	memset(part.claim, 0, sizeof part.claim);
	memcpy(part.talk, keys.talk, sizeof part.talk);
	part.text = span_text("I am she");
	forge(&w, &keys, &part);
	desk_shows(&w, 0, "{V:hello}{V:I am she}");
	world_close(&w);
}

static void
parts_that_never_come_are_not_shown_and_do_no_harm(void **state)
{
	struct talk_keys keys;
	struct message_part part = {.kind = MESSAGE_TEXT, .parts = 2, .lamport = UINT32_MAX};

	(void)state;
	world_open(&w, 1, 0);
	visitor_keys(&w, &keys, "mallory");
	memcpy(part.xwing, keys.xwing_public, sizeof part.xwing);
	memcpy(part.talk, keys.talk, sizeof part.talk);
	part.text = span_text("half");
	forge(&w, &keys, &part);
	/* the other half disagrees */
	part.part = 1;
	part.lamport = 3;
	forge(&w, &keys, &part);
	desk_shows(&w, 0, "{}");
	answers(&w, 0, "what?");
	desk_shows(&w, 0, "{0:what?}");
	world_close(&w);
}

static void
what_is_no_text_is_shown_as_that_and_hides_nothing(void **state)
{
	static uint8_t piece[TEXT_PART_BYTES];
	const struct span bad[] = {span("caf\xe9", 4), span("a\0b", 3)};
	struct talk_keys keys;
	struct message_part part = {.kind = MESSAGE_TEXT, .parts = 1, .lamport = 1};
	struct sync s = {.person = 0};

	(void)state;
	world_open(&w, 1, 0);
	visitor_keys(&w, &keys, "mallory");
	memcpy(part.xwing, keys.xwing_public, sizeof part.xwing);
	memcpy(part.talk, keys.talk, sizeof part.talk);
	for (unsigned i = 0; i < 2; i++) {
		part.id[0]++;
		part.lamport++;
		part.text = bad[i];
		forge(&w, &keys, &part);
	}
	memset(piece, 'x', sizeof piece);
	part.id[0]++;
	part.lamport++;
	part.parts = 16;
	part.text = SPAN(piece);
	for (; part.part < 16; part.part++)
		forge(&w, &keys, &part);
	says(&w, "ann", "hello", NULL);
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(s.matters, 2);
	assert_non_null(strstr(s.view, "{V:hello}"));
	assert_non_null(strstr(s.view, "{V:(unreadable)|V:(unreadable)|V:(unreadable)}"));
	desk_shows(&w, 0, s.view);
	world_close(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(replayed_envelopes_under_other_tags_are_ignored),
		cmocka_unit_test(a_login_beyond_those_of_a_minute_is_told_to_wait),
		cmocka_unit_test(replayed_envelopes_do_not_open_a_closed_matter_again),
		cmocka_unit_test(a_replayed_request_to_forget_does_not_end_what_came_after_it),
		cmocka_unit_test(changed_bodies_are_as_good_as_none),
		cmocka_unit_test(swapped_bodies_are_as_good_as_none),
		cmocka_unit_test(an_answer_by_another_key_is_not_shown),
		cmocka_unit_test(keys_are_pinned_at_first_sight),
		cmocka_unit_test(a_visitor_can_neither_forget_nor_take_nor_renew_for_another),
		cmocka_unit_test(parts_that_never_come_are_not_shown_and_do_no_harm),
		cmocka_unit_test(what_is_no_text_is_shown_as_that_and_hides_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
