#include "core/trends/names.h"

enum { FIRST_SIZE = 64 };

struct names_slot {
	struct span name; /* .p is NULL in an empty slot */
	uint32_t number, hash;
};

void
names_init(struct names *t, struct arena *a)
{
	*t = (struct names){.arena = a};
}

/* Fowler, Noll and Vo's FNV-1a; the tables are the author's own, nobody floods them. */
static uint32_t
hash(struct span name)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < name.n; i++)
		h = (h ^ name.p[i]) * 16777619u;
	return h ^ h >> 15;
}

/* Where the name stands, or would. Names lie far apart: only one with the same hash is looked at.
 */
static struct names_slot *
place(const struct names *t, struct span name, uint32_t its_hash)
{
	for (uint32_t i = its_hash;; i++) {
		struct names_slot *slot = &t->slots[i & (t->size - 1)];

		if (slot->name.p == NULL ||
		    (slot->hash == its_hash && span_equal(slot->name, name)))
			return slot;
	}
}

static int
grow(struct names *t)
{
	struct names bigger = *t;

	bigger.size = t->size > 0 ? t->size * 2 : FIRST_SIZE;
	bigger.slots = arena_get(t->arena, bigger.size, sizeof *bigger.slots);
	if (bigger.slots == NULL)
		return t->arena->err;
	for (uint32_t i = 0; i < t->size; i++) {
		if (t->slots[i].name.p != NULL)
			*place(&bigger, t->slots[i].name, t->slots[i].hash) = t->slots[i];
	}
	*t = bigger;
	return 0;
}

int64_t
names_find(const struct names *t, struct span name)
{
	const struct names_slot *slot = t->size > 0 ? place(t, name, hash(name)) : NULL;

	return slot == NULL || slot->name.p == NULL ? -1 : (int64_t)slot->number;
}

int64_t
names_add(struct names *t, struct span name, uint32_t number)
{
	uint32_t its_hash = hash(name);
	struct names_slot *slot;

	if ((t->used + 1) * 2 > t->size && grow(t) != 0)
		return -1;
	slot = place(t, name, its_hash);
	if (slot->name.p == NULL) {
		*slot = (struct names_slot){name, number, its_hash};
		t->used++;
	}
	return slot->number;
}
