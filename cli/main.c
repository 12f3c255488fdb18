/* alcove(1): room, desk and office verbs. `alcove serve`, `alcove site` and `alcove poster` hand
 * over to programs that link nothing of this. */
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "cli/command.h"
#include "cli/say.h"
#include "cli/sibling.h"
#include "core/secret.h"

/* No core dump and no other process of this user may hold our words. */
static int
harden(void)
{
	const struct rlimit none = {0, 0};

	(void)umask(077);
	if (setrlimit(RLIMIT_CORE, &none) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
		return fail("cannot turn off core dumps");
	return EXIT_DONE;
}

static int
run(const struct command *c, int argc, char **argv)
{
	struct arguments a;
	int rc = arguments_read(&a, c, argc, argv);

	if (rc != EXIT_DONE)
		return rc;
	if (is_given(&a, "--help")) {
		help_command(c);
		return EXIT_DONE;
	}
	rc = c->run(&a);
	/* A full disk or a closed pipe behind standard output must not pass for success. */
	if (fflush(stdout) != 0 && rc == EXIT_DONE)
		rc = fail("cannot write to standard output");
	return rc;
}

static bool
asks_help(const char *word)
{
	return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0;
}

static int
dispatch(int argc, char **argv)
{
	struct command c;
	const char *group = NULL;
	int at = 1, rest, rc;

	if (argc < 2) {
		(void)fprintf(stderr, "usage: alcove COMMAND …\nSee 'alcove --help'.\n");
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--version") == 0) {
		(void)printf("alcove %s\n", ALCOVE_VERSION);
		return EXIT_DONE;
	}
	for (size_t i = 0; i < handed_over_count; i++) {
		if (strcmp(argv[1], handed_over[i].name) == 0)
			return sibling_exec(handed_over[i].program,
			                    handed_over[i].keeps_name ? argv : argv + 1);
	}
	if (command_is_group(argv[1])) {
		group = argv[1];
		at = 2;
	}
	if (at == argc || asks_help(argv[at])) {
		help_print(group);
		return at == argc ? EXIT_USAGE : EXIT_DONE;
	}
	rest = argc - at;
	rc = command_find(&c, group, &rest, argv + at);
	return rc != EXIT_DONE ? rc : run(&c, rest - 1, argv + at + 1);
}

int
main(int argc, char **argv)
{
	if (harden() != EXIT_DONE)
		return EXIT_FAILED;
	if (core_start() != 0)
		return fail("the cryptography library does not start");
	return dispatch(argc, argv);
}
