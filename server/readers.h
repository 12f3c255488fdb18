/*
 * Handles that only look at the store, so that reading never waits for a
 * commit. A memory store has none: there the writer's handle and lock are used.
 */
#ifndef ALCOVE_SERVER_READERS_H
#define ALCOVE_SERVER_READERS_H

#include "server/ledger.h"

enum { READERS_MAX = 4 };

struct readers;

/* n handles, at most READERS_MAX. What store_open_sqlite returns, or ERR_MEMORY. */
MUST_USE int readers_open(struct readers **out, const char *directory, size_t n);
/* The ledger's own store instead. */
MUST_USE int readers_share(struct readers **out, struct ledger *ledger);
void readers_close(struct readers *r);

/* One handle for one look; to be given back soon. */
struct store *readers_take(struct readers *r, size_t *which);
void readers_give(struct readers *r, size_t which);

#endif
