/* The headers that every answer carries (core/served.h), put into one. */
#ifndef ALCOVE_SERVER_HEADERS_H
#define ALCOVE_SERVER_HEADERS_H

#include <microhttpd.h>

#include "core/err.h"
#include "core/served.h"

/* type: the Content-Type. ERR_MEMORY. */
MUST_USE int headers_add(struct MHD_Response *response, const char *type, enum cache cache);

#endif
