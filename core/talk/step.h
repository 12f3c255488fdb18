/*
 * How the room's and the desk's rules meet the outside without touching it: a
 * session is asked for its next step, the shell performs it and gives back the
 * answer, until the session is done.
 */
#ifndef ALCOVE_TALK_STEP_H
#define ALCOVE_TALK_STEP_H

#include "core/bytes.h"

enum step_kind {
	STEP_REQUEST, /* send this, give the answer to *_answer */
	STEP_RECALL,  /* give back what was kept for this office and person: 200 and the last .body
	                 of STEP_KEEP, or nothing; 404: this home can keep nothing */
	STEP_KEEP,    /* keep .body durably on this device (a u32 that grows, and what is sealed),
	                 then *_answer(200, nothing) */
	STEP_DONE,
	STEP_WAIT, /* until .wait_ms after the last such time, or after the session opened; then
	            *_answer(200, nothing) */
};

enum http_method { HTTP_GET, HTTP_POST, HTTP_PUT };

struct step {
	enum step_kind kind;
	enum http_method method;
	char path[48];
	struct span body; /* the session's, until its next answer */
	const uint8_t
		*session;  /* TOKEN_BYTES to show, or NULL; never on a request for /v1/exchange */
	size_t answer_max; /* a longer answer is not the office's */
	uint32_t wait_ms;  /* of STEP_WAIT */
};

/* Make out a request for path, or for path followed by a day in decimal. */
void step_get(struct step *out, const char *path, size_t answer_max);
void step_get_day(struct step *out, const char *path, uint32_t day, size_t answer_max);
void step_send(struct step *out, enum http_method method, const char *path, struct span body,
               size_t answer_max);

/* What came back for a request, as HTTP has it. */
struct came {
	int status;
	struct span type; /* the Content-Type, empty: none */
	struct span body;
};

/*
 * Whether it is the office's own answer (docs/protocol.md §10): of the type that this request is
 * answered with and no longer than its answer, an exchange's just as long; or one of the lines of
 * core/served.h. Whatever stands between here and the office may answer in its own words, before or
 * after the request arrived, which tells no more than a lost connection: the same bytes are sent
 * again.
 */
bool step_answered(const struct step *step, const struct came *came);

#endif
