/* What a visit plans once it has read: to say, take back, forget, renew. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/room/state.h"
#include "core/secret.h"

bool
room_about_to_say(const struct room *r)
{
	const struct letter *l = r->post.letter_count == 0 ? NULL : &r->post.letters[0];

	return r->way.act.task == TASK_DEPOSIT && l != NULL && l->head.kind == MESSAGE_TEXT &&
	       !room_renews(r);
}

bool
room_says_to_whoever(const struct room *r)
{
	return room_about_to_say(r) && r->post.letters[0].claimed != 0;
}

int
room_plan_read(struct room *r)
{
	r->way.act.task = TASK_NONE;
	return 0;
}

/* The person of a name or id. */
static const struct person *
named(const struct roster *roster, struct span name)
{
	char text[PERSON_NAME_MAX + 1];

	if (name.n == 0 || name.n > PERSON_NAME_MAX || memchr(name.p, 0, name.n) != NULL)
		return NULL;
	memcpy(text, name.p, name.n);
	text[name.n] = '\0';
	return roster_named(roster, text);
}

/* Whether all that are to read it were named, where the client named any. */
static bool
as_named(const struct room *r, slot_set to)
{
	if (!verb_given(&r->line, "readers"))
		return true;
	for (size_t i = 0; i < roster_slots(&r->office.roster); i++) {
		if (slot_in(to, i) &&
		    !verb_names(&r->line, "readers", roster_slot(&r->office.roster, i)->id))
			return false;
	}
	return true;
}

static int
recipients(const struct room *r, struct span name, slot_set *out)
{
	const struct roster *roster = &r->office.roster;
	const struct person *person;

	*out = room_whoever_is_free(r);
	if (roster->writing == OFFICE_WRITING_OFF)
		return ERR_WRITING;
	if (roster->writing == OFFICE_WRITING_UNKNOWN)
		return ERR_NEWER;
	if (name.p == NULL)
		return *out == 0 ? ERR_NO_BUNDLE : 0;
	person = named(roster, name);
	if (person == NULL || person->left != 0)
		return ERR_PERSON;
	if (person->role == ROLE_UNKNOWN)
		return ERR_NEWER;
	for (size_t i = 0; i < roster_slots(roster); i++) {
		if (roster_slot(roster, i) == person && room_writable(r, i)) {
			*out = 1U << i;
			return 0;
		}
	}
	return ERR_NO_BUNDLE;
}

/* Those of a message's people who can be written to still. */
static slot_set
people_of(const struct room *r, const struct message *m)
{
	slot_set set = 0;

	for (size_t i = 0; i < roster_slots(&r->office.roster); i++) {
		if (room_writable(r, i) &&
		    addressees_find(&m->to, roster_slot(&r->office.roster, i)->id) != NULL)
			set |= 1U << i;
	}
	return set;
}

/* Whether a message went to whom the line names. */
static bool
went_to(const struct room *r, const struct message *m, struct span name)
{
	const struct person *person = named(&r->office.roster, name);
	const bool alone = (m->to.meant & (m->to.meant - 1)) == 0;

	if (name.p == NULL || m->to_whoever)
		return name.p == NULL && m->to_whoever;
	return person != NULL && alone && addressees_find(&m->to, person->id) != NULL;
}

/* A visit before this one was cut off: what is there already is not sent again, the rest is. */
static int
go_on_saying(struct room *r, const struct message *m, struct span text, struct span to)
{
	struct letter *l;

	if (!room_own(m) || m->kind != MESSAGE_TEXT || !message_agrees(m, text) ||
	    !went_to(r, m, to))
		return ERR_USED;
	if (message_whole(m))
		return room_plan_read(r);
	l = room_add_letter(r, MESSAGE_TEXT, text);
	if (l == NULL || l->text.err != 0)
		return ERR_MEMORY;
	l->head.lamport = m->lamport;
	l->head.to = m->to;
	l->there = m->body.have;
	l->to = people_of(r, m);
	l->claimed = m->to_whoever ? l->to : 0;
	l->copy = true;
	if (l->to == 0)
		return ERR_NO_BUNDLE;
	room_begin_deposits(r);
	return as_named(r, l->to) ? 0 : ERR_READERS;
}

int
room_plan_say(struct room *r, struct span text, struct span to)
{
	const struct message *said = thread_find(&r->thread, r->line.id);
	struct letter *l;
	slot_set set;
	int rc;

	if (said != NULL)
		return go_on_saying(r, said, text, to);
	if (room_taken_back(r, r->line.id))
		return room_plan_read(r);
	rc = recipients(r, to, &set);
	if (rc != 0)
		return rc;
	if (!as_named(r, set))
		return ERR_READERS;
	l = room_add_letter(r, MESSAGE_TEXT, text);
	if (l == NULL || l->text.err != 0)
		return ERR_MEMORY;
	l->to = set;
	room_address(r, l);
	l->claimed = to.p == NULL ? set : 0;
	l->copy = true;
	room_begin_deposits(r);
	return 0;
}

/* Whether the visitor wrote to a person or heard from them; with only_free, wrote as to others. */
static bool
met(const struct thread *t, const uint8_t id[PERSON_BYTES], bool only_free)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct message *m = t->messages[i];
		bool heard = !only_free && memcmp(m->person, id, PERSON_BYTES) == 0;

		if (heard || ((m->to_whoever || !only_free) && addressees_find(&m->to, id) != NULL))
			return true;
	}
	return false;
}

/* Those on the roster, and writable today, whom the visitor met. */
static slot_set
known(const struct room *r, bool only_free)
{
	slot_set set = 0;

	for (size_t s = 0; s < roster_slots(&r->office.roster); s++) {
		if (room_writable(r, s) &&
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

static bool
is_renewal(const struct room *r, const struct found *f)
{
	const struct message *m = f->opened ? thread_find(&r->thread, f->id) : NULL;

	return m != NULL && room_own(m) && m->kind == MESSAGE_RENEW;
}

int
room_plan_forget(struct room *r)
{
	struct letter *l;
	slot_set to = known(r, false);
	int rc = 0;

	/* The copies last: without them nobody knows any more where the envelopes lie. A renewal
	   that no desk has fetched stays: it tells that desk which matter is to be forgotten. */
	for (size_t i = 0; rc == 0 && i < r->search.found_count; i++) {
		if (!is_renewal(r, &r->search.found[i]))
			rc = room_delete_envelopes(r, &r->search.found[i]);
	}
	if (rc == 0)
		rc = room_delete_found(r);
	r->way.act.task = TASK_DELETE;
	r->post.untold = untold(r, to);
	if (rc == 0 && to != 0) {
		l = room_add_letter(r, MESSAGE_FORGET, SPAN_NONE);
		if (l == NULL)
			return ERR_MEMORY;
		/* It has no copy that would tell of a request made before, in a visit cut off. */
		randombytes_buf(l->head.id, sizeof l->head.id);
		l->to = to;
		room_address(r, l);
		room_begin_deposits(r);
	}
	return rc;
}

static bool
any_found(const struct room *r, const struct found *f)
{
	(void)r;
	(void)f;
	return true;
}

int
room_forgotten(struct room *r)
{
	if (!room_forgets(r))
		return 0;
	thread_clear(&r->thread);
	room_drop_found(r, any_found);
	r->search.unknown = 0;
	return 0;
}

/* A copy of an older message, under the new words. */
static int
carry_over(struct room *r, const struct message *m)
{
	struct letter *l = room_add_letter(r, m->kind, SPAN_NONE);
	int rc;

	if (l == NULL)
		return ERR_MEMORY;
	rc = message_text(&l->text, m);
	l->there = room_parts_coming(r, m->id);
	l->parts = m->body.parts;
	l->head.parts = m->body.parts;
	l->head.lamport = m->lamport;
	memcpy(l->head.id, m->id, sizeof m->id);
	memcpy(l->head.from, m->person, sizeof m->person);
	l->head.to = m->to;
	message_set_after(&l->head, buf_span(&m->order.after));
	if (m->to_whoever)
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
		keys_renewal(r->post.proofs[slot++], r->keys.talk[i]->talk, roster->office,
		             new->x25519_public, new->xwing_public, new->talk);
	}
}

/* The oldest message that still fits a day's places, when counted from the newest. */
static size_t
first_that_fits(const struct room *r)
{
	size_t first = r->thread.n, parts = 1;

	while (first > 0 && parts + r->thread.messages[first - 1]->body.parts <= PLACES_PER_DAY) {
		first--;
		parts += r->thread.messages[first]->body.parts;
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
	r->post.left_behind = r->search.unknown;
	for (size_t i = 0; rc == 0 && i < r->thread.n; i++) {
		const struct message *m = r->thread.messages[i];

		/* what cannot be read is not worth a place, and no reason to fail */
		if (i < first || !message_readable(m))
			r->post.left_behind += message_shown(m);
		else
			rc = carry_over(r, m);
	}
	l = rc == 0 ? room_add_letter(r, MESSAGE_RENEW, SPAN_NONE) : NULL;
	if (l == NULL)
		return rc == 0 ? ERR_MEMORY : rc;
	l->to = known(r, false);
	room_address(r, l);
	r->post.untold = untold(r, l->to);
	l->claimed = known(r, true);
	l->copy = l->renewal = true;
	rc = room_delete_found(r);
	room_begin_deposits(r);
	return rc;
}

/* ---- when it is done ---- */

static bool
stays_behind(const struct room *r, const struct found *f)
{
	(void)r;
	return !f->coming;
}

static bool
is_coming(const struct room *r, const struct found *f)
{
	(void)r;
	return f->coming;
}

void
room_forget_coming(struct room *r)
{
	room_drop_found(r, is_coming);
	room_keys_free(&r->new_keys);
	r->new_keys = (struct room_keys){0};
}

/* The conversation is under the new words from now on; what has no copy there is left behind. */
int
room_renewed(struct room *r)
{
	if (!room_renews(r))
		return 0;
	for (size_t i = r->thread.n; i-- > 0;) {
		uint8_t id[MESSAGE_ID_BYTES];

		memcpy(id, r->thread.messages[i]->id, sizeof id);
		if (room_parts_coming(r, id) == 0)
			thread_remove(&r->thread, id);
	}
	room_drop_found(r, stays_behind);
	for (size_t i = 0; i < r->search.found_count; i++) {
		struct found *f = &r->search.found[i];

		f->coming = false;
		/* The renewal itself is not in the thread yet. */
		f->fetched = f->opened = memcmp(f->id, r->line.id, sizeof f->id) != 0;
	}
	r->search.unknown = 0;
	room_keys_free(&r->keys);
	r->keys = r->new_keys;
	r->new_keys = (struct room_keys){0};
	verb_line_clear(&r->line);
	room_look_anew(r);
	if (r->way.slots.pace == ROOM_AT_ONCE)
		room_look_no_more(r);
	return 0;
}
