/*
 * An answer's body and headers, made once and sent to any number of visitors
 * without copying: a counted reference to an MHD response and its bytes.
 */
#ifndef ALCOVE_SERVER_PAGE_H
#define ALCOVE_SERVER_PAGE_H

#include <microhttpd.h>

#include "core/bytes.h"
#include "server/headers.h"

struct page;

#define TYPE_BYTES "application/octet-stream"
#define TYPE_TEXT "text/plain; charset=utf-8"
#define TYPE_JSON "application/json"

/* Takes bytes (from malloc, or NULL when n is 0), which go also when this fails. NULL: no memory.
 */
struct page *page_new(uint8_t *bytes, size_t n, const char *type, enum cache cache);
/* As page_new, of bytes from secret_new: wiped when they have been sent. */
struct page *page_secret(uint8_t *bytes, size_t n);
/* As page_new with what a buf holds; the buf is emptied. */
struct page *page_from(struct buf *b, const char *type, enum cache cache);
/* bytes must outlive the page. */
struct page *page_static(struct span bytes, const char *type, enum cache cache);
/* One more header; only before the page is shared. */
MUST_USE int page_header(struct page *page, const char *name, const char *value);

struct page *page_ref(struct page *page); /* NULL stays NULL */
void page_unref(struct page *page);
struct span page_bytes(const struct page *page);
/* Hands it to a connection; the caller keeps its own reference. */
enum MHD_Result page_send(struct page *page, struct MHD_Connection *connection, unsigned status);

#endif
