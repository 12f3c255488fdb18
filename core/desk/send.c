/* How what was accepted goes out: answers, and notes to colleagues. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/desk/state.h"
#include "core/secret.h"
#include "core/talk/deposit.h"

/* The first place toward somebody that nothing known here has taken: today's own words have one a
 * part. */
static unsigned
first_free(const struct desk *d, const struct correspondent *c)
{
	unsigned place = 0;

	for (size_t i = 0; i < c->thread.n; i++) {
		const struct message *m = c->thread.messages[i];

		if (!m->unsent && m->day == d->office.day &&
		    memcmp(m->person, d->self->id, PERSON_BYTES) == 0)
			place += m->body.parts;
	}
	return place;
}

static bool
next_unsent_of(struct desk *d, struct correspondent *c)
{
	for (size_t i = 0; i < c->thread.n; i++) {
		struct message *m = c->thread.messages[i];

		if (!m->unsent || m->waiting)
			continue;
		if (d->out.to != c)
			d->out.delivery.place = first_free(d, c);
		d->out.to = c;
		d->out.unsent = m;
		return true;
	}
	return false;
}

static bool
find_unsent(struct desk *d)
{
	for (size_t i = 0; i < d->vault->matter_count; i++) {
		const struct matter *m = d->vault->matters[i];

		for (size_t j = 0; j < m->correspondent_count; j++) {
			if (next_unsent_of(d, m->correspondents[j]))
				return true;
		}
	}
	return false;
}

/* All places toward somebody are taken for today: its words wait, and keep nobody else's from
 * going. */
static void
wait_for_tomorrow(struct desk *d, const struct correspondent *c)
{
	for (size_t i = 0; i < c->thread.n; i++)
		c->thread.messages[i]->waiting = c->thread.messages[i]->unsent;
	d->out.full = true;
}

/* Saved once more, so that what went out is not sent again. */
static int
finish(struct desk *d)
{
	d->out.sent = desk_end_said(d) || d->out.sent;
	d->saving.last = d->out.sent;
	d->way.phase = d->out.sent ? DESK_VAULT_PUT : DESK_DONE;
	return !d->out.sent && d->out.full ? ERR_FULL : 0;
}

int
desk_next_unsent(struct desk *d)
{
	d->out.delivery.part = 0;
	delivery_next(&d->out.delivery);
	while (desk_may_write(d) && find_unsent(d)) {
		if (!d->out.have_bundles) {
			d->way.phase = DESK_COLLEAGUES;
			return 0;
		}
		if (d->out.delivery.place < PLACES_PER_DAY) {
			d->way.phase = DESK_DEPOSIT;
			return 0;
		}
		wait_for_tomorrow(d, d->out.to);
	}
	return finish(d);
}

int
desk_ask_colleagues(struct desk *d, struct step *out)
{
	step_get_day(out, "/v1/bundles/", d->office.day, ROSTER_PEOPLE_MAX * BUNDLE_BYTES);
	return 0;
}

int
desk_on_colleagues(struct desk *d, int status, struct span body)
{
	int rc;

	if (status != 200)
		return ERR_SERVER;
	rc = office_bundles(d->out.bundles, &d->office.roster, d->office.day, body);
	d->out.have_bundles = true;
	d->out.to = NULL;
	return rc != 0 ? rc : desk_next_unsent(d);
}

static int
make_deposit(struct desk *d)
{
	const struct message *m = d->out.unsent;
	struct message_part part = {.kind = m->kind,
	                            .part = d->out.delivery.part,
	                            .parts = m->body.parts,
	                            .lamport = m->lamport,
	                            .text = buf_span(&m->body.pieces[d->out.delivery.part])};
	struct ombuds_letter l = {.office = &d->office,
	                          .bundles = d->out.bundles,
	                          .keys = &d->keys,
	                          .self = d->self,
	                          .to = &d->out.to->keys,
	                          .part = &part,
	                          .i = d->out.delivery.place};
	struct exchange_slot *slots = calloc(DEPOSIT_SLOTS_MAX, sizeof *slots);
	int rc;

	if (slots == NULL)
		return ERR_MEMORY;
	memcpy(part.id, m->id, sizeof part.id);
	message_set_after(&part, buf_span(&m->order.after));
	rc = deposit_from_ombuds(slots, &l);
	if (rc == 0)
		rc = delivery_make(&d->out.delivery, &d->office, slots);
	free(slots);
	return rc;
}

int
desk_ask_deposit(struct desk *d, struct step *out)
{
	int rc = 0;

	if (!d->out.delivery.ready)
		rc = make_deposit(d);
	delivery_ask(&d->out.delivery, out);
	return rc;
}

/* What a note said is in the matter; words stay to be read. */
static void
is_sent(struct correspondent *c, struct message *said)
{
	if (said->kind == MESSAGE_TAKEN)
		thread_remove(&c->thread, said->id);
	else
		said->unsent = false;
}

/* Under the keys it went to: words for a visitor who renewed them meanwhile go out once more. */
static int
note_sent(struct desk *d)
{
	buf_put(&d->out.went, d->out.to->keys.x25519, X25519_BYTES);
	buf_put(&d->out.went, d->out.unsent->id, MESSAGE_ID_BYTES);
	is_sent(d->out.to, d->out.unsent);
	d->out.unsent = NULL;
	return d->out.went.err;
}

void
desk_recall_sent(struct desk *d)
{
	struct reader r = reader(buf_span(&d->out.went));

	while (r.n > 0) {
		const uint8_t *key = read_span(&r, X25519_BYTES).p;
		const uint8_t *id = read_span(&r, MESSAGE_ID_BYTES).p;
		struct correspondent *c = NULL;
		struct message *said;

		(void)vault_matter_by_key(d->vault, key, &c);
		said = c == NULL ? NULL : thread_find(&c->thread, id);
		if (said != NULL)
			is_sent(c, said);
	}
}

static int
next_place(struct desk *d)
{
	delivery_next(&d->out.delivery);
	if (++d->out.delivery.place < PLACES_PER_DAY)
		return 0;
	wait_for_tomorrow(d, d->out.to);
	return desk_next_unsent(d);
}

int
desk_on_deposit(struct desk *d, int status, struct span body)
{
	enum delivery_outcome outcome;
	int rc = delivery_answer(&d->out.delivery, &outcome, body);

	(void)status;
	if (rc != 0)
		return rc;
	switch (outcome) {
	case DELIVERY_STORED:
		d->out.sent = true;
		if (++d->out.delivery.part == d->out.unsent->body.parts) {
			d->out.delivery.place++;
			rc = note_sent(d);
			return rc != 0 ? rc : desk_next_unsent(d);
		}
		return next_place(d);
	case DELIVERY_TAKEN:
		return next_place(d);
	case DELIVERY_CHANGED:
		/* What is unsent is in the saved vault, and goes out after the restart. */
		return desk_restart(d);
	case DELIVERY_AGAIN:
		return 0;
	case DELIVERY_FULL:
		d->out.full = true;
		return finish(d);
	}
	return ERR_INTERNAL;
}
