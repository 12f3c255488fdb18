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
	in->ended = in->listed = in->crowded = in->was_crowded = in->refiled = false;
	in->room = in->withdrawn = 0;
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

/* What every save holds besides what came in. */
static int
prepare_save(struct desk *d)
{
	uint32_t day = d->office.day;
	int rc = 0;

	vault_arrange(d->vault);
	vault_expire(d->vault, day, d->office.roster.retention_days, d->office.roster.notes_days);
	let_go(d);
	vault_erase_seeds(d->vault, day, d->intake.listed);
	if (d->intake.listed)
		unsettled_clear(&d->vault->unsettled);
	if (desk_may_write(d))
		rc = vault_make_seeds(d->vault, day);
	if (rc == 0)
		rc = desk_run_acts(d);
	if (rc == 0)
		rc = desk_fill_drops(d);
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
	d->intake.listed = d->intake.ended && !d->intake.crowded;
	d->intake.stayed += (uint32_t)(n - d->intake.drops.n / (4 + TAG_BYTES));
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

int
desk_ask_drop(struct desk *d, struct step *out)
{
	step_send(out, HTTP_POST, "/v1/desk/drop", buf_span(&d->intake.drops), 0);
	out->session = d->login.token;
	return 0;
}

int
desk_on_drop(struct desk *d, int status, struct span body)
{
	struct desk_intake *in = &d->intake;

	(void)body;
	if (status != 200)
		return status == 503 ? ERR_UNAVAILABLE : ERR_SERVER;
	buf_clear(&in->drops);
	if (in->ended) {
		/* The next look begins at the front again. */
		d->way.look.whole = false;
		in->was_crowded = in->crowded;
		in->crowded = false;
		in->stayed = 0;
	}
	d->way.look.entries = INBOX_LISTING;
	d->way.phase = in->ended || !d->way.look.on ? DESK_BUNDLE_LIST : DESK_INBOX;
	return 0;
}
