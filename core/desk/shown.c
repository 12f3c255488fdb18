#include "core/desk/shown.h"

#include <string.h>

/* How many rows are of a lower serial. */
static size_t
place_of(const struct rosters *r, uint32_t serial)
{
	size_t at = r->n;

	while (at > 0 && r->rows[at - 1].serial >= serial)
		at--;
	return at;
}

static bool
has(const struct rosters *r, size_t at, uint32_t serial)
{
	return at < r->n && r->rows[at].serial == serial;
}

void
rosters_add(struct rosters *r, const struct roster_shown *row)
{
	size_t at = place_of(r, row->serial);

	if (has(r, at, row->serial))
		return;
	if (r->n == ROSTERS_KNOWN_MAX) {
		if (at == 0)
			return;
		memmove(r->rows, r->rows + 1, --r->n * sizeof *r->rows);
		at--;
	}
	memmove(r->rows + at + 1, r->rows + at, (r->n - at) * sizeof *r->rows);
	r->rows[at] = *row;
	r->n++;
}

void
rosters_join(struct rosters *r, const struct rosters *other)
{
	for (size_t i = 0; i < other->n; i++)
		rosters_add(r, &other->rows[i]);
}

bool
rosters_another(const struct rosters *r, const struct roster_shown *shown)
{
	size_t at = place_of(r, shown->serial);

	if (shown->serial == 0 || r->n == 0)
		return false;
	if (at == r->n)
		return true;
	return has(r, at, shown->serial) &&
	       memcmp(r->rows[at].hash, shown->hash, sizeof shown->hash) != 0;
}
