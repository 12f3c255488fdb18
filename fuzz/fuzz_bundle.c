/* A bundle changed before it is signed, so that all behind the signature is reached. */
#include <sodium.h>
#include <string.h>

#include "core/talk/bundle.h"
#include "fuzz/support.h"

enum { SIGNED_BYTES = BUNDLE_BYTES - 64 };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct fuzz_office *f;
	const struct person *person;
	struct day_seed seed = {.day = FUZZ_DAY, .serial = 1, .roster_serial = 3, .seed = {5}};
	uint8_t bytes[BUNDLE_BYTES];
	struct bundle b, again;
	int rc;

	fuzz_begin();
	f = fuzz_office();
	person = &f->roster.people[0];
	memcpy(seed.roster_hash, f->roster.hash, sizeof seed.roster_hash);
	NEED(bundle_write(bytes, &seed, f->roster.office, person->id, f->sign[0]) == 0);
	fuzz_xor(bytes, SIGNED_BYTES, span(data, size));
	NEED(crypto_sign_detached(bytes + SIGNED_BYTES, NULL, bytes, SIGNED_BYTES, f->sign[0]) ==
	     0);
	rc = bundle_read(&b, &f->roster, bytes);
	NEED(rc == 0 || rc == ERR_FOREIGN || rc == ERR_SIGNATURE || rc == ERR_KEY ||
	     rc == ERR_OLDER);
	if (rc != 0)
		return 0;
	NEED(memcmp(b.person, person->id, PERSON_BYTES) == 0);
	NEED(b.roster_serial <= f->roster.serial);
	NEED(x25519_check(b.x25519) == 0 && xwing_check(b.xwing) == 0);
	/* any other byte, and it is no bundle any more */
	bytes[size > 0 ? data[0] : 9] ^= 1;
	NEED(bundle_read(&again, &f->roster, bytes) != 0);
	return 0;
}
