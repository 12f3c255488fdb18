/* Who is who, and the session. */
#include <sodium.h>
#include <string.h>

#include "core/crypto/label.h"
#include "core/desk/daily.h"
#include "core/secret.h"

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

	if (d->login.derived)
		return 0;
	rc = keys_seed(seed, d->login.words, d->office.roster.office);
	if (rc == 0)
		rc = keys_desk(&d->keys, seed, d->office.roster.office);
	secret_wipe(seed, sizeof seed);
	d->login.derived = rc == 0;
	return rc;
}

static int
find_self(struct desk *d)
{
	for (size_t i = 0; i < d->office.roster.people_count; i++) {
		const struct person *p = &d->office.roster.people[i];

		if (memcmp(p->sign, d->keys.sign_public, sizeof p->sign) == 0)
			d->self = p;
	}
	/* Another program of this home may have kept a newer one since. */
	d->way.phase = d->login.logged_in ? DESK_RECALL : DESK_CHALLENGE;
	if (d->self == NULL)
		return ERR_PERSON;
	return d->self->role == ROLE_UNKNOWN ? ERR_NEWER : 0;
}

int
desk_on_office(struct desk *d, int status, struct span body)
{
	struct office came = {0};
	int rc;

	if (status != 200)
		return ERR_SERVER;
	rc = office_meet(&came, &d->login.door, body);
	if (rc == 0 && d->vault != NULL)
		rc = vault_see_roster(d->vault, &came.roster);
	if (rc != 0) {
		office_clear(&came);
		return rc;
	}
	office_clear(&d->office);
	d->office = came;
	d->self = NULL;
	if (d->login.words[0] == '\0') {
		d->way.phase = DESK_DONE;
		return 0;
	}
	rc = derive_keys(d);
	return rc != 0 ? rc : find_self(d);
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
	memcpy(d->login.challenge, body.p, sizeof d->login.challenge);
	d->way.phase = DESK_LOGIN;
	return 0;
}

int
desk_ask_login(struct desk *d, struct step *out)
{
	struct label l = label("login", d->office.roster.office);
	size_t origin = d->login.door.origin.n - 1, start;
	struct buf *b = &d->login.request;
	uint8_t signature[64];

	/* What is signed begins with the label, which the request leaves out. */
	buf_clear(b);
	buf_put(b, l.p, l.n);
	start = b->n;
	buf_put(b, d->self->id, PERSON_BYTES);
	buf_put(b, d->login.challenge, sizeof d->login.challenge);
	buf_put_u8(b, (uint8_t)origin);
	buf_put(b, d->login.door.origin.p, origin);
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
		d->way.phase = DESK_CHALLENGE;
		return ++d->login.refusals > DESK_REFUSALS_MAX ? ERR_REFUSED : 0;
	}
	if (status == 429)
		return desk_problem_is(
			d, ERR_UNAVAILABLE,
			"an office takes 64 logins a minute, and there were as many: "
			"wait a minute. A script logs in once for all lines that it "
			"gives to 'alcove desk do'");
	if (status != 200 || body.n != TOKEN_BYTES)
		return ERR_SERVER;
	memcpy(d->login.token, body.p, sizeof d->login.token);
	d->login.logged_in = true;
	d->way.phase = d->vault == NULL ? DESK_RECALL : DESK_ENDS;
	return 0;
}

/* The people of an office are gone with it; words and keys stay. */
void
desk_login_clear(struct desk_login *l)
{
	office_door_clear(&l->door);
	buf_clear(&l->request);
	secret_wipe(l->words, sizeof l->words);
	secret_wipe(l->token, sizeof l->token);
	l->logged_in = l->derived = false;
}
