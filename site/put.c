/* A site onto the disk: made beside its place, and exchanged for what was there as a whole. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "disk/whole.h"
#include "site/build.h"

/* Hidden, so that it is not served: says that the folder is ours to exchange. */
static const char mark[] = ".alcove-site";

/* Makes the folders on the way to path, below at. */
static int
make_folders(int at, const char *path)
{
	char part[PATH_MAX];

	for (const char *slash = strchr(path, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		(void)snprintf(part, sizeof part, "%.*s", (int)(slash - path), path);
		if (mkdirat(at, part, 0755) != 0 && errno != EEXIST)
			return ERR_DISK;
	}
	return 0;
}

static int
put_file(int at, const char *path, const uint8_t *bytes, size_t n)
{
	int rc, fd = openat(at, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);

	if (fd < 0)
		return ERR_DISK;
	rc = whole_write(fd, span(bytes, n));
	/* What a full disk did not take may only be told when the file is closed. */
	return close(fd) == 0 ? rc : ERR_DISK;
}

static int
fill(const struct site *site, int at)
{
	int rc = put_file(at, mark, NULL, 0);

	for (size_t i = 0; i < site_count(site) && rc == 0; i++) {
		const struct site_file *f = site_file(site, i);

		rc = make_folders(at, f->path);
		if (rc == 0)
			rc = put_file(at, f->path, f->bytes, f->n);
	}
	return rc;
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *walk)
{
	(void)st, (void)kind;
	if (walk->level == 0 || strcmp(path + walk->base, mark) == 0)
		return 0;
	return remove(path);
}

/* The mark goes last: what is left by whoever is killed here is still known to be ours. */
static void
remove_tree(const char *folder)
{
	char last[PATH_MAX];
	size_t n = strlen(folder);
	int error = errno;

	(void)nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	if (n + 1 + sizeof mark <= sizeof last) {
		memcpy(last, folder, n);
		last[n] = '/';
		memcpy(last + n + 1, mark, sizeof mark);
		(void)unlink(last);
	}
	(void)rmdir(folder);
	errno = error;
}

/* 0: there and empty, or ours. ERR_ABSENT: nothing there. ERR_CONFLICT: something else. */
static int
look_at(const char *folder)
{
	DIR *d = opendir(folder);
	struct dirent *e;
	bool empty = true, ours = false;
	int error;

	if (d == NULL)
		return errno == ENOENT ? ERR_ABSENT : errno == ENOTDIR ? ERR_CONFLICT : ERR_DISK;
	while ((errno = 0, e = readdir(d)) != NULL) {
		empty = empty && (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0);
		ours = ours || strcmp(e->d_name, mark) == 0;
	}
	error = errno;
	(void)closedir(d);
	errno = error;
	if (error != 0)
		return ERR_DISK;
	return empty || ours ? 0 : ERR_CONFLICT;
}

static int
open_folder(const char *folder)
{
	return open(folder, O_DIRECTORY | O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
}

/*
 * Removes what builds that were killed left beside place. A folder being made is
 * locked before it is marked: one that is marked and not locked is nobody's.
 */
static void
clear_aside(const char *place)
{
	char pattern[2 * PATH_MAX];
	size_t n = 0;
	glob_t found;

	for (const char *c = place; *c != '\0' && n + 2 < sizeof pattern; c++) {
		if (strchr("*?[\\", *c) != NULL)
			pattern[n++] = '\\';
		pattern[n++] = *c;
	}
	(void)snprintf(pattern + n, sizeof pattern - n, ".making-??????");
	if (glob(pattern, GLOB_NOSORT, NULL, &found) != 0)
		return;
	for (size_t i = 0; i < found.gl_pathc; i++) {
		int at = open_folder(found.gl_pathv[i]);

		if (at < 0)
			continue;
		if (faccessat(at, mark, F_OK, 0) == 0 && flock(at, LOCK_EX | LOCK_NB) == 0)
			remove_tree(found.gl_pathv[i]);
		(void)close(at);
	}
	globfree(&found);
}

/* Where the folder really is: exchanging a link to it would leave the folder as it was. */
static int
find_place(char out[PATH_MAX], const char *folder)
{
	size_t n = strlen(folder);
	struct stat st;

	while (n > 1 && folder[n - 1] == '/')
		n--;
	if (snprintf(out, PATH_MAX, "%.*s", (int)n, folder) >= PATH_MAX) {
		errno = ENAMETOOLONG;
		return ERR_DISK;
	}
	if (lstat(out, &st) != 0 || !S_ISLNK(st.st_mode))
		return 0;
	return realpath(folder, out) == NULL ? ERR_DISK : 0;
}

/*
 * All that was made reaches the disk before it takes its place, and what was there
 * goes only once the place is durable: after a loss of power there is the old site
 * or the new one, and none with empty files. One sync for all of them, as there may
 * be thousands. Should the place not become durable, the old site stays aside for
 * the next build to clear.
 */
static int
exchange(int at, const char *made, const char *folder, bool there)
{
	if (syncfs(at) != 0)
		return ERR_DISK;
	if (!there && rename(made, folder) != 0)
		return ERR_DISK;
	if (there && renameat2(AT_FDCWD, made, AT_FDCWD, folder, RENAME_EXCHANGE) != 0)
		return ERR_DISK;
	if (whole_sync_folder(folder) == 0 && there)
		remove_tree(made); /* what was there */
	return 0;
}

int
site_put(const struct site *site, const char *folder)
{
	char made[PATH_MAX], place[PATH_MAX];
	int rc = look_at(folder);
	bool there = rc == 0;

	if ((rc == 0 || rc == ERR_ABSENT) && find_place(place, folder) != 0)
		rc = ERR_DISK;
	if (rc != 0 && rc != ERR_ABSENT)
		return rc;
	clear_aside(place);
	if (snprintf(made, sizeof made, "%s.making-XXXXXX", place) >= (int)sizeof made) {
		errno = ENAMETOOLONG;
		return ERR_DISK;
	}
	if (mkdtemp(made) == NULL)
		return ERR_DISK;
	int at = open_folder(made);
	if (at >= 0)
		(void)flock(at, LOCK_EX); /* where there are no locks, nothing is cleared either */
	rc = at >= 0 && fchmod(at, 0755) == 0 ? fill(site, at) : ERR_DISK;
	if (rc == 0)
		rc = exchange(at, made, place, there);
	if (rc != 0)
		remove_tree(made);
	int error = errno;
	if (at >= 0)
		(void)close(at);
	errno = error;
	return rc;
}
