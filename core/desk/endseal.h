/*
 * The second seal, inside of the vault's own (docs/protocol.md §9): a section
 * that is to end on a day is sealed under the server's key of that day too.
 */
#ifndef ALCOVE_DESK_ENDSEAL_H
#define ALCOVE_DESK_ENDSEAL_H

#include "core/desk/vault.h"

enum {
	VAULT_SALT_BYTES = 32,
	AEAD_TAG_BYTES = 16,
	END_SEAL_BYTES = 4 + 4 + AEAD_TAG_BYTES, /* what it adds to the bytes inside */
};

/* What the seal hangs on besides the end day and number. Nothing of it is the callee's. */
struct end_sealing {
	const struct vault_of *of;
	const uint8_t *salt; /* VAULT_SALT_BYTES, of the blob */
};

/*
 * Appends u32 number ‖ u32 end day ‖ ChaCha20-Poly1305(plain), under the nearest end day
 * that has a key. label: of what lies inside; number: one of its kind's within a blob,
 * so that no key is used twice. ERR_INTERNAL: there are no keys of end days.
 */
MUST_USE int end_seal(struct buf *out, struct span plain, const char *label, uint32_t number,
                      uint32_t ends, const struct end_sealing *s);
/*
 * Replaces plain's contents, and wipes what they were. ERR_ABSENT: its day has come.
 * ERR_SEAL: it does not open, or has no key. ERR_FORMAT, ERR_MEMORY.
 */
MUST_USE int end_open(struct buf *plain, uint32_t *number, const char *label, struct span sealed,
                      const struct end_sealing *s);
/* Wipes and empties; the memory stays for what comes next. */
void end_wipe(struct buf *plain);

#endif
