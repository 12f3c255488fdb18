/* Day seeds and the signed bundles made from them (docs/protocol.md §5). */
#ifndef ALCOVE_TALK_BUNDLE_H
#define ALCOVE_TALK_BUNDLE_H

#include "core/bytes.h"
#include "core/crypto/hpke.h"
#include "core/talk/roster.h"

enum { DAY_SEED_BYTES = 32 };

struct bundle {
	uint8_t person[PERSON_BYTES];
	uint32_t day;
	uint32_t serial;
	uint32_t roster_serial;
	uint8_t roster_hash[32];
	uint8_t x25519[X25519_BYTES];
	uint8_t xwing[XWING_PUBLIC_BYTES];
	uint8_t hash[32]; /* SHA-256 of the whole bundle */
};

/* The day's secret keys; lives where the caller keeps secrets. */
struct day_keys {
	uint8_t x25519[X25519_BYTES];
	uint8_t x25519_public[X25519_BYTES];
	uint8_t xwing[XWING_SEED_BYTES];
};

void day_keys(struct day_keys *out, const uint8_t seed[DAY_SEED_BYTES],
              const uint8_t office[OFFICE_BYTES], const uint8_t person[PERSON_BYTES], uint32_t day);

/* A day's seed and all that its bundle says; the desk keeps it in its vault. */
struct day_seed {
	uint32_t day;
	uint32_t serial;
	uint32_t roster_serial;
	uint8_t roster_hash[32];
	uint8_t seed[DAY_SEED_BYTES];
};

/*
 * Makes and signs the bundle; the same seed gives the same bytes. sign_secret
 * is the Ed25519 desk key (64 bytes). ERR_INTERNAL.
 */
MUST_USE int bundle_write(uint8_t out[BUNDLE_BYTES], const struct day_seed *seed,
                          const uint8_t office[OFFICE_BYTES], const uint8_t person[PERSON_BYTES],
                          const uint8_t sign_secret[64]);
/*
 * Reads one and checks it against the roster: ERR_FOREIGN (office, person not
 * on the roster), ERR_SIGNATURE, ERR_EXPIRED (its serial is below the least that the roster
 * names), ERR_KEY, ERR_OLDER (it was made under a newer
 * or another roster).
 */
MUST_USE int bundle_read(struct bundle *out, const struct roster *roster,
                         const uint8_t bytes[BUNDLE_BYTES]);

/* Whether its serial is below the least that the roster names for its person; nothing else is
 * checked. */
bool bundle_refused(const struct roster *roster, const uint8_t bytes[BUNDLE_BYTES]);

#endif
