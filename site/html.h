/*
 * Writing HTML by libxml2's text writer, which escapes by construction. An
 * error sticks: what is written after it goes nowhere, and html_end tells it.
 */
#ifndef ALCOVE_SITE_HTML_H
#define ALCOVE_SITE_HTML_H

#include "core/bytes.h"
#include "core/err.h"

struct html;

/* NULL: no memory. Begins with the document type. */
struct html *html_new(void);
/* The whole document into out, and an end of h. ERR_MEMORY. */
MUST_USE int html_end(struct html *h, struct buf *out);

/* <name a="b" …>; pairs of name and value, then NULL. A NULL value leaves its attribute out. */
void html_open(struct html *h, const char *name, ...) __attribute__((sentinel));
void html_close(struct html *h);
/* An element without content, such as link or input. */
void html_void(struct html *h, const char *name, ...) __attribute__((sentinel));
void html_text(struct html *h, const char *text);
/* HTML that another writer has made. */
void html_made(struct html *h, const char *made);

#endif
