#include "core/trends/pool.h"

void
pool_keep(struct pool *p, const int64_t *x)
{
	if (p->arena->err != 0)
		return;
	p->tables = arena_more(p->arena, p->tables, p->count, &p->capacity, sizeof *p->tables);
	x = arena_copy(p->arena, x, p->unknowns, sizeof *x);
	if (p->arena->err != 0)
		return;
	for (uint32_t i = 0; i < p->unknowns; i++) {
		if (p->count == 0 || x[i] < p->least[i]) {
			p->least[i] = x[i];
			p->least_in[i] = x;
		}
		if (p->count == 0 || x[i] > p->most[i]) {
			p->most[i] = x[i];
			p->most_in[i] = x;
		}
	}
	p->tables[p->count++] = x;
}

void
pool_init(struct pool *p, struct arena *a, uint32_t unknowns, const int64_t *x)
{
	*p = (struct pool){.arena = a, .unknowns = unknowns};
	p->least = arena_get(a, unknowns, sizeof *p->least);
	p->most = arena_get(a, unknowns, sizeof *p->most);
	p->least_in = arena_get(a, unknowns, sizeof *p->least_in);
	p->most_in = arena_get(a, unknowns, sizeof *p->most_in);
	pool_keep(p, x);
}

void
pool_add(struct pool *p, const int64_t *x)
{
	for (uint32_t i = 0; i < p->unknowns && p->arena->err == 0; i++) {
		if (x[i] < p->least[i] || x[i] > p->most[i]) {
			pool_keep(p, x);
			return;
		}
	}
}

const int64_t *
pool_with(const struct pool *p, uint32_t h, int64_t value, int64_t *least, int64_t *most)
{
	const int64_t *first = NULL;

	for (size_t t = 0; t < p->count; t++) {
		const int64_t *x = p->tables[t];

		if (x[h] != value)
			continue;
		for (uint32_t i = 0; i < p->unknowns; i++) {
			if (first == NULL || x[i] < least[i])
				least[i] = x[i];
			if (first == NULL || x[i] > most[i])
				most[i] = x[i];
		}
		if (first == NULL)
			first = x;
	}
	return first;
}
