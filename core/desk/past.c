#include "core/desk/past.h"

#include <string.h>

/* ---- the saves of each device ---- */

static size_t
device_at(const struct devices *d, const uint8_t id[DEVICE_BYTES])
{
	size_t i = 0;

	while (i < d->n && memcmp(d->rows[i].id, id, DEVICE_BYTES) != 0)
		i++;
	return i;
}

static void
device_remove(struct devices *d, size_t at)
{
	d->n--;
	memmove(d->rows + at, d->rows + at + 1, (d->n - at) * sizeof *d->rows);
}

void
devices_save(struct devices *d, const uint8_t id[DEVICE_BYTES])
{
	struct device_count row = {.count = 1};
	size_t at = device_at(d, id);

	memcpy(row.id, id, sizeof row.id);
	if (at < d->n) {
		row.count = d->rows[at].count == UINT32_MAX ? UINT32_MAX : d->rows[at].count + 1;
		device_remove(d, at);
	} else if (d->n == DEVICES_MAX) {
		device_remove(d, 0);
	}
	d->rows[d->n++] = row;
}

/* Whether b has a save that a does not know of. */
static bool
lacks(const struct devices *a, const struct devices *b)
{
	for (size_t i = 0; i < b->n; i++) {
		size_t at = device_at(a, b->rows[i].id);

		if (at == a->n || a->rows[at].count < b->rows[i].count)
			return true;
	}
	return false;
}

enum devices_order
devices_compare(const struct devices *a, const struct devices *b)
{
	bool behind = lacks(a, b), ahead = lacks(b, a);

	if (behind && ahead)
		return DEVICES_FORKED;
	if (behind)
		return DEVICES_BEHIND;
	return ahead ? DEVICES_AHEAD : DEVICES_SAME;
}

void
devices_join(struct devices *d, const struct devices *other)
{
	struct devices both = {0};
	size_t skip, only = 0;

	for (size_t i = 0; i < other->n; i++)
		only += device_at(d, other->rows[i].id) == d->n;
	skip = only + d->n > DEVICES_MAX ? only + d->n - DEVICES_MAX : 0;
	for (size_t i = 0; i < other->n; i++) {
		if (device_at(d, other->rows[i].id) < d->n)
			continue;
		if (skip > 0)
			skip--;
		else
			both.rows[both.n++] = other->rows[i];
	}
	for (size_t i = 0; i < d->n; i++) {
		size_t at = device_at(other, d->rows[i].id);

		both.rows[both.n] = d->rows[i];
		if (at < other->n && other->rows[at].count > d->rows[i].count)
			both.rows[both.n].count = other->rows[at].count;
		both.n++;
	}
	*d = both;
}

/* ---- matters that ended ---- */

static void
ended_remove(struct endings *e, size_t at)
{
	e->n--;
	memmove(e->rows + at, e->rows + at + 1, (e->n - at) * sizeof *e->rows);
}

void
endings_add(struct endings *e, const struct ended *row)
{
	size_t first = 0;

	if (endings_find(e, row->id) != NULL)
		return;
	if (e->n == ENDED_MAX) {
		for (size_t i = 1; i < e->n; i++) {
			if (e->rows[i].until < e->rows[first].until)
				first = i;
		}
		ended_remove(e, first);
	}
	e->rows[e->n++] = *row;
}

const struct ended *
endings_find(const struct endings *e, uint32_t id)
{
	for (size_t i = 0; i < e->n; i++) {
		if (e->rows[i].id == id)
			return &e->rows[i];
	}
	return NULL;
}

void
endings_expire(struct endings *e, uint32_t day)
{
	size_t kept = 0;

	for (size_t i = 0; i < e->n; i++) {
		if (e->rows[i].until > day)
			e->rows[kept++] = e->rows[i];
	}
	e->n = kept;
}

void
endings_join(struct endings *e, const struct endings *other)
{
	for (size_t i = 0; i < other->n; i++)
		endings_add(e, &other->rows[i]);
}

/* ---- acts that were done ---- */

bool
acts_have(const struct acts *a, const uint8_t id[ACT_BYTES])
{
	for (size_t i = 0; i < a->n; i++) {
		if (memcmp(a->ids[i], id, ACT_BYTES) == 0)
			return true;
	}
	return false;
}

void
acts_add(struct acts *a, const uint8_t id[ACT_BYTES])
{
	if (acts_have(a, id))
		return;
	if (a->n == ACTS_DONE_MAX)
		memmove(a->ids, a->ids + 1, --a->n * sizeof *a->ids);
	memcpy(a->ids[a->n++], id, ACT_BYTES);
}

void
acts_join(struct acts *a, const struct acts *other)
{
	struct acts both = *other;

	for (size_t i = 0; i < a->n; i++)
		acts_add(&both, a->ids[i]);
	*a = both;
}
