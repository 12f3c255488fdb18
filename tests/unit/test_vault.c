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

static int
setup(void **state)
{
	(void)state;
	drop_new(&d, 2, 0);
	buf_init(&blob, 1);
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

static void
fill(unsigned matters)
{
	for (unsigned i = 0; i < matters; i++) {
		struct matter *m = vault_add_matter(v);

		assert_non_null(m);
		randombytes_buf(m->keys.x25519, sizeof m->keys.x25519);
		randombytes_buf(m->keys.xwing, sizeof m->keys.xwing);
		randombytes_buf(m->keys.talk, sizeof m->keys.talk);
		m->keys.claim[0] = (uint8_t)i;
		memcpy(m->taken, d.people[i % 2].id, PERSON_BYTES);
		randombytes_buf(m->proof, sizeof m->proof);
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
			assert_int_equal(thread_write(&m->thread, &head,
			                              span(text, seeded_below(sizeof text)), &out),
			                 0);
			assert_int_equal(thread_add(&m->thread, head.person, 20000, &half), 0);
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
	return vault_seal(&blob, v, &d.people[0].keys, d.roster.office, d.people[0].id, version);
}

static int
open_as(size_t person, size_t keys, uint32_t version, struct vault **out)
{
	return vault_open(out, buf_span(&blob), &d.people[keys].keys, d.roster.office,
	                  d.people[person].id, version);
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
		assert_int_equal(x->parts, y->parts);
		assert_int_equal(x->have, y->have);
		assert_int_equal(x->unsent, y->unsent);
		for (unsigned k = 0; k < PARTS_MAX; k++)
			assert_true(span_equal(buf_span(&x->pieces[k]), buf_span(&y->pieces[k])));
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
		assert_int_equal(w->roster_serial, v->roster_serial);
		assert_memory_equal(w->roster_hash, v->roster_hash, 32);
		assert_int_equal(w->bundle_serial, v->bundle_serial);
		assert_int_equal(w->seed_count, v->seed_count);
		for (size_t i = 0; i < v->seed_count; i++) {
			assert_int_equal(w->seeds[i].day, v->seeds[i].day);
			assert_memory_equal(w->seeds[i].seed, v->seeds[i].seed, 32);
		}
		assert_int_equal(w->seen_count, v->seen_count);
		for (size_t i = 0; i < v->seen_count; i++)
			assert_true(vault_seen(w, v->seen[i].mark));
		assert_int_equal(w->matter_count, v->matter_count);
		for (size_t i = 0; i < v->matter_count; i++) {
			const struct matter *a = v->matters[i], *b = w->matters[i];

			assert_memory_equal(a, b, offsetof(struct matter, thread));
			same_threads(&a->thread, &b->thread);
			assert_true(span_equal(buf_span(&a->notes), buf_span(&b->notes)));
		}
		vault_free(w);
	}
}

/* By the steps of the protocol; VAULT_MIN bytes. */
static void
crypt(uint8_t *plain, uint16_t format, bool open)
{
	uint8_t key[32], nonce[12] = {0}, aad[LABEL_BYTES_MAX + 22];
	struct label l = label("vault", d.roster.office);
	unsigned long long n;

	assert_int_equal(blob.n, VAULT_MIN + 50);
	derive(key, 32, d.people[0].keys.vault, "vault", d.roster.office, span(blob.p + 2, 32));
	memcpy(aad, l.p, l.n);
	memcpy(aad + l.n, d.people[0].id, PERSON_BYTES);
	put_u32(aad + l.n + 16, 7);
	put_u16(aad + l.n + 20, format);
	if (open)
		assert_int_equal(crypto_aead_chacha20poly1305_ietf_decrypt(
					 plain, &n, NULL, blob.p + 34, VAULT_MIN + 16, aad,
					 l.n + 22, nonce, key),
		                 0);
	else
		crypto_aead_chacha20poly1305_ietf_encrypt(blob.p + 34, &n, plain, VAULT_MIN, aad,
		                                          l.n + 22, NULL, nonce, key);
	put_u16(blob.p, format);
}

/* Two matters without a word: those of format 2 have four zeros after each, which format 1 lacks.
 */
static void
a_vault_of_format_1_is_read_and_one_of_another_is_not(void **state)
{
	static uint8_t plain[VAULT_MIN];
	const size_t head = 2 + 4 + 32 + 4, seed = 4 + 4 + 4 + 32 + 32, mark = 4 + 16,
		     matter = 4 + 32 + 1216 + 32 + 16 + 16 + 32 + 2;
	size_t at;
	struct vault *w;

	(void)state;
	fill(1);
	assert_non_null(vault_add_matter(v));
	assert_int_equal(seal(7), 0);
	crypt(plain, 2, true);
	assert_int_equal(plain[1], 2);
	put_u16(blob.p, 1);
	assert_int_equal(opens(0, 0, 7), ERR_SEAL);
	crypt(plain, 1, false);
	assert_int_equal(opens(0, 0, 7), ERR_FORMAT);
	plain[1] = 1;
	at = head + 2 + v->seed_count * seed + 4 + v->seen_count * mark + 2 + matter;
	memmove(plain + at, plain + at + 4, sizeof plain - at - 4);
	crypt(plain, 1, false);
	assert_int_equal(open_as(0, 0, 7, &w), 0);
	assert_int_equal(w->matter_count, 2);
	for (size_t i = 0; i < 2; i++) {
		assert_memory_equal(v->matters[i], w->matters[i], offsetof(struct matter, thread));
		assert_int_equal(w->matters[i]->notes.n, 0);
	}
	vault_free(w);
	plain[1] = 3;
	crypt(plain, 3, false);
	assert_int_equal(opens(0, 0, 7), ERR_FORMAT);
	plain[1] = 0;
	crypt(plain, 0, false);
	assert_int_equal(opens(0, 0, 7), ERR_FORMAT);
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
notes_are_text_of_65536_bytes_at_most_and_a_full_vault_takes_no_more(void **state)
{
	static uint8_t text[NOTES_MAX + 1];
	struct matter *m = vault_add_matter(v), *last = m;
	int rc = 0;

	(void)state;
	memset(text, 'n', sizeof text);
	assert_int_equal(notes_check(span(text, NOTES_MAX)), 0);
	assert_int_equal(notes_check(SPAN(text)), ERR_TEXT);
	assert_int_equal(notes_check(SPAN_NONE), 0);
	assert_int_equal(notes_check(span("\xff", 1)), ERR_TEXT);
	assert_int_equal(notes_check(span("a\0b", 3)), ERR_TEXT);
	while (rc == 0) {
		last = m;
		m = vault_add_matter(v);
		assert_non_null(m);
		rc = vault_note(v, m, SPAN_NONE, span(text, NOTES_MAX));
	}
	assert_int_equal(rc, ERR_SIZE);
	assert_int_equal(m->notes.n, 0);
	assert_true(v->matter_count > 100);
	/* words of one's own still fit, and fewer notes always do */
	assert_int_equal(note(last, "base", "more"), 0);
	assert_int_equal(last->notes.n, NOTES_MAX + 2 + 4);
	vault_remove_matter(v, m);
	assert_int_equal(vault_note(v, last, buf_span(&last->notes), span_text("few")), 0);
	noted(last, "few");
	assert_int_equal(seal(1), 0);
	assert_int_equal(opens(0, 0, 1), 0);
}

static void
a_matter_waits_while_the_visitor_spoke_last_and_no_colleague_took_it(void **state)
{
	const uint8_t *self = d.people[0].id;
	struct message head = {.kind = MESSAGE_TEXT, .lamport = 1, .day = 20000};
	struct matter *m = vault_add_matter(v);
	struct message *out;

	(void)state;
	assert_non_null(m);
	assert_false(matter_waits(m, self));
	assert_int_equal(thread_write(&m->thread, &head, span_text("hello"), &out), 0);
	assert_true(matter_waits(m, self));
	memcpy(m->taken, d.people[1].id, PERSON_BYTES);
	assert_false(matter_waits(m, self));
	memcpy(m->taken, self, PERSON_BYTES);
	assert_true(matter_waits(m, self));
	head.id[0] = 1;
	head.lamport = 2;
	memcpy(head.person, self, PERSON_BYTES);
	assert_int_equal(thread_write(&m->thread, &head, span_text("good day"), &out), 0);
	assert_false(matter_waits(m, self));
	/* of two who answered at once, each of whom has the other's note, neither is let off */
	head.id[0] = 2;
	head.lamport = 3;
	memset(head.person, 0, sizeof head.person);
	memcpy(m->taken, d.people[1].id, PERSON_BYTES);
	assert_int_equal(thread_write(&m->thread, &head, span_text("and now?"), &out), 0);
	assert_true(matter_waits(m, self));
	assert_int_equal(thread_first_day(&m->thread), 20000);
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
		assert_int_equal(opens(0, 0, 1), i < 2 ? ERR_FORMAT : ERR_SEAL);
		blob.p[i] ^= (uint8_t)(1U << i % 8);
	}
	for (size_t n = 0; n < blob.n; n += n < 60 ? 1 : 5003)
		assert_int_equal(vault_open(&out, span(blob.p, n), &d.people[0].keys,
		                            d.roster.office, d.people[0].id, 1),
		                 ERR_FORMAT);
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
	while (vault_seed(v, DROP_DAY + 20) != NULL && v->seed_count > 3)
		v->seed_count--;
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

		assert_true(rc == 0 || rc == ERR_FORMAT || rc == ERR_CONFLICT);
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
	assert_int_equal(v->seed_count, BUNDLES_AHEAD_DAYS + 1);
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
	for (size_t i = 1; i < v->seed_count; i++)
		assert_true(v->seeds[i].day > v->seeds[i - 1].day);
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
matters_end_with_their_last_words(void **state)
{
	size_t before;
	uint32_t id;
	char name[MATTER_NAME_MAX];

	(void)state;
	fill(5);
	before = v->matter_count;
	vault_expire(v, 20000);
	/* the first held no words at all */
	assert_int_equal(v->matter_count, before - 1);
	vault_expire(v, 20002);
	for (size_t i = 0; i < v->matter_count; i++) {
		for (size_t k = 0; k < v->matters[i]->thread.n; k++)
			assert_true(v->matters[i]->thread.messages[k]->day >= 20002);
	}
	vault_expire(v, 30000);
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
	assert_int_equal(vault_mark(v, DROP_DAY, mark), ERR_FULL);
	assert_int_equal(vault_room(v), 0);
	assert_int_equal(seal(1), 0);
	vault_erase_seeds(v, DROP_DAY + 3, true);
	assert_int_equal(v->seen_count, VAULT_SEEN_MAX / 2);
	assert_true(vault_room(v) > 100);
}

static void
a_vault_filled_to_its_room_can_be_sealed_with_words_of_ones_own(void **state)
{
	static uint8_t text[TEXT_MAX];
	struct matter *m = vault_add_matter(v);
	struct message *out;

	(void)state;
	assert_non_null(m);
	while (vault_room(v) > 0) {
		struct message head = {.kind = MESSAGE_TEXT};

		randombytes_buf(head.id, sizeof head.id);
		assert_int_equal(thread_write(&m->thread, &head, SPAN(text), &out), 0);
	}
	for (int i = 0; i < 2; i++) {
		struct message head = {.kind = MESSAGE_TEXT};

		randombytes_buf(head.id, sizeof head.id);
		assert_int_equal(thread_write(&m->thread, &head, SPAN(text), &out), 0);
	}
	assert_int_equal(seal(1), 0);
	assert_true(blob.n <= VAULT_MAX);
	assert_int_equal(opens(0, 0, 1), 0);
	for (int i = 0; i < 100; i++) {
		struct message head = {.kind = MESSAGE_TEXT};

		randombytes_buf(head.id, sizeof head.id);
		assert_int_equal(thread_write(&m->thread, &head, SPAN(text), &out), 0);
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
			a_vault_of_format_1_is_read_and_one_of_another_is_not, setup, teardown),
		cmocka_unit_test_setup_teardown(notes_that_two_devices_changed_are_both_kept, setup,
	                                        teardown),
		cmocka_unit_test_setup_teardown(
			notes_are_text_of_65536_bytes_at_most_and_a_full_vault_takes_no_more, setup,
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
		cmocka_unit_test_setup_teardown(matters_end_with_their_last_words, setup, teardown),
		cmocka_unit_test_setup_teardown(marks_have_a_limit, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_vault_filled_to_its_room_can_be_sealed_with_words_of_ones_own, setup,
			teardown),
	};

	return core_start() != 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
