/*
 * Performs the steps of a room or a desk over HTTP (libcurl). Says as little
 * as possible of who asks: no user agent, no cookies, no redirects, no proxy
 * but the one that was named. Every step may be sent again: where no answer of
 * the office came (step_answered), the same bytes go again for as long as was
 * said, and a Retry-After is obeyed within that.
 */
#ifndef ALCOVE_CLI_HTTP_H
#define ALCOVE_CLI_HTTP_H

#include "core/talk/roster.h"
#include "core/talk/step.h"

struct http;

struct address {
	char origin[ORIGIN_MAX + 1];
	char fingerprint[256]; /* the fragment, or "" */
};

/* "http://127.0.0.1:8081/#abacus-…" taken apart. EXIT_ value. */
int address_read(struct address *out, const char *url);

enum { RETRY_SECONDS = 60, RETRY_SECONDS_MAX = 86400 };

/* NULL after saying what is wrong. proxy may be NULL; retry: seconds, 0: everything goes once. */
struct http *http_new(const struct address *address, const char *proxy, unsigned retry) MUST_USE;
void http_free(struct http *h); /* NULL is fine */

/*
 * Sends one step; the answer stays valid until the next. ERR_UNAVAILABLE: no
 * connection, or another answered in the office's place; http_problem tells.
 */
MUST_USE int http_perform(struct http *h, const struct step *step, int *status,
                          struct span *answer);

/* A look at what a server serves, asked in somebody's way, with what the answer says of itself. */
struct look {
	const char *path;        /* decoded, as a list of files has it */
	const char *const *asks; /* header lines, the last NULL; none: as this program asks */
	const char *codings;     /* the Accept-Encoding, which is undone; NULL: none */
	size_t answer_max;
};
struct looked {
	int status;
	struct span headers; /* "Name: value\n" lines; valid until the next look, as the body is */
	struct span body;
};
/* Nothing is followed. ERR_UNAVAILABLE, ERR_SERVER (too long, or in a coding that was not asked
 * for), ERR_MEMORY: http_problem tells. */
MUST_USE int http_look(struct http *h, const struct look *look, struct looked *out);

const char *http_problem(const struct http *h);
/* Of a step that failed: whether it may have arrived all the same. */
bool http_unsure(const struct http *h);

#endif
