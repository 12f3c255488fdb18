/* The SQLite backend; the file that its rows lie in is of sqlite_file.h. */
#ifndef ALCOVE_STORE_SQLITE_H
#define ALCOVE_STORE_SQLITE_H

#include "store/backend.h"

/*
 * The backend over it; same arguments and results as sqlite_file_open. lock: the
 * store's, closed with the backend once this has returned 0; -1 for none.
 */
MUST_USE int sqlite_open(struct backend **out, int directory, const char *path,
                         enum store_mode mode, int lock);

#endif
