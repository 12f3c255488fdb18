/* The command line of alcove-server. */
#ifndef ALCOVE_SERVER_OPTIONS_H
#define ALCOVE_SERVER_OPTIONS_H

#include <stdbool.h>
#include <stdio.h>

#include "server/listen.h"

enum { PUZZLE_AUTO = -1 };

struct options {
	const char *directory;
	struct listen_address listen;
	bool behind_tls;
	bool accept_clock;
	int puzzle;   /* PUZZLE_AUTO or a fixed number of bits */
	int ready_fd; /* -1: none */
	bool help;
	bool version;
};

/* ERR_FORMAT: problem is one line for a person, and nothing else may be used. */
MUST_USE int options_read(struct options *out, int argc, char *const *argv,
                          char problem[LISTEN_PROBLEM_MAX]);
void options_help(FILE *out);

#endif
