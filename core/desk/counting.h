/*
 * How open matters come to be counted: by themselves only what this desk
 * answered, tallied or coded, never what was only received.
 */
#ifndef ALCOVE_DESK_COUNTING_H
#define ALCOVE_DESK_COUNTING_H

#include "core/desk/vault.h"
#include "core/trends/period.h"

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

/* Whether this person said something in it. */
bool matter_answered(const struct matter *m, const uint8_t person[PERSON_BYTES]);
/* Talks tallied, or one where somebody wrote; of what is kept in .count. */
uint32_t matter_talks(const struct matter *m);
/* What it would be counted as now. */
void matter_mark(struct mark *out, const struct matter *m, const struct counting *how);

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

#endif
