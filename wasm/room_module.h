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

/* From now on by time, and never done: ROOM_BY_TIME of core/room/room.h. */
EXPORT(room_by_time) void wasm_room_by_time(struct session *s);
/* Whether what session_do asked for last is under way; what came of it, 0 or ERR_*. */
EXPORT(room_acting) int wasm_room_acting(const struct session *s);
EXPORT(room_acted) int wasm_room_acted(const struct session *s);

#endif
