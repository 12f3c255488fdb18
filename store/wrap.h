/*
 * Wrapping what is stored under a key of the key file: XChaCha20-Poly1305
 * (draft-irtf-cfrg-xchacha-03, libsodium's _ietf). What is wrapped is already
 * ciphertext of its writer; this layer is there to be destroyed.
 *
 *   wrapped = salt (8, random) ‖ ciphertext ‖ mac (16)
 *   nonce   = id (16) ‖ salt
 *   aad     = u8 kind ‖ u32 number ‖ person (16, zeros for a cell)
 *
 * The id of a body is its tag, used once under a day's key; that of a vault is
 * the person, whose key is used for one version only. The salt stands for the
 * cases in which one id meets a key twice: a commit that failed or was undone
 * after its pages reached the log, or a database put back beside newer keys.
 * With it two different bodies never share a nonce.
 */
#ifndef ALCOVE_STORE_WRAP_H
#define ALCOVE_STORE_WRAP_H

#include "core/bytes.h"
#include "core/wire.h"

enum {
	KEY_BYTES = 32,
	WRAP_SALT_BYTES = 8,
	WRAP_BYTES = WRAP_SALT_BYTES + 16, /* what wrapping adds */
	WRAPPED_BODY_BYTES = BODY_BYTES + WRAP_BYTES,
};

/* What the bytes are; a wrapped thing opens only as what it was. */
struct wrap_label {
	enum { WRAP_CELL = 1, WRAP_ENVELOPE = 2, WRAP_VAULT = 3 } kind;
	uint32_t number;       /* day, or the vault's version */
	const uint8_t *id;     /* 16 bytes: tag, or person */
	const uint8_t *person; /* PERSON_BYTES, or NULL for a cell */
};

/* out: plain.n + WRAP_BYTES. */
void wrap_seal(uint8_t *out, const uint8_t key[KEY_BYTES], const struct wrap_label *label,
               struct span plain);
/* out: wrapped.n - WRAP_BYTES. ERR_SEAL when it does not open; out is then zeros or untouched. */
MUST_USE int wrap_open(uint8_t *out, const uint8_t key[KEY_BYTES], const struct wrap_label *label,
                       struct span wrapped);

#endif
