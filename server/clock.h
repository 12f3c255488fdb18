/*
 * The server's only clock. Calendar time is CLOCK_REALTIME; time-outs run on
 * CLOCK_MONOTONIC, so that setting the clock ends no session early.
 */
#ifndef ALCOVE_SERVER_CLOCK_H
#define ALCOVE_SERVER_CLOCK_H

#include <stdint.h>

/* Seconds since 1970-01-01 UTC. */
uint64_t clock_now(void);
uint32_t clock_day(uint64_t now);
uint32_t clock_hour(uint64_t now);
/* Milliseconds and microseconds of CLOCK_MONOTONIC. */
uint64_t clock_ms(void);
uint64_t clock_us(void);
/* Holds up the calling thread until that microsecond of CLOCK_MONOTONIC. */
void clock_wait_us(uint64_t until);

#endif
