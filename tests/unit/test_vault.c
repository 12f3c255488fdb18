/* The vault: what is sealed opens, of this person and version only; seeds, marks and matters end.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <sodium.h>
#include <string.h>

#include "core/crypto/label.h"
#include "core/secret.h"
#include "tests/unit/drop.h"
#include "tests/unit/seeded.h"

static struct drop d;
static struct vault *v;
static struct buf blob;
static struct ends ends;
static struct vault_of of;

static int
setup(void **state)
{
	(void)state;
	drop_new(&d, 2, 0);
	buf_init(&blob, 1);
	of = drop_vault_of(&d, 0, &ends);
	return desk_first_vault(&v, &d.roster, DROP_DAY);
}

static int
teardown(void **state)
{
	(void)state;
	vault_free(v);
	buf_clear(&blob);
	drop_free(&d);
	return 0;
}

/* A matter with one correspondent, of whom nothing came yet. */
static struct correspondent *
begin(struct matter **out)
{
	struct matter *m = vault_add_matter(v);
	struct correspondent *c;

	assert_non_null(m);
	c = vault_add_correspondent(v, m);
	assert_non_null(c);
	randombytes_buf(c->keys.x25519, sizeof c->keys.x25519);
	randombytes_buf(c->keys.xwing, sizeof c->keys.xwing);
	randombytes_buf(c->keys.talk, sizeof c->keys.talk);
	matter_went_on(m, DROP_DAY);
	if (out != NULL)
		*out = m;
	return c;
}

static void
fill(unsigned matters)
{
	for (unsigned i = 0; i < matters; i++) {
		struct matter *m;
		struct correspondent *c = begin(&m);

		c->keys.claim[0] = (uint8_t)i;
		memcpy(m->taken, d.people[i % 2].id, PERSON_BYTES);
		randombytes_buf(c->proof, sizeof c->proof);
		if (i % 4 == 1)
			assert_int_equal(matter_set_label(m, span_text("The rota ✓")), 0);
		for (unsigned k = 0; k < i % 3; k++)
			assert_int_equal(matter_add_notes(m, span_text("Ring the dean. ✓")), 0);
		for (unsigned k = 0; k < i % 5; k++) {
			struct message head = {
				.kind = MESSAGE_TEXT, .lamport = k, .day = 20000 + k};
			struct message_part half = {.kind = MESSAGE_RENEW, .parts = 4, .part = 2};
			static uint8_t text[3 * TEXT_PART_BYTES];
			struct message *out;

			head.unsent = k == 1;
			randombytes_buf(head.id, sizeof head.id);
			randombytes_buf(half.id, sizeof half.id);
			half.text = span_text("half");
			seeded_fill(text, sizeof text);
			assert_int_equal(thread_write(&c->thread, &head,
			                              span(text, seeded_below(sizeof text)), &out),
			                 0);
			assert_int_equal(thread_add(&c->thread, head.person, 20000, &half), 0);
		}
	}
	for (unsigned i = 0; i < 3 * matters; i++) {
		uint8_t mark[16];

		randombytes_buf(mark, sizeof mark);
		assert_int_equal(vault_mark(v, DROP_DAY + i % 7, mark), 0);
	}
}

static int
seal(uint32_t version)
{
	return vault_seal(&blob, v, &of, version);
}

static int
open_as(size_t person, size_t keys, uint32_t version, struct vault **out)
{
	struct vault_of other = of;

	other.keys = &d.people[keys].keys;
	other.person = d.people[person].id;
	return vault_open(out, buf_span(&blob), &other, version);
}

static int
opens(size_t person, size_t keys, uint32_t version)
{
	struct vault *out;
	int rc = open_as(person, keys, version, &out);

	assert_true((rc == 0) == (out != NULL));
	vault_free(out);
	return rc;
}

static void
same_threads(const struct thread *a, const struct thread *b)
{
	assert_int_equal(a->n, b->n);
	for (size_t i = 0; i < a->n; i++) {
		const struct message *x = a->messages[i], *y = b->messages[i];

		assert_memory_equal(x->id, y->id, sizeof x->id);
		assert_memory_equal(x->person, y->person, sizeof x->person);
		assert_int_equal(x->kind, y->kind);
		assert_int_equal(x->lamport, y->lamport);
		assert_int_equal(x->day, y->day);
		assert_int_equal(x->body.parts, y->body.parts);
		assert_int_equal(x->body.have, y->body.have);
		assert_int_equal(x->unsent, y->unsent);
		for (unsigned k = 0; k < PARTS_MAX; k++)
			assert_true(span_equal(buf_span(&x->body.pieces[k]),
			                       buf_span(&y->body.pieces[k])));
	}
}

static void
same_matters(const struct matter *a, const struct matter *b)
{
	assert_int_equal(a->id, b->id);
	assert_int_equal(a->count.origin, b->count.origin);
	assert_string_equal(a->label, b->label);
	assert_memory_equal(a->taken, b->taken, sizeof a->taken);
	assert_int_equal(a->last_on, b->last_on);
	assert_int_equal(a->correspondent_count, b->correspondent_count);
	for (size_t i = 0; i < a->correspondent_count; i++) {
		const struct correspondent *x = a->correspondents[i], *y = b->correspondents[i];

		assert_memory_equal(&x->keys, &y->keys, sizeof x->keys);
		assert_memory_equal(x->proof, y->proof, sizeof x->proof);
		same_threads(&x->thread, &y->thread);
	}
}

static void
a_vault_reads_back_as_it_was_sealed(void **state)
{
	(void)state;
	for (unsigned n = 0; n < 40; n += 13) {
		struct vault *w;

		fill(n);
		assert_int_equal(seal(7), 0);
		assert_int_equal(open_as(0, 0, 7, &w), 0);
		assert_memory_equal(&w->head, &v->head, sizeof w->head);
		assert_int_equal(w->seeds.n, v->seeds.n);
		for (size_t i = 0; i < v->seeds.n; i++) {
			assert_int_equal(w->seeds.rows[i].day, v->seeds.rows[i].day);
			assert_memory_equal(w->seeds.rows[i].seed, v->seeds.rows[i].seed, 32);
		}
		assert_int_equal(w->seen.n, v->seen.n);
		for (size_t i = 0; i < v->seen.n; i++)
			assert_true(vault_seen(w, v->seen.marks[i].mark));
		assert_int_equal(w->lost, 0);
		assert_int_equal(w->matter_count, v->matter_count);
		for (size_t i = 0; i < v->matter_count; i++) {
			const struct matter *a = v->matters[i], *b = w->matters[i];

			same_matters(a, b);
			assert_true(span_equal(buf_span(&a->notes), buf_span(&b->notes)));
		}
		vault_free(w);
	}
}

static void
a_vault_of_another_format_is_not_read_and_a_newer_one_is_told(void **state)
{
	(void)state;
	assert_int_equal(seal(7), 0);
	put_u16(blob.p, 4);
	assert_int_equal(opens(0, 0, 7), ERR_NEWER);
	put_u16(blob.p, 2);
	assert_int_equal(opens(0, 0, 7), ERR_FORMAT);
	put_u16(blob.p, 3);
	assert_int_equal(opens(0, 0, 7), 0);
}

static int
note(struct matter *m, const char *base, const char *text)
{
	return vault_note(v, m, span_text(base), span_text(text));
}

static void
noted(const struct matter *m, const char *text)
{
	assert_true(span_equal(buf_span(&m->notes), span_text(text)));
}

static void
notes_that_two_devices_changed_are_both_kept(void **state)
{
	struct matter *m = vault_add_matter(v);

	(void)state;
	assert_non_null(m);
	assert_int_equal(note(m, "", "one"), 0);
	noted(m, "one");
	assert_int_equal(note(m, "one", "two"), 0);
	noted(m, "two");
	/* the same again changes nothing: an answer may have been lost */
	assert_int_equal(note(m, "one", "two"), 0);
	noted(m, "two");
	/* begun from "one", which another device has made "two" meanwhile */
	assert_int_equal(note(m, "one", "one and more"), 0);
	noted(m, "two\n\none and more");
	assert_int_equal(note(m, "two\n\none and more", "line\n"), 0);
	assert_int_equal(note(m, "", "next"), 0);
	noted(m, "line\n\nnext");
	/* what was deleted by one and changed by the other stays as changed */
	assert_int_equal(note(m, "old", ""), 0);
	noted(m, "line\n\nnext");
	assert_int_equal(note(m, "line\n\nnext", ""), 0);
	noted(m, "");
	assert_int_equal(note(m, "old", "mine"), 0);
	noted(m, "mine");
}

static void
notes_are_text_of_8192_bytes_at_most_and_a_full_vault_takes_no_more(void **state)
{
	static uint8_t text[NOTES_MAX + 1], talk[TEXT_MAX];
	struct matter *m;
	struct correspondent *c = begin(&m);
	struct message *out;
	size_t had;

	(void)state;
	memset(text, 'n', sizeof text);
	assert_int_equal(notes_check(span(text, NOTES_MAX)), 0);
	assert_int_equal(notes_check(SPAN(text)), ERR_TEXT);
	assert_int_equal(notes_check(SPAN_NONE), 0);
	assert_int_equal(notes_check(span("\xff", 1)), ERR_TEXT);
	assert_int_equal(notes_check(span("a\0b", 3)), ERR_TEXT);
	assert_int_equal(note(m, "", "few"), 0);
	while (vault_fits(v, TEXT_MAX + 1024)) {
		struct message head = {.kind = MESSAGE_TEXT, .day = DROP_DAY};

		randombytes_buf(head.id, sizeof head.id);
		assert_int_equal(thread_write(&c->thread, &head, SPAN(talk), &out), 0);
	}
	had = vault_bytes(v);
	for (unsigned i = 0; vault_bytes(v) == had || i == 0; i++) {
		struct matter *other;

		had = vault_bytes(v);
		(void)begin(&other);
		if (vault_note(v, other, SPAN_NONE, span(text, NOTES_MAX)) == ERR_SIZE) {
			assert_int_equal(other->notes.n, 0);
			break;
		}
		had = vault_bytes(v);
	}
	/* fewer notes always fit */
	assert_int_equal(note(m, "few", "fe"), 0);
	assert_int_equal(note(m, "fe", ""), 0);
	assert_int_equal(seal(1), 0);
	assert_int_equal(opens(0, 0, 1), 0);
}

static void
joined_notes_are_twice_as_long_at_most_and_the_newest_stay(void **state)
{
	static char text[NOTES_MAX + 1];
	struct matter *m;

	(void)state;
	(void)begin(&m);
	memset(text, 'a', NOTES_MAX);
	assert_int_equal(note(m, "", text), 0);
	memset(text, 'b', NOTES_MAX);
	assert_int_equal(note(m, "other", text), 0);
	assert_int_equal(m->notes.n, NOTES_JOINED_MAX);
	assert_int_equal(m->notes.p[0], 'a');
	/* a letter of three bytes is not cut */
	for (size_t i = 0; i + 3 <= NOTES_MAX; i += 3)
		memcpy(text + i, "\xe2\x9c\x93", 3);
	text[NOTES_MAX - NOTES_MAX % 3] = '\0';
	assert_int_equal(note(m, "other", text), 0);
	assert_int_equal(note(m, "other still", "end"), 0);
	assert_true(m->notes.n <= NOTES_JOINED_MAX && m->notes.n > NOTES_JOINED_MAX - 4);
	assert_true(utf8_valid(buf_span(&m->notes)));
	assert_memory_equal(m->notes.p + m->notes.n - 5, "\n\nend", 5);
	assert_int_equal(seal(1), 0);
	assert_int_equal(opens(0, 0, 1), 0);
}

static void
a_label_has_24_letters_at_most(void **state)
{
	struct matter *m;

	(void)state;
	(void)begin(&m);
	assert_int_equal(matter_set_label(m, span_text("✓✓✓✓✓✓✓✓✓✓✓✓✓✓✓✓✓✓✓✓✓✓✓✓")), 0);
	assert_int_equal(seal(1), 0);
	assert_int_equal(opens(0, 0, 1), 0);
	assert_int_equal(matter_set_label(m, span_text("✓✓✓✓✓✓✓✓✓✓✓✓✓✓✓✓✓✓✓✓✓✓✓✓.")), ERR_TEXT);
	assert_int_equal(matter_set_label(m, span_text("two\nlines")), ERR_TEXT);
	assert_int_equal(matter_set_label(m, span_text("one\xc2\x85 line")), ERR_TEXT);
	assert_int_equal(matter_set_label(m, span_text("turned\u202e")), ERR_TEXT);
	assert_int_equal(matter_set_label(m, span("\xff", 1)), ERR_TEXT);
	assert_int_equal(matter_set_label(m, SPAN_NONE), 0);
	assert_string_equal(m->label, "");
}

static void
a_matter_waits_while_the_visitor_spoke_last_and_no_colleague_took_it(void **state)
{
	const uint8_t *self = d.people[0].id;
	struct message head = {.kind = MESSAGE_TEXT, .lamport = 1, .day = 20000};
	struct matter *m;
	struct correspondent *c = begin(&m);
	struct message *out;

	(void)state;
	assert_false(matter_waits(m, self));
	assert_int_equal(thread_write(&c->thread, &head, span_text("hello"), &out), 0);
	assert_true(matter_waits(m, self));
	memcpy(m->taken, d.people[1].id, PERSON_BYTES);
	assert_false(matter_waits(m, self));
	memcpy(m->taken, self, PERSON_BYTES);
	assert_true(matter_waits(m, self));
	head.id[0] = 1;
	head.lamport = 2;
	memcpy(head.person, self, PERSON_BYTES);
	assert_int_equal(thread_write(&c->thread, &head, span_text("good day"), &out), 0);
	assert_false(matter_waits(m, self));
	/* of two who answered at once, each of whom has the other's note, neither is let off */
	head.id[0] = 2;
	head.lamport = 3;
	memset(head.person, 0, sizeof head.person);
	memcpy(m->taken, d.people[1].id, PERSON_BYTES);
	assert_int_equal(thread_write(&c->thread, &head, span_text("and now?"), &out), 0);
	assert_true(matter_waits(m, self));
	assert_int_equal(thread_first_day(&c->thread), 20000);
}

static void
another_person_version_or_words_do_not_open_it(void **state)
{
	(void)state;
	assert_int_equal(seal(7), 0);
	assert_int_equal(opens(0, 0, 7), 0);
	assert_int_equal(opens(0, 0, 6), ERR_SEAL);
	assert_int_equal(opens(0, 0, 8), ERR_SEAL);
	assert_int_equal(opens(1, 0, 7), ERR_SEAL);
	assert_int_equal(opens(0, 1, 7), ERR_SEAL);
	d.roster.office[0] ^= 1;
	assert_int_equal(opens(0, 0, 7), ERR_SEAL);
	d.roster.office[0] ^= 1;
}

static void
every_flipped_bit_and_every_cut_of_a_vault_is_refused(void **state)
{
	struct vault *out;

	(void)state;
	assert_int_equal(seal(1), 0);
	for (size_t i = 0; i < blob.n; i += i < 60 || i > blob.n - 30 ? 1 : 911) {
		blob.p[i] ^= (uint8_t)(1U << i % 8);
		assert_int_equal(opens(0, 0, 1), i > 1                            ? ERR_SEAL
		                                 : blob.p[0] > 0 || blob.p[1] > 3 ? ERR_NEWER
		                                                                  : ERR_FORMAT);
		blob.p[i] ^= (uint8_t)(1U << i % 8);
	}
	for (size_t n = 0; n < blob.n; n += n < 60 ? 1 : 5003)
		assert_int_equal(vault_open(&out, span(blob.p, n), &of, 1), ERR_FORMAT);
}

static void
sizes_are_powers_of_two_from_65536_and_salts_are_fresh(void **state)
{
	uint8_t before[VAULT_MIN];
	size_t plain;

	(void)state;
	for (unsigned n = 0; n < 60; n += 20) {
		fill(n);
		assert_int_equal(seal(1), 0);
		plain = blob.n - 2 - 32 - 16;
		assert_true(plain >= VAULT_MIN && (plain & (plain - 1)) == 0);
		memcpy(before, blob.p, sizeof before);
		assert_int_equal(seal(1), 0);
		assert_memory_not_equal(before + 2, blob.p + 2, 32);
		assert_memory_not_equal(before + 34, blob.p + 34, 1000);
	}
}

/* Whoever has the key can write anything: reading must survive it. */
static void
plaintexts_made_wrong_are_refused_without_harm(void **state)
{
	uint8_t salt[32] = {0}, key[32], nonce[12] = {0}, aad[LABEL_BYTES_MAX + 22];
	struct label l = label("vault", d.roster.office);
	static uint8_t plain[VAULT_MIN], good[VAULT_MIN];
	unsigned refused = 0;

	(void)state;
	fill(9);
	memcpy(aad, l.p, l.n);
	memcpy(aad + l.n, d.people[0].id, PERSON_BYTES);
	put_u32(aad + l.n + 16, 1);
	put_u16(aad + l.n + 20, VAULT_FORMAT);
	while (vault_seed(v, DROP_DAY + 20) != NULL && v->seeds.n > 3)
		v->seeds.n--;
	v->matter_count > 4 ? vault_remove_matter(v, v->matters[4]) : (void)0;
	assert_int_equal(seal(1), 0);
	derive(key, 32, d.people[0].keys.vault, "vault", d.roster.office, span(blob.p + 2, 32));
	if (blob.n != VAULT_MIN + 50)
		while (v->matter_count > 3)
			vault_remove_matter(v, v->matters[v->matter_count - 1]);
	assert_int_equal(seal(1), 0);
	derive(key, 32, d.people[0].keys.vault, "vault", d.roster.office, span(blob.p + 2, 32));
	assert_int_equal(blob.n, VAULT_MIN + 50);
	assert_int_equal(crypto_aead_chacha20poly1305_ietf_decrypt(good, NULL, NULL, blob.p + 34,
	                                                           VAULT_MIN + 16, aad, l.n + 22,
	                                                           nonce, key),
	                 0);
	derive(key, 32, d.people[0].keys.vault, "vault", d.roster.office, SPAN(salt));
	memcpy(blob.p + 2, salt, 32);
	for (int i = 0; i < 3000; i++) {
		memcpy(plain, good, sizeof plain);
		for (unsigned k = seeded_below(4) + 1; k > 0; k--)
			plain[seeded_below(i % 2 == 0 ? 9000 : VAULT_MIN)] = (uint8_t)seeded_u32();
		crypto_aead_chacha20poly1305_ietf_encrypt(blob.p + 34, NULL, plain, sizeof plain,
		                                          aad, l.n + 22, NULL, nonce, key);
		int rc = opens(0, 0, 1);

		assert_true(rc == 0 || rc == ERR_FORMAT);
		refused += rc != 0;
	}
	assert_true(refused > 500);
}

static void
a_roster_older_or_forked_is_refused(void **state)
{
	(void)state;
	assert_int_equal(vault_see_roster(v, &d.roster), 0);
	d.roster.hash[0] ^= 1;
	assert_int_equal(vault_see_roster(v, &d.roster), ERR_OLDER);
	d.roster.serial++;
	assert_int_equal(vault_see_roster(v, &d.roster), 0);
	d.roster.serial--;
	assert_int_equal(vault_see_roster(v, &d.roster), ERR_OLDER);
}

static void
seeds_cover_sixty_days_ahead_and_are_erased_in_time(void **state)
{
	uint8_t mark[16] = {1};

	(void)state;
	assert_int_equal(v->seeds.n, BUNDLES_AHEAD_DAYS + 1);
	assert_int_equal(vault_mark(v, DROP_DAY, mark), 0);
	for (uint32_t day = DROP_DAY; day < DROP_DAY + 200; day++) {
		vault_erase_seeds(v, day, day < DROP_DAY + 100);
		assert_int_equal(vault_make_seeds(v, day), 0);
		for (uint32_t s = day; s <= day + BUNDLES_AHEAD_DAYS; s++)
			assert_non_null(vault_seed(v, s));
		/* listed: gone on day + 3; never listed: on day + 31 */
		if (day < DROP_DAY + 100) {
			assert_null(vault_seed(v, day - 3));
			assert_int_equal(vault_seed(v, day - 2) != NULL, day >= DROP_DAY + 2);
		} else {
			assert_null(vault_seed(v, day - 31));
			if (day > DROP_DAY + 130)
				assert_non_null(vault_seed(v, day - 30));
		}
		assert_int_equal(vault_seen(v, mark), day < DROP_DAY + 3);
	}
	for (size_t i = 1; i < v->seeds.n; i++)
		assert_true(v->seeds.rows[i].day > v->seeds.rows[i - 1].day);
}

static void
renewed_seeds_differ_from_their_day_on(void **state)
{
	struct day_seed today = *vault_seed(v, DROP_DAY), tomorrow = *vault_seed(v, DROP_DAY + 1);

	(void)state;
	vault_renew_seeds(v, DROP_DAY + 1);
	assert_memory_equal(&today, vault_seed(v, DROP_DAY), sizeof today);
	assert_memory_not_equal(tomorrow.seed, vault_seed(v, DROP_DAY + 1)->seed, 32);
	assert_int_equal(vault_seed(v, DROP_DAY + 1)->serial, 2);
	assert_int_equal(vault_seed(v, DROP_DAY + BUNDLES_AHEAD_DAYS)->serial, 2);
}

static void
talk_ends_message_by_message_and_notes_some_days_after_it_last_went_on(void **state)
{
	struct message head = {.kind = MESSAGE_TEXT, .day = DROP_DAY};
	struct matter *m;
	struct correspondent *c = begin(&m);
	struct message *out;
	char name[MATTER_NAME_MAX];
	uint32_t id;

	(void)state;
	assert_int_equal(thread_write(&c->thread, &head, span_text("one"), &out), 0);
	head.id[0] = 1;
	head.day += 3;
	assert_int_equal(thread_write(&c->thread, &head, span_text("two"), &out), 0);
	assert_int_equal(matter_ends(m, 10, 20), DROP_DAY + 14);
	assert_int_equal(note(m, "", "noted"), 0);
	assert_int_equal(matter_ends(m, 10, 20), DROP_DAY + 24);
	assert_int_equal(matter_ends(m, 30, 20), DROP_DAY + 34);
	vault_expire(v, DROP_DAY + 10, 10, 20);
	assert_int_equal(c->thread.n, 2);
	vault_expire(v, DROP_DAY + 11, 10, 20);
	assert_int_equal(c->thread.n, 1);
	/* a day for that the last message counts, though it is gone */
	vault_expire(v, DROP_DAY + 23, 10, 20);
	assert_int_equal(v->matter_count, 1);
	assert_int_equal(c->thread.n, 0);
	noted(m, "noted");
	assert_int_equal(matter_ends(m, 10, 20), DROP_DAY + 24);
	vault_expire(v, DROP_DAY + 24, 10, 20);
	assert_int_equal(v->matter_count, 0);
	matter_name(name, 0x0a0b0c);
	assert_string_equal(name, "0a0b0c");
	assert_int_equal(matter_id(&id, span_text("0a0b0c")), 0);
	assert_int_equal(id, 0x0a0b0c);
	assert_int_equal(matter_id(&id, span_text("0a0b0")), ERR_FORMAT);
	assert_int_equal(matter_id(&id, span_text("0a0b0x")), ERR_FORMAT);
}

static void
marks_have_a_limit(void **state)
{
	uint8_t mark[16] = {0};

	(void)state;
	for (uint32_t i = 0; i < VAULT_SEEN_MAX; i++) {
		put_u32(mark, i);
		assert_int_equal(vault_mark(v, DROP_DAY + i % 2, mark), 0);
	}
	/* one that is there takes no place */
	assert_int_equal(vault_mark(v, DROP_DAY, mark), 0);
	assert_int_equal(v->seen.n, VAULT_SEEN_MAX);
	put_u32(mark, VAULT_SEEN_MAX);
	assert_int_equal(vault_mark(v, DROP_DAY, mark), ERR_FULL);
	assert_int_equal(vault_room(v), 0);
	assert_int_equal(seal(1), 0);
	assert_int_equal(opens(0, 0, 1), 0);
	vault_erase_seeds(v, DROP_DAY + 3, true);
	assert_int_equal(v->seen.n, VAULT_SEEN_MAX / 2);
	assert_true(vault_room(v) > 100);
}

static void
a_vault_filled_to_its_room_can_be_sealed_with_words_of_ones_own(void **state)
{
	static uint8_t text[TEXT_MAX];
	struct matter *m;
	struct correspondent *c = begin(&m);
	struct message *out;

	(void)state;
	while (vault_room(v) > 0) {
		struct message head = {.kind = MESSAGE_TEXT};

		randombytes_buf(head.id, sizeof head.id);
		assert_int_equal(thread_write(&c->thread, &head, SPAN(text), &out), 0);
	}
	for (int i = 0; i < 2; i++) {
		struct message head = {.kind = MESSAGE_TEXT};

		randombytes_buf(head.id, sizeof head.id);
		assert_int_equal(thread_write(&c->thread, &head, SPAN(text), &out), 0);
	}
	assert_int_equal(seal(1), 0);
	assert_true(blob.n <= VAULT_MAX);
	assert_int_equal(opens(0, 0, 1), 0);
	for (int i = 0; i < 200; i++) {
		struct message head = {.kind = MESSAGE_TEXT};

		randombytes_buf(head.id, sizeof head.id);
		assert_int_equal(thread_write(&c->thread, &head, SPAN(text), &out), 0);
	}
	assert_int_equal(seal(1), ERR_SIZE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_vault_reads_back_as_it_was_sealed, setup,
	                                        teardown),
		cmocka_unit_test_setup_teardown(
			a_vault_of_another_format_is_not_read_and_a_newer_one_is_told, setup,
			teardown),
		cmocka_unit_test_setup_teardown(notes_that_two_devices_changed_are_both_kept, setup,
	                                        teardown),
		cmocka_unit_test_setup_teardown(
			notes_are_text_of_8192_bytes_at_most_and_a_full_vault_takes_no_more, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			a_matter_waits_while_the_visitor_spoke_last_and_no_colleague_took_it, setup,
			teardown),
		cmocka_unit_test_setup_teardown(another_person_version_or_words_do_not_open_it,
	                                        setup, teardown),
		cmocka_unit_test_setup_teardown(
			every_flipped_bit_and_every_cut_of_a_vault_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(
			sizes_are_powers_of_two_from_65536_and_salts_are_fresh, setup, teardown),
		cmocka_unit_test_setup_teardown(plaintexts_made_wrong_are_refused_without_harm,
	                                        setup, teardown),
		cmocka_unit_test_setup_teardown(a_roster_older_or_forked_is_refused, setup,
	                                        teardown),
		cmocka_unit_test_setup_teardown(seeds_cover_sixty_days_ahead_and_are_erased_in_time,
	                                        setup, teardown),
		cmocka_unit_test_setup_teardown(renewed_seeds_differ_from_their_day_on, setup,
	                                        teardown),
		cmocka_unit_test_setup_teardown(
			talk_ends_message_by_message_and_notes_some_days_after_it_last_went_on,
			setup, teardown),
		cmocka_unit_test_setup_teardown(
			joined_notes_are_twice_as_long_at_most_and_the_newest_stay, setup,
			teardown),
		cmocka_unit_test_setup_teardown(a_label_has_24_letters_at_most, setup, teardown),
		cmocka_unit_test_setup_teardown(marks_have_a_limit, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_vault_filled_to_its_room_can_be_sealed_with_words_of_ones_own, setup,
			teardown),
	};

	return core_start() != 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
