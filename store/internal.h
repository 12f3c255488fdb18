/* The store's own state, shared by store.c, vaults.c, publish.c and upkeep.c. */
#ifndef ALCOVE_STORE_INTERNAL_H
#define ALCOVE_STORE_INTERNAL_H

#include "store/backend.h"
#include "store/keyfile.h"

struct store {
	struct backend *backend;
	struct keyfile *keys;
	int lock; /* -1 when not held */
	bool writable;
	bool publishes;   /* may put documents; a writer may too */
	bool needs_scrub; /* deleted bytes may still lie in the log */
	bool unsettled; /* a commit of a vault failed: what a crash would bring back is not known */
	size_t tags;    /* live tags, kept by the writer */
	struct place_row row; /* the one being written or looked at */
};

/* Takes ownership of all three, also when it fails. lock is -1 without one. */
MUST_USE int store_new(struct store **out, struct backend *backend, struct keyfile *keys, int lock,
                       bool writable);

/* Commits if err is 0, else rolls back; returns what went wrong first. */
MUST_USE int store_finish(struct store *store, int err);

/*
 * Makes the vault keys agree with the vaults that are durable: keys of other
 * versions are destroyed. Needed after a crash and after a failed commit.
 */
MUST_USE int vaults_settle(struct store *store);

#endif
