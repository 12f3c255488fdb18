#include "core/crypto/seal.h"

#include <sodium.h>
#include <string.h>

#include "core/crypto/label.h"
#include "core/secret.h"

enum {
	INNER_AT = X25519_BYTES + X25519_BYTES, /* sender key, inner enc */
	INFO_MAX = LABEL_BYTES_MAX + 1 + PERSON_BYTES + 4 + 32,
};

_Static_assert(XWING_ENC_BYTES + OUTER_BYTES + HPKE_TAG_BYTES == BODY_BYTES, "protocol §7");
_Static_assert(INNER_AT + INNER_BYTES + HPKE_TAG_BYTES == OUTER_BYTES, "protocol §7");

struct info {
	uint8_t p[INFO_MAX];
	size_t n;
};

static struct info
info(const char *layer, const struct seal_context *c)
{
	struct label l = label(layer, c->office);
	struct info out = {.n = l.n};

	memcpy(out.p, l.p, l.n);
	out.p[out.n++] = (uint8_t)c->direction;
	if (c->person != NULL)
		memcpy(out.p + out.n, c->person, PERSON_BYTES);
	out.n += PERSON_BYTES;
	put_u32(out.p + out.n, c->day);
	out.n += 4;
	memcpy(out.p + out.n, c->reference.p, c->reference.n);
	out.n += c->reference.n;
	return out;
}

int
seal_close(uint8_t body[BODY_BYTES], const struct seal_context *context,
           const uint8_t recipient[X25519_BYTES], const uint8_t recipient_xwing[XWING_PUBLIC_BYTES],
           const uint8_t sender_secret[X25519_BYTES], const uint8_t plaintext[INNER_BYTES])
{
	struct info inner = info("inner", context), outer = info("outer", context);
	uint8_t between[OUTER_BYTES];
	int rc;

	x25519_public(between, sender_secret);
	rc = hpke_auth_seal(between + X25519_BYTES, between + INNER_AT, recipient, sender_secret,
	                    span(inner.p, inner.n), SPAN_NONE, span(plaintext, INNER_BYTES), NULL);
	if (rc == 0)
		rc = hpke_xwing_seal(body, body + XWING_ENC_BYTES, recipient_xwing,
		                     span(outer.p, outer.n), SPAN_NONE, SPAN(between), NULL);
	secret_wipe(between, sizeof between);
	return rc;
}

int
seal_shared(uint8_t shared[XWING_SHARED_BYTES], const struct xwing_key *recipient_xwing,
            const uint8_t body[BODY_BYTES])
{
	return xwing_decap(shared, body, recipient_xwing);
}

int
seal_open(uint8_t plaintext[INNER_BYTES], uint8_t sender[X25519_BYTES],
          const struct seal_context *context, const struct x25519_pair *recipient,
          const struct xwing_key *recipient_xwing, const uint8_t body[BODY_BYTES])
{
	uint8_t shared[XWING_SHARED_BYTES];
	int rc = seal_shared(shared, recipient_xwing, body);

	if (rc == 0)
		rc = seal_open_shared(plaintext, sender, context, recipient, shared, body);
	secret_wipe(shared, sizeof shared);
	return rc;
}

int
seal_open_shared(uint8_t plaintext[INNER_BYTES], uint8_t sender[X25519_BYTES],
                 const struct seal_context *context, const struct x25519_pair *recipient,
                 const uint8_t shared[XWING_SHARED_BYTES], const uint8_t body[BODY_BYTES])
{
	struct info inner = info("inner", context), outer = info("outer", context);
	uint8_t between[OUTER_BYTES];
	int rc;

	rc = hpke_xwing_open_shared(between, shared, span(outer.p, outer.n), SPAN_NONE,
	                            span(body + XWING_ENC_BYTES, OUTER_BYTES + HPKE_TAG_BYTES));
	if (rc == 0)
		rc = hpke_auth_open(plaintext, between + X25519_BYTES, recipient, between,
		                    span(inner.p, inner.n), SPAN_NONE,
		                    span(between + INNER_AT, INNER_BYTES + HPKE_TAG_BYTES));
	if (rc == 0)
		memcpy(sender, between, X25519_BYTES);
	secret_wipe(between, sizeof between);
	return rc;
}

int
seal_nobody(uint8_t body[BODY_BYTES], const struct seal_context *context)
{
	static const uint8_t nothing[INNER_BYTES];
	uint8_t x25519[X25519_BYTES], sender[X25519_BYTES], xwing[XWING_SEED_BYTES];
	uint8_t public[X25519_BYTES], public_xwing[XWING_PUBLIC_BYTES];
	int rc;

	randombytes_buf(x25519, sizeof x25519);
	randombytes_buf(sender, sizeof sender);
	randombytes_buf(xwing, sizeof xwing);
	x25519_public(public, x25519);
	rc = xwing_public(public_xwing, xwing);
	if (rc == 0)
		rc = seal_close(body, context, public, public_xwing, sender, nothing);
	secret_wipe(x25519, sizeof x25519);
	secret_wipe(sender, sizeof sender);
	secret_wipe(xwing, sizeof xwing);
	return rc;
}
