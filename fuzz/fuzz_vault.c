/*
 * The vault. First byte: 0 the sections of a vault under its real seal, so that
 * what is behind it is reached; 1 any bytes as the sealed blob; 2 the items of
 * a matter, under both of its seals.
 */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/crypto/label.h"
#include "core/desk/section.h"
#include "core/desk/vault.h"
#include "fuzz/support.h"

enum {
	VERSION = 7,
	HEAD_BYTES = 2 + 32,
	SEALED_BYTES = HEAD_BYTES + VAULT_MIN + 16,
	RETENTION = 10,
	NOTES = 20,
	END_DAY = FUZZ_DAY + 1,
	MATTER_OVERHEAD = 2 + SECTION_HEAD_BYTES + 8 + 16 + 2,
};

static const uint8_t person[PERSON_BYTES] = {1};
static const uint8_t zeros[12];

/* docs/protocol.md §9 */
static void
seal(uint8_t blob[SEALED_BYTES], const struct desk_keys *keys, const uint8_t *office,
     const uint8_t plain[VAULT_MIN])
{
	struct label l = label("vault", office);
	uint8_t key[32], aad[LABEL_BYTES_MAX + PERSON_BYTES + 6];

	memset(blob, 0, HEAD_BYTES);
	put_u16(blob, VAULT_FORMAT);
	derive(key, sizeof key, keys->vault, "vault", office, span(blob + 2, 32));
	memcpy(aad, l.p, l.n);
	memcpy(aad + l.n, person, PERSON_BYTES);
	put_u32(aad + l.n + PERSON_BYTES, VERSION);
	put_u16(aad + l.n + PERSON_BYTES + 4, VAULT_FORMAT);
	crypto_aead_chacha20poly1305_ietf_encrypt(blob + HEAD_BYTES, NULL, plain, VAULT_MIN, aad,
	                                          l.n + PERSON_BYTES + 6, NULL, zeros, key);
}

/* A vault of one matter with these items, whose salt is zeros. */
static void
put_items(uint8_t plain[VAULT_MIN], const struct ends *ends, const uint8_t *office,
          struct span items)
{
	struct label l = label("vault matter", office);
	uint8_t key[32], aad[LABEL_BYTES_MAX + PERSON_BYTES], context[PERSON_BYTES + 32 + 8] = {0};
	uint8_t *section = plain + 2, *body = section + SECTION_HEAD_BYTES;

	put_u16(plain, VAULT_FORMAT);
	put_u16(section, SECTION_MATTER);
	put_u32(section + 2, (uint32_t)(8 + items.n + 16));
	put_u32(body, 5);
	put_u32(body + 4, END_DAY);
	memcpy(context, person, PERSON_BYTES);
	memcpy(context + PERSON_BYTES + 32, body, 8);
	derive(key, sizeof key, ends_key(ends, END_DAY), "vault matter", office, SPAN(context));
	memcpy(aad, l.p, l.n);
	memcpy(aad + l.n, person, PERSON_BYTES);
	crypto_aead_chacha20poly1305_ietf_encrypt(body + 8, NULL, items.p, items.n, aad,
	                                          l.n + PERSON_BYTES, NULL, zeros, key);
}

static void
sound_matter(const struct vault *v, const struct matter *m)
{
	NEED(m->id < MATTER_ID_LIMIT);
	NEED(vault_matter(v, m->id) == m);
	NEED(utf8_valid(buf_span(&m->notes)) && m->notes.n <= NOTES_JOINED_MAX);
	NEED(utf8_valid(span_text(m->label)));
	for (size_t i = 0; i < m->correspondent_count; i++) {
		const struct thread *t = &m->correspondents[i]->thread;

		for (size_t j = 0; j < t->n; j++) {
			NEED(thread_find(t, t->messages[j]->id) == t->messages[j]);
			NEED(j == 0 || message_order(t->messages[j - 1], t->messages[j]) < 0);
			/* what is to be said is there to be said */
			NEED(!t->messages[j]->unsent || message_whole(t->messages[j]));
		}
	}
}

static void
sound(const struct vault *v)
{
	NEED(v->seeds.n <= VAULT_SEEDS_MAX && v->seen.n <= VAULT_SEEN_MAX);
	NEED(vault_bytes(v) <= VAULT_PLAIN_MAX);
	for (size_t i = 1; i < v->seeds.n; i++)
		NEED(v->seeds.rows[i - 1].day < v->seeds.rows[i].day);
	for (size_t i = 0; i < v->seen.n; i++)
		NEED(vault_seen(v, v->seen.marks[i].mark));
	for (size_t i = 0; i < v->matter_count; i++)
		sound_matter(v, v->matters[i]);
}

/* Sealed it opens, and is sealed to the same again; joined with itself it stays as it is. */
static void
opened(struct vault *v, const struct vault_of *of)
{
	struct buf once, twice;
	struct vault *again;
	size_t matters = v->matter_count;

	sound(v);
	buf_init(&once, VAULT_MAX);
	buf_init(&twice, VAULT_MAX);
	fuzz_begin();
	NEED(vault_seal(&once, v, of, VERSION) == 0);
	NEED(vault_open(&again, buf_span(&once), of, VERSION) == 0);
	fuzz_begin();
	NEED(vault_seal(&twice, again, of, VERSION) == 0);
	NEED(span_equal(buf_span(&once), buf_span(&twice)));
	NEED(vault_join(v, again, of) == 0);
	NEED(v->matter_count == matters);
	sound(v);
	vault_free(again);
	NEED(vault_open(&again, buf_span(&once), of, VERSION + 1) == ERR_SEAL);
	buf_clear(&once);
	buf_clear(&twice);
	vault_expire(v, FUZZ_DAY, RETENTION, NOTES);
	vault_erase_seeds(v, FUZZ_DAY, true);
	sound(v);
}

static void
open_blob(const struct vault_of *of, struct span blob)
{
	struct vault *v;
	int rc = vault_open(&v, blob, of, VERSION);

	NEED(rc == 0 || rc == ERR_FORMAT || rc == ERR_SEAL || rc == ERR_NEWER);
	if (rc == 0)
		opened(v, of);
	vault_free(v);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t plain[VAULT_MIN], blob[SEALED_BYTES];
	static struct ends ends = {.day = FUZZ_DAY};
	struct desk_keys keys;
	struct vault_of of = {&keys, NULL, person, &ends, RETENTION, NOTES};
	struct vault *v;

	if (size == 0 || size > VAULT_MIN - MATTER_OVERHEAD)
		return 0;
	fuzz_begin();
	of.office = fuzz_office()->roster.office;
	NEED(keys_desk(&keys, (uint8_t[SEED_BYTES]){9}, of.office) == 0);
	memset(plain, 0, sizeof plain);
	if ((data[0] & 3) == 2)
		put_items(plain, &ends, of.office, span(data + 1, size - 1));
	else
		memcpy(plain, data + 1, size - 1);
	seal(blob, &keys, of.office, plain);
	if ((data[0] & 3) == 1)
		fuzz_xor(blob, sizeof blob, span(data + 1, size - 1));
	open_blob(&of, SPAN(blob));
	NEED(vault_open(&v, span(data, size), &of, VERSION) != 0 && v == NULL);
	return 0;
}
