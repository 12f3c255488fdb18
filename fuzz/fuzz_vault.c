/*
 * The vault. First byte: 0 a plaintext under its real seal, so that what is
 * behind it is reached, of the format it says; 1 any bytes as the sealed blob.
 */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/crypto/label.h"
#include "core/desk/vault.h"
#include "fuzz/support.h"

enum { VERSION = 7, HEAD_BYTES = 2 + 32, SEALED_BYTES = HEAD_BYTES + VAULT_MIN + 16 };

static const uint8_t person[PERSON_BYTES] = {1};

/* docs/protocol.md §9 */
static void
seal(uint8_t blob[SEALED_BYTES], const struct desk_keys *keys, const uint8_t *office,
     const uint8_t plain[VAULT_MIN])
{
	struct label l = label("vault", office);
	uint16_t format = plain[0] == 0 && plain[1] == 1 ? 1 : VAULT_FORMAT;
	uint8_t key[32], nonce[12] = {0}, aad[LABEL_BYTES_MAX + PERSON_BYTES + 6];

	memset(blob, 0, HEAD_BYTES);
	put_u16(blob, format);
	derive(key, sizeof key, keys->vault, "vault", office, span(blob + 2, 32));
	memcpy(aad, l.p, l.n);
	memcpy(aad + l.n, person, PERSON_BYTES);
	put_u32(aad + l.n + PERSON_BYTES, VERSION);
	put_u16(aad + l.n + PERSON_BYTES + 4, format);
	crypto_aead_chacha20poly1305_ietf_encrypt(blob + HEAD_BYTES, NULL, plain, VAULT_MIN, aad,
	                                          l.n + PERSON_BYTES + 6, NULL, nonce, key);
}

static void
sound(const struct vault *v)
{
	NEED(v->seed_count <= VAULT_SEEDS_MAX && v->seen_count <= VAULT_SEEN_MAX);
	for (size_t i = 1; i < v->seed_count; i++)
		NEED(v->seeds[i - 1].day < v->seeds[i].day);
	for (size_t i = 0; i < v->matter_count; i++) {
		const struct thread *t = &v->matters[i]->thread;

		NEED(v->matters[i]->id < MATTER_ID_LIMIT);
		NEED(vault_matter(v, v->matters[i]->id) == v->matters[i]);
		NEED(utf8_valid(buf_span(&v->matters[i]->notes)));
		for (size_t j = 0; j < t->n; j++) {
			NEED(thread_find(t, t->messages[j]->id) == t->messages[j]);
			NEED(j == 0 || t->messages[j - 1]->lamport <= t->messages[j]->lamport);
			/* what is to be said is there to be said */
			NEED(!t->messages[j]->unsent || message_whole(t->messages[j]));
		}
	}
}

static void
opened(struct vault *v, const struct desk_keys *keys, const uint8_t *office)
{
	struct buf once, twice;
	struct vault *again;

	sound(v);
	buf_init(&once, VAULT_MAX);
	buf_init(&twice, VAULT_MAX);
	fuzz_begin();
	NEED(vault_seal(&once, v, keys, office, person, VERSION) == 0);
	NEED(vault_open(&again, buf_span(&once), keys, office, person, VERSION) == 0);
	fuzz_begin();
	NEED(vault_seal(&twice, again, keys, office, person, VERSION) == 0);
	NEED(span_equal(buf_span(&once), buf_span(&twice)));
	vault_free(again);
	NEED(vault_open(&again, buf_span(&once), keys, office, person, VERSION + 1) == ERR_SEAL);
	buf_clear(&once);
	buf_clear(&twice);
	vault_expire(v, FUZZ_DAY);
	vault_erase_seeds(v, FUZZ_DAY, true);
	sound(v);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t plain[VAULT_MIN], blob[SEALED_BYTES];
	const uint8_t *office;
	struct desk_keys keys;
	struct vault *v;
	int rc;

	if (size == 0 || size > VAULT_MIN)
		return 0;
	fuzz_begin();
	office = fuzz_office()->roster.office;
	NEED(keys_desk(&keys, (uint8_t[SEED_BYTES]){9}, office) == 0);
	memset(plain, 0, sizeof plain);
	memcpy(plain, data + 1, size - 1);
	seal(blob, &keys, office, plain);
	if ((data[0] & 1) == 0) {
		rc = vault_open(&v, SPAN(blob), &keys, office, person, VERSION);
		NEED(rc == 0 || rc == ERR_FORMAT || rc == ERR_FULL);
		if (rc == 0)
			opened(v, &keys, office);
		vault_free(v);
		return 0;
	}
	fuzz_xor(blob, sizeof blob, span(data + 1, size - 1));
	rc = vault_open(&v, SPAN(blob), &keys, office, person, VERSION);
	NEED(rc == 0 || rc == ERR_FORMAT || rc == ERR_SEAL || rc == ERR_FULL);
	vault_free(v);
	rc = vault_open(&v, span(data, size), &keys, office, person, VERSION);
	NEED(rc != 0 && v == NULL);
	return 0;
}
