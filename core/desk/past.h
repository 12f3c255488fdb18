/*
 * What a vault remembers of its own past, so that two of its versions can be
 * compared and joined: the saves of each device, the matters that ended, the
 * acts that were done. Zeroes are an empty one of each.
 */
#ifndef ALCOVE_DESK_PAST_H
#define ALCOVE_DESK_PAST_H

#include "core/bytes.h"
#include "core/wire.h"

/* ---- the saves of each device ---- */

struct device_count {
	uint8_t id[DEVICE_BYTES]; /* random; zero: a home that keeps nothing */
	uint32_t count;
};

struct devices {
	size_t n;
	struct device_count rows[DEVICES_MAX]; /* the device that saved last comes last */
};

enum devices_order {
	DEVICES_SAME,
	DEVICES_AHEAD,  /* whatever the other knows of, this one does, and more */
	DEVICES_BEHIND, /* the other way round */
	DEVICES_FORKED,
};

/* One more save of a device; a new one takes the place of that which saved longest ago. */
void devices_save(struct devices *d, const uint8_t id[DEVICE_BYTES]);
enum devices_order devices_compare(const struct devices *a, const struct devices *b);
/* Of each device the higher count; of too many those that saved longest ago go, other's first. */
void devices_join(struct devices *d, const struct devices *other);

/* ---- matters that ended ---- */

enum { ENDED_MAX = 4096, ENDED_NOWHERE = 1 << 24 /* no matter has this id */ };

struct ended {
	uint32_t id;
	uint32_t day;   /* on which it ended */
	uint32_t until; /* its end day: from then on no copy of it opens */
	uint32_t into;  /* the matter that it became a part of, or ENDED_NOWHERE */
};

struct endings {
	size_t n;
	struct ended rows[ENDED_MAX];
};

/* Of too many that goes which ends first. */
void endings_add(struct endings *e, const struct ended *row);
const struct ended *endings_find(const struct endings *e, uint32_t id);
void endings_expire(struct endings *e, uint32_t day);
void endings_join(struct endings *e, const struct endings *other);

/* ---- acts that were done ---- */

struct acts {
	size_t n;
	uint8_t ids[ACTS_DONE_MAX][ACT_BYTES]; /* the newest last */
};

bool acts_have(const struct acts *a, const uint8_t id[ACT_BYTES]);
void acts_add(struct acts *a, const uint8_t id[ACT_BYTES]);
/* The newest of both; other's count as older. */
void acts_join(struct acts *a, const struct acts *other);

#endif
