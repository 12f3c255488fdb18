/*
 * All files of one audit as one system: what is printed anywhere is a number,
 * cells with one key are one unknown, and every equation and range is a row. This
 * is what a reader has who kept every bulletin.
 */
#ifndef ALCOVE_TRENDS_MODEL_H
#define ALCOVE_TRENDS_MODEL_H

#include "core/trends/sums.h"

/* Cells that are the same number. */
struct number {
	int64_t value;     /* when known */
	int64_t low, high; /* what readers know before they read a table */
	uint32_t unknown;  /* of the system, unless printed */
	bool printed;
	bool known;
	bool disagrees; /* its cells do not say the same true number */
};

struct model {
	struct arena *arena;
	const struct table *tables;
	size_t table_count;
	uint32_t **number_of; /* of each table's cells */
	struct number *numbers;
	uint32_t number_count;
	uint32_t *of_unknown; /* the number that each unknown is */
	struct sums sums;
	struct buf *notes; /* what a person must be told, a line each */
};

/* Which lines to take: a row of line l of table t is left out when skip says so. */
typedef bool (*model_skip)(const void *of, size_t table, size_t line);

struct model_choice {
	model_skip skip; /* or NULL */
	const void *of;
};

/*
 * Joins tables, which must outlive the model. notes gets a line for each as
 * printed equation that disagrees, for true numbers that do not fit, and, last,
 * for what cannot be: ERR_CONFLICT, no table at all satisfies the numbers.
 * ERR_SIZE: the numbers are too large to add. ERR_MEMORY.
 */
MUST_USE int model_build(struct model *out, struct arena *a, const struct table *tables,
                         size_t count, struct model_choice choice, struct buf *notes);

/* What readers know of each unknown without a table; n of each. */
void model_bounds(const struct model *m, int64_t *low, int64_t *high);

/* A row's line: of which table, and which of its lines. */
const struct line *model_line(const struct model *m, uint32_t row, const struct table **table);

/* "equation 3 of FILE (the total of A / B)" */
void model_put_line(struct buf *out, const struct table *t, const struct line *l);

#endif
