/* What a visit reads: the office, its bundles, the tables, and one's own places. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/crypto/seal.h"
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

int
room_ask_office(struct room *r, struct step *out)
{
	(void)r;
	step_get(out, "/v1/office", OFFICE_ANSWER_MAX);
	return 0;
}

int
room_on_office(struct room *r, int status, struct span body)
{
	int rc;

	if (status != 200)
		return ERR_SERVER;
	rc = office_meet(&r->office, &r->door, body);
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
	r->way.phase = r->keys.words[0] == '\0' ? ROOM_DONE : ROOM_TABLES;
	return rc;
}

/* ---- tables ---- */

static uint32_t
first_day(const struct room *r)
{
	uint32_t back = r->office.roster.retention_days;

	return r->office.day > back ? r->office.day - back : 0;
}

int
room_ask_table(struct room *r, struct step *out)
{
	step_get_day(out, "/v1/tags/", first_day(r) + (uint32_t)r->search.table_count,
	             (size_t)LIVE_TAGS_MAX * TAG_BYTES);
	return 0;
}

static int
add_found(struct room *r, const struct place *place, unsigned holder)
{
	if (r->search.found_count == r->search.found_capacity) {
		size_t capacity = r->search.found_capacity == 0 ? 16 : 2 * r->search.found_capacity;
		struct found *grown = calloc(capacity, sizeof *grown);

		if (grown == NULL)
			return ERR_MEMORY;
		if (r->search.found != NULL) {
			memcpy(grown, r->search.found, r->search.found_count * sizeof *grown);
			secret_wipe(r->search.found, r->search.found_count * sizeof *grown);
			free(r->search.found);
		}
		r->search.found = grown;
		r->search.found_capacity = capacity;
	}
	r->search.found[r->search.found_count++] =
		(struct found){.place = *place, .holder = holder};
	return 0;
}

/* Places of a key fill up from 0, so the first that is absent ends the search. */
static int
search(struct room *r, const uint8_t key[32], unsigned holder, uint32_t day, struct span table)
{
	struct place place;
	int rc = 0;

	for (unsigned i = 0; rc == 0 && i < PLACES_PER_DAY; i++) {
		place_at(&place, key, r->office.roster.office, day, i);
		if (!table_has(table, place.tag))
			break;
		rc = add_found(r, &place, holder);
	}
	secret_wipe(&place, sizeof place);
	return rc;
}

int
room_on_table(struct room *r, int status, struct span body)
{
	uint32_t day = first_day(r) + (uint32_t)r->search.table_count;
	struct buf *table = &r->search.tables[r->search.table_count];
	int rc;

	if (status != 200 || table_check(body) != 0)
		return ERR_SERVER;
	buf_init(table, (size_t)LIVE_TAGS_MAX * TAG_BYTES);
	buf_put_span(table, body);
	if (table->err != 0)
		return table->err;
	r->search.table_count++;
	rc = search(r, r->keys.visitor->copy, FOUND_COPY, day, body);
	for (unsigned i = 0; rc == 0 && i < r->office.roster.people_count; i++)
		rc = search(r, r->keys.talk[i]->talk, i, day, body);
	if (day == r->office.day)
		r->way.phase = ROOM_FETCH;
	return rc;
}

/* ---- fetching ---- */

/* Requests of a visit: enough for all that was found, as a power of two. */
static size_t
fetches_wanted(const struct room *r)
{
	size_t n = 1;

	while (n * EXCHANGE_BODIES < r->search.found_count)
		n *= 2;
	return n;
}

static size_t
fetch_run(const struct room *r, size_t *start)
{
	*start = r->search.fetched * EXCHANGE_BODIES;
	if (*start >= r->search.found_count)
		return 0;
	return r->search.found_count - *start < EXCHANGE_BODIES ? r->search.found_count - *start
	                                                        : EXCHANGE_BODIES;
}

int
room_ask_fetch(struct room *r, struct step *out)
{
	struct place places[EXCHANGE_BODIES];
	size_t start, n = fetch_run(r, &start);
	int rc;

	/* What fills up to four is of any day that bodies live, as a place of one's own might be.
	 */
	for (size_t i = 0; i < EXCHANGE_BODIES; i++) {
		if (i < n)
			places[i] = r->search.found[start + i].place;
		else
			place_random(&places[i], r->office.roster.office,
			             first_day(r) +
			                     randombytes_uniform((uint32_t)r->search.table_count));
	}
	rc = exchange_fetch(&r->delivery.request, &r->office.roster, places, EXCHANGE_BODIES);
	secret_wipe(places, sizeof places);
	step_send(out, HTTP_POST, "/v1/exchange", buf_span(&r->delivery.request),
	          EXCHANGE_ANSWER_BYTES);
	return rc;
}

/* Whether a part of the same message was found already, by the same holder. */
static bool
counted(const struct room *r, const struct found *f)
{
	for (const struct found *g = r->search.found; g < f; g++) {
		if (g->unknown && g->holder == f->holder && memcmp(g->id, f->id, sizeof f->id) == 0)
			return true;
	}
	return false;
}

/* One that disagrees with others, or has no room, hides nothing of theirs. */
static int
take_part(struct room *r, struct found *f, const uint8_t person[PERSON_BYTES],
          const struct message_part *part)
{
	int rc;

	f->unknown = !message_kind_known(part->kind);
	if (f->unknown) {
		r->search.unknown += !counted(r, f);
		return 0;
	}
	rc = thread_add(&r->thread, person, f->place.day, part);
	return rc < 0 ? rc : 0;
}

/* A body that does not open was deleted, or is not ours: passed over, as if it were not there. */
static int
open_body(struct room *r, struct found *f, struct span body)
{
	const struct roster *roster = &r->office.roster;
	const struct person *person = f->holder == FOUND_COPY ? NULL : &roster->people[f->holder];
	const struct talk_keys *talk = person == NULL ? NULL : r->keys.talk[f->holder];
	const struct visitor_keys *own = r->keys.visitor;
	struct seal_context context = {
		.office = roster->office,
		.direction = person == NULL ? SEAL_COPY : SEAL_TO_VISITOR,
		.person = person == NULL ? NULL : person->id,
		.day = f->place.day,
		.reference = SPAN(f->place.tag),
	};
	const struct x25519_pair keys =
		talk == NULL ? (struct x25519_pair){own->x25519, own->x25519_public}
			     : (struct x25519_pair){talk->x25519, talk->x25519_public};
	uint8_t plaintext[INNER_BYTES], sender[X25519_BYTES];
	const uint8_t *expected = person == NULL ? own->x25519_public : person->reply;
	struct message_part part;
	struct xwing_key xwing;
	int rc = xwing_expand(&xwing, talk == NULL ? own->xwing : talk->xwing);

	if (rc == 0 && seal_open(plaintext, sender, &context, &keys, &xwing, body.p) == 0 &&
	    memcmp(sender, expected, sizeof sender) == 0 &&
	    message_read(&part, plaintext, context.direction) == 0) {
		f->opened = true;
		f->part = part.part;
		memcpy(f->id, part.id, sizeof f->id);
		rc = take_part(r, f, person == NULL ? part.from : person->id, &part);
	}
	secret_wipe(&xwing, sizeof xwing);
	secret_wipe(plaintext, sizeof plaintext);
	secret_wipe(&part, sizeof part);
	return rc;
}

int
room_on_fetch(struct room *r, int status, struct span body)
{
	struct exchange_answer answer;
	size_t start, n = fetch_run(r, &start);
	int rc = exchange_read(&answer, body);

	(void)status;
	if (rc != 0)
		return rc;
	if (answer.status == EXCHANGE_ROSTER)
		return room_restart(r);
	if (answer.status == EXCHANGE_UNAVAILABLE)
		return ERR_UNAVAILABLE;
	if (answer.status != EXCHANGE_OK)
		return ERR_SERVER;
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = open_body(r, &r->search.found[start + i], answer.bodies[i]);
	r->search.fetched++;
	if (rc != 0 || r->search.fetched < fetches_wanted(r))
		return rc;
	thread_arrange(&r->thread);
	return room_do_line(r);
}
