/* The inbox, listing by listing: listed, filed, saved, and only then dropped. */
#include <stdlib.h>
#include <string.h>

#include "core/desk/counting.h"
#include "core/desk/state.h"
#include "core/secret.h"

void
desk_intake_clear(struct desk_intake *in)
{
	buf_clear(&in->drops);
	in->ended = in->crowded = in->refiled = false;
	in->withdrawn = 0;
	in->share = (struct share){0};
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

/* What would be counted if nobody looked at it any more. */
static int
count_matters(struct desk *d)
{
	struct practice *p = practice_new(d->office.roster.charter);
	struct counting how = {&d->office.roster, d->self, {0}, d->office.day};

	if (p == NULL)
		return ERR_MEMORY;
	how.period = p->period;
	vault_count(d->vault, &how);
	practice_free(p);
	return 0;
}

/* The inbox is not at its end yet if something comes back from aside. */
static int
list_again(struct desk *d)
{
	int rc;

	desk_forget_absent(d);
	unfiled_arrange(&d->vault->pending.unfiled);
	rc = desk_ask_back(d);
	if (d->intake.share.asked > 0) {
		d->intake.ended = false;
		d->intake.share.asked = 0;
	}
	return rc;
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
		rc = count_matters(d);
	if (rc == 0 && !d->saving.acted)
		rc = desk_do_line(d);
	(void)desk_end_said(d);
	if (rc == 0)
		rc = count_matters(d);
	d->saving.acted = true;
	if (rc == 0 && d->intake.ended)
		rc = list_again(d);
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
	d->intake.stayed += (uint32_t)(n - d->intake.drops.n / DROP_ENTRY_BYTES);
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

/* As many entries as one request takes. */
static size_t
drops_now(const struct desk *d)
{
	size_t most = (size_t)INBOX_LISTING * DROP_ENTRY_BYTES;

	return d->intake.drops.n < most ? d->intake.drops.n : most;
}

int
desk_ask_drop(struct desk *d, struct step *out)
{
	step_send(out, HTTP_POST, "/v1/desk/drop", span(d->intake.drops.p, drops_now(d)), 0);
	out->session = d->login.token;
	return 0;
}

int
desk_on_drop(struct desk *d, int status, struct span body)
{
	struct desk_intake *in = &d->intake;
	size_t sent = drops_now(d);

	(void)body;
	if (status != 200)
		return status == 503 ? ERR_UNAVAILABLE : ERR_SERVER;
	in->drops.n -= sent;
	memmove(in->drops.p, in->drops.p + sent, in->drops.n);
	if (in->drops.n > 0)
		return 0;
	d->way.phase = in->ended ? DESK_BUNDLE_LIST : DESK_INBOX;
	return 0;
}
