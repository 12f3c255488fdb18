/* The file that the SQLite backend's rows lie in. */
#ifndef ALCOVE_STORE_SQLITE_FILE_H
#define ALCOVE_STORE_SQLITE_FILE_H

#include <sqlite3.h>

#include "store/store.h"

struct sqlite_file {
	sqlite3 *db;
	int directory;   /* descriptor, the file's own */
	char *pack_path; /* where pack builds its copy */
};

/*
 * An empty database under the name store.db. ERR_CONFLICT: there is one. To be
 * called under the store's lock.
 */
MUST_USE int sqlite_file_create(int directory);
/*
 * Opens store.db in a directory, given by path and as a descriptor (which is
 * duplicated). A writer migrates it and sets the write-ahead log. ERR_ABSENT,
 * ERR_OLDER, ERR_FORMAT. sqlite_file_close is needed only after success.
 */
MUST_USE int sqlite_file_open(struct sqlite_file *f, int directory, const char *path,
                              enum store_mode mode);
void sqlite_file_close(struct sqlite_file *f);
/*
 * Rewrites the database in key order and without free pages. No statement may
 * be active. Like VACUUM, but through a file in the store's own directory: VACUUM
 * would need memory the size of the database, or a file in a directory for all.
 */
MUST_USE int sqlite_file_pack(struct sqlite_file *f);
/* Moves the log into the database and cuts it to nothing. ERR_CONFLICT: a reader is in the way. */
MUST_USE int sqlite_file_scrub(struct sqlite_file *f);

#endif
