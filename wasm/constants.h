/* The numbers of core/wire.h, core/err.h and core/talk/step.h, for TypeScript to read at start. */
#ifndef ALCOVE_WASM_CONSTANTS_H
#define ALCOVE_WASM_CONSTANTS_H

#include "core/bytes.h"

/* Appends one JSON object: {"BODY_BYTES":8192, …}. */
void constants_json(struct buf *out);

#endif
