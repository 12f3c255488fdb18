/* The vault on the server: fetched, saved, and kept at home. */
#include <string.h>

#include "core/desk/state.h"

void
desk_saving_clear(struct desk_saving *s)
{
	buf_clear(&s->blob);
	secret_wipe(&s->ends, sizeof s->ends);
}

int
desk_ask_vault(struct desk *d, struct step *out)
{
	step_get(out, "/v1/desk/vault", VAULT_MAX + 512);
	out->session = d->login.token;
	return 0;
}

/* The inbox comes once more, from its beginning: nothing of it was saved. */
static void
begin_anew(struct desk *d)
{
	desk_intake_clear(&d->intake);
	desk_redo_acts(d);
	d->publishing = (struct desk_publishing){0};
	d->way.phase = DESK_INBOX;
}

int
desk_on_vault(struct desk *d, int status, struct span body)
{
	struct desk_saving *s = &d->saving;
	struct reader r = reader(body);
	bool first = d->vault == NULL;
	int rc;

	if (status != 200)
		return ERR_SERVER;
	s->server_version = read_u32(&r);
	if (r.err != 0 || (s->server_version == 0) != (r.n == 0))
		return ERR_SERVER;
	rc = first ? desk_choose_vault(d, span(r.p, r.n)) : desk_take_vault(d, span(r.p, r.n));
	if (rc == 0)
		rc = vault_see_roster(d->vault, &d->office.roster);
	if (rc != 0)
		return rc;
	begin_anew(d);
	desk_recall_sent(d);
	if (first) {
		d->way.look.entries = desk_first_entries(d->vault, d->office.day);
		d->way.look.on = d->way.look.whole = true;
	}
	return desk_bring_all(d);
}

int
desk_ask_vault_put(struct desk *d, struct step *out)
{
	struct desk_saving *s = &d->saving;
	struct vault_of of = desk_vault_of(d);
	struct buf *b = &d->login.request;
	int rc;

	/* An act of now may have asked to see more. */
	rc = desk_list_again(d);
	if (rc != 0)
		return rc;
	devices_save(&d->vault->past.devices, d->home.device);
	s->tried = s->version + 1;
	/* What is not sent after all is kept here as it is at the end of the look. */
	if (desk_mark_soon(d, true))
		d->out.sent = true;
	rc = vault_seal(&s->blob, d->vault, &of, s->tried);
	(void)desk_mark_soon(d, false);
	if (rc != 0)
		return rc;
	s->blob_sent = true;
	s->sent = d->vault->past.devices;
	d->out.ended = false;
	d->acts.sent = d->acts.ran;
	d->out.went_sent = d->out.went.n;
	buf_clear(b);
	buf_put_u32(b, s->server_version);
	buf_put_u32(b, s->tried);
	buf_put_span(b, buf_span(&s->blob));
	step_send(out, HTTP_PUT, "/v1/desk/vault", buf_span(b), 4);
	out->session = d->login.token;
	return b->err;
}

int
desk_on_vault_put(struct desk *d, int status, struct span body)
{
	struct desk_saving *s = &d->saving;

	if (status == 409) {
		/* Another device was first: take its vault, and do everything again on it. */
		d->way.phase = DESK_VAULT_GET;
		return ++s->conflicts > DESK_CONFLICTS_MAX ? ERR_CONFLICT : 0;
	}
	if (status == 503)
		return ERR_UNAVAILABLE;
	if (status != 200 || body.n != 4)
		return ERR_SERVER;
	s->version = s->server_version = s->tried;
	s->devices = s->sent;
	desk_acts_saved(d);
	/* What had gone out before this save is known to it. */
	buf_cut(&d->out.went, 0, d->out.went_sent);
	d->out.went_sent = 0;
	d->way.phase = DESK_KEEP;
	return 0;
}

/* ---- what this device keeps ---- */

static int
put_record(struct desk *d, uint32_t version)
{
	struct buf *record = &d->home.record;

	buf_clear(record);
	buf_put_u32(record, version);
	buf_put(record, d->home.device, DEVICE_BYTES);
	buf_put_u32(record, d->saving.server_version);
	buf_put_span(record, buf_span(&d->saving.blob));
	return record->err;
}

/*
 * Ahead of the server's by what was done since, which counts as one save more of this
 * device. What only went out since does not: another device may save without knowing
 * of it, and theirs is no fork.
 */
int
desk_record(struct desk *d, struct span *out)
{
	struct desk_saving *s = &d->saving;
	struct vault_of of;
	int rc;

	*out = SPAN_NONE;
	if (!desk_open(d))
		return ERR_UNAVAILABLE;
	of = desk_vault_of(d);
	if (d->acts.ran > 0)
		devices_save(&d->vault->past.devices, d->home.device);
	s->blob_sent = false;
	d->out.sent = false;
	rc = vault_seal(&s->blob, d->vault, &of, s->version + 1);
	if (rc == 0)
		rc = put_record(d, s->version + 1);
	*out = buf_span(&d->home.record);
	return rc;
}

/* The save itself, unless something was done while it was on its way. */
int
desk_ask_keep(struct desk *d, struct step *out)
{
	int rc;

	out->kind = STEP_KEEP;
	if (d->acts.ran > 0 || !d->saving.blob_sent)
		return desk_record(d, &out->body);
	rc = put_record(d, d->saving.version);
	out->body = buf_span(&d->home.record);
	return rc;
}

int
desk_on_keep(struct desk *d, int status, struct span body)
{
	(void)status, (void)body;
	d->home.version = d->saving.version;
	desk_begin_drops(d);
	return 0;
}

/* At the end of a look: what went out is not sent again by this device's next session. */
int
desk_ask_record(struct desk *d, struct step *out)
{
	out->kind = STEP_KEEP;
	return desk_record(d, &out->body);
}

int
desk_on_record(struct desk *d, int status, struct span body)
{
	(void)status, (void)body;
	return desk_end_look(d);
}
