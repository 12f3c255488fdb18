#include "store/memory.h"

#include "store/items.h"

struct memory {
	struct backend backend;
	struct items items;
	uint32_t packed;
};

static struct items *
of(struct backend *b)
{
	return &((struct memory *)b)->items;
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
	(void)b;
	return 0;
}

static int
op_commit(struct backend *b)
{
	items_commit(of(b));
	return 0;
}

static void
op_rollback(struct backend *b)
{
	items_rollback(of(b));
}

/* ---- places ---- */

static int
op_place_add(struct backend *b, const struct place_row *row)
{
	struct item item = {.envelope = row->envelope, .held = row->body};

	item_key(item.key, row->day, row->tag);
	if (items_find(of(b), PLACES, item.key) != NULL)
		return ERR_CONFLICT;
	if (row->envelope)
		memcpy(item.person, row->person, PERSON_BYTES);
	return items_set(of(b), PLACES, &item,
	                 span(row->wrapped, row->body ? WRAPPED_BODY_BYTES : 0));
}

static int
op_place_remove(struct backend *b, uint32_t day, const uint8_t *tag)
{
	uint8_t key[ITEM_KEY];

	item_key(key, day, tag);
	return items_find(of(b), PLACES, key) != NULL ? items_remove(of(b), PLACES, key) : 0;
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
	uint8_t key[ITEM_KEY];

	item_key(key, day, tag);
	item = items_find(of(b), PLACES, key);
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
	uint8_t key[ITEM_KEY];

	item_key(key, day, tag);
	item = items_find(of(b), PLACES, key);
	if (item == NULL || !item->held ||
	    (person != NULL &&
	     (!item->envelope || memcmp(item->person, person, PERSON_BYTES) != 0)))
		return ERR_ABSENT;
	cleared = *item;
	cleared.held = false;
	return items_set(of(b), PLACES, &cleared, SPAN_NONE);
}

static size_t
first_of_day(const struct items *t, enum table which, uint32_t day)
{
	uint8_t key[ITEM_KEY];

	item_key(key, day, NULL);
	return items_lower(t, which, key);
}

static int
op_place_expire(struct backend *b, uint32_t before, size_t *removed)
{
	return items_expire(of(b), PLACES, before, removed);
}

static int
op_tags(struct backend *b, uint32_t day, struct buf *out)
{
	const struct items *m = of(b);

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
	const struct items *m = of(b);
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
	uint8_t key[ITEM_KEY] = {0};
	const struct item *item;

	memcpy(key, person, PERSON_BYTES);
	item = items_find(of(b), VAULTS, key);
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
	return items_set(of(b), VAULTS, &item, wrapped);
}

static int
op_vault_remove(struct backend *b, const uint8_t *person)
{
	uint8_t key[ITEM_KEY] = {0};

	memcpy(key, person, PERSON_BYTES);
	return items_find(of(b), VAULTS, key) != NULL ? items_remove(of(b), VAULTS, key) : 0;
}

/* ---- bundles and documents ---- */

static int
op_bundle_set(struct backend *b, const struct store_bundle *bundle)
{
	struct item item = {.number = bundle->serial, .held = true};
	const struct item *old;

	item_key(item.key, bundle->day, bundle->person);
	old = items_find(of(b), BUNDLES, item.key);
	if (old != NULL && old->number > bundle->serial)
		return ERR_OLDER;
	return items_set(of(b), BUNDLES, &item, span(bundle->bytes, BUNDLE_BYTES));
}

static int
op_bundle_day(struct backend *b, uint32_t day, struct buf *out)
{
	const struct items *m = of(b);

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
	const struct items *m = of(b);

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

	return items_expire(of(b), BUNDLES, before, &removed);
}

static int
op_document_set(struct backend *b, const char *name, struct span bytes)
{
	struct item item = {.held = true};

	memcpy(item.key, name, strnlen(name, ITEM_KEY));
	return items_set(of(b), DOCUMENTS, &item, bytes);
}

static int
op_document_get(struct backend *b, const char *name, struct buf *out)
{
	uint8_t key[ITEM_KEY] = {0};
	const struct item *item;

	memcpy(key, name, strnlen(name, ITEM_KEY));
	item = items_find(of(b), DOCUMENTS, key);
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
	*day = ((struct memory *)b)->packed;
	return 0;
}

static int
op_packed_set(struct backend *b, uint32_t day)
{
	((struct memory *)b)->packed = day;
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
count_days(const struct items *m, struct store_inventory *out)
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
	const struct items *m = of(b);
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
		memcpy(out->document[out->documents].name, item->key, ITEM_KEY);
		out->document[out->documents].bytes = item->n;
	}
	return 0;
}

static void
op_close(struct backend *b)
{
	items_clear(of(b));
	free(b);
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
