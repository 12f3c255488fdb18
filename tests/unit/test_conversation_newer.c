/* What a newer Alcove says is let through, counted, and never taken for something else. */
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

enum { KIND_NEW = 9, KIND_NEW_STRICT = 0x89 };

static struct world w;

static void
reads(const char *words, const char *view, size_t unknown)
{
	struct visit v = {.words = words};

	assert_int_equal(visit(&w, &v), 0);
	assert_string_equal(v.view, view);
	assert_int_equal(v.unknown, unknown);
}

/* What an answer by hand comes after: the last that was said. */
static void
names_last(struct message_part *part, const char *words)
{
	struct visit v = {.words = words};

	assert_int_equal(visit(&w, &v), 0);
	message_set_after(part, SPAN(v.known));
}

/* ---- kinds ---- */

static void
a_room_counts_messages_of_unknown_kinds_and_shows_the_others(void **state)
{
	struct message_part part = {.kind = KIND_NEW, .parts = 2, .text = span_text("?")};

	(void)state;
	world_open(&w, 2, 0);
	says(&w, "ann", "hello", NULL);
	reads("ann", "V:hello", 0);
	answer_by_hand(&w, "ann", 0, &part);
	part.part = 1;
	answer_by_hand(&w, "ann", 1, &part);
	reads("ann", "V:hello", 1);
	part.kind = KIND_NEW_STRICT;
	part.id[0] = 1;
	answer_by_hand(&w, "ann", 2, &part);
	copy_by_hand(&w, "ann", 1, &part);
	reads("ann", "V:hello", 3);
	part = (struct message_part){
		.kind = MESSAGE_TEXT, .parts = 1, .lamport = 2, .text = span_text("good day")};
	part.id[0] = 2;
	names_last(&part, "ann");
	answer_by_hand(&w, "ann", 3, &part);
	reads("ann", "V:hello|0:good day", 3);
	reads("bea", "", 0);
	says(&w, "ann", "and more", NULL);
	reads("ann", "V:hello|0:good day|V:and more", 3);
	world_close(&w);
}

static void
renewing_tells_that_unknown_messages_are_left_behind(void **state)
{
	struct message_part part = {.kind = KIND_NEW, .parts = 1};
	struct visit v = {.words = "ann", .act = VISIT_RENEW, .text = "eve"};

	(void)state;
	world_open(&w, 1, 0);
	says(&w, "ann", "hello", NULL);
	answer_by_hand(&w, "ann", 0, &part);
	assert_int_equal(visit(&w, &v), 0);
	assert_int_equal(v.left_behind, 1);
	reads("eve", "V:hello", 0);
	reads("ann", "", 0);
	world_close(&w);
}

static void
renewing_tells_that_unreadable_messages_are_left_behind(void **state)
{
	struct message_part part = {
		.kind = MESSAGE_TEXT, .parts = 1, .lamport = 2, .text = span("caf\xe9", 4)};
	struct visit v = {.words = "ann", .act = VISIT_RENEW, .text = "eve"};

	(void)state;
	world_open(&w, 1, 0);
	says(&w, "ann", "hello", NULL);
	names_last(&part, "ann");
	answer_by_hand(&w, "ann", 0, &part);
	reads("ann", "V:hello|0:(unreadable)", 0);
	assert_int_equal(visit(&w, &v), 0);
	assert_int_equal(v.left_behind, 1);
	reads("eve", "V:hello", 0);
	world_close(&w);
}

static void
forgetting_takes_unknown_messages_and_their_envelopes_along(void **state)
{
	struct message_part part = {.kind = KIND_NEW, .part = 3, .parts = 4};
	struct visit v = {.words = "ann", .act = VISIT_FORGET};
	struct visitor_keys keys;
	struct drop_place *envelope;
	struct place place;

	(void)state;
	world_open(&w, 2, 0);
	says(&w, "ann", "hello", "Person 0");
	part.id[0] = 7;
	copy_by_hand(&w, "ann", 1, &part);
	seed_keys(&w, &keys, "ann");
	place_envelope(&place, keys.envelope, w.drop.roster.office, w.drop.people[1].id, w.drop.day,
	               part.id, part.part);
	envelope = drop_new_place(&w.drop);
	envelope->envelope = true;
	memcpy(envelope->tag, place.tag, TAG_BYTES);
	memcpy(envelope->person, w.drop.people[1].id, PERSON_BYTES);
	drop_sort_places(&w.drop);
	assert_int_equal(drop_inbox(&w.drop, 1), 2);
	reads("ann", "V:hello", 1);
	assert_int_equal(visit(&w, &v), 0);
	assert_int_equal(v.unknown, 0);
	/* the request to forget */
	assert_int_equal(drop_inbox(&w.drop, 1), 1);
	for (size_t i = 0; i < w.drop.place_count; i++)
		assert_false(w.drop.places[i].body_there &&
		             memcmp(w.drop.places[i].tag, place.tag, TAG_BYTES) == 0);
	reads("ann", "", 0);
	world_close(&w);
}

static void
an_unknown_kind_hides_nothing_from_a_desk(void **state)
{
	struct talk_keys keys;
	struct message_part part = {.kind = KIND_NEW, .parts = 1, .lamport = 1};

	(void)state;
	world_open(&w, 1, 0);
	visitor_keys(&w, &keys, "ann");
	memcpy(part.xwing, keys.xwing_public, sizeof part.xwing);
	memcpy(part.talk, keys.talk, sizeof part.talk);
	forge(&w, &keys, &part);
	part.kind = KIND_NEW_STRICT;
	part.id[0] = 1;
	forge(&w, &keys, &part);
	says(&w, "bea", "hello", NULL);
	desk_shows(&w, 0, "{V:hello}");
	world_close(&w);
}

/* A message from ann by hand, of an unknown kind or a request to forget. */
static void
ann_sends(uint8_t kind)
{
	struct message_part part = {.kind = kind, .parts = 1, .lamport = 1, .id = {kind}};
	struct talk_keys keys;

	visitor_keys(&w, &keys, "ann");
	memcpy(part.xwing, keys.xwing_public, sizeof part.xwing);
	memcpy(part.talk, keys.talk, sizeof part.talk);
	forge(&w, &keys, &part);
}

static void
what_is_not_known_goes_with_the_matter_that_is_closed_and_comes_back_from_no_fork(void **state)
{
	struct sync s = {.person = 0}, other = {.person = 0};
	struct device second = {0};
	struct drop_person *p = &w.drop.people[0];
	struct buf old;
	uint32_t version;

	(void)state;
	world_open(&w, 1, 0);
	says(&w, "ann", "hello", NULL);
	ann_sends(KIND_NEW);
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(s.unknown, 1);
	other.device = &second;
	assert_int_equal(sync_desk(&w, &other), 0);
	version = p->vault_version;
	buf_init(&old, VAULT_MAX);
	buf_put_span(&old, buf_span(&p->vault));
	s.act = SYNC_CLOSE;
	s.matter = s.first;
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(s.unknown, 0);
	/* the server is put back, and the second device goes on from there */
	buf_clear(&p->vault);
	buf_put_span(&p->vault, buf_span(&old));
	p->vault_version = version;
	buf_clear(&old);
	assert_int_equal(sync_desk(&w, &other), 0);
	assert_int_equal(other.unknown, 1);
	s.act = SYNC_ONLY;
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_true(s.merged);
	assert_int_equal(s.unknown, 0);
	assert_int_equal(sync_desk(&w, &other), 0);
	assert_int_equal(other.unknown, 0);
	device_clear(&second);
	world_close(&w);
}

static void
what_is_not_known_is_forgotten_when_its_sender_asks(void **state)
{
	struct visit forget = {.words = "ann", .act = VISIT_FORGET};
	struct sync s = {.person = 0};

	(void)state;
	/* whether the desk has read it, or both come at once; with a matter and without */
	for (unsigned i = 0; i < 4; i++) {
		world_open(&w, 1, 0);
		if ((i & 1) != 0)
			says(&w, "ann", "hello", NULL);
		ann_sends(KIND_NEW);
		if ((i & 2) != 0) {
			assert_int_equal(sync_desk(&w, &s), 0);
			assert_int_equal(s.unknown, 1);
		}
		if ((i & 1) != 0)
			assert_int_equal(visit(&w, &forget), 0);
		else
			ann_sends(MESSAGE_FORGET);
		assert_int_equal(sync_desk(&w, &s), 0);
		assert_int_equal(s.unknown, 0);
		world_close(&w);
	}
}

/* ---- roles, and ways of writing ---- */

/* Signs the roster anew: who arranges meetings is now something else. */
static void
a_new_role(void)
{
	w.drop.roster.serial++;
	drop_publish_with(&w.drop, "\"arranging\"", "\"shuttle\"");
}

static void
who_has_an_unknown_role_is_not_written_to_and_everybody_else_is(void **state)
{
	struct visit v = {.words = "ann", .act = VISIT_SAY, .text = "hello you", .to = "person 2"};
	struct sync s = {.person = 2};
	size_t was;

	(void)state;
	world_open(&w, 2, 1);
	a_new_role();
	was = drop_inbox(&w.drop, 2);
	assert_int_equal(visit(&w, &v), ERR_NEWER);
	assert_int_equal(w.drop.deposits, 0);
	says(&w, "ann", "hello", NULL);
	desk_shows(&w, 0, "{V:hello}");
	desk_shows(&w, 1, "{V:hello}");
	/* an envelope as everybody's, which nobody opens */
	assert_int_equal(drop_inbox(&w.drop, 2), was + 1);
	answers(&w, 0, "good day");
	reads("ann", "V:hello|0:good day", 0);
	assert_int_equal(sync_desk(&w, &s), ERR_NEWER);
	w.drop.roster.serial++;
	drop_publish(&w.drop);
	desk_shows(&w, 2, "");
	world_close(&w);
}

static void
an_office_with_an_unknown_way_of_writing_is_sent_nothing_but_still_read(void **state)
{
	struct visit v = {.words = "ann", .act = VISIT_SAY, .text = "again"};
	struct visit forget = {.words = "ann", .act = VISIT_FORGET};

	(void)state;
	world_open(&w, 1, 0);
	says(&w, "ann", "before", NULL);
	w.drop.roster.serial++;
	drop_publish_with(&w.drop, "\"retention_days\": 10",
	                  "\"retention_days\": 10, \"writing\": \"by post\"");
	w.drop.deposits = 0;
	assert_int_equal(visit(&w, &v), ERR_NEWER);
	v.to = "Person 0";
	assert_int_equal(visit(&w, &v), ERR_NEWER);
	assert_int_equal(w.drop.deposits, 0);
	reads("ann", "V:before", 0);
	desk_shows(&w, 0, "{V:before}");
	answers(&w, 0, "an answer");
	reads("ann", "V:before|0:an answer", 0);
	assert_int_equal(visit(&w, &forget), 0);
	reads("ann", "", 0);
	world_close(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_room_counts_messages_of_unknown_kinds_and_shows_the_others),
		cmocka_unit_test(renewing_tells_that_unknown_messages_are_left_behind),
		cmocka_unit_test(renewing_tells_that_unreadable_messages_are_left_behind),
		cmocka_unit_test(forgetting_takes_unknown_messages_and_their_envelopes_along),
		cmocka_unit_test(
			what_is_not_known_goes_with_the_matter_that_is_closed_and_comes_back_from_no_fork),
		cmocka_unit_test(what_is_not_known_is_forgotten_when_its_sender_asks),
		cmocka_unit_test(an_unknown_kind_hides_nothing_from_a_desk),
		cmocka_unit_test(who_has_an_unknown_role_is_not_written_to_and_everybody_else_is),
		cmocka_unit_test(
			an_office_with_an_unknown_way_of_writing_is_sent_nothing_but_still_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
