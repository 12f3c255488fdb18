/* A whole visit to the room, or a whole sync of the desk, over HTTP; one after another. */
#ifndef ALCOVE_CLI_VISIT_H
#define ALCOVE_CLI_VISIT_H

#include <jansson.h>

#include "cli/command.h"
#include "cli/http.h"
#include "core/desk/desk.h"
#include "core/room/room.h"
#include "core/talk/side.h"

enum { PROBLEM_MAX = 512 };

/* This machine's day, UTC. */
uint32_t today(void);

struct visit;

/* What is told before a room sends a text. */
struct visit_saying {
	/* called before a step that sends a part of it; or NULL */
	void (*before)(struct visit *v);
	json_t *recognised; /* names, of what is said to whoever is free; NULL: not told yet */
};

/* How it is answered. */
struct visit_style {
	bool details; /* with ids */
	bool lines;   /* with lines: these say all, standard error nothing */
};

/*
 * The room or desk of the address in a->positional[0], entered with the words
 * that a names (words: false leaves a room at its door). The caller says what the
 * visit is for, runs it and clears it. EXIT_ value; all is clear on failure.
 */
struct visit {
	struct address address;
	struct http *http;
	const struct side *side;
	struct room *room; /* NULL at a desk */
	struct desk *desk; /* NULL in a room */
	struct visit_saying saying;
	const char *keep_in;
	int lock;     /* of what this device keeps, while it syncs; else -1 */
	bool waits;   /* the desk has something to say that found no place today */
	json_t *line; /* what it is for; the caller's */
	struct visit_style style;
	char problem[PROBLEM_MAX]; /* what went wrong, for a person; "" for nothing */
};
int visit_room(struct visit *out, const struct arguments *a, bool words);
int visit_desk(struct visit *out, const struct arguments *a);

/*
 * Says what the next run is for: a line as core/talk/verb.h has it, which stays
 * the caller's. EXIT_ value, .problem says what is wrong with it.
 */
int visit_do(struct visit *v, json_t *line);
/* Of a desk: does a line at once, for the look that is under way. As visit_do. */
int visit_act(struct visit *v, json_t *line);
/* Of a desk: looks until all that came is there and is about to be saved. As visit_perform. */
int visit_until_ready(struct visit *v);
/*
 * Performs all steps. EXIT_ value; .problem says what went wrong. A desk whose
 * words found no place today is in order otherwise: .waits, and EXIT_DONE.
 */
int visit_perform(struct visit *v);
/* The same, and what went wrong is told on standard error. */
int visit_run(struct visit *v);
/* After the last line of a visit to the room: its other exchanges, which are for nothing. */
void visit_fill(struct visit *v);
/* Of what waits for a decision, EXIT_UNDECIDED: .problem says that nothing was done. */
void visit_undecided(struct visit *v, int exit_value);
/* Sets .problem (printf); returns EXIT_FAILED. */
__attribute__((format(printf, 2, 3))) int visit_problem(struct visit *v, const char *format, ...);
void visit_clear(struct visit *v);

#endif
