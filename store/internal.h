/* The store's own state, shared by store.c, vaults.c, publish.c and upkeep.c. */
#ifndef ALCOVE_STORE_INTERNAL_H
#define ALCOVE_STORE_INTERNAL_H

#include "store/backend.h"
#include "store/endfile.h"
#include "store/keyfile.h"

enum { STORE_FOUND = 64 };

/* What a store is made of. */
struct store_parts {
	struct backend *backend;
	struct keyfile *keys;
	struct endfile *ends; /* NULL: a reader found no such file */
	int lock;             /* -1 without one */
};

struct store {
	struct store_parts parts;
	size_t ends_renewed; /* end-day keys lost and made anew, not yet told */
	bool writable;
	bool publishes;   /* may put documents; a writer may too */
	bool needs_scrub; /* deleted bytes may still lie in the log */
	/* After opening and after a failed commit of a vault: what is in the database may not be
	 * on the disk, and what the disk holds may be another version. */
	bool unsettled;
	size_t tags;                         /* live tags, kept by the writer */
	struct place_row row;                /* the one being written or looked at */
	struct store_key found[STORE_FOUND]; /* where store_body found bodies last */
	size_t founds;                       /* ever; the next takes the place of the oldest */
};

void store_parts_close(const struct store_parts *parts); /* those that are not NULL or -1 */
/* Takes ownership of the parts, also when it fails. */
MUST_USE int store_new(struct store **out, const struct store_parts *parts, enum store_mode mode);

/*
 * Begins a transaction, on a settled store: what is found in it already may be
 * acknowledged without a commit, and must then be durable.
 */
MUST_USE int store_begin(struct store *store);
/* Commits if err is 0, else rolls back; returns what went wrong first. */
MUST_USE int store_finish(struct store *store, int err);

/*
 * If the store is unsettled: makes durable what is in the database, and the vault
 * keys agree with it by destroying those of other versions.
 */
MUST_USE int store_settle(struct store *store);

#endif
