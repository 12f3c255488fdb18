/* Chance that repeats: the same numbers in every run, for tests of properties. */
#ifndef ALCOVE_TESTS_SEEDED_H
#define ALCOVE_TESTS_SEEDED_H

#include <sodium.h>
#include <stddef.h>
#include <stdint.h>

static uint64_t seeded_state = 1;

/* Vigna's splitmix64 */
static inline uint64_t
seeded_next(void)
{
	uint64_t z = seeded_state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

/* From 0 to n - 1 */
static inline unsigned
seeded_below(unsigned n)
{
	return (unsigned)(seeded_next() % n);
}

static inline void
seeded_fill(void *out, size_t n)
{
	uint8_t *p = (uint8_t *)out;

	while (n-- > 0)
		*p++ = (uint8_t)seeded_next();
}

static inline uint32_t
seeded_u32(void)
{
	return (uint32_t)seeded_next();
}

static inline const char *
seeded_name(void)
{
	return "seeded";
}

/* What randombytes_buf yields is seeded too. Before core_start. */
static inline void
seeded_randombytes(uint64_t seed)
{
	static struct randombytes_implementation implementation = {
		.implementation_name = seeded_name,
		.random = seeded_u32,
		.buf = seeded_fill,
	};

	seeded_state = seed;
	randombytes_set_implementation(&implementation);
}

#endif
