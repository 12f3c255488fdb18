/* The vault as bytes: sections, and the seal around them. */
#include "core/desk/blob.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/crypto/label.h"
#include "core/desk/section.h"

_Static_assert(VAULT_HEAD_BYTES == 2 + VAULT_SALT_BYTES, "protocol §9");

/* ---- writing ---- */

static void
write_head(struct buf *out, const struct vault *v)
{
	buf_put_u32(out, v->head.roster_serial);
	buf_put(out, v->head.roster_hash, sizeof v->head.roster_hash);
	buf_put_u32(out, v->head.bundle_serial);
}

static void
write_seeds(struct buf *out, const struct vault *v)
{
	for (size_t i = 0; i < v->seeds.n; i++) {
		const struct day_seed *s = &v->seeds.rows[i];

		buf_put_u32(out, s->day);
		buf_put_u32(out, s->serial);
		buf_put_u32(out, s->roster_serial);
		buf_put(out, s->roster_hash, sizeof s->roster_hash);
		buf_put(out, s->seed, sizeof s->seed);
	}
}

static void
write_seen(struct buf *out, const struct vault *v)
{
	for (size_t i = 0; i < v->seen.n; i++) {
		buf_put_u32(out, v->seen.marks[i].day);
		buf_put(out, v->seen.marks[i].mark, MARK_BYTES);
	}
}

static void
write_devices(struct buf *out, const struct vault *v)
{
	const struct devices *d = &v->past.devices;

	for (size_t i = 0; i < d->n; i++) {
		buf_put(out, d->rows[i].id, DEVICE_BYTES);
		buf_put_u32(out, d->rows[i].count);
	}
}

static void
write_ended(struct buf *out, const struct vault *v)
{
	const struct endings *e = &v->past.ended;

	for (size_t i = 0; i < e->n; i++) {
		buf_put_u32(out, e->rows[i].id);
		buf_put_u32(out, e->rows[i].day);
		buf_put_u32(out, e->rows[i].until);
		buf_put_u32(out, e->rows[i].into);
	}
}

static void
write_done(struct buf *out, const struct vault *v)
{
	buf_put(out, v->past.done.ids, v->past.done.n * ACT_BYTES);
}

static void
write_later(struct buf *out, const struct vault *v)
{
	buf_put_u32(out, v->later.dropped);
	buf_put_u32(out, v->later.until);
}

static void
write_unsettled(struct buf *out, const struct vault *v)
{
	unsettled_write(out, &v->pending.unsettled);
}

static void
write_marks(struct buf *out, const struct vault *v)
{
	marks_write(out, &v->past.counts.marks);
}

static void
write_log(struct buf *out, const struct vault *v)
{
	counts_write_log(out, &v->past.counts);
}

static void
write_rosters(struct buf *out, const struct vault *v)
{
	for (size_t i = 0; i < v->head.rosters.n; i++) {
		buf_put_u32(out, v->head.rosters.rows[i].serial);
		buf_put(out, v->head.rosters.rows[i].hash, sizeof v->head.rosters.rows[i].hash);
	}
}

/* ---- reading ---- */

static int
read_head(struct reader *r, struct vault *v)
{
	v->head.roster_serial = read_u32(r);
	read_bytes(r, v->head.roster_hash, sizeof v->head.roster_hash);
	v->head.bundle_serial = read_u32(r);
	return 0;
}

static int
read_seeds(struct reader *r, struct vault *v)
{
	struct seeds *all = &v->seeds;

	all->n = 0;
	while (r->n > 0) {
		struct day_seed *s = &all->rows[all->n];

		if (all->n == VAULT_SEEDS_MAX)
			return ERR_FORMAT;
		s->day = read_u32(r);
		s->serial = read_u32(r);
		s->roster_serial = read_u32(r);
		read_bytes(r, s->roster_hash, sizeof s->roster_hash);
		read_bytes(r, s->seed, sizeof s->seed);
		if (all->n > 0 && s->day <= all->rows[all->n - 1].day)
			return ERR_FORMAT;
		all->n++;
	}
	return 0;
}

static int
read_seen(struct reader *r, struct vault *v)
{
	while (r->n > 0) {
		uint32_t day = read_u32(r);
		struct span mark = read_span(r, MARK_BYTES);
		int rc = r->err != 0 ? ERR_FORMAT : vault_mark(v, day, mark.p);

		if (rc != 0)
			return rc < 0 ? rc : ERR_FORMAT;
	}
	return 0;
}

static int
read_devices(struct reader *r, struct devices *d)
{
	d->n = 0;
	while (r->n > 0) {
		if (d->n == DEVICES_MAX)
			return ERR_FORMAT;
		read_bytes(r, d->rows[d->n].id, DEVICE_BYTES);
		d->rows[d->n++].count = read_u32(r);
	}
	return 0;
}

static int
read_device_rows(struct reader *r, struct vault *v)
{
	return read_devices(r, &v->past.devices);
}

static int
read_ended(struct reader *r, struct vault *v)
{
	struct endings *e = &v->past.ended;

	e->n = 0;
	while (r->n > 0) {
		if (e->n == ENDED_MAX)
			return ERR_FORMAT;
		e->rows[e->n].id = read_u32(r);
		e->rows[e->n].day = read_u32(r);
		e->rows[e->n].until = read_u32(r);
		e->rows[e->n++].into = read_u32(r);
	}
	return 0;
}

static int
read_done(struct reader *r, struct vault *v)
{
	struct acts *a = &v->past.done;

	a->n = r->n / ACT_BYTES;
	if (r->n % ACT_BYTES != 0 || a->n > ACTS_DONE_MAX)
		return ERR_FORMAT;
	read_bytes(r, a->ids, r->n);
	return 0;
}

static int
read_later(struct reader *r, struct vault *v)
{
	v->later.dropped += read_u32(r);
	v->later.until = read_u32(r);
	return 0;
}

static int
read_unsettled(struct reader *r, struct vault *v)
{
	return unsettled_read(r, &v->pending.unsettled);
}

static int
read_marks(struct reader *r, struct vault *v)
{
	return marks_read(r, &v->past.counts.marks);
}

static void
write_themes(struct buf *out, const struct vault *v)
{
	themes_write(out, &v->past.counts.themes);
}

static int
read_themes(struct reader *r, struct vault *v)
{
	return themes_read(r, &v->past.counts.themes);
}

static void
write_brought(struct buf *out, const struct vault *v)
{
	brought_write(out, &v->past.counts.brought);
}

static int
read_brought(struct reader *r, struct vault *v)
{
	return brought_read(r, &v->past.counts.brought);
}

static int
read_log(struct reader *r, struct vault *v)
{
	return counts_read_log(r, &v->past.counts);
}

static int
read_rosters(struct reader *r, struct vault *v)
{
	uint32_t before = 0;

	v->head.rosters.n = 0;
	while (r->n > 0) {
		struct roster_shown row;

		row.serial = read_u32(r);
		read_bytes(r, row.hash, sizeof row.hash);
		if (v->head.rosters.n == ROSTERS_KNOWN_MAX || row.serial <= before)
			return ERR_FORMAT;
		before = row.serial;
		v->head.rosters.rows[v->head.rosters.n++] = row;
	}
	return 0;
}

/* The sections that each vault has once, in the order in which they are written. */
static const struct row {
	uint16_t kind;
	void (*write)(struct buf *out, const struct vault *v);
	int (*read)(struct reader *r, struct vault *v);
} rows[] = {
	{SECTION_HEAD, write_head, read_head},
	{SECTION_SEEDS, write_seeds, read_seeds},
	{SECTION_SEEN, write_seen, read_seen},
	{SECTION_DEVICES, write_devices, read_device_rows},
	{SECTION_ENDED, write_ended, read_ended},
	{SECTION_DONE, write_done, read_done},
	{SECTION_LATER, write_later, read_later},
	{SECTION_UNSETTLED, write_unsettled, read_unsettled},
	{SECTION_ROSTERS, write_rosters, read_rosters},
	{SECTION_MARKS, write_marks, read_marks},
	{SECTION_LOG, write_log, read_log},
	{SECTION_THEMES, write_themes, read_themes},
	{SECTION_BROUGHT, write_brought, read_brought},
};
enum { ROWS = sizeof rows / sizeof *rows };

static int
write_vault(struct buf *out, const struct vault *v, const struct end_sealing *s)
{
	struct buf scratch;
	int rc = 0;

	buf_put_u16(out, VAULT_FORMAT);
	for (size_t i = 0; i < ROWS; i++) {
		size_t begun = section_begin(out, rows[i].kind);

		rows[i].write(out, v);
		section_end(out, begun);
	}
	buf_init(&scratch, VAULT_PLAIN_MAX);
	for (size_t i = 0; rc == 0 && i < v->matter_count; i++)
		rc = matter_write(out, &scratch, v->matters[i], s);
	if (rc == 0)
		rc = later_write(out, v, s);
	if (rc == 0)
		rc = unfiled_write(out, &scratch, v, s);
	buf_clear(&scratch);
	buf_put_span(out, buf_span(&v->unknown));
	buf_put_u16(out, SECTION_END);
	return rc != 0 ? rc : out->err;
}

static int
read_section(struct vault *v, struct buf *scratch, const struct section *section,
             const struct end_sealing *s)
{
	struct reader r = reader(section->bytes);
	int rc;

	if (section->kind == SECTION_MATTER)
		return matter_read(v, scratch, section->bytes, s);
	if (section->kind == SECTION_LATER_MESSAGE)
		return later_read(v, scratch, section->bytes, s);
	if (section->kind == SECTION_UNFILED)
		return unfiled_read(v, scratch, section->bytes, s);
	for (size_t i = 0; i < ROWS; i++) {
		if (rows[i].kind != section->kind)
			continue;
		rc = rows[i].read(&r, v);
		return rc != 0 ? rc : r.err == 0 && r.n == 0 ? 0 : ERR_FORMAT;
	}
	buf_put_span(&v->unknown, section->whole);
	return v->unknown.err;
}

static int
by_id(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static int
ids_differ(const struct vault *v)
{
	uint32_t *ids = calloc(v->matter_count + 1, sizeof *ids);
	int rc = 0;

	if (ids == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < v->matter_count; i++)
		ids[i] = v->matters[i]->id;
	qsort(ids, v->matter_count, sizeof *ids, by_id);
	for (size_t i = 1; i < v->matter_count; i++)
		rc = ids[i] == ids[i - 1] ? ERR_FORMAT : rc;
	free(ids);
	return rc;
}

static int
read_vault(struct reader *r, struct vault *v, const struct end_sealing *s)
{
	struct section section;
	struct buf scratch;
	int rc = read_u16(r) == VAULT_FORMAT ? 0 : ERR_FORMAT;

	buf_init(&scratch, VAULT_PLAIN_MAX);
	while (rc == 0 && section_next(r, &section))
		rc = read_section(v, &scratch, &section, s);
	buf_clear(&scratch);
	if (rc == 0)
		rc = r->err != 0 ? ERR_FORMAT : ids_differ(v);
	if (rc != 0)
		return rc;
	vault_arrange(v);
	vault_keep_acts(v);
	vault_find_shut(v);
	return 0;
}

/* ---- the seal ---- */

struct sealing {
	uint8_t key[32];
	uint8_t nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES];
	uint8_t aad[LABEL_BYTES_MAX + PERSON_BYTES + 4 + 2];
	size_t aad_n;
};

static struct sealing
sealing(const struct vault_of *of, uint32_t version, const uint8_t salt[VAULT_SALT_BYTES])
{
	struct label l = label("vault", of->office);
	struct sealing s = {.aad_n = l.n};

	derive(s.key, sizeof s.key, of->keys->vault, "vault", of->office,
	       span(salt, VAULT_SALT_BYTES));
	memcpy(s.aad, l.p, l.n);
	memcpy(s.aad + s.aad_n, of->person, PERSON_BYTES);
	s.aad_n += PERSON_BYTES;
	put_u32(s.aad + s.aad_n, version);
	s.aad_n += 4;
	put_u16(s.aad + s.aad_n, VAULT_FORMAT);
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

static int
seal_plain(struct buf *out, const struct buf *plain, const struct vault_of *of, uint32_t version)
{
	uint8_t *sealed = buf_grow(out, plain->n + AEAD_TAG_BYTES);
	struct sealing s;

	if (sealed == NULL)
		return out->err;
	s = sealing(of, version, out->p + 2);
	crypto_aead_chacha20poly1305_ietf_encrypt(sealed, NULL, plain->p, plain->n, s.aad, s.aad_n,
	                                          NULL, s.nonce, s.key);
	secret_wipe(&s, sizeof s);
	return 0;
}

int
vault_seal(struct buf *out, const struct vault *v, const struct vault_of *of, uint32_t version)
{
	uint8_t salt[VAULT_SALT_BYTES];
	struct end_sealing inside = {of, salt};
	struct buf plain;
	int rc;

	randombytes_buf(salt, sizeof salt);
	buf_clear(out);
	buf_init(out, VAULT_MAX);
	buf_put_u16(out, VAULT_FORMAT);
	buf_put(out, salt, sizeof salt);
	buf_init(&plain, VAULT_PLAIN_MAX);
	rc = write_vault(&plain, v, &inside);
	if (rc == 0) {
		buf_put_zeros(&plain, padded(plain.n) - plain.n);
		rc = plain.err != 0 ? plain.err : seal_plain(out, &plain, of, version);
	}
	buf_clear(&plain);
	return rc;
}

static bool
size_valid(size_t blob)
{
	size_t plain;

	return !__builtin_sub_overflow(blob, (size_t)VAULT_HEAD_BYTES + AEAD_TAG_BYTES, &plain) &&
	       plain >= VAULT_MIN && plain <= VAULT_PLAIN_MAX && (plain & (plain - 1)) == 0;
}

/* The sections; *salt points into the blob. */
static int
open_plain(struct buf *plain, const uint8_t **salt, struct span blob, const struct vault_of *of,
           uint32_t version)
{
	struct reader r = reader(blob);
	struct sealing s;
	uint8_t *opened;
	uint16_t format = read_u16(&r);
	int rc;

	if (r.err == 0 && format > VAULT_FORMAT)
		return ERR_NEWER;
	if (!size_valid(blob.n) || format != VAULT_FORMAT)
		return ERR_FORMAT;
	*salt = read_span(&r, VAULT_SALT_BYTES).p;
	opened = buf_grow(plain, r.n - AEAD_TAG_BYTES);
	if (opened == NULL)
		return ERR_MEMORY;
	s = sealing(of, version, *salt);
	rc = crypto_aead_chacha20poly1305_ietf_decrypt(opened, NULL, NULL, r.p, r.n, s.aad, s.aad_n,
	                                               s.nonce, s.key);
	secret_wipe(&s, sizeof s);
	return rc == 0 ? 0 : ERR_SEAL;
}

int
vault_open(struct vault **out, struct span blob, const struct vault_of *of, uint32_t version)
{
	struct end_sealing inside = {of, NULL};
	struct buf plain;
	int rc;

	*out = NULL;
	buf_init(&plain, VAULT_PLAIN_MAX);
	rc = open_plain(&plain, &inside.salt, blob, of, version);
	if (rc == 0 && (*out = vault_new()) == NULL)
		rc = ERR_MEMORY;
	if (rc == 0) {
		struct reader r = reader(buf_span(&plain));

		rc = read_vault(&r, *out, &inside);
	}
	buf_clear(&plain);
	if (rc != 0) {
		vault_free(*out);
		*out = NULL;
	}
	return rc;
}

int
vault_devices(struct devices *out, struct span blob, const struct vault_of *of, uint32_t version)
{
	const uint8_t *salt;
	struct section section;
	struct buf plain;
	int rc;

	*out = (struct devices){0};
	buf_init(&plain, VAULT_PLAIN_MAX);
	rc = open_plain(&plain, &salt, blob, of, version);
	if (rc == 0) {
		struct reader r = reader(buf_span(&plain)), bytes;

		rc = read_u16(&r) == VAULT_FORMAT ? 0 : ERR_FORMAT;
		while (rc == 0 && section_next(&r, &section)) {
			bytes = reader(section.bytes);
			if (section.kind == SECTION_DEVICES)
				rc = read_devices(&bytes, out) != 0 || bytes.err != 0 ? ERR_FORMAT
				                                                      : 0;
		}
		rc = rc == 0 && r.err != 0 ? ERR_FORMAT : rc;
	}
	buf_clear(&plain);
	return rc;
}
