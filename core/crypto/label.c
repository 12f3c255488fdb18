#include "core/crypto/label.h"

#include <sodium.h>
#include <string.h>

static const char PROTOCOL[] = "alcove/1 ";

struct label
label(const char *name, const uint8_t office[OFFICE_BYTES])
{
	struct label l = {.n = 0};
	size_t text = sizeof PROTOCOL - 1 + strlen(name);

	l.p[l.n++] = (uint8_t)text;
	memcpy(l.p + l.n, PROTOCOL, sizeof PROTOCOL - 1);
	memcpy(l.p + l.n + sizeof PROTOCOL - 1, name, strlen(name));
	l.n += text;
	memcpy(l.p + l.n, office, OFFICE_BYTES);
	l.n += OFFICE_BYTES;
	return l;
}

void
derive(uint8_t *out, size_t n, const uint8_t key[DERIVE_KEY_BYTES], const char *name,
       const uint8_t office[OFFICE_BYTES], struct span context)
{
	struct label l = label(name, office);
	char info[LABEL_BYTES_MAX + 128];

	memcpy(info, l.p, l.n);
	if (context.n > 0)
		memcpy(info + l.n, context.p, context.n);
	/* Fails only for an output over 255 blocks. */
	(void)crypto_kdf_hkdf_sha256_expand(out, n, info, l.n + context.n, key);
	sodium_memzero(info, sizeof info);
}

void
label_hash(uint8_t out[32], const char *name, const uint8_t office[OFFICE_BYTES], struct span a)
{
	struct label l = label(name, office);
	crypto_hash_sha256_state state;

	crypto_hash_sha256_init(&state);
	crypto_hash_sha256_update(&state, l.p, l.n);
	crypto_hash_sha256_update(&state, a.p, a.n);
	crypto_hash_sha256_final(&state, out);
	sodium_memzero(&state, sizeof state);
}
