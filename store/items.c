#include "store/items.h"

/* What an item was before it changed. */
struct item_undo {
	enum table which;
	bool was;
	struct item item; /* its key alone, when it was not there */
};

void
item_key(uint8_t key[ITEM_KEY], uint32_t day, const uint8_t *id)
{
	memset(key, 0, ITEM_KEY);
	put_u32(key, day);
	if (id != NULL)
		memcpy(key + 4, id, TAG_BYTES);
}

/* The array with room for one more, or NULL. */
static void *
room(void *p, size_t n, size_t *capacity, size_t size)
{
	size_t wanted = *capacity == 0 ? 16 : *capacity * 2;

	if (n < *capacity)
		return p;
	p = realloc(p, wanted * size);
	if (p != NULL)
		*capacity = wanted;
	return p;
}

/* ---- looking ---- */

size_t
items_lower(const struct items *t, enum table which, const uint8_t key[ITEM_KEY])
{
	size_t low = 0, high = t->tables[which].n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (memcmp(t->tables[which].items[middle].key, key, ITEM_KEY) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct item *
find(const struct items *t, enum table which, const uint8_t key[ITEM_KEY])
{
	size_t i = items_lower(t, which, key);
	struct item *items = t->tables[which].items;

	if (i < t->tables[which].n && memcmp(items[i].key, key, ITEM_KEY) == 0)
		return &items[i];
	return NULL;
}

const struct item *
items_find(const struct items *t, enum table which, const uint8_t key[ITEM_KEY])
{
	return find(t, which, key);
}

/* ---- changing ---- */

static int
put(struct items *t, enum table which, const struct item *item)
{
	size_t i = items_lower(t, which, item->key), n = t->tables[which].n;
	struct item *items =
		room(t->tables[which].items, n, &t->tables[which].capacity, sizeof(*items));

	if (items == NULL)
		return ERR_MEMORY;
	t->tables[which].items = items;
	if (i == n || memcmp(items[i].key, item->key, ITEM_KEY) != 0) {
		memmove(&items[i + 1], &items[i], (n - i) * sizeof(*items));
		t->tables[which].n++;
	}
	items[i] = *item;
	return 0;
}

/* Takes n items out, whose values have gone elsewhere. */
static void
cut(struct items *t, enum table which, size_t at, size_t n)
{
	struct item *items = t->tables[which].items;

	t->tables[which].n -= n;
	memmove(&items[at], &items[at + n], (t->tables[which].n - at) * sizeof(*items));
}

/* Notes what is under a key before it changes. The value moves into the log. */
static int
note(struct items *t, enum table which, const uint8_t key[ITEM_KEY])
{
	struct item *item = find(t, which, key);
	struct item_undo *undo = room(t->undo, t->undos, &t->undo_capacity, sizeof(*undo));

	if (undo == NULL)
		return ERR_MEMORY;
	t->undo = undo;
	undo += t->undos++;
	*undo = (struct item_undo){.which = which, .was = item != NULL};
	if (item != NULL) {
		undo->item = *item;
		item->value = NULL;
	} else {
		memcpy(undo->item.key, key, ITEM_KEY);
	}
	return 0;
}

int
items_set(struct items *t, enum table which, const struct item *item, struct span bytes)
{
	struct item fresh = *item;
	int err;

	fresh.n = bytes.n;
	fresh.value = NULL;
	if (bytes.n > 0) {
		fresh.value = malloc(bytes.n);
		if (fresh.value == NULL)
			return ERR_MEMORY;
		memcpy(fresh.value, bytes.p, bytes.n);
	}
	err = note(t, which, fresh.key);
	if (err == 0)
		err = put(t, which, &fresh);
	if (err != 0)
		free(fresh.value);
	return err;
}

int
items_remove(struct items *t, enum table which, const uint8_t key[ITEM_KEY])
{
	int err = note(t, which, key);

	if (err == 0)
		cut(t, which, items_lower(t, which, key), 1);
	return err;
}

int
items_expire(struct items *t, enum table which, uint32_t before, size_t *removed)
{
	uint8_t key[ITEM_KEY];
	size_t n;
	int err = 0;

	item_key(key, before, NULL);
	n = items_lower(t, which, key);
	*removed = 0;
	for (size_t i = 0; i < n && err == 0; i++)
		err = note(t, which, t->tables[which].items[i].key);
	if (err != 0 || n == 0)
		return err;
	cut(t, which, 0, n);
	*removed = n;
	return 0;
}

/* ---- transactions ---- */

void
items_commit(struct items *t)
{
	for (size_t i = 0; i < t->undos; i++)
		free(t->undo[i].item.value);
	t->undos = 0;
}

void
items_rollback(struct items *t)
{
	while (t->undos > 0) {
		struct item_undo *undo = &t->undo[--t->undos];
		struct item *now = find(t, undo->which, undo->item.key);

		if (now != NULL) {
			free(now->value);
			cut(t, undo->which, items_lower(t, undo->which, undo->item.key), 1);
		}
		/* The room it had is still there. */
		if (undo->was && put(t, undo->which, &undo->item) != 0)
			free(undo->item.value);
	}
}

void
items_clear(struct items *t)
{
	items_commit(t);
	for (size_t which = 0; which < TABLES; which++) {
		for (size_t i = 0; i < t->tables[which].n; i++)
			free(t->tables[which].items[i].value);
		free(t->tables[which].items);
	}
	free(t->undo);
	*t = (struct items){0};
}
