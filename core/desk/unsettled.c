#include "core/desk/unsettled.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/crypto/keys.h"
#include "core/secret.h"

static const uint8_t NOTHING[32];

void
unsettled_clear(struct unsettled *u)
{
	if (u->rows != NULL)
		secret_wipe(u->rows, u->capacity * sizeof *u->rows);
	free(u->rows);
	u->rows = NULL;
	u->n = u->capacity = 0;
}

struct unsettled_row *
unsettled_find(const struct unsettled *u, const uint8_t x25519[X25519_BYTES],
               const uint8_t talk[32])
{
	for (size_t i = 0; i < u->n; i++) {
		struct unsettled_row *row = &u->rows[i];

		if (memcmp(row->x25519, x25519, X25519_BYTES) == 0 &&
		    sodium_memcmp(row->talk, talk, sizeof row->talk) == 0)
			return row;
	}
	return NULL;
}

/* ---- adding ---- */

static int
grow(struct unsettled *u)
{
	size_t capacity = u->capacity == 0 ? 16 : 2 * u->capacity;
	struct unsettled_row *grown;

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

/* What is least missed: a matter keeps the proof of its last renewal. */
static size_t
least_missed(const struct unsettled *u)
{
	for (size_t i = 0; i < u->n; i++) {
		if (!u->rows[i].forgotten)
			return i;
	}
	for (size_t i = 0; i < u->n; i++) {
		if (!u->rows[i].told)
			return i;
	}
	return 0;
}

static void
take_out(struct unsettled *u, size_t i)
{
	u->n--;
	memmove(u->rows + i, u->rows + i + 1, (u->n - i) * sizeof *u->rows);
	secret_wipe(&u->rows[u->n], sizeof *u->rows);
}

int
unsettled_put(struct unsettled *u, const struct unsettled_row *row, struct unsettled_row **out)
{
	int rc;

	if (u->n == UNSETTLED_MAX)
		take_out(u, least_missed(u));
	rc = grow(u);
	if (rc != 0)
		return rc;
	u->rows[u->n] = *row;
	*out = &u->rows[u->n++];
	return 0;
}

/* ---- following ---- */

/* The renewal whose proof follows from a K_talk. */
static struct unsettled_row *
next_of(const struct unsettled *u, const uint8_t talk[32], const uint8_t office[OFFICE_BYTES])
{
	uint8_t expected[32];

	for (size_t i = 0; i < u->n; i++) {
		struct unsettled_row *row = &u->rows[i];

		if (memcmp(row->proof, NOTHING, sizeof row->proof) == 0)
			continue;
		keys_renewal_hashed(expected, talk, office, row->x25519, row->xwing_hash,
		                    row->talk);
		if (sodium_memcmp(expected, row->proof, sizeof expected) == 0)
			return row;
	}
	return NULL;
}

struct unsettled_row *
unsettled_last(const struct unsettled *u, const uint8_t talk[32],
               const uint8_t office[OFFICE_BYTES], struct unsettled_row **forgotten)
{
	struct unsettled_row *last = NULL, *next;

	/* Proofs are hashes and lead in no circle; each row is passed once at most. */
	for (size_t i = 0; i < u->n && (next = next_of(u, talk, office)) != NULL; i++) {
		last = next;
		talk = next->talk;
		if (next->forgotten)
			*forgotten = next;
	}
	return last;
}

/* ---- as bytes ---- */

enum { FLAG_FORGOTTEN = 1, FLAG_TOLD = 2 };

void
unsettled_write(struct buf *out, const struct unsettled *u)
{
	for (size_t i = 0; i < u->n; i++) {
		const struct unsettled_row *row = &u->rows[i];

		buf_put_u32(out, row->day);
		buf_put(out, row->x25519, sizeof row->x25519);
		buf_put(out, row->xwing_hash, sizeof row->xwing_hash);
		buf_put(out, row->talk, sizeof row->talk);
		buf_put(out, row->proof, sizeof row->proof);
		buf_put_u8(out, (uint8_t)((row->forgotten ? FLAG_FORGOTTEN : 0) |
		                          (row->told ? FLAG_TOLD : 0)));
	}
}

int
unsettled_read(struct reader *r, struct unsettled *u)
{
	struct unsettled_row row = {0}, *put;
	int rc = 0;

	unsettled_clear(u);
	while (rc == 0 && r->n > 0) {
		uint8_t flags;

		row.day = read_u32(r);
		read_bytes(r, row.x25519, sizeof row.x25519);
		read_bytes(r, row.xwing_hash, sizeof row.xwing_hash);
		read_bytes(r, row.talk, sizeof row.talk);
		read_bytes(r, row.proof, sizeof row.proof);
		flags = read_u8(r);
		row.forgotten = (flags & FLAG_FORGOTTEN) != 0;
		row.told = (flags & FLAG_TOLD) != 0;
		rc = r->err != 0 || flags > (FLAG_FORGOTTEN | FLAG_TOLD) || u->n == UNSETTLED_MAX
		             ? ERR_FORMAT
		             : unsettled_put(u, &row, &put);
	}
	secret_wipe(&row, sizeof row);
	return rc;
}

/* ---- its end ---- */

bool
unsettled_forgets(const struct unsettled *u, const uint8_t x25519[X25519_BYTES], uint32_t day)
{
	for (size_t i = 0; i < u->n; i++) {
		const struct unsettled_row *row = &u->rows[i];

		if (row->forgotten && day <= row->day &&
		    memcmp(row->x25519, x25519, X25519_BYTES) == 0)
			return true;
	}
	return false;
}

void
unsettled_expire(struct unsettled *u, uint32_t first_day)
{
	for (size_t i = u->n; i-- > 0;) {
		if (u->rows[i].day < first_day)
			take_out(u, i);
	}
}

int
unsettled_join(struct unsettled *u, const struct unsettled *other)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < other->n; i++) {
		const struct unsettled_row *theirs = &other->rows[i];
		struct unsettled_row *ours = unsettled_find(u, theirs->x25519, theirs->talk);

		if (ours == NULL) {
			rc = unsettled_put(u, theirs, &ours);
			continue;
		}
		if (memcmp(ours->proof, NOTHING, sizeof ours->proof) == 0)
			memcpy(ours->proof, theirs->proof, sizeof ours->proof);
		ours->forgotten = ours->forgotten || theirs->forgotten;
		ours->told = ours->told || theirs->told;
		ours->day = theirs->day > ours->day ? theirs->day : ours->day;
	}
	return rc;
}
