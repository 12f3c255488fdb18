/* The vault as bytes: format 2 written, 1 and 2 read, and the seal around them. */
#include <sodium.h>
#include <string.h>

#include "core/crypto/label.h"
#include "core/desk/vault.h"
#include "core/secret.h"

enum {
	SALT_BYTES = 32,
	BLOB_HEAD = 2 + SALT_BYTES,
	BLOB_TAG = crypto_aead_chacha20poly1305_ietf_ABYTES,
};

/* ---- writing ---- */

static void
write_message(struct buf *out, const struct message *m)
{
	buf_put(out, m->id, sizeof m->id);
	buf_put(out, m->person, sizeof m->person);
	buf_put_u8(out, (uint8_t)m->kind);
	buf_put_u8(out, m->unsent);
	buf_put_u8(out, m->parts);
	buf_put_u32(out, m->lamport);
	buf_put_u32(out, m->day);
	buf_put_u16(out, m->have);
	for (unsigned i = 0; i < m->parts; i++) {
		if ((m->have >> i & 1) == 0)
			continue;
		buf_put_u16(out, (uint16_t)m->pieces[i].n);
		buf_put_span(out, buf_span(&m->pieces[i]));
	}
}

static void
write_matter(struct buf *out, const struct matter *m)
{
	buf_put_u32(out, m->id);
	buf_put(out, m->keys.x25519, sizeof m->keys.x25519);
	buf_put(out, m->keys.xwing, sizeof m->keys.xwing);
	buf_put(out, m->keys.talk, sizeof m->keys.talk);
	buf_put(out, m->keys.claim, sizeof m->keys.claim);
	buf_put(out, m->taken, sizeof m->taken);
	buf_put(out, m->proof, sizeof m->proof);
	buf_put_u16(out, (uint16_t)m->thread.n);
	for (size_t i = 0; i < m->thread.n; i++)
		write_message(out, m->thread.messages[i]);
	buf_put_u32(out, (uint32_t)m->notes.n);
	buf_put_span(out, buf_span(&m->notes));
}

static void
write_vault(struct buf *out, const struct vault *v)
{
	buf_put_u16(out, VAULT_FORMAT);
	buf_put_u32(out, v->roster_serial);
	buf_put(out, v->roster_hash, sizeof v->roster_hash);
	buf_put_u32(out, v->bundle_serial);
	buf_put_u16(out, (uint16_t)v->seed_count);
	for (size_t i = 0; i < v->seed_count; i++) {
		const struct day_seed *s = &v->seeds[i];

		buf_put_u32(out, s->day);
		buf_put_u32(out, s->serial);
		buf_put_u32(out, s->roster_serial);
		buf_put(out, s->roster_hash, sizeof s->roster_hash);
		buf_put(out, s->seed, sizeof s->seed);
	}
	buf_put_u32(out, (uint32_t)v->seen_count);
	for (size_t i = 0; i < v->seen_count; i++) {
		buf_put_u32(out, v->seen[i].day);
		buf_put(out, v->seen[i].mark, sizeof v->seen[i].mark);
	}
	buf_put_u16(out, (uint16_t)v->matter_count);
	for (size_t i = 0; i < v->matter_count; i++)
		write_matter(out, v->matters[i]);
}

enum {
	SEED_ROW = 4 + 4 + 4 + 32 + DAY_SEED_BYTES,
	SEEN_ROW = 4 + 16,
	HEAD_ROW = 2 + 4 + 32 + 4 + 2 + 4 + 2,
	MATTER_ROW = 4 + X25519_BYTES + XWING_PUBLIC_BYTES + 32 + CLAIM_BYTES + PERSON_BYTES + 32 +
	             2 + 4,
	MESSAGE_ROW = MESSAGE_ID_BYTES + PERSON_BYTES + 1 + 1 + 1 + 4 + 4 + 2,
	PIECE_ROW = 2,
	ARRIVAL_MAX = MATTER_ROW + MESSAGE_ROW + PIECE_ROW + TEXT_PART_BYTES + 2 * SEEN_ROW,
	/* for marks of what needs no room itself, new seeds, and two long messages of one's own */
	ROOM_KEPT = (int)INBOX_PAGE * 2 * SEEN_ROW + (int)VAULT_SEEDS_MAX * SEED_ROW + 3 * TEXT_MAX,
};

/* What write_vault writes. */
static size_t
vault_bytes(const struct vault *v)
{
	size_t n = HEAD_ROW + v->seed_count * SEED_ROW + v->seen_count * SEEN_ROW;

	for (size_t i = 0; i < v->matter_count; i++) {
		const struct thread *t = &v->matters[i]->thread;

		n += MATTER_ROW + t->n * MESSAGE_ROW + v->matters[i]->notes.n;
		for (size_t j = 0; j < t->n; j++) {
			for (unsigned k = 0; k < t->messages[j]->parts; k++)
				n += PIECE_ROW + t->messages[j]->pieces[k].n;
		}
	}
	return n;
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t
vault_room(const struct vault *v)
{
	size_t used = vault_bytes(v) + ROOM_KEPT, room;

	if (used >= VAULT_PLAIN_MAX)
		return 0;
	room = (VAULT_PLAIN_MAX - used) / ARRIVAL_MAX;
	room = least(room, VAULT_MATTERS_MAX - v->matter_count);
	return least(room, (VAULT_SEEN_MAX - v->seen_count) / 2);
}

bool
vault_fits(const struct vault *v, size_t n)
{
	return n <= VAULT_PLAIN_MAX && vault_bytes(v) + n + ROOM_KEPT <= VAULT_PLAIN_MAX;
}

/* ---- reading ---- */

static int
read_message(struct reader *r, struct thread *t)
{
	struct message_part part = {0};
	uint8_t person[PERSON_BYTES], unsent;
	uint32_t day;
	uint16_t have;
	struct message *m;
	int rc = 0;

	read_bytes(r, part.id, sizeof part.id);
	read_bytes(r, person, sizeof person);
	part.kind = read_u8(r);
	unsent = read_u8(r);
	part.parts = read_u8(r);
	part.lamport = read_u32(r);
	day = read_u32(r);
	have = read_u16(r);
	if (r->err != 0 || !message_kind_known(part.kind) || unsent > 1 || part.parts == 0 ||
	    part.parts > PARTS_MAX || (part.parts & (part.parts - 1)) != 0 || have == 0 ||
	    have >> part.parts != 0 || thread_find(t, part.id) != NULL)
		return ERR_FORMAT;
	for (part.part = 0; rc == 0 && part.part < part.parts; part.part++) {
		if ((have >> part.part & 1) == 0)
			continue;
		part.text = read_span(r, read_u16(r));
		rc = r->err != 0 || part.text.n > TEXT_PART_BYTES
		             ? ERR_FORMAT
		             : thread_add(t, person, day, &part);
	}
	if (rc == 0 && (m = thread_find(t, part.id)) != NULL) {
		m->unsent = unsent == 1;
		/* what is still to be said must be there to be said */
		rc = m->unsent && !message_whole(m) ? ERR_FORMAT : 0;
	}
	return rc;
}

static int
read_notes(struct reader *r, struct matter *m)
{
	struct span notes = read_span(r, read_u32(r));

	if (r->err != 0 || !utf8_valid(notes))
		return ERR_FORMAT;
	return matter_add_notes(m, notes);
}

static int
read_matter(struct reader *r, struct vault *v, uint16_t format)
{
	struct matter *m;
	uint32_t id = read_u32(r);
	uint16_t n;
	int rc = 0;

	if (r->err != 0 || id >= MATTER_ID_LIMIT || vault_matter(v, id) != NULL)
		return ERR_FORMAT;
	m = vault_add_matter(v);
	if (m == NULL)
		return ERR_MEMORY;
	m->id = id;
	read_bytes(r, m->keys.x25519, sizeof m->keys.x25519);
	read_bytes(r, m->keys.xwing, sizeof m->keys.xwing);
	read_bytes(r, m->keys.talk, sizeof m->keys.talk);
	read_bytes(r, m->keys.claim, sizeof m->keys.claim);
	read_bytes(r, m->taken, sizeof m->taken);
	read_bytes(r, m->proof, sizeof m->proof);
	n = read_u16(r);
	for (uint16_t i = 0; rc == 0 && i < n; i++)
		rc = read_message(r, &m->thread);
	if (rc == 0 && format > 1)
		rc = read_notes(r, m);
	return rc;
}

static int
read_seeds(struct reader *r, struct vault *v)
{
	uint16_t n = read_u16(r);

	if (n > VAULT_SEEDS_MAX)
		return ERR_FORMAT;
	for (uint16_t i = 0; i < n; i++) {
		struct day_seed *s = &v->seeds[i];

		s->day = read_u32(r);
		s->serial = read_u32(r);
		s->roster_serial = read_u32(r);
		read_bytes(r, s->roster_hash, sizeof s->roster_hash);
		read_bytes(r, s->seed, sizeof s->seed);
		if (i > 0 && s->day <= v->seeds[i - 1].day)
			return ERR_FORMAT;
	}
	v->seed_count = n;
	return r->err == 0 ? 0 : ERR_FORMAT;
}

static int
read_seen(struct reader *r, struct vault *v)
{
	uint32_t n = read_u32(r);
	int rc = 0;

	if (n > VAULT_SEEN_MAX)
		return ERR_FORMAT;
	for (uint32_t i = 0; rc == 0 && i < n; i++) {
		struct seen_mark s;

		s.day = read_u32(r);
		read_bytes(r, s.mark, sizeof s.mark);
		rc = r->err != 0 ? ERR_FORMAT : vault_mark(v, s.day, s.mark);
	}
	return rc;
}

static int
read_vault(struct reader *r, struct vault *v, uint16_t format)
{
	uint16_t matters;
	int rc;

	if (read_u16(r) != format)
		return ERR_FORMAT;
	v->roster_serial = read_u32(r);
	read_bytes(r, v->roster_hash, sizeof v->roster_hash);
	v->bundle_serial = read_u32(r);
	rc = read_seeds(r, v);
	if (rc == 0)
		rc = read_seen(r, v);
	matters = read_u16(r);
	for (uint16_t i = 0; rc == 0 && i < matters; i++)
		rc = read_matter(r, v, format);
	if (rc == 0 && r->err != 0)
		rc = ERR_FORMAT;
	for (size_t i = 0; rc == 0 && i < r->n; i++)
		rc = r->p[i] == 0 ? 0 : ERR_FORMAT;
	return rc;
}

/* ---- the seal ---- */

struct sealing {
	uint8_t key[32];
	uint8_t nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES];
	uint8_t aad[LABEL_BYTES_MAX + PERSON_BYTES + 4 + 2];
	size_t aad_n;
};

static struct sealing
sealing(const struct desk_keys *keys, const uint8_t office[OFFICE_BYTES],
        const uint8_t person[PERSON_BYTES], uint32_t version, uint16_t format,
        const uint8_t salt[SALT_BYTES])
{
	struct label l = label("vault", office);
	struct sealing s = {.aad_n = l.n};

	derive(s.key, sizeof s.key, keys->vault, "vault", office, span(salt, SALT_BYTES));
	memcpy(s.aad, l.p, l.n);
	memcpy(s.aad + s.aad_n, person, PERSON_BYTES);
	s.aad_n += PERSON_BYTES;
	put_u32(s.aad + s.aad_n, version);
	s.aad_n += 4;
	put_u16(s.aad + s.aad_n, format);
	s.aad_n += 2;
	return s;
}

static size_t
padded(size_t n)
{
	size_t size = VAULT_MIN;

	while (size < n)
		size *= 2;
	return size;
}

int
vault_seal(struct buf *out, const struct vault *v, const struct desk_keys *keys,
           const uint8_t office[OFFICE_BYTES], const uint8_t person[PERSON_BYTES], uint32_t version)
{
	struct buf plain;
	struct sealing s;
	uint8_t *salt, *sealed;

	buf_clear(out);
	buf_init(out, VAULT_MAX);
	buf_init(&plain, VAULT_PLAIN_MAX);
	write_vault(&plain, v);
	if (plain.err == 0)
		buf_put_zeros(&plain, padded(plain.n) - plain.n);
	buf_put_u16(out, VAULT_FORMAT);
	buf_put_random(out, SALT_BYTES);
	sealed = buf_grow(out, plain.n + BLOB_TAG);
	if (plain.err != 0 || sealed == NULL) {
		int rc = plain.err != 0 ? plain.err : out->err;

		buf_clear(&plain);
		return rc;
	}
	salt = out->p + 2;
	s = sealing(keys, office, person, version, VAULT_FORMAT, salt);
	crypto_aead_chacha20poly1305_ietf_encrypt(sealed, NULL, plain.p, plain.n, s.aad, s.aad_n,
	                                          NULL, s.nonce, s.key);
	secret_wipe(&s, sizeof s);
	buf_clear(&plain);
	return 0;
}

static bool
size_valid(size_t blob)
{
	size_t plain;

	return !__builtin_sub_overflow(blob, (size_t)BLOB_HEAD + BLOB_TAG, &plain) &&
	       plain >= VAULT_MIN && plain <= VAULT_PLAIN_MAX && (plain & (plain - 1)) == 0;
}

int
vault_open(struct vault **out, struct span blob, const struct desk_keys *keys,
           const uint8_t office[OFFICE_BYTES], const uint8_t person[PERSON_BYTES], uint32_t version)
{
	struct reader r = reader(blob);
	struct buf plain;
	struct sealing s;
	uint8_t *opened;
	uint16_t format;
	int rc;

	*out = NULL;
	format = read_u16(&r);
	if (!size_valid(blob.n) || format < 1 || format > VAULT_FORMAT)
		return ERR_FORMAT;
	s = sealing(keys, office, person, version, format, read_span(&r, SALT_BYTES).p);
	buf_init(&plain, VAULT_MAX);
	opened = buf_grow(&plain, r.n - BLOB_TAG);
	if (opened == NULL)
		rc = ERR_MEMORY;
	else if (crypto_aead_chacha20poly1305_ietf_decrypt(opened, NULL, NULL, r.p, r.n, s.aad,
	                                                   s.aad_n, s.nonce, s.key) != 0)
		rc = ERR_SEAL;
	else
		rc = (*out = vault_new()) == NULL ? ERR_MEMORY : 0;
	secret_wipe(&s, sizeof s);
	if (rc == 0) {
		r = reader(buf_span(&plain));
		rc = read_vault(&r, *out, format);
	}
	buf_clear(&plain);
	if (rc != 0) {
		vault_free(*out);
		*out = NULL;
	}
	return rc;
}
