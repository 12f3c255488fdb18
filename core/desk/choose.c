/*
 * Which vault to go on from: the server's, the one that this home kept, or
 * both. A kept one that knows of saves which the server's does not, tells that
 * the server went back; where each knows of some that the other does not, they
 * are a fork.
 */
#include <sodium.h>
#include <string.h>

#include "core/desk/state.h"
#include "core/secret.h"

/* ---- what is kept at home ---- */

void
desk_home_clear(struct desk_home *h)
{
	buf_clear(&h->record);
	h->version = h->had = 0;
	h->went_back = h->merged = false;
	h->lost = 0;
}

int
desk_ask_recall(struct desk *d, struct step *out)
{
	(void)d;
	out->kind = STEP_RECALL;
	return 0;
}

/*
 * A home that keeps nothing (404) is no device of its own. One that could not
 * say what it had, and keeps something since, becomes one now: two such homes
 * would take each other's saves for their own.
 */
int
desk_on_recall(struct desk *d, int status, struct span body)
{
	struct desk_home *h = &d->home;
	struct reader r = reader(body);

	desk_home_clear(h);
	d->way.phase = DESK_ENDS;
	memset(h->device, 0, sizeof h->device);
	if (status == 404)
		return 0;
	if (body.n == 0) {
		randombytes_buf(h->device, sizeof h->device);
		return 0;
	}
	h->version = h->had = read_u32(&r);
	read_bytes(&r, h->device, sizeof h->device);
	if (sodium_is_zero(h->device, sizeof h->device))
		randombytes_buf(h->device, sizeof h->device);
	buf_put_span(&h->record, body);
	return r.err != 0 || h->version == 0 || r.n == 0 ? ERR_FORMAT : h->record.err;
}

static struct span
kept_blob(const struct desk_home *h)
{
	return h->version == 0 ? SPAN_NONE
	                       : span(h->record.p + KEPT_HEAD_BYTES, h->record.n - KEPT_HEAD_BYTES);
}

/* ---- the keys of end days ---- */

int
desk_ask_ends(struct desk *d, struct step *out)
{
	step_get(out, "/v1/desk/ends", ENDS_BYTES);
	out->session = d->login.token;
	return 0;
}

int
desk_on_ends(struct desk *d, int status, struct span body)
{
	if (status == 503)
		return ERR_UNAVAILABLE;
	if (status != 200 || ends_read(&d->saving.ends, body) != 0)
		return ERR_SERVER;
	d->way.phase = DESK_VAULT_GET;
	return 0;
}

/* ---- the choice ---- */

static int
go_on_from_server(struct desk *d, struct span blob)
{
	struct vault_of of = desk_vault_of(d);

	d->saving.version = d->saving.server_version;
	return vault_open(&d->vault, blob, &of, d->saving.server_version);
}

static int
go_on_from_kept(struct desk *d)
{
	struct vault_of of = desk_vault_of(d);
	int rc = vault_open(&d->vault, kept_blob(&d->home), &of, d->home.version);

	if (rc != 0)
		return rc;
	d->home.went_back = true;
	if (d->home.version > d->saving.version)
		d->saving.version = d->home.version;
	/* A newer vault may have been lost, and with it seeds that the server holds bundles of:
	   the seeds made in their place must win. */
	d->vault->head.bundle_serial++;
	vault_outlive(d->vault);
	return 0;
}

/* The server's is older: it is for a person to say whether that can be right. */
static int
suspect(struct desk *d)
{
	struct vault_of of = desk_vault_of(d);
	struct vault *kept;
	int rc;

	if (d->home.put_back)
		return go_on_from_kept(d);
	rc = vault_open(&kept, kept_blob(&d->home), &of, d->home.version);
	d->home.lost = rc == 0 ? kept->lost : 0;
	vault_free(kept);
	return rc < 0 ? rc : ERR_OLDER;
}

static int
join_both(struct desk *d, struct span blob)
{
	struct vault_of of = desk_vault_of(d);
	struct vault *kept;
	int rc = go_on_from_server(d, blob);

	if (rc != 0)
		return rc;
	rc = vault_open(&kept, kept_blob(&d->home), &of, d->home.version);
	if (rc == 0)
		rc = vault_join(d->vault, kept, &of);
	vault_free(kept);
	if (d->home.version > d->saving.version)
		d->saving.version = d->home.version;
	d->home.merged = rc == 0;
	return rc;
}

/* A kept copy that does not open is none, unless the server's is older than it claims to be. */
static int
without_kept(struct desk *d, struct span blob, int why)
{
	if (why < 0 || why == ERR_NEWER)
		return why;
	if (d->home.version <= d->saving.server_version)
		return go_on_from_server(d, blob);
	return d->home.put_back ? why : ERR_OLDER;
}

static int
compare(struct desk *d, struct span blob)
{
	struct vault_of of = desk_vault_of(d);
	struct devices server, kept;
	int rc = vault_devices(&kept, kept_blob(&d->home), &of, d->home.version);

	if (rc != 0)
		return without_kept(d, blob, rc);
	rc = vault_devices(&server, blob, &of, d->saving.server_version);
	if (rc != 0)
		return rc == ERR_SEAL && d->home.put_back ? go_on_from_kept(d) : rc;
	switch (devices_compare(&server, &kept)) {
	case DEVICES_AHEAD:
		return go_on_from_server(d, blob);
	case DEVICES_BEHIND:
		return suspect(d);
	case DEVICES_SAME:
	case DEVICES_FORKED:
		break;
	}
	return join_both(d, blob);
}

int
desk_choose_vault(struct desk *d, struct span blob)
{
	struct desk_home *h = &d->home;

	h->went_back = h->merged = false;
	d->saving.version = d->saving.server_version;
	if (h->version == 0 && blob.n > 0)
		return go_on_from_server(d, blob);
	if (h->version == 0) {
		d->vault = vault_new();
		return d->vault == NULL ? ERR_MEMORY : 0;
	}
	if (blob.n == 0)
		return go_on_from_kept(d);
	if (h->version == d->saving.server_version && span_equal(blob, kept_blob(h)))
		return go_on_from_server(d, blob);
	return compare(d, blob);
}
