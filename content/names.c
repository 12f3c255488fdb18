#include "content/names.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

void
names_clear(struct names *names)
{
	for (size_t i = 0; i < names->n; i++)
		free(names->list[i]);
	free(names->list);
	*names = (struct names){NULL, 0};
}

static int
names_add(struct names *names, const char *name)
{
	char **list = realloc(names->list, (names->n + 1) * sizeof(*list));

	if (list == NULL)
		return ERR_MEMORY;
	names->list = list;
	list[names->n] = said("%s", name);
	return list[names->n++] == NULL ? ERR_MEMORY : 0;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
report_no_folder(struct reading *r, const char *directory, const char *path)
{
	r->report.file = path;
	report(&r->report, NULL, 0, said("is not a folder"),
	       said("Make it one, with the files in it, or take it away."));
	r->report.file = directory;
}

void
report_name(struct reading *r, const char *directory, const char *inner, const char *name,
            char *what, char *remedy)
{
	char *file = said("%s/%s%s%s", directory, inner, *inner == '\0' ? "" : "/", name);

	if (file == NULL)
		r->report.err = ERR_MEMORY;
	r->report.file = file == NULL ? directory : file;
	report(&r->report, NULL, 0, what, remedy);
	r->report.file = directory;
	free(file);
}

static bool
ends_with(const char *name, const char *ending)
{
	size_t n = strlen(name), tail = strlen(ending);

	return n > tail && strcmp(name + n - tail, ending) == 0;
}

/* Takes those out that end otherwise: passed over, what they say would be missing without a word.
 */
static void
names_keep(struct reading *r, struct names *names, const char *directory, const char *inner,
           const char *ending)
{
	size_t kept = 0;

	for (size_t i = 0; i < names->n; i++) {
		if (ends_with(names->list[i], ending)) {
			names->list[kept++] = names->list[i];
			continue;
		}
		report_name(r, directory, inner, names->list[i],
		            said("has a name that nobody looks for"),
		            said("Let it end with %s.", ending));
		free(names->list[i]);
	}
	names->n = kept;
}

int
names_read(struct reading *r, struct names *names, const char *directory, const char *inner,
           const char *ending, const char *almost)
{
	char *path = said("%s/%s", directory, inner);
	struct dirent *e;
	int err = 0;

	if (path == NULL)
		return ERR_MEMORY;
	DIR *d = opendir(path);
	if (d == NULL && errno == ENOTDIR)
		report_no_folder(r, directory, path);
	else if (d == NULL && errno != ENOENT)
		err = ERR_DISK;
	free(path);
	if (d == NULL)
		return err;
	while (err == 0 && (errno = 0, e = readdir(d)) != NULL) {
		if (e->d_name[0] != '.' &&
		    (ends_with(e->d_name, ending) || ends_with(e->d_name, almost)))
			err = names_add(names, e->d_name);
	}
	/* An office without some of its entries would look like one that has no more. */
	if (err == 0 && errno != 0)
		err = ERR_DISK;
	closedir(d);
	if (err == 0 && names->n > 1)
		qsort(names->list, names->n, sizeof(*names->list), by_name);
	if (err == 0)
		names_keep(r, names, directory, inner, ending);
	return err;
}
