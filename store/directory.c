#include "store/directory.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "disk/whole.h"

enum { PRIVATE = 0600 };

static int
err_of_open(void)
{
	switch (errno) {
	case ENOENT:
	case ENOTDIR:
		return ERR_ABSENT;
	case EEXIST:
		return ERR_CONFLICT;
	case ENOMEM:
		return ERR_MEMORY;
	default:
		return ERR_DISK;
	}
}

int
directory_open(int *fd, const char *path)
{
	*fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return *fd < 0 ? err_of_open() : 0;
}

int
directory_lock(int *fd, int directory)
{
	int err;

	*fd = openat(directory, "lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, PRIVATE);
	if (*fd < 0)
		return ERR_DISK;
	if (fchmod(*fd, PRIVATE) == 0 && flock(*fd, LOCK_EX | LOCK_NB) == 0)
		return 0;
	err = errno == EWOULDBLOCK ? ERR_CONFLICT : ERR_DISK;
	close(*fd);
	*fd = -1;
	return err;
}

int
file_open(int *fd, int directory, const char *name, bool writable)
{
	struct stat st;

	*fd = openat(directory, name,
	             (writable ? O_RDWR : O_RDONLY) | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (*fd < 0)
		return err_of_open();
	if (fstat(*fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    (!writable || (st.st_mode & 07777) == PRIVATE || fchmod(*fd, PRIVATE) == 0))
		return 0;
	close(*fd);
	*fd = -1;
	return ERR_DISK;
}

/* Under a name of its own first, so that a crash leaves no half of it. */
int
file_create(int directory, const char *name, struct span contents)
{
	static const char fresh[] = "new";
	int err;

	if (file_exists(directory, name))
		return ERR_CONFLICT;
	err = file_remove(directory, fresh);
	if (err != 0)
		return err;
	err = whole_create(directory, fresh, contents, PRIVATE);
	if (err == 0 && renameat(directory, fresh, directory, name) != 0)
		err = ERR_DISK;
	if (err != 0) {
		(void)unlinkat(directory, fresh, 0);
		return err;
	}
	return fsync(directory) == 0 ? 0 : ERR_DISK;
}

int
file_remove(int directory, const char *name)
{
	return unlinkat(directory, name, 0) == 0 || errno == ENOENT ? 0 : ERR_DISK;
}

bool
file_exists(int directory, const char *name)
{
	struct stat st;

	return fstatat(directory, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
}
