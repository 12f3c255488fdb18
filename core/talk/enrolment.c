#include "core/talk/enrolment.h"

#include <sodium.h>
#include <string.h>

#include "core/crypto/label.h"
#include "core/secret.h"

static const char PREFIX[] = "alcove-enrol-1.";
enum { CODE_BYTES_MAX = 256, PREFIX_BYTES = sizeof PREFIX - 1 };

static void
begin(struct buf *b, const uint8_t office[OFFICE_BYTES])
{
	struct label l = label("enrol", office);

	buf_init(b, LABEL_BYTES_MAX + CODE_BYTES_MAX);
	buf_put(b, l.p, l.n);
}

int
enrolment_write(char out[ENROLMENT_CODE_MAX], const uint8_t office[OFFICE_BYTES],
                const struct desk_keys *keys, enum person_role role, const char *name)
{
	uint8_t signature[64];
	struct buf b;
	size_t start;
	int rc;

	begin(&b, office);
	start = b.n;
	buf_put(&b, office, OFFICE_BYTES);
	buf_put_u8(&b, (uint8_t)role);
	buf_put(&b, keys->sign_public, sizeof keys->sign_public);
	buf_put(&b, keys->reply_public, sizeof keys->reply_public);
	buf_put_u8(&b, (uint8_t)strlen(name));
	buf_put_text(&b, name);
	rc = b.err;
	if (rc == 0 && crypto_sign_detached(signature, NULL, b.p, b.n, keys->sign) != 0)
		rc = ERR_INTERNAL;
	buf_put(&b, signature, sizeof signature);
	if (rc == 0 && b.err == 0) {
		memcpy(out, PREFIX, PREFIX_BYTES);
		(void)sodium_bin2base64(out + PREFIX_BYTES, ENROLMENT_CODE_MAX - PREFIX_BYTES,
		                        b.p + start, b.n - start,
		                        sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	}
	rc = rc == 0 ? b.err : rc;
	buf_clear(&b);
	return rc;
}

int
enrolment_make(char out[ENROLMENT_CODE_MAX], const uint8_t office[OFFICE_BYTES], const char *words,
               enum person_role role, const char *name)
{
	struct span text = span_text(name);
	uint8_t seed[SEED_BYTES];
	struct desk_keys *keys;
	int rc;

	if (text.n == 0 || text.n > PERSON_NAME_MAX || !utf8_valid(text))
		return ERR_TEXT;
	keys = secret_new(sizeof *keys);
	if (keys == NULL)
		return ERR_MEMORY;
	rc = keys_seed(seed, words, office);
	if (rc == 0)
		rc = keys_desk(keys, seed, office);
	if (rc == 0)
		rc = enrolment_write(out, office, keys, role, name);
	secret_wipe(seed, sizeof seed);
	secret_free(keys);
	return rc;
}

static int
check_signature(const struct person *p, struct span body, struct span signature,
                const uint8_t office[OFFICE_BYTES])
{
	struct buf b;
	int rc;

	begin(&b, office);
	buf_put_span(&b, body);
	rc = b.err;
	if (rc == 0 && crypto_sign_verify_detached(signature.p, b.p, b.n, p->sign) != 0)
		rc = ERR_SIGNATURE;
	buf_clear(&b);
	return rc;
}

int
enrolment_read(struct person *out, const char *code, const uint8_t office[OFFICE_BYTES])
{
	uint8_t bytes[CODE_BYTES_MAX], role, length;
	struct span name, signature;
	struct reader r;
	size_t n;

	*out = (struct person){0};
	if (strncmp(code, PREFIX, PREFIX_BYTES) != 0 ||
	    sodium_base642bin(bytes, sizeof bytes, code + PREFIX_BYTES, strlen(code) - PREFIX_BYTES,
	                      " \n\r\t", &n, NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
		return ERR_FORMAT;
	r = reader(span(bytes, n));
	if (!span_equal(read_span(&r, OFFICE_BYTES), span(office, OFFICE_BYTES)))
		return ERR_FOREIGN;
	role = read_u8(&r);
	read_bytes(&r, out->sign, sizeof out->sign);
	read_bytes(&r, out->reply, sizeof out->reply);
	length = read_u8(&r);
	name = read_span(&r, length);
	signature = read_span(&r, 64);
	if (r.err != 0 || r.n != 0 || role > ROLE_ARRANGING || length == 0 ||
	    length > PERSON_NAME_MAX || !utf8_valid(name))
		return ERR_FORMAT;
	out->role = (enum person_role)role;
	memcpy(out->name, name.p, name.n);
	person_id(out->id, office, out->sign);
	if (x25519_check(out->reply) != 0)
		return ERR_KEY;
	return check_signature(out, span(bytes, n - 64), signature, office);
}
