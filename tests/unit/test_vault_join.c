/* Two vaults that went different ways become one: the rule of each section, and every limit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <sodium.h>
#include <string.h>

#include "core/secret.h"
#include "tests/unit/drop.h"
#include "tests/unit/seeded.h"

static struct drop d;
static struct vault *a, *b; /* the server's, the kept one */
static struct ends ends;
static struct vault_of of;

static int
setup(void **state)
{
	int rc;

	(void)state;
	drop_new(&d, 2, 0);
	of = drop_vault_of(&d, 0, &ends);
	rc = desk_first_vault(&a, &d.roster, DROP_DAY);
	return rc != 0 ? rc : desk_first_vault(&b, &d.roster, DROP_DAY);
}

static int
teardown(void **state)
{
	(void)state;
	vault_free(a);
	vault_free(b);
	drop_free(&d);
	return 0;
}

/* Whose key is all of one byte, and nothing else of them is. */
static struct correspondent *
begin(struct vault *v, uint32_t id, uint8_t key)
{
	struct matter *m = vault_put_matter(v, id);
	struct correspondent *c;

	assert_non_null(m);
	c = vault_add_correspondent(v, m);
	assert_non_null(c);
	memset(c->keys.x25519, key, sizeof c->keys.x25519);
	memset(c->keys.talk, key, sizeof c->keys.talk);
	matter_went_on(m, DROP_DAY);
	return c;
}

static void
say(struct correspondent *c, uint8_t id, uint32_t day, const char *text, bool own, bool unsent)
{
	struct message head = {.kind = MESSAGE_TEXT, .lamport = id, .day = day, .unsent = unsent};
	struct message *out;

	memset(head.id, id, sizeof head.id);
	if (own)
		memcpy(head.person, d.people[0].id, PERSON_BYTES);
	assert_int_equal(thread_write(&c->thread, &head, span_text(text), &out), 0);
}

static void
join(void)
{
	struct buf blob;
	struct vault *again;

	assert_int_equal(vault_join(a, b, &of), 0);
	/* whatever is joined seals, and opens as it is */
	buf_init(&blob, VAULT_MAX);
	assert_int_equal(vault_seal(&blob, a, &of, 1), 0);
	assert_int_equal(vault_open(&again, buf_span(&blob), &of, 1), 0);
	assert_int_equal(again->lost, 0);
	assert_int_equal(again->matter_count, a->matter_count);
	assert_int_equal(vault_bytes(again), vault_bytes(a));
	vault_free(again);
	buf_clear(&blob);
}

static void
heads_seeds_marks_devices_and_acts(void **state)
{
	uint8_t mark[16] = {1}, id[16] = {2};
	struct day_seed tied = *vault_seed(b, DROP_DAY + 5), today = *vault_seed(a, DROP_DAY);

	(void)state;
	rosters_add(&b->head.rosters, &(struct roster_shown){.serial = 8});
	b->head.roster_serial = 9;
	b->head.roster_hash[0] = 9;
	b->head.bundle_serial = 4;
	vault_renew_seeds(b, DROP_DAY + 20); /* under serial 5 */
	assert_int_equal(vault_mark(b, DROP_DAY, mark), 0);
	assert_int_equal(vault_mark_done(b, id, NULL, mark), 0);
	devices_save(&a->past.devices, mark);
	devices_save(&b->past.devices, id);
	assert_int_equal(devices_compare(&a->past.devices, &b->past.devices), DEVICES_FORKED);
	join();
	assert_int_equal(a->head.roster_serial, 9);
	assert_int_equal(a->head.roster_hash[0], 9);
	assert_int_equal(a->head.bundle_serial, 6);
	assert_memory_equal(vault_seed(a, DROP_DAY + 20)->seed, vault_seed(b, DROP_DAY + 20)->seed,
	                    DAY_SEED_BYTES);
	/* of one serial and not the same: the server's, published anew; today's is not changed */
	assert_memory_not_equal(vault_seed(a, DROP_DAY + 5)->seed, tied.seed, DAY_SEED_BYTES);
	assert_int_equal(vault_seed(a, DROP_DAY + 5)->serial, 6);
	assert_memory_equal(vault_seed(a, DROP_DAY), &today, sizeof today);
	assert_int_equal(a->head.rosters.n, 2);
	assert_int_equal(a->head.rosters.rows[1].serial, 8);
	assert_true(vault_seen(a, mark));
	assert_true(vault_done(a, id));
	assert_int_equal(a->past.devices.n, 2);
	assert_int_equal(devices_compare(&a->past.devices, &b->past.devices), DEVICES_AHEAD);
}

static void
one_matter_on_both_sides(void **state)
{
	struct correspondent *x = begin(a, 1, 1), *y = begin(b, 1, 1);
	struct matter *m = a->matters[0], *n = b->matters[0];
	struct message_part part = {.kind = MESSAGE_TEXT, .parts = 2, .lamport = 1};

	(void)state;
	say(x, 10, DROP_DAY, "to both", true, true);
	say(y, 10, DROP_DAY, "to both", true, false);
	say(x, 11, DROP_DAY, "of a", true, true);
	say(y, 12, DROP_DAY, "of b", false, false);
	/* one part here, one there */
	part.text = span_text("first");
	assert_int_equal(thread_add(&x->thread, (uint8_t[PERSON_BYTES]){0}, DROP_DAY, &part), 0);
	part.part = 1;
	part.text = span_text("second");
	assert_int_equal(thread_add(&y->thread, (uint8_t[PERSON_BYTES]){0}, DROP_DAY, &part), 0);
	assert_int_equal(matter_add_notes(m, span_text("a's")), 0);
	assert_int_equal(matter_add_notes(n, span_text("b's")), 0);
	assert_int_equal(matter_set_label(n, span_text("rota")), 0);
	memcpy(m->taken, d.people[1].id, PERSON_BYTES);
	memcpy(n->taken, d.people[0].id, PERSON_BYTES);
	matter_went_on(n, DROP_DAY + 3);
	join();
	assert_int_equal(a->matter_count, 1);
	assert_int_equal(x->thread.n, 4);
	assert_false(thread_find(&x->thread, (const uint8_t[16]){10, 10, 10, 10, 10, 10, 10, 10, 10,
	                                                         10, 10, 10, 10, 10, 10, 10})
	                     ->unsent);
	assert_true(thread_find(&x->thread, (const uint8_t[16]){11, 11, 11, 11, 11, 11, 11, 11, 11,
	                                                        11, 11, 11, 11, 11, 11, 11})
	                    ->unsent);
	assert_true(message_whole(thread_find(&x->thread, part.id)));
	assert_true(span_equal(buf_span(&m->notes), span_text("a's\n\nb's")));
	assert_string_equal(m->label, "rota");
	assert_memory_equal(m->taken, d.people[0].id, PERSON_BYTES);
	assert_int_equal(m->last_on, DROP_DAY + 3);
}

static void
one_visitor_under_two_ids_and_a_renewal_on_one_side(void **state)
{
	struct correspondent *x = begin(a, 1, 1), *y = begin(b, 2, 1), *new;

	(void)state;
	say(x, 10, DROP_DAY, "a", false, false);
	say(y, 11, DROP_DAY, "b", false, false);
	x = begin(a, 3, 3);
	new = begin(b, 4, 4);
	keys_renewal(new->proof, x->keys.talk, of.office, new->keys.x25519, new->keys.xwing,
	             new->keys.talk);
	say(x, 12, DROP_DAY, "old", false, false);
	say(new, 13, DROP_DAY, "new", false, false);
	join();
	assert_int_equal(a->matter_count, 2);
	assert_int_equal(matter_messages(vault_matter(a, 1)), 2);
	assert_int_equal(matter_messages(vault_matter(a, 3)), 2);
	assert_int_equal(x->keys.x25519[0], 4);
	/* the ids that are no more are remembered, and where they went */
	assert_int_equal(endings_find(&a->past.ended, 2)->into, 1);
	assert_int_equal(endings_find(&a->past.ended, 4)->into, 3);
}

static void
what_one_side_ended_stays_ended(void **state)
{
	struct correspondent *x = begin(a, 1, 1), *y = begin(b, 2, 2);
	uint8_t mark[MARK_BYTES], id[16];

	(void)state;
	/* b closed a's matter, a closed b's */
	endings_add(&b->past.ended, &(struct ended){1, DROP_DAY + 2, DROP_DAY + 20, ENDED_NOWHERE});
	endings_add(&a->past.ended, &(struct ended){2, DROP_DAY + 2, DROP_DAY + 20, ENDED_NOWHERE});
	say(x, 10, DROP_DAY + 1, "before", false, false);
	say(x, 11, DROP_DAY + 2, "own, the same day", true, true);
	assert_int_equal(matter_add_notes(a->matters[0], span_text("noted")), 0);
	say(y, 12, DROP_DAY + 2, "the same day, known", false, false);
	say(y, 13, DROP_DAY + 2, "the same day, not known", false, false);
	say(y, 14, DROP_DAY + 3, "later", false, false);
	say(y, 15, DROP_DAY + 3, "own, later", true, false);
	memset(id, 12, sizeof id);
	vault_part_mark(mark, y->keys.x25519, id, 0);
	assert_int_equal(vault_mark(a, DROP_DAY + 2, mark), 0);
	join();
	assert_int_equal(a->matter_count, 1);
	assert_int_equal(matter_messages(a->matters[0]), 3);
	assert_true(a->matters[0]->id != 1 && a->matters[0]->id != 2);
	assert_int_equal(a->matters[0]->notes.n, 0);
	assert_int_equal(a->past.ended.n, 2);
}

static void
what_became_a_part_of_another_is_taken_in_by_it(void **state)
{
	struct correspondent *x = begin(a, 1, 1), *y, *z;

	(void)state;
	(void)x;
	/* b joined 2 into 1; a has both still, and more talk in 2 */
	say(x, 9, DROP_DAY, "of the old", false, false);
	y = begin(a, 2, 2);
	say(y, 10, DROP_DAY, "before", false, false);
	say(y, 11, DROP_DAY + 1, "after", true, true);
	z = begin(b, 1, 2);
	keys_renewal(z->proof, (uint8_t[32]){1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	                                     1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
	             of.office, z->keys.x25519, z->keys.xwing, z->keys.talk);
	say(z, 10, DROP_DAY, "before", false, false);
	endings_add(&b->past.ended, &(struct ended){2, DROP_DAY + 1, DROP_DAY + 20, 1});
	join();
	assert_int_equal(a->matter_count, 1);
	assert_int_equal(a->matters[0]->id, 1);
	assert_int_equal(a->matters[0]->correspondent_count, 1);
	assert_int_equal(matter_messages(a->matters[0]), 3);
	assert_int_equal(a->matters[0]->correspondents[0]->keys.x25519[0], 2);
}

static void
messages_beyond_the_maximum_of_a_thread(void **state)
{
	struct correspondent *side[2] = {begin(a, 1, 1), begin(b, 1, 1)};
	struct message *out;

	(void)state;
	for (uint32_t i = 0; i < 2 * THREAD_MESSAGES_MAX; i++) {
		struct message head = {.kind = MESSAGE_TEXT, .lamport = i, .day = DROP_DAY};

		put_u32(head.id, i);
		assert_int_equal(thread_write(&side[i % 2]->thread, &head, span_text("a"), &out),
		                 0);
	}
	join();
	assert_int_equal(side[0]->thread.n, THREAD_MESSAGES_MAX);
	/* the newest stay, and it is told */
	assert_int_equal(side[0]->thread.messages[0]->lamport, THREAD_MESSAGES_MAX);
	assert_int_equal(a->lost, 1);
}

static void
bytes_beyond_sixteen_mebibytes(void **state)
{
	static char text[TEXT_MAX + 1];
	struct vault *side[2] = {a, b};

	(void)state;
	memset(text, 'x', TEXT_MAX);
	for (uint32_t i = 0; i < 300; i++) {
		struct correspondent *c = begin(side[i % 2], i, 1);

		memset(c->keys.x25519, 0, sizeof c->keys.x25519);
		put_u32(c->keys.x25519, i);
		say(c, 10, DROP_DAY + i % 3, text, false, false);
	}
	join();
	assert_int_equal(a->matter_count, 300);
	assert_true(a->lost >= 100);
	/* of the earliest days */
	for (size_t i = 0; i < a->matter_count; i++)
		assert_int_equal(matter_messages(a->matters[i]),
		                 a->matters[i]->id % 3 == 0 ? 0 : 1);
}

static void
matters_beyond_ten_thousand(void **state)
{
	struct vault *side[2] = {a, b};

	(void)state;
	for (uint32_t i = 0; i < VAULT_MATTERS_MAX + 1000; i++) {
		struct correspondent *c = begin(side[i < VAULT_MATTERS_MAX / 2], i, 1);

		memset(c->keys.x25519, 0, sizeof c->keys.x25519);
		put_u32(c->keys.x25519, i);
		say(c, 10, DROP_DAY, "a", false, false);
	}
	join();
	assert_int_equal(a->matter_count, VAULT_MATTERS_MAX);
	assert_int_equal(a->lost, 1000);
}

static void
what_a_newer_alcove_wrote_is_kept_once_up_to_its_limit(void **state)
{
	static const uint8_t both[] = {0x0f, 0xff, 0, 0, 0, 1, 'x'},
			     one[] = {0x0f, 0xfe, 0, 0, 0, 0};
	uint8_t plaintext[INNER_BYTES] = {77};

	(void)state;
	buf_put(&a->unknown, both, sizeof both);
	buf_put(&b->unknown, both, sizeof both);
	buf_put(&b->unknown, one, sizeof one);
	assert_int_equal(vault_keep_later(a, DROP_DAY, plaintext, plaintext, 10), 0);
	assert_int_equal(vault_keep_later(b, DROP_DAY, plaintext, plaintext, 10), 0);
	plaintext[1] = 1;
	assert_int_equal(vault_keep_later(b, DROP_DAY, plaintext, plaintext, 10), 0);
	buf_put_u16(&b->unknown, 99);
	buf_put_u32(&b->unknown, UNKNOWN_MAX);
	buf_put_zeros(&b->unknown, UNKNOWN_MAX);
	join();
	assert_int_equal(a->unknown.n, sizeof both + sizeof one);
	/* two messages, and a section that had no room */
	assert_int_equal(vault_unknown(a), 3);
	assert_true(vault_unknown_bytes(a) <= UNKNOWN_MAX);
}

/* Vaults of random deeds on both sides; joined twice, or either way round, it is the same talk. */
static void
joining_again_changes_nothing(void **state)
{
	struct buf kept;
	struct vault *again;
	size_t matters, bytes;

	(void)state;
	for (unsigned i = 0; i < 200; i++) {
		struct vault *v = seeded_below(2) == 0 ? a : b;
		uint32_t id = seeded_below(12);
		struct matter *m = vault_matter(v, id);

		/* no id is given twice */
		if (m == NULL && endings_find(&v->past.ended, id) == NULL)
			(void)begin(v, id, (uint8_t)(1 + id));
		else if (m == NULL)
			continue;
		else if (seeded_below(8) == 0)
			vault_end_matter(v, m, DROP_DAY + seeded_below(4), DROP_DAY + 20,
			                 ENDED_NOWHERE);
		else if (thread_find(&m->correspondents[0]->thread, (uint8_t[16]){0}) == NULL)
			say(m->correspondents[0], (uint8_t)(i + 1), DROP_DAY + seeded_below(4), "x",
			    seeded_below(2) == 0, false);
	}
	buf_init(&kept, VAULT_MAX);
	assert_int_equal(vault_seal(&kept, b, &of, 1), 0);
	join();
	matters = a->matter_count;
	bytes = vault_bytes(a);
	for (size_t i = 0; i < a->matter_count; i++)
		assert_null(endings_find(&a->past.ended, a->matters[i]->id));
	assert_int_equal(vault_open(&again, buf_span(&kept), &of, 1), 0);
	vault_free(b);
	b = again;
	join();
	/* what came after an end is in the new matter already */
	assert_int_equal(a->matter_count, matters);
	assert_int_equal(vault_bytes(a), bytes);
	buf_clear(&kept);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(heads_seeds_marks_devices_and_acts, setup,
	                                        teardown),
		cmocka_unit_test_setup_teardown(one_matter_on_both_sides, setup, teardown),
		cmocka_unit_test_setup_teardown(one_visitor_under_two_ids_and_a_renewal_on_one_side,
	                                        setup, teardown),
		cmocka_unit_test_setup_teardown(what_one_side_ended_stays_ended, setup, teardown),
		cmocka_unit_test_setup_teardown(what_became_a_part_of_another_is_taken_in_by_it,
	                                        setup, teardown),
		cmocka_unit_test_setup_teardown(messages_beyond_the_maximum_of_a_thread, setup,
	                                        teardown),
		cmocka_unit_test_setup_teardown(bytes_beyond_sixteen_mebibytes, setup, teardown),
		cmocka_unit_test_setup_teardown(matters_beyond_ten_thousand, setup, teardown),
		cmocka_unit_test_setup_teardown(
			what_a_newer_alcove_wrote_is_kept_once_up_to_its_limit, setup, teardown),
		cmocka_unit_test_setup_teardown(joining_again_changes_nothing, setup, teardown),
	};

	return core_start() != 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
