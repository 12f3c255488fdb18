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

#include "core/secret.h"

int
disk_read_descriptor(struct buf *out, int fd)
{
	uint8_t chunk[4096];
	ssize_t n;

	while ((n = read(fd, chunk, sizeof chunk)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return ERR_DISK;
		buf_put(out, chunk, (size_t)n);
	}
	secret_wipe(chunk, sizeof chunk);
	return out->err;
}

int
disk_read(struct buf *out, const char *path)
{
	int fd, rc;

	errno = 0;
	if (strcmp(path, "-") == 0)
		return disk_read_descriptor(out, STDIN_FILENO);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return ERR_DISK;
	rc = disk_read_descriptor(out, fd);
	(void)close(fd);
	return rc;
}

static int
write_all(int fd, struct span bytes)
{
	while (bytes.n > 0) {
		ssize_t n = write(fd, bytes.p, bytes.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return ERR_DISK;
		bytes.p += n;
		bytes.n -= (size_t)n;
	}
	return fsync(fd) == 0 ? 0 : ERR_DISK;
}

static int
sync_folder(const char *path)
{
	char copy[PATH_MAX];
	int fd, rc;

	if (snprintf(copy, sizeof copy, "%s", path) >= (int)sizeof copy)
		return ERR_DISK;
	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return ERR_DISK;
	rc = fsync(fd) == 0 ? 0 : ERR_DISK;
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
	int fd, rc;

	errno = 0;
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return errno == EEXIST ? ERR_CONFLICT : ERR_DISK;
	rc = write_all(fd, bytes);
	if (close(fd) != 0)
		rc = ERR_DISK;
	if (rc == 0)
		rc = sync_folder(path);
	if (rc != 0)
		remove_made(path);
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
	return rc == 0 ? sync_folder(path) : rc;
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
	const struct timespec pause = {.tv_nsec = 100000000L};
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), why;

	for (unsigned i = 0; fd >= 0 && i <= 10 * seconds; i++) {
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
