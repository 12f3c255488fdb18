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
	secret_wipe(u->asked_talk, sizeof u->asked_talk);
	*u = (struct unsettled){.changes = u->changes + 1};
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

/* The rows behind the i-th, which is gone, have other numbers now. */
static void
renumber(struct unsettled_next *next, size_t i)
{
	if (next->row == i)
		next->when = 0;
	else if (next->row > i && next->row < UNSETTLED_MAX)
		next->row--;
}

static void
take_out(struct unsettled *u, size_t i)
{
	u->n--;
	memmove(u->rows + i, u->rows + i + 1, (u->n - i) * sizeof *u->rows);
	secret_wipe(&u->rows[u->n], sizeof *u->rows);
	for (size_t j = 0; j < u->n; j++)
		renumber(&u->rows[j].next, i);
	renumber(&u->asked, i);
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
	u->changes++;
	return 0;
}

void
unsettled_prove(struct unsettled *u, struct unsettled_row *row, const uint8_t proof[32])
{
	memcpy(row->proof, proof, sizeof row->proof);
	u->changes++;
}

/* ---- following ---- */

/* The number of the renewal whose proof follows from a K_talk, or UNSETTLED_MAX. */
static uint16_t
find_next(const struct unsettled *u, const uint8_t talk[32], const uint8_t office[OFFICE_BYTES])
{
	uint8_t expected[32];

	for (size_t i = 0; i < u->n; i++) {
		const struct unsettled_row *row = &u->rows[i];

		if (memcmp(row->proof, NOTHING, sizeof row->proof) == 0)
			continue;
		keys_renewal_hashed(expected, talk, office, row->x25519, row->xwing_hash,
		                    row->talk);
		if (sodium_memcmp(expected, row->proof, sizeof expected) == 0)
			return (uint16_t)i;
	}
	return UNSETTLED_MAX;
}

/* The same from next: what was found stays, what was not may have come since. */
static struct unsettled_row *
next_of(struct unsettled *u, struct unsettled_next *next, const uint8_t talk[32],
        const uint8_t office[OFFICE_BYTES])
{
	if (next->when == 0 || (next->row == UNSETTLED_MAX && next->when != u->changes))
		*next = (struct unsettled_next){u->changes, find_next(u, talk, office)};
	return next->row < u->n ? &u->rows[next->row] : NULL;
}

struct unsettled_row *
unsettled_last(struct unsettled *u, const uint8_t talk[32], const uint8_t office[OFFICE_BYTES],
               struct unsettled_row **forgotten)
{
	struct unsettled_row *last = NULL, *next;

	if (u->n == 0)
		return NULL;
	if (sodium_memcmp(u->asked_talk, talk, sizeof u->asked_talk) != 0) {
		memcpy(u->asked_talk, talk, sizeof u->asked_talk);
		u->asked.when = 0;
	}
	next = next_of(u, &u->asked, talk, office);
	/* Proofs are hashes and lead in no circle; each row is passed once at most. */
	for (size_t i = 0; i < u->n && next != NULL; i++) {
		last = next;
		if (next->forgotten)
			*forgotten = next;
		next = next_of(u, &last->next, last->talk, office);
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
			struct unsettled_row row = *theirs;

			row.next = (struct unsettled_next){0}; /* numbers of the other table */
			rc = unsettled_put(u, &row, &ours);
			secret_wipe(&row, sizeof row);
			continue;
		}
		if (memcmp(ours->proof, NOTHING, sizeof ours->proof) == 0)
			unsettled_prove(u, ours, theirs->proof);
		ours->forgotten = ours->forgotten || theirs->forgotten;
		ours->told = ours->told || theirs->told;
		ours->day = theirs->day > ours->day ? theirs->day : ours->day;
	}
	return rc;
}
