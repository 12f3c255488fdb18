/*
 * Who is connected, and until when they may take the step they are at. The
 * library ends connections on which nothing moves; here end those on which
 * something moves, but so slowly that it would hold a place for ever, and those
 * whose other end went away before it had asked anything: the library waits for
 * an edge that came with the connection.
 */
#ifndef ALCOVE_SERVER_GUESTS_H
#define ALCOVE_SERVER_GUESTS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/err.h"

struct guests;
struct guest;

struct guests *guests_new(void) MUST_USE; /* NULL: no memory */
void guests_free(struct guests *g);       /* all have left; NULL is fine */
/* A connection on fd, on which nothing is asked yet, which stays open until guests_left; NULL: no
 * memory. */
struct guest *guests_came(struct guests *g, int fd, uint64_t until_ms) MUST_USE;
void guests_left(struct guests *g, struct guest *guest);
/* The next step has until then. asked: the head of a request is here, and its answer is not sent.
 */
void guest_until(struct guest *guest, uint64_t until_ms, bool asked);
/*
 * Shuts the connections whose time is over, and those without a request whose other end had
 * gone away by the last sweep already; their owner notices and closes them.
 */
void guests_sweep(struct guests *g, uint64_t ms);

#endif
