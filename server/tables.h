/*
 * The public tables of tags, one a day, in memory (docs/protocol.md §10). A
 * table is a page that is never changed: new tags make a new one, at most once
 * a commit; those who are reading the old one keep it until they are done.
 */
#ifndef ALCOVE_SERVER_TABLES_H
#define ALCOVE_SERVER_TABLES_H

#include "core/bytes.h"
#include "core/wire.h"
#include "server/payload.h"

struct tables;

struct tables *tables_new(void); /* NULL: no memory */
void tables_free(struct tables *tables);

/*
 * Adds tags of a day, n of TAG_BYTES each, in any order; those that are there
 * already change nothing. ERR_MEMORY: nothing was added.
 */
MUST_USE int tables_add(struct tables *tables, uint32_t day, struct span tags);
bool tables_has(struct tables *tables, uint32_t day, const uint8_t tag[TAG_BYTES]);
/* The day's table to send, for payload_unref; an empty one for any other day. */
struct payload *tables_page(struct tables *tables, uint32_t day);
/* Tags of all days. */
size_t tables_count(struct tables *tables);
/* Drops the tables of days before first. */
void tables_forget(struct tables *tables, uint32_t first);

#endif
