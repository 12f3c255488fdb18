/* Sums brought over: what was counted before the desk was. For core/desk only. */
#ifndef ALCOVE_DESK_BRINGING_H
#define ALCOVE_DESK_BRINGING_H

#include "core/desk/state.h"

/* Function and keys of a row of desk_verbs (core/talk/verb.h, verb.run). */
int desk_do_bring(void *session, const struct verb_line *line);
extern const struct verb_key desk_bring_keys[];

/* A line under an id that is done: whether what it brings stands there. ERR_USED, those of the
 * verb. */
MUST_USE int desk_brought_so(struct desk *d, const struct verb_line *line);

#endif
