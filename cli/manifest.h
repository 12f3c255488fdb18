/*
 * The signed list of every file an office serves (docs/protocol.md §10): a
 * first line "alcove/1 manifest <office>", then "<sha256>  <path>" lines.
 */
#ifndef ALCOVE_CLI_MANIFEST_H
#define ALCOVE_CLI_MANIFEST_H

#include "core/bytes.h"
#include "core/crypto/minisign.h"
#include "core/wire.h"

enum { MANIFEST_MAX = 1 << 20, MANIFEST_PATH_MAX = 200 };

void manifest_begin(struct buf *out, const uint8_t office[OFFICE_BYTES]);
/* path: "/index.html". */
void manifest_add(struct buf *out, const char *path, struct span bytes);

struct manifest_line {
	uint8_t hash[32];
	char path[MANIFEST_PATH_MAX + 1];
};
/* ERR_FOREIGN (of another office), ERR_FORMAT. rest is moved behind the first line. */
MUST_USE int manifest_head(struct span *rest, struct span text, const uint8_t office[OFFICE_BYTES]);
/* The next line; ERR_ABSENT at the end, ERR_FORMAT. */
MUST_USE int manifest_next(struct manifest_line *out, struct span *rest);

#endif
