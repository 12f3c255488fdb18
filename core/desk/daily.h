/* What an ombuds does all day besides talking: callers, tallies, ending, counting. For core/desk only. */
#ifndef ALCOVE_DESK_DAILY_H
#define ALCOVE_DESK_DAILY_H

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

#endif
