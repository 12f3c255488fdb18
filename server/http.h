/* The HTTP face: libmicrohttpd's calls become requests, and their answers go back. */
#ifndef ALCOVE_SERVER_HTTP_H
#define ALCOVE_SERVER_HTTP_H

#include "server/server.h"

enum {
	/* More than anybody needs, so that those who hold connections keep nobody out; each costs
	   a few KiB until something is sent on it. */
	HTTP_CONNECTIONS_MAX = 12000,
	HTTP_IDLE_SECONDS = 75, /* longer than proxies keep idle connections */
	/* However slowly they drip: a request's headers, from when the connection is free for
	   them; its body; the answer. */
	HTTP_HEAD_SECONDS = 90,
	HTTP_BODY_SECONDS = 120,
	HTTP_ANSWER_SECONDS = 600,
	HTTP_SWEEP_MS = 1000,
	/* Per connection, for headers and reading. A body has memory of its own, and only while it
	   is read. Above 32 KiB the library maps it, so it is given back when a crowd has gone. */
	HTTP_CONNECTION_BYTES = 36 * 1024,
	HTTP_DRAIN_MAX = 1 << 20, /* a refused body up to this is read to its end, so that the
	                             answer arrives */
	HTTP_STOP_MS = 5000,      /* what stopping waits for requests that are being answered */
};

struct http;

/* Serves on a listening socket, which stays the caller's, with this many threads. ERR_MEMORY. */
MUST_USE int http_start(struct http **out, struct server *server, int fd, unsigned threads,
                        unsigned connections);
/* Ends connections that take too long; every HTTP_SWEEP_MS. */
void http_sweep(struct http *http);
/* Takes no more connections, finishes what was received, ends. NULL is fine. */
void http_stop(struct http *http);

#endif
