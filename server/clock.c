#include "server/clock.h"

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

uint64_t
clock_ms(void)
{
	return clock_us() / 1000;
}
