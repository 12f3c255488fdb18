/* The answers that refuse: one line of plain text, the same for everybody. */
#ifndef ALCOVE_SERVER_REFUSAL_H
#define ALCOVE_SERVER_REFUSAL_H

#include "server/payload.h"

struct refusals;

struct refusals *refusals_new(void); /* NULL: no memory */
void refusals_free(struct refusals *r);
/* For an HTTP status of docs/protocol.md §10; for payload_unref. */
struct payload *refusals_page(const struct refusals *r, unsigned status);
/* A 405 with its Allow header, or NULL. */
struct payload *refusals_method(const char *allowed);
/* A 400 that ends the connection, or NULL. */
struct payload *refusals_close(void);

#endif
