#include "store/store.h"

#include <sodium.h>
#include <unistd.h>

#include "store/internal.h"

/* ---- opening ---- */

void
store_parts_close(const struct store_parts *parts)
{
	if (parts->backend != NULL)
		parts->backend->ops->close(parts->backend);
	keyfile_close(parts->keys);
	endfile_close(parts->ends);
	if (parts->lock >= 0)
		close(parts->lock);
}

int
store_new(struct store **out, const struct store_parts *parts, enum store_mode mode)
{
	struct store *store = calloc(1, sizeof(*store));
	struct backend *backend = parts->backend;
	bool writable = mode == STORE_CREATE || mode == STORE_WRITE;
	int err = 0;

	*out = NULL;
	if (store == NULL) {
		store_parts_close(parts);
		return ERR_MEMORY;
	}
	*store = (struct store){
		.parts = *parts,
		.writable = writable,
		.publishes = mode != STORE_READ,
	};
	if (writable) {
		/* What the process before left in the log, nobody knows. */
		store->needs_scrub = true;
		err = backend->ops->tag_count(backend, &store->tags);
	}
	if (writable && err == 0) {
		store->unsettled = true;
		err = store_settle(store);
		/* A full disk must not keep the office from being read. */
		if (err == ERR_DISK)
			err = 0;
	}
	if (err != 0) {
		store_close(store);
		return err;
	}
	*out = store;
	return 0;
}

void
store_close(struct store *store)
{
	if (store == NULL)
		return;
	store_parts_close(&store->parts);
	free(store);
}

int
store_begin(struct store *store)
{
	int err = store_settle(store);

	return err == 0 ? store->parts.backend->ops->begin(store->parts.backend) : err;
}

int
store_finish(struct store *store, int err)
{
	struct backend *b = store->parts.backend;

	if (err == 0)
		err = b->ops->commit(b);
	if (err != 0)
		b->ops->rollback(b);
	return err;
}

/* ---- deposits ---- */

static struct wrap_label
row_label(const struct place_row *row)
{
	return (struct wrap_label){
		.kind = row->envelope ? WRAP_ENVELOPE : WRAP_CELL,
		.number = row->day,
		.id = row->tag,
		.person = row->envelope ? row->person : NULL,
	};
}

/*
 * A row whose key is gone was shredded, and one that does not open otherwise
 * was changed on the disk: both are as good as absent. ERR_ABSENT.
 */
static int
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

/* 0 when what lies at this place came from the same place of the same deposit, else ERR_CONFLICT.
 */
static int
same_place(struct store *store, uint32_t day, const struct store_place *place)
{
	struct place_row *row = &store->row;
	uint8_t body[BODY_BYTES];
	int err = store->parts.backend->ops->place_get(store->parts.backend, day, place->tag, row);

	if (err != 0)
		return err == ERR_ABSENT ? ERR_CONFLICT : err;
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

/* 0, ERR_CONFLICT, or fatal. */
static int
same_deposit(struct store *store, const struct store_deposit *d)
{
	int err = 0;

	for (size_t i = 0; i < d->count && err == 0; i++)
		err = same_place(store, d->day, &d->places[i]);
	return err;
}

/* No room: only a deposit that is here already is fine. */
static int
deposit_when_full(struct store *store, const struct store_deposit *d)
{
	struct backend *b = store->parts.backend;
	int err = b->ops->place_get(b, d->day, d->places[0].tag, &store->row);

	if (err != 0)
		return err == ERR_ABSENT ? ERR_FULL : err;
	return same_deposit(store, d);
}

/*
 * Adds the rows one by one: adding tells whether a tag is taken, so the usual
 * case looks nothing up first. A conflict takes back what was added before it.
 */
static int
deposit_add(struct store *store, const struct store_deposit *d, const uint8_t *key, size_t *tags)
{
	struct backend *b = store->parts.backend;
	size_t i;
	int err = 0, undo = 0;

	for (i = 0; i < d->count; i++) {
		row_fill(&store->row, d->day, &d->places[i], key);
		err = b->ops->place_add(b, &store->row);
		if (err != 0)
			break;
	}
	if (err == 0)
		(*tags)++;
	if (err != ERR_CONFLICT)
		return err;
	if (i == 0)
		return same_deposit(store, d);
	while (i > 0 && undo == 0)
		undo = b->ops->place_remove(b, d->day, d->places[--i].tag);
	return undo != 0 ? undo : ERR_CONFLICT;
}

/* Fatal, or 0 with the result in d. tags: live ones so far. */
static int
deposit_one(struct store *store, struct store_deposit *d, size_t *tags)
{
	const uint8_t *key;
	int err = keyfile_day(store->parts.keys, d->day, &key);

	/* The key was made before the transaction began; if not, there was no slot. */
	if (err == ERR_ABSENT || *tags >= LIVE_TAGS_MAX)
		err = deposit_when_full(store, d);
	else if (err == 0)
		err = deposit_add(store, d, key, tags);
	if (err < 0)
		return err;
	d->result = err;
	return 0;
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
	size_t tags = store->tags;
	const uint8_t *key;
	int err;

	for (size_t i = 0; i < n; i++) {
		if (!store->writable || !deposit_valid(deposits[i]))
			return ERR_INTERNAL;
		err = keyfile_day_make(store->parts.keys, deposits[i]->day, &key);
		if (err < 0)
			return err;
	}
	err = store_begin(store);
	for (size_t i = 0; i < n && err == 0; i++)
		err = deposit_one(store, deposits[i], &tags);
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

int
store_cover(struct store *store, uint32_t day, struct span tags)
{
	struct backend *b = store->parts.backend;
	struct place_row *row = &store->row;
	size_t added = 0;
	int err;

	if (!store->writable)
		return ERR_INTERNAL;
	if (tags.n % TAG_BYTES != 0)
		return ERR_SIZE;
	if (tags.n / TAG_BYTES > LIVE_TAGS_MAX - store->tags)
		return ERR_FULL;
	row->day = day;
	row->envelope = false;
	row->body = false;
	err = store_begin(store);
	for (size_t at = 0; at < tags.n && err == 0; at += TAG_BYTES) {
		memcpy(row->tag, tags.p + at, TAG_BYTES);
		err = b->ops->place_add(b, row);
		if (err == 0)
			added++;
		else if (err == ERR_CONFLICT)
			err = 0;
	}
	err = store_finish(store, err);
	if (err == 0)
		store->tags += added;
	return err;
}

/* ---- looking ---- */

int
store_tags(struct store *store, uint32_t day, struct buf *out)
{
	return store->parts.backend->ops->tags(store->parts.backend, day, out);
}

int
store_tag_count(struct store *store, size_t *out)
{
	if (!store->writable)
		return store->parts.backend->ops->tag_count(store->parts.backend, out);
	*out = store->tags;
	return 0;
}

static int
look(struct store *store, const struct store_key *key, uint8_t body[BODY_BYTES])
{
	struct backend *b = store->parts.backend;
	int err = b->ops->place_get(b, key->day, key->tag, &store->row);

	return err == 0 ? row_open(store, &store->row, body) : err;
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
store_body(struct store *store, const struct store_key *key, uint8_t body[BODY_BYTES])
{
	uint8_t opened[BODY_BYTES];
	struct store_key other = somewhere(store);
	int again, err = look(store, key, opened);

	if (err == 0) {
		memcpy(body, opened, BODY_BYTES);
		other = store->found[store->founds++ % STORE_FOUND] = *key;
		randombytes_buf(other.tag, TAG_BYTES);
	}
	again = look(store, &other, opened);
	sodium_memzero(opened, sizeof(opened));
	keyfile_rest(store->parts.keys);
	return again < 0 ? again : err;
}

struct inbox_walk {
	struct store *store;
	struct buf *out;
	size_t left;
};

static int
inbox_add(void *arg, const struct place_row *row)
{
	struct inbox_walk *walk = arg;
	uint8_t entry[INBOX_ENTRY_BYTES];
	int err;

	if (walk->left == 0)
		return ERR_FULL;
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
store_inbox(struct store *store, const uint8_t person[PERSON_BYTES], size_t limit, struct buf *out)
{
	struct inbox_walk walk = {.store = store, .out = out, .left = limit};
	int err = store->parts.backend->ops->inbox(store->parts.backend, person, inbox_add, &walk);

	keyfile_rest(store->parts.keys);
	return err == ERR_FULL ? 0 : err;
}

/* ---- deleting ---- */

/*
 * What clearing a body would have written: one is put beside the place and taken
 * away again, in the same transaction.
 */
static int
clear_nothing(struct store *store, const struct store_key *key)
{
	struct backend *b = store->parts.backend;
	struct place_row *row = &store->row;
	int err;

	row->day = key->day;
	memcpy(row->tag, key->tag, TAG_BYTES);
	row->tag[TAG_BYTES - 1] ^= 1;
	row->envelope = false;
	row->body = true;
	memset(row->wrapped, 0, sizeof(row->wrapped));
	err = b->ops->place_add(b, row);
	if (err == ERR_CONFLICT) /* somebody's: it stays as it is */
		return 0;
	return err == 0 ? b->ops->place_remove(b, row->day, row->tag) : err;
}

static int
delete_one(struct store *store, const struct store_deletion *d)
{
	struct backend *b = store->parts.backend;
	int err = 0;

	for (size_t i = 0; i < d->n && err == 0; i++) {
		err = b->ops->place_clear(b, d->keys[i].day, d->keys[i].tag, d->person);
		if (err == ERR_ABSENT)
			err = clear_nothing(store, &d->keys[i]);
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

int
store_delete(struct store *store, const uint8_t *person, const struct store_key *keys, size_t n)
{
	const struct store_deletion one = {person, keys, n}, *all = &one;

	return store_deletions(store, &all, 1);
}

int
store_generation(struct store *store, uint64_t *out)
{
	return store->parts.backend->ops->generation(store->parts.backend, out);
}
