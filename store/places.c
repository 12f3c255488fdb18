/* Looking for bodies, and deleting them. */
#include <sodium.h>

#include "store/internal.h"

struct wrap_label
row_label(const struct place_row *row)
{
	return (struct wrap_label){
		.kind = row->envelope ? WRAP_ENVELOPE : WRAP_CELL,
		.number = row->day,
		.id = row->tag,
		.person = row->envelope ? row->person : NULL,
	};
}

int
row_open(struct store *store, const struct place_row *row, uint8_t body[BODY_BYTES])
{
	struct wrap_label label = row_label(row);
	const uint8_t *key;
	int err;

	if (!row->body)
		return ERR_ABSENT;
	err = keyfile_day(store->parts.keys, row->day, &key);
	if (err != 0)
		return err;
	err = wrap_open(body, key, &label, span(row->wrapped, sizeof(row->wrapped)));
	return err == ERR_SEAL ? ERR_ABSENT : err;
}

/* ---- looking ---- */

int
store_tags(struct store *store, uint32_t day, struct buf *out)
{
	return store->parts.backend->ops->tags(store->parts.backend, day, out);
}

/* Looks in all places at once and opens what lies there. */
static int
look(struct store *store, const struct store_key *keys, size_t n, uint8_t (*opened)[BODY_BYTES],
     int *results)
{
	struct backend *b = store->parts.backend;
	int err = b->ops->places_get(b, keys, n, store->rows, results);

	for (size_t i = 0; i < n && err == 0; i++) {
		if (results[i] == 0)
			results[i] = row_open(store, &store->rows[i], opened[i]);
		if (results[i] < 0)
			err = results[i];
	}
	return err;
}

/* Somewhere a body was found before; nowhere if none was. */
static struct store_key
somewhere(const struct store *store)
{
	size_t n = store->founds < STORE_FOUND ? store->founds : STORE_FOUND;

	return store->found[n > 0 ? randombytes_uniform((uint32_t)n) : 0];
}

/*
 * Finding a body takes longer than finding none. So it always looks twice: where
 * it is asked to, and then, if there was nothing, where a body was found before,
 * and if there was one, anywhere at random, where there is none: always the same
 * nowhere would be quicker the second time.
 */
int
store_bodies(struct store *store, const struct store_key *keys, size_t n,
             uint8_t (*bodies)[BODY_BYTES], int *results)
{
	uint8_t opened[EXCHANGE_BODIES][BODY_BYTES];
	struct store_key others[EXCHANGE_BODIES];
	int ignored[EXCHANGE_BODIES], err;

	if (n > EXCHANGE_BODIES)
		return ERR_INTERNAL;
	for (size_t i = 0; i < n; i++)
		others[i] = somewhere(store);
	err = look(store, keys, n, opened, results);
	for (size_t i = 0; i < n && err == 0; i++) {
		if (results[i] != 0)
			continue;
		memcpy(bodies[i], opened[i], BODY_BYTES);
		others[i] = store->found[store->founds++ % STORE_FOUND] = keys[i];
		randombytes_buf(others[i].tag, TAG_BYTES);
	}
	if (err == 0)
		err = look(store, others, n, opened, ignored);
	sodium_memzero(opened, n * BODY_BYTES);
	keyfile_rest(store->parts.keys);
	return err;
}

struct inbox_walk {
	struct store *store;
	struct buf *out;
	size_t skip, left;
};

static int
inbox_add(void *arg, const struct place_row *row)
{
	struct inbox_walk *walk = arg;
	uint8_t entry[INBOX_ENTRY_BYTES];
	int err;

	if (walk->left == 0)
		return ERR_FULL;
	if (walk->skip > 0) {
		walk->skip--;
		return 0;
	}
	err = row_open(walk->store, row, entry + 4 + TAG_BYTES);
	if (err != 0)
		return err == ERR_ABSENT ? 0 : err;
	put_u32(entry, row->day);
	memcpy(entry + 4, row->tag, TAG_BYTES);
	buf_put(walk->out, entry, sizeof(entry));
	walk->left--;
	return walk->out->err;
}

int
store_inbox(struct store *store, const uint8_t person[PERSON_BYTES], size_t skip, size_t limit,
            struct buf *out)
{
	struct inbox_walk walk = {.store = store, .out = out, .skip = skip, .left = limit};
	int err = store->parts.backend->ops->inbox(store->parts.backend, person, inbox_add, &walk);

	keyfile_rest(store->parts.keys);
	return err == ERR_FULL ? 0 : err;
}

int
store_waiting(struct store *store, size_t *out)
{
	return store->parts.backend->ops->waiting(store->parts.backend, out);
}

/* ---- deleting ---- */

/*
 * What clearing bodies would have written, where there were none: for each, one is put
 * beside the place and taken away again, in the same transaction.
 */
static int
clear_nothing(struct store *store, const struct store_key *keys, const int *cleared, size_t n)
{
	struct backend *b = store->parts.backend;
	struct store_key beside[STORE_ROWS];
	int results[STORE_ROWS], err;
	size_t rows = 0, put = 0;

	for (size_t i = 0; i < n; i++) {
		struct place_row *row = &store->rows[rows];

		if (cleared[i] == 0)
			continue;
		row->day = keys[i].day;
		memcpy(row->tag, keys[i].tag, TAG_BYTES);
		row->tag[TAG_BYTES - 1] ^= 1;
		row->envelope = false;
		row->body = true;
		memset(row->wrapped, 0, sizeof(row->wrapped));
		rows++;
	}
	if (rows == 0)
		return 0;
	err = b->ops->places_put(b, store->rows, rows, results);
	for (size_t i = 0; i < rows && err == 0; i++) {
		if (results[i] != 0) /* somebody's: it stays as it is */
			continue;
		beside[put].day = store->rows[i].day;
		memcpy(beside[put++].tag, store->rows[i].tag, TAG_BYTES);
	}
	return err == 0 && put > 0 ? b->ops->places_remove(b, beside, put) : err;
}

static int
move_some(struct store *store, const struct store_deletion *d)
{
	struct backend *b = store->parts.backend;
	const struct store_key *back = d->keys + d->n + d->aside;
	int err = 0;

	if (d->person == NULL)
		return d->aside + d->back == 0 ? 0 : ERR_INTERNAL;
	if (d->aside > 0)
		err = b->ops->places_aside(b, d->person, d->keys + d->n, d->aside, true);
	for (size_t i = 0; i < d->back && err == 0; i++)
		err = b->ops->places_aside(b, d->person, back[i].day == 0 ? NULL : &back[i], 1,
		                           false);
	return err;
}

static int
delete_one(struct store *store, const struct store_deletion *d)
{
	struct backend *b = store->parts.backend;
	int cleared[STORE_ROWS], err = move_some(store, d);
	size_t some;

	for (size_t at = 0; at < d->n && err == 0; at += some) {
		some = d->n - at < store->rows_max ? d->n - at : store->rows_max;
		err = b->ops->places_clear(b, d->person, d->keys + at, some, cleared);
		if (err == 0)
			err = clear_nothing(store, d->keys + at, cleared, some);
	}
	return err;
}

int
store_deletions(struct store *store, const struct store_deletion *const *deletions, size_t n)
{
	int err;

	if (!store->writable)
		return ERR_INTERNAL;
	err = store_begin(store);
	for (size_t i = 0; i < n && err == 0; i++)
		err = delete_one(store, deletions[i]);
	err = store_finish(store, err);
	if (err == 0)
		store->needs_scrub = true;
	return err;
}
