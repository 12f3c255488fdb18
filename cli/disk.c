#include "cli/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "disk/whole.h"

int
disk_read(struct buf *out, const char *path)
{
	int fd, rc;

	errno = 0;
	if (strcmp(path, "-") == 0)
		return whole_read(STDIN_FILENO, out);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return ERR_DISK;
	rc = whole_read(fd, out);
	(void)close(fd);
	return rc;
}

/* errno stays: it says why. */
static void
remove_made(const char *path)
{
	int why = errno;

	(void)unlink(path);
	errno = why;
}

int
disk_create(const char *path, struct span bytes)
{
	int rc;

	errno = 0;
	rc = whole_create(AT_FDCWD, path, bytes, 0600);
	if (rc == 0 && whole_sync_folder(path) != 0) {
		remove_made(path);
		rc = ERR_DISK;
	}
	return rc;
}

int
disk_replace(const char *path, struct span bytes)
{
	char aside[PATH_MAX];
	int rc;

	if (snprintf(aside, sizeof aside, "%s.new", path) >= (int)sizeof aside)
		return ERR_DISK;
	(void)unlink(aside);
	rc = disk_create(aside, bytes);
	if (rc == 0 && rename(aside, path) != 0) {
		remove_made(aside);
		rc = ERR_DISK;
	}
	return rc == 0 ? whole_sync_folder(path) : rc;
}

int
disk_make_folders(const char *path)
{
	char copy[PATH_MAX];

	errno = 0;
	if (snprintf(copy, sizeof copy, "%s", path) >= (int)sizeof copy)
		return ERR_DISK;
	for (char *at = copy + 1;; at++) {
		char c = *at;

		if (c != '/' && c != '\0')
			continue;
		*at = '\0';
		if (mkdir(copy, 0700) != 0 && errno != EEXIST)
			return ERR_DISK;
		*at = c;
		if (c == '\0')
			return 0;
	}
}

/* The real path of something that may not exist, through its parent. */
static bool
real(char out[PATH_MAX], const char *path)
{
	char parent[PATH_MAX], last[PATH_MAX], resolved[PATH_MAX];

	if (realpath(path, out) != NULL)
		return true;
	if (snprintf(parent, sizeof parent, "%s", path) >= (int)sizeof parent ||
	    snprintf(last, sizeof last, "%s", path) >= (int)sizeof last ||
	    realpath(dirname(parent), resolved) == NULL)
		return false;
	return snprintf(out, PATH_MAX, "%s/%s", resolved, basename(last)) < PATH_MAX;
}

bool
disk_inside(const char *path, const char *folder)
{
	char a[PATH_MAX], b[PATH_MAX];
	size_t n;

	if (!real(a, path) || !real(b, folder))
		return false;
	n = strlen(b);
	return strncmp(a, b, n) == 0 && (a[n] == '/' || a[n] == '\0');
}

int
disk_lock(const char *folder, unsigned seconds)
{
	const struct timespec pause = {.tv_nsec = 20000000L};
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), why;

	for (unsigned i = 0; fd >= 0 && i <= 50 * seconds; i++) {
		if (flock(fd, LOCK_EX | LOCK_NB) == 0)
			return fd;
		if (errno != EWOULDBLOCK && errno != EINTR)
			break;
		(void)nanosleep(&pause, NULL);
	}
	why = errno;
	if (fd >= 0)
		(void)close(fd);
	errno = why;
	return -1;
}

bool
disk_is_open_to_others(const char *path)
{
	struct stat s;

	return stat(path, &s) == 0 && S_ISREG(s.st_mode) && (s.st_mode & 077) != 0;
}
