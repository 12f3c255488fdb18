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

/*
 * A session lasts while the desk is open. session_do is not for it: these are, as
 * core/desk/desk.h has them. desk_act may be called at any time, also between
 * session_step and session_answer.
 */
EXPORT(desk_today) void wasm_desk_today(struct session *s, uint32_t today);
EXPORT(desk_look) void wasm_desk_look(struct session *s);
EXPORT(desk_send_now) void wasm_desk_send_now(struct session *s);
EXPORT(desk_wait_ms) uint32_t wasm_desk_wait_ms(void);
/* A line as session_do takes it. */
EXPORT(desk_act) int wasm_desk_act(struct session *s, const char *line, size_t n);
/* What this device is to keep now; then its address and length, until the session's next call. */
EXPORT(desk_record) int wasm_desk_record(struct session *s);
EXPORT(desk_record_at) const uint8_t *wasm_desk_record_at(const struct session *s);
EXPORT(desk_record_bytes) size_t wasm_desk_record_bytes(const struct session *s);

/*
 * How the office counts, its codes among it (core/desk/told.h, told_practice); the codes that what
 * was typed may mean, also by words of another language (codes_also); the running figures, so many
 * periods back, with "log" (told_outreach). Once the desk is open; ERR_ABSENT before. JSON.
 */
EXPORT(desk_practice) int wasm_desk_practice(const struct session *s, struct text *out);
EXPORT(desk_codes)
int wasm_desk_codes(const struct session *s, struct text *out, const char *typed, size_t n,
                    const char *also, size_t also_n);
EXPORT(desk_figures)
int wasm_desk_figures(const struct session *s, struct text *out, uint32_t back);

/* Whatever is done: take the kept vault even over an older one of the server. */
EXPORT(desk_put_back) void wasm_desk_put_back(struct session *s);

#endif
