/* Storing what is deposited. */
#include <sodium.h>

#include "store/internal.h"

static void
row_fill(struct place_row *row, uint32_t day, const struct store_place *place, const uint8_t *key)
{
	struct wrap_label label;

	row->day = day;
	memcpy(row->tag, place->tag, TAG_BYTES);
	row->envelope = place->to != NULL;
	if (row->envelope)
		memcpy(row->person, place->to, PERSON_BYTES);
	row->body = true;
	label = row_label(row);
	wrap_seal(row->wrapped, key, &label, span(place->body, BODY_BYTES));
}

/* 0 when a row that was found came from the same place of the same deposit, else ERR_CONFLICT. */
static int
same_place(struct store *store, const struct place_row *row, const struct store_place *place)
{
	uint8_t body[BODY_BYTES];
	int err;

	if (row->envelope != (place->to != NULL) ||
	    (row->envelope && memcmp(row->person, place->to, PERSON_BYTES) != 0))
		return ERR_CONFLICT;
	if (!row->body) /* fetched and dropped, or taken back, in the meantime */
		return row->envelope ? 0 : ERR_CONFLICT;
	err = row_open(store, row, body);
	if (err != 0)
		return err == ERR_ABSENT ? ERR_CONFLICT : err;
	return sodium_memcmp(body, place->body, BODY_BYTES) == 0 ? 0 : ERR_CONFLICT;
}

static void
deposit_keys(struct store_key *keys, const struct store_deposit *d)
{
	for (size_t i = 0; i < d->count; i++) {
		keys[i].day = d->day;
		memcpy(keys[i].tag, d->places[i].tag, TAG_BYTES);
	}
}

/*
 * What a deposit is that cannot be added: 0 when all of it is here already,
 * `otherwise` when its cell's place is free, ERR_CONFLICT, or fatal.
 */
static int
deposit_again(struct store *store, const struct store_deposit *d, int otherwise)
{
	struct backend *b = store->parts.backend;
	struct store_key keys[1 + PEOPLE_MAX];
	int found[1 + PEOPLE_MAX], err;

	deposit_keys(keys, d);
	err = b->ops->places_get(b, keys, d->count, store->rows, found);
	if (err == 0 && found[0] != 0)
		return otherwise;
	for (size_t i = 0; i < d->count && err == 0; i++)
		err = found[i] != 0 ? ERR_CONFLICT
		                    : same_place(store, &store->rows[i], &d->places[i]);
	return err;
}

/* Takes back those rows of the last call that were put. */
static int
take_back(struct store *store, const int *results, size_t n)
{
	struct backend *b = store->parts.backend;
	struct store_key keys[STORE_ROWS];
	size_t put = 0;

	for (size_t i = 0; i < n; i++) {
		if (results[i] != 0)
			continue;
		keys[put].day = store->rows[i].day;
		memcpy(keys[put++].tag, store->rows[i].tag, TAG_BYTES);
	}
	return put > 0 ? b->ops->places_remove(b, keys, put) : 0;
}

/*
 * Adds all rows of some deposits in one call: putting tells whether a tag is
 * taken, so the usual case looks nothing up first. ERR_CONFLICT when any was;
 * nothing is then added.
 */
static int
add_together(struct store *store, struct store_deposit *const *deposits, size_t n)
{
	struct backend *b = store->parts.backend;
	int results[STORE_ROWS], err;
	const uint8_t *key;
	bool taken = false;
	size_t rows = 0;

	for (size_t i = 0; i < n; i++) {
		err = keyfile_day(store->parts.keys, deposits[i]->day, &key);
		if (err != 0)
			return err;
		for (size_t j = 0; j < deposits[i]->count; j++)
			row_fill(&store->rows[rows++], deposits[i]->day, &deposits[i]->places[j],
			         key);
	}
	err = b->ops->places_put(b, store->rows, rows, results);
	for (size_t i = 0; i < rows && err == 0; i++)
		taken = taken || results[i] != 0;
	if (err != 0 || !taken)
		return err;
	err = take_back(store, results, rows);
	return err != 0 ? err : ERR_CONFLICT;
}

/* One deposit by itself. Fatal, or 0 with the result in it. */
static int
add_alone(struct store *store, struct store_deposit *d, size_t *tags)
{
	const uint8_t *key;
	int err = keyfile_day(store->parts.keys, d->day, &key);
	/* The key was made before the transaction began; if not, there was no slot. */
	bool room = err == 0 && *tags < LIVE_TAGS_MAX;

	if (err < 0)
		return err;
	err = room ? add_together(store, &d, 1) : deposit_again(store, d, ERR_FULL);
	if (room && err == 0)
		(*tags)++;
	if (room && err == ERR_CONFLICT)
		err = deposit_again(store, d, ERR_CONFLICT);
	d->result = err;
	return err < 0 ? err : 0;
}

static bool
closed(const struct store *store, const struct store_deposit *d)
{
	return d->day <= store->closed;
}

/* How many of the first deposits go into one call; one of a closed day goes by itself. */
static size_t
that_fit(const struct store *store, struct store_deposit *const *deposits, size_t n)
{
	size_t rows = 0, i = 0;

	while (i < n && rows + deposits[i]->count <= store->rows_max && !closed(store, deposits[i]))
		rows += deposits[i++]->count;
	return i;
}

/*
 * Deposits that fit into one call. Where one of them meets a place that is taken,
 * perhaps by another of them, each is done by itself, so that the order tells.
 */
static int
add_some(struct store *store, struct store_deposit *const *deposits, size_t n, size_t *tags)
{
	int err = ERR_CONFLICT;

	if (n <= LIVE_TAGS_MAX - *tags)
		err = add_together(store, deposits, n);
	for (size_t i = 0; i < n && err == 0; i++)
		deposits[i]->result = 0;
	if (err == 0)
		*tags += n;
	if (err <= 0)
		return err;
	err = 0;
	for (size_t i = 0; i < n && err == 0; i++)
		err = add_alone(store, deposits[i], tags);
	return err;
}

/* Of a closed day: only what is there already, sent again. */
static int
add_late(struct store *store, struct store_deposit *d)
{
	d->result = deposit_again(store, d, ERR_DAY);
	return d->result < 0 ? d->result : 0;
}

static bool
deposit_valid(const struct store_deposit *d)
{
	if (d->count < 1 || d->count > 1 + PEOPLE_MAX || d->places[0].to != NULL)
		return false;
	for (size_t i = 0; i < d->count; i++)
		if (d->places[i].tag == NULL || d->places[i].body == NULL ||
		    (i > 0 && d->places[i].to == NULL))
			return false;
	return true;
}

static int
deposits_all(struct store *store, struct store_deposit **deposits, size_t n)
{
	size_t tags = store->tags, some;
	const uint8_t *key;
	int err;

	for (size_t i = 0; i < n; i++) {
		if (!store->writable || !deposit_valid(deposits[i]))
			return ERR_INTERNAL;
		if (closed(store, deposits[i]))
			continue;
		err = keyfile_day_make(store->parts.keys, deposits[i]->day, &key);
		if (err < 0)
			return err;
	}
	err = store_begin(store);
	for (size_t at = 0; at < n && err == 0; at += some) {
		some = that_fit(store, deposits + at, n - at);
		err = some > 0 ? add_some(store, deposits + at, some, &tags)
		               : add_late(store, deposits[at]);
		some = some > 0 ? some : 1;
	}
	err = store_finish(store, err);
	if (err == 0)
		store->tags = tags;
	return err;
}

int
store_deposits(struct store *store, struct store_deposit **deposits, size_t n)
{
	int err = deposits_all(store, deposits, n);

	for (size_t i = 0; i < n && err != 0; i++)
		deposits[i]->result = err;
	return err;
}
