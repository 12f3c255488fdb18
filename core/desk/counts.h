/*
 * What the desk counts (docs/protocol.md §9): marks, the outreach log, and
 * whether a demand has come; and what of it hangs on open matters. By itself
 * only what this desk answered, tallied or coded counts, never what was only
 * received.
 */
#ifndef ALCOVE_DESK_COUNTS_H
#define ALCOVE_DESK_COUNTS_H

#include "core/desk/matter.h"
#include "core/talk/roster.h"
#include "core/trends/period.h"
#include "core/trends/running.h"

struct counts {
	struct marks marks;
	struct outreach outreach;
	uint32_t demand; /* raised by one whenever a demand comes or is lifted: odd, one has come */
};

bool counts_demand(const struct counts *c);

/* What hangs on the day and on how the office counts. Nothing of it is the callee's. */
struct counting {
	const struct roster *roster;
	const struct person *self;
	struct period_rule period;
	uint32_t day;
};

/* A new matter's mark id, of a secret of the first who wrote, or of the line that began it. */
void matter_mark_id(uint8_t out[MARK_ID_BYTES], const uint8_t office[OFFICE_BYTES],
                    struct span secret, const uint8_t id[MESSAGE_ID_BYTES]);
/* That of a matter which goes on after another device ended it. */
void matter_mark_next(uint8_t id[MARK_ID_BYTES], const uint8_t office[OFFICE_BYTES], uint32_t day);

/* Whether anything was said for the count of this matter, besides the talk itself. */
bool matter_counts(const struct matter *m);
/* Whether this person said something in it. */
bool matter_answered(const struct matter *m, const uint8_t person[PERSON_BYTES]);
/* Talks tallied, or one where somebody wrote; of what is kept in .count. */
uint32_t matter_talks(const struct matter *m);
/* What it would be counted as now. */
void matter_mark(struct mark *out, const struct matter *m, const struct counting *how);

struct vault;
/*
 * Marks in waiting of all open matters as they stand now, and "to count" for
 * those whose matter ended by its date. With every save.
 */
void vault_count(struct vault *v, const struct counting *how);
/* Whether a matter is open that has this mark. */
bool vault_marks(const struct vault *v, const uint8_t id[MARK_ID_BYTES]);
/* Nothing of a matter that is destroyed uncounted is to be counted. */
void vault_uncount(struct vault *v, const struct matter *m);

/* from becomes a part of m, which is the same matter or another's. */
void vault_join_counts(struct vault *v, struct matter *m, const struct matter *from);

/* Sections of a vault. Reading: ERR_FORMAT. */
void counts_write_log(struct buf *out, const struct counts *c);
MUST_USE int counts_read_log(struct reader *r, struct counts *c);
/* Both; how many marks and rows had no room. */
size_t counts_join(struct counts *c, const struct counts *other);

#endif
