#include "cli/serve.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/say.h"

/* The server beside this very program, as in a build folder or in /usr/bin. */
static bool
beside(char *out, size_t size)
{
	char self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	char *slash;

	if (n <= 0)
		return false;
	self[n] = '\0';
	slash = strrchr(self, '/');
	if (slash == NULL)
		return false;
	*slash = '\0';
	return (size_t)snprintf(out, size, "%s/alcove-server", self) < size &&
	       access(out, X_OK) == 0;
}

int
serve_exec(int argc, char **argv)
{
	char path[PATH_MAX];
	char name[] = "alcove-server";

	(void)argc;
	argv[0] = name;
	if (beside(path, sizeof path))
		(void)execv(path, argv);
	else
		(void)execvp(name, argv);
	return fail("cannot start alcove-server: %s", strerror(errno));
}
