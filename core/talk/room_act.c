/* What a visit does once it has read: say, take back, forget, renew. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/secret.h"
#include "core/talk/room_state.h"

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
add_letter(struct room *r, enum message_kind kind, struct span text)
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

/* The keys a letter goes out under: a renewal's are the new ones. */
static const struct room_keys *
writing_keys(const struct room *r)
{
	return r->act == ROOM_ACT_RENEW ? &r->new_keys : &r->keys;
}

static void
begin_deposits(struct room *r)
{
	r->place_i = deposit_first_free(writing_keys(r)->visitor->copy, r->office.roster.office,
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
free_ombuds(const struct room *r)
{
	slot_set set = 0;

	for (size_t i = 0; i < roster_slots(&r->office.roster); i++) {
		if (writable(r, i) && roster_slot(&r->office.roster, i)->role == ROLE_OMBUDS)
			set |= 1U << i;
	}
	return set;
}

static int
recipients(const struct room *r, slot_set *out)
{
	const struct roster *roster = &r->office.roster;
	const struct person *named;

	*out = free_ombuds(r);
	if (r->to[0] == '\0')
		return *out == 0 ? ERR_NO_BUNDLE : 0;
	named = roster_named(roster, r->to);
	if (named == NULL || named->left != 0)
		return ERR_PERSON;
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
	if (rc == ERR_TEXT || rc == ERR_SIZE) {
		/* No words that can be shown: not worth keeping, and no reason to fail. */
		buf_clear(&l->text);
		r->letter_count--;
		return 0;
	}
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
	r->left_behind = 0;
	for (size_t i = 0; i < first; i++)
		r->left_behind += message_shown(r->thread.messages[i]);
	for (size_t i = first; rc == 0 && i < r->thread.n; i++) {
		if (message_whole(r->thread.messages[i]))
			rc = carry_over(r, r->thread.messages[i]);
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

/* ---- depositing ---- */

static int
make_deposit(struct room *r)
{
	struct letter *l = &r->letters[r->letter_at];
	const struct room_keys *keys = writing_keys(r);
	struct exchange_slot *slots;
	struct talk_keys *talk[PEOPLE_MAX] = {NULL};
	struct visitor_letter v = {.office = &r->office,
	                           .bundles = r->bundles,
	                           .keys = keys->visitor,
	                           .talk = talk,
	                           .part = &l->head,
	                           .to = l->to,
	                           .claimed = l->claimed,
	                           .proofs = l->renewal ? (const uint8_t(*)[32])r->proofs : NULL,
	                           .copy = l->copy,
	                           .i = r->place_i};
	int rc;

	for (size_t i = 0, slot = 0; i < r->office.roster.people_count; i++) {
		if (r->office.roster.people[i].left == 0)
			talk[slot++] = keys->talk[i];
	}
	slots = calloc(DEPOSIT_SLOTS_MAX, sizeof *slots);
	if (slots == NULL)
		return ERR_MEMORY;
	l->head.part = r->part_at;
	l->head.text = message_piece(buf_span(&l->text), r->part_at);
	rc = deposit_from_visitor(slots, &v);
	if (rc == 0)
		rc = exchange_deposit(&r->request, &r->office.roster, r->office.day, slots);
	free(slots);
	return rc;
}

int
room_ask_deposit(struct room *r, struct step *out)
{
	int rc = 0;

	if (!r->request_ready) {
		/* What leaves no copy needs no place of ours. */
		if (r->letters[r->letter_at].copy && r->place_i >= PLACES_PER_DAY)
			return ERR_FULL;
		rc = make_deposit(r);
	}
	r->request_ready = false;
	step_send(out, HTTP_POST, "/v1/exchange", buf_span(&r->request), EXCHANGE_ANSWER_BYTES);
	return rc;
}

/* What was said is now part of the thread that room_thread shows. */
static int
letter_done(struct room *r)
{
	struct letter *l = &r->letters[r->letter_at++];
	struct message head = {
		.kind = l->head.kind, .lamport = l->head.lamport, .day = r->office.day};
	struct message *m;
	int rc = 0;

	r->part_at = 0;
	for (size_t i = 0; i < roster_slots(&r->office.roster); i++) {
		if (slot_in(l->to, i))
			memcpy(head.people[head.people_count++],
			       roster_slot(&r->office.roster, i)->id, PERSON_BYTES);
	}
	if (l->copy && r->act == ROOM_ACT_SAY) {
		memcpy(head.id, l->head.id, sizeof head.id);
		head.free = l->claimed != 0;
		rc = thread_write(&r->thread, &head, buf_span(&l->text), &m);
	}
	if (r->letter_at == r->letter_count)
		r->phase = r->delete_count > 0 ? ROOM_DELETE : ROOM_DONE;
	return rc;
}

int
room_on_deposit(struct room *r, int status, struct span body)
{
	const struct letter *l = &r->letters[r->letter_at];
	struct exchange_answer answer;
	int rc = exchange_read(&answer, body);

	(void)status;
	if (rc != 0)
		return rc;
	switch (answer.status) {
	case EXCHANGE_OK:
		r->place_i += l->copy;
		r->puzzles = 0;
		return ++r->part_at == l->parts ? letter_done(r) : 0;
	case EXCHANGE_CONFLICT:
		/* Without a copy the place was random: nobody else has it. */
		r->place_i++;
		r->puzzles = 0;
		return l->copy ? 0 : ERR_SERVER;
	case EXCHANGE_ROSTER:
	case EXCHANGE_DAY:
		return room_restart(r);
	case EXCHANGE_PUZZLE:
		if (++r->puzzles > EXCHANGE_PUZZLES_MAX)
			return ERR_SERVER;
		r->request_ready = true;
		return exchange_solve(&r->request, &answer);
	case EXCHANGE_FULL:
		return ERR_FULL;
	case EXCHANGE_UNAVAILABLE:
		return ERR_UNAVAILABLE;
	case EXCHANGE_MALFORMED:
		break;
	}
	return ERR_SERVER;
}

/* ---- deleting ---- */

static size_t
delete_run(const struct room *r)
{
	size_t left = r->delete_count - r->deleted;

	return left < EXCHANGE_DELETES_MAX ? left : EXCHANGE_DELETES_MAX;
}

int
room_ask_delete(struct room *r, struct step *out)
{
	static const struct place none[1];
	int rc =
		exchange_delete(&r->request, &r->office.roster,
	                        r->deletes == NULL ? none : r->deletes + r->deleted, delete_run(r));

	step_send(out, HTTP_POST, "/v1/exchange", buf_span(&r->request), EXCHANGE_ANSWER_BYTES);
	return rc;
}

int
room_on_delete(struct room *r, int status, struct span body)
{
	struct exchange_answer answer;
	int rc = exchange_read(&answer, body);

	(void)status;
	if (rc != 0)
		return rc;
	if (answer.status == EXCHANGE_UNAVAILABLE)
		return ERR_UNAVAILABLE;
	if (answer.status != EXCHANGE_OK)
		return answer.status == EXCHANGE_ROSTER ? room_restart(r) : ERR_SERVER;
	r->deleted += delete_run(r);
	if (r->deleted == r->delete_count)
		r->phase = ROOM_DONE;
	return 0;
}
