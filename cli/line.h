/*
 * Lines (core/talk/verb.h) from the command line and from standard input, and
 * what is told of them: `alcove room say URL` makes one line, `alcove room do URL`
 * reads many.
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
};

typedef int visit_opener(struct visit *v, const struct arguments *a);

/* The command's own verb, with what its options and standard input say. EXIT_ value. */
int line_run(const struct arguments *a, visit_opener *open, const struct outcome *outcomes);
/*
 * The lines of standard input, one after another, under one unlock; each is
 * answered with a line, {"id", "ok": true, …} or {"id", "error", "exit"}. A line
 * that fails stops no other, and one of white space alone is none. always: adds what
 * the answer to any line that was done says; NULL: nothing. The highest of the
 * lines' EXIT_ values.
 */
int line_run_all(const struct arguments *a, visit_opener *open, const struct outcome *outcomes,
                 line_adder *always);

/* The value of a key of the line that v is about; NULL when it is not given. */
const char *line_value(const struct visit *v, const char *key);
/* The matter it is about. */
uint32_t line_matter(const struct visit *v);

#endif
