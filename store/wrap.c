#include "store/wrap.h"

#include <sodium.h>

enum {
	ID_BYTES = 16,
	AAD_BYTES = 1 + 4 + PERSON_BYTES,
};

_Static_assert(KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "key size");
_Static_assert(ID_BYTES + WRAP_SALT_BYTES == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, "nonce");
_Static_assert(WRAP_BYTES - WRAP_SALT_BYTES == crypto_aead_xchacha20poly1305_ietf_ABYTES, "mac");
_Static_assert(ID_BYTES == (int)TAG_BYTES && ID_BYTES == (int)PERSON_BYTES, "either is an id");

struct frame {
	uint8_t nonce[ID_BYTES + WRAP_SALT_BYTES];
	uint8_t aad[AAD_BYTES];
};

static struct frame
frame_of(const struct wrap_label *label, const uint8_t salt[WRAP_SALT_BYTES])
{
	struct frame f = {0};

	memcpy(f.nonce, label->id, ID_BYTES);
	memcpy(f.nonce + ID_BYTES, salt, WRAP_SALT_BYTES);
	f.aad[0] = (uint8_t)label->kind;
	put_u32(f.aad + 1, label->number);
	if (label->person != NULL)
		memcpy(f.aad + 5, label->person, PERSON_BYTES);
	return f;
}

void
wrap_seal(uint8_t *out, const uint8_t key[KEY_BYTES], const struct wrap_label *label,
          struct span plain)
{
	struct frame f;

	randombytes_buf(out, WRAP_SALT_BYTES);
	f = frame_of(label, out);
	/* Cannot fail but for sizes no blob of ours comes near. */
	(void)crypto_aead_xchacha20poly1305_ietf_encrypt(out + WRAP_SALT_BYTES, NULL, plain.p,
	                                                 plain.n, f.aad, sizeof(f.aad), NULL,
	                                                 f.nonce, key);
}

int
wrap_open(uint8_t *out, const uint8_t key[KEY_BYTES], const struct wrap_label *label,
          struct span wrapped)
{
	struct frame f;

	if (wrapped.n < WRAP_BYTES)
		return ERR_SEAL;
	f = frame_of(label, wrapped.p);
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, wrapped.p + WRAP_SALT_BYTES,
	                                               wrapped.n - WRAP_SALT_BYTES, f.aad,
	                                               sizeof(f.aad), f.nonce, key) != 0)
		return ERR_SEAL;
	return 0;
}
