/* What desk.wasm offers besides wasm/alcove.h: the ombuds's side. */
#ifndef ALCOVE_WASM_DESK_H
#define ALCOVE_WASM_DESK_H

#include "wasm/alcove.h"

/*
 * The code that whoever joins gives to the root holder (alcove office accept).
 * office: 32 bytes. The words that are to be the person's, as typed; role: as
 * in the roster, 0 ombuds, 1 arranging; name: 1 to 80 bytes. Takes as long as
 * any unlocking: one Argon2id. ERR_WORDS, ERR_TEXT (the name), ERR_MEMORY, ERR_INTERNAL.
 */
EXPORT(enrol_code)
int wasm_enrol_code(struct text *out, const uint8_t *office, const char *words, size_t words_n,
                    unsigned role, const char *name, size_t name_n);

/* As room_new. */
EXPORT(desk_new)
struct session *wasm_desk_new(const char *origin, size_t origin_n, const char *fingerprint,
                              size_t fingerprint_n, uint32_t today);

/* After session_enter at most one of these; matter: its number. */

/* ERR_TEXT, ERR_MEMORY. */
EXPORT(desk_say)
int wasm_desk_say(struct session *s, uint32_t matter, const uint8_t *text, size_t n);
/*
 * The notes beside a matter become text; n 0 ends them. base: what they were
 * when the person began to write; where another device has changed them since,
 * both are kept, the other's first. ERR_TEXT (longer than NOTES_MAX, or no
 * UTF-8), ERR_MEMORY, ERR_SIZE; from session_answer ERR_ABSENT, and ERR_SIZE
 * where the desk has no room for them until matters are closed.
 */
EXPORT(desk_note)
int wasm_desk_note(struct session *s, uint32_t matter, const uint8_t *base, size_t base_n,
                   const uint8_t *text, size_t n);
/*
 * Takes a matter that was written to whoever is free: colleagues see it taken,
 * the visitor sees nothing. One that nobody else got is left as it is.
 */
EXPORT(desk_take) void wasm_desk_take(struct session *s, uint32_t matter);
EXPORT(desk_close) void wasm_desk_close(struct session *s, uint32_t matter);
EXPORT(desk_renew_seeds) void wasm_desk_renew_seeds(struct session *s);

/* Besides any of these: take the kept vault even over an older one of the server. */
EXPORT(desk_put_back) void wasm_desk_put_back(struct session *s);

#endif
