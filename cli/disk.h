/* Files that hold secrets or must not be half written. */
#ifndef ALCOVE_CLI_DISK_H
#define ALCOVE_CLI_DISK_H

#include "core/bytes.h"

/* Reads a whole file, "-" for standard input; at most out->max. ERR_DISK (errno), ERR_SIZE. */
MUST_USE int disk_read(struct buf *out, const char *path);
/* A new file of mode 0600, durable when this returns 0, else not there. ERR_CONFLICT when it
 * exists. */
MUST_USE int disk_create(const char *path, struct span bytes);
/* Replaces path whole, or leaves it as it was. */
MUST_USE int disk_replace(const char *path, struct span bytes);
/* Makes every folder of a path, mode 0700. */
MUST_USE int disk_make_folders(const char *path);
/* Whether path would lie inside folder (both may not exist yet, their parents do). */
bool disk_inside(const char *path, const char *folder);
/*
 * A descriptor, until whose closing nobody else gets this folder locked; -1
 * when it cannot be locked (errno), or is for that long by another program
 * (EWOULDBLOCK).
 */
int disk_lock(const char *folder, unsigned seconds);
/* Others may read it. */
bool disk_is_open_to_others(const char *path);

#endif
