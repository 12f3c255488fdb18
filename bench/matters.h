/* Made-up matters to fill a desk's vault with: what a busy one holds, and the most there can be. */
#ifndef ALCOVE_BENCH_MATTERS_H
#define ALCOVE_BENCH_MATTERS_H

#include "core/desk/vault.h"

/*
 * busy or typical: 200 open matters, messages, notes, and two pages each, which are items of a
 * kind that comes later; visitor: the most messages that one visitor can make; matters: the most
 * matters.
 */
struct setting {
	const char *name;
	size_t matters, messages, message_bytes, notes_bytes, page_bytes;
};

/* NULL: there is none of that name. */
const struct setting *setting_named(const char *name);
/* Fills a vault, all of it of one day. ERR_MEMORY, ERR_FULL. */
MUST_USE int setting_fill(struct vault *v, const struct setting *s, uint32_t day);

#endif
