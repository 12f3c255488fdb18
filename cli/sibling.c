#include "cli/sibling.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/say.h"

static bool
beside(char *out, size_t size, const char *name)
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
	return (size_t)snprintf(out, size, "%s/%s", self, name) < size && access(out, X_OK) == 0;
}

int
sibling_exec(const char *name, char **argv)
{
	char path[PATH_MAX], own[64];

	(void)snprintf(own, sizeof own, "%s", name);
	argv[0] = own;
	if (beside(path, sizeof path, name))
		(void)execv(path, argv);
	else
		(void)execvp(name, argv);
	return fail("cannot start %s: %s", name, strerror(errno));
}

int
sibling_run(const char *name, char **argv)
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
		if (nowhere >= 0)
			(void)dup2(nowhere, STDOUT_FILENO);
		_exit(sibling_exec(name, argv));
	}
	if (child < 0)
		return fail("cannot start %s: %s", name, strerror(errno));
	while (waitpid(child, &status, 0) < 0) {
		if (errno != EINTR)
			return fail("%s: %s", name, strerror(errno));
	}
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? EXIT_DONE : EXIT_FAILED;
}
