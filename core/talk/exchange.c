#include "core/talk/exchange.h"

#include <sodium.h>
#include <string.h>

#include "core/secret.h"

enum { AT_ROSTER = 4, AT_DAY = 8, AT_HOUR = 12, AT_NONCE = 16 };

int
exchange_read(struct exchange_answer *out, struct span answer)
{
	struct reader r = reader(answer);
	uint8_t status;

	if (answer.n != EXCHANGE_ANSWER_BYTES)
		return ERR_SERVER;
	status = read_u8(&r);
	if (status > EXCHANGE_UNAVAILABLE)
		return ERR_SERVER;
	out->status = (enum exchange_status)status;
	out->bits = read_u8(&r);
	(void)read_u16(&r);
	out->day = read_u32(&r);
	out->hour = read_u32(&r);
	read_bytes(&r, out->challenge, sizeof out->challenge);
	(void)read_span(&r, 20);
	for (unsigned i = 0; i < EXCHANGE_BODIES; i++)
		out->bodies[i] = read_span(&r, BODY_BYTES);
	return r.err;
}

static void
put_header(struct buf *out, enum exchange_op op, size_t count, const struct roster *roster,
           uint32_t day)
{
	size_t max = out->max;

	buf_clear(out);
	out->max = max;
	buf_put_u8(out, (uint8_t)op);
	buf_put_u8(out, (uint8_t)count);
	buf_put_zeros(out, 2);
	buf_put_u32(out, roster->serial);
	buf_put_u32(out, day);
	buf_put_zeros(out, EXCHANGE_HEADER_BYTES - 12);
}

static void
put_entries(struct buf *out, const struct roster *roster, const struct place *places, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		buf_put_u32(out, places[i].day);
		buf_put(out, places[i].access, ACCESS_BYTES);
	}
	/* What is unused is random, as sealed bodies are. */
	if (out->err == 0)
		buf_put_random(out, exchange_request_bytes(roster) - out->n);
}

int
exchange_fetch(struct buf *out, const struct roster *roster, const struct place *places, size_t n)
{
	struct place four[EXCHANGE_BODIES];

	for (size_t i = 0; i < EXCHANGE_BODIES; i++) {
		if (i < n)
			four[i] = places[i];
		else
			place_random(&four[i], roster->office, n > 0 ? places[0].day : 0);
	}
	put_header(out, EXCHANGE_FETCH, EXCHANGE_BODIES, roster, 0);
	put_entries(out, roster, four, EXCHANGE_BODIES);
	secret_wipe(four, sizeof four);
	return out->err;
}

int
exchange_delete(struct buf *out, const struct roster *roster, const struct place *places, size_t n)
{
	put_header(out, EXCHANGE_DELETE, n, roster, 0);
	put_entries(out, roster, places, n);
	return out->err;
}

int
exchange_deposit(struct buf *out, const struct roster *roster, uint32_t day,
                 const struct exchange_slot *slots)
{
	put_header(out, EXCHANGE_DEPOSIT, 0, roster, day);
	for (size_t i = 0; i < 1 + roster_slots(roster); i++) {
		buf_put(out, slots[i].tag, TAG_BYTES);
		buf_put(out, slots[i].body, BODY_BYTES);
	}
	return out->err;
}

static bool
zero_bits(const uint8_t hash[32], unsigned bits)
{
	for (unsigned i = 0; i < bits; i++) {
		if ((hash[i / 8] >> (7 - i % 8) & 1) != 0)
			return false;
	}
	return true;
}

bool
puzzle_holds(const uint8_t challenge[CHALLENGE_BYTES], const uint8_t slots_hash[32], uint64_t nonce,
             unsigned bits)
{
	static const char text[] = "alcove/1 puzzle";
	uint8_t in[sizeof text - 1 + CHALLENGE_BYTES + 32 + 8], hash[32], *at = in;

	memcpy(at, text, sizeof text - 1), at += sizeof text - 1;
	memcpy(at, challenge, CHALLENGE_BYTES), at += CHALLENGE_BYTES;
	memcpy(at, slots_hash, 32), at += 32;
	put_u64(at, nonce);
	crypto_hash_sha256(hash, in, sizeof in);
	return zero_bits(hash, bits);
}

int
exchange_solve(struct buf *request, const struct exchange_answer *asked)
{
	uint8_t slots_hash[32];
	uint64_t nonce = 0;

	if (asked->bits > PUZZLE_BITS_MAX)
		return ERR_SERVER;
	crypto_hash_sha256(slots_hash, request->p + EXCHANGE_HEADER_BYTES,
	                   request->n - EXCHANGE_HEADER_BYTES);
	while (!puzzle_holds(asked->challenge, slots_hash, nonce, asked->bits))
		nonce++;
	put_u32(request->p + AT_HOUR, asked->hour);
	put_u64(request->p + AT_NONCE, nonce);
	return 0;
}
