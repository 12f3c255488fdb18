#include "core/talk/bundle.h"

#include <sodium.h>
#include <string.h>

#include "core/crypto/label.h"
#include "core/secret.h"

enum { SIGNED_BYTES = BUNDLE_BYTES - 64 };

void
day_keys(struct day_keys *out, const uint8_t seed[DAY_SEED_BYTES],
         const uint8_t office[OFFICE_BYTES], const uint8_t person[PERSON_BYTES], uint32_t day)
{
	uint8_t context[PERSON_BYTES + 4];

	memcpy(context, person, PERSON_BYTES);
	put_u32(context + PERSON_BYTES, day);
	derive(out->x25519, sizeof out->x25519, seed, "day x25519", office, SPAN(context));
	derive(out->xwing, sizeof out->xwing, seed, "day x-wing", office, SPAN(context));
	x25519_public(out->x25519_public, out->x25519);
}

int
bundle_write(uint8_t out[BUNDLE_BYTES], const struct day_seed *seed,
             const uint8_t office[OFFICE_BYTES], const uint8_t person[PERSON_BYTES],
             const uint8_t sign_secret[64])
{
	struct label l = label("bundle", office);
	struct day_keys keys;
	uint8_t *at = out;
	int rc;

	day_keys(&keys, seed->seed, office, person, seed->day);
	memcpy(at, l.p, l.n), at += l.n;
	memcpy(at, person, PERSON_BYTES), at += PERSON_BYTES;
	put_u32(at, seed->day), at += 4;
	put_u32(at, seed->serial), at += 4;
	put_u32(at, seed->roster_serial), at += 4;
	memcpy(at, seed->roster_hash, 32), at += 32;
	memcpy(at, keys.x25519_public, X25519_BYTES), at += X25519_BYTES;
	rc = xwing_public(at, keys.xwing), at += XWING_PUBLIC_BYTES;
	secret_wipe(&keys, sizeof keys);
	if (rc != 0)
		return rc;
	return crypto_sign_detached(at, NULL, out, SIGNED_BYTES, sign_secret) == 0 ? 0
	                                                                           : ERR_INTERNAL;
}

bool
bundle_refused(const struct roster *roster, const uint8_t bytes[BUNDLE_BYTES])
{
	const uint8_t *at = bytes + label("bundle", roster->office).n;
	const struct person *person = roster_person(roster, at);

	return person != NULL && get_u32(at + PERSON_BYTES + 4) < person->least;
}

int
bundle_read(struct bundle *out, const struct roster *roster, const uint8_t bytes[BUNDLE_BYTES])
{
	struct label l = label("bundle", roster->office);
	struct reader r = reader(span(bytes, BUNDLE_BYTES));
	const struct person *person;
	int rc;

	if (!span_equal(read_span(&r, l.n), span(l.p, l.n)))
		return ERR_FOREIGN;
	read_bytes(&r, out->person, sizeof out->person);
	out->day = read_u32(&r);
	out->serial = read_u32(&r);
	out->roster_serial = read_u32(&r);
	read_bytes(&r, out->roster_hash, sizeof out->roster_hash);
	read_bytes(&r, out->x25519, sizeof out->x25519);
	read_bytes(&r, out->xwing, sizeof out->xwing);
	person = roster_person(roster, out->person);
	if (person == NULL)
		return ERR_FOREIGN;
	if (crypto_sign_verify_detached(bytes + SIGNED_BYTES, bytes, SIGNED_BYTES, person->sign) !=
	    0)
		return ERR_SIGNATURE;
	if (bundle_refused(roster, bytes))
		return ERR_EXPIRED;
	if (out->roster_serial > roster->serial ||
	    (out->roster_serial == roster->serial &&
	     memcmp(out->roster_hash, roster->hash, sizeof roster->hash) != 0))
		return ERR_OLDER;
	rc = x25519_check(out->x25519);
	if (rc == 0)
		rc = xwing_check(out->xwing);
	crypto_hash_sha256(out->hash, bytes, BUNDLE_BYTES);
	return rc;
}
