/*
 * Alcove's own test vectors, computed by the core from fixed seeds: the text of
 * tests/vectors/alcove_protocol.json, the same bytes on every machine.
 */
#ifndef ALCOVE_TESTS_PROTOCOL_VECTORS_H
#define ALCOVE_TESTS_PROTOCOL_VECTORS_H

#include "core/bytes.h"

enum { PROTOCOL_VECTORS_MAX = 1 << 20 };

/*
 * Appends the text. From here on this program's randomness is a fixed sequence:
 * for tests only. After core_start. Aborts if the core refuses what it made.
 */
void protocol_vectors(struct buf *out);

#endif
