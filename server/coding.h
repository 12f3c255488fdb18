/* Which coding of a body somebody accepts. */
#ifndef ALCOVE_SERVER_CODING_H
#define ALCOVE_SERVER_CODING_H

#include <stdbool.h>

/* Whether an Accept-Encoding allows gzip (RFC 9110 §12.5.3). NULL: no. */
bool coding_accepts_gzip(const char *accept_encoding);

#endif
