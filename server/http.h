/* The HTTP face: libmicrohttpd's calls become requests, and their answers go back. */
#ifndef ALCOVE_SERVER_HTTP_H
#define ALCOVE_SERVER_HTTP_H

#include "server/server.h"

enum {
	HTTP_CONNECTIONS_MAX = 1200,
	HTTP_IDLE_SECONDS = 75,     /* longer than proxies keep idle connections */
	HTTP_REQUEST_SECONDS = 120, /* for a whole body, however slowly it drips */
	/* Per connection, for headers and reading. A body has memory of its own, and only while it
	   is read. */
	HTTP_CONNECTION_BYTES = 24 * 1024,
	HTTP_DRAIN_MAX = 1 << 20, /* a refused body up to this is read to its end, so that the
	                             answer arrives */
	HTTP_STOP_MS = 5000,      /* what stopping waits for requests that are being answered */
};

struct http;

/* Serves on a listening socket, which stays the caller's, with this many threads. ERR_MEMORY. */
MUST_USE int http_start(struct http **out, struct server *server, int fd, unsigned threads,
                        unsigned connections);
/* Takes no more connections, finishes what was received, ends. NULL is fine. */
void http_stop(struct http *http);

#endif
