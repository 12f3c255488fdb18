#include "core/talk/places.h"

#include <sodium.h>
#include <string.h>

#include "core/crypto/label.h"

static void
mac(uint8_t out[ACCESS_BYTES], const uint8_t key[32], const char *name,
    const uint8_t office[OFFICE_BYTES], struct span rest)
{
	struct label l = label(name, office);
	crypto_auth_hmacsha256_state state;

	crypto_auth_hmacsha256_init(&state, key, 32);
	crypto_auth_hmacsha256_update(&state, l.p, l.n);
	crypto_auth_hmacsha256_update(&state, rest.p, rest.n);
	crypto_auth_hmacsha256_final(&state, out);
	sodium_memzero(&state, sizeof state);
}

void
place_tag(uint8_t tag[TAG_BYTES], const uint8_t office[OFFICE_BYTES],
          const uint8_t access[ACCESS_BYTES])
{
	uint8_t hash[32];

	label_hash(hash, "tag", office, span(access, ACCESS_BYTES));
	memcpy(tag, hash, TAG_BYTES);
}

void
place_at(struct place *out, const uint8_t key[32], const uint8_t office[OFFICE_BYTES], uint32_t day,
         unsigned i)
{
	uint8_t rest[4 + 2];

	put_u32(rest, day);
	put_u16(rest + 4, (uint16_t)i);
	out->day = day;
	mac(out->access, key, "access", office, SPAN(rest));
	place_tag(out->tag, office, out->access);
}

void
place_envelope(struct place *out, const uint8_t key[32], const uint8_t office[OFFICE_BYTES],
               const uint8_t person[PERSON_BYTES], uint32_t day,
               const uint8_t message[MESSAGE_ID_BYTES], unsigned part)
{
	uint8_t rest[PERSON_BYTES + 4 + MESSAGE_ID_BYTES + 1];

	memcpy(rest, person, PERSON_BYTES);
	put_u32(rest + PERSON_BYTES, day);
	memcpy(rest + PERSON_BYTES + 4, message, MESSAGE_ID_BYTES);
	rest[sizeof rest - 1] = (uint8_t)part;
	out->day = day;
	mac(out->access, key, "envelope access", office, SPAN(rest));
	place_tag(out->tag, office, out->access);
}

void
place_random(struct place *out, const uint8_t office[OFFICE_BYTES], uint32_t day)
{
	out->day = day;
	randombytes_buf(out->access, sizeof out->access);
	place_tag(out->tag, office, out->access);
}

bool
table_has(struct span table, const uint8_t tag[TAG_BYTES])
{
	size_t low = 0, high = table.n / CLOSED_TAG_BYTES;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = memcmp(table.p + middle * CLOSED_TAG_BYTES, tag, CLOSED_TAG_BYTES);

		if (order == 0)
			return true;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

static bool
rising(struct span table)
{
	for (size_t at = CLOSED_TAG_BYTES; at < table.n; at += CLOSED_TAG_BYTES) {
		if (memcmp(table.p + at - CLOSED_TAG_BYTES, table.p + at, CLOSED_TAG_BYTES) >= 0)
			return false;
	}
	return true;
}

bool
tables_next(struct span *answer, uint32_t *day, struct span *table)
{
	struct reader r = reader(*answer);
	size_t n;

	*day = read_u32(&r);
	n = read_u32(&r);
	if (n > r.n / CLOSED_TAG_BYTES)
		return false;
	*table = read_span(&r, n * CLOSED_TAG_BYTES);
	*answer = span(r.p, r.n);
	return r.err == 0;
}

int
tables_check(struct span answer)
{
	uint32_t day, before = 0;
	struct span table;

	while (answer.n > 0) {
		if (!tables_next(&answer, &day, &table) || day <= before || !rising(table))
			return ERR_SERVER;
		before = day;
	}
	return 0;
}
