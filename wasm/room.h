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

/* After session_enter at most one of these. */

/* To a person by name or id, or, with to_n 0, whoever is free. ERR_PERSON, ERR_TEXT, ERR_MEMORY. */
EXPORT(room_say)
int wasm_room_say(struct session *s, const uint8_t *text, size_t n, const char *to, size_t to_n);
/* id: sixteen bytes, or NULL for the last said. */
EXPORT(room_take_back) void wasm_room_take_back(struct session *s, const uint8_t *id);
EXPORT(room_forget) void wasm_room_forget(struct session *s);
/* New words, as typed. ERR_WORDS. */
EXPORT(room_renew) int wasm_room_renew(struct session *s, const char *typed, size_t n);

#endif
