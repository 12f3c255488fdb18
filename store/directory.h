/*
 * The store's directory and plain files in it: opened by descriptor, never
 * through symbolic links, never inherited, mode 0600 whatever the umask. The
 * directory itself is expected to be 0700 and the server's own.
 */
#ifndef ALCOVE_STORE_DIRECTORY_H
#define ALCOVE_STORE_DIRECTORY_H

#include <sys/types.h>

#include "core/bytes.h"

/* ERR_ABSENT: no such directory. The caller closes *fd. */
MUST_USE int directory_open(int *fd, const char *path);
/*
 * Takes the writer's lock, a flock on the file "lock", held until *fd is closed
 * (also by the death of the process). ERR_CONFLICT: another holds it.
 */
MUST_USE int directory_lock(int *fd, int directory);

/* ERR_ABSENT. Opened for writing, a file that others may read is closed to them. */
MUST_USE int file_open(int *fd, int directory, const char *name, bool writable);
/*
 * A new file with these contents, all or nothing, durable together with its
 * name. ERR_CONFLICT when the name is taken. To be called under the lock.
 */
MUST_USE int file_create(int directory, const char *name, struct span contents);
/* Removes a file that may not be there. */
MUST_USE int file_remove(int directory, const char *name);
bool file_exists(int directory, const char *name);

#endif
