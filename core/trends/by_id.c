#include "core/trends/by_id.h"

#include <string.h>

size_t
by_id(const void *rows, size_t n, size_t size, struct span id, bool *there)
{
	const uint8_t *bytes = rows;
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (memcmp(bytes + middle * size, id.p, id.n) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*there = low < n && memcmp(bytes + low * size, id.p, id.n) == 0;
	return low;
}

void
by_id_open(void *rows, size_t n, size_t size, size_t at)
{
	uint8_t *from = (uint8_t *)rows + at * size;

	memmove(from + size, from, (n - at) * size);
}
