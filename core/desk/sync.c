/* The desk's own business with the server: login, vault, bundles. */
#include <sodium.h>
#include <string.h>

#include "core/crypto/label.h"
#include "core/desk/state.h"
#include "core/secret.h"

/* ---- who is who ---- */

int
desk_ask_office(struct desk *d, struct step *out)
{
	(void)d;
	step_get(out, "/v1/office", OFFICE_ANSWER_MAX);
	return 0;
}

static int
derive_keys(struct desk *d)
{
	uint8_t seed[SEED_BYTES];
	int rc;

	if (d->derived)
		return 0;
	rc = keys_seed(seed, d->words, d->office.roster.office);
	if (rc == 0)
		rc = keys_desk(&d->keys, seed, d->office.roster.office);
	secret_wipe(seed, sizeof seed);
	d->derived = rc == 0;
	return rc;
}

int
desk_on_office(struct desk *d, int status, struct span body)
{
	int rc;

	if (status != 200)
		return ERR_SERVER;
	rc = office_read(&d->office, body, (const char *)d->origin.p, buf_span(&d->fingerprint),
	                 d->today);
	if (rc != 0)
		return rc;
	if (d->words[0] == '\0') {
		d->phase = DESK_DONE;
		return 0;
	}
	rc = derive_keys(d);
	if (rc != 0)
		return rc;
	for (size_t i = 0; i < d->office.roster.people_count; i++) {
		const struct person *p = &d->office.roster.people[i];

		if (memcmp(p->sign, d->keys.sign_public, sizeof p->sign) == 0)
			d->self = p;
	}
	d->phase = d->logged_in ? DESK_RECALL : DESK_CHALLENGE;
	if (d->self == NULL)
		return ERR_PERSON;
	return d->self->role == ROLE_UNKNOWN ? ERR_NEWER : 0;
}

int
desk_ask_challenge(struct desk *d, struct step *out)
{
	(void)d;
	step_get(out, "/v1/desk/challenge", CHALLENGE_BYTES);
	return 0;
}

int
desk_on_challenge(struct desk *d, int status, struct span body)
{
	if (status != 200 || body.n != CHALLENGE_BYTES)
		return ERR_SERVER;
	memcpy(d->challenge, body.p, sizeof d->challenge);
	d->phase = DESK_LOGIN;
	return 0;
}

int
desk_ask_login(struct desk *d, struct step *out)
{
	struct label l = label("login", d->office.roster.office);
	size_t origin = d->origin.n - 1, start;
	struct buf *b = &d->request;
	uint8_t signature[64];

	/* What is signed begins with the label, which the request leaves out. */
	buf_clear(b);
	buf_put(b, l.p, l.n);
	start = b->n;
	buf_put(b, d->self->id, PERSON_BYTES);
	buf_put(b, d->challenge, sizeof d->challenge);
	buf_put_u8(b, (uint8_t)origin);
	buf_put(b, d->origin.p, origin);
	if (b->err != 0)
		return b->err;
	if (crypto_sign_detached(signature, NULL, b->p, b->n, d->keys.sign) != 0)
		return ERR_INTERNAL;
	buf_put(b, signature, sizeof signature);
	if (b->err != 0)
		return b->err;
	step_send(out, HTTP_POST, "/v1/desk/login", span(b->p + start, b->n - start), TOKEN_BYTES);
	return 0;
}

int
desk_on_login(struct desk *d, int status, struct span body)
{
	if (status == 403) {
		/* A challenge is good for one login: a lost answer, asked for again, ends here. */
		d->phase = DESK_CHALLENGE;
		return ++d->refusals > DESK_REFUSALS_MAX ? ERR_REFUSED : 0;
	}
	if (status != 200 || body.n != TOKEN_BYTES)
		return ERR_SERVER;
	memcpy(d->token, body.p, sizeof d->token);
	d->logged_in = true;
	d->phase = DESK_RECALL;
	return 0;
}

/* ---- vault ---- */

int
desk_ask_recall(struct desk *d, struct step *out)
{
	(void)d;
	out->kind = STEP_RECALL;
	return 0;
}

int
desk_on_recall(struct desk *d, int status, struct span body)
{
	struct reader r = reader(body);

	(void)status;
	buf_clear(&d->kept);
	d->kept_version = body.n == 0 ? 0 : read_u32(&r);
	buf_put_span(&d->kept, span(r.p, r.n));
	d->phase = DESK_VAULT_GET;
	return r.err != 0 ? ERR_FORMAT : d->kept.err;
}

int
desk_ask_vault(struct desk *d, struct step *out)
{
	step_get(out, "/v1/desk/vault", VAULT_MAX + 512);
	out->session = d->token;
	return 0;
}

/* Which vault to go on from: the server's, the kept one, or a new one. */
static int
choose_vault(struct desk *d, struct span blob)
{
	const uint8_t *office = d->office.roster.office;
	int rc;

	d->went_back = false;
	d->version = d->server_version;
	if (d->kept_version > d->server_version) {
		if (d->server_version > 0 && !d->put_back)
			return ERR_OLDER;
		d->version = d->kept_version;
		blob = buf_span(&d->kept);
		d->went_back = true;
	}
	if (d->version == 0) {
		d->vault = vault_new();
		return d->vault == NULL ? ERR_MEMORY : 0;
	}
	rc = vault_open(&d->vault, blob, &d->keys, office, d->self->id, d->version);
	/* A newer vault may have been lost, and with it seeds that the server holds bundles of:
	   the seeds made in their place must win. */
	if (rc == 0 && d->went_back && d->vault != NULL)
		d->vault->bundle_serial++;
	return rc;
}

int
desk_on_vault(struct desk *d, int status, struct span body)
{
	struct reader r = reader(body);
	int rc;

	if (status != 200)
		return ERR_SERVER;
	d->server_version = read_u32(&r);
	if (r.err != 0 || (d->server_version == 0) != (r.n == 0))
		return ERR_SERVER;
	vault_free(d->vault);
	d->vault = NULL;
	d->acted = d->last_save = false;
	d->have_table = d->sent = d->full = d->crowded = false;
	d->pages = 0;
	d->published = d->publishing = 0;
	d->sending = NULL;
	d->unsent = NULL;
	d->withdrawn = 0;
	/* The vault we sent, whose answer was lost: the act is in it. */
	if (d->tried != 0 && d->server_version == d->tried &&
	    span_equal(span(r.p, r.n), buf_span(&d->blob)))
		d->line_saved = true;
	rc = choose_vault(d, span(r.p, r.n));
	if (rc == 0)
		rc = vault_see_roster(d->vault, &d->office.roster);
	if (rc == 0)
		desk_recall_sent(d);
	d->phase = DESK_INBOX;
	return rc;
}

int
desk_ask_vault_put(struct desk *d, struct step *out)
{
	struct buf *b = &d->request;
	int rc = vault_seal(&d->blob, d->vault, &d->keys, d->office.roster.office, d->self->id,
	                    d->version + 1);

	if (rc != 0)
		return rc;
	d->tried = d->version + 1;
	buf_clear(b);
	buf_put_u32(b, d->server_version);
	buf_put_u32(b, d->version + 1);
	buf_put_span(b, buf_span(&d->blob));
	step_send(out, HTTP_PUT, "/v1/desk/vault", buf_span(b), 4);
	out->session = d->token;
	return b->err;
}

int
desk_on_vault_put(struct desk *d, int status, struct span body)
{
	if (status == 409) {
		/* Another device was first: take its vault, and do everything again on it. */
		d->phase = DESK_VAULT_GET;
		return ++d->conflicts > DESK_CONFLICTS_MAX ? ERR_CONFLICT : 0;
	}
	if (status == 503)
		return ERR_UNAVAILABLE;
	if (status != 200 || body.n != 4)
		return ERR_SERVER;
	d->version = d->server_version = d->version + 1;
	d->line_saved = true; /* it must not be done again on another vault */
	d->phase = DESK_KEEP;
	return 0;
}

int
desk_ask_keep(struct desk *d, struct step *out)
{
	out->kind = STEP_KEEP;
	out->body = buf_span(&d->blob);
	out->version = d->version;
	return 0;
}

int
desk_on_keep(struct desk *d, int status, struct span body)
{
	(void)status, (void)body;
	if (d->last_save) {
		d->phase = DESK_DONE;
		return d->full ? ERR_FULL : 0;
	}
	if (d->drops.n > 0)
		d->phase = DESK_DROP;
	else
		d->phase = DESK_BUNDLE_LIST;
	return 0;
}

int
desk_ask_drop(struct desk *d, struct step *out)
{
	step_send(out, HTTP_POST, "/v1/desk/drop", buf_span(&d->drops), 0);
	out->session = d->token;
	return 0;
}

int
desk_on_drop(struct desk *d, int status, struct span body)
{
	(void)body;
	if (status != 200)
		return status == 503 ? ERR_UNAVAILABLE : ERR_SERVER;
	buf_clear(&d->drops);
	d->phase = d->listed || d->crowded ? DESK_BUNDLE_LIST : DESK_INBOX;
	return 0;
}

/* ---- bundles ---- */

int
desk_ask_bundle_list(struct desk *d, struct step *out)
{
	step_get(out, "/v1/desk/bundles", (size_t)8 * 256);
	out->session = d->token;
	return 0;
}

static bool
held(struct span list, const struct day_seed *s)
{
	struct reader r = reader(list);

	while (r.n >= 8) {
		uint32_t day = read_u32(&r), serial = read_u32(&r);

		if (day == s->day && serial >= s->serial)
			return true;
	}
	return false;
}

int
desk_on_bundle_list(struct desk *d, int status, struct span body)
{
	struct buf *b = &d->request;
	uint8_t bundle[BUNDLE_BYTES];
	int rc = 0;

	if (status != 200 || body.n % 8 != 0)
		return ERR_SERVER;
	buf_clear(b);
	for (size_t i = 0; rc == 0 && i < d->vault->seed_count && desk_may_write(d) &&
	                   b->n < (size_t)DESK_BUNDLES_A_REQUEST * BUNDLE_BYTES;
	     i++) {
		const struct day_seed *s = &d->vault->seeds[i];

		if (s->day < d->office.day)
			continue;
		if (s->day == (d->publishing == 0 ? d->office.day : d->publishing + 1)) {
			/* nothing is to be put before this one, so all up to it is there */
			if (b->n == 0 && held(body, s))
				d->published = s->day;
			d->publishing = s->day;
		}
		if (held(body, s))
			continue;
		rc = bundle_write(bundle, s, d->office.roster.office, d->self->id, d->keys.sign);
		buf_put(b, bundle, sizeof bundle);
	}
	if (rc != 0 || b->err != 0)
		return rc != 0 ? rc : b->err;
	if (b->n == 0)
		return desk_next_unsent(d);
	d->phase = DESK_BUNDLE_PUT;
	return 0;
}

int
desk_ask_bundle_put(struct desk *d, struct step *out)
{
	step_send(out, HTTP_PUT, "/v1/desk/bundles", buf_span(&d->request), 0);
	out->session = d->token;
	return 0;
}

int
desk_on_bundle_put(struct desk *d, int status, struct span body)
{
	(void)body;
	if (status == 503)
		return ERR_UNAVAILABLE;
	/* 409: another device of ours was first with newer seeds; the next sync sees them. */
	if (status != 200 && status != 409)
		return ERR_SERVER;
	if (status == 200)
		d->published = d->publishing;
	return desk_next_unsent(d);
}
