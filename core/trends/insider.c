#include "core/trends/insider.h"
#include "core/trends/wide.h"

#include <string.h>

bool
insider_may_be(const struct bench *b, uint32_t h)
{
	const struct number *n = number_of(b, h);
	const struct shown *shown = shown_of(b, h);

	if (!shown->judged || b->p->low[h] > 1 || b->p->high[h] < 1)
		return false;
	if (n->known)
		return n->value == 1;
	return !shown->proved || (shown->low <= 1 && shown->high >= 1);
}

/* Whether a push shows j on that side of a value, and keeps the table that does. */
static bool
goes_beyond(struct bench *b, uint32_t j, int side, int64_t value)
{
	struct reach reach;

	bench_push(b, j, side, &reach);
	if (side > 0 ? b->p->x[j] <= value : b->p->x[j] >= value)
		return false;
	pool_keep(&b->pool, b->p->x);
	return true;
}

static bool
insider_cannot_tell(struct bench *b, uint32_t j)
{
	const struct number *n = number_of(b, j);
	int64_t threshold = b->audit->threshold, least = b->least[j], most = b->most[j];

	if (audit_need(n, shown_of(b, j), threshold) == NEED_TWO)
		return least < most || goes_beyond(b, j, 1, most) || goes_beyond(b, j, -1, least);
	return (least <= n->low || goes_beyond(b, j, -1, n->low + 1)) &&
	       (most >= threshold || goes_beyond(b, j, 1, threshold - 1));
}

/* ---- networks ---- */

static void
take_sides(struct bench *b, uint32_t h)
{
	struct sides *s = &b->sides;

	if (s->capacity < b->pool.count) {
		s->capacity = 2 * b->pool.count;
		s->more = arena_get(b->scratch, s->capacity, sizeof *s->more);
		s->less = arena_get(b->scratch, s->capacity, sizeof *s->less);
	}
	s->mores = s->lesses = 0;
	s->one = NULL;
	for (size_t t = 0; t < b->pool.count && b->scratch->err == 0; t++) {
		const int64_t *x = b->pool.tables[t];

		if (x[h] >= 1)
			s->more[s->mores++] = x;
		if (x[h] <= 1)
			s->less[s->lesses++] = x;
		if (x[h] == 1 && s->one == NULL)
			s->one = x;
	}
}

/*
 * Whether table x, mixed with another until cell h is 1, has cell j beyond a value.
 * The mixture is one of fractions; but where rows are a network's, the least and
 * the greatest number that a cell can be are whole, and so one of whole numbers
 * is beyond it too (Hoffman and Kruskal).
 */
static bool
mixes_beyond(const struct bench *b, const int64_t *x, uint32_t h, uint32_t j, int side,
             int64_t value)
{
	const struct sides *s = &b->sides;
	int64_t away = x[h] - 1, over = side * (x[j] - value);
	const int64_t **others = away > 0 ? s->less : s->more;
	size_t count = away > 0 ? s->lesses : s->mores;

	if (away == 0)
		return over > 0;
	for (size_t i = 0; i < count; i++) {
		wide beyond = 0;

		wide_add(&beyond, away, side * (others[i][j] - value));
		wide_add(&beyond, 1 - others[i][h], over);
		if (away > 0 ? beyond > 0 : beyond < 0)
			return true;
	}
	return false;
}

/* True: an insider cannot tell, as mixtures show. False: they do not show it. */
static bool
mixtures_show(const struct bench *b, uint32_t h, uint32_t j)
{
	const int64_t *greatest = b->pool.most_in[j], *least = b->pool.least_in[j];
	const int64_t *one = b->sides.one;

	if (audit_need(number_of(b, j), shown_of(b, j), b->audit->threshold) == NEED_TWO)
		return one != NULL && (mixes_beyond(b, greatest, h, j, 1, one[j]) ||
		                       mixes_beyond(b, least, h, j, -1, one[j]));
	return mixes_beyond(b, least, h, j, -1, number_of(b, j)->low + 1) &&
	       mixes_beyond(b, greatest, h, j, 1, b->audit->threshold - 1);
}

/* ---- any part ---- */

/* What tables found before show of cell h as 1; one of them, or NULL. */
static const int64_t *
recall(struct bench *b, uint32_t h)
{
	size_t bytes = b->p->s.unknowns * sizeof *b->least;

	if (!b->mixes)
		return pool_with(&b->pool, h, 1, b->least, b->most);
	take_sides(b, h);
	if (b->sides.one != NULL) {
		/* what all of them show together, mixtures have said */
		memcpy(b->least, b->sides.one, bytes);
		memcpy(b->most, b->sides.one, bytes);
	}
	return b->sides.one;
}

/* The part as somebody sees it who knows that cell h is 1. False: it cannot be. */
static bool
enter_as_insider(struct bench *b, uint32_t h, bool *shows_nothing)
{
	const int64_t *x = recall(b, h);
	int rc;

	*shows_nothing = false;
	if (x != NULL) {
		memcpy(b->p->x, x, b->p->s.unknowns * sizeof *x);
		return true;
	}
	rc = part_restart(b->p, b->scratch);
	if (rc == ERR_CONFLICT)
		return false;
	*shows_nothing = rc != 0;
	if (rc == 0) {
		pool_keep(&b->pool, b->p->x);
		(void)recall(b, h);
	}
	return true;
}

static void
pass_insider(struct bench *b, uint32_t h)
{
	struct part *p = b->p;
	int64_t low = p->low[h], high = p->high[h];
	bool entered = false, shows_nothing = false;

	if (b->mixes)
		take_sides(b, h);
	p->low[h] = p->high[h] = 1;
	for (uint32_t j = 0; j < p->s.unknowns && b->scratch->err == 0; j++) {
		struct shown *shown = shown_of(b, j);

		if (j == h || !shown->judged || shown->exposed || shown->exposed_to_insider ||
		    (b->mixes && mixtures_show(b, h, j)))
			continue;
		if (!entered && !enter_as_insider(b, h, &shows_nothing))
			break;
		entered = true;
		shown->exposed_to_insider = shows_nothing || !insider_cannot_tell(b, j);
	}
	p->low[h] = low;
	p->high[h] = high;
}

void
insiders_judge(struct bench *b)
{
	b->mixes = b->p->kind == PART_NETWORK && b->audit->witnesses == NULL;
	for (uint32_t h = 0; h < b->p->s.unknowns && b->scratch->err == 0; h++) {
		if (insider_may_be(b, h))
			pass_insider(b, h);
	}
}
