/*
 * Messages from fresh keys, as anybody can make them: strangers N TEXT <BUNDLE >BODIES. Each of
 * the N bodies is sealed to the bundle on standard input by docs/protocol.md §7.
 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/crypto/keys.h"
#include "core/crypto/seal.h"
#include "core/secret.h"
#include "core/talk/message.h"

enum { PERSON_AT = 48, DAY_AT = 64, X25519_AT = 108, XWING_AT = 140 };

static int
seal_one(uint8_t body[BODY_BYTES], const uint8_t bundle[BUNDLE_BYTES], const char *text)
{
	struct message_part part = {
		.kind = MESSAGE_TEXT, .parts = 1, .lamport = 1, .text = span_text(text)};
	struct seal_context context = {.office = bundle + PERSON_AT - OFFICE_BYTES,
	                               .direction = SEAL_TO_OMBUDS,
	                               .person = bundle + PERSON_AT,
	                               .day = get_u32(bundle + DAY_AT)};
	uint8_t hash[32], x25519[X25519_BYTES], xwing[XWING_SEED_BYTES], plaintext[INNER_BYTES];
	int rc;

	crypto_hash_sha256(hash, bundle, BUNDLE_BYTES);
	context.reference = SPAN(hash);
	randombytes_buf(x25519, sizeof x25519);
	randombytes_buf(xwing, sizeof xwing);
	randombytes_buf(part.id, sizeof part.id);
	randombytes_buf(part.talk, sizeof part.talk);
	rc = xwing_public(part.xwing, xwing);
	if (rc != 0)
		return rc;
	message_write(plaintext, &part, SEAL_TO_OMBUDS);
	return seal_close(body, &context, bundle + X25519_AT, bundle + XWING_AT, x25519, plaintext);
}

int
main(int argc, char **argv)
{
	uint8_t bundle[BUNDLE_BYTES], body[BODY_BYTES];
	unsigned long n = argc == 3 ? strtoul(argv[1], NULL, 10) : 0;

	if (n == 0 || core_start() != 0 || fread(bundle, sizeof bundle, 1, stdin) != 1)
		return 1;
	while (n-- > 0) {
		if (seal_one(body, bundle, argv[2]) != 0 ||
		    fwrite(body, sizeof body, 1, stdout) != 1)
			return 1;
	}
	return 0;
}
