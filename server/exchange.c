#include "server/exchange.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/talk/exchange.h"
#include "server/clock.h"

enum { FETCH_STEP_US = 400 };

/* ---- reading ---- */

static bool
all_zero(struct span s)
{
	return sodium_is_zero(s.p, s.n) == 1;
}

static bool
count_fits(const struct asked *a, uint8_t op)
{
	switch ((enum exchange_op)op) {
	case EXCHANGE_DEPOSIT:
		return a->count == 0;
	case EXCHANGE_FETCH:
		return a->count <= EXCHANGE_BODIES;
	case EXCHANGE_DELETE:
		return a->count <= EXCHANGE_DELETES_MAX;
	}
	return false;
}

int
asked_read(struct asked *out, struct span body)
{
	struct reader r = reader(body);
	struct span zero;
	uint8_t op = read_u8(&r);

	out->count = read_u8(&r);
	zero = read_span(&r, 2);
	out->roster_serial = read_u32(&r);
	out->day = read_u32(&r);
	out->hour = read_u32(&r);
	out->nonce = read_u64(&r);
	if (r.err == 0 && (!all_zero(zero) || !count_fits(out, op)))
		return ERR_FORMAT;
	zero = read_span(&r, EXCHANGE_HEADER_BYTES - 24);
	if (r.err != 0)
		return ERR_SIZE;
	if (!all_zero(zero))
		return ERR_FORMAT;
	out->op = (enum exchange_op)op;
	out->rest = span(r.p, r.n);
	return r.n < out->count * (size_t)EXCHANGE_ENTRY_BYTES ? ERR_SIZE : 0;
}

void
asked_place(struct store_key *out, const struct asked *asked, size_t i,
            const uint8_t office[OFFICE_BYTES])
{
	const uint8_t *entry = asked->rest.p + i * EXCHANGE_ENTRY_BYTES;

	out->day = get_u32(entry);
	place_tag(out->tag, office, entry + 4);
}

/* ---- answering ---- */

unsigned
exchange_http_status(enum exchange_status status)
{
	switch (status) {
	case EXCHANGE_OK:
		return 200;
	case EXCHANGE_MALFORMED:
		return 400;
	case EXCHANGE_CONFLICT:
	case EXCHANGE_ROSTER:
	case EXCHANGE_DAY:
		return 409;
	case EXCHANGE_PUZZLE:
		return 428;
	case EXCHANGE_FULL:
		return 507;
	case EXCHANGE_UNAVAILABLE:
		return 503;
	}
	return 503;
}

static void
write_head(struct server *s, enum exchange_status status, uint8_t head[EXCHANGE_HEADER_BYTES])
{
	uint32_t day = ledger_today(&s->ledger), hour = clock_hour(clock_now());

	memset(head, 0, EXCHANGE_HEADER_BYTES);
	head[0] = (uint8_t)status;
	head[1] = (uint8_t)puzzle_bits(&s->puzzle);
	put_u32(head + 4, day);
	put_u32(head + 8, hour);
	puzzle_challenge(&s->puzzle, hour, head + 12);
}

/* An answer without bodies: of the same size, and from one buffer, so that it goes out in the same
 * pieces. */
static void
answer(struct request *q, enum exchange_status status)
{
	uint8_t *bytes = calloc(1, EXCHANGE_ANSWER_BYTES);

	if (bytes == NULL) {
		request_fail(q);
		return;
	}
	write_head(q->server, status, bytes);
	request_answer(q, exchange_http_status(status),
	               payload_new(bytes, EXCHANGE_ANSWER_BYTES, TYPE_BYTES, CACHE_NEVER));
}

/* ---- fetching ---- */

/* Random bytes, for where there is no body; made in any case, so that it does not tell. */
static void
fill(uint8_t body[BODY_BYTES])
{
	static const uint8_t zeros[BODY_BYTES];
	uint8_t key[crypto_aead_xchacha20poly1305_ietf_KEYBYTES];
	uint8_t nonce[crypto_aead_xchacha20poly1305_ietf_NPUBBYTES] = {0};
	uint8_t mac[crypto_aead_xchacha20poly1305_ietf_ABYTES];

	randombytes_buf(key, sizeof key);
	crypto_aead_xchacha20poly1305_ietf_encrypt_detached(body, mac, NULL, zeros, sizeof zeros,
	                                                    NULL, 0, NULL, nonce, key);
	sodium_memzero(key, sizeof key);
}

static int
fetch_bodies(struct request *q, const struct asked *a, uint8_t (*bodies)[BODY_BYTES])
{
	struct store_key keys[EXCHANGE_BODIES];
	int found[EXCHANGE_BODIES], rc;
	struct store *store;
	size_t which = 0;

	for (size_t i = 0; i < EXCHANGE_BODIES; i++)
		fill(bodies[i]);
	for (size_t i = 0; i < a->count; i++)
		asked_place(&keys[i], a, i, q->standing->roster.office);
	store = readers_take(q->server->readers, &which);
	rc = store_bodies(store, keys, a->count, bodies, found);
	readers_give(q->server->readers, which);
	return rc;
}

/*
 * Finding a body and finding none differ by a few microseconds, always the same
 * way: a fetch is answered in whole steps of time after it was taken up. A step is
 * longer than a fetch takes.
 */
static void
wait_for_step(uint64_t began_us)
{
	uint64_t took = clock_us() - began_us;

	clock_wait_us(began_us + (took / FETCH_STEP_US + 1) * FETCH_STEP_US);
}

static void
serve_fetch(struct request *q, const struct asked *a)
{
	uint64_t began_us = clock_us();
	uint8_t *bytes = malloc(EXCHANGE_ANSWER_BYTES);

	if (bytes == NULL ||
	    fetch_bodies(q, a, (uint8_t(*)[BODY_BYTES])(bytes + EXCHANGE_HEADER_BYTES)) != 0) {
		free(bytes);
		answer(q, EXCHANGE_UNAVAILABLE);
		return;
	}
	write_head(q->server, EXCHANGE_OK, bytes);
	wait_for_step(began_us);
	request_answer(q, 200, payload_new(bytes, EXCHANGE_ANSWER_BYTES, TYPE_BYTES, CACHE_NEVER));
}

/* ---- what waits for the writer ---- */

static void
finish(struct request *q)
{
	switch (q->job.result) {
	case 0:
		answer(q, EXCHANGE_OK);
		break;
	case ERR_CONFLICT:
		answer(q, EXCHANGE_CONFLICT);
		break;
	case ERR_FULL:
		answer(q, EXCHANGE_FULL);
		break;
	case ERR_DAY:
		answer(q, EXCHANGE_DAY);
		break;
	default:
		answer(q, EXCHANGE_UNAVAILABLE);
		break;
	}
}

static void
serve_delete(struct request *q, const struct asked *a)
{
	struct store_key *keys;

	if (a->count == 0) {
		answer(q, EXCHANGE_OK);
		return;
	}
	keys = calloc(a->count, sizeof *keys);
	if (keys == NULL) {
		answer(q, EXCHANGE_UNAVAILABLE);
		return;
	}
	for (size_t i = 0; i < a->count; i++)
		asked_place(&keys[i], a, i, q->standing->roster.office);
	q->owned = keys;
	q->job.kind = JOB_DELETE;
	q->job.deletion = (struct store_deletion){.keys = keys, .n = a->count};
	request_wait(q, finish);
}

static void
serve_deposit(struct request *q, const struct asked *a)
{
	struct server *s = q->server;
	const struct roster *roster = &q->standing->roster;
	struct store_deposit *d = &q->job.deposit;
	uint32_t today = ledger_today(&s->ledger);

	/* Yesterday's may be a retry of what is stored: the writer looks. */
	if (a->day != today && a->day + 1 != today) {
		answer(q, EXCHANGE_DAY);
		return;
	}
	if (!puzzle_solved(&s->puzzle, clock_hour(clock_now()), a->hour, a->rest, a->nonce)) {
		answer(q, EXCHANGE_PUZZLE);
		return;
	}
	q->job.kind = JOB_DEPOSIT;
	*d = (struct store_deposit){.day = a->day, .count = 1 + roster_slots(roster)};
	for (size_t i = 0; i < d->count; i++) {
		const uint8_t *slot = a->rest.p + i * EXCHANGE_SLOT_BYTES;

		d->places[i].to = i == 0 ? NULL : roster_slot(roster, i - 1)->id;
		d->places[i].tag = slot;
		d->places[i].body = slot + TAG_BYTES;
	}
	request_wait(q, finish);
}

void
serve_exchange(struct request *q)
{
	struct asked a;

	if (!request_roster(q)) {
		answer(q, EXCHANGE_UNAVAILABLE);
		return;
	}
	if (asked_read(&a, request_body(q)) != 0) {
		answer(q, EXCHANGE_MALFORMED);
		return;
	}
	/* Another roster may have had another size, so this comes first. */
	if (a.roster_serial != q->standing->roster.serial) {
		answer(q, EXCHANGE_ROSTER);
		return;
	}
	if (q->body.n != exchange_request_bytes(&q->standing->roster)) {
		answer(q, EXCHANGE_MALFORMED);
		return;
	}
	switch (a.op) {
	case EXCHANGE_DEPOSIT:
		serve_deposit(q, &a);
		break;
	case EXCHANGE_FETCH:
		serve_fetch(q, &a);
		break;
	case EXCHANGE_DELETE:
		serve_delete(q, &a);
		break;
	}
}
