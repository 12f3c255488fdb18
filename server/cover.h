/*
 * Cover tags: entries of the day's table without bodies, at times that tell
 * nothing (a Poisson process), 96 a day on average in bursts of 1, 2, 4 or 8,
 * so that a table never says how much was written.
 */
#ifndef ALCOVE_SERVER_COVER_H
#define ALCOVE_SERVER_COVER_H

#include <stddef.h>
#include <stdint.h>

enum { COVER_BURST_MAX = 8 };

/* Milliseconds until the next burst, for a random number of 53 bits. */
uint64_t cover_wait_ms(uint64_t random53);
/* The same, drawn. */
uint64_t cover_next_wait(void);
/* 1, 2, 4 or 8, drawn alike. */
size_t cover_burst(void);

#endif
