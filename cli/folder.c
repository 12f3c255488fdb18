#include "cli/folder.h"

#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/say.h"

bool
folder_name(char out[PATH_MAX], const char *given)
{
	size_t n = strlen(given);

	while (n > 1 && given[n - 1] == '/')
		n--;
	if (n == 0 || n >= PATH_MAX)
		return false;
	memcpy(out, given, n);
	out[n] = '\0';
	return true;
}

int
folder_check_parent(const char *path)
{
	char copy[PATH_MAX], *parent;

	if (snprintf(copy, sizeof copy, "%s", path) >= (int)sizeof copy)
		return fail("%s: the path is too long", path);
	parent = dirname(copy);
	if (access(parent, F_OK) == 0 || errno != ENOENT)
		return EXIT_DONE;
	return fail("%s: there is no folder %s; make it first", path, parent);
}

int
folder_make_aside(char out[PATH_MAX], const char *dir, const char *between)
{
	int n = snprintf(out, PATH_MAX, "%s%s.making-XXXXXX", dir, between);

	errno = 0;
	if (n < PATH_MAX && mkdtemp(out) != NULL)
		return EXIT_DONE;
	out[0] = '\0';
	return n >= PATH_MAX ? fail("%s: the path is too long", dir) : fail_err(ERR_DISK, dir);
}
