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
make_deposit(struct room *r)
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
room_ask_deposit(struct room *r, struct step *out)
{
	int rc = 0;

	if (!r->delivery.ready) {
		const struct letter *l = &r->post.letters[r->post.letter_at];

		skip_there(r);
		/* What does not fit today is not begun; without a copy no place is needed. */
		if (l->copy && r->delivery.place + l->parts - r->delivery.part > PLACES_PER_DAY)
			return ERR_FULL;
		rc = make_deposit(r);
	}
	delivery_ask(&r->delivery, out);
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
		r->way.phase = r->removal.count > 0 ? ROOM_DELETE : ROOM_DONE;
	return rc;
}

int
room_on_deposit(struct room *r, int status, struct span body)
{
	struct letter *l = &r->post.letters[r->post.letter_at];
	enum delivery_outcome outcome;
	int rc = delivery_answer(&r->delivery, &outcome, body);

	(void)status;
	if (rc != 0)
		return rc;
	switch (outcome) {
	case DELIVERY_STORED:
		r->delivery.place += l->copy;
		delivery_next(&r->delivery);
		r->delivery.part++;
		skip_there(r);
		return r->delivery.part == l->parts ? letter_done(r) : 0;
	case DELIVERY_TAKEN:
		/* Without a copy the place was random: nobody else has it. Of what is only copied
		   under new words a visit that was cut off may have laid the envelopes already;
		   no place may be left out for that. */
		r->delivery.place += l->to != 0 || l->again;
		l->again = l->to == 0;
		delivery_next(&r->delivery);
		return l->copy ? 0 : ERR_SERVER;
	case DELIVERY_CHANGED:
		return room_restart(r);
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
room_ask_delete(struct room *r, struct step *out)
{
	static const struct place none[1];
	int rc = exchange_delete(&r->delivery.request, &r->office.roster,
	                         r->removal.places == NULL ? none
	                                                   : r->removal.places + r->removal.done,
	                         delete_run(r));

	step_send(out, HTTP_POST, "/v1/exchange", buf_span(&r->delivery.request),
	          EXCHANGE_ANSWER_BYTES);
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
	r->removal.done += delete_run(r);
	if (r->removal.done == r->removal.count)
		r->way.phase = ROOM_DONE;
	return 0;
}
