/* How a visit's letters and deletions go out, one exchange after another. */
#include <stdlib.h>
#include <string.h>

#include "core/room/state.h"
#include "core/secret.h"

const struct room_keys *
room_writing_keys(const struct room *r)
{
	return r->act == ROOM_ACT_RENEW ? &r->new_keys : &r->keys;
}

/* ---- depositing ---- */

static int
make_deposit(struct room *r)
{
	struct letter *l = &r->letters[r->letter_at];
	const struct room_keys *keys = room_writing_keys(r);
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
		const struct letter *l = &r->letters[r->letter_at];

		/* What does not fit today is not begun; without a copy no place is needed. */
		if (l->copy && r->place_i + l->parts - r->part_at > PLACES_PER_DAY)
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
