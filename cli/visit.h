/* A whole visit to the room, or a whole sync of the desk, over HTTP. */
#ifndef ALCOVE_CLI_VISIT_H
#define ALCOVE_CLI_VISIT_H

#include "cli/command.h"
#include "cli/http.h"
#include "core/desk/desk.h"
#include "core/room/room.h"

/* This machine's day, UTC. */
uint32_t today(void);

/*
 * The room of the address in a->positional[0], entered with the words that a
 * names (words: false leaves it at the door). The caller plans its act, runs
 * the visit and frees both. EXIT_ value; *out and *h are NULL on failure.
 */
struct visit {
	struct address address;
	struct http *http;
	struct room *room;
	struct desk *desk;
	const char *keep_in;
	int lock;   /* of what this device keeps, while it syncs; else -1 */
	bool waits; /* the desk has something to say that found no place today */
};
int visit_room(struct visit *out, const struct arguments *a, bool words);
int visit_desk(struct visit *out, const struct arguments *a);
/*
 * Performs all steps. EXIT_ value, after saying what went wrong. A desk whose
 * words found no place today is in order otherwise: .waits, and EXIT_DONE.
 */
int visit_run(struct visit *v);
void visit_clear(struct visit *v);

#endif
