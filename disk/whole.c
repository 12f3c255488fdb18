#include "disk/whole.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/secret.h"

enum { CHUNK = 4096 };

/* Once more when a signal came between. */
static ssize_t
read_some(int fd, uint8_t *p, size_t n)
{
	ssize_t got;

	do
		got = read(fd, p, n);
	while (got < 0 && errno == EINTR);
	return got;
}

int
whole_read(int fd, struct buf *out)
{
	uint8_t chunk[CHUNK];
	ssize_t n;

	do {
		size_t room = out->max - out->n;

		n = read_some(fd, chunk, room < CHUNK ? room + 1 : CHUNK);
		if (n > 0)
			buf_put(out, chunk, (size_t)n);
	} while (n > 0 && out->err == 0);
	secret_wipe(chunk, sizeof chunk);
	return n < 0 ? ERR_DISK : out->err;
}

int
whole_write(int fd, struct span bytes)
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
	return 0;
}

int
whole_read_at(int fd, uint8_t *p, size_t n, off_t at)
{
	while (n > 0) {
		ssize_t done = pread(fd, p, n, at);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return ERR_DISK;
		p += done;
		n -= (size_t)done;
		at += done;
	}
	return 0;
}

int
whole_write_at(int fd, const uint8_t *p, size_t n, off_t at)
{
	while (n > 0) {
		ssize_t done = pwrite(fd, p, n, at);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return ERR_DISK;
		p += done;
		n -= (size_t)done;
		at += done;
	}
	return 0;
}

int
whole_create(int folder, const char *name, struct span bytes, mode_t mode)
{
	int why, rc = 0;
	int fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);

	if (fd < 0)
		return errno == EEXIST ? ERR_CONFLICT : ERR_DISK;
	if (fchmod(fd, mode) != 0 || whole_write(fd, bytes) != 0 || fsync(fd) != 0)
		rc = ERR_DISK;
	why = errno;
	/* What a full disk did not take may only be told when the file is closed. */
	if (close(fd) != 0 && rc == 0) {
		rc = ERR_DISK;
		why = errno;
	}
	if (rc != 0)
		(void)unlinkat(folder, name, 0);
	errno = why;
	return rc;
}

int
whole_sync_folder(const char *path)
{
	char copy[PATH_MAX];
	int fd, rc, why;

	if (snprintf(copy, sizeof copy, "%s", path) >= (int)sizeof copy) {
		errno = ENAMETOOLONG;
		return ERR_DISK;
	}
	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return ERR_DISK;
	rc = fsync(fd) == 0 ? 0 : ERR_DISK;
	why = errno;
	(void)close(fd);
	errno = why;
	return rc;
}
