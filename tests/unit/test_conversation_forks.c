/* Vaults of two devices that went different ways, of a newer Alcove, and of an office that lost its
 * keys. */
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

/* What the server held of person 0 once. */
struct backup {
	struct buf vault;
	uint32_t version;
};

static struct backup
take_backup(void)
{
	const struct drop_person *p = &w.drop.people[0];
	struct backup b = {.version = p->vault_version};

	buf_init(&b.vault, VAULT_MAX);
	buf_put_span(&b.vault, buf_span(&p->vault));
	return b;
}

static void
restore(struct backup *b)
{
	struct drop_person *p = &w.drop.people[0];

	buf_clear(&p->vault);
	buf_put_span(&p->vault, buf_span(&b->vault));
	p->vault_version = b->version;
	buf_clear(&b->vault);
}

static void
copy_device(struct device *to, const struct device *from)
{
	*to = (struct device){.version = from->version};
	buf_init(&to->kept, from->kept.max);
	buf_put_span(&to->kept, buf_span(&from->kept));
}

/* Changes the vault on the server, as another Alcove would on another device. */
static void
edit(void (*change)(struct vault *v))
{
	struct drop_person *p = &w.drop.people[0];
	struct ends ends;
	struct vault_of of = drop_vault_of(&w.drop, 0, &ends);
	struct vault *v;

	assert_int_equal(drop_open(&v, &w.drop, 0), 0);
	change(v);
	devices_save(&v->past.devices, (const uint8_t[DEVICE_BYTES]){7});
	assert_int_equal(vault_seal(&p->vault, v, &of, ++p->vault_version), 0);
	vault_free(v);
}

static int
sync_as(struct sync *s, struct device *device)
{
	s->device = device;
	return sync_desk(&w, s);
}

static uint32_t
first_matter(void)
{
	struct sync s = {.person = 0};

	assert_int_equal(sync_desk(&w, &s), 0);
	return s.first;
}

/*
 * The server is put back to an older vault; the second device, which has not
 * seen the newer one, goes on from it. Then the first comes.
 */
static void
a_fork_is_joined_told_and_loses_nothing(void **state)
{
	struct device second = {0};
	struct backup old;
	struct sync s = {.person = 0};

	(void)state;
	world_open(&w, 1, 0);
	says(&w, "ann", "hello", NULL);
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(sync_as(&s, &second), 0);
	old = take_backup();
	s = (struct sync){
		.person = 0, .act = SYNC_NOTE, .matter = s.first, .base = "", .text = "first"};
	assert_int_equal(sync_desk(&w, &s), 0);
	says(&w, "bea", "to the first", NULL);
	s = (struct sync){.person = 0};
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_string_equal(s.view, "{V:hello#first}{V:to the first}");
	restore(&old);
	s = (struct sync){
		.person = 0, .act = SYNC_NOTE, .matter = s.first, .base = "", .text = "second"};
	assert_int_equal(sync_as(&s, &second), 0);
	assert_false(s.merged);
	says(&w, "cas", "to the second", NULL);
	s = (struct sync){.person = 0};
	assert_int_equal(sync_as(&s, &second), 0);
	assert_string_equal(s.view, "{V:hello#second}{V:to the second}");
	s = (struct sync){.person = 0};
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_true(s.merged);
	assert_int_equal(s.lost, 0);
	assert_string_equal(s.view, "{V:hello#second\n\nfirst}{V:to the second}{V:to the first}");
	/* and from then on there is one */
	s = (struct sync){.person = 0};
	assert_int_equal(sync_as(&s, &second), 0);
	assert_false(s.merged);
	assert_string_equal(s.view, "{V:hello#second\n\nfirst}{V:to the second}{V:to the first}");
	answers(&w, 0, "good day");
	room_shows(&w, "ann", "V:hello|0:good day");
	device_clear(&second);
	world_close(&w);
}

static void
a_fork_brings_nothing_back_that_one_side_closed(void **state)
{
	struct device second = {0};
	struct backup old;
	struct sync s = {.person = 0};
	uint32_t closed;

	(void)state;
	world_open(&w, 1, 0);
	says(&w, "ann", "hello", NULL);
	closed = first_matter();
	assert_int_equal(sync_as(&s, &second), 0);
	old = take_backup();
	s = (struct sync){.person = 0, .act = SYNC_CLOSE, .matter = closed};
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_string_equal(s.view, "");
	restore(&old);
	s = (struct sync){.person = 0, .act = SYNC_NOTE, .matter = closed, .text = "noted"};
	assert_int_equal(sync_as(&s, &second), 0);
	s = (struct sync){.person = 0};
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_true(s.merged);
	assert_string_equal(s.view, "");
	world_close(&w);
	device_clear(&second);
	/* the other way round: what she wrote after that day goes on, without what was before */
	world_open(&w, 1, 0);
	says(&w, "ann", "hello", NULL);
	closed = first_matter();
	copy_device(&second, &w.devices[0]);
	old = take_backup();
	s = (struct sync){.person = 0, .act = SYNC_CLOSE, .matter = closed};
	assert_int_equal(sync_desk(&w, &s), 0);
	restore(&old);
	drop_next_days(&w.drop, 1);
	says(&w, "ann", "one thing more", NULL);
	s = (struct sync){.person = 0};
	second.kept.p[4] ^= 1; /* a device of its own */
	assert_int_equal(sync_as(&s, &second), 0);
	assert_string_equal(s.view, "{V:hello|V:one thing more}");
	s = (struct sync){.person = 0};
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_true(s.merged);
	assert_string_equal(s.view, "{V:one thing more}");
	assert_int_not_equal(s.first, closed);
	device_clear(&second);
	world_close(&w);
}

static void
a_renewal_that_one_side_of_a_fork_knows_stays_one_matter(void **state)
{
	struct device second = {0};
	struct backup old;
	struct sync s = {.person = 0};

	(void)state;
	world_open(&w, 1, 0);
	says(&w, "ann", "hello", NULL);
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(sync_as(&s, &second), 0);
	old = take_backup();
	renews(&w, "ann", "anna", "V:hello");
	desk_shows(&w, 0, "{V:hello}");
	restore(&old);
	s = (struct sync){.person = 0, .act = SYNC_SAY, .matter = s.first, .text = "good day"};
	assert_int_equal(sync_as(&s, &second), 0);
	s = (struct sync){.person = 0};
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_true(s.merged);
	assert_string_equal(s.view, "{V:hello|0:good day}");
	answers(&w, 0, "to the new words");
	/* what had gone to the old words, from the vault that did not know of the new */
	room_shows(&w, "anna", "V:hello|0:good day|0:to the new words");
	device_clear(&second);
	world_close(&w);
}

static void
a_home_that_keeps_nothing_goes_on_from_the_server(void **state)
{
	struct device nowhere = {.homeless = true};
	struct sync s = {.person = 0};
	struct vault *v;

	(void)state;
	world_open(&w, 1, 0);
	says(&w, "ann", "hello", NULL);
	for (unsigned i = 0; i < 3; i++) {
		assert_int_equal(sync_as(&s, &nowhere), 0);
		assert_string_equal(s.view, "{V:hello}");
		assert_false(s.merged);
	}
	desk_shows(&w, 0, "{V:hello}");
	assert_int_equal(drop_open(&v, &w.drop, 0), 0);
	assert_int_equal(v->past.devices.n, 2);
	assert_true(sodium_is_zero(v->past.devices.rows[0].id, DEVICE_BYTES));
	assert_int_equal(v->past.devices.rows[0].count, 3);
	vault_free(v);
	/* one that keeps something after all becomes a device of its own */
	memset(w.devices[0].kept.p + 4, 0, DEVICE_BYTES);
	desk_shows(&w, 0, "{V:hello}");
	assert_false(sodium_is_zero(w.devices[0].kept.p + 4, DEVICE_BYTES));
	world_close(&w);
}

/* ---- end-day keys ---- */

static void
a_matter_whose_desk_is_not_opened_again_opens_nothing_forty_days_later(void **state)
{
	struct sync s = {.person = 0};
	struct device kept;
	struct vault *v;
	struct backup at_once;
	const size_t head = 2 + 32;

	(void)state;
	world_open(&w, 1, 0);
	says(&w, "ann", "hello", NULL);
	s = (struct sync){.person = 0, .act = SYNC_NOTE, .matter = first_matter(), .text = "noted"};
	assert_int_equal(sync_desk(&w, &s), 0);
	copy_device(&kept, &w.devices[0]);
	at_once = take_backup();
	drop_next_days(&w.drop, 40);
	/* vault, words and what the device kept, but not the keys of days that are over */
	assert_int_equal(drop_open(&v, &w.drop, 0), 0);
	assert_int_equal(v->matter_count, 0);
	/* it ended on its day, as announced: nothing is lost */
	assert_int_equal(v->lost, 0);
	vault_free(v);
	s = (struct sync){.person = 0, .device = &kept};
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_string_equal(s.view, "");
	assert_int_equal(s.lost, 0);
	restore(&at_once);
	assert_true(w.drop.people[0].vault.n > head);
	assert_int_equal(drop_open(&v, &w.drop, 0), 0);
	assert_int_equal(v->matter_count, 0);
	vault_free(v);
	device_clear(&kept);
	world_close(&w);
}

static void
matters_whose_keys_the_server_lost_are_counted_and_the_rest_goes_on(void **state)
{
	struct sync s = {.person = 0};
	struct backup old;

	(void)state;
	world_open(&w, 1, 0);
	old = take_backup();
	says(&w, "ann", "hello", NULL);
	desk_shows(&w, 0, "{V:hello}");
	says(&w, "bea", "me too", NULL);
	desk_shows(&w, 0, "{V:hello}{V:me too}");
	/* the office is made anew from an older copy, with other keys */
	restore(&old);
	randombytes_buf(w.drop.end_secret, sizeof w.drop.end_secret);
	s = (struct sync){.person = 0};
	assert_int_equal(sync_desk(&w, &s), ERR_OLDER);
	/* told before anything is put back */
	assert_int_equal(s.lost, 2);
	says(&w, "cas", "hello?", NULL);
	s = (struct sync){.person = 0, .put_back = true};
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(s.lost, 2);
	assert_string_equal(s.view, "{V:hello?}");
	s = (struct sync){.person = 0};
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(s.lost, 0);
	world_close(&w);
}

/* Told to put its own back, a device does so over one that does not open, too. */
static void
a_vault_that_does_not_open_is_replaced_by_the_kept_one_when_told_to(void **state)
{
	struct sync s = {.person = 0};

	(void)state;
	world_open(&w, 1, 0);
	says(&w, "ann", "hello", NULL);
	desk_shows(&w, 0, "{V:hello}");
	w.drop.people[0].vault.p[100] ^= 1;
	assert_int_equal(sync_desk(&w, &s), ERR_SEAL);
	s = (struct sync){.person = 0, .put_back = true};
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_string_equal(s.view, "{V:hello}");
	desk_shows(&w, 0, "{V:hello}");
	/* and a kept copy that does not open is as if there were none */
	w.devices[0].kept.p[100] ^= 1;
	desk_shows(&w, 0, "{V:hello}");
	world_close(&w);
}

/* ---- a newer Alcove ---- */

enum { NEW_KIND = 77, NEW_AND_MUST = MESSAGE_MUST_UNDERSTAND | NEW_KIND };

static void
says_something_new(const char *words, uint8_t kind)
{
	struct talk_keys *keys = sodium_malloc(sizeof *keys);
	struct message_part part = {.kind = kind, .parts = 1, .text = span_text("of a newer kind")};

	assert_non_null(keys);
	visitor_keys(&w, keys, words);
	randombytes_buf(part.id, sizeof part.id);
	memcpy(part.talk, keys->talk, sizeof part.talk);
	memcpy(part.xwing, keys->xwing_public, sizeof part.xwing);
	forge(&w, keys, &part);
	sodium_free(keys);
}

static const uint8_t section[] = {0x0f, 0xff, 0, 0, 0, 3, 'n', 'e', 'w'};
static const uint8_t must_section[] = {0x8f, 0xff, 0, 0, 0, 3, 'n', 'e', 'w'};

static void
add_unknown(struct vault *v)
{
	buf_put(&v->unknown, section, sizeof section);
	buf_put(&v->matters[0]->unknown, section, sizeof section);
}

static void
shut_matter(struct vault *v)
{
	buf_put(&v->matters[0]->unknown, must_section, sizeof must_section);
}

static void
shut_desk(struct vault *v)
{
	buf_put(&v->unknown, must_section, sizeof must_section);
}

static void
what_a_newer_alcove_wrote_passes_through_two_devices_unharmed(void **state)
{
	struct device second = {0};
	struct vault *v;

	(void)state;
	world_open(&w, 1, 0);
	says(&w, "ann", "hello", NULL);
	desk_shows(&w, 0, "{V:hello}");
	edit(add_unknown);
	says_something_new("ann", NEW_KIND);
	for (unsigned i = 0; i < 4; i++) {
		struct sync s = {.person = 0, .act = SYNC_SAY, .text = "good day"};

		s.matter = first_matter();
		assert_int_equal(sync_as(&s, i % 2 == 0 ? &second : NULL), 0);
		assert_int_equal(s.unknown, 1);
		assert_false(s.merged);
	}
	(void)first_matter();
	assert_int_equal(drop_inbox(&w.drop, 0), 0);
	assert_int_equal(drop_open(&v, &w.drop, 0), 0);
	assert_true(span_equal(buf_span(&v->unknown), SPAN(section)));
	assert_true(span_equal(buf_span(&v->matters[0]->unknown), SPAN(section)));
	assert_false(vault_shut(v));
	assert_false(matter_shut(v->matters[0]));
	vault_free(v);
	/* it ends like other talk */
	drop_next_days(&w.drop, 11);
	assert_int_equal(sync_desk(&w, &(struct sync){.person = 0}), 0);
	assert_int_equal(drop_open(&v, &w.drop, 0), 0);
	assert_int_equal(vault_unknown(v), 0);
	vault_free(v);
	device_clear(&second);
	world_close(&w);
}

static void
what_must_be_understood_shuts_acts_and_reading_goes_on(void **state)
{
	struct sync s = {.person = 0};
	uint32_t other;

	(void)state;
	world_open(&w, 1, 0);
	says(&w, "ann", "hello", NULL);
	desk_shows(&w, 0, "{V:hello}");
	says_something_new("ann", NEW_AND_MUST);
	says(&w, "bea", "me too", NULL);
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_string_equal(s.view, "{V:hello}{V:me too}");
	other = s.last;
	for (enum sync_act act = SYNC_SAY; act <= SYNC_CLOSE; act++) {
		s = (struct sync){.person = 0, .act = act, .matter = s.first, .text = "no"};
		assert_int_equal(sync_desk(&w, &s), ERR_NEWER);
		assert_int_equal(sync_desk(&w, &(struct sync){.person = 0}), 0);
		s.first = first_matter();
	}
	s = (struct sync){.person = 0, .act = SYNC_SAY, .matter = other, .text = "good day"};
	assert_int_equal(sync_desk(&w, &s), 0);
	world_close(&w);
	world_open(&w, 1, 0);
	says(&w, "ann", "hello", NULL);
	desk_shows(&w, 0, "{V:hello}");
	says(&w, "bea", "me too", NULL);
	desk_shows(&w, 0, "{V:hello}{V:me too}");
	edit(shut_matter);
	s = (struct sync){.person = 0, .act = SYNC_CLOSE, .matter = first_matter()};
	assert_int_equal(sync_desk(&w, &s), ERR_NEWER);
	edit(shut_desk);
	s = (struct sync){.person = 0};
	assert_int_equal(sync_desk(&w, &s), 0);
	s = (struct sync){.person = 0, .act = SYNC_CLOSE, .matter = s.last};
	assert_int_equal(sync_desk(&w, &s), ERR_NEWER);
	s = (struct sync){.person = 0, .act = SYNC_RENEW_SEEDS};
	assert_int_equal(sync_desk(&w, &s), ERR_NEWER);
	desk_shows(&w, 0, "{V:hello}{V:me too}");
	world_close(&w);
}

static uint8_t held_sender[X25519_BYTES], held_message[INNER_BYTES];

static void
hold_message(struct vault *v)
{
	assert_int_equal(vault_keep_later(v, w.drop.day, held_sender, held_message, 10), 0);
}

static void
a_message_kept_for_an_alcove_that_knows_it_is_filed_by_that_one(void **state)
{
	struct talk_keys *keys = sodium_malloc(sizeof *keys);
	struct message_part part = {
		.kind = MESSAGE_TEXT, .parts = 1, .lamport = 9, .text = span_text("kept for you")};
	struct sync s = {.person = 0};

	(void)state;
	assert_non_null(keys);
	world_open(&w, 1, 0);
	says(&w, "ann", "hello", NULL);
	desk_shows(&w, 0, "{V:hello}");
	visitor_keys(&w, keys, "ann");
	memcpy(part.talk, keys->talk, sizeof part.talk);
	memcpy(part.xwing, keys->xwing_public, sizeof part.xwing);
	memcpy(held_sender, keys->x25519_public, sizeof held_sender);
	message_write(held_message, &part, SEAL_TO_OMBUDS);
	edit(hold_message);
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_string_equal(s.view, "{V:hello|V:kept for you}");
	assert_int_equal(s.unknown, 0);
	sodium_free(keys);
	world_close(&w);
}

static void
a_vault_of_a_newer_format_is_told(void **state)
{
	struct sync s = {.person = 0};

	(void)state;
	world_open(&w, 1, 0);
	put_u16(w.drop.people[0].vault.p, 4);
	assert_int_equal(sync_desk(&w, &s), ERR_NEWER);
	world_close(&w);
}

/* A newer program of this home kept it, and an older one must not save over what it cannot read. */
static void
a_kept_copy_of_a_newer_format_is_told_and_nothing_is_saved(void **state)
{
	struct device second = {0};
	struct sync s = {.person = 0}, other = {.person = 0, .device = &second};
	struct drop_person *p = &w.drop.people[0];
	uint32_t version;

	(void)state;
	world_open(&w, 1, 0);
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(sync_desk(&w, &other), 0);
	version = p->vault_version;
	/* behind version, device and base */
	put_u16(w.devices[0].kept.p + 4 + DEVICE_BYTES + 4, 4);
	assert_int_equal(sync_desk(&w, &s), ERR_NEWER);
	assert_int_equal(p->vault_version, version);
	device_clear(&second);
	world_close(&w);
}

static void
stays_shut(void)
{
	struct sync s = {.person = 0, .act = SYNC_SAY, .matter = first_matter(), .text = "no"};

	assert_int_equal(sync_desk(&w, &s), ERR_NEWER);
	s = (struct sync){.person = 0};
	assert_int_equal(sync_desk(&w, &s), 0);
	assert_int_equal(s.matters, 1);
	assert_int_equal(s.unknown, 1);
	s = (struct sync){.person = 0, .act = SYNC_CLOSE, .matter = s.first};
	assert_int_equal(sync_desk(&w, &s), ERR_NEWER);
}

static void
shut_it_stays_shut_under_new_words(void **state)
{
	(void)state;
	/* the message, and then two renewals */
	world_open(&w, 1, 0);
	says(&w, "ann", "hello", NULL);
	says_something_new("ann", NEW_AND_MUST);
	stays_shut();
	renews(&w, "ann", "anna", "V:hello");
	stays_shut();
	renews(&w, "anna", "annabel", "V:hello");
	stays_shut();
	/* it ends with the message */
	says(&w, "annabel", "still here", NULL);
	drop_next_days(&w.drop, 11);
	says(&w, "annabel", "again", NULL);
	answers(&w, 0, "good day");
	world_close(&w);
	/* both in one inbox */
	world_open(&w, 1, 0);
	says(&w, "ann", "hello", NULL);
	says_something_new("ann", NEW_AND_MUST);
	renews(&w, "ann", "anna", "V:hello");
	stays_shut();
	world_close(&w);
	/* the message after the renewal */
	world_open(&w, 1, 0);
	says(&w, "ann", "hello", NULL);
	renews(&w, "ann", "anna", "V:hello");
	desk_shows(&w, 0, "{V:hello}");
	says_something_new("ann", NEW_AND_MUST);
	stays_shut();
	/* who goes is forgotten with it */
	{
		struct visit v = {.words = "anna", .act = VISIT_FORGET};
		struct sync s = {.person = 0};

		assert_int_equal(visit(&w, &v), 0);
		assert_int_equal(sync_desk(&w, &s), 0);
		assert_int_equal(s.matters, 0);
		assert_int_equal(s.unknown, 0);
	}
	world_close(&w);
}

/* One device heard of the renewal, the other has the message: their fork is shut. */
static void
shut_it_stays_shut_where_a_fork_is_joined(void **state)
{
	struct device second = {0};
	struct backup old;

	(void)state;
	world_open(&w, 1, 0);
	says(&w, "ann", "hello", NULL);
	desk_shows(&w, 0, "{V:hello}");
	assert_int_equal(sync_as(&(struct sync){.person = 0}, &second), 0);
	old = take_backup();
	says_something_new("ann", NEW_AND_MUST);
	assert_int_equal(sync_desk(&w, &(struct sync){.person = 0}), 0);
	restore(&old);
	renews(&w, "ann", "anna", "V:hello");
	assert_int_equal(sync_as(&(struct sync){.person = 0}, &second), 0);
	stays_shut();
	device_clear(&second);
	world_close(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_fork_is_joined_told_and_loses_nothing),
		cmocka_unit_test(a_fork_brings_nothing_back_that_one_side_closed),
		cmocka_unit_test(a_renewal_that_one_side_of_a_fork_knows_stays_one_matter),
		cmocka_unit_test(a_home_that_keeps_nothing_goes_on_from_the_server),
		cmocka_unit_test(
			a_matter_whose_desk_is_not_opened_again_opens_nothing_forty_days_later),
		cmocka_unit_test(
			matters_whose_keys_the_server_lost_are_counted_and_the_rest_goes_on),
		cmocka_unit_test(
			a_vault_that_does_not_open_is_replaced_by_the_kept_one_when_told_to),
		cmocka_unit_test(what_a_newer_alcove_wrote_passes_through_two_devices_unharmed),
		cmocka_unit_test(shut_it_stays_shut_under_new_words),
		cmocka_unit_test(shut_it_stays_shut_where_a_fork_is_joined),
		cmocka_unit_test(what_must_be_understood_shuts_acts_and_reading_goes_on),
		cmocka_unit_test(a_message_kept_for_an_alcove_that_knows_it_is_filed_by_that_one),
		cmocka_unit_test(a_vault_of_a_newer_format_is_told),
		cmocka_unit_test(a_kept_copy_of_a_newer_format_is_told_and_nothing_is_saved),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
