/* Reading JSON with jansson, and knowing that all of it was read. */
#ifndef ALCOVE_JSON_H
#define ALCOVE_JSON_H

#include <jansson.h>

#include "core/bytes.h"

/*
 * ERR_FORMAT: it is no JSON, or names a member twice. ERR_MEMORY. *out is the
 * caller's (json_decref), NULL when it failed.
 */
MUST_USE int json_read(json_t **out, struct span text);

#endif
