/*
 * Insiders: whoever is the only one in a cell knows that it is 1. A part is judged
 * once more for each of them; tables found before serve again.
 */
#ifndef ALCOVE_TRENDS_INSIDER_H
#define ALCOVE_TRENDS_INSIDER_H

#include "core/trends/audit.h"
#include "core/trends/pool.h"

/* Tables found of a part, by what one cell is in them: 1 or more, and 1 or less. */
struct sides {
	const int64_t **more, **less;
	size_t mores, lesses, capacity;
	const int64_t *one; /* the first in which it is 1, or NULL */
};

/* A part at work, and the tables found of it. */
struct bench {
	struct audit *audit;
	struct part *p;
	struct pool pool;
	struct arena *scratch;
	int64_t *least, *most; /* in the tables that an insider may think of */
	bool mixes; /* insiders are answered by mixtures, where no witnesses are wanted */
	struct sides sides;
};

static inline struct shown *
shown_of(const struct bench *b, uint32_t j)
{
	return &b->audit->shown[b->p->of[j]];
}

static inline const struct number *
number_of(const struct bench *b, uint32_t j)
{
	const struct model *m = &b->audit->model;

	return &m->numbers[m->of_unknown[b->p->of[j]]];
}

/*
 * Pushes j as far as it goes, or, where that has no end, well beyond the threshold
 * (not just to it: every third number may be all there is). x is then the table
 * that shows it.
 */
void bench_push(struct bench *b, uint32_t j, int side, struct reach *reach);

/* Whether somebody may be alone in cell h; of a number that nobody knows, whenever it can be 1. */
bool insider_may_be(const struct bench *b, uint32_t h);
/* Marks what insiders can tell of the part's cells. Memory sticks in scratch->err. */
void insiders_judge(struct bench *b);

#endif
