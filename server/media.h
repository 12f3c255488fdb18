/* What a file is, by the end of its name. */
#ifndef ALCOVE_SERVER_MEDIA_H
#define ALCOVE_SERVER_MEDIA_H

#include <stdbool.h>

#include "server/headers.h"

struct media {
	const char *ending;
	const char *type;
	bool compress; /* worth it */
};

const struct media *media_of(const char *path);
/* Talk, and what leads to it, leaves no trace in the visitor's browser. */
enum cache media_cache(const struct media *media, const char *path);
/* Whether an Accept-Encoding allows gzip (RFC 9110 §12.5.3). NULL: no. */
bool media_accepts_gzip(const char *accept_encoding);

#endif
