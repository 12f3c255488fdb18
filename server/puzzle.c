#include "server/puzzle.h"

#include <sodium.h>
#include <string.h>

#include "core/talk/exchange.h"

void
puzzle_init(struct puzzle *p, int fixed, uint64_t ms)
{
	*p = (struct puzzle){.fixed = fixed, .counted_ms = ms, .changed = true};
	randombytes_buf(p->key, sizeof p->key);
	atomic_init(&p->waiting, 0);
}

void
puzzle_stored(struct puzzle *p, size_t n)
{
	if (n == 0)
		return;
	atomic_fetch_add(&p->waiting, n);
	p->changed = true;
}

void
puzzle_deleted(struct puzzle *p)
{
	p->changed = true;
}

bool
puzzle_due(const struct puzzle *p, uint64_t ms)
{
	return p->fixed < 0 && p->changed && ms >= p->counted_ms + PUZZLE_COUNT_MS;
}

void
puzzle_count(struct puzzle *p, uint64_t ms, size_t waiting)
{
	atomic_store(&p->waiting, waiting);
	p->counted_ms = ms;
	p->changed = false;
}

unsigned
puzzle_level(size_t waiting)
{
	unsigned bits = PUZZLE_FIRST_BITS;

	if (waiting < PUZZLE_WAITING)
		return 0;
	for (waiting /= PUZZLE_WAITING; waiting > 1 && bits < PUZZLE_BITS_MAX; waiting /= 2)
		bits++;
	return bits;
}

unsigned
puzzle_bits(const struct puzzle *p)
{
	return p->fixed >= 0 ? (unsigned)p->fixed : puzzle_level(atomic_load(&p->waiting));
}

static unsigned
needed(const struct puzzle *p)
{
	return p->fixed >= 0 ? (unsigned)p->fixed : puzzle_level(atomic_load(&p->waiting) / 2);
}

void
puzzle_challenge(const struct puzzle *p, uint32_t hour, uint8_t out[CHALLENGE_BYTES])
{
	uint8_t bytes[4];

	put_u32(bytes, hour);
	crypto_auth_hmacsha256(out, bytes, sizeof bytes, p->key);
}

bool
puzzle_solved(const struct puzzle *p, uint32_t now_hour, uint32_t hour, struct span slots,
              uint64_t nonce)
{
	unsigned bits = needed(p);
	uint8_t challenge[CHALLENGE_BYTES], hash[32];

	if (bits == 0)
		return true;
	if (hour != now_hour && hour + 1 != now_hour)
		return false;
	puzzle_challenge(p, hour, challenge);
	crypto_hash_sha256(hash, slots.p, slots.n);
	return puzzle_holds(challenge, hash, nonce, bits);
}
