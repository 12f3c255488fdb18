/* The inbox, listing by listing: listed, filed, saved, and only then dropped. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/desk/state.h"
#include "core/secret.h"

void
desk_intake_clear(struct desk_intake *in)
{
	buf_clear(&in->drops);
	buf_clear(&in->queue);
	in->queue_sent = 0;
	in->ended = in->crowded = in->was_crowded = in->refiled = false;
	in->withdrawn = 0;
	/* What somebody asked to see is still to come. */
	in->share = (struct share){.lot = in->share.lot};
	in->stayed = 0;
	in->listings = 0;
}

int
desk_ask_inbox(struct desk *d, struct step *out)
{
	unsigned n = d->way.look.entries;

	step_get(out, "", 4 + (size_t)n * INBOX_ENTRY_BYTES);
	(void)snprintf(out->path, sizeof out->path, "/v1/desk/inbox/%u/%0*u", n, INBOX_SKIP_DIGITS,
	               d->intake.stayed);
	out->session = d->login.token;
	return 0;
}

/* A colleague who left answers nobody any more: what they had taken is anybody's again. */
static void
let_go(struct desk *d)
{
	for (size_t i = 0; i < d->vault->matter_count; i++) {
		uint8_t *taken = d->vault->matters[i]->taken;
		const struct person *by = roster_person(&d->office.roster, taken);

		if (memcmp(taken, d->self->id, PERSON_BYTES) != 0 && (by == NULL || by->left != 0))
			memset(taken, 0, PERSON_BYTES);
	}
}

/* Whether nothing needs the keys of today any more that were published so far. */
static bool
today_is_over(const struct desk *d)
{
	return d->intake.ended && d->intake.stayed == 0 &&
	       unfiled_day(&d->vault->pending.unfiled, d->office.day) == NULL;
}

/* What every save holds besides what came in. */
static int
prepare_save(struct desk *d)
{
	uint32_t day = d->office.day;
	int rc = 0;

	vault_arrange(d->vault);
	vault_expire(d->vault, day, d->office.roster.retention_days, d->office.roster.notes_days);
	let_go(d);
	/* What waits keeps no seed: whatever opens it was kept when it was listed. */
	vault_erase_seeds(d->vault, day, d->intake.ended);
	if (d->intake.ended && d->vault->pending.unfiled.n == 0 && d->intake.stayed == 0)
		unsettled_clear(&d->vault->pending.unsettled);
	/* A roster that refuses the bundles of before was in force when this inbox was listed: what
	   came under them is here, and no more will. What waits of today has today's keys. */
	if (desk_may_write(d))
		vault_raise_seeds(d->vault, d->self->least, today_is_over(d) ? day : day + 1);
	if (desk_may_write(d))
		rc = vault_make_seeds(d->vault, day);
	if (rc == 0)
		rc = desk_count_matters(d);
	/* An act may end what more of the listing brings: that is to be here before. */
	if (rc == 0 && (d->intake.ended || !d->way.look.on))
		rc = desk_run_acts(d);
	(void)desk_end_said(d);
	if (rc == 0)
		rc = desk_count_matters(d);
	if (rc == 0)
		rc = desk_list_again(d);
	d->way.look.opened = true;
	d->way.phase = DESK_VAULT_PUT;
	return rc;
}

static int
take_listing(struct desk *d, struct reader r, size_t n)
{
	struct opened *listing = calloc(n + 1, sizeof *listing);
	int rc;

	if (listing == NULL)
		return ERR_MEMORY;
	rc = desk_open_listing(d, &r, listing, n);
	if (rc == 0)
		rc = desk_file_listing(d, listing, n);
	secret_wipe(listing, (n + 1) * sizeof *listing);
	free(listing);
	d->intake.ended = n < d->way.look.entries;
	d->intake.stayed += (uint32_t)(n - d->intake.drops.n / DROP_ENTRY_BYTES);
	return rc;
}

int
desk_on_inbox(struct desk *d, int status, struct span body)
{
	struct desk_intake *in = &d->intake;
	struct reader r = reader(body);
	uint32_t n = read_u32(&r);
	int rc = 0;

	if (status != 200 || n > d->way.look.entries ||
	    body.n != 4 + (size_t)d->way.look.entries * INBOX_ENTRY_BYTES)
		return ERR_SERVER;
	if (++in->listings > DESK_LISTINGS_MAX)
		return ERR_SERVER;
	if (!in->refiled)
		rc = desk_refile(d);
	in->refiled = true;
	buf_clear(&in->drops);
	if (rc == 0)
		rc = take_listing(d, r, n);
	/* Where nothing was taken in, and more is asked for at once, there is nothing to save. */
	if (rc != 0 || (in->drops.n == 0 && !in->ended && d->way.look.on)) {
		d->way.look.entries = INBOX_LISTING;
		return rc;
	}
	return prepare_save(d);
}

/* As many entries as this look's requests have: of the listing, of the queue, of nothing. */
int
desk_ask_drop(struct desk *d, struct step *out)
{
	struct desk_intake *in = &d->intake;
	struct buf *b = &d->login.request;
	size_t left = (size_t)d->way.look.entries * DROP_ENTRY_BYTES - in->drops.n;

	in->queue_sent = in->queue.n < left ? in->queue.n : left;
	buf_clear(b);
	buf_put_span(b, buf_span(&in->drops));
	buf_put(b, in->queue.p, in->queue_sent);
	if (b->err == 0)
		b->err = desk_fill_drops(d, b);
	step_send(out, HTTP_POST, "/v1/desk/drop", buf_span(b), 0);
	out->session = d->login.token;
	return b->err;
}

int
desk_on_drop(struct desk *d, int status, struct span body)
{
	struct desk_intake *in = &d->intake;

	(void)body;
	if (status != 200)
		return status == 503 ? ERR_UNAVAILABLE : ERR_SERVER;
	buf_clear(&in->drops);
	buf_cut(&in->queue, 0, in->queue_sent);
	/* All that was brought back is behind none of those that stay. */
	if (in->share.coming && in->queue_sent > 0 && in->queue.n == 0)
		in->stayed = 0;
	in->queue_sent = 0;
	if (in->listings == 0) {
		d->way.phase = DESK_INBOX; /* desk_bring_all */
		return 0;
	}
	d->way.look.entries = INBOX_LISTING;
	if (desk_drops_go_on(d))
		return 0;
	if (in->ended) {
		/* The next look begins at the front again. */
		d->way.look.whole = false;
		in->was_crowded = in->crowded;
		in->crowded = false;
		in->stayed = 0;
	}
	d->way.phase = in->ended || !d->way.look.on ? DESK_BUNDLE_LIST : DESK_INBOX;
	return 0;
}
