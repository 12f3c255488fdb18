/*
 * JSON with jansson: knowing that all of it was read, and leaving nothing of it
 * behind in memory, as talk passes through it.
 */
#ifndef ALCOVE_JSON_H
#define ALCOVE_JSON_H

#include <jansson.h>

#include "core/bytes.h"

/*
 * ERR_FORMAT: it is no JSON, or names a member twice. ERR_MEMORY. *out is the
 * caller's (json_decref), NULL when it failed.
 */
MUST_USE int json_read(json_t **out, struct span text);
/* NUL-terminated, the caller's to free(); NULL without memory. flags: as json_dumps. */
char *json_text(const json_t *value, size_t flags) MUST_USE;
/* jansson's memory is wiped when it is freed, from now on; before any other use of it. */
void json_start(void);

/* value if rc is 0; else it is released, and NULL. */
json_t *json_whole(json_t *value, int rc) MUST_USE;

struct json_member {
	const char *name;
	json_t *value; /* taken over; NULL: there was no memory for it */
};
/* An object of n members, or NULL without memory. (jansson's json_pack is larger than all of them.)
 */
json_t *json_members(const struct json_member *m, size_t n) MUST_USE;
#define JSON_MEMBERS(...)                                                                          \
	json_members((const struct json_member[]){__VA_ARGS__},                                    \
	             sizeof((const struct json_member[]){__VA_ARGS__}) /                           \
	                     sizeof(struct json_member))

#endif
