#include "core/desk/ends.h"

#include <string.h>

int
ends_read(struct ends *out, struct span answer)
{
	struct reader r = reader(answer);

	if (answer.n != ENDS_BYTES)
		return ERR_SIZE;
	out->day = read_u32(&r);
	read_bytes(&r, out->keys, sizeof out->keys);
	return out->day > UINT32_MAX - END_KEYS ? ERR_FORMAT : 0;
}

const uint8_t *
ends_key(const struct ends *e, uint32_t day)
{
	return day > e->day && day - e->day <= END_KEYS ? e->keys[day - e->day - 1] : NULL;
}

uint32_t
ends_nearest(const struct ends *e, uint32_t day)
{
	if (day <= e->day)
		return e->day + 1;
	return day - e->day > END_KEYS ? e->day + END_KEYS : day;
}
