/*
 * Files read and written whole: nothing is read without end, a short read or
 * write is gone on with, and what is durable is so with its name. After ERR_DISK
 * errno says why.
 */
#ifndef ALCOVE_DISK_WHOLE_H
#define ALCOVE_DISK_WHOLE_H

#include <sys/types.h>

#include "core/bytes.h"

/*
 * Appends all that comes until the end, of a file, a pipe or a terminal, and wipes
 * what it used to read. ERR_SIZE: there is more than fits; at most one byte over
 * out->max is taken from it, so that input without end ends here. ERR_DISK, ERR_MEMORY.
 */
MUST_USE int whole_read(int fd, struct buf *out);
/* All bytes, from where the descriptor stands; nothing is synced. ERR_DISK. */
MUST_USE int whole_write(int fd, struct span bytes);
/* All n bytes at a place of a file, or ERR_DISK, also when the file ends before. */
MUST_USE int whole_read_at(int fd, uint8_t *p, size_t n, off_t at);
MUST_USE int whole_write_at(int fd, const uint8_t *p, size_t n, off_t at);

/*
 * A new file of this mode, whatever the umask, whole and on the disk, in the folder
 * open as a descriptor (or AT_FDCWD); its name is durable only with whole_sync_folder.
 * Else it is not there. ERR_CONFLICT: the name is taken. ERR_DISK.
 */
MUST_USE int whole_create(int folder, const char *name, struct span bytes, mode_t mode);
/* Makes durable which names the folder of this path has. ERR_DISK. */
MUST_USE int whole_sync_folder(const char *path);

#endif
