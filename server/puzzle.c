#include "server/puzzle.h"

#include <sodium.h>
#include <string.h>

#include "core/talk/exchange.h"

void
puzzle_init(struct puzzle *p, int fixed, uint64_t ms)
{
	*p = (struct puzzle){.fixed = fixed, .slot = ms / PUZZLE_SLOT_MS};
	randombytes_buf(p->key, sizeof p->key);
	atomic_init(&p->wanted, fixed < 0 ? 0 : (unsigned)fixed);
	atomic_init(&p->accepted, fixed < 0 ? 0 : (unsigned)fixed);
}

void
puzzle_count(struct puzzle *p, size_t n)
{
	p->count[0] += (uint32_t)n;
}

static unsigned
capped(size_t bits)
{
	return bits > PUZZLE_BITS_MAX ? PUZZLE_BITS_MAX : (unsigned)bits;
}

unsigned
puzzle_load_bits(size_t rate)
{
	size_t bits = PUZZLE_LOAD_BITS;

	if (rate < PUZZLE_CALM_RATE)
		return 0;
	for (rate /= PUZZLE_CALM_RATE; rate > 1 && bits < PUZZLE_BITS_MAX; rate /= 2)
		bits += 2;
	return capped(bits);
}

unsigned
puzzle_fill_bits(size_t live_tags)
{
	if (live_tags < PUZZLE_CALM_FILL)
		return 0;
	return capped(PUZZLE_FILL_BITS + (live_tags - PUZZLE_CALM_FILL) / (LIVE_TAGS_MAX / 32));
}

/* Moves the window on; slots that passed without a tick were empty. */
static void
turn(struct puzzle *p, uint64_t slot)
{
	uint64_t passed = slot - p->slot;

	p->slot = slot;
	if (passed > PUZZLE_SLOTS)
		passed = PUZZLE_SLOTS;
	while (passed-- > 0) {
		memmove(p->count + 1, p->count, sizeof p->count - sizeof *p->count);
		p->count[0] = 0;
	}
}

void
puzzle_tick(struct puzzle *p, uint64_t ms, size_t live_tags)
{
	uint64_t slot = ms / PUZZLE_SLOT_MS;
	unsigned load, fill, now, before;
	size_t sum = 0;

	if (p->fixed >= 0 || slot <= p->slot)
		return;
	for (size_t i = 0; i < PUZZLE_SLOTS; i++)
		sum += p->count[i];
	turn(p, slot);
	load = puzzle_load_bits(sum / (PUZZLE_SLOTS * PUZZLE_SLOT_MS / 1000));
	fill = puzzle_fill_bits(live_tags);
	now = load > fill ? load : fill;
	before = atomic_load(&p->wanted);
	atomic_store(&p->accepted, now < before ? now : before);
	atomic_store(&p->wanted, now);
}

unsigned
puzzle_bits(const struct puzzle *p)
{
	return atomic_load(&p->wanted);
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
	unsigned bits = atomic_load(&p->accepted);
	uint8_t challenge[CHALLENGE_BYTES], hash[32];

	if (bits == 0)
		return true;
	if (hour != now_hour && hour + 1 != now_hour)
		return false;
	puzzle_challenge(p, hour, challenge);
	crypto_hash_sha256(hash, slots.p, slots.n);
	return puzzle_holds(challenge, hash, nonce, bits);
}
