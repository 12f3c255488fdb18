/* The inbox, listing by listing: listed, filed, saved, and only then dropped. */
#include <stdlib.h>
#include <string.h>

#include "core/desk/state.h"
#include "core/secret.h"

void
desk_intake_clear(struct desk_intake *in)
{
	buf_clear(&in->drops);
	in->ended = in->listed = in->crowded = in->refiled = false;
	in->room = in->withdrawn = 0;
	in->stayed = 0;
	in->listings = 0;
}

int
desk_ask_inbox(struct desk *d, struct step *out)
{
	size_t most = (size_t)INBOX_LISTING * INBOX_ENTRY_BYTES;

	if (d->intake.stayed == 0)
		step_get(out, "/v1/desk/inbox", most);
	else
		step_get_day(out, "/v1/desk/inbox/", d->intake.stayed, most);
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
	/* A roster that refuses the bundles of before was in force when this inbox was listed: what
	   came under them is here, and no more will. */
	if (desk_may_write(d))
		vault_raise_seeds(d->vault, d->self->least, d->intake.listed ? day : day + 1);
	if (desk_may_write(d))
		rc = vault_make_seeds(d->vault, day);
	if (rc == 0 && !d->saving.acted)
		rc = desk_do_line(d);
	d->saving.acted = true;
	d->way.phase = DESK_VAULT_PUT;
	return rc;
}

static int
take_listing(struct desk *d, struct span body)
{
	struct reader r = reader(body);
	size_t n = body.n / INBOX_ENTRY_BYTES;
	struct opened *listing = calloc(n + 1, sizeof *listing);
	int rc;

	if (listing == NULL)
		return ERR_MEMORY;
	rc = desk_open_listing(d, &r, listing, n);
	if (rc == 0)
		rc = desk_file_listing(d, listing, n);
	secret_wipe(listing, (n + 1) * sizeof *listing);
	free(listing);
	d->intake.ended = n < INBOX_LISTING;
	d->intake.listed = d->intake.ended && !d->intake.crowded;
	d->intake.stayed += (uint32_t)(n - d->intake.drops.n / (4 + TAG_BYTES));
	return rc;
}

int
desk_on_inbox(struct desk *d, int status, struct span body)
{
	struct desk_intake *in = &d->intake;
	int rc = 0;

	if (status != 200 || body.n % INBOX_ENTRY_BYTES != 0 ||
	    body.n > (size_t)INBOX_LISTING * INBOX_ENTRY_BYTES)
		return ERR_SERVER;
	if (++in->listings > DESK_LISTINGS_MAX)
		return ERR_SERVER;
	if (!in->refiled)
		rc = desk_refile(d);
	in->refiled = true;
	buf_clear(&in->drops);
	if (rc == 0)
		rc = take_listing(d, body);
	/* Where nothing was taken in there is nothing to save. */
	if (rc != 0 || (in->drops.n == 0 && !in->ended))
		return rc;
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
	d->way.phase = in->ended ? DESK_BUNDLE_LIST : DESK_INBOX;
	return 0;
}
