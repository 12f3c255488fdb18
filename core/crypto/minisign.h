/*
 * Signing of office data, in minisign's file formats, so that Debian's
 * `minisign -V` verifies ours and the other way round. Talk is never signed.
 */
#ifndef ALCOVE_CRYPTO_MINISIGN_H
#define ALCOVE_CRYPTO_MINISIGN_H

#include "core/bytes.h"

enum {
	MINISIGN_KEY_ID_BYTES = 8,
	ED25519_PUBLIC_BYTES = 32,
	ED25519_SECRET_BYTES = 64,
	ED25519_SIGNATURE_BYTES = 64,
	MINISIGN_COMMENT_MAX = 512,
	MINISIGN_FILE_MAX = 4096,
	MINISIGN_PUBLIC_TEXT_MAX = 64, /* base64 of 42 bytes, NUL-terminated */
};

struct minisign_public {
	uint8_t key_id[MINISIGN_KEY_ID_BYTES];
	uint8_t key[ED25519_PUBLIC_BYTES];
};

/* Lives in secret_new memory of the caller. */
struct minisign_secret {
	struct minisign_public public;
	uint8_t key[ED25519_SECRET_BYTES];
};

/* How hard the passphrase is stretched (scrypt, as minisign stores it). */
enum minisign_cost {
	MINISIGN_COST_WORDS,      /* machine-chosen words: 16 MiB */
	MINISIGN_COST_PASSPHRASE, /* what people choose: 1 GiB, minisign's own default */
};

void minisign_new(struct minisign_secret *out);

/* A secret key file, encrypted under passphrase (not empty). */
MUST_USE int minisign_secret_write(struct buf *out, const struct minisign_secret *key,
                                   struct span passphrase, enum minisign_cost cost);
/* ERR_FORMAT, ERR_PASSPHRASE, ERR_MEMORY (scrypt). */
MUST_USE int minisign_secret_read(struct minisign_secret *out, struct span file,
                                  struct span passphrase);

/* A public key file with its untrusted comment, or only its base64 line. */
MUST_USE int minisign_public_write(struct buf *out, const struct minisign_public *key);
void minisign_public_text(char out[MINISIGN_PUBLIC_TEXT_MAX], const struct minisign_public *key);
/* Either form. ERR_FORMAT. */
MUST_USE int minisign_public_read(struct minisign_public *out, struct span file);

/* A .minisig file, prehashed ("ED"). trusted_comment has no line break. */
MUST_USE int minisign_sign(struct buf *out, const struct minisign_secret *key, struct span message,
                           const char *trusted_comment);
/*
 * Verifies a .minisig file, prehashed or legacy ("Ed"), and its trusted
 * comment. ERR_FORMAT, ERR_SIGNATURE (also for another key id).
 * trusted_comment, when not NULL, receives it NUL-terminated.
 */
MUST_USE int minisign_verify(const struct minisign_public *key, struct span message,
                             struct span signature, char trusted_comment[MINISIGN_COMMENT_MAX + 1]);

#endif
