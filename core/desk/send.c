/* How what was accepted goes out: answers, and notes to colleagues. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/desk/state.h"
#include "core/secret.h"
#include "core/talk/deposit.h"

static bool
find_unsent(struct desk *d)
{
	for (size_t i = 0; i < d->vault->matter_count; i++) {
		struct matter *m = d->vault->matters[i];

		for (size_t j = 0; j < m->thread.n; j++) {
			if (m->thread.messages[j]->unsent && !m->thread.messages[j]->waiting) {
				if (d->sending != m)
					d->delivery.place = deposit_first_free(
						m->keys.talk, d->office.roster.office,
						d->office.day, buf_span(&d->table));
				d->sending = m;
				d->unsent = m->thread.messages[j];
				return true;
			}
		}
	}
	return false;
}

/* All places of a matter are taken for today: its words wait, and keep nobody else's from going. */
static void
wait_for_tomorrow(struct desk *d, const struct matter *m)
{
	for (size_t i = 0; i < m->thread.n; i++)
		m->thread.messages[i]->waiting = m->thread.messages[i]->unsent;
	d->full = true;
}

/* Saved once more, so that what went out is not sent again. */
static int
finish(struct desk *d)
{
	d->last_save = d->sent;
	d->phase = d->sent ? DESK_VAULT_PUT : DESK_DONE;
	return !d->sent && d->full ? ERR_FULL : 0;
}

int
desk_next_unsent(struct desk *d)
{
	d->delivery.part = 0;
	delivery_next(&d->delivery);
	while (desk_may_write(d) && find_unsent(d)) {
		if (!d->have_table) {
			d->phase = DESK_TABLE;
			return 0;
		}
		if (d->delivery.place < PLACES_PER_DAY) {
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
	                            .part = d->delivery.part,
	                            .parts = m->parts,
	                            .lamport = m->lamport,
	                            .text = buf_span(&m->pieces[d->delivery.part])};
	struct ombuds_letter l = {.office = &d->office,
	                          .bundles = d->bundles,
	                          .keys = &d->keys,
	                          .self = d->self,
	                          .to = &d->sending->keys,
	                          .part = &part,
	                          .i = d->delivery.place};
	struct exchange_slot *slots = calloc(DEPOSIT_SLOTS_MAX, sizeof *slots);
	int rc;

	if (slots == NULL)
		return ERR_MEMORY;
	memcpy(part.id, m->id, sizeof part.id);
	rc = deposit_from_ombuds(slots, &l);
	if (rc == 0)
		rc = delivery_make(&d->delivery, &d->office, slots);
	free(slots);
	return rc;
}

int
desk_ask_deposit(struct desk *d, struct step *out)
{
	int rc = 0;

	if (!d->delivery.ready)
		rc = make_deposit(d);
	delivery_ask(&d->delivery, out);
	return rc;
}

/* What a note said is in the matter; words stay to be read. */
static void
is_sent(struct matter *m, struct message *said)
{
	if (said->kind == MESSAGE_TAKEN)
		thread_remove(&m->thread, said->id);
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
		struct matter *m = vault_matter_by_key(d->vault, read_span(&r, X25519_BYTES).p);
		const uint8_t *id = read_span(&r, MESSAGE_ID_BYTES).p;
		struct message *said = m == NULL ? NULL : thread_find(&m->thread, id);

		if (said != NULL)
			is_sent(m, said);
	}
}

static int
next_place(struct desk *d)
{
	delivery_next(&d->delivery);
	if (++d->delivery.place < PLACES_PER_DAY)
		return 0;
	wait_for_tomorrow(d, d->sending);
	return desk_next_unsent(d);
}

int
desk_on_deposit(struct desk *d, int status, struct span body)
{
	enum delivery_outcome outcome;
	int rc = delivery_answer(&d->delivery, &outcome, body);

	(void)status;
	if (rc != 0)
		return rc;
	switch (outcome) {
	case DELIVERY_STORED:
		d->sent = true;
		if (++d->delivery.part == d->unsent->parts) {
			d->delivery.place++;
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
		d->full = true;
		return finish(d);
	}
	return ERR_INTERNAL;
}
