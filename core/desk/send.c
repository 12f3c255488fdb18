/*
 * How what was accepted goes out: answers, and notes to colleagues, one part in an
 * exchange. Where nothing waits the exchange fetches places that nobody uses, and
 * solves the same puzzle.
 */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/desk/state.h"
#include "core/secret.h"

void
desk_outgoing_clear(struct desk_outgoing *o)
{
	buf_clear(&o->request);
	buf_clear(&o->went);
}

/* ---- what is next ---- */

/* A message, and with whom. */
struct unsent {
	struct correspondent *to;
	struct message *m;
};

/* The first place toward somebody that nothing known here has taken: today's own words have one a
 * part that went out. */
static unsigned
first_free(const struct desk *d, const struct correspondent *c)
{
	unsigned place = 0;

	for (size_t i = 0; i < c->thread.n; i++) {
		const struct message *m = c->thread.messages[i];

		if (m->day == d->office.day && memcmp(m->person, d->self->id, PERSON_BYTES) == 0)
			place += m->unsent ? m->going.parts : m->body.parts;
	}
	return place;
}

static bool
next_unsent_of(struct correspondent *c, struct unsent *out)
{
	for (size_t i = 0; i < c->thread.n; i++) {
		struct message *m = c->thread.messages[i];

		if (!m->unsent || m->going.waiting)
			continue;
		*out = (struct unsent){c, m};
		return true;
	}
	return false;
}

static bool
next_unsent(const struct desk *d, struct unsent *out)
{
	for (size_t i = 0; i < d->vault->matter_count; i++) {
		const struct matter *m = d->vault->matters[i];

		for (size_t j = 0; j < m->correspondent_count; j++) {
			if (next_unsent_of(m->correspondents[j], out))
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
		c->thread.messages[i]->going.waiting = c->thread.messages[i]->unsent;
	d->out.full = true;
}

/* Sets the place toward somebody; false: there is none today. */
static bool
find_place(struct desk *d, const struct correspondent *c)
{
	struct desk_next_place *p = &d->out.place;

	if (memcmp(p->to, c->keys.x25519, sizeof p->to) != 0) {
		memcpy(p->to, c->keys.x25519, sizeof p->to);
		p->i = first_free(d, c);
	}
	return p->i < PLACES_PER_DAY;
}

/* What can go in this look, if anything. */
static bool
find_unsent(struct desk *d, struct unsent *out)
{
	while (desk_may_write(d) && !d->out.shut && next_unsent(d, out)) {
		if (find_place(d, out->to))
			return true;
		wait_for_tomorrow(d, out->to);
	}
	return false;
}

/* Of what is unsent. */
static bool
mark_thread(struct desk *d, struct correspondent *c, bool soon)
{
	bool today = d->out.place.day == d->office.day, any = false;

	for (size_t i = 0; i < c->thread.n; i++) {
		struct message *m = c->thread.messages[i];

		m->going.soon = soon && m->unsent && !(m->going.waiting && today);
		any = any || m->going.soon;
	}
	return any;
}

bool
desk_mark_soon(struct desk *d, bool soon)
{
	bool any = false;

	for (size_t i = 0; i < d->vault->matter_count; i++) {
		const struct matter *m = d->vault->matters[i];

		for (size_t j = 0; j < m->correspondent_count; j++) {
			struct correspondent *c = m->correspondents[j];
			bool goes = desk_may_write(d) && first_free(d, c) < PLACES_PER_DAY;

			any = mark_thread(d, c, soon && goes) || any;
		}
	}
	return any;
}

/* Whether something waits for a place; clear: another day has other places. */
static bool
look_for_waiting(const struct desk *d, bool clear)
{
	bool any = false;

	for (size_t i = 0; i < d->vault->matter_count; i++) {
		const struct matter *m = d->vault->matters[i];

		for (size_t j = 0; j < m->correspondent_count; j++) {
			struct thread *t = &m->correspondents[j]->thread;

			for (size_t k = 0; k < t->n; k++) {
				struct message_going *g = &t->messages[k]->going;

				g->waiting = g->waiting && !clear;
				any = any || g->waiting;
			}
		}
	}
	return any;
}

/* ---- what an exchange needs to know ---- */

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
	if (d->out.place.day != d->office.day) {
		d->out.place = (struct desk_next_place){.day = d->office.day};
		(void)look_for_waiting(d, true);
	}
	d->out.full = look_for_waiting(d, false);
	desk_begin_round(d);
	return rc;
}

/* ---- exchanges ---- */

static int
write_deposit(struct desk *d, const struct unsent *u)
{
	const struct message *m = u->m;
	struct message_part part = {.kind = m->kind,
	                            .part = m->going.parts,
	                            .parts = m->body.parts,
	                            .lamport = m->lamport,
	                            .text = buf_span(&m->body.pieces[m->going.parts])};
	struct ombuds_letter l = {.office = &d->office,
	                          .bundles = d->out.bundles,
	                          .keys = &d->keys,
	                          .self = d->self,
	                          .to = &u->to->keys,
	                          .part = &part,
	                          .i = d->out.place.i};
	struct exchange_slot *slots = calloc(DEPOSIT_SLOTS_MAX, sizeof *slots);
	int rc;

	if (slots == NULL)
		return ERR_MEMORY;
	memcpy(part.id, m->id, sizeof part.id);
	message_set_after(&part, buf_span(&m->order.after));
	rc = deposit_from_ombuds(slots, &l);
	if (rc == 0)
		rc = exchange_deposit(&d->out.request, &d->office.roster, d->office.day, slots);
	free(slots);
	return rc;
}

static int
write_filler(struct desk *d)
{
	struct place places[EXCHANGE_BODIES];

	for (size_t i = 0; i < EXCHANGE_BODIES; i++)
		place_random(&places[i], d->office.roster.office, desk_some_day(d));
	return exchange_fetch(&d->out.request, &d->office.roster, places, EXCHANGE_BODIES);
}

int
desk_ask_exchange(struct desk *d, struct step *out)
{
	struct desk_outgoing *o = &d->out;
	struct unsent u;
	int rc;

	o->flight.on = find_unsent(d, &u);
	if (o->flight.on) {
		memcpy(o->flight.to, u.to->keys.x25519, sizeof o->flight.to);
		memcpy(o->flight.id, u.m->id, sizeof o->flight.id);
		o->flight.again = u.m->going.tried;
		u.m->going.tried = true;
	}
	rc = o->flight.on ? write_deposit(d, &u) : write_filler(d);
	if (rc == 0 && o->asked.bits > 0)
		rc = exchange_solve(&o->request, &o->asked);
	step_send(out, HTTP_POST, "/v1/exchange", buf_span(&o->request), EXCHANGE_ANSWER_BYTES);
	return rc;
}

/* ---- what became of it ---- */

/* What a note said is in the matter; words stay to be read. */
static void
is_sent(struct correspondent *c, struct message *said)
{
	if (said->kind == MESSAGE_TAKEN) {
		thread_remove(&c->thread, said->id);
		return;
	}
	said->unsent = false;
	said->going = (struct message_going){0};
}

/* Under the keys it went to: words for a visitor who renewed them meanwhile go out once more. */
static int
note_sent(struct desk *d)
{
	buf_put(&d->out.went, d->out.flight.to, X25519_BYTES);
	buf_put(&d->out.went, d->out.flight.id, MESSAGE_ID_BYTES);
	return d->out.went.err;
}

/* A message by names, NULL where it is no more. */
static struct message *
message_by(const struct desk *d, const uint8_t to[X25519_BYTES], const uint8_t id[MESSAGE_ID_BYTES],
           struct correspondent **c)
{
	*c = NULL;
	(void)vault_matter_by_key(d->vault, to, c);
	return *c == NULL ? NULL : thread_find(&(*c)->thread, id);
}

void
desk_recall_sent(struct desk *d)
{
	struct reader r = reader(buf_span(&d->out.went));

	while (r.n > 0) {
		const uint8_t *key = read_span(&r, X25519_BYTES).p;
		const uint8_t *id = read_span(&r, MESSAGE_ID_BYTES).p;
		struct correspondent *c;
		struct message *said = message_by(d, key, id, &c);

		if (said != NULL)
			is_sent(c, said);
	}
}

void
desk_join_sent(struct vault *v, const struct vault *other)
{
	for (size_t i = 0; i < other->matter_count; i++) {
		const struct matter *m = other->matters[i];

		for (size_t j = 0; j < m->correspondent_count; j++) {
			const struct correspondent *from = m->correspondents[j];
			struct correspondent *c = NULL;

			(void)vault_matter_by_key(v, from->keys.x25519, &c);
			for (size_t k = 0; c != NULL && k < from->thread.n; k++) {
				const struct message *sent = from->thread.messages[k];
				struct message *said = thread_find(&c->thread, sent->id);

				if (said != NULL && said->unsent && !sent->unsent)
					is_sent(c, said);
			}
		}
	}
}

bool
desk_is_going(const struct message *m)
{
	return m->going.parts > 0 || m->going.tried;
}

static int
part_stored(struct desk *d)
{
	struct correspondent *c;
	struct message *m = message_by(d, d->out.flight.to, d->out.flight.id, &c);

	d->out.sent = true;
	d->out.place.i++;
	if (m == NULL || !m->unsent)
		return 0; /* its matter ended meanwhile */
	m->going.tried = false;
	if (++m->going.parts < m->body.parts)
		return 0;
	is_sent(c, m);
	return note_sent(d);
}

/* What the server refused is not there, unless it was tried before: it can be undone again. */
static void
part_refused(const struct desk *d)
{
	struct correspondent *c;
	struct message *m = message_by(d, d->out.flight.to, d->out.flight.id, &c);

	if (m != NULL)
		m->going.tried = d->out.flight.again;
}

/* How a deposit was taken. */
static int
settle(struct desk *d, enum exchange_status status)
{
	if (status != EXCHANGE_OK)
		part_refused(d);
	d->out.puzzles = status == EXCHANGE_PUZZLE ? d->out.puzzles + 1 : 0;
	switch (status) {
	case EXCHANGE_OK:
		return part_stored(d);
	case EXCHANGE_CONFLICT:
		d->out.place.i++;
		return 0;
	case EXCHANGE_PUZZLE:
		return d->out.puzzles > EXCHANGE_PUZZLES_MAX ? ERR_SERVER : 0;
	case EXCHANGE_DAY:
		/* What waits goes out with the next look, which begins with the day. */
		d->out.shut = !d->way.look.now;
		return d->way.look.now ? desk_restart(d) : 0;
	case EXCHANGE_FULL:
		d->out.full = d->out.shut = true;
		return 0;
	case EXCHANGE_ROSTER:
	case EXCHANGE_UNAVAILABLE:
	case EXCHANGE_MALFORMED:
		break;
	}
	return ERR_SERVER;
}

int
desk_on_exchange(struct desk *d, int status, struct span body)
{
	struct desk_outgoing *o = &d->out;
	bool deposit = o->flight.on;
	struct unsent u;
	int rc = exchange_read(&o->asked, body);

	(void)status;
	o->flight.on = false;
	if (rc != 0)
		return rc;
	if (o->asked.status == EXCHANGE_ROSTER)
		return desk_restart(d);
	if (o->asked.status == EXCHANGE_UNAVAILABLE)
		return ERR_UNAVAILABLE;
	if (deposit)
		rc = settle(d, o->asked.status);
	else if (o->asked.status != EXCHANGE_OK)
		rc = ERR_SERVER;
	if (rc != 0 || d->way.phase != DESK_EXCHANGE || desk_round_goes_on(d, find_unsent(d, &u)))
		return rc;
	if (!next_unsent(d, &u))
		d->way.look.now = false;
	if (desk_end_said(d))
		d->out.ended = d->out.sent = true;
	d->way.phase = DESK_RECORD;
	return d->out.sent || d->acts.ran > 0 ? 0 : desk_end_look(d);
}
