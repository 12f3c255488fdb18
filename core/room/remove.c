/* What a visit deletes: places of its own, and the envelopes that lead to them. */
#include <stdlib.h>
#include <string.h>

#include "core/room/state.h"
#include "core/secret.h"

static const uint8_t VISITOR[PERSON_BYTES];

bool
room_own(const struct message *m)
{
	return memcmp(m->person, VISITOR, PERSON_BYTES) == 0;
}

static int
add_delete(struct room *r, const struct place *place)
{
	if (r->removal.count == r->removal.capacity) {
		size_t capacity = r->removal.capacity == 0 ? 64 : 2 * r->removal.capacity;
		struct place *grown = calloc(capacity, sizeof *grown);

		if (grown == NULL)
			return ERR_MEMORY;
		if (r->removal.places != NULL) {
			memcpy(grown, r->removal.places, r->removal.count * sizeof *grown);
			secret_wipe(r->removal.places, r->removal.count * sizeof *grown);
			free(r->removal.places);
		}
		r->removal.places = grown;
		r->removal.capacity = capacity;
	}
	r->removal.places[r->removal.count++] = *place;
	return 0;
}

static int
delete_envelope(struct room *r, const struct found *f, const uint8_t person[PERSON_BYTES])
{
	struct place place;
	int rc;

	place_envelope(&place, r->keys.visitor->envelope, r->office.roster.office, person,
	               f->place.day, f->id, f->part);
	rc = add_delete(r, &place);
	secret_wipe(&place, sizeof place);
	return rc;
}

/*
 * Everybody's, whether meant for them or not: those on the roster when it was sent, and those on
 * the roster now. So all of a deposit goes, and the request looks the same whoever was written to.
 */
int
room_delete_envelopes(struct room *r, const struct found *f)
{
	static const struct addressees unknown;
	const struct roster *roster = &r->office.roster;
	const struct message *m = f->opened ? thread_find(&r->thread, f->id) : NULL;
	const struct addressees *to = m == NULL ? &unknown : &m->to;
	int rc = 0;

	if (!f->opened || f->holder != FOUND_COPY)
		return 0;
	for (size_t i = 0; rc == 0 && i < to->n; i++)
		rc = delete_envelope(r, f, to->rows[i].person);
	for (size_t i = 0; rc == 0 && i < roster->people_count; i++) {
		if (!addressees_list(to, roster->people[i].id))
			rc = delete_envelope(r, f, roster->people[i].id);
	}
	return rc;
}

static const struct message *
last_said(const struct thread *t)
{
	for (size_t i = t->n; i-- > 0;) {
		if (room_own(t->messages[i]) && t->messages[i]->kind == MESSAGE_TEXT)
			return t->messages[i];
	}
	return NULL;
}

/* What this line, or one of its id before it, takes back; NULL: nothing yet. */
static const struct chosen *
chosen(const struct room *r)
{
	const struct room_removal *removal = &r->removal;

	for (size_t i = 0; i < CHOSEN_MAX && i < removal->chosen_count; i++) {
		if (memcmp(removal->chosen[i].line, r->line.id, MESSAGE_ID_BYTES) == 0)
			return &removal->chosen[i];
	}
	return NULL;
}

/* id: NULL for the last said. */
static int
choose(struct room *r, const uint8_t *id)
{
	struct room_removal *removal = &r->removal;
	const struct message *m = id == NULL ? last_said(&r->thread) : thread_find(&r->thread, id);
	struct chosen *row = &removal->chosen[removal->chosen_count % CHOSEN_MAX];

	if (m == NULL || !room_own(m))
		return ERR_ABSENT;
	memcpy(row->line, r->line.id, sizeof row->line);
	memcpy(row->message, m->id, sizeof row->message);
	removal->chosen_count++;
	return 0;
}

bool
room_taken_back(const struct room *r, const uint8_t id[MESSAGE_ID_BYTES])
{
	const struct room_removal *removal = &r->removal;

	for (size_t i = 0; i < CHOSEN_MAX && i < removal->chosen_count; i++) {
		if (memcmp(removal->chosen[i].message, id, MESSAGE_ID_BYTES) == 0)
			return true;
	}
	return false;
}

static bool
copy_of(const struct message *m, const struct found *f)
{
	return f->opened && f->holder == FOUND_COPY && memcmp(f->id, m->id, sizeof m->id) == 0;
}

int
room_plan_take_back(struct room *r, const uint8_t *wanted)
{
	const struct chosen *c = chosen(r);
	const struct message *m;
	int rc = c == NULL ? choose(r, wanted) : 0;

	if (rc != 0)
		return rc;
	c = chosen(r);
	if (c == NULL)
		return ERR_INTERNAL;
	if (wanted != NULL && memcmp(c->message, wanted, sizeof c->message) != 0)
		return ERR_USED;
	m = thread_find(&r->thread, c->message);
	if (m == NULL)
		return room_plan_read(r); /* it was taken back before */
	for (size_t i = 0; rc == 0 && i < r->search.found_count; i++) {
		if (copy_of(m, &r->search.found[i]))
			rc = room_delete_envelopes(r, &r->search.found[i]);
	}
	for (size_t i = 0; rc == 0 && i < r->search.found_count; i++) {
		if (copy_of(m, &r->search.found[i]))
			rc = add_delete(r, &r->search.found[i].place);
	}
	r->way.act.task = TASK_DELETE;
	return rc;
}

static bool
of_taken_back(const struct room *r, const struct found *f)
{
	const struct chosen *c = chosen(r);

	return c != NULL && f->opened && f->holder == FOUND_COPY &&
	       memcmp(f->id, c->message, sizeof f->id) == 0;
}

int
room_taken_back_now(struct room *r)
{
	const struct chosen *c = chosen(r);

	if (c == NULL)
		return 0;
	room_drop_found(r, of_taken_back);
	thread_remove(&r->thread, c->message);
	return 0;
}

int
room_delete_found(struct room *r)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < r->search.found_count; i++) {
		if (r->search.found[i].coming)
			continue;
		rc = add_delete(r, &r->search.found[i].place);
	}
	return rc;
}
