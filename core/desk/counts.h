/*
 * What the desk counts (docs/protocol.md §9): marks, the outreach log, themes, sums
 * brought over, and whether a demand has come. A part of a vault.
 */
#ifndef ALCOVE_DESK_COUNTS_H
#define ALCOVE_DESK_COUNTS_H

#include "core/trends/brought.h"
#include "core/trends/themes.h"

struct counts {
	struct marks marks;
	struct outreach outreach;
	struct themes themes;
	struct brought brought;
	uint32_t demand; /* raised by one whenever a demand comes or is lifted: odd, one has come */
};

bool counts_demand(const struct counts *c);

/* Sections of a vault. Reading: ERR_FORMAT. */
void counts_write_log(struct buf *out, const struct counts *c);
MUST_USE int counts_read_log(struct reader *r, struct counts *c);
/* All of both; how many marks and rows had no room. */
size_t counts_join(struct counts *c, const struct counts *other);

#endif
