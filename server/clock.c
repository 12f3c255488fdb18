#include "server/clock.h"

#include <errno.h>
#include <time.h>

uint64_t
clock_now(void)
{
	struct timespec t = {0};

	clock_gettime(CLOCK_REALTIME, &t);
	return t.tv_sec < 0 ? 0 : (uint64_t)t.tv_sec;
}

uint32_t
clock_day(uint64_t now)
{
	return (uint32_t)(now / 86400);
}

uint32_t
clock_hour(uint64_t now)
{
	return (uint32_t)(now / 3600);
}

uint64_t
clock_us(void)
{
	struct timespec t = {0};

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

void
clock_wait_us(uint64_t until)
{
	const struct timespec t = {.tv_sec = (time_t)(until / 1000000),
	                           .tv_nsec = (long)(until % 1000000) * 1000};

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) == EINTR)
		;
}

uint64_t
clock_ms(void)
{
	return clock_us() / 1000;
}
