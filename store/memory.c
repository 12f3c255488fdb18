/*
 * Four tables, each an array of items sorted by key. A transaction is undone
 * from a log of what each item was before.
 */
#include "store/memory.h"

enum table { PLACES, VAULTS, BUNDLES, DOCUMENTS, TABLES };

enum {
	KEY_MAX = 64,
	PLACE_KEY = 4 + TAG_BYTES,
	BUNDLE_KEY = 4 + PERSON_BYTES,
};

struct item {
	uint8_t key[KEY_MAX]; /* filled with zeros */
	uint32_t number;      /* vault's version, bundle's serial */
	bool envelope;        /* of places */
	uint8_t person[PERSON_BYTES];
	bool held;      /* there is a value */
	uint8_t *value; /* owned; NULL when n is 0 */
	size_t n;
};

/* What an item was before it changed; the value is the log's. */
struct undo {
	enum table table;
	bool was;
	struct item item; /* its key alone, when it was not there */
};

struct memory {
	struct backend backend;
	struct {
		struct item *items;
		size_t n, capacity;
	} tables[TABLES];
	struct undo *undo;
	size_t undos, undo_capacity;
	uint32_t packed;
};

static struct memory *
of(struct backend *b)
{
	return (struct memory *)b;
}

/* ---- items ---- */

/* Room for one more of size bytes each. */
static int
reserve(void **p, size_t n, size_t *capacity, size_t size)
{
	size_t wanted = *capacity == 0 ? 16 : *capacity * 2;
	void *more;

	if (n < *capacity)
		return 0;
	more = realloc(*p, wanted * size);
	if (more == NULL)
		return ERR_MEMORY;
	*p = more;
	*capacity = wanted;
	return 0;
}

/* Where a key is, or would be. */
static size_t
lower(const struct memory *m, enum table t, const uint8_t key[KEY_MAX])
{
	size_t low = 0, high = m->tables[t].n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (memcmp(m->tables[t].items[middle].key, key, KEY_MAX) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct item *
find(const struct memory *m, enum table t, const uint8_t key[KEY_MAX])
{
	size_t i = lower(m, t, key);

	if (i < m->tables[t].n && memcmp(m->tables[t].items[i].key, key, KEY_MAX) == 0)
		return &m->tables[t].items[i];
	return NULL;
}

/* Notes what is under a key before it changes. The noted value moves into the log. */
static int
note(struct memory *m, enum table t, const uint8_t key[KEY_MAX])
{
	struct item *item = find(m, t, key);
	struct undo *u;
	int err = reserve((void **)&m->undo, m->undos, &m->undo_capacity, sizeof(*m->undo));

	if (err != 0)
		return err;
	u = &m->undo[m->undos++];
	*u = (struct undo){.table = t, .was = item != NULL};
	if (item != NULL) {
		u->item = *item;
		item->value = NULL;
	} else {
		memcpy(u->item.key, key, KEY_MAX);
	}
	return 0;
}

static int
place_item(struct memory *m, enum table t, const struct item *item)
{
	size_t i = lower(m, t, item->key), n = m->tables[t].n;
	struct item *items;
	int err = reserve((void **)&m->tables[t].items, n, &m->tables[t].capacity, sizeof(*items));

	if (err != 0)
		return err;
	items = m->tables[t].items;
	if (i == n || memcmp(items[i].key, item->key, KEY_MAX) != 0) {
		memmove(&items[i + 1], &items[i], (n - i) * sizeof(*items));
		m->tables[t].n++;
	}
	items[i] = *item;
	return 0;
}

static void
take_item(struct memory *m, enum table t, const uint8_t key[KEY_MAX])
{
	size_t i = lower(m, t, key);
	struct item *items = m->tables[t].items;

	free(items[i].value);
	m->tables[t].n--;
	memmove(&items[i], &items[i + 1], (m->tables[t].n - i) * sizeof(*items));
}

/* Inserts or replaces; the bytes are copied. */
static int
set(struct memory *m, enum table t, struct item *item, struct span bytes)
{
	int err;

	item->n = bytes.n;
	item->value = NULL;
	if (bytes.n > 0) {
		item->value = malloc(bytes.n);
		if (item->value == NULL)
			return ERR_MEMORY;
		memcpy(item->value, bytes.p, bytes.n);
	}
	err = note(m, t, item->key);
	if (err == 0) {
		err = place_item(m, t, item);
		if (err == 0)
			return 0;
	}
	free(item->value);
	return err;
}

static int
take(struct memory *m, enum table t, const uint8_t key[KEY_MAX])
{
	int err = note(m, t, key);

	if (err == 0)
		take_item(m, t, key);
	return err;
}

static void
key_of_day(uint8_t key[KEY_MAX], uint32_t day, const uint8_t *id)
{
	memset(key, 0, KEY_MAX);
	put_u32(key, day);
	if (id != NULL)
		memcpy(key + 4, id, TAG_BYTES);
}

static int
append(struct buf *out, const struct item *item)
{
	buf_put(out, item->value, item->n);
	return out->err;
}

/* ---- transactions ---- */

static int
op_begin(struct backend *b)
{
	of(b)->undos = 0;
	return 0;
}

static int
op_commit(struct backend *b)
{
	struct memory *m = of(b);

	for (size_t i = 0; i < m->undos; i++)
		free(m->undo[i].item.value);
	m->undos = 0;
	return 0;
}

static void
op_rollback(struct backend *b)
{
	struct memory *m = of(b);

	while (m->undos > 0) {
		struct undo *u = &m->undo[--m->undos];
		struct item *now = find(m, u->table, u->item.key);

		if (now != NULL)
			take_item(m, u->table, u->item.key);
		/* The room it had is still there. */
		if (u->was && place_item(m, u->table, &u->item) != 0)
			free(u->item.value);
	}
}

/* ---- places ---- */

static int
op_place_add(struct backend *b, const struct place_row *row)
{
	struct item item = {.envelope = row->envelope, .held = row->body};

	key_of_day(item.key, row->day, row->tag);
	if (find(of(b), PLACES, item.key) != NULL)
		return ERR_CONFLICT;
	if (row->envelope)
		memcpy(item.person, row->person, PERSON_BYTES);
	return set(of(b), PLACES, &item, span(row->wrapped, row->body ? WRAPPED_BODY_BYTES : 0));
}

static int
op_place_remove(struct backend *b, uint32_t day, const uint8_t *tag)
{
	uint8_t key[KEY_MAX];

	key_of_day(key, day, tag);
	return find(of(b), PLACES, key) != NULL ? take(of(b), PLACES, key) : 0;
}

static void
row_read(const struct item *item, struct place_row *row)
{
	row->day = get_u32(item->key);
	memcpy(row->tag, item->key + 4, TAG_BYTES);
	row->envelope = item->envelope;
	memcpy(row->person, item->person, PERSON_BYTES);
	row->body = item->held;
	if (item->held)
		memcpy(row->wrapped, item->value, WRAPPED_BODY_BYTES);
}

static int
op_place_get(struct backend *b, uint32_t day, const uint8_t *tag, struct place_row *row)
{
	const struct item *item;
	uint8_t key[KEY_MAX];

	key_of_day(key, day, tag);
	item = find(of(b), PLACES, key);
	if (item == NULL)
		return ERR_ABSENT;
	row_read(item, row);
	return 0;
}

static int
op_place_clear(struct backend *b, uint32_t day, const uint8_t *tag, const uint8_t *person)
{
	const struct item *item;
	struct item cleared;
	uint8_t key[KEY_MAX];

	key_of_day(key, day, tag);
	item = find(of(b), PLACES, key);
	if (item == NULL || !item->held ||
	    (person != NULL &&
	     (!item->envelope || memcmp(item->person, person, PERSON_BYTES) != 0)))
		return ERR_ABSENT;
	cleared = *item;
	cleared.held = false;
	return set(of(b), PLACES, &cleared, SPAN_NONE);
}

/* The first item of a table keyed by day that belongs to a day or a later one. */
static size_t
first_of_day(struct memory *m, enum table t, uint32_t day)
{
	uint8_t key[KEY_MAX];

	key_of_day(key, day, NULL);
	return lower(m, t, key);
}

/* Items of a table keyed by day that lie before one. */
static int
expire(struct memory *m, enum table t, uint32_t before, size_t *removed)
{
	size_t n = first_of_day(m, t, before);
	struct item *items = m->tables[t].items;
	int err = 0;

	*removed = 0;
	for (size_t i = 0; i < n && err == 0; i++)
		err = note(m, t, items[i].key);
	if (err != 0 || n == 0)
		return err;
	*removed = n;
	m->tables[t].n -= n;
	memmove(items, items + n, m->tables[t].n * sizeof(*items));
	return 0;
}

static int
op_place_expire(struct backend *b, uint32_t before, size_t *removed)
{
	return expire(of(b), PLACES, before, removed);
}

static int
op_tags(struct backend *b, uint32_t day, struct buf *out)
{
	struct memory *m = of(b);

	for (size_t i = first_of_day(m, PLACES, day); i < m->tables[PLACES].n; i++) {
		const struct item *item = &m->tables[PLACES].items[i];

		if (get_u32(item->key) != day)
			break;
		if (!item->envelope)
			buf_put(out, item->key + 4, TAG_BYTES);
	}
	return out->err;
}

static int
op_tag_count(struct backend *b, size_t *out)
{
	*out = 0;
	for (size_t i = 0; i < of(b)->tables[PLACES].n; i++)
		*out += of(b)->tables[PLACES].items[i].envelope ? 0 : 1;
	return 0;
}

static int
op_inbox(struct backend *b, const uint8_t *person, place_fn *fn, void *arg)
{
	struct memory *m = of(b);
	struct place_row row;
	int err = 0;

	for (size_t i = 0; i < m->tables[PLACES].n && err == 0; i++) {
		const struct item *item = &m->tables[PLACES].items[i];

		if (!item->envelope || !item->held ||
		    memcmp(item->person, person, PERSON_BYTES) != 0)
			continue;
		row_read(item, &row);
		err = fn(arg, &row);
	}
	return err;
}

/* ---- vaults ---- */

static int
op_vault_get(struct backend *b, const uint8_t *person, uint32_t *version, struct buf *out)
{
	uint8_t key[KEY_MAX] = {0};
	const struct item *item;

	memcpy(key, person, PERSON_BYTES);
	item = find(of(b), VAULTS, key);
	if (item == NULL)
		return ERR_ABSENT;
	*version = item->number;
	return out != NULL ? append(out, item) : 0;
}

static int
op_vault_set(struct backend *b, const uint8_t *person, uint32_t version, struct span wrapped)
{
	struct item item = {.number = version, .held = true};

	memcpy(item.key, person, PERSON_BYTES);
	return set(of(b), VAULTS, &item, wrapped);
}

static int
op_vault_remove(struct backend *b, const uint8_t *person)
{
	uint8_t key[KEY_MAX] = {0};

	memcpy(key, person, PERSON_BYTES);
	return find(of(b), VAULTS, key) != NULL ? take(of(b), VAULTS, key) : 0;
}

/* ---- bundles and documents ---- */

static int
op_bundle_set(struct backend *b, const struct store_bundle *bundle)
{
	struct item item = {.number = bundle->serial, .held = true};
	const struct item *old;

	key_of_day(item.key, bundle->day, bundle->person);
	old = find(of(b), BUNDLES, item.key);
	if (old != NULL && old->number > bundle->serial)
		return ERR_OLDER;
	return set(of(b), BUNDLES, &item, span(bundle->bytes, BUNDLE_BYTES));
}

static int
op_bundle_day(struct backend *b, uint32_t day, struct buf *out)
{
	struct memory *m = of(b);

	for (size_t i = first_of_day(m, BUNDLES, day); i < m->tables[BUNDLES].n; i++) {
		if (get_u32(m->tables[BUNDLES].items[i].key) != day)
			break;
		(void)append(out, &m->tables[BUNDLES].items[i]);
	}
	return out->err;
}

static int
op_bundle_list(struct backend *b, const uint8_t *person, uint32_t from_day, struct buf *out)
{
	struct memory *m = of(b);

	for (size_t i = first_of_day(m, BUNDLES, from_day); i < m->tables[BUNDLES].n; i++) {
		const struct item *item = &m->tables[BUNDLES].items[i];

		if (memcmp(item->key + 4, person, PERSON_BYTES) != 0)
			continue;
		buf_put_u32(out, get_u32(item->key));
		buf_put_u32(out, item->number);
	}
	return out->err;
}

static int
op_bundle_expire(struct backend *b, uint32_t before)
{
	size_t removed;

	return expire(of(b), BUNDLES, before, &removed);
}

static int
op_document_set(struct backend *b, const char *name, struct span bytes)
{
	struct item item = {.held = true};

	memcpy(item.key, name, strnlen(name, KEY_MAX));
	return set(of(b), DOCUMENTS, &item, bytes);
}

static int
op_document_get(struct backend *b, const char *name, struct buf *out)
{
	uint8_t key[KEY_MAX] = {0};
	const struct item *item;

	memcpy(key, name, strnlen(name, KEY_MAX));
	item = find(of(b), DOCUMENTS, key);
	return item != NULL ? append(out, item) : ERR_ABSENT;
}

static int
op_document_count(struct backend *b, size_t *out)
{
	*out = of(b)->tables[DOCUMENTS].n;
	return 0;
}

/* ---- upkeep ---- */

static int
op_packed_get(struct backend *b, uint32_t *day)
{
	*day = of(b)->packed;
	return 0;
}

static int
op_packed_set(struct backend *b, uint32_t day)
{
	of(b)->packed = day;
	return 0;
}

static int
op_nothing(struct backend *b)
{
	(void)b;
	return 0;
}

/* There is no other handle that could write. */
static int
op_generation(struct backend *b, uint64_t *out)
{
	(void)b;
	*out = 1;
	return 0;
}

static int
count_days(struct memory *m, struct store_inventory *out)
{
	for (int t = PLACES; t <= BUNDLES; t++) {
		if (t == VAULTS)
			continue;
		for (size_t i = 0; i < m->tables[t].n; i++) {
			const struct item *item = &m->tables[t].items[i];
			struct store_day_count *d = inventory_day(out, get_u32(item->key));

			if (d == NULL)
				return ERR_SIZE;
			if (t == BUNDLES)
				d->bundles++;
			else if (item->envelope)
				d->envelopes += item->held ? 1 : 0;
			else
				d->tags++;
			if (t == PLACES && !item->envelope && item->held)
				d->cells++;
		}
	}
	return 0;
}

static int
op_inventory(struct backend *b, struct store_inventory *out)
{
	struct memory *m = of(b);
	const struct item *item;
	int err = count_days(m, out);

	if (err != 0 || m->tables[VAULTS].n > sizeof(out->vault) / sizeof(out->vault[0]) ||
	    m->tables[DOCUMENTS].n > sizeof(out->document) / sizeof(out->document[0]))
		return err != 0 ? err : ERR_SIZE;
	for (; out->vaults < m->tables[VAULTS].n; out->vaults++) {
		item = &m->tables[VAULTS].items[out->vaults];
		memcpy(out->vault[out->vaults].person, item->key, PERSON_BYTES);
		out->vault[out->vaults].version = item->number;
		out->vault[out->vaults].bytes = item->n - WRAP_BYTES;
	}
	for (; out->documents < m->tables[DOCUMENTS].n; out->documents++) {
		item = &m->tables[DOCUMENTS].items[out->documents];
		memcpy(out->document[out->documents].name, item->key, KEY_MAX);
		out->document[out->documents].bytes = item->n;
	}
	return 0;
}

static void
op_close(struct backend *b)
{
	struct memory *m = of(b);

	for (size_t t = 0; t < TABLES; t++) {
		for (size_t i = 0; i < m->tables[t].n; i++)
			free(m->tables[t].items[i].value);
		free(m->tables[t].items);
	}
	free(m->undo);
	free(m);
}

static const struct store_ops ops = {
	.close = op_close,
	.begin = op_begin,
	.commit = op_commit,
	.rollback = op_rollback,
	.place_add = op_place_add,
	.place_remove = op_place_remove,
	.place_get = op_place_get,
	.place_clear = op_place_clear,
	.place_expire = op_place_expire,
	.tags = op_tags,
	.tag_count = op_tag_count,
	.inbox = op_inbox,
	.vault_get = op_vault_get,
	.vault_set = op_vault_set,
	.vault_remove = op_vault_remove,
	.bundle_set = op_bundle_set,
	.bundle_day = op_bundle_day,
	.bundle_list = op_bundle_list,
	.bundle_expire = op_bundle_expire,
	.document_set = op_document_set,
	.document_get = op_document_get,
	.document_count = op_document_count,
	.packed_get = op_packed_get,
	.packed_set = op_packed_set,
	.touch = op_nothing,
	.pack = op_nothing,
	.scrub = op_nothing,
	.generation = op_generation,
	.inventory = op_inventory,
};

int
memory_open(struct backend **out)
{
	struct memory *m = calloc(1, sizeof(*m));

	*out = NULL;
	if (m == NULL)
		return ERR_MEMORY;
	m->backend.ops = &ops;
	*out = &m->backend;
	return 0;
}
