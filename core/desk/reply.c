/* What the desk does by the ombuds's hand: say, note, take, close, renew seeds. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/desk/state.h"
#include "core/secret.h"
#include "core/talk/deposit.h"

static int
write_unsent(struct desk *d, struct matter *m, uint8_t kind, uint32_t lamport)
{
	struct correspondent *to = matter_first_correspondent(m);
	struct message head = {
		.kind = kind, .lamport = lamport, .day = d->office.day, .unsent = true};
	struct message *written;

	if (to == NULL)
		return ERR_ABSENT;
	matter_went_on(m, d->office.day);
	memcpy(head.person, d->self->id, sizeof head.person);
	randombytes_buf(head.id, sizeof head.id);
	return thread_write(&to->thread, &head, buf_span(&d->text), &written);
}

static int
say(struct desk *d, struct matter *m)
{
	const struct correspondent *to = matter_first_correspondent(m);

	return to == NULL ? ERR_ABSENT
	                  : write_unsent(d, m, MESSAGE_TEXT, thread_lamport(&to->thread));
}

/* The note to colleagues waits in the thread, where nobody is shown it, until it is sent. */
static int
take(struct desk *d, struct matter *m)
{
	const struct correspondent *c = matter_first_correspondent(m);

	if (c == NULL || sodium_is_zero(c->keys.claim, sizeof c->keys.claim) ||
	    memcmp(m->taken, d->self->id, PERSON_BYTES) == 0)
		return 0;
	memcpy(m->taken, d->self->id, PERSON_BYTES);
	return write_unsent(d, m, MESSAGE_TAKEN, 0);
}

static int
take_notes(struct desk *d, struct matter *m)
{
	struct span base = d->based ? buf_span(&d->base) : buf_span(&m->notes);

	return vault_note(d->vault, m, base, buf_span(&d->text));
}

int
desk_do_act(struct desk *d)
{
	struct matter *m = vault_matter(d->vault, d->matter);

	if (d->act != DESK_ACT_SYNC && (vault_shut(d->vault) || (d->act != DESK_ACT_RENEW_SEEDS &&
	                                                         m != NULL && matter_shut(m))))
		return ERR_NEWER;
	switch (d->act) {
	case DESK_ACT_SYNC:
		return 0;
	case DESK_ACT_SAY:
		if (m == NULL)
			return ERR_ABSENT;
		return desk_may_write(d) ? say(d, m) : ERR_PERSON;
	case DESK_ACT_NOTE:
		return m == NULL ? ERR_ABSENT : take_notes(d, m);
	case DESK_ACT_TAKE:
		if (m == NULL)
			return ERR_ABSENT;
		return desk_may_write(d) ? take(d, m) : ERR_PERSON;
	case DESK_ACT_CLOSE:
		if (m == NULL)
			return ERR_ABSENT;
		desk_end_matter(d, m, ENDED_NOWHERE);
		return 0;
	case DESK_ACT_RENEW_SEEDS:
		vault_renew_seeds(d->vault, d->office.day + 1);
		return 0;
	}
	return ERR_INTERNAL;
}

/* ---- sending ---- */

static bool
next_unsent_of(struct desk *d, struct correspondent *c)
{
	for (size_t i = 0; i < c->thread.n; i++) {
		struct message *m = c->thread.messages[i];

		if (!m->unsent || m->waiting)
			continue;
		if (d->sending != c)
			d->place_i = deposit_first_free(c->keys.talk, d->office.roster.office,
			                                d->office.day, buf_span(&d->table));
		d->sending = c;
		d->unsent = m;
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
	d->full = true;
}

/* Saved once more, so that what went out is not sent again. */
static int
finish(struct desk *d)
{
	d->saving.last = d->sent;
	d->phase = d->sent ? DESK_VAULT_PUT : DESK_DONE;
	return !d->sent && d->full ? ERR_FULL : 0;
}

int
desk_next_unsent(struct desk *d)
{
	d->part_at = 0;
	d->puzzles = 0;
	while (desk_may_write(d) && find_unsent(d)) {
		if (!d->have_table) {
			d->phase = DESK_TABLE;
			return 0;
		}
		if (d->place_i < PLACES_PER_DAY) {
			d->phase = DESK_DEPOSIT;
			return 0;
		}
		wait_for_tomorrow(d, d->sending);
	}
	return finish(d);
}

int
desk_ask_table(struct desk *d, struct step *out)
{
	step_get_day(out, "/v1/tags/", d->office.day, (size_t)LIVE_TAGS_MAX * TAG_BYTES);
	return 0;
}

int
desk_on_table(struct desk *d, int status, struct span body)
{
	if (status != 200 || table_check(body) != 0)
		return ERR_SERVER;
	buf_clear(&d->table);
	buf_put_span(&d->table, body);
	d->phase = DESK_COLLEAGUES;
	return d->table.err;
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
	rc = office_bundles(d->bundles, &d->office.roster, d->office.day, body);
	d->have_table = true;
	d->sending = NULL;
	return rc != 0 ? rc : desk_next_unsent(d);
}

static int
make_deposit(struct desk *d)
{
	const struct message *m = d->unsent;
	struct message_part part = {.kind = m->kind,
	                            .part = d->part_at,
	                            .parts = m->parts,
	                            .lamport = m->lamport,
	                            .text = buf_span(&m->pieces[d->part_at])};
	struct ombuds_letter l = {.office = &d->office,
	                          .bundles = d->bundles,
	                          .keys = &d->keys,
	                          .self = d->self,
	                          .to = &d->sending->keys,
	                          .part = &part,
	                          .i = d->place_i};
	struct exchange_slot *slots = calloc(DEPOSIT_SLOTS_MAX, sizeof *slots);
	int rc;

	if (slots == NULL)
		return ERR_MEMORY;
	memcpy(part.id, m->id, sizeof part.id);
	rc = deposit_from_ombuds(slots, &l);
	if (rc == 0)
		rc = exchange_deposit(&d->request, &d->office.roster, d->office.day, slots);
	free(slots);
	return rc;
}

/* The one step of a desk that shows no session: it looks like any visitor's. */
int
desk_ask_deposit(struct desk *d, struct step *out)
{
	int rc = 0;

	if (!d->request_ready)
		rc = make_deposit(d);
	d->request_ready = false;
	step_send(out, HTTP_POST, "/v1/exchange", buf_span(&d->request), EXCHANGE_ANSWER_BYTES);
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
	buf_put(&d->went, d->sending->keys.x25519, X25519_BYTES);
	buf_put(&d->went, d->unsent->id, MESSAGE_ID_BYTES);
	is_sent(d->sending, d->unsent);
	d->unsent = NULL;
	return d->went.err;
}

void
desk_recall_sent(struct desk *d)
{
	struct reader r = reader(buf_span(&d->went));

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
	d->puzzles = 0;
	if (++d->place_i < PLACES_PER_DAY)
		return 0;
	wait_for_tomorrow(d, d->sending);
	return desk_next_unsent(d);
}

int
desk_on_deposit(struct desk *d, int status, struct span body)
{
	struct exchange_answer answer;
	int rc = exchange_read(&answer, body);

	(void)status;
	if (rc != 0)
		return rc;
	switch (answer.status) {
	case EXCHANGE_OK:
		d->sent = true;
		if (++d->part_at == d->unsent->parts) {
			d->place_i++;
			rc = note_sent(d);
			return rc != 0 ? rc : desk_next_unsent(d);
		}
		return next_place(d);
	case EXCHANGE_CONFLICT:
		return next_place(d);
	case EXCHANGE_ROSTER:
	case EXCHANGE_DAY:
		/* What is unsent is in the saved vault, and goes out after the restart. */
		return desk_restart(d);
	case EXCHANGE_PUZZLE:
		if (++d->puzzles > EXCHANGE_PUZZLES_MAX)
			return ERR_SERVER;
		d->request_ready = true;
		return exchange_solve(&d->request, &answer);
	case EXCHANGE_FULL:
		d->full = true;
		return finish(d);
	case EXCHANGE_UNAVAILABLE:
		return ERR_UNAVAILABLE;
	case EXCHANGE_MALFORMED:
		break;
	}
	return ERR_SERVER;
}
