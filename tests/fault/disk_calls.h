/*
 * The calls by which a store writes, its own and SQLite's, pass through here:
 * they are counted, and one of them can fail, or be the last thing the process
 * does. What was synced is copied to a second directory, so that a test can go
 * on from what a loss of power would have left.
 */
#ifndef ALCOVE_TESTS_DISK_CALLS_H
#define ALCOVE_TESTS_DISK_CALLS_H

#include <errno.h>
#include <sys/syscall.h>

#include "tests/unit/store_fixture.h"

enum { DIED = 77 };

static struct {
	bool on;          /* nothing here happens while off */
	unsigned calls;   /* since last set to 0 */
	unsigned die_at;  /* the process ends before this call; 0: never */
	bool tear;        /* … half way through it, if it is a write */
	unsigned fail_at; /* this call fails; 0: none */
	bool fail_after;  /* … and all after it */
	int error;        /* errno of a failing call */
	int synced;       /* directory for what was synced; -1: none */
} disk = {.synced = -1};

/* The path behind a descriptor, cut into directory and name; NULL when there is none. */
static inline char *
disk_name(int fd, char path[PATH_SIZE])
{
	char link[64], *slash;
	ssize_t n;

	(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, PATH_SIZE - 1);
	if (n <= 0)
		return NULL;
	path[n] = 0;
	slash = strrchr(path, '/');
	if (slash == NULL)
		return NULL;
	*slash = 0;
	return slash + 1;
}

/* Whether this call is to fail. SQLite's -shm is memory of the processes, not of the disk. */
static inline bool
disk_call(bool write, int fd, const void *p, size_t n, off_t at)
{
	char path[PATH_SIZE], *name = disk.on ? disk_name(fd, path) : NULL;

	if (name == NULL || strcmp(name, "store.db-shm") == 0)
		return false;
	disk.calls++;
	if (disk.calls == disk.die_at) {
		if (write && disk.tear)
			(void)syscall(SYS_pwrite64, fd, p, n / 2, at);
		_exit(DIED);
	}
	if (disk.fail_at == 0 || disk.calls < disk.fail_at ||
	    (disk.calls > disk.fail_at && !disk.fail_after))
		return false;
	errno = disk.error;
	return true;
}

/* Keeps a copy of a file as it is now, under its name. */
static inline void
disk_keep(int fd)
{
	char path[PATH_SIZE], *name;
	struct stat st;
	int from;

	if (!disk.on || disk.synced < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return;
	name = disk_name(fd, path);
	if (name == NULL)
		return;
	disk.on = false;
	from = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	file_copy(from, disk.synced, name);
	close(from);
	disk.on = true;
}

ssize_t
pwrite64(int fd, const void *p, size_t n, off64_t at)
{
	return disk_call(true, fd, p, n, at) ? -1 : syscall(SYS_pwrite64, fd, p, n, at);
}

int
ftruncate64(int fd, off64_t n)
{
	return disk_call(false, fd, NULL, 0, 0) ? -1 : (int)syscall(SYS_ftruncate, fd, n);
}

int
fdatasync(int fd)
{
	if (disk_call(false, fd, NULL, 0, 0))
		return -1;
	disk_keep(fd);
	return 0;
}

int
fsync(int fd)
{
	return fdatasync(fd);
}

#endif
