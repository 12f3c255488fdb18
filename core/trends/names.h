/* Names that are found again: a table from bytes to a number, open addressing, never smaller. */
#ifndef ALCOVE_TRENDS_NAMES_H
#define ALCOVE_TRENDS_NAMES_H

#include "core/trends/arena.h"

struct names_slot;

struct names {
	struct arena *arena;
	struct names_slot *slots;
	uint32_t used, size; /* size is a power of two */
};

void names_init(struct names *t, struct arena *a);
/* The number kept under a name, or -1. */
int64_t names_find(const struct names *t, struct span name);
/*
 * Keeps number under a name, whose bytes must live as long as the table, unless
 * the name is there. Returns what is kept, or -1 without memory (arena's .err).
 */
int64_t names_add(struct names *t, struct span name, uint32_t number);

#endif
