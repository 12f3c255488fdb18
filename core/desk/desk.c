#include "core/desk/desk.h"

#include <string.h>

#include "core/desk/state.h"
#include "core/secret.h"

static const struct desk_phase_row phases[] = {
	[DESK_OFFICE] = {desk_ask_office, desk_on_office},
	[DESK_CHALLENGE] = {desk_ask_challenge, desk_on_challenge},
	[DESK_LOGIN] = {desk_ask_login, desk_on_login},
	[DESK_RECALL] = {desk_ask_recall, desk_on_recall},
	[DESK_VAULT_GET] = {desk_ask_vault, desk_on_vault},
	[DESK_INBOX] = {desk_ask_inbox, desk_on_inbox},
	[DESK_VAULT_PUT] = {desk_ask_vault_put, desk_on_vault_put},
	[DESK_KEEP] = {desk_ask_keep, desk_on_keep},
	[DESK_DROP] = {desk_ask_drop, desk_on_drop},
	[DESK_BUNDLE_LIST] = {desk_ask_bundle_list, desk_on_bundle_list},
	[DESK_BUNDLE_PUT] = {desk_ask_bundle_put, desk_on_bundle_put},
	[DESK_TABLE] = {desk_ask_table, desk_on_table},
	[DESK_COLLEAGUES] = {desk_ask_colleagues, desk_on_colleagues},
	[DESK_DEPOSIT] = {desk_ask_deposit, desk_on_deposit},
};

int
desk_new(struct desk **out, const char *origin, struct span fingerprint, uint32_t today)
{
	struct desk *d = secret_new(sizeof *d);
	int rc;

	*out = d;
	if (d == NULL)
		return ERR_MEMORY;
	d->today = today;
	buf_init(&d->origin, ORIGIN_MAX + 1);
	buf_init(&d->fingerprint, 256);
	buf_init(&d->kept, VAULT_MAX + 256);
	buf_init(&d->blob, VAULT_MAX + 256);
	buf_init(&d->drops, INBOX_PAGE * (4 + TAG_BYTES));
	buf_init(&d->request, VAULT_MAX + 512);
	delivery_init(&d->delivery);
	buf_init(&d->table, (size_t)LIVE_TAGS_MAX * TAG_BYTES);
	buf_init(&d->went, (size_t)LIVE_TAGS_MAX * (X25519_BYTES + MESSAGE_ID_BYTES));
	buf_put(&d->origin, origin, strlen(origin) + 1);
	buf_put_span(&d->fingerprint, fingerprint);
	rc = d->origin.err != 0 ? d->origin.err : d->fingerprint.err;
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
	buf_clear(&d->origin);
	buf_clear(&d->fingerprint);
	buf_clear(&d->kept);
	buf_clear(&d->blob);
	buf_clear(&d->drops);
	delivery_clear(&d->delivery);
	verb_line_clear(&d->line);
	buf_clear(&d->request);
	buf_clear(&d->table);
	buf_clear(&d->went);
	secret_free(d);
}

void
desk_enter(struct desk *d, const char *words)
{
	size_t n = strlen(words);

	if (n < sizeof d->words)
		memcpy(d->words, words, n + 1);
}

static void
begin(struct desk *d)
{
	d->self = NULL;
	d->delivery.ready = false;
	office_clear(&d->office);
	d->phase = DESK_OFFICE;
}

void
desk_put_back(struct desk *d)
{
	d->put_back = true;
}

void
desk_again(struct desk *d)
{
	verb_line_clear(&d->line);
	d->line_saved = false;
	d->err = 0;
	d->restarts = d->conflicts = d->refusals = 0;
	d->tried = 0;
	begin(d);
}

int
desk_step(struct desk *d, struct step *out)
{
	*out = (struct step){0};
	if (d->err != 0)
		return d->err;
	if (d->phase == DESK_DONE) {
		out->kind = STEP_DONE;
		return 0;
	}
	out->kind = STEP_REQUEST;
	d->err = phases[d->phase].ask(d, out);
	return d->err;
}

int
desk_answer(struct desk *d, int status, struct span body)
{
	/* A session that has run out is begun again; what is saved is not lost. */
	if (d->err == 0 && status == 401 && d->logged_in)
		d->err = desk_restart(d);
	else if (d->err == 0 && d->phase != DESK_DONE)
		d->err = phases[d->phase].answer(d, status, body);
	return d->err;
}

int
desk_restart(struct desk *d)
{
	if (++d->restarts > DESK_RESTARTS_MAX)
		return ERR_SERVER;
	d->logged_in = false;
	begin(d);
	return 0;
}

/* Leavers stay for reading only. */
bool
desk_may_write(const struct desk *d)
{
	return d->self->left == 0;
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
	return d->withdrawn;
}

uint32_t
desk_published(const struct desk *d)
{
	return d->published;
}

uint32_t
desk_kept_version(const struct desk *d)
{
	return d->kept_version;
}

uint32_t
desk_server_version(const struct desk *d)
{
	return d->server_version;
}

bool
desk_went_back(const struct desk *d)
{
	return d->went_back;
}

bool
desk_done(const struct desk *d, size_t i, uint8_t id[MESSAGE_ID_BYTES])
{
	if (i > 0 || !d->line_saved)
		return false;
	memcpy(id, d->line.id, MESSAGE_ID_BYTES);
	return true;
}

bool
desk_crowded(const struct desk *d)
{
	return d->crowded;
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
