/*
 * The office's pages as they were last published: read at the start, and again when the
 * signed list of them has changed, so that pages and list change together. Whoever
 * publishes writes the pages first and the list last (cli/publish.h).
 */
#ifndef ALCOVE_SERVER_SITE_H
#define ALCOVE_SERVER_SITE_H

#include "server/files.h"
#include "server/published.h"

enum { SITE_LOOK_MS = 1000 }; /* how often the list is looked at */

struct site;

/* directory is copied. Errors and problem as of files_load. */
MUST_USE int site_open(struct site **out, const char *directory, char *problem, size_t size);
/*
 * From now on looks at the list, on a thread of its own. Pages that cannot be read whole leave the
 * ones before in place, which a notice says. published must live until site_free. ERR_MEMORY.
 */
MUST_USE int site_watch(struct site *site, struct published *published);
void site_free(struct site *site);

/*
 * What to send for a path to somebody who accepts these encodings (a header's value, or
 * NULL), for payload_unref, with its status; NULL: no such file.
 */
struct payload *site_page(struct site *site, const char *path, const char *accept_encoding,
                          unsigned *status);

#endif
