/* Enrolment codes. First byte: 0 any text; 1 role, reply key and name, signed as a real one is. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/crypto/label.h"
#include "core/talk/enrolment.h"
#include "fuzz/support.h"

static void
any_code(struct span data)
{
	const uint8_t *office = fuzz_office()->roster.office;
	char *code = fuzz_text(data);
	struct person p;
	int rc = enrolment_read(&p, code, office);

	NEED(rc == 0 || rc == ERR_FORMAT || rc == ERR_FOREIGN || rc == ERR_SIGNATURE ||
	     rc == ERR_KEY);
	free(code);
}

static void
signed_code(struct span data)
{
	const uint8_t *office = fuzz_office()->roster.office;
	struct label l = label("enrol", office);
	char code[ENROLMENT_CODE_MAX] = "alcove-enrol-1.", again[ENROLMENT_CODE_MAX];
	struct desk_keys keys;
	uint8_t signature[64];
	struct person p;
	struct buf b;
	int rc;

	NEED(keys_desk(&keys, (uint8_t[SEED_BYTES]){4}, office) == 0);
	if (data.n < 34 || data.n > 33 + 100)
		return;
	buf_init(&b, 1024);
	buf_put(&b, l.p, l.n);
	buf_put(&b, office, OFFICE_BYTES);
	buf_put_u8(&b, data.p[0]);
	buf_put(&b, keys.sign_public, 32);
	buf_put(&b, data.p + 1, 32);
	buf_put_u8(&b, (uint8_t)(data.n - 33));
	buf_put(&b, data.p + 33, data.n - 33);
	NEED(crypto_sign_detached(signature, NULL, b.p, b.n, keys.sign) == 0);
	buf_put(&b, signature, sizeof signature);
	(void)sodium_bin2base64(code + 15, sizeof code - 15, b.p + l.n, b.n - l.n,
	                        sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	rc = enrolment_read(&p, code, office);
	NEED(rc == 0 || rc == ERR_FORMAT || rc == ERR_KEY);
	if (rc == 0) {
		NEED(utf8_valid(span_text(p.name)) && strlen(p.name) == data.n - 33);
		memcpy(keys.reply_public, p.reply, sizeof p.reply);
		NEED(enrolment_write(again, office, &keys, p.role, p.name) == 0);
		NEED(strcmp(again, code) == 0);
		/* of another office it is nobody's */
		NEED(enrolment_read(&p, code, (uint8_t[OFFICE_BYTES]){1}) == ERR_FOREIGN);
	}
	buf_clear(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	fuzz_begin();
	if ((data[0] & 1) == 0)
		any_code(span(data + 1, size - 1));
	else
		signed_code(span(data + 1, size - 1));
	return 0;
}
