/* How a visit's letters and deletions go out, one exchange after another. */
#include <stdlib.h>
#include <string.h>

#include "core/room/state.h"
#include "core/secret.h"

const struct room_keys *
room_writing_keys(const struct room *r)
{
	return room_renews(r) ? &r->new_keys : &r->keys;
}

/* ---- depositing ---- */

static int
make_slots(struct room *r)
{
	struct letter *l = &r->post.letters[r->post.letter_at];
	const struct room_keys *keys = room_writing_keys(r);
	struct exchange_slot *slots;
	struct talk_keys *talk[PEOPLE_MAX] = {NULL};
	struct visitor_letter v = {.office = &r->office,
	                           .bundles = r->people.bundles,
	                           .keys = keys->visitor,
	                           .talk = talk,
	                           .part = &l->head,
	                           .to = l->to,
	                           .claimed = l->claimed,
	                           .proofs =
	                                   l->renewal ? (const uint8_t(*)[32])r->post.proofs : NULL,
	                           .copy = l->copy,
	                           .again = l->again,
	                           .i = r->delivery.place};
	int rc;

	for (size_t i = 0, slot = 0; i < r->office.roster.people_count; i++) {
		if (r->office.roster.people[i].left == 0)
			talk[slot++] = keys->talk[i];
	}
	slots = calloc(DEPOSIT_SLOTS_MAX, sizeof *slots);
	if (slots == NULL)
		return ERR_MEMORY;
	l->head.part = r->delivery.part;
	l->head.text = message_piece(buf_span(&l->text), r->delivery.part);
	rc = deposit_from_visitor(slots, &v);
	if (rc == 0)
		rc = delivery_make(&r->delivery, &r->office, slots);
	free(slots);
	return rc;
}

/* Past the parts that an earlier visit brought there. */
static void
skip_there(struct room *r)
{
	const struct letter *l = &r->post.letters[r->post.letter_at];

	while (r->delivery.part < l->parts && (l->there >> r->delivery.part & 1) != 0)
		r->delivery.part++;
}

int
room_make_deposit(struct room *r)
{
	const struct letter *l;
	int rc;

	if (r->delivery.ready) {
		r->delivery.ready = false;
		return 0;
	}
	l = &r->post.letters[r->post.letter_at];
	/* What does not fit today is not begun; without a copy no place is needed. */
	if (l->copy && r->delivery.place + l->parts - r->delivery.part > PLACES_PER_DAY)
		return ERR_FULL;
	rc = make_slots(r);
	/* The answer before has named the puzzle that is set. */
	if (rc == 0 && r->way.slots.last.bits > 0)
		rc = exchange_solve(&r->delivery.request, &r->way.slots.last);
	return rc;
}

/* What was said is now part of the thread that room_thread shows. */
static int
letter_done(struct room *r)
{
	struct letter *l = &r->post.letters[r->post.letter_at++];
	struct message head = {.kind = l->head.kind,
	                       .lamport = l->head.lamport,
	                       .day = r->office.day,
	                       .to = l->head.to};
	struct message *m;
	int rc = 0;

	r->delivery.part = 0;
	if (l->head.kind == MESSAGE_TEXT && !room_renews(r)) {
		memcpy(head.id, l->head.id, sizeof head.id);
		thread_remove(&r->thread, head.id); /* as much of it as was there */
		head.to_whoever = l->claimed != 0;
		rc = thread_write(&r->thread, &head, buf_span(&l->text), &m);
		thread_arrange(&r->thread);
	}
	if (r->post.letter_at == r->post.letter_count)
		r->way.act.task = r->removal.count > 0 ? TASK_DELETE : TASK_NONE;
	return rc;
}

/* On to the next part that is not there yet. */
int
room_next_part(struct room *r)
{
	int rc = 0;

	while (rc == 0 && r->way.act.task == TASK_DEPOSIT) {
		skip_there(r);
		if (r->delivery.part < r->post.letters[r->post.letter_at].parts)
			break;
		rc = letter_done(r);
	}
	return rc;
}

static int
stored(struct room *r)
{
	const struct letter *l = &r->post.letters[r->post.letter_at];
	int rc = 0;

	if (l->copy)
		rc = room_place_written(r, r->delivery.place, l->head.id, r->delivery.part);
	if (l->copy && !room_renews(r))
		r->delivery.place = room_free_place(r, r->delivery.place);
	else
		r->delivery.place += l->copy;
	delivery_next(&r->delivery);
	r->delivery.part++;
	return rc != 0 ? rc : room_next_part(r);
}

/* The place, by somebody under the same words, or by one that begins like it. */
static int
taken(struct room *r)
{
	struct letter *l = &r->post.letters[r->post.letter_at];
	bool on = l->to != 0 || l->again;

	/* Of what is only copied under new words a visit that was cut off may have laid the
	   envelopes already; no place may be left out for that. */
	l->again = l->to == 0;
	if (on)
		room_place_taken(r, r->delivery.place);
	if (on)
		r->delivery.place = room_renews(r) ? r->delivery.place + 1
		                                   : room_free_place(r, r->delivery.place + 1);
	delivery_next(&r->delivery);
	/* Without a copy the place was random: nobody else has it. */
	return l->copy ? 0 : ERR_SERVER;
}

void
room_replan(struct room *r)
{
	for (size_t i = 0; i < r->search.found_count; i++) {
		struct found *f = &r->search.found[i];

		/* read again, so that what is there of it is in the thread */
		if (!f->coming && memcmp(f->id, r->line.id, sizeof f->id) == 0)
			f->fetched = f->opened = false;
	}
	room_clear_letters(r);
	room_clear_removal(r);
	r->way.act.task = TASK_PLAN;
}

int
room_on_deposit(struct room *r, struct span body)
{
	enum delivery_outcome outcome;
	int rc = delivery_answer(&r->delivery, &outcome, body);

	if (rc != 0)
		return rc;
	switch (outcome) {
	case DELIVERY_STORED:
		return stored(r);
	case DELIVERY_TAKEN:
		return taken(r);
	case DELIVERY_CHANGED:
		room_replan(r);
		return 0;
	case DELIVERY_AGAIN:
		return 0;
	case DELIVERY_FULL:
		return ERR_FULL;
	}
	return ERR_INTERNAL;
}

/* ---- deleting ---- */

static size_t
delete_run(const struct room *r)
{
	size_t left = r->removal.count - r->removal.done;

	return left < EXCHANGE_DELETES_MAX ? left : EXCHANGE_DELETES_MAX;
}

int
room_make_delete(struct room *r)
{
	static const struct place none[1];

	return exchange_delete(&r->delivery.request, &r->office.roster,
	                       r->removal.places == NULL ? none
	                                                 : r->removal.places + r->removal.done,
	                       delete_run(r));
}

int
room_on_delete(struct room *r, const struct exchange_answer *answer)
{
	if (answer->status == EXCHANGE_ROSTER)
		return 0; /* the same again, under the roster in force */
	if (answer->status == EXCHANGE_UNAVAILABLE)
		return ERR_UNAVAILABLE;
	if (answer->status != EXCHANGE_OK)
		return ERR_SERVER;
	r->removal.done += delete_run(r);
	if (r->removal.done == r->removal.count)
		r->way.act.task = TASK_NONE;
	return 0;
}
