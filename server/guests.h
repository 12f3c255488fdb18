/*
 * Who is connected, and until when they may take the step they are at. The
 * library ends connections on which nothing moves; here end those on which
 * something moves, but so slowly that it would hold a place for ever.
 */
#ifndef ALCOVE_SERVER_GUESTS_H
#define ALCOVE_SERVER_GUESTS_H

#include <stdint.h>

#include "core/err.h"

struct guests;
struct guest;

struct guests *guests_new(void) MUST_USE; /* NULL: no memory */
void guests_free(struct guests *g);       /* all have left; NULL is fine */
/* A connection on fd, which stays open until guests_left; NULL: no memory. */
struct guest *guests_came(struct guests *g, int fd, uint64_t until_ms) MUST_USE;
void guests_left(struct guests *g, struct guest *guest);
/* The next step has until then. */
void guest_until(struct guest *guest, uint64_t until_ms);
/* Shuts the connections whose time is over; their owner notices and closes them. */
void guests_sweep(struct guests *g, uint64_t ms);

#endif
