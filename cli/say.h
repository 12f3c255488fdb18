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
__attribute__((format(printf, 1, 2))) void notice(const char *format, ...);

/* Text of others on a terminal: control characters are shown as '?', so that
 * no message can move the cursor or rename the window. As it is otherwise. */
void print_text(struct span text);

/* A word of a command as a shell wants it, so that a line can be copied. */
void print_word(const char *text);

#endif
