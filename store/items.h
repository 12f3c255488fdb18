/*
 * The memory backend's tables: items sorted by key, changed in transactions. What
 * an item was before is kept in a log, from which a transaction is undone.
 */
#ifndef ALCOVE_STORE_ITEMS_H
#define ALCOVE_STORE_ITEMS_H

#include "core/bytes.h"
#include "core/wire.h"

enum table { PLACES, VAULTS, BUNDLES, DOCUMENTS, CLOSED, TABLES };

enum { ITEM_KEY = 64 };

struct item {
	uint8_t key[ITEM_KEY]; /* filled up with zeros; of places and bundles it begins with the day
	                        */
	uint32_t number;       /* vault's version, bundle's serial */
	bool envelope;         /* of places */
	uint8_t person[PERSON_BYTES];
	bool aside;
	bool has_body;  /* there is a value */
	uint8_t *value; /* the table's; NULL when n is 0 */
	size_t n;
};

struct item_undo;

struct items {
	struct {
		struct item *items;
		size_t n, capacity;
	} tables[TABLES];
	struct item_undo *undo;
	size_t undos, undo_capacity;
};

/* A key that begins with a day; id is 16 bytes, or NULL for the day's first. */
void item_key(uint8_t key[ITEM_KEY], uint32_t day, const uint8_t *id);

void items_clear(struct items *t);
void items_commit(struct items *t);
void items_rollback(struct items *t);

/* Where a key is, or would be. */
size_t items_lower(const struct items *t, enum table which, const uint8_t key[ITEM_KEY]);
/* NULL when there is none. Valid until the next change. */
const struct item *items_find(const struct items *t, enum table which, const uint8_t key[ITEM_KEY]);
/* Inserts or replaces, with a copy of the bytes as its value. */
MUST_USE int items_set(struct items *t, enum table which, const struct item *item,
                       struct span bytes);
/* Removes what is there. */
MUST_USE int items_remove(struct items *t, enum table which, const uint8_t key[ITEM_KEY]);
/* Removes all whose day lies before one. */
MUST_USE int items_expire(struct items *t, enum table which, uint32_t before, size_t *removed);

#endif
