/* label() and derive() of docs/protocol.md §1. */
#ifndef ALCOVE_CRYPTO_LABEL_H
#define ALCOVE_CRYPTO_LABEL_H

#include "core/bytes.h"
#include "core/wire.h"

enum { LABEL_BYTES_MAX = 96, DERIVE_KEY_BYTES = 32 };

struct label {
	uint8_t p[LABEL_BYTES_MAX];
	size_t n;
};

/* name is a literal of at most 54 bytes. */
struct label label(const char *name, const uint8_t office[OFFICE_BYTES]);

/* HKDF-Expand(K, label(name) ‖ context, n), RFC 5869 §2.3. context ≤ 128, n ≤ 64. */
void derive(uint8_t *out, size_t n, const uint8_t key[DERIVE_KEY_BYTES], const char *name,
            const uint8_t office[OFFICE_BYTES], struct span context);

/* SHA-256(label(name) ‖ a). */
void label_hash(uint8_t out[32], const char *name, const uint8_t office[OFFICE_BYTES],
                struct span a);

#endif
