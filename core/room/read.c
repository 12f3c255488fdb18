/* What a session reads before its first exchange: the office, its bundles, the tables. */
#include <string.h>

#include "core/room/state.h"
#include "core/secret.h"

/* ---- keys ---- */

void
room_keys_free(struct room_keys *k)
{
	secret_free(k->visitor);
	k->visitor = NULL;
	for (size_t i = 0; i < ROSTER_PEOPLE_MAX; i++) {
		secret_free(k->talk[i]);
		k->talk[i] = NULL;
	}
	k->derived = false;
}

/* Argon2id once; the keys toward people again whenever the roster was fetched anew. */
int
room_derive(struct room *r, struct room_keys *k)
{
	const struct roster *roster = &r->office.roster;
	uint8_t seed[SEED_BYTES];
	int rc = 0;

	if (k->visitor != NULL)
		memcpy(seed, k->visitor->seed, sizeof seed);
	else
		rc = keys_seed(seed, k->words, roster->office);
	if (rc == 0) {
		room_keys_free(k);
		k->visitor = secret_new(sizeof *k->visitor);
		rc = k->visitor == NULL ? ERR_MEMORY
		                        : keys_visitor(k->visitor, seed, roster->office);
	}
	for (size_t i = 0; rc == 0 && i < roster->people_count; i++) {
		k->talk[i] = secret_new(sizeof *k->talk[i]);
		rc = k->talk[i] == NULL
		             ? ERR_MEMORY
		             : keys_talk(k->talk[i], seed, roster->office, roster->people[i].id);
	}
	secret_wipe(seed, sizeof seed);
	k->derived = rc == 0;
	return rc;
}

/* ---- office and bundles ---- */

uint32_t
room_first_day(const struct room *r)
{
	uint32_t back = r->office.roster.retention_days;

	return r->office.day > back ? r->office.day - back : 0;
}

int
room_ask_office(struct room *r, struct step *out)
{
	(void)r;
	step_get(out, "/v1/office", OFFICE_ANSWER_MAX);
	return 0;
}

static bool
too_old(const struct room *r, const struct found *f)
{
	return f->place.day < room_first_day(r) || f->holder == ROSTER_PEOPLE_MAX + 1;
}

/* What was found goes with its person, whose number on the roster may be another. */
static void
renumber(struct room *r, const struct roster *before)
{
	for (size_t i = 0; i < r->search.found_count; i++) {
		struct found *f = &r->search.found[i];
		const struct person *p;

		if (f->holder == FOUND_COPY)
			continue;
		p = roster_person(&r->office.roster, before->people[f->holder].id);
		f->holder =
			p == NULL ? ROSTER_PEOPLE_MAX + 1 : (unsigned)(p - r->office.roster.people);
	}
	room_drop_found(r, too_old);
	thread_expire(&r->thread, room_first_day(r));
}

int
room_on_office(struct room *r, int status, struct span body)
{
	struct office before = r->office;
	int rc;

	if (status != 200)
		return ERR_SERVER;
	r->people.known = false;
	rc = office_meet(&r->office, &r->door, body);
	if (rc == 0)
		renumber(r, &before.roster);
	office_clear(&before);
	if (rc != 0)
		return rc;
	r->way.phase = ROOM_BUNDLES;
	if (r->keys.words[0] == '\0')
		return 0;
	rc = room_derive(r, &r->keys);
	return rc == 0 && room_renews(r) ? room_derive(r, &r->new_keys) : rc;
}

int
room_ask_bundles(struct room *r, struct step *out)
{
	step_get_day(out, "/v1/bundles/", r->office.day, ROSTER_PEOPLE_MAX * BUNDLE_BYTES);
	return 0;
}

int
room_on_bundles(struct room *r, int status, struct span body)
{
	int rc;

	if (status != 200)
		return ERR_SERVER;
	rc = office_bundles(r->people.bundles, &r->office.roster, r->office.day, body);
	r->people.known = rc == 0;
	r->way.phase = r->keys.words[0] == '\0' ? ROOM_CLOSED : ROOM_TABLES;
	return rc;
}

/* ---- tables ---- */

int
room_ask_tables(struct room *r, struct step *out)
{
	(void)r;
	step_get(out, "/v1/tags", CLOSED_ANSWER_MAX);
	return 0;
}

int
room_on_tables(struct room *r, int status, struct span body)
{
	struct span table;
	uint32_t day;
	int rc = 0;

	if (status != 200 || tables_check(body) != 0)
		return ERR_SERVER;
	/* A day that closed since the office was asked has its turn when all is read again. */
	while (rc == 0 && body.n > 0 && tables_next(&body, &day, &table)) {
		if (day >= room_first_day(r) && day < r->office.day)
			rc = room_search(r, day, table);
	}
	room_look_anew(r);
	r->way.phase = ROOM_OPEN;
	return rc;
}
