/* What an ombuds does all day besides talking: callers, tallies, ending, counting. For core/desk
 * only. */
#ifndef ALCOVE_DESK_DAILY_H
#define ALCOVE_DESK_DAILY_H

#include "core/desk/coding.h"
#include "core/desk/counting.h"
#include "core/desk/state.h"

/* Functions and keys of rows of desk_verbs (core/talk/verb.h, verb.run). */
int desk_do_call(void *session, const struct verb_line *line);
int desk_do_tally(void *session, const struct verb_line *line);
int desk_do_code(void *session, const struct verb_line *line);
int desk_do_count(void *session, const struct verb_line *line);
int desk_do_end(void *session, const struct verb_line *line);
int desk_do_close(void *session, const struct verb_line *line);
int desk_do_settle(void *session, const struct verb_line *line);
int desk_do_outreach(void *session, const struct verb_line *line);
int desk_do_undo(void *session, const struct verb_line *line);
int desk_do_demand(void *session, const struct verb_line *line);

extern const struct verb_key desk_call_keys[], desk_tally_keys[], desk_code_keys[],
	desk_count_keys[], desk_end_keys[], desk_close_keys[], desk_settle_keys[],
	desk_outreach_keys[], desk_undo_keys[], desk_demand_keys[], desk_figures_keys[];

/* How many to count, to stand among a verb's keys. */
#define PEOPLE_KEYS                                                                                \
	{"visitors",      VERB_NUMBER,  false, 0,                                                  \
	 MARK_PEOPLE_MAX, "--visitors", "N",   VERB_HELP("how many people came (1)")},             \
		{"matters",        VERB_NUMBER, false, 0,                                          \
	         MARK_MATTERS_MAX, "--matters", "N",   VERB_HELP("how many matters it was (1)")},  \
	{                                                                                          \
		"talks", VERB_NUMBER, false, 0, MARK_PEOPLE_MAX, "--talks", "N",                   \
			VERB_HELP("how many talks (what was tallied)")                             \
	}

/*
 * A line without a matter, under an id that is done: whether what it asks for stands. Its mark, row
 * or state tells, as no check of it is kept: that would tell in which order callers came. ERR_USED.
 */
MUST_USE int desk_done_so(struct desk *d, const struct verb_line *line);

/* ---- for ending.c and settle.c ---- */

/* What the line says in codes, and how the office counts today. ERR_CHOICE, ERR_MEMORY. */
MUST_USE int desk_read_coding(struct desk *d, struct coding *out, const struct verb_line *line,
                              struct counting *how);
/* Puts what a line counted. ERR_SIZE. */
MUST_USE int desk_put_mark(struct desk *d, const struct mark *m);
/*
 * Counts a matter as it stands and as the line says, which is checked first. ERR_CHOICE, ERR_SIZE,
 * ERR_MEMORY.
 */
MUST_USE int desk_count_matter(struct desk *d, struct matter *m, const struct verb_line *line);

#endif
