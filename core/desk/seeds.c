/* Day seeds: made ahead, renewed, joined, erased. */
#include <sodium.h>
#include <string.h>

#include "core/desk/vault.h"

static struct day_seed *
seed_of(struct vault *v, uint32_t day)
{
	for (size_t i = 0; i < v->seeds.n; i++) {
		if (v->seeds.rows[i].day == day)
			return &v->seeds.rows[i];
	}
	return NULL;
}

const struct day_seed *
vault_seed(const struct vault *v, uint32_t day)
{
	for (size_t i = 0; i < v->seeds.n; i++) {
		if (v->seeds.rows[i].day == day)
			return &v->seeds.rows[i];
	}
	return NULL;
}

static void
fresh(const struct vault *v, struct day_seed *s, uint32_t day)
{
	s->day = day;
	s->serial = v->head.bundle_serial;
	s->roster_serial = v->head.roster_serial;
	memcpy(s->roster_hash, v->head.roster_hash, sizeof s->roster_hash);
	randombytes_buf(s->seed, sizeof s->seed);
}

/* A row at its day's place, or NULL: all are taken. */
static struct day_seed *
insert(struct seeds *s, uint32_t day)
{
	size_t at = s->n;

	if (s->n == VAULT_SEEDS_MAX)
		return NULL;
	while (at > 0 && s->rows[at - 1].day > day)
		at--;
	memmove(s->rows + at + 1, s->rows + at, (s->n - at) * sizeof *s->rows);
	s->n++;
	return &s->rows[at];
}

int
vault_make_seeds(struct vault *v, uint32_t today)
{
	if (v->head.bundle_serial == 0)
		v->head.bundle_serial = 1;
	for (uint32_t day = today; day <= today + BUNDLES_AHEAD_DAYS; day++) {
		struct day_seed *s;

		if (vault_seed(v, day) != NULL)
			continue;
		s = insert(&v->seeds, day);
		if (s == NULL)
			return ERR_FULL;
		fresh(v, s, day);
	}
	return 0;
}

void
vault_renew_seeds(struct vault *v, uint32_t from_day)
{
	v->head.bundle_serial++;
	for (size_t i = 0; i < v->seeds.n; i++) {
		if (v->seeds.rows[i].day >= from_day)
			fresh(v, &v->seeds.rows[i], v->seeds.rows[i].day);
	}
}

void
vault_raise_seeds(struct vault *v, uint32_t least, uint32_t from_day)
{
	if (v->head.bundle_serial < least)
		v->head.bundle_serial = least;
	for (size_t i = 0; i < v->seeds.n; i++) {
		struct day_seed *s = &v->seeds.rows[i];

		if (s->day >= from_day && s->serial < least)
			fresh(v, s, s->day);
	}
}

void
vault_erase_seeds(struct vault *v, uint32_t today, bool listed)
{
	struct seeds *s = &v->seeds;
	size_t kept = 0;

	for (size_t i = 0; i < s->n; i++) {
		uint32_t day = s->rows[i].day;
		bool over = day + 1 + SEED_GRACE_DAYS <= today;

		if ((over && listed) || day + 1 + RETENTION_DAYS_MAX <= today)
			seen_erase_day(&v->seen, day);
		else
			s->rows[kept++] = s->rows[i];
	}
	secret_wipe(s->rows + kept, (s->n - kept) * sizeof *s->rows);
	s->n = kept;
}

/* One day's seed of the other; whether both have one, of one serial, and they differ. */
static bool
join_seed(struct vault *v, const struct day_seed *theirs)
{
	struct day_seed *ours = seed_of(v, theirs->day);

	if (ours == NULL) {
		ours = insert(&v->seeds, theirs->day);
		if (ours != NULL)
			*ours = *theirs;
		return false;
	}
	if (theirs->serial > ours->serial)
		*ours = *theirs;
	return theirs->serial == ours->serial &&
	       memcmp(theirs->seed, ours->seed, sizeof ours->seed) != 0;
}

void
vault_join_seeds(struct vault *v, const struct vault *other, uint32_t today)
{
	uint32_t winning;

	if (other->head.bundle_serial > v->head.bundle_serial)
		v->head.bundle_serial = other->head.bundle_serial;
	winning = ++v->head.bundle_serial;
	for (size_t i = 0; i < other->seeds.n; i++) {
		const struct day_seed *theirs = &other->seeds.rows[i];

		/* What is sealed to a day that has begun names its bundle: that must not change. */
		if (join_seed(v, theirs) && theirs->day > today)
			seed_of(v, theirs->day)->serial = winning;
	}
}
