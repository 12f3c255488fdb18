/* Themes of a desk: what its ombuds noticed in more than one matter. For core/desk only. */
#ifndef ALCOVE_DESK_NOTICING_H
#define ALCOVE_DESK_NOTICING_H

#include "core/desk/state.h"

/* Functions and keys of rows of desk_verbs (core/talk/verb.h, verb.run). */
int desk_do_theme(void *session, const struct verb_line *line);
int desk_do_notice(void *session, const struct verb_line *line);
extern const struct verb_key desk_theme_keys[], desk_notice_keys[];

/* A line under an id that is done: whether what it asks for stands. ERR_USED. */
MUST_USE int desk_themed_so(const struct desk *d, const struct verb_line *line);
MUST_USE int desk_noticed_so(struct desk *d, const struct verb_line *line);
/* Whether an id stands for a theme, or for one of its times. */
bool desk_has_noticed(const struct desk *d, const uint8_t act[MESSAGE_ID_BYTES]);
/* Takes back what was done under an id: a theme, or one of its times. False: nothing was. */
bool desk_unnotice(struct desk *d, const uint8_t act[MESSAGE_ID_BYTES]);

#endif
