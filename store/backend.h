/*
 * What a backend keeps: raw rows. All that is the same everywhere (wrapping
 * under keys, what counts as a conflict, limits, time) is done above it, in
 * store.c, vaults.c, publish.c and upkeep.c; a backend knows no keys.
 *
 * Every function returns 0, a fatal error (ERR_DISK, ERR_MEMORY, ERR_INTERNAL)
 * or the results named here. Those that change rows are called between begin
 * and commit. After any failure in between, also of commit, rollback is called
 * and leaves nothing behind.
 */
#ifndef ALCOVE_STORE_BACKEND_H
#define ALCOVE_STORE_BACKEND_H

#include "store/store.h"
#include "store/wrap.h"

struct backend {
	const struct store_ops *ops;
};

struct place_row {
	uint32_t day;
	uint8_t tag[TAG_BYTES];
	bool envelope;                /* else a cell or a cover tag */
	uint8_t person[PERSON_BYTES]; /* of an envelope */
	bool body;                    /* else deleted, or cover */
	uint8_t wrapped[WRAPPED_BODY_BYTES];
};

/* 0: go on. Anything else ends the walk and is what it returns. */
typedef int place_fn(void *arg, const struct place_row *row);

struct store_ops {
	void (*close)(struct backend *b);

	int (*begin)(struct backend *b);
	int (*commit)(struct backend *b); /* 0: durable */
	void (*rollback)(struct backend *b);

	/* ERR_CONFLICT when (day, tag) is taken. */
	int (*place_add)(struct backend *b, const struct place_row *row);
	int (*place_remove)(struct backend *b, uint32_t day, const uint8_t *tag);
	/* ERR_ABSENT */
	int (*place_get)(struct backend *b, uint32_t day, const uint8_t *tag,
	                 struct place_row *row);
	/* Drops the body (only in this person's inbox, unless NULL). ERR_ABSENT when there is none.
	 */
	int (*place_clear)(struct backend *b, uint32_t day, const uint8_t *tag,
	                   const uint8_t *person);
	int (*place_expire)(struct backend *b, uint32_t before, size_t *removed);
	/* A day's cells and cover tags, sorted. */
	int (*tags)(struct backend *b, uint32_t day, struct buf *out);
	int (*tag_count)(struct backend *b, size_t *out);
	/* A person's envelopes that have a body, by day and tag. */
	int (*inbox)(struct backend *b, const uint8_t *person, place_fn *fn, void *arg);

	/* ERR_ABSENT. out, wrapped blob appended, may be NULL. */
	int (*vault_get)(struct backend *b, const uint8_t *person, uint32_t *version,
	                 struct buf *out);
	int (*vault_set)(struct backend *b, const uint8_t *person, uint32_t version,
	                 struct span wrapped);
	int (*vault_remove)(struct backend *b, const uint8_t *person);

	/* ERR_OLDER when one with a higher serial is held. */
	int (*bundle_set)(struct backend *b, const struct store_bundle *bundle);
	int (*bundle_day)(struct backend *b, uint32_t day, struct buf *out);
	int (*bundle_list)(struct backend *b, const uint8_t *person, uint32_t from_day,
	                   struct buf *out);
	int (*bundle_expire)(struct backend *b, uint32_t before);

	int (*document_set)(struct backend *b, const char *name, struct span bytes);
	/* ERR_ABSENT */
	int (*document_get)(struct backend *b, const char *name, struct buf *out);
	int (*document_count)(struct backend *b, size_t *out);

	/* The day of the last pack. */
	int (*packed_get)(struct backend *b, uint32_t *day);
	int (*packed_set)(struct backend *b, uint32_t day);
	/* Changes something that means nothing, so that the commit has something to make durable.
	 */
	int (*touch)(struct backend *b);
	/* Outside a transaction: rewrites everything in key order, without free room. */
	int (*pack)(struct backend *b);
	/* Outside a transaction: leaves no log behind. */
	int (*scrub)(struct backend *b);
	int (*generation)(struct backend *b, uint64_t *out);

	/* Fills counts, vaults and documents; ERR_SIZE when they do not fit. */
	int (*inventory)(struct backend *b, struct store_inventory *out);
};

/* The place of a day in an inventory, made in order if new; NULL when there is no more room. */
struct store_day_count *inventory_day(struct store_inventory *inventory, uint32_t day);

#endif
