/* The store's own state, shared by the modules that store.h is made of. */
#ifndef ALCOVE_STORE_INTERNAL_H
#define ALCOVE_STORE_INTERNAL_H

#include "store/backend.h"
#include "store/endfile.h"
#include "store/keyfile.h"

enum {
	STORE_FOUND = 64,
	/* Rows in one call of the backend: enough to be worth a way to a database elsewhere, a
	 * quarter of a MiB. At least a deposit's. */
	STORE_ROWS = 32,
};

_Static_assert((int)STORE_ROWS > (int)PEOPLE_MAX, "a deposit's rows go in one call");

/* What a store is made of. */
struct store_parts {
	struct backend *backend;
	struct keyfile *keys;
	struct endfile *ends; /* NULL: a reader found no such file */
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
	uint32_t closed;                     /* the last day closed, kept by the writer */
	struct place_row *rows;              /* those being written or looked at … */
	size_t rows_max;                     /* … so many at a time */
	struct store_key found[STORE_FOUND]; /* where store_body found bodies last */
	size_t founds;                       /* ever; the next takes the place of the oldest */
};

void store_parts_close(const struct store_parts *parts); /* those that are not NULL */
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
 * A row whose key is gone was shredded, and one that does not open otherwise was
 * changed on the disk: both are as good as absent. ERR_ABSENT.
 */
MUST_USE int row_open(struct store *store, const struct place_row *row, uint8_t body[BODY_BYTES]);
/* Whether the clock is so far from the day last seen that nothing may be destroyed or closed. */
MUST_USE int store_leaps(struct store *store, uint32_t today, bool *leap);
/* What a body is wrapped as. */
struct wrap_label row_label(const struct place_row *row);

/*
 * If the store is unsettled: makes durable what is in the database, and the vault
 * keys agree with it by destroying those of other versions.
 */
MUST_USE int store_settle(struct store *store);

#endif
