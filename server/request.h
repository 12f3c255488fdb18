/* One request on its way to an answer. */
#ifndef ALCOVE_SERVER_REQUEST_H
#define ALCOVE_SERVER_REQUEST_H

#include "server/server.h"

struct route;

struct request_body {
	uint8_t *bytes; /* wiped when it is answered */
	size_t n;
	size_t length; /* what Content-Length announced */
	bool draining; /* refused already; the body is read and dropped */
};

struct request {
	struct server *server;
	struct MHD_Connection *connection;
	const struct route *route;
	uint32_t day; /* the number that ends the path: a day as a rule */

	struct request_body body;

	/* Whose session it is, on routes that want one. */
	uint8_t person[PERSON_BYTES];
	const struct standing *standing; /* the roster this request is judged by, or NULL */

	struct job job;
	void *owned;                       /* what the job points to, freed with the request */
	void (*finish)(struct request *q); /* after the job; set: the request waits */

	unsigned status; /* the answer */
	struct payload *payload;
};

/* The body. */
struct span request_body(const struct request *q);
/* Answers with a page (its reference is taken; NULL: 503). */
void request_answer(struct request *q, unsigned status, struct payload *payload);
/* Answers with the one line for a status. */
void request_refuse(struct request *q, unsigned status);
/* 503 for a fatal error, which is not to be told from another. */
void request_fail(struct request *q);
/* Holds the roster in force for this request; false: the request has failed. */
bool request_roster(struct request *q);
/* Hands q->job to the writer and waits; finish is called when it is done. */
void request_wait(struct request *q, void (*finish)(struct request *q));

#endif
