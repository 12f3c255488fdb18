/*
 * Both sides of a talk as a shell sees them: it makes a session, says what it
 * is for, performs its steps and gives back the answers, without knowing whose
 * session it is. A program links the sides it names.
 */
#ifndef ALCOVE_TALK_SIDE_H
#define ALCOVE_TALK_SIDE_H

#include "core/talk/step.h"
#include "core/talk/verb.h"

/* of: a struct room or a struct desk; each function is as room.h and desk.h say of its own. */
struct side {
	int (*make)(void **of, const char *origin, struct span fingerprint, uint32_t today);
	void (*today)(void *of, uint32_t today);
	void (*enter)(void *of, const char *words);
	int (*act)(void *of, struct verb_problem *why, json_t *line);
	int (*step)(void *of, struct step *out);
	int (*answer)(void *of, int status, struct span body);
	void (*release)(void *of);
};

extern const struct side room_side; /* core/room/side.c */
extern const struct side desk_side; /* core/desk/side.c */

#endif
