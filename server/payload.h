/*
 * An answer's body and headers, made once and sent to any number of visitors
 * without copying: a counted reference to an MHD response and its bytes.
 */
#ifndef ALCOVE_SERVER_PAYLOAD_H
#define ALCOVE_SERVER_PAYLOAD_H

#include <microhttpd.h>

#include "core/bytes.h"
#include "server/headers.h"

struct payload;

/* Takes bytes (from malloc, or NULL when n is 0), which go also when this fails. NULL: no memory.
 */
struct payload *payload_new(uint8_t *bytes, size_t n, const char *type, enum cache cache);
/* As payload_new, of bytes from secret_new: wiped when they have been sent. */
struct payload *payload_secret(uint8_t *bytes, size_t n);
/* As payload_new with what a buf holds; the buf is emptied. */
struct payload *payload_from(struct buf *b, const char *type, enum cache cache);
/* bytes must outlive the payload. */
struct payload *payload_static(struct span bytes, const char *type, enum cache cache);
/* One more header; only before the page is shared. */
MUST_USE int payload_header(struct payload *payload, const char *name, const char *value);

struct payload *payload_ref(struct payload *payload); /* NULL stays NULL */
void payload_unref(struct payload *payload);
struct span payload_bytes(const struct payload *payload);
/* Hands it to a connection; the caller keeps its own reference. */
enum MHD_Result payload_send(struct payload *payload, struct MHD_Connection *connection,
                             unsigned status);

#endif
