#include "store/memory.h"

#include "store/items.h"

struct memory {
	struct backend backend;
	struct items items;
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
put_place(struct items *t, const struct place_row *row, int *result)
{
	struct item item = {.envelope = row->envelope, .has_body = row->body};

	item_key(item.key, row->day, row->tag);
	*result = items_find(t, PLACES, item.key) != NULL ? ERR_CONFLICT : 0;
	if (*result != 0)
		return 0;
	if (row->envelope)
		memcpy(item.person, row->person, PERSON_BYTES);
	return items_set(t, PLACES, &item, span(row->wrapped, row->body ? WRAPPED_BODY_BYTES : 0));
}

static int
op_places_put(struct backend *b, const struct place_row *rows, size_t n, int *results)
{
	int err = 0;

	for (size_t i = 0; i < n && err == 0; i++)
		err = put_place(of(b), &rows[i], &results[i]);
	return err;
}

static int
op_places_remove(struct backend *b, const struct store_key *keys, size_t n)
{
	uint8_t key[ITEM_KEY];
	int err = 0;

	for (size_t i = 0; i < n && err == 0; i++) {
		item_key(key, keys[i].day, keys[i].tag);
		if (items_find(of(b), PLACES, key) != NULL)
			err = items_remove(of(b), PLACES, key);
	}
	return err;
}

static void
row_read(const struct item *item, struct place_row *row)
{
	row->day = get_u32(item->key);
	memcpy(row->tag, item->key + 4, TAG_BYTES);
	row->envelope = item->envelope;
	memcpy(row->person, item->person, PERSON_BYTES);
	row->body = item->has_body;
	if (item->has_body)
		memcpy(row->wrapped, item->value, WRAPPED_BODY_BYTES);
}

static int
op_places_get(struct backend *b, const struct store_key *keys, size_t n, struct place_row *rows,
              int *results)
{
	const struct item *item;
	uint8_t key[ITEM_KEY];

	for (size_t i = 0; i < n; i++) {
		item_key(key, keys[i].day, keys[i].tag);
		item = items_find(of(b), PLACES, key);
		results[i] = item == NULL ? ERR_ABSENT : 0;
		if (item != NULL)
			row_read(item, &rows[i]);
	}
	return 0;
}

static int
clear_place(struct items *t, const uint8_t *person, const struct store_key *at, int *result)
{
	const struct item *item;
	struct item cleared;
	uint8_t key[ITEM_KEY];

	item_key(key, at->day, at->tag);
	item = items_find(t, PLACES, key);
	*result = ERR_ABSENT;
	if (item == NULL || !item->has_body ||
	    (person != NULL &&
	     (!item->envelope || memcmp(item->person, person, PERSON_BYTES) != 0)))
		return 0;
	*result = 0;
	cleared = *item;
	cleared.has_body = false;
	return items_set(t, PLACES, &cleared, SPAN_NONE);
}

static int
op_places_clear(struct backend *b, const uint8_t *person, const struct store_key *keys, size_t n,
                int *results)
{
	int err = 0;

	for (size_t i = 0; i < n && err == 0; i++)
		err = clear_place(of(b), person, &keys[i], &results[i]);
	return err;
}

static int
place_aside(struct items *t, const uint8_t *person, const struct item *item, bool aside)
{
	struct item moved;

	if (item == NULL || !item->envelope || !item->has_body || item->aside == aside ||
	    memcmp(item->person, person, PERSON_BYTES) != 0)
		return 0;
	moved = *item;
	moved.aside = aside;
	return items_set(t, PLACES, &moved, span(item->value, item->n));
}

static int
op_places_aside(struct backend *b, const uint8_t *person, const struct store_key *keys, size_t n,
                bool aside)
{
	struct items *t = of(b);
	uint8_t key[ITEM_KEY];
	int err = 0;

	for (size_t i = 0; keys == NULL && i < t->tables[PLACES].n && err == 0; i++)
		err = place_aside(t, person, &t->tables[PLACES].items[i], aside);
	for (size_t i = 0; keys != NULL && i < n && err == 0; i++) {
		item_key(key, keys[i].day, keys[i].tag);
		err = place_aside(t, person, items_find(t, PLACES, key), aside);
	}
	return err;
}

static int
op_waiting(struct backend *b, size_t *out)
{
	struct {
		uint8_t person[PERSON_BYTES];
		size_t n;
	} inboxes[PEOPLE_MAX * 2] = {0};
	size_t people = 0;

	*out = 0;
	for (size_t i = 0; i < of(b)->tables[PLACES].n; i++) {
		const struct item *item = &of(b)->tables[PLACES].items[i];
		size_t at = 0;

		if (!item->envelope || !item->has_body)
			continue;
		while (at < people && memcmp(inboxes[at].person, item->person, PERSON_BYTES) != 0)
			at++;
		if (at == sizeof inboxes / sizeof *inboxes)
			continue;
		if (at == people)
			memcpy(inboxes[people++].person, item->person, PERSON_BYTES);
		if (++inboxes[at].n > *out)
			*out = inboxes[at].n;
	}
	return 0;
}

static size_t
first_of_day(const struct items *t, enum table which, uint32_t day)
{
	uint8_t key[ITEM_KEY];

	item_key(key, day, NULL);
	return items_lower(t, which, key);
}

static int
op_places_expire(struct backend *b, uint32_t before, size_t *removed)
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

/* ---- closed days ---- */

static int
op_closed_put(struct backend *b, uint32_t day, struct span entries)
{
	struct item item = {.has_body = true};

	item_key(item.key, day, NULL);
	return items_set(of(b), CLOSED, &item, entries);
}

static int
op_closed(struct backend *b, uint32_t first, struct buf *out)
{
	const struct items *m = of(b);

	for (size_t i = first_of_day(m, CLOSED, first); i < m->tables[CLOSED].n; i++) {
		const struct item *item = &m->tables[CLOSED].items[i];

		buf_put(out, item->key, 4);
		buf_put_u32(out, (uint32_t)(item->n / CLOSED_TAG_BYTES));
		(void)append(out, item);
	}
	return out->err;
}

static int
op_closed_last(struct backend *b, uint32_t *day)
{
	const struct items *m = of(b);
	size_t n = m->tables[CLOSED].n;

	*day = n > 0 ? get_u32(m->tables[CLOSED].items[n - 1].key) : 0;
	return 0;
}

static int
op_closed_drop(struct backend *b, uint32_t first)
{
	uint8_t key[ITEM_KEY];
	int err = 0;

	while (err == 0 && first_of_day(of(b), CLOSED, first) < of(b)->tables[CLOSED].n) {
		const struct items *m = of(b);

		memcpy(key, m->tables[CLOSED].items[m->tables[CLOSED].n - 1].key, sizeof key);
		err = items_remove(of(b), CLOSED, key);
	}
	return err;
}

static int
op_closed_expire(struct backend *b, uint32_t before)
{
	size_t removed;

	return items_expire(of(b), CLOSED, before, &removed);
}

static int
op_places(struct backend *b, place_fn *fn, void *arg)
{
	const struct items *m = of(b);
	struct place_row row;
	int err = 0;

	for (size_t i = 0; i < m->tables[PLACES].n && err == 0; i++) {
		row_read(&m->tables[PLACES].items[i], &row);
		err = row.body ? fn(arg, &row) : 0;
	}
	return err;
}

static int
op_inbox(struct backend *b, const uint8_t *person, place_fn *fn, void *arg)
{
	const struct items *m = of(b);
	struct place_row row;
	int err = 0;

	for (size_t i = 0; i < m->tables[PLACES].n && err == 0; i++) {
		const struct item *item = &m->tables[PLACES].items[i];

		if (!item->envelope || !item->has_body || item->aside ||
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
	struct item item = {.number = version, .has_body = true};

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
put_bundle(struct items *t, const struct store_bundle *bundle)
{
	struct item item = {.number = bundle->serial, .has_body = true};
	const struct item *old;

	item_key(item.key, bundle->day, bundle->person);
	old = items_find(t, BUNDLES, item.key);
	if (old != NULL && old->number > bundle->serial)
		return ERR_OLDER;
	return items_set(t, BUNDLES, &item, span(bundle->bytes, BUNDLE_BYTES));
}

static int
op_bundles_put(struct backend *b, const struct store_bundle *bundles, size_t n)
{
	int err = 0;

	for (size_t i = 0; i < n && err == 0; i++)
		err = put_bundle(of(b), &bundles[i]);
	return err;
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
op_bundles_expire(struct backend *b, uint32_t before)
{
	size_t removed;

	return items_expire(of(b), BUNDLES, before, &removed);
}

static int
op_documents_put(struct backend *b, const struct store_document *documents, size_t n)
{
	int err = 0;

	for (size_t i = 0; i < n && err == 0; i++) {
		struct item item = {.has_body = true};

		memcpy(item.key, documents[i].name, strnlen(documents[i].name, ITEM_KEY));
		err = items_set(of(b), DOCUMENTS, &item, documents[i].bytes);
	}
	return err;
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

static int
op_documents_glance(struct backend *b, struct buf *out)
{
	const struct items *m = of(b);

	for (size_t i = 0; i < m->tables[DOCUMENTS].n; i++) {
		const struct item *item = &m->tables[DOCUMENTS].items[i];

		buf_put(out, item->key, strnlen((const char *)item->key, ITEM_KEY));
		buf_put_u8(out, 0);
		buf_put_u32(out, (uint32_t)item->n);
		if (item->n <= DOCUMENT_GLANCE_BYTES)
			buf_put(out, item->value, item->n);
	}
	return out->err;
}

/* ---- inventory ---- */

static int
count_days(const struct items *m, struct store_inventory *out)
{
	static const enum table tables[] = {PLACES, BUNDLES, CLOSED};

	for (size_t k = 0; k < sizeof(tables) / sizeof(tables[0]); k++) {
		enum table t = tables[k];

		for (size_t i = 0; i < m->tables[t].n; i++) {
			const struct item *item = &m->tables[t].items[i];
			struct store_day_count *d = inventory_day(out, get_u32(item->key));

			if (d == NULL)
				return ERR_SIZE;
			if (t == BUNDLES)
				d->bundles++;
			else if (t == CLOSED)
				d->entries = item->n / CLOSED_TAG_BYTES;
			else if (item->envelope)
				d->envelopes += item->has_body ? 1 : 0;
			else
				d->tags++;
			if (t == PLACES && !item->envelope && item->has_body)
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
	.places_put = op_places_put,
	.places_remove = op_places_remove,
	.places_get = op_places_get,
	.places_clear = op_places_clear,
	.places_aside = op_places_aside,
	.waiting = op_waiting,
	.places_expire = op_places_expire,
	.tags = op_tags,
	.tag_count = op_tag_count,
	.closed_put = op_closed_put,
	.closed = op_closed,
	.closed_last = op_closed_last,
	.closed_drop = op_closed_drop,
	.closed_expire = op_closed_expire,
	.places = op_places,
	.inbox = op_inbox,
	.vault_get = op_vault_get,
	.vault_set = op_vault_set,
	.vault_remove = op_vault_remove,
	.bundles_put = op_bundles_put,
	.bundle_day = op_bundle_day,
	.bundle_list = op_bundle_list,
	.bundles_expire = op_bundles_expire,
	.documents_put = op_documents_put,
	.document_get = op_document_get,
	.document_count = op_document_count,
	.documents_glance = op_documents_glance,
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
