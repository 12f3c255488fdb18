#include "cli/arguments.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"

static const struct given *
find_given(const struct arguments *a, const char *name)
{
	for (size_t i = a->given_count; i-- > 0;) {
		if (strcmp(a->given[i].name, name) == 0)
			return &a->given[i];
	}
	return NULL;
}

const char *
option(const struct arguments *a, const char *name)
{
	const struct given *g = find_given(a, name);

	return g == NULL ? NULL : g->value;
}

const char *
option_at(const struct arguments *a, const char *name, size_t i)
{
	for (size_t at = 0; at < a->given_count; at++) {
		if (strcmp(a->given[at].name, name) == 0 && i-- == 0)
			return a->given[at].value;
	}
	return NULL;
}

bool
is_given(const struct arguments *a, const char *name)
{
	return find_given(a, name) != NULL;
}

static int
usage(const struct command *c, const char *what, const char *which)
{
	char name[COMMAND_NAME_MAX], positional[COMMAND_USAGE_MAX];

	command_name(name, c);
	command_usage(positional, c);
	(void)fprintf(stderr, "%s: %s%s\nusage: %s %s [OPTION…]\nSee '%s --help'.\n", name, what,
	              which, name, positional, name);
	return EXIT_USAGE;
}

int
option_number(const struct arguments *a, const char *name, long least, long most, long *out)
{
	const char *text = option(a, name);
	char what[96], *end;
	long n;

	if (text == NULL)
		return EXIT_DONE;
	errno = 0;
	n = strtol(text, &end, 10);
	if (*text >= '0' && *text <= '9' && *end == '\0' && errno == 0 && n >= least && n <= most) {
		*out = n;
		return EXIT_DONE;
	}
	(void)snprintf(what, sizeof what, "%s is a whole number from %ld to %ld, and not: ", name,
	               least, most);
	return usage(a->command, what, text);
}

/* "--name" or "--name=value" */
static int
read_option(struct arguments *out, int argc, char *const *argv, int *i)
{
	const char *given = argv[*i], *equals = strchr(given, '='), *value;
	size_t n = equals == NULL ? strlen(given) : (size_t)(equals - given);
	struct option_row row;

	if (!command_option(&row, out->command, given, n))
		return usage(out->command, "no such option: ", given);
	if (row.value == NULL && equals != NULL)
		return usage(out->command, "takes no value: ", row.name);
	value = equals == NULL ? NULL : equals + 1;
	if (row.value != NULL && value == NULL) {
		if (*i + 1 >= argc)
			return usage(out->command, "needs a value: ", row.name);
		value = argv[++*i];
	}
	if (out->given_count == GIVEN_MAX)
		return usage(out->command, "one option too many: ", given);
	out->given[out->given_count++] = (struct given){row.name, value};
	return EXIT_DONE;
}

int
arguments_read(struct arguments *out, const struct command *c, int argc, char *const *argv)
{
	bool options_over = false;
	int rc;

	*out = (struct arguments){.command = c};
	for (int i = 0; i < argc; i++) {
		if (!options_over && strcmp(argv[i], "--") == 0) {
			options_over = true;
		} else if (!options_over && argv[i][0] == '-' && argv[i][1] != '\0') {
			rc = read_option(out, argc, argv, &i);
			if (rc != EXIT_DONE)
				return rc;
		} else if (out->count == c->most) {
			return usage(c, "one argument too many: ", argv[i]);
		} else {
			out->positional[out->count++] = argv[i];
		}
	}
	if (!is_given(out, "--help") && out->count < c->least)
		return usage(c, "missing: ", c->usage);
	return EXIT_DONE;
}
