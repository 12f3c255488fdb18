/*
 * The headers that every answer carries: nothing may be framed, embedded,
 * sniffed, referred to or run that is not the office's own. Nothing tells what
 * serves, when, or whether it changed (no Server, Date, ETag, Last-Modified).
 */
#ifndef ALCOVE_SERVER_HEADERS_H
#define ALCOVE_SERVER_HEADERS_H

#include <microhttpd.h>

#include "core/err.h"

enum cache {
	CACHE_NEVER,   /* no-store: talk, the room, the desk, and every page of HTML */
	CACHE_BRIEFLY, /* the public site's pictures and style sheets, ten minutes */
};

/* type: the Content-Type. ERR_MEMORY. */
MUST_USE int headers_add(struct MHD_Response *response, const char *type, enum cache cache);

#endif
