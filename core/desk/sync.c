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

/* What was known of another vault. */
static void
begin_anew(struct desk *d)
{
	vault_free(d->vault);
	d->vault = NULL;
	d->saving.acted = d->saving.last = false;
	desk_intake_clear(&d->intake);
	d->publishing = (struct desk_publishing){0};
	d->out.have_bundles = d->out.sent = d->out.full = false;
	d->out.to = NULL;
	d->out.unsent = NULL;
}

int
desk_on_vault(struct desk *d, int status, struct span body)
{
	struct desk_saving *s = &d->saving;
	struct reader r = reader(body);
	int rc;

	if (status != 200)
		return ERR_SERVER;
	s->server_version = read_u32(&r);
	if (r.err != 0 || (s->server_version == 0) != (r.n == 0))
		return ERR_SERVER;
	begin_anew(d);
	rc = desk_choose_vault(d, span(r.p, r.n));
	if (rc == 0)
		rc = vault_see_roster(d->vault, &d->office.roster);
	if (rc == 0)
		desk_recall_sent(d);
	d->way.phase = DESK_INBOX;
	return rc;
}

int
desk_ask_vault_put(struct desk *d, struct step *out)
{
	struct desk_saving *s = &d->saving;
	struct vault_of of = desk_vault_of(d);
	struct buf *b = &d->login.request;
	int rc;

	devices_save(&d->vault->past.devices, d->home.device);
	rc = vault_seal(&s->blob, d->vault, &of, s->version + 1);
	if (rc != 0)
		return rc;
	s->tried = s->version + 1;
	buf_clear(b);
	buf_put_u32(b, s->server_version);
	buf_put_u32(b, s->version + 1);
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
	s->version = s->server_version = s->version + 1;
	d->way.phase = DESK_KEEP;
	return 0;
}

/* What is kept now is what the next choice of this session compares with. */
int
desk_ask_keep(struct desk *d, struct step *out)
{
	struct buf *record = &d->home.record;

	buf_clear(record);
	buf_put_u32(record, d->saving.version);
	buf_put(record, d->home.device, DEVICE_BYTES);
	buf_put_span(record, buf_span(&d->saving.blob));
	out->kind = STEP_KEEP;
	out->body = buf_span(record);
	return record->err;
}

int
desk_on_keep(struct desk *d, int status, struct span body)
{
	(void)status, (void)body;
	d->home.version = d->saving.version;
	if (d->saving.last) {
		d->way.phase = DESK_DONE;
		return d->out.full ? ERR_FULL : 0;
	}
	d->way.phase = d->intake.drops.n > 0 ? DESK_DROP : DESK_BUNDLE_LIST;
	return 0;
}
