/*
 * Numbers in free text: digits, and words of English and Spanish. What a sentence
 * says beside a careful table is held against what the table prints.
 */
#ifndef ALCOVE_TRENDS_PROSE_H
#define ALCOVE_TRENDS_PROSE_H

#include "core/trends/table.h"

struct prose_number {
	size_t at, n;  /* where it stands in the text */
	int64_t value; /* 10^decimals times the number */
	unsigned decimals;
	bool is_percent;
};

/* The next number from *from on, which is moved behind it. */
bool prose_next(struct span text, size_t *from, struct prose_number *out);

/*
 * Whether a table's printed numbers hold it: it is one of them, or, as a
 * percentage, what one is of another in an equation, rounded (half up).
 */
bool prose_is_printed(const struct table *t, const struct prose_number *n);

/* A line of notes for each number of the file's "text" that is not printed. */
void prose_check(struct buf *notes, const struct table *t, struct arena *a);

#endif
