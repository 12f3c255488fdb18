/* What the command line tells a person: one way to fail, one way to notice. */
#ifndef ALCOVE_CLI_SAY_H
#define ALCOVE_CLI_SAY_H

#include "cli/command.h"
#include "core/bytes.h"

/* "alcove: what: why"; returns EXIT_FAILED. Formats as printf. Never given a secret. */
__attribute__((format(printf, 1, 2))) int fail(const char *format, ...);
/* The same for a command line that lacks something; returns EXIT_USAGE. */
int fail_usage(const char *what);
/* "alcove: what: <err_text>"; returns EXIT_FAILED. */
int fail_err(int err, const char *what);
/* The same of a folder whose store could not be opened, with what to do. */
int fail_store(int err, const char *folder);
/* The line alone, for those that begin with a file's name. */
void say_problem(const char *line);
__attribute__((format(printf, 1, 2))) void notice(const char *format, ...);

/*
 * What others wrote, to standard output: a text with lines, each set off by a bar; or a name within
 * a line of ours (core/quote.h). Nothing of others is printed another way, but as JSON. What
 * fail() and notice() say is made ready like a name.
 */
MUST_USE int print_text(struct span text); /* ERR_MEMORY: nothing is printed */
void print_name(const char *text);
/* A line of ours with names in it, and a line feed. Formats as printf. */
__attribute__((format(printf, 1, 2))) void print_line(const char *format, ...);

/* A word of a command as a shell wants it, so that a line can be copied. */
void print_word(const char *text);

#endif
