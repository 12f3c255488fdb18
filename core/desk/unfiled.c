#include "core/desk/unfiled.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/desk/blob.h"
#include "core/desk/section.h"

void
unfiled_clear(struct unfiled *u)
{
	if (u->rows != NULL)
		secret_wipe(u->rows, u->capacity * sizeof *u->rows);
	free(u->rows);
	secret_wipe(u, sizeof *u);
}

void
unfiled_sender(uint8_t out[UNFILED_SENDER_BYTES], const uint8_t x25519[X25519_BYTES])
{
	uint8_t hash[32];

	crypto_hash_sha256(hash, x25519, X25519_BYTES);
	memcpy(out, hash, UNFILED_SENDER_BYTES);
}

struct unfiled_row *
unfiled_find(const struct unfiled *u, uint32_t day, const uint8_t tag[TAG_BYTES])
{
	for (size_t i = 0; i < u->n; i++) {
		if (u->rows[i].day == day && memcmp(u->rows[i].tag, tag, TAG_BYTES) == 0)
			return &u->rows[i];
	}
	return NULL;
}

const struct unfiled_day *
unfiled_day(const struct unfiled *u, uint32_t day)
{
	for (size_t i = 0; i < u->day_count; i++) {
		if (u->days[i].day == day)
			return &u->days[i];
	}
	return NULL;
}

/* ---- adding ---- */

static int
grow(struct unfiled *u)
{
	size_t capacity = u->capacity == 0 ? 64 : 2 * u->capacity;
	struct unfiled_row *grown;

	if (u->n < u->capacity)
		return 0;
	grown = calloc(capacity, sizeof *grown);
	if (grown == NULL)
		return ERR_MEMORY;
	if (u->n > 0) {
		memcpy(grown, u->rows, u->n * sizeof *grown);
		secret_wipe(u->rows, u->n * sizeof *grown);
	}
	free(u->rows);
	u->rows = grown;
	u->capacity = capacity;
	return 0;
}

static int
put_day(struct unfiled *u, const struct unfiled_day *keys)
{
	const struct unfiled_day *have = unfiled_day(u, keys->day);
	size_t at = u->day_count;

	if (have != NULL)
		return sodium_memcmp(have->x25519, keys->x25519, sizeof have->x25519) == 0 &&
		                       memcmp(have->bundle_hash, keys->bundle_hash,
		                              sizeof have->bundle_hash) == 0
		               ? 0
		               : ERR_CONFLICT;
	if (u->day_count == UNFILED_DAYS_MAX)
		return ERR_FULL;
	while (at > 0 && u->days[at - 1].day > keys->day)
		at--;
	memmove(u->days + at + 1, u->days + at, (u->day_count - at) * sizeof *u->days);
	u->days[at] = *keys;
	u->day_count++;
	return 0;
}

int
unfiled_put(struct unfiled *u, const struct unfiled_day *keys, const struct unfiled_row *row)
{
	int rc = u->n == UNFILED_MAX ? ERR_FULL : grow(u);

	if (rc == 0)
		rc = put_day(u, keys);
	if (rc == 0)
		u->rows[u->n++] = *row;
	return rc;
}

/* ---- taking out ---- */

void
unfiled_take(struct unfiled *u, struct unfiled_row *row)
{
	*row = u->rows[--u->n];
	secret_wipe(&u->rows[u->n], sizeof *u->rows);
}

void
unfiled_forget(struct unfiled *u, const uint8_t x25519[X25519_BYTES], uint32_t day)
{
	uint8_t sender[UNFILED_SENDER_BYTES];

	unfiled_sender(sender, x25519);
	for (size_t i = u->n; i-- > 0;) {
		if (u->rows[i].day <= day && memcmp(u->rows[i].sender, sender, sizeof sender) == 0)
			unfiled_take(u, &u->rows[i]);
	}
}

void
unfiled_expire(struct unfiled *u, uint32_t first_day)
{
	for (size_t i = u->n; i-- > 0;) {
		if (u->rows[i].day < first_day)
			unfiled_take(u, &u->rows[i]);
	}
}

/* ---- their order ---- */

static int
by_sender(const void *a, const void *b)
{
	const struct unfiled_row *x = a, *y = b;
	int order = (x->day > y->day) - (x->day < y->day);

	if (order == 0)
		order = memcmp(x->sender, y->sender, sizeof x->sender);
	return order != 0 ? order : memcmp(x->tag, y->tag, sizeof x->tag);
}

static size_t
rows_of(const struct unfiled *u, uint32_t day)
{
	size_t n = 0;

	for (size_t i = 0; i < u->n; i++)
		n += u->rows[i].day == day;
	return n;
}

void
unfiled_arrange(struct unfiled *u)
{
	size_t kept = 0;

	if (u->n > 0)
		qsort(u->rows, u->n, sizeof *u->rows, by_sender);
	for (size_t i = 0; i < u->day_count; i++) {
		if (rows_of(u, u->days[i].day) > 0)
			u->days[kept++] = u->days[i];
	}
	secret_wipe(u->days + kept, (u->day_count - kept) * sizeof *u->days);
	u->day_count = kept;
}

bool
unfiled_count(const struct unfiled *u, size_t i, uint32_t *day, size_t *n)
{
	if (i >= u->day_count)
		return false;
	*day = u->days[i].day;
	*n = rows_of(u, *day);
	return true;
}

/* ---- as bytes ---- */

static void
write_day(struct buf *out, const struct unfiled *u, const struct unfiled_day *d)
{
	buf_put(out, d->x25519, sizeof d->x25519);
	buf_put(out, d->bundle_hash, sizeof d->bundle_hash);
	for (size_t i = 0; i < u->n; i++) {
		const struct unfiled_row *row = &u->rows[i];

		if (row->day != d->day)
			continue;
		buf_put(out, row->tag, sizeof row->tag);
		buf_put(out, row->sender, sizeof row->sender);
		buf_put(out, row->shared, sizeof row->shared);
	}
}

int
unfiled_write(struct buf *out, struct buf *scratch, const struct vault *v,
              const struct end_sealing *s)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < v->pending.unfiled.day_count; i++) {
		const struct unfiled_day *d = &v->pending.unfiled.days[i];
		size_t begun;

		if (rows_of(&v->pending.unfiled, d->day) == 0)
			continue;
		begun = section_begin(out, SECTION_UNFILED);
		end_wipe(scratch);
		write_day(scratch, &v->pending.unfiled, d);
		rc = scratch->err != 0 ? scratch->err
		                       : end_seal(out, buf_span(scratch), "vault unfiled", d->day,
		                                  d->day + s->of->retention_days + 1, s);
		section_end(out, begun);
	}
	end_wipe(scratch);
	return rc != 0 ? rc : out->err;
}

static int
read_day(struct unfiled *u, struct reader *r, uint32_t day)
{
	struct unfiled_day keys = {.day = day};
	struct unfiled_row row = {.day = day};
	int rc = unfiled_day(u, day) == NULL ? 0 : ERR_FORMAT;

	read_bytes(r, keys.x25519, sizeof keys.x25519);
	read_bytes(r, keys.bundle_hash, sizeof keys.bundle_hash);
	while (rc == 0 && r->err == 0 && r->n > 0) {
		read_bytes(r, row.tag, sizeof row.tag);
		read_bytes(r, row.sender, sizeof row.sender);
		read_bytes(r, row.shared, sizeof row.shared);
		if (r->err == 0)
			rc = unfiled_put(u, &keys, &row);
	}
	secret_wipe(&keys, sizeof keys);
	secret_wipe(&row, sizeof row);
	return rc != 0 ? rc : r->err;
}

int
unfiled_read(struct vault *v, struct buf *scratch, struct span section, const struct end_sealing *s)
{
	uint32_t day;
	int rc = end_open(scratch, &day, "vault unfiled", section, s);

	if (rc == ERR_ABSENT)
		return 0;
	if (rc == 0) {
		struct reader r = reader(buf_span(scratch));

		rc = read_day(&v->pending.unfiled, &r, day);
	}
	end_wipe(scratch);
	if (rc > 0)
		v->lost++;
	return rc < 0 ? rc : 0;
}
