/* What a fetch brings: bodies are opened, and filed as parts of messages. */
#include <string.h>

#include "core/crypto/seal.h"
#include "core/room/state.h"
#include "core/secret.h"

/* Whether a part of the same message was found already, by the same holder. */
static bool
counted(const struct room *r, const struct found *f)
{
	for (size_t i = 0; i < r->search.found_count; i++) {
		const struct found *g = &r->search.found[i];

		if (g != f && g->unknown && g->holder == f->holder &&
		    memcmp(g->id, f->id, sizeof f->id) == 0)
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

/*
 * A body that does not open was deleted, or is not ours: passed over, as if it were not there.
 * *there: it is ours, whatever is in it.
 */
static int
open_body(struct room *r, struct found *f, struct span body, bool *there)
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

	*there = rc == 0 && seal_open(plaintext, sender, &context, &keys, &xwing, body.p) == 0 &&
	         memcmp(sender, expected, sizeof sender) == 0;
	if (*there && message_read(&part, plaintext, context.direction) == 0) {
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

/* A place of today: found now, or, for the time being, nothing is there. */
static int
take_today(struct room *r, const struct wanted *w, struct span body)
{
	struct found f = {.place = w->place, .holder = w->holder, .i = w->i, .fetched = true};
	struct today *l = &r->search.today[w->holder];
	bool there;
	int rc = 0;

	if (w->place.day != r->office.day || room_found_at(r, &w->place) != NULL)
		return 0;
	rc = open_body(r, &f, body, &there);
	if (there)
		l->there |= UINT64_C(1) << w->i;
	else
		l->absent |= UINT64_C(1) << w->i;
	if (rc == 0 && there)
		rc = room_add_found(r, &f);
	secret_wipe(&f, sizeof f);
	return rc;
}

static int
take_found(struct room *r, const struct wanted *w, struct span body)
{
	struct found *f = room_found_at(r, &w->place);
	bool there;

	if (f == NULL)
		return 0;
	f->fetched = true;
	return open_body(r, f, body, &there);
}

int
room_take_bodies(struct room *r, const struct exchange_answer *answer)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < EXCHANGE_BODIES; i++) {
		const struct wanted *w = &r->search.wanted[i];

		if (w->what == WANTED_TODAY)
			rc = take_today(r, w, answer->bodies[i]);
		else if (w->what == WANTED_FOUND)
			rc = take_found(r, w, answer->bodies[i]);
	}
	thread_arrange(&r->thread);
	return rc;
}
