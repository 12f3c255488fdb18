#include "core/desk/desk.h"

#include <string.h>

#include "core/desk/counting.h"
#include "core/desk/state.h"
#include "core/secret.h"

static const struct desk_phase_row phases[] = {
	[DESK_OFFICE] = {desk_ask_office, desk_on_office},
	[DESK_CHALLENGE] = {desk_ask_challenge, desk_on_challenge},
	[DESK_LOGIN] = {desk_ask_login, desk_on_login},
	[DESK_RECALL] = {desk_ask_recall, desk_on_recall},
	[DESK_ENDS] = {desk_ask_ends, desk_on_ends},
	[DESK_VAULT_GET] = {desk_ask_vault, desk_on_vault},
	[DESK_INBOX] = {desk_ask_inbox, desk_on_inbox},
	[DESK_VAULT_PUT] = {desk_ask_vault_put, desk_on_vault_put},
	[DESK_KEEP] = {desk_ask_keep, desk_on_keep},
	[DESK_DROP] = {desk_ask_drop, desk_on_drop},
	[DESK_BUNDLE_LIST] = {desk_ask_bundle_list, desk_on_bundle_list},
	[DESK_BUNDLE_PUT] = {desk_ask_bundle_put, desk_on_bundle_put},
	[DESK_COLLEAGUES] = {desk_ask_colleagues, desk_on_colleagues},
	[DESK_EXCHANGE] = {desk_ask_exchange, desk_on_exchange},
	[DESK_RECORD] = {desk_ask_record, desk_on_record},
};

int
desk_new(struct desk **out, const char *origin, struct span fingerprint, uint32_t today)
{
	struct desk *d = secret_new(sizeof *d);
	int rc;

	*out = d;
	if (d == NULL)
		return ERR_MEMORY;
	buf_init(&d->home.record, KEPT_HEAD_BYTES + VAULT_MAX);
	buf_init(&d->saving.blob, VAULT_MAX);
	buf_init(&d->intake.drops, INBOX_LISTING * DROP_ENTRY_BYTES);
	buf_init(&d->intake.queue, 2 * (UNFILED_MAX + INBOX_LISTING) * DROP_ENTRY_BYTES);
	buf_init(&d->login.request, VAULT_MAX + 512);
	buf_init(&d->out.request, DESK_REQUEST_MAX);
	buf_init(&d->out.went, (size_t)LIVE_TAGS_MAX * (X25519_BYTES + MESSAGE_ID_BYTES));
	rc = office_door_open(&d->login.door, origin, fingerprint, today);
	if (rc != 0) {
		desk_free(d);
		*out = NULL;
	}
	return rc;
}

void
desk_free(struct desk *d)
{
	if (d == NULL)
		return;
	vault_free(d->vault);
	office_clear(&d->office);
	desk_login_clear(&d->login);
	desk_home_clear(&d->home);
	desk_saving_clear(&d->saving);
	desk_intake_clear(&d->intake);
	desk_outgoing_clear(&d->out);
	desk_acts_clear(&d->acts);
	secret_free(d);
}

void
desk_today(struct desk *d, uint32_t today)
{
	d->login.door.today = today;
}

void
desk_enter(struct desk *d, const char *words)
{
	size_t n = strlen(words);

	if (n < sizeof d->login.words)
		memcpy(d->login.words, words, n + 1);
}

void
desk_put_back(struct desk *d)
{
	d->home.put_back = true;
}

int
desk_step(struct desk *d, struct step *out)
{
	*out = (struct step){0};
	if (d->way.err != 0)
		return d->way.err;
	if (d->way.phase == DESK_DONE) {
		out->kind = STEP_DONE;
		return 0;
	}
	out->kind = STEP_REQUEST;
	d->way.problem[0] = '\0';
	d->way.err = phases[d->way.phase].ask(d, out);
	return d->way.err;
}

int
desk_answer(struct desk *d, int status, struct span body)
{
	/* A session that has run out is begun again; what is saved is not lost. */
	if (d->way.err == 0 && status == 401 && d->login.logged_in)
		d->way.err = desk_restart(d);
	else if (d->way.err == 0 && d->way.phase != DESK_DONE)
		d->way.err = phases[d->way.phase].answer(d, status, body);
	return d->way.err;
}

/* What could not be done, or waits for a place, is told when all the rest is saved. */
int
desk_end_look(struct desk *d)
{
	d->way.phase = DESK_DONE;
	memcpy(d->way.problem, d->acts.problem, sizeof d->way.problem);
	if (d->acts.failed != 0)
		return d->acts.failed;
	return d->out.full ? ERR_FULL : 0;
}

int
desk_restart(struct desk *d)
{
	if (++d->login.restarts > DESK_RESTARTS_MAX)
		return ERR_SERVER;
	d->login.logged_in = false;
	d->out.flight.on = false;
	d->way.phase = DESK_OFFICE;
	return 0;
}

/* Leavers stay for reading only. */
bool
desk_may_write(const struct desk *d)
{
	return d->self->left == 0;
}

const char *
desk_problem(const struct desk *d)
{
	return d->way.problem;
}

/* Of a line that was done before, what is still there under its id. */
static bool
mark_of_line(const struct desk *d, struct mark *out)
{
	uint8_t id[MARK_ID_BYTES];

	if (d->vault == NULL || d->self == NULL)
		return false;
	matter_mark_id(id, d->office.roster.office, SPAN_NONE, d->acts.did.id);
	return marks_find(out, &d->vault->past.counts.marks, id);
}

bool
desk_did(const struct desk *d, struct mark *out)
{
	*out = d->acts.did.mark;
	return out->state != 0 || (mark_of_line(d, out) && out->state == MARK_COUNTED);
}

void
desk_theme(uint8_t out[MARK_ID_BYTES], const struct desk *d)
{
	matter_mark_id(out, d->office.roster.office, SPAN_NONE, d->acts.did.id);
}

bool
desk_made(const struct desk *d, uint32_t *out)
{
	uint8_t id[MARK_ID_BYTES];

	*out = d->acts.did.made;
	if (*out != ENDED_NOWHERE || d->vault == NULL)
		return *out != ENDED_NOWHERE;
	matter_mark_id(id, d->office.roster.office, SPAN_NONE, d->acts.did.id);
	for (size_t i = 0; i < d->vault->matter_count; i++) {
		if (memcmp(d->vault->matters[i]->count.mark, id, sizeof id) == 0)
			*out = d->vault->matters[i]->id;
	}
	return *out != ENDED_NOWHERE;
}

bool
desk_unanswered(const struct desk *d)
{
	return d->acts.did.unanswered;
}

bool
desk_asks(const struct desk *d)
{
	return d->acts.did.asks;
}

const struct office *
desk_office(const struct desk *d)
{
	return d->office.day == 0 ? NULL : &d->office;
}

const struct person *
desk_self(const struct desk *d)
{
	return d->self;
}

const struct vault *
desk_vault(const struct desk *d)
{
	return d->vault;
}

size_t
desk_withdrawn(const struct desk *d)
{
	return d->intake.withdrawn;
}

uint32_t
desk_published(const struct desk *d)
{
	return d->publishing.done;
}

uint32_t
desk_kept_version(const struct desk *d)
{
	return d->home.had;
}

uint32_t
desk_server_version(const struct desk *d)
{
	return d->saving.server_version;
}

bool
desk_went_back(const struct desk *d)
{
	return d->home.went_back;
}

bool
desk_crowded(const struct desk *d)
{
	return d->intake.crowded || d->intake.was_crowded;
}

bool
desk_waiting(const struct desk *d, size_t i, uint32_t *day, size_t *n)
{
	return d->vault != NULL && unfiled_count(&d->vault->pending.unfiled, i, day, n);
}

bool
desk_merged(const struct desk *d)
{
	return d->home.merged;
}

size_t
desk_lost(const struct desk *d)
{
	return d->vault == NULL ? d->home.lost : d->vault->lost;
}

size_t
desk_unknown(const struct desk *d)
{
	return d->vault == NULL ? 0 : vault_unknown(d->vault);
}

bool
desk_ended(const struct desk *d)
{
	return d->vault != NULL && d->out.ended;
}

bool
desk_waits(const struct desk *d)
{
	return d->vault != NULL && d->out.full;
}

struct vault_of
desk_vault_of(const struct desk *d)
{
	return (struct vault_of){
		.keys = &d->keys,
		.office = d->office.roster.office,
		.person = d->self->id,
		.ends = &d->saving.ends,
		.retention_days = d->office.roster.retention_days,
		.notes_days = d->office.roster.notes_days,
	};
}

void
desk_end_matter(struct desk *d, const struct matter *m, uint32_t into)
{
	vault_uncount(d->vault, m);
	vault_end_matter(
		d->vault, m, d->office.day,
		matter_ends(m, d->office.roster.retention_days, d->office.roster.notes_days), into);
}

int
desk_first_vault(struct vault **out, const struct roster *roster, uint32_t today)
{
	int rc;

	*out = vault_new();
	if (*out == NULL)
		return ERR_MEMORY;
	rc = vault_see_roster(*out, roster);
	if (rc == 0)
		rc = vault_make_seeds(*out, today);
	if (rc != 0) {
		vault_free(*out);
		*out = NULL;
	}
	return rc;
}
