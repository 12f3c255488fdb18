/* Who reads what is written today, and to whom it goes on. */
#include <string.h>

#include "core/room/state.h"

bool
room_writable(const struct room *r, size_t slot)
{
	return r->people.bundles[slot].day == r->office.day;
}

static slot_set
writable_in(const struct room *r, enum person_role role)
{
	slot_set set = 0;

	for (size_t i = 0; i < roster_slots(&r->office.roster); i++) {
		if (room_writable(r, i) && roster_slot(&r->office.roster, i)->role == role)
			set |= 1U << i;
	}
	return set;
}

/* Where writing only arranges meetings, those who arrange them come first. */
slot_set
room_whoever_is_free(const struct room *r)
{
	slot_set arranging = writable_in(r, ROLE_ARRANGING);

	if (r->office.roster.writing == OFFICE_WRITING_ARRANGING && arranging != 0)
		return arranging;
	return writable_in(r, ROLE_OMBUDS);
}

bool
room_readers(const struct room *r, slot_set *writable_slots, slot_set *free_slots)
{
	if (!r->people.known)
		return false;
	*writable_slots = writable_in(r, ROLE_OMBUDS) | writable_in(r, ROLE_ARRANGING);
	*free_slots = room_whoever_is_free(r);
	if (r->office.roster.writing == OFFICE_WRITING_OFF)
		*writable_slots = *free_slots = 0;
	return true;
}

/* Whether she wrote to a person by name, who did not see then to whom else she writes. */
static bool
knows_her(const struct thread *t, const uint8_t person[PERSON_BYTES])
{
	bool by_name = false;

	for (size_t i = 0; i < t->n; i++) {
		const struct message *m = t->messages[i];

		if (addressees_find(&m->to, person) == NULL)
			continue;
		if (m->to_whoever)
			return false; /* the claim id is theirs already */
		by_name = true;
	}
	return by_name;
}

slot_set
room_recognisers(const struct room *r)
{
	slot_set free_slots = r->people.known ? room_whoever_is_free(r) : 0, known = 0;

	for (size_t i = 0; i < roster_slots(&r->office.roster); i++) {
		if (slot_in(free_slots, i) &&
		    knows_her(&r->thread, roster_slot(&r->office.roster, i)->id))
			known |= 1U << i;
	}
	/* Alone they are told nothing that they do not know. */
	return (free_slots & (free_slots - 1)) != 0 ? known : 0;
}

/* ---- to whom it goes on ---- */

static const struct message *
last_shown(const struct thread *t)
{
	for (size_t i = t->n; i-- > 0;) {
		if (message_shown(t->messages[i]))
			return t->messages[i];
	}
	return NULL;
}

/* The slots of today that a message was not meant for. */
static slot_set
not_meant(const struct room *r, const struct message *m, slot_set today)
{
	slot_set others = 0;

	for (size_t i = 0; i < roster_slots(&r->office.roster); i++) {
		if (slot_in(today, i) &&
		    addressees_find(&m->to, roster_slot(&r->office.roster, i)->id) == NULL)
			others |= 1U << i;
	}
	return others;
}

/* The one slot of whoever wrote this, or was written to alone; NO_SLOT for any other case. */
static size_t
one_to_one(const struct room *r, const struct message *m)
{
	const uint8_t *id = m->person;

	if (room_own(m)) {
		if (m->to.meant == 0 || (m->to.meant & (m->to.meant - 1)) != 0)
			return NO_SLOT;
		for (size_t i = 0; i < m->to.n; i++) {
			if (addressees_meant(&m->to, i))
				id = m->to.rows[i].person;
		}
	}
	for (size_t i = 0; i < roster_slots(&r->office.roster); i++) {
		if (room_writable(r, i) &&
		    memcmp(roster_slot(&r->office.roster, i)->id, id, PERSON_BYTES) == 0)
			return i;
	}
	return NO_SLOT;
}

enum room_next
room_next_reader(const struct room *r, size_t *slot, slot_set *grown)
{
	const struct message *m = r->people.known ? last_shown(&r->thread) : NULL;
	slot_set today;

	*grown = 0;
	if (m == NULL || r->office.roster.writing == OFFICE_WRITING_OFF)
		return NEXT_ASKED;
	if (!room_own(m) || !m->to_whoever) {
		*slot = one_to_one(r, m);
		return *slot == NO_SLOT ? NEXT_ASKED : NEXT_PERSON;
	}
	today = room_whoever_is_free(r);
	*grown = not_meant(r, m, today);
	return today == 0 || *grown != 0 ? NEXT_ASKED : NEXT_WHOEVER;
}
