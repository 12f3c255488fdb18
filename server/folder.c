#include "server/folder.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* The folder itself, and what is written to through descriptors that stay open. */
static const char *const NAMES[FOLDER_FILES] = {"", "/lock", "/keys", "/ends", "/store.db"};

static int
look(const struct folder *f, size_t i, struct stat *st)
{
	char path[512];
	int n = snprintf(path, sizeof path, "%s%s", f->path, NAMES[i]);

	if (n < 0 || n >= (int)sizeof path)
		return ENAMETOOLONG;
	return stat(path, st) == 0 ? 0 : errno;
}

void
folder_remember(struct folder *f, const char *path)
{
	struct stat st;

	*f = (struct folder){.path = path};
	for (size_t i = 0; i < FOLDER_FILES; i++) {
		if (look(f, i, &st) != 0)
			continue;
		f->was[i].device = st.st_dev;
		f->was[i].file = st.st_ino;
	}
}

bool
folder_stands(const struct folder *f)
{
	struct stat st;
	int why;

	for (size_t i = 0; i < FOLDER_FILES; i++) {
		if (f->was[i].file == 0)
			continue;
		why = look(f, i, &st);
		if (why == ENOENT || why == ENOTDIR)
			return false;
		if (why == 0 && (st.st_dev != f->was[i].device || st.st_ino != f->was[i].file))
			return false;
	}
	return true;
}
