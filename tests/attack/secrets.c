/*
 * No jump and no index depends on a secret. Run under valgrind's memcheck: secrets are marked as if
 * they had never been written, and memcheck then complains wherever something is decided by one
 * (Langley's ctgrind).
 *
 * What may be decided by a secret is declared here, by wrapping the call that says it, or in
 * secrets.supp: whether something opened, whether two secrets are the same, whether a shared key is
 * zero. Words, typed and shown, are not looked at: they are looked up in a list, by the person who
 * has them, and take the time that takes.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>
#include <valgrind/memcheck.h>

#include "core/crypto/hpke.h"
#include "core/crypto/keys.h"
#include "core/crypto/seal.h"
#include "core/secret.h"
#include "core/talk/places.h"
#include "server/session.h"
#include "store/wrap.h"

/* ---- declared ---- */

#define DECLARE(type, name, parameters, arguments)                                                 \
	type __real_##name parameters;                                                             \
	type __wrap_##name parameters;                                                             \
	type __wrap_##name parameters                                                              \
	{                                                                                          \
		type said = __real_##name arguments;                                               \
                                                                                                   \
		(void)VALGRIND_MAKE_MEM_DEFINED(&said, sizeof said);                               \
		return said;                                                                       \
	}

/* whether a seal's authenticator is right */
DECLARE(int, crypto_verify_16, (const unsigned char *x, const unsigned char *y), (x, y))
/* whether two secrets are the same */
DECLARE(int, sodium_memcmp, (const void *a, const void *b, size_t n), (a, b, n))
/* whether a shared key is zero */
DECLARE(int, crypto_scalarmult_curve25519,
        (unsigned char *q, const unsigned char *n, const unsigned char *p), (q, n, p))
DECLARE(int, crypto_scalarmult, (unsigned char *q, const unsigned char *n, const unsigned char *p),
        (q, n, p))

/* ---- secrets ---- */

static uint8_t office[OFFICE_BYTES], person[PERSON_BYTES];

static void
secret(void *p, size_t n)
{
	randombytes_buf(p, n);
	(void)VALGRIND_MAKE_MEM_UNDEFINED(p, n);
}

/* From here on anybody may see it. */
static void
known(const void *p, size_t n)
{
	(void)VALGRIND_MAKE_MEM_DEFINED(p, n);
}

/* ---- what handles them; each says whether it did what it should ---- */

static bool
keys_come_from_a_seed(void)
{
	static struct talk_keys talk;
	static struct visitor_keys visitor;
	static struct desk_keys desk;
	uint8_t seed[SEED_BYTES], proof[32];
	int rc;

	secret(seed, sizeof seed);
	rc = keys_talk(&talk, seed, office, person);
	rc |= keys_visitor(&visitor, seed, office);
	rc |= keys_desk(&desk, seed, office);
	keys_renewal(proof, talk.talk, office, talk.x25519_public, talk.xwing_public, visitor.copy);
	return rc == 0;
}

static bool
places_come_from_a_key(void)
{
	struct place place;
	uint8_t key[32], id[MESSAGE_ID_BYTES];

	secret(key, sizeof key);
	secret(id, sizeof id);
	place_at(&place, key, office, 20000, 3);
	place_envelope(&place, key, office, person, 20000, id, 1);
	return place.day == 20000;
}

static const struct seal_context CONTEXT = {
	.direction = SEAL_COPY,
	.office = office,
	.person = person,
	.day = 20000,
	.reference = {person, sizeof person},
};

static struct {
	uint8_t x25519[X25519_BYTES], x25519_public[X25519_BYTES];
	uint8_t xwing[XWING_SEED_BYTES], xwing_public[XWING_PUBLIC_BYTES];
	uint8_t sender[X25519_BYTES], plaintext[INNER_BYTES], body[BODY_BYTES];
} sealed;

static bool
make_recipient(void)
{
	randombytes_buf(sealed.x25519, sizeof sealed.x25519);
	randombytes_buf(sealed.xwing, sizeof sealed.xwing);
	x25519_public(sealed.x25519_public, sealed.x25519);
	return xwing_public(sealed.xwing_public, sealed.xwing) == 0;
}

static bool
a_body_is_sealed(void)
{
	int rc;

	if (!make_recipient())
		return false;
	secret(sealed.sender, sizeof sealed.sender);
	secret(sealed.plaintext, sizeof sealed.plaintext);
	rc = seal_close(sealed.body, &CONTEXT, sealed.x25519_public, sealed.xwing_public,
	                sealed.sender, sealed.plaintext);
	known(sealed.body, sizeof sealed.body);
	return rc == 0;
}

static bool
a_body_is_sealed_with_secret_randomness(void)
{
	static uint8_t enc[XWING_ENC_BYTES], ciphertext[64 + HPKE_TAG_BYTES];
	uint8_t random[64], plaintext[64];
	struct span text = span(plaintext, sizeof plaintext);

	if (!make_recipient())
		return false;
	secret(sealed.sender, sizeof sealed.sender);
	secret(random, sizeof random);
	secret(plaintext, sizeof plaintext);
	return hpke_xwing_seal(enc, ciphertext, sealed.xwing_public, SPAN_NONE, SPAN_NONE, text,
	                       random) == 0 &&
	       hpke_auth_seal(enc, ciphertext, sealed.x25519_public, sealed.sender, SPAN_NONE,
	                      SPAN_NONE, text, random) == 0;
}

static int
open_one(void)
{
	static uint8_t plaintext[INNER_BYTES], sender[X25519_BYTES];
	const struct x25519_pair pair = {sealed.x25519, sealed.x25519_public};
	struct xwing_key xwing;

	(void)VALGRIND_MAKE_MEM_UNDEFINED(sealed.x25519, sizeof sealed.x25519);
	(void)VALGRIND_MAKE_MEM_UNDEFINED(sealed.xwing, sizeof sealed.xwing);
	if (xwing_expand(&xwing, sealed.xwing) != 0)
		return ERR_INTERNAL;
	return seal_open(plaintext, sender, &CONTEXT, &pair, &xwing, sealed.body);
}

static bool
a_body_is_opened(void)
{
	return a_body_is_sealed() && open_one() == 0;
}

static bool
a_body_is_not_opened(void)
{
	return a_body_is_sealed() && make_recipient() && open_one() == ERR_SEAL;
}

static bool
a_stored_body_is_wrapped_and_opened(void)
{
	static uint8_t plain[BODY_BYTES], wrapped[BODY_BYTES + WRAP_BYTES];
	struct wrap_label of = {.kind = WRAP_CELL, .number = 20000, .id = person};
	uint8_t key[KEY_BYTES];

	secret(key, sizeof key);
	secret(plain, sizeof plain);
	wrap_seal(wrapped, key, &of, SPAN(plain));
	return wrap_open(plain, key, &of, SPAN(wrapped)) == 0;
}

static bool
a_token_is_looked_for(void)
{
	struct sessions *sessions = sessions_new();
	uint8_t challenge[CHALLENGE_BYTES], token[TOKEN_BYTES], sign[32] = {0}, whose[PERSON_BYTES];
	bool good;

	if (sessions == NULL)
		return false;
	sessions_challenge(sessions, 100000, challenge);
	good = sessions_open(sessions, 100000, person, sign, challenge, token) == 0;
	(void)VALGRIND_MAKE_MEM_UNDEFINED(token, sizeof token);
	good = good && sessions_find(sessions, 100001, token, whose, sign) == 0;
	token[TOKEN_BYTES - 1] ^= 1;
	good = good && sessions_find(sessions, 100001, token, whose, sign) == ERR_ABSENT;
	(void)VALGRIND_MAKE_MEM_UNDEFINED(challenge, sizeof challenge);
	good = good && sessions_challenge_ours(sessions, 100001, challenge);
	sessions_free(sessions);
	return good;
}

/* ---- what is to be noticed ---- */

static volatile uint8_t sink;

static bool
a_jump(void)
{
	uint8_t key[32];

	secret(key, sizeof key);
	if (key[7] == 3)
		sink = 1;
	return true;
}

static bool
an_index(void)
{
	static const uint8_t table[256] = {1};
	uint8_t key[32];

	secret(key, sizeof key);
	sink = table[key[7]];
	return true;
}

int
main(void)
{
	static const struct {
		const char *name;
		bool (*run)(void);
		bool leaks;
	} cases[] = {
		{"a jump that depends on a secret is noticed", a_jump, true},
		{"an index that depends on a secret is noticed", an_index, true},
		{"keys come from a seed", keys_come_from_a_seed, false},
		{"places come from a key", places_come_from_a_key, false},
		{"a body is sealed", a_body_is_sealed, false},
		{"a body is sealed with secret randomness", a_body_is_sealed_with_secret_randomness,
	         false},
		{"a body is opened", a_body_is_opened, false},
		{"a body is not opened", a_body_is_not_opened, false},
		{"a stored body is wrapped and opened", a_stored_body_is_wrapped_and_opened, false},
		{"a token is looked for", a_token_is_looked_for, false},
	};
	bool failed = core_start() != 0 || RUNNING_ON_VALGRIND == 0;

	randombytes_buf(office, sizeof office);
	randombytes_buf(person, sizeof person);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		unsigned before = VALGRIND_COUNT_ERRORS, errors;
		bool good = cases[i].run();

		errors = VALGRIND_COUNT_ERRORS - before;
		good = good && (errors > 0) == cases[i].leaks;
		failed |= !good;
		printf("%s - secrets: %s (%u)\n", good ? "ok" : "not ok", cases[i].name, errors);
		fflush(stdout);
	}
	return failed;
}
