/*
 * How the office counts: the "practice" object of its roster (docs/protocol.md
 * §4), or what holds without one. What in it is of another form is as if it were
 * not there, so that a roster of another Alcove keeps no desk from its work.
 */
#ifndef ALCOVE_DESK_PRACTICE_H
#define ALCOVE_DESK_PRACTICE_H

#include "core/trends/period.h"
#include "core/trends/running.h"

enum {
	PRACTICE_ROWS_MAX = 24,
	PRACTICE_ROW_MAX = 40, /* bytes */
	PRACTICE_WORDS_MAX = 4,
	PRACTICE_WORD_MAX = 20,
	PRACTICE_WORDS_BYTES = PRACTICE_WORDS_MAX * (PRACTICE_WORD_MAX + 1),
	RUNNING_NAME_MAX = 64,
};

struct practice_rows {
	size_t n;
	char names[PRACTICE_ROWS_MAX][PRACTICE_ROW_MAX + 1];
};

/* Names of the office's own codes, which struct codes points into. */
struct practice_own {
	size_t n;
	struct {
		char name[PRACTICE_ROW_MAX + 1], words[PRACTICE_WORDS_BYTES + 1];
	} rows[CODES_LOCAL_MAX];
};

/* What is asked besides a concern; bits. */
enum dimension {
	ASKS_GROUP = 1,
	ASKS_WITH = 2,
	ASKS_DID = 4,
	ASKS_ENDED = 8,
	ASKS_HEARD = 16,
	ASKS_MINUTES = 32,
};
extern const char *const dimension_names[]; /* by bit; ends with NULL */

struct practice {
	struct period_rule period;
	struct practice_rows groups, heard;
	unsigned asks, tables; /* bits; of tables by their number */
	uint32_t together, threshold;
	struct practice_own own;
	struct codes codes;
};

/* Of a roster's charter; freed by practice_free. NULL without memory. */
struct practice *practice_new(const char *charter) MUST_USE;
void practice_free(struct practice *p);

/* The key of a row, capitals aside; 0: there is none of this name. */
uint16_t practice_key(const struct practice_rows *rows, struct span name);
/* What a row of a table is called; NUL-terminated. */
void practice_row_name(char out[RUNNING_NAME_MAX], const struct practice *p,
                       enum running_table table, uint16_t key);

#endif
