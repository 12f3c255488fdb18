#include "core/desk/unfiled.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/secret.h"

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

void
unfiled_find_fresh(struct unfiled *u, struct unfiled *before)
{
	size_t at = 0;

	unfiled_arrange(u);
	unfiled_arrange(before);
	for (size_t i = 0; i < u->n; i++) {
		struct unfiled_row *row = &u->rows[i];

		while (at < before->n && by_sender(&before->rows[at], row) < 0)
			at++;
		row->fresh = at == before->n || by_sender(&before->rows[at], row) != 0 ||
		             before->rows[at].fresh;
	}
}

bool
unfiled_has(const struct unfiled *u, uint32_t day)
{
	return rows_of(u, day) > 0;
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
