/*
 * What a backend keeps: raw rows of one office, to which it is bound when it is
 * opened. All that is the same everywhere (wrapping under keys, what counts as a
 * conflict, limits, time) is done above it; a backend knows no keys. What it
 * needs to be the one writer (a lock), and what it keeps to be quick (statements,
 * a connection), is below these operations.
 *
 * Operations on rows take many and say of each what came of it, so that a
 * database at the other end of a line is asked once and not once a row. Rows are
 * taken in order: a later one finds what an earlier one of the same call did.
 *
 * Every function returns 0 or a fatal error (ERR_DISK, ERR_MEMORY, ERR_INTERNAL);
 * what else can come is named here. Those that change rows are called between
 * begin and commit. After any failure in between, also of commit, rollback is
 * called and leaves nothing behind.
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
	bool envelope;                /* else a cell */
	uint8_t person[PERSON_BYTES]; /* of an envelope */
	bool body;                    /* else deleted */
	uint8_t wrapped[WRAPPED_BODY_BYTES];
};

/* 0: go on. Anything else ends the walk and is what it returns. */
typedef int place_fn(void *arg, const struct place_row *row);

struct store_ops {
	void (*close)(struct backend *b);

	int (*begin)(struct backend *b);
	int (*commit)(struct backend *b); /* 0: durable */
	void (*rollback)(struct backend *b);

	/* Of each: 0, or ERR_CONFLICT when (day, tag) is taken. */
	int (*places_put)(struct backend *b, const struct place_row *rows, size_t n, int *results);
	/* What is not there is fine. */
	int (*places_remove)(struct backend *b, const struct store_key *keys, size_t n);
	/* Of each: 0 and its row, or ERR_ABSENT. */
	int (*places_get)(struct backend *b, const struct store_key *keys, size_t n,
	                  struct place_row *rows, int *results);
	/* Drops bodies (only in this person's inbox, unless NULL). Of each: 0, or ERR_ABSENT when
	 * there is none. */
	int (*places_clear)(struct backend *b, const uint8_t *person, const struct store_key *keys,
	                    size_t n, int *results);
	/* Sets envelopes of a person aside, or brings them back; all of them if keys is NULL. */
	int (*places_aside)(struct backend *b, const uint8_t *person, const struct store_key *keys,
	                    size_t n, bool aside);
	int (*places_expire)(struct backend *b, uint32_t before, size_t *removed);
	/* A day's cells, sorted. */
	int (*tags)(struct backend *b, uint32_t day, struct buf *out);
	int (*tag_count)(struct backend *b, size_t *out);
	/* The table of a closed day, its entries in order; put once for each day. */
	int (*closed_put)(struct backend *b, uint32_t day, struct span entries);
	/* From a day on, each u32 day, u32 number of entries, entries; by day. */
	int (*closed)(struct backend *b, uint32_t first, struct buf *out);
	int (*closed_last)(struct backend *b, uint32_t *day);  /* 0: none */
	int (*closed_drop)(struct backend *b, uint32_t first); /* from a day on */
	int (*closed_expire)(struct backend *b, uint32_t before);
	/* How many envelopes with a body the fullest inbox has. */
	int (*waiting)(struct backend *b, size_t *out);
	/* Every place that has a body. */
	int (*places)(struct backend *b, place_fn *fn, void *arg);
	/* A person's envelopes that have a body and are not set aside, by day and tag. */
	int (*inbox)(struct backend *b, const uint8_t *person, place_fn *fn, void *arg);

	/* Vaults are large and seldom: one at a time. ERR_ABSENT. out, wrapped blob appended, may
	 * be NULL. */
	int (*vault_get)(struct backend *b, const uint8_t *person, uint32_t *version,
	                 struct buf *out);
	int (*vault_set)(struct backend *b, const uint8_t *person, uint32_t version,
	                 struct span wrapped);
	int (*vault_remove)(struct backend *b, const uint8_t *person);

	/* ERR_OLDER when one with a higher serial is held; the rest is then not put. */
	int (*bundles_put)(struct backend *b, const struct store_bundle *bundles, size_t n);
	int (*bundle_day)(struct backend *b, uint32_t day, struct buf *out);
	int (*bundle_list)(struct backend *b, const uint8_t *person, uint32_t from_day,
	                   struct buf *out);
	int (*bundles_expire)(struct backend *b, uint32_t before);

	int (*documents_put)(struct backend *b, const struct store_document *documents, size_t n);
	/* ERR_ABSENT */
	int (*document_get)(struct backend *b, const char *name, struct buf *out);
	int (*document_count)(struct backend *b, size_t *out);
	/* As store_documents_glance. */
	int (*documents_glance)(struct backend *b, struct buf *out);

	/* Fills counts, vaults and documents; ERR_SIZE when they do not fit. */
	int (*inventory)(struct backend *b, struct store_inventory *out);

	/* ---- upkeep: NULL where a backend has no need of it ---- */

	/* Changes something that means nothing, so that the commit has something to make durable.
	 */
	int (*touch)(struct backend *b);
	/* Outside a transaction: rewrites everything in key order, without free room. */
	int (*pack)(struct backend *b);
	/* The day of the last pack; there when pack is. */
	int (*packed_get)(struct backend *b, uint32_t *day);
	int (*packed_set)(struct backend *b, uint32_t day);
	/* Outside a transaction: leaves no log behind. ERR_CONFLICT: a reader is in the way. */
	int (*scrub)(struct backend *b);
	/* As store_generation; NULL when nobody else can write. */
	int (*generation)(struct backend *b, uint64_t *out);
};

/* The place of a day in an inventory, made in order if new; NULL when there is no more room. */
struct store_day_count *inventory_day(struct store_inventory *inventory, uint32_t day);

#endif
