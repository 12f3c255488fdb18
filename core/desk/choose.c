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
	h->version = h->had = h->base = 0;
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

/* Nothing else than what this session kept there itself. */
static bool
kept_here(const struct desk *d, int status, struct span body)
{
	const struct buf *record = &d->home.record;

	return status == 404 || body.n == 0 ||
	       (body.n == record->n && memcmp(body.p, record->p, body.n) == 0);
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

	d->way.phase = DESK_ENDS;
	if (d->vault != NULL && kept_here(d, status, body))
		return 0;
	/* Another program of this home saved since: what to go on from is chosen anew. */
	vault_free(d->vault);
	d->vault = NULL;
	desk_home_clear(h);
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
	h->base = read_u32(&r);
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
	d->way.phase = d->vault == NULL ? DESK_VAULT_GET : DESK_INBOX;
	return 0;
}

/* ---- what was shown ---- */

/* Of a matter that an act has ended here: whether nothing of a visitor came since that act. */
static bool
was_ended(const struct desk *d, const struct matter *m)
{
	for (size_t i = d->acts.n; i-- > 0;) {
		const struct verb_line *line = &d->acts.rows[i];

		if (line->heard > 0 && line->matter == m->id)
			return matter_heard(m) < line->heard;
	}
	return false;
}

/* Whether all that visitors wrote in a matter was here before, and shown. */
static bool
was_shown(const struct matter *m, const struct matter *before)
{
	if (before->news.fresh)
		return false;
	for (size_t i = 0; i < m->correspondent_count; i++) {
		const struct correspondent *c = m->correspondents[i],
					   *was = matter_correspondent(before, c->keys.x25519);

		for (size_t j = 0; j < c->thread.n; j++) {
			const struct message *said = c->thread.messages[j];

			if (sodium_is_zero(said->person, sizeof said->person) &&
			    (was == NULL || thread_find(&was->thread, said->id) == NULL))
				return false;
		}
	}
	return true;
}

/*
 * What another device took in nobody has been shown here: until then it is not ended by hand.
 * before: what was open here, or NULL when nothing of it is known any more.
 */
static void
mark_fresh(const struct desk *d, struct vault *came, struct vault *before)
{
	for (size_t i = 0; i < came->matter_count; i++) {
		struct matter *m = came->matters[i];
		const struct matter *was = before == NULL ? NULL : vault_matter(before, m->id);

		m->news.fresh = was == NULL ? !was_ended(d, m) : !was_shown(m, was);
	}
	if (before != NULL) {
		unfiled_find_fresh(&came->pending.unfiled, &before->pending.unfiled);
		return;
	}
	for (size_t i = 0; i < came->pending.unfiled.n; i++)
		came->pending.unfiled.rows[i].fresh = true;
}

/* ---- the choice ---- */

static int
go_on_from_server(struct desk *d, struct span blob)
{
	struct vault_of of = desk_vault_of(d);

	d->saving.version = d->saving.server_version;
	return vault_open(&d->vault, blob, &of, d->saving.server_version);
}

/* A newer vault may have been lost, and with it seeds that the server holds bundles of: the seeds
 * made in their place must win. */
static void
server_went_back(struct desk *d)
{
	d->home.went_back = true;
	d->vault->head.bundle_serial++;
	vault_outlive(d->vault);
}

static int
open_kept(struct desk *d)
{
	struct vault_of of = desk_vault_of(d);
	int rc = vault_open(&d->vault, kept_blob(&d->home), &of, d->home.version);

	if (rc == 0 && d->home.version > d->saving.version)
		d->saving.version = d->home.version;
	return rc;
}

static int
go_on_from_kept(struct desk *d)
{
	int rc = open_kept(d);

	if (rc == 0)
		server_went_back(d);
	return rc;
}

/* Of what went out after the last save of this device, the server's does not know. */
static int
go_on_from_newer(struct desk *d, struct span blob)
{
	struct vault_of of = desk_vault_of(d);
	struct vault *kept;
	int rc = go_on_from_server(d, blob);

	if (rc != 0 || d->home.version == d->home.base)
		return rc;
	rc = vault_open(&kept, kept_blob(&d->home), &of, d->home.version);
	if (rc == 0)
		desk_join_sent(d->vault, kept);
	vault_free(kept);
	return rc < 0 ? rc : 0;
}

/* The server's is older: it is for a person to say whether that can be right. */
static int
suspect(struct desk *d)
{
	struct vault_of of = desk_vault_of(d);
	struct vault *kept;
	int rc;

	/* What was done here after the save that the server has waits for its next one. */
	if (d->saving.server_version >= d->home.base)
		return open_kept(d);
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
		return go_on_from_newer(d, blob);
	case DEVICES_BEHIND:
		return suspect(d);
	case DEVICES_SAME:
		return d->home.version > d->saving.server_version ? open_kept(d)
		                                                  : join_both(d, blob);
	case DEVICES_FORKED:
		break;
	}
	return join_both(d, blob);
}

/* Who has saved what the server has; what does not open is told later, or put back. */
static int
devices_of(const struct desk *d, struct devices *out, struct span blob)
{
	struct vault_of of = desk_vault_of(d);
	int rc;

	*out = (struct devices){0};
	if (blob.n == 0)
		return 0;
	rc = vault_devices(out, blob, &of, d->saving.server_version);
	return rc < 0 ? rc : 0;
}

static int
choose(struct desk *d, struct span blob)
{
	struct desk_home *h = &d->home;
	int rc;

	h->went_back = h->merged = false;
	d->saving.version = d->saving.server_version;
	rc = devices_of(d, &d->saving.devices, blob);
	if (rc != 0)
		return rc;
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

int
desk_choose_vault(struct desk *d, struct span blob)
{
	int rc = choose(d, blob);

	if (rc == 0 && d->way.look.opened)
		mark_fresh(d, d->vault, NULL);
	return rc;
}

/* ---- while the desk is open ---- */

/* The vault in memory stays, over what the server has. */
static int
stay(struct desk *d)
{
	server_went_back(d);
	return 0;
}

static int
open_server(struct desk *d, struct span blob, bool join)
{
	struct vault_of of = desk_vault_of(d);
	struct vault *came;
	int rc = vault_open(&came, blob, &of, d->saving.server_version);

	if (rc == 0 && join)
		rc = vault_join(came, d->vault, &of);
	if (rc != 0) {
		vault_free(came);
		return rc;
	}
	d->home.merged = d->home.merged || join;
	mark_fresh(d, came, d->vault);
	vault_free(d->vault);
	d->vault = came;
	return 0;
}

/* What this desk has saved is in .devices: the server's must know of all that. */
int
desk_take_vault(struct desk *d, struct span blob)
{
	struct vault_of of = desk_vault_of(d);
	struct devices server;
	int rc;

	if (d->saving.server_version > d->saving.version)
		d->saving.version = d->saving.server_version;
	if (blob.n == 0)
		return stay(d);
	rc = vault_devices(&server, blob, &of, d->saving.server_version);
	if (rc != 0)
		return rc == ERR_SEAL && d->home.put_back ? stay(d) : rc;
	switch (devices_compare(&server, &d->saving.devices)) {
	case DEVICES_SAME:
	case DEVICES_AHEAD:
		rc = open_server(d, blob, false);
		break;
	case DEVICES_FORKED:
		rc = open_server(d, blob, true);
		break;
	case DEVICES_BEHIND:
		return d->home.put_back ? stay(d) : ERR_OLDER;
	}
	if (rc == 0)
		d->saving.devices = server;
	return rc;
}
