/* What the desk does by the ombuds's hand: say, close, renew seeds. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/secret.h"
#include "core/talk/deposit.h"
#include "core/talk/desk_state.h"

static int
write_unsent(struct desk *d, struct matter *m)
{
	struct message head = {.kind = MESSAGE_TEXT,
	                       .lamport = thread_lamport(&m->thread),
	                       .day = d->office.day,
	                       .unsent = true};
	struct message *written;

	memcpy(head.person, d->self->id, sizeof head.person);
	randombytes_buf(head.id, sizeof head.id);
	return thread_write(&m->thread, &head, buf_span(&d->text), &written);
}

int
desk_do_act(struct desk *d)
{
	struct matter *m;

	switch (d->act) {
	case DESK_ACT_SYNC:
		return 0;
	case DESK_ACT_SAY:
		m = vault_matter(d->vault, d->matter);
		if (m == NULL)
			return ERR_ABSENT;
		return desk_may_write(d) ? write_unsent(d, m) : ERR_PERSON;
	case DESK_ACT_CLOSE:
		m = vault_matter(d->vault, d->matter);
		if (m == NULL)
			return ERR_ABSENT;
		vault_remove_matter(d->vault, m);
		return 0;
	case DESK_ACT_RENEW_SEEDS:
		vault_renew_seeds(d->vault, d->office.day + 1);
		return 0;
	}
	return ERR_INTERNAL;
}

/* ---- sending ---- */

static bool
find_unsent(struct desk *d)
{
	for (size_t i = 0; i < d->vault->matter_count; i++) {
		struct matter *m = d->vault->matters[i];

		for (size_t j = 0; j < m->thread.n; j++) {
			if (m->thread.messages[j]->unsent) {
				d->sending = m;
				d->unsent = m->thread.messages[j];
				return true;
			}
		}
	}
	return false;
}

int
desk_next_unsent(struct desk *d)
{
	bool sent_before = d->sending != NULL;

	d->part_at = 0;
	if (desk_may_write(d) && find_unsent(d)) {
		d->phase = sent_before ? DESK_DEPOSIT : DESK_TABLE;
		if (sent_before)
			d->place_i = deposit_first_free(d->sending->talk, d->office.roster.office,
			                                d->office.day, buf_span(&d->table));
		return 0;
	}
	/* Saved once more, so that what went out is not sent again. */
	d->last_save = sent_before;
	d->phase = sent_before ? DESK_VAULT_PUT : DESK_DONE;
	return 0;
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
	d->place_i =
		deposit_first_free(d->sending->talk, d->office.roster.office, d->office.day, body);
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
	if (status != 200)
		return ERR_SERVER;
	d->phase = DESK_DEPOSIT;
	return office_bundles(d->bundles, &d->office.roster, d->office.day, body);
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
	                          .matter = d->sending,
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

	if (!d->request_ready) {
		if (d->place_i >= PLACES_PER_DAY)
			return ERR_FULL;
		rc = make_deposit(d);
	}
	d->request_ready = false;
	step_send(out, HTTP_POST, "/v1/exchange", buf_span(&d->request), EXCHANGE_ANSWER_BYTES);
	return rc;
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
		d->place_i++;
		if (++d->part_at < d->unsent->parts)
			return 0;
		d->unsent->unsent = false;
		return desk_next_unsent(d);
	case EXCHANGE_CONFLICT:
		d->place_i++;
		return 0;
	case EXCHANGE_ROSTER:
	case EXCHANGE_DAY:
		/* What is unsent is in the saved vault, and goes out after the restart. */
		return desk_restart(d);
	case EXCHANGE_PUZZLE:
		d->request_ready = true;
		return exchange_solve(&d->request, &answer);
	case EXCHANGE_FULL:
		return ERR_FULL;
	case EXCHANGE_UNAVAILABLE:
		return ERR_UNAVAILABLE;
	case EXCHANGE_MALFORMED:
		break;
	}
	return ERR_SERVER;
}
