/* What room.wasm offers besides wasm/alcove.h: the visitor's side. */
#ifndef ALCOVE_WASM_ROOM_H
#define ALCOVE_WASM_ROOM_H

#include "wasm/alcove.h"

/*
 * origin: location.origin. fingerprint: the link's fragment, or empty. today:
 * this machine's day, in days since 1970. NULL without memory, or for an origin
 * that is too long. The page frees it with session_free.
 */
EXPORT(room_new)
struct session *wasm_room_new(const char *origin, size_t origin_n, const char *fingerprint,
                              size_t fingerprint_n, uint32_t today);

#endif
