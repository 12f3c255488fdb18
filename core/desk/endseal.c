#include "core/desk/endseal.h"

#include <sodium.h>
#include <string.h>

#include "core/crypto/label.h"

_Static_assert(AEAD_TAG_BYTES == crypto_aead_chacha20poly1305_ietf_ABYTES, "protocol §9");

struct seal {
	uint8_t key[32];
	uint8_t nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES];
	uint8_t aad[LABEL_BYTES_MAX + PERSON_BYTES];
	size_t aad_n;
};

static struct seal
seal_of(const struct end_sealing *s, const char *name, uint32_t number, uint32_t ends)
{
	struct label l = label(name, s->of->office);
	struct seal out = {.aad_n = l.n};
	uint8_t context[PERSON_BYTES + VAULT_SALT_BYTES + 4 + 4];

	memcpy(context, s->of->person, PERSON_BYTES);
	memcpy(context + PERSON_BYTES, s->salt, VAULT_SALT_BYTES);
	put_u32(context + PERSON_BYTES + VAULT_SALT_BYTES, number);
	put_u32(context + PERSON_BYTES + VAULT_SALT_BYTES + 4, ends);
	derive(out.key, sizeof out.key, ends_key(s->of->ends, ends), name, s->of->office,
	       SPAN(context));
	memcpy(out.aad, l.p, l.n);
	memcpy(out.aad + out.aad_n, s->of->person, PERSON_BYTES);
	out.aad_n += PERSON_BYTES;
	return out;
}

void
end_wipe(struct buf *plain)
{
	if (plain->n > 0)
		secret_wipe(plain->p, plain->n);
	plain->n = 0;
}

int
end_seal(struct buf *out, struct span plain, const char *name, uint32_t number, uint32_t ends,
         const struct end_sealing *s)
{
	uint8_t *sealed;
	struct seal seal;

	if (s->of->ends == NULL)
		return ERR_INTERNAL;
	ends = ends_nearest(s->of->ends, ends);
	buf_put_u32(out, number);
	buf_put_u32(out, ends);
	sealed = buf_grow(out, plain.n + AEAD_TAG_BYTES);
	if (sealed == NULL)
		return out->err;
	seal = seal_of(s, name, number, ends);
	crypto_aead_chacha20poly1305_ietf_encrypt(sealed, NULL, plain.p, plain.n, seal.aad,
	                                          seal.aad_n, NULL, seal.nonce, seal.key);
	secret_wipe(&seal, sizeof seal);
	return 0;
}

int
end_open(struct buf *plain, uint32_t *number, const char *name, struct span section,
         const struct end_sealing *s)
{
	struct reader r = reader(section);
	uint32_t ends;
	struct seal seal;
	uint8_t *opened;
	int rc;

	end_wipe(plain);
	*number = read_u32(&r);
	ends = read_u32(&r);
	if (r.err != 0)
		return ERR_FORMAT;
	if (s->of->ends != NULL && ends <= s->of->ends->day)
		return ERR_ABSENT;
	if (s->of->ends == NULL || ends_key(s->of->ends, ends) == NULL || r.n < AEAD_TAG_BYTES)
		return ERR_SEAL;
	opened = buf_grow(plain, r.n - AEAD_TAG_BYTES + 1); /* one more: none would be no place */
	if (opened == NULL)
		return plain->err;
	plain->n--;
	seal = seal_of(s, name, *number, ends);
	rc = crypto_aead_chacha20poly1305_ietf_decrypt(opened, NULL, NULL, r.p, r.n, seal.aad,
	                                               seal.aad_n, seal.nonce, seal.key);
	secret_wipe(&seal, sizeof seal);
	return rc == 0 ? 0 : ERR_SEAL;
}
