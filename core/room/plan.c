/* What a visit plans once it has read: to say, take back, forget, renew. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/room/state.h"
#include "core/secret.h"

static const uint8_t VISITOR[PERSON_BYTES];

/* ---- letters ---- */

void
room_clear_letters(struct room *r)
{
	for (size_t i = 0; i < r->letter_count; i++)
		buf_clear(&r->letters[i].text);
	r->letter_count = r->letter_at = 0;
	r->part_at = 0;
	r->request_ready = false;
}

static struct letter *
add_letter(struct room *r, uint8_t kind, struct span text)
{
	struct letter *l;

	if (r->letter_count == LETTERS_MAX)
		return NULL;
	l = &r->letters[r->letter_count++];
	*l = (struct letter){0};
	l->head.kind = kind;
	l->head.lamport = thread_lamport(&r->thread);
	randombytes_buf(l->head.id, sizeof l->head.id);
	buf_init(&l->text, TEXT_MAX);
	buf_put_span(&l->text, text);
	l->parts = message_parts(text.n);
	l->head.parts = (uint8_t)l->parts;
	return l;
}

static void
begin_deposits(struct room *r)
{
	r->place_i =
		deposit_first_free(room_writing_keys(r)->visitor->copy, r->office.roster.office,
	                           r->office.day, buf_span(&r->tables[r->table_count - 1]));
	r->puzzles = 0;
	r->phase = ROOM_DEPOSIT;
}

/* ---- planning ---- */

static bool
writable(const struct room *r, size_t slot)
{
	return r->bundles[slot].day == r->office.day;
}

static slot_set
writable_in(const struct room *r, enum person_role role)
{
	slot_set set = 0;

	for (size_t i = 0; i < roster_slots(&r->office.roster); i++) {
		if (writable(r, i) && roster_slot(&r->office.roster, i)->role == role)
			set |= 1U << i;
	}
	return set;
}

/* Where writing only arranges meetings, those who arrange them come first. */
static slot_set
whoever_is_free(const struct room *r)
{
	slot_set arranging = writable_in(r, ROLE_ARRANGING);

	if (r->office.roster.writing == OFFICE_WRITING_ARRANGING && arranging != 0)
		return arranging;
	return writable_in(r, ROLE_OMBUDS);
}

static int
recipients(const struct room *r, slot_set *out)
{
	const struct roster *roster = &r->office.roster;
	const struct person *named;

	*out = whoever_is_free(r);
	if (roster->writing == OFFICE_WRITING_OFF)
		return ERR_WRITING;
	if (roster->writing == OFFICE_WRITING_UNKNOWN)
		return ERR_NEWER;
	if (r->to[0] == '\0')
		return *out == 0 ? ERR_NO_BUNDLE : 0;
	named = roster_named(roster, r->to);
	if (named == NULL || named->left != 0)
		return ERR_PERSON;
	if (named->role == ROLE_UNKNOWN)
		return ERR_NEWER;
	for (size_t i = 0; i < roster_slots(roster); i++) {
		if (roster_slot(roster, i) == named && writable(r, i)) {
			*out = 1U << i;
			return 0;
		}
	}
	return ERR_NO_BUNDLE;
}

int
room_plan_say(struct room *r)
{
	struct letter *l;
	slot_set to;
	int rc = recipients(r, &to);

	if (rc != 0)
		return rc;
	l = add_letter(r, MESSAGE_TEXT, buf_span(&r->text));
	if (l == NULL || l->text.err != 0)
		return ERR_MEMORY;
	l->to = to;
	l->claimed = r->to[0] == '\0' ? to : 0;
	l->copy = true;
	begin_deposits(r);
	return 0;
}

static int
add_delete(struct room *r, const struct place *place)
{
	if (r->delete_count == r->delete_capacity) {
		size_t capacity = r->delete_capacity == 0 ? 64 : 2 * r->delete_capacity;
		struct place *grown = calloc(capacity, sizeof *grown);

		if (grown == NULL)
			return ERR_MEMORY;
		if (r->deletes != NULL) {
			memcpy(grown, r->deletes, r->delete_count * sizeof *grown);
			secret_wipe(r->deletes, r->delete_count * sizeof *grown);
			free(r->deletes);
		}
		r->deletes = grown;
		r->delete_capacity = capacity;
	}
	r->deletes[r->delete_count++] = *place;
	return 0;
}

/* All envelopes of a message of one's own that may still lie unfetched. */
static int
delete_envelopes(struct room *r, const struct message *m)
{
	const uint8_t *office = r->office.roster.office;
	struct place place;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < m->people_count; i++) {
		for (unsigned part = 0; rc == 0 && part < m->parts; part++) {
			place_envelope(&place, r->keys.visitor->envelope, office, m->people[i],
			               m->day, m->id, part);
			rc = add_delete(r, &place);
		}
	}
	secret_wipe(&place, sizeof place);
	return rc;
}

static bool
own(const struct message *m)
{
	return memcmp(m->person, VISITOR, PERSON_BYTES) == 0;
}

static const struct message *
last_said(const struct thread *t)
{
	for (size_t i = t->n; i-- > 0;) {
		if (own(t->messages[i]) && t->messages[i]->kind == MESSAGE_TEXT)
			return t->messages[i];
	}
	return NULL;
}

int
room_plan_take_back(struct room *r)
{
	const struct message *m =
		r->take_back_last ? last_said(&r->thread) : thread_find(&r->thread, r->take_back);
	uint8_t id[MESSAGE_ID_BYTES];
	int rc;

	if (m == NULL || !own(m))
		return ERR_ABSENT;
	rc = delete_envelopes(r, m);
	for (size_t i = 0; rc == 0 && i < r->found_count; i++) {
		const struct found *f = &r->found[i];

		if (f->opened && f->holder == FOUND_COPY && memcmp(f->id, m->id, sizeof m->id) == 0)
			rc = add_delete(r, &f->place);
	}
	memcpy(id, m->id, sizeof id);
	thread_remove(&r->thread, id);
	/* A restart takes back the same one, not the one that is the last by then. */
	memcpy(r->take_back, id, sizeof id);
	r->take_back_last = false;
	r->phase = ROOM_DELETE;
	return rc;
}

static int
delete_found(struct room *r)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < r->found_count; i++)
		rc = add_delete(r, &r->found[i].place);
	return rc;
}

/* Whether the visitor wrote to a person or heard from them; with only_free, wrote as to others. */
static bool
met(const struct thread *t, const uint8_t id[PERSON_BYTES], bool only_free)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct message *m = t->messages[i];

		if (!own(m)) {
			if (!only_free && memcmp(m->person, id, PERSON_BYTES) == 0)
				return true;
			continue;
		}
		for (size_t p = 0; p < m->people_count && (m->free || !only_free); p++) {
			if (memcmp(m->people[p], id, PERSON_BYTES) == 0)
				return true;
		}
	}
	return false;
}

/* Those on the roster, and writable today, whom the visitor met. */
static slot_set
known(const struct room *r, bool only_free)
{
	slot_set set = 0;

	for (size_t s = 0; s < roster_slots(&r->office.roster); s++) {
		if (writable(r, s) &&
		    met(&r->thread, roster_slot(&r->office.roster, s)->id, only_free))
			set |= 1U << s;
	}
	return set;
}

/* Those she met who are in the office, but not among these. */
static size_t
untold(const struct room *r, slot_set told)
{
	size_t n = 0;

	for (size_t s = 0; s < roster_slots(&r->office.roster); s++)
		n += !slot_in(told, s) &&
		     met(&r->thread, roster_slot(&r->office.roster, s)->id, false);
	return n;
}

/*
 * Whom a message of an unknown kind went to cannot be read from it: its envelope is looked for
 * at everybody's places.
 */
static int
delete_unknown(struct room *r, const struct found *f)
{
	const struct roster *roster = &r->office.roster;
	struct place place;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < roster->people_count; i++) {
		place_envelope(&place, r->keys.visitor->envelope, roster->office,
		               roster->people[i].id, f->place.day, f->id, f->part);
		rc = add_delete(r, &place);
	}
	secret_wipe(&place, sizeof place);
	return rc;
}

int
room_plan_forget(struct room *r)
{
	struct letter *l;
	slot_set to = known(r, false);
	int rc = 0;

	/* The copies last: without them nobody knows any more where the envelopes lie. A renewal
	   that no desk has fetched stays: it tells that desk which matter is to be forgotten. */
	for (size_t i = 0; rc == 0 && i < r->thread.n; i++) {
		if (own(r->thread.messages[i]) && r->thread.messages[i]->kind != MESSAGE_RENEW)
			rc = delete_envelopes(r, r->thread.messages[i]);
	}
	for (size_t i = 0; rc == 0 && i < r->found_count; i++) {
		if (r->found[i].unknown && r->found[i].holder == FOUND_COPY)
			rc = delete_unknown(r, &r->found[i]);
	}
	if (rc == 0)
		rc = delete_found(r);
	r->phase = ROOM_DELETE;
	r->untold = untold(r, to);
	if (rc == 0 && to != 0) {
		l = add_letter(r, MESSAGE_FORGET, SPAN_NONE);
		if (l == NULL)
			return ERR_MEMORY;
		l->to = to;
		begin_deposits(r);
	}
	thread_clear(&r->thread);
	r->unknown = 0;
	return rc;
}

/* A copy of an older message, under the new words. */
static int
carry_over(struct room *r, const struct message *m)
{
	struct letter *l = add_letter(r, m->kind, SPAN_NONE);
	int rc;

	if (l == NULL)
		return ERR_MEMORY;
	rc = message_text(&l->text, m);
	l->parts = m->parts;
	l->head.parts = m->parts;
	l->head.lamport = m->lamport;
	memcpy(l->head.id, m->id, sizeof m->id);
	memcpy(l->head.from, m->person, sizeof m->person);
	l->head.people_count = m->people_count;
	memcpy(l->head.people, m->people, sizeof m->people);
	if (m->free)
		memcpy(l->head.claim, r->new_keys.visitor->claim, CLAIM_BYTES);
	l->copy = true;
	return rc;
}

static void
make_proofs(struct room *r)
{
	const struct roster *roster = &r->office.roster;

	for (unsigned i = 0, slot = 0; i < roster->people_count; i++) {
		const struct talk_keys *new = r->new_keys.talk[i];

		if (roster->people[i].left != 0)
			continue;
		keys_renewal(r->proofs[slot++], r->keys.talk[i]->talk, roster->office,
		             new->x25519_public, new->xwing_public, new->talk);
	}
}

/* The oldest message that still fits a day's places, when counted from the newest. */
static size_t
first_that_fits(const struct room *r)
{
	size_t first = r->thread.n, parts = 1;

	while (first > 0 && parts + r->thread.messages[first - 1]->parts <= PLACES_PER_DAY) {
		first--;
		parts += r->thread.messages[first]->parts;
	}
	return first;
}

int
room_plan_renew(struct room *r)
{
	size_t first = first_that_fits(r);
	struct letter *l;
	int rc = 0;

	if (r->thread.n == 0)
		return ERR_ABSENT;
	make_proofs(r);
	r->left_behind = r->unknown;
	for (size_t i = 0; rc == 0 && i < r->thread.n; i++) {
		const struct message *m = r->thread.messages[i];

		/* what cannot be read is not worth a place, and no reason to fail */
		if (i < first || !message_readable(m))
			r->left_behind += message_shown(m);
		else
			rc = carry_over(r, m);
	}
	l = rc == 0 ? add_letter(r, MESSAGE_RENEW, SPAN_NONE) : NULL;
	if (l == NULL)
		return rc == 0 ? ERR_MEMORY : rc;
	l->to = known(r, false);
	r->untold = untold(r, l->to);
	l->claimed = known(r, true);
	l->copy = l->renewal = true;
	rc = delete_found(r);
	begin_deposits(r);
	return rc;
}
