/* What was given on the command line; strings are argv's. */
#ifndef ALCOVE_CLI_ARGUMENTS_H
#define ALCOVE_CLI_ARGUMENTS_H

#include <stdbool.h>
#include <stddef.h>

struct command;

enum { POSITIONAL_MAX = 4, GIVEN_MAX = 144 };

struct given {
	const char *name;  /* "--words-file" */
	const char *value; /* NULL: a switch */
};

struct arguments {
	const char *positional[POSITIONAL_MAX];
	size_t count;
	struct given given[GIVEN_MAX];
	size_t given_count;
	const struct command *command;
};

/* The value of an option, the last that was given; NULL: not given. */
const char *option(const struct arguments *a, const char *name);
/* The i-th value of an option that may be repeated, in their order; NULL: there are no more. */
const char *option_at(const struct arguments *a, const char *name, size_t i);
/* Whether a switch is given. */
bool is_given(const struct arguments *a, const char *name);

/* A whole number from least to most, *out as it is when the option is not given. EXIT_USAGE after
 * saying what is wanted. */
int option_number(const struct arguments *a, const char *name, long least, long most, long *out);

/* Reads argv for a command. EXIT_USAGE after saying on stderr what is wrong. */
int arguments_read(struct arguments *out, const struct command *c, int argc, char *const *argv);

#endif
