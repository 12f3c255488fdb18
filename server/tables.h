/*
 * What GET /v1/tags answers: the tables of all closed days (docs/protocol.md §10),
 * made into one page when a day ends, and the same for everybody until the next does.
 */
#ifndef ALCOVE_SERVER_TABLES_H
#define ALCOVE_SERVER_TABLES_H

#include "core/bytes.h"
#include "core/wire.h"
#include "server/payload.h"

struct tables;

struct tables *tables_new(void); /* NULL: no memory */
void tables_free(struct tables *tables);

/* The page from now on; takes the reference. */
void tables_set(struct tables *tables, struct payload *page);
/* The page to send, for payload_unref; an empty one before the first is set. */
struct payload *tables_page(struct tables *tables);

#endif
