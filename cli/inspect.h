/*
 * Looks at what a server serves, as browsers see it and as this program does,
 * and holds each answer to the rule (core/served.h): status, headers, bytes.
 */
#ifndef ALCOVE_CLI_INSPECT_H
#define ALCOVE_CLI_INSPECT_H

#include <jansson.h>

#include "cli/http.h"
#include "core/served.h"

enum { INSPECT_HASH_BYTES = 32 };

struct inspection {
	struct http *http;
	/* Each: "path"; "what", a sentence's end; "asked_as", in which ways of asking. */
	json_t *deviations;
};

/* ERR_MEMORY. Ended by inspection_clear. */
MUST_USE int inspection_begin(struct inspection *out, struct http *http);
void inspection_clear(struct inspection *in);

/*
 * Each asks for path in every way, and notes what deviates. ERR_UNAVAILABLE: the server cannot be
 * reached (any more); ERR_MEMORY.
 */
/* A file with this SHA-256, or a folder's start, which is the file of its name (path: the
 * folder's, with a slash at its end; file: of which it has type and caching). */
MUST_USE int inspect_file(struct inspection *in, const char *path, const char *file,
                          const uint8_t hash[INSPECT_HASH_BYTES]);
/* A document that is made as one asks; the same for everybody. */
MUST_USE int inspect_document(struct inspection *in, const char *path, const char *type);
/* A way in: a folder's name without its slash, or a page's without its ending. It leads there and
 * nowhere else. */
MUST_USE int inspect_way(struct inspection *in, const char *path, const char *target);
/* A path that is not on the list. */
MUST_USE int inspect_absent(struct inspection *in, const char *path);

/* Says the deviations on standard error, those of one kind in one line. */
void inspection_say(const struct inspection *in);

#endif
