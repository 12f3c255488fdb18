/*
 * The checker, apart from every search: given the printed numbers and whole
 * tables, it adds up, and says which hidden cells those tables show to be safe. A
 * search that went wrong cannot get past it. It knows model.h, whose rows are what
 * was printed, and nothing of the engines.
 *
 * Tables come in parts. A part says for some unknowns what they are in each of
 * its tables; any choice of one table of each part is to be a whole table.
 */
#ifndef ALCOVE_TRENDS_CERTIFY_H
#define ALCOVE_TRENDS_CERTIFY_H

#include "core/trends/model.h"

struct witness_part {
	uint32_t unknowns, tables;
	uint32_t *of; /* of each unknown of the part, the model's */
	int64_t *x;   /* table t's are at t * unknowns */
};

struct certificate {
	const struct model *model;
	int64_t threshold;
	const struct witness_part *parts;
	uint32_t part_count;
	uint32_t *part_of, *place; /* by the model's unknowns; part_of begins as UINT32_MAX */
};

/* ERR_CONFLICT: the tables are not all tables of these numbers, and show nothing. */
MUST_USE int certify(struct certificate *c);

/* What a hidden number's own tables show, of those in which unknown known (or any) is 1. */
struct certified {
	int64_t low, high;
	bool is_safe;
};

enum { CERTIFY_READER = UINT32_MAX };
struct certified certify_number(const struct certificate *c, uint32_t unknown, uint32_t known);

#endif
