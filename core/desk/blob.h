/* Inside of a sealed vault; for core/desk only. */
#ifndef ALCOVE_DESK_BLOB_H
#define ALCOVE_DESK_BLOB_H

#include "core/desk/endseal.h"

enum {
	SEED_ROW = 4 + 4 + 4 + 32 + DAY_SEED_BYTES,
	SEEN_ROW = 4 + MARK_BYTES,
	DEVICE_ROW = DEVICE_BYTES + 4,
	ENDED_ROW = 4 + 4 + 4 + 4,
	ROSTER_ROW = 4 + 32,
	UNSETTLED_ROW = 4 + X25519_BYTES + 32 + 32 + 32 + 1,
	HEAD_BYTES = 4 + 32 + 4,
	/* of a matter: its section and what is outside its own seal; its facts; a correspondent */
	MATTER_HEAD_BYTES = SECTION_HEAD_BYTES + END_SEAL_BYTES,
	FACTS_BYTES = 1 + PERSON_BYTES + 4,
	COUNT_BYTES = MARK_ID_BYTES + 2 + 1 + TALK_MANNERS + MARK_CONCERNS_MAX + 2 + 2 + 4,
	CORRESPONDENT_BYTES = X25519_BYTES + XWING_PUBLIC_BYTES + 32 + CLAIM_BYTES + 32 + 4,
	MESSAGE_ROW = MESSAGE_ID_BYTES + PERSON_BYTES + 1 + 1 + 1 + 4 + 4 + 1 + 2 + 1,
	SHOWN_ROW = ROSTER_ROW, /* of a visitor's message */
	PIECE_ROW = 2,
	/* of a message of a newer kind, besides its row */
	LATER_HEAD_BYTES = SECTION_HEAD_BYTES + END_SEAL_BYTES,
	/* of a day of what is not filed, besides its rows */
	UNFILED_DAY_BYTES = SECTION_HEAD_BYTES + END_SEAL_BYTES + X25519_BYTES + 32,
	UNFILED_ROW = TAG_BYTES + UNFILED_SENDER_BYTES + XWING_SHARED_BYTES,
	/* format, the sections that are always there, and the end */
	SECTIONS_BYTES = 2 + 13 * SECTION_HEAD_BYTES + HEAD_BYTES + 8 + 4 + 2,
};

/* Appends the section of one matter. scratch is emptied before and after. */
MUST_USE int matter_write(struct buf *out, struct buf *scratch, const struct matter *m,
                          const struct end_sealing *s);
/*
 * Puts one matter into v, or nothing of it: when its day has come; and, counted
 * as lost, when it does not open or is damaged. ERR_MEMORY.
 */
MUST_USE int matter_read(struct vault *v, struct buf *scratch, struct span section,
                         const struct end_sealing *s);

/* Appends a section for each message of a newer kind. */
MUST_USE int later_write(struct buf *out, const struct vault *v, const struct end_sealing *s);
/* One of them, put into v as matter_read does; counted as dropped when it does not open. */
MUST_USE int later_read(struct vault *v, struct buf *scratch, struct span section,
                        const struct end_sealing *s);

/* Appends a section for each day of what is not filed. scratch is emptied before and after. */
MUST_USE int unfiled_write(struct buf *out, struct buf *scratch, const struct vault *v,
                           const struct end_sealing *s);
/* One of them, put into v as matter_read does; counted as lost when it does not open. */
MUST_USE int unfiled_read(struct vault *v, struct buf *scratch, struct span section,
                          const struct end_sealing *s);

#endif
