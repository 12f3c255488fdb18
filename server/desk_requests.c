#include "server/desk_requests.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/crypto/label.h"
#include "core/secret.h"
#include "core/talk/bundle.h"
#include "server/clock.h"

static void
answer_bytes(struct request *q, unsigned status, const uint8_t *p, size_t n)
{
	struct buf b;

	buf_init(&b, n);
	buf_put(&b, p, n);
	request_answer(q, status, b.err == 0 ? payload_from(&b, TYPE_BYTES, CACHE_NEVER) : NULL);
	buf_clear(&b);
}

static void
answer_empty(struct request *q)
{
	request_answer(q, 200, payload_static(SPAN_NONE, TYPE_BYTES, CACHE_NEVER));
}

/* ---- login ---- */

int
login_read(struct login *out, struct span body)
{
	struct reader r = reader(body);
	struct span origin;
	size_t n;

	out->person = read_span(&r, PERSON_BYTES).p;
	out->challenge = read_span(&r, CHALLENGE_BYTES).p;
	n = read_u8(&r);
	origin = read_span(&r, n);
	out->message = span(body.p, body.n - r.n);
	out->signature = read_span(&r, crypto_sign_BYTES).p;
	if (r.err != 0 || r.n != 0 || n == 0 || memchr(origin.p, 0, n) != NULL)
		return ERR_FORMAT;
	memcpy(out->origin, origin.p, n);
	out->origin[n] = '\0';
	return 0;
}

static bool
may_log_in(const struct person *person, uint32_t today)
{
	return person != NULL && (person->left == 0 || today <= person->left + LEAVER_DAYS);
}

bool
login_holds(const struct login *login, const struct roster *roster, uint32_t today)
{
	struct label l = label("login", roster->office);
	const struct person *person = roster_person(roster, login->person);
	uint8_t message[LABEL_BYTES_MAX + LOGIN_BODY_MAX];

	if (!may_log_in(person, today) || !roster_lists(roster, login->origin))
		return false;
	memcpy(message, l.p, l.n);
	memcpy(message + l.n, login->message.p, login->message.n);
	return crypto_sign_verify_detached(login->signature, message, l.n + login->message.n,
	                                   person->sign) == 0;
}

void
serve_challenge(struct request *q)
{
	uint8_t challenge[CHALLENGE_BYTES];

	sessions_challenge(q->server->sessions, clock_ms(), challenge);
	answer_bytes(q, 200, challenge, sizeof challenge);
}

void
serve_login(struct request *q)
{
	struct sessions *sessions = q->server->sessions;
	uint8_t token[TOKEN_BYTES];
	struct login login;
	int rc;

	if (login_read(&login, request_body(q)) != 0) {
		request_refuse(q, 400);
		return;
	}
	if (!request_roster(q))
		return;
	if (!sessions_challenge_ours(sessions, clock_ms(), login.challenge) ||
	    !login_holds(&login, &q->standing->roster, ledger_today(&q->server->ledger))) {
		request_refuse(q, 403);
		return;
	}
	rc = sessions_open(sessions, clock_ms(), login.person,
	                   roster_person(&q->standing->roster, login.person)->sign, login.challenge,
	                   token);
	if (rc != 0) {
		/* Only who holds a key of the office is told that there were too many. */
		request_refuse(q, rc == ERR_FULL ? 429 : 403);
		return;
	}
	answer_bytes(q, 200, token, sizeof token);
	sodium_memzero(token, sizeof token);
}

/* ---- sessions ---- */

static int
read_token(uint8_t token[TOKEN_BYTES], const char *authorization)
{
	static const char scheme[] = "Bearer ";

	if (authorization == NULL || strncmp(authorization, scheme, sizeof scheme - 1) != 0)
		return ERR_FORMAT;
	return hex_get(token, TOKEN_BYTES, span_text(authorization + sizeof scheme - 1));
}

/* The key it was opened under must still be this person's: a new roster may have replaced it. */
static bool
still_holds(const struct request *q, const uint8_t sign[32])
{
	const struct person *person = roster_person(&q->standing->roster, q->person);

	return may_log_in(person, ledger_today(&q->server->ledger)) &&
	       memcmp(person->sign, sign, sizeof person->sign) == 0;
}

bool
login_session(struct request *q, const char *authorization)
{
	uint8_t token[TOKEN_BYTES], sign[32];
	bool live = read_token(token, authorization) == 0 &&
	            sessions_find(q->server->sessions, clock_ms(), token, q->person, sign) == 0;

	sodium_memzero(token, sizeof token);
	if (live && !request_roster(q))
		return false;
	if (live && still_holds(q, sign))
		return true;
	request_refuse(q, 401);
	return false;
}

/* ---- vault ---- */

void
serve_vault(struct request *q)
{
	size_t which = 0;
	struct store *store;
	uint32_t version = 0;
	struct buf b;
	int rc;

	buf_init(&b, VAULT_BODY_MAX);
	buf_put_u32(&b, 0);
	store = readers_take(q->server->readers, &which);
	rc = store_vault(store, q->person, &version, &b);
	readers_give(q->server->readers, which);
	if (rc != 0 || b.err != 0) {
		request_fail(q);
	} else {
		put_u32(b.p, version);
		request_answer(q, 200, payload_from(&b, TYPE_BYTES, CACHE_NEVER));
	}
	buf_clear(&b);
}

static void
finish_vault_put(struct request *q)
{
	uint8_t version[4];

	if (q->job.result != 0 && q->job.result != ERR_CONFLICT) {
		request_fail(q);
		return;
	}
	put_u32(version, q->job.result == 0 ? q->job.vault.version : q->job.vault.current);
	answer_bytes(q, q->job.result == 0 ? 200 : 409, version, sizeof version);
}

void
serve_vault_put(struct request *q)
{
	struct reader r = reader(request_body(q));

	q->job.kind = JOB_VAULT;
	q->job.vault.person = q->person;
	q->job.vault.expected = read_u32(&r);
	q->job.vault.version = read_u32(&r);
	q->job.vault.blob = span(r.p, r.n);
	if (r.err != 0 || r.n == 0 || q->job.vault.version <= q->job.vault.expected)
		request_refuse(q, 400);
	else
		request_wait(q, finish_vault_put);
}

/* ---- end-day keys ---- */

void
serve_ends(struct request *q)
{
	uint8_t *bytes = secret_new(ENDS_BYTES);
	size_t which = 0;
	struct store *store;
	uint32_t day;
	int rc;

	if (bytes == NULL) {
		request_fail(q);
		return;
	}
	store = readers_take(q->server->readers, &which);
	rc = store_ends(store, &day, (uint8_t(*)[END_KEY_BYTES])(bytes + 4));
	readers_give(q->server->readers, which);
	if (rc != 0) {
		secret_free(bytes);
		request_fail(q);
		return;
	}
	put_u32(bytes, day);
	request_answer(q, 200, payload_secret(bytes, ENDS_BYTES));
}

/* ---- inbox ---- */

/* Longer than an answer of so many entries takes, found or not. */
static uint64_t
listing_step_us(size_t entries)
{
	enum { LEAST_US = 2000, ENTRY_US = 40 };

	return LEAST_US + entries * ENTRY_US;
}

static int
put_filler(struct buf *b, size_t n)
{
	static const uint8_t nonce[crypto_stream_chacha20_ietf_NONCEBYTES];
	uint8_t key[crypto_stream_chacha20_ietf_KEYBYTES];
	size_t at = b->n;

	buf_put_zeros(b, n);
	if (b->err != 0 || n == 0)
		return b->err;
	randombytes_buf(key, sizeof key);
	(void)crypto_stream_chacha20_ietf(b->p + at, n, nonce, key);
	sodium_memzero(key, sizeof key);
	return 0;
}

/*
 * How many there are, and then as many entries as were asked for: what is not an
 * envelope is random. So neither the answer's size nor, as far as whole steps hide
 * it, the time it takes tells how many wait.
 */
static int
fill_listing(struct request *q, struct buf *b, size_t entries)
{
	const size_t whole = 4 + entries * INBOX_ENTRY_BYTES;
	size_t which = 0;
	struct store *store = readers_take(q->server->readers, &which);
	int rc;

	buf_put_u32(b, 0);
	rc = store_inbox(store, q->person, q->day, entries, b);
	readers_give(q->server->readers, which);
	if (rc != 0 || b->err != 0)
		return rc != 0 ? rc : b->err;
	put_u32(b->p, (uint32_t)((b->n - 4) / INBOX_ENTRY_BYTES));
	return put_filler(b, whole - b->n);
}

static void
serve_inbox(struct request *q, size_t entries)
{
	const uint64_t began_us = clock_us(), step_us = listing_step_us(entries);
	struct buf b;

	buf_init(&b, 4 + entries * INBOX_ENTRY_BYTES);
	if (fill_listing(q, &b, entries) != 0) {
		request_fail(q);
	} else {
		clock_wait_us(began_us + ((clock_us() - began_us) / step_us + 1) * step_us);
		request_answer(q, 200, payload_from(&b, TYPE_BYTES, CACHE_NEVER));
	}
	buf_clear(&b);
}

void
serve_inbox_look(struct request *q)
{
	serve_inbox(q, INBOX_LOOK);
}

void
serve_inbox_some(struct request *q)
{
	serve_inbox(q, INBOX_SOME);
}

void
serve_inbox_listing(struct request *q)
{
	serve_inbox(q, INBOX_LISTING);
}

static void
finish_drop(struct request *q)
{
	if (q->job.result == 0)
		answer_empty(q);
	else
		request_fail(q);
}

/* Those of one kind of entry go behind the keys that are there; how many they are. */
static size_t
read_some(struct store_key *keys, struct span body, uint32_t flags)
{
	struct reader r = reader(body);
	size_t n = 0;

	while (r.n > 0) {
		uint32_t day = read_u32(&r);
		struct span tag = read_span(&r, TAG_BYTES);

		if ((day & (DROP_ASIDE | DROP_BACK)) != flags)
			continue;
		keys[n].day = day & ~flags;
		memcpy(keys[n++].tag, tag.p, TAG_BYTES);
	}
	return n;
}

/* An entry with both bits means nothing, and does nothing. */
static void
read_drops(struct store_deletion *d, struct store_key *keys, struct span body)
{
	d->n = read_some(keys, body, 0);
	d->aside = read_some(keys + d->n, body, DROP_ASIDE);
	d->back = read_some(keys + d->n + d->aside, body, DROP_BACK);
}

void
serve_drop(struct request *q)
{
	size_t n = q->body.n / DROP_ENTRY_BYTES;
	struct store_key *keys;

	if (q->body.n % DROP_ENTRY_BYTES != 0) {
		request_refuse(q, 400);
		return;
	}
	if (n == 0) {
		answer_empty(q);
		return;
	}
	keys = calloc(n, sizeof *keys);
	if (keys == NULL) {
		request_fail(q);
		return;
	}
	q->owned = keys;
	q->job.kind = JOB_DELETE;
	q->job.deletion = (struct store_deletion){.person = q->person, .keys = keys};
	read_drops(&q->job.deletion, keys, request_body(q));
	request_wait(q, finish_drop);
}

/* ---- bundles ---- */

void
serve_bundle_list(struct request *q)
{
	size_t which = 0;
	struct store *store;
	struct buf b;
	int rc;

	buf_init(&b, 4096);
	store = readers_take(q->server->readers, &which);
	rc = store_bundle_list(store, q->person, 0, &b);
	readers_give(q->server->readers, which);
	if (rc != 0 || b.err != 0)
		request_fail(q);
	else
		request_answer(q, 200, payload_from(&b, TYPE_BYTES, CACHE_NEVER));
	buf_clear(&b);
}

static void
finish_bundles_put(struct request *q)
{
	if (q->job.result == 0)
		answer_empty(q);
	else if (q->job.result == ERR_OLDER)
		request_refuse(q, 409);
	else
		request_fail(q);
}

/* The HTTP status that refuses one bundle, or 0. */
static unsigned
check_bundle(const struct request *q, const uint8_t *bytes, uint32_t today,
             struct store_bundle *out)
{
	struct bundle bundle;
	int rc = bundle_read(&bundle, &q->standing->roster, bytes);

	if (rc == ERR_OLDER || rc == ERR_EXPIRED)
		return 409;
	if (rc != 0 || memcmp(bundle.person, q->person, PERSON_BYTES) != 0)
		return 400;
	/* A desk's clock may be a day away from ours either way. */
	if (bundle.day + 1 < today || bundle.day > today + BUNDLES_AHEAD_DAYS + 1)
		return 400;
	out->person = q->person;
	out->day = bundle.day;
	out->serial = bundle.serial;
	out->bytes = bytes;
	return 0;
}

void
serve_bundles_put(struct request *q)
{
	uint32_t today = ledger_today(&q->server->ledger);
	size_t n = q->body.n / BUNDLE_BYTES;
	struct store_bundle *bundles;
	unsigned refused = 0;

	if (n == 0 || q->body.n % BUNDLE_BYTES != 0) {
		request_refuse(q, 400);
		return;
	}
	if (roster_person(&q->standing->roster, q->person)->left != 0) {
		request_refuse(q, 403); /* leavers only read */
		return;
	}
	bundles = calloc(n, sizeof *bundles);
	if (bundles == NULL) {
		request_fail(q);
		return;
	}
	q->owned = bundles;
	for (size_t i = 0; i < n && refused == 0; i++)
		refused = check_bundle(q, q->body.bytes + i * BUNDLE_BYTES, today, &bundles[i]);
	if (refused != 0) {
		request_refuse(q, refused);
		return;
	}
	q->job.kind = JOB_BUNDLES;
	q->job.bundles.bundles = bundles;
	q->job.bundles.n = n;
	request_wait(q, finish_bundles_put);
}
