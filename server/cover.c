#include "server/cover.h"

#include <math.h>
#include <sodium.h>

#include "core/wire.h"

uint64_t
cover_wait_ms(uint64_t random53)
{
	const double day_ms = 86400e3, burst_mean = (1 + 2 + 4 + 8) / 4.0;
	const double mean = day_ms * burst_mean / COVER_TAGS_PER_DAY;
	double u = ((double)random53 + 0.5) / 9007199254740992.0; /* 2^53: never 0 or 1 */

	return (uint64_t)(-log(u) * mean);
}

uint64_t
cover_next_wait(void)
{
	uint64_t random;

	randombytes_buf(&random, sizeof random);
	return cover_wait_ms(random >> 11);
}

size_t
cover_burst(void)
{
	return (size_t)1 << randombytes_uniform(4);
}
