/*
 * Sections and items of a vault: u16 kind ‖ u32 length ‖ bytes
 * (docs/protocol.md §9). Those of a kind that is not known are kept as they
 * came, one after another in a buf, and written back.
 */
#ifndef ALCOVE_DESK_SECTION_H
#define ALCOVE_DESK_SECTION_H

#include "core/bytes.h"
#include "core/wire.h"

struct section {
	uint16_t kind;
	struct span bytes;
	struct span whole; /* with its head */
};

/* Writes the head of a section; what is put until section_end is its bytes. */
size_t section_begin(struct buf *out, uint16_t kind);
void section_end(struct buf *out, size_t begun);
/*
 * The next section, or false: at the end of r, at a kind 0 that only zeros
 * follow, or at what is malformed, which r->err tells.
 */
bool section_next(struct reader *r, struct section *out);

/* Whether one of these may not be passed over. */
bool sections_must_be_understood(const struct buf *sections);
/* Appends those of other that are not there byte for byte, up to room bytes; how many were not. */
size_t sections_join(struct buf *sections, const struct buf *other, size_t room);

#endif
