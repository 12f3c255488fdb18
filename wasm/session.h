/*
 * What both modules do with a session without knowing whose it is, so that
 * neither links the other side. For wasm/ only.
 */
#ifndef ALCOVE_WASM_SESSION_H
#define ALCOVE_WASM_SESSION_H

#include "core/crypto/words.h"
#include "core/talk/side.h"
#include "wasm/alcove.h"

struct text {
	struct buf buf;
};

struct session {
	const struct side *side;
	int (*show)(struct buf *out, const void *of);
	void *of;
	struct step step;
	struct span record; /* of a desk: what is to be kept; the session's */
};

/* NULL without memory, or for an origin that is too long; freed by wasm_session_free. */
struct session *session_new(const struct side *side, int (*show)(struct buf *, const void *),
                            struct span origin, struct span fingerprint, uint32_t today) MUST_USE;

/* A NUL-terminated copy. ERR_SIZE when it does not fit in size, ERR_TEXT when it holds a NUL. */
MUST_USE int terminated(char *out, size_t size, struct span text);

/* Canonical words of typed ones, to be wiped. ERR_WORDS. */
MUST_USE int words_typed(char out[WORDS_TEXT_MAX], struct span typed);

#endif
