/* Messages that a visit is to bring: made, addressed, and brought on their way. */
#include <string.h>

#include "core/room/state.h"

void
room_clear_letters(struct room *r)
{
	for (size_t i = 0; i < r->post.letter_count; i++)
		buf_clear(&r->post.letters[i].text);
	r->post.letter_count = r->post.letter_at = 0;
	r->delivery.part = 0;
	r->delivery.ready = false;
}

/* A message of this visit's id: repeated, it is the same. */
struct letter *
room_add_letter(struct room *r, uint8_t kind, struct span text)
{
	struct letter *l;

	if (r->post.letter_count == LETTERS_MAX)
		return NULL;
	l = &r->post.letters[r->post.letter_count++];
	*l = (struct letter){0};
	l->head.kind = kind;
	l->head.lamport = thread_number(&r->thread);
	memcpy(l->head.id, r->line.id, sizeof l->head.id);
	buf_init(&l->text, TEXT_MAX);
	buf_put_span(&l->text, text);
	l->parts = message_parts(text.n);
	l->head.parts = (uint8_t)l->parts;
	return l;
}

/* Under the new words: behind what was written there before this was planned anew. */
static unsigned
place_coming(const struct room *r)
{
	unsigned place = 0;

	for (size_t i = 0; i < r->search.found_count; i++) {
		const struct found *f = &r->search.found[i];

		if (f->coming && f->place.day == r->office.day && f->i >= place)
			place = f->i + 1;
	}
	return place;
}

/* To those of l->to, each under a number and an id of their own; it lists all of today's roster. */
void
room_address(const struct room *r, struct letter *l)
{
	const struct roster *roster = &r->office.roster;
	const uint8_t *envelope = room_writing_keys(r)->visitor->envelope;
	struct addressees *to = &l->head.to;

	*to = (struct addressees){.n = roster_slots(roster), .meant = (uint8_t)l->to};
	for (size_t i = 0; i < to->n; i++) {
		struct addressee *row = &to->rows[i];

		memcpy(row->person, roster_slot(roster, i)->id, PERSON_BYTES);
		if (!slot_in(l->to, i))
			continue;
		row->lamport = thread_lamport_with(&r->thread, row->person);
		keys_message_id(row->message, envelope, roster->office, row->person, l->head.id);
	}
}

void
room_begin_deposits(struct room *r)
{
	r->delivery.place = room_renews(r) ? place_coming(r) : room_free_place(r, 0);
	delivery_next(&r->delivery);
	r->way.act.task = TASK_DEPOSIT;
}
