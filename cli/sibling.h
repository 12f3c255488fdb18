/* The programs that stand beside this one, in a build folder as in /usr/bin: alcove-server,
 * alcove-site. */
#ifndef ALCOVE_CLI_SIBLING_H
#define ALCOVE_CLI_SIBLING_H

/* Becomes the program, which gets argv with its name put in the first place. Returns only when it
 * fails. */
int sibling_exec(const char *name, char **argv);

/* Runs it and waits; what it says on standard output goes nowhere. argv as above. EXIT_ value. */
int sibling_run(const char *name, char **argv);

#endif
