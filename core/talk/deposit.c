#include "core/talk/deposit.h"

#include <sodium.h>
#include <string.h>

#include "core/secret.h"

static const uint8_t NO_CLAIM[CLAIM_BYTES];

static struct seal_context
toward(const struct office *office, const struct person *person, const struct bundle *bundle)
{
	return (struct seal_context){
		.office = office->roster.office,
		.direction = person->role == ROLE_OMBUDS ? SEAL_TO_OMBUDS : SEAL_TO_STAFF,
		.person = person->id,
		.day = office->day,
		.reference = SPAN(bundle->hash),
	};
}

static int
seal_part(uint8_t body[BODY_BYTES], const struct seal_context *context, const uint8_t *recipient,
          const uint8_t *recipient_xwing, const uint8_t *sender_secret,
          const struct message_part *part)
{
	uint8_t plaintext[INNER_BYTES];
	int rc;

	message_write(plaintext, part, context->direction);
	rc = seal_close(body, context, recipient, recipient_xwing, sender_secret, plaintext);
	secret_wipe(plaintext, sizeof plaintext);
	return rc;
}

static int
visitor_cell(struct exchange_slot *cell, const struct visitor_letter *l)
{
	const struct roster *roster = &l->office->roster;
	struct message_part part;
	struct seal_context context = {
		.office = roster->office, .direction = SEAL_COPY, .day = l->office->day};
	struct place place;
	int rc;

	if (l->copy)
		place_at(&place, l->keys->copy, roster->office, l->office->day, l->i);
	else
		place_random(&place, roster->office, l->office->day);
	memcpy(cell->tag, place.tag, TAG_BYTES);
	context.reference = SPAN(place.tag);
	if (!l->copy)
		return seal_nobody(cell->body, &context);
	part = *l->part;
	if (l->claimed != 0)
		memcpy(part.claim, l->keys->claim, sizeof part.claim);
	rc = seal_part(cell->body, &context, l->keys->x25519_public, l->keys->xwing_public,
	               l->keys->x25519, &part);
	secret_wipe(&place, sizeof place);
	secret_wipe(&part, sizeof part);
	return rc;
}

/* As its recipient knows it: nothing in it is the same as in another's. */
static int
part_toward(struct message_part *out, const struct visitor_letter *l, size_t i)
{
	const struct roster *roster = &l->office->roster;
	const struct addressee *as = addressees_find(&l->part->to, roster_slot(roster, i)->id);

	*out = *l->part;
	if (as == NULL)
		return ERR_INTERNAL;
	out->lamport = as->lamport;
	memcpy(out->id, as->message, sizeof out->id);
	memset(out->from, 0, sizeof out->from);
	out->to = (struct addressees){0};
	out->shown.serial = roster->serial;
	memcpy(out->shown.hash, roster->hash, sizeof out->shown.hash);
	memcpy(out->talk, l->talk[i]->talk, sizeof out->talk);
	memcpy(out->xwing, l->talk[i]->xwing_public, sizeof out->xwing);
	if (slot_in(l->claimed, i))
		memcpy(out->claim, l->keys->claim, sizeof out->claim);
	if (l->proofs != NULL)
		memcpy(out->proof, l->proofs[i], sizeof out->proof);
	return 0;
}

static int
visitor_envelope(struct exchange_slot *slot, const struct visitor_letter *l, size_t i)
{
	const struct roster *roster = &l->office->roster;
	const struct person *person = roster_slot(roster, i);
	struct seal_context context = toward(l->office, person, &l->bundles[i]);
	struct message_part part;
	struct place place;
	int rc;

	/* What is for nobody is taken back with the others: what stays would tell whom she chose.
	 */
	if (l->again)
		place_random(&place, roster->office, l->office->day);
	else
		place_envelope(&place, l->keys->envelope, roster->office, person->id,
		               l->office->day, l->part->id, l->part->part);
	memcpy(slot->tag, place.tag, TAG_BYTES);
	secret_wipe(&place, sizeof place);
	if (!slot_in(l->to, i))
		return seal_nobody(slot->body, &context);
	rc = part_toward(&part, l, i);
	if (rc == 0)
		rc = seal_part(slot->body, &context, l->bundles[i].x25519, l->bundles[i].xwing,
		               l->talk[i]->x25519, &part);
	secret_wipe(&part, sizeof part);
	return rc;
}

int
deposit_from_visitor(struct exchange_slot *slots, const struct visitor_letter *l)
{
	int rc = visitor_cell(&slots[0], l);

	for (size_t i = 0; rc == 0 && i < roster_slots(&l->office->roster); i++)
		rc = visitor_envelope(&slots[1 + i], l, i);
	return rc;
}

static int
ombuds_envelope(struct exchange_slot *slot, const struct ombuds_letter *l, size_t i)
{
	const struct roster *roster = &l->office->roster;
	const struct person *person = roster_slot(roster, i);
	struct seal_context context = toward(l->office, person, &l->bundles[i]);
	struct message_part note = {.kind = MESSAGE_TAKEN, .parts = 1};
	struct place place;
	int rc;

	place_random(&place, roster->office, l->office->day);
	memcpy(slot->tag, place.tag, TAG_BYTES);
	secret_wipe(&place, sizeof place);
	if (person == l->self || person->role != ROLE_OMBUDS || l->bundles[i].day == 0 ||
	    memcmp(l->to->claim, NO_CLAIM, CLAIM_BYTES) == 0)
		return seal_nobody(slot->body, &context);
	memcpy(note.claim, l->to->claim, CLAIM_BYTES);
	randombytes_buf(note.id, sizeof note.id);
	rc = seal_part(slot->body, &context, l->bundles[i].x25519, l->bundles[i].xwing,
	               l->keys->reply, &note);
	secret_wipe(&note, sizeof note);
	return rc;
}

int
deposit_from_ombuds(struct exchange_slot *slots, const struct ombuds_letter *l)
{
	const struct roster *roster = &l->office->roster;
	struct seal_context context = {.office = roster->office,
	                               .direction = SEAL_TO_VISITOR,
	                               .person = l->self->id,
	                               .day = l->office->day};
	struct place place;
	bool note = l->part->kind == MESSAGE_TAKEN;
	int rc;

	if (note)
		place_random(&place, roster->office, l->office->day);
	else
		place_at(&place, l->to->talk, roster->office, l->office->day, l->i);
	memcpy(slots[0].tag, place.tag, TAG_BYTES);
	context.reference = SPAN(place.tag);
	rc = note ? seal_nobody(slots[0].body, &context)
	          : seal_part(slots[0].body, &context, l->to->x25519, l->to->xwing, l->keys->reply,
	                      l->part);
	for (size_t i = 0; rc == 0 && i < roster_slots(roster); i++)
		rc = ombuds_envelope(&slots[1 + i], l, i);
	secret_wipe(&place, sizeof place);
	return rc;
}
