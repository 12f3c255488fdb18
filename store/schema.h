/*
 * The database's tables, and how one version of them becomes the next. The
 * version stands in SQLite's user_version; a file of ours is known by its
 * application_id.
 */
#ifndef ALCOVE_STORE_SCHEMA_H
#define ALCOVE_STORE_SCHEMA_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>

#include "core/err.h"

/* Step i (from 0) makes version i + 1 of version i. Steps are only ever appended. */
struct schema_steps {
	const char *const *sql;
	size_t n;
};

/* The product's. */
extern const struct schema_steps schema_steps;

/*
 * Brings the database to the last step's version, each step in a transaction of
 * its own. ERR_OLDER: it is of a later version than these steps know.
 * ERR_FORMAT: a database, but not one of ours.
 */
MUST_USE int schema_migrate(sqlite3 *db, const struct schema_steps *steps);
/* For readers: 0 only at exactly the last version, else as above; ERR_OLDER also for an older one.
 */
MUST_USE int schema_check(sqlite3 *db, const struct schema_steps *steps);

/* One of ours for one of SQLite's result codes: 0 for OK, ROW and DONE; ERR_FORMAT for no database.
 */
int err_of_sqlite(int rc);

#endif
