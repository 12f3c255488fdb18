/*
 * A line (core/talk/verb.h) from the command line, and what is told of it: `alcove
 * room say URL` makes one, `alcove room do URL` reads many (lines.h).
 */
#ifndef ALCOVE_CLI_LINE_H
#define ALCOVE_CLI_LINE_H

#include "cli/visit.h"

/* Members of an answer; 0, or -1 without memory. */
typedef int line_adder(const struct visit *v, json_t *out);

/* How the outcome of one verb is told; rows end with one without a verb. */
struct outcome {
	const char *verb;
	const char *json; /* the member that --json prints alone; NULL: all of them */
	/* For a person, on standard output. EXIT_ value, .problem says what went wrong. */
	int (*print)(struct visit *v);
	/* The same as members of an object; NULL: nothing besides its id. */
	line_adder *add;
	/* What is not as it should be though the rules had no complaint; NULL: nothing. EXIT_
	 * value. */
	int (*check)(struct visit *v);
	bool late; /* what it shows comes with the rest of its look */
	/* Besides .add, what is known only once the look is over; NULL: nothing. */
	line_adder *then;
};

typedef int visit_opener(struct visit *v, const struct arguments *a);

/* The command's own verb, with what its options and standard input say. EXIT_ value. */
int line_run(const struct arguments *a, visit_opener *open, const struct outcome *outcomes);
/* How a verb's outcome is told; the row without a verb for one that is not known, or NULL. */
const struct outcome *line_outcome(const struct outcome *outcomes, const char *verb);
/* A whole visit for one line. EXIT_ value, .problem says what went wrong. */
int line_perform(struct visit *v, json_t *line, const struct outcome **out,
                 const struct outcome *outcomes);

/* The value of a key of the line that v is about; NULL when it is not given. */
const char *line_value(const struct visit *v, const char *key);
/* The matter it is about. */
uint32_t line_matter(const struct visit *v);

#endif
