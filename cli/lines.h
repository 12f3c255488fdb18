/*
 * The lines of standard input (core/talk/verb.h), under one unlock. Each is
 * answered with a line, {"id", "ok": true, …} or {"id", "error", "exit"}. A line
 * that fails stops no other, and one of white space alone is none. Both return the
 * highest of the lines' EXIT_ values.
 */
#ifndef ALCOVE_CLI_LINES_H
#define ALCOVE_CLI_LINES_H

#include "cli/line.h"

/* Each is done and answered before the next is read. */
int lines_run_each(const struct arguments *a, visit_opener *open, const struct outcome *outcomes);
/*
 * A desk's: all of them, or 64 at a time, are done in one look, in their order, and
 * answered when it is over. always: adds what the answer to any line that was done
 * says.
 */
int lines_run_looks(const struct arguments *a, visit_opener *open, const struct outcome *outcomes,
                    line_adder *always);

#endif
