/* What desk.wasm offers besides wasm/alcove.h: the ombuds's side. */
#ifndef ALCOVE_WASM_DESK_H
#define ALCOVE_WASM_DESK_H

#include "wasm/alcove.h"

/* As room_new. */
EXPORT(desk_new)
struct session *wasm_desk_new(const char *origin, size_t origin_n, const char *fingerprint,
                              size_t fingerprint_n, uint32_t today);

/* After session_enter at most one of these; matter: its number. */

/* ERR_TEXT, ERR_MEMORY. */
EXPORT(desk_say)
int wasm_desk_say(struct session *s, uint32_t matter, const uint8_t *text, size_t n);
EXPORT(desk_close) void wasm_desk_close(struct session *s, uint32_t matter);
EXPORT(desk_renew_seeds) void wasm_desk_renew_seeds(struct session *s);

/* Besides any of these: take the kept vault even over an older one of the server. */
EXPORT(desk_put_back) void wasm_desk_put_back(struct session *s);

#endif
