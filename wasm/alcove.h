/*
 * What the page can call of the core. Everything is a plain number, a pointer
 * into this module's memory, or a length; text is UTF-8 with a length, without
 * a NUL. A call never keeps what it is given. Results: core/err.h; those with
 * bytes are appended to a struct text, whose address and length the page reads
 * (memory may have moved: look again after each call).
 *
 * There are two modules of the same objects: room.wasm offers these and
 * wasm/room_module.h, desk.wasm these and wasm/desk_module.h.
 *
 *   module._initialize(); core_start();
 *   s = room_new(…) or desk_new(…); session_enter(s, …); session_do(s, …)
 *   while (session_step(s) == 0 && step_kind(s) != STEP_DONE)
 *     session_answer(s, status, body…) with what the step asked for
 *   session_show(s, text); session_do(s, …) once more, or session_free(s)
 */
#ifndef ALCOVE_WASM_ALCOVE_H
#define ALCOVE_WASM_ALCOVE_H

#include "core/bytes.h"

#define EXPORT(name) __attribute__((export_name(#name)))

/* A buf that the page owns. */
struct text;
/* One visit to the room, or one sync of the desk. */
struct session;

/* ---- memory ---- */

/* Bytes for arguments; NULL without memory. */
EXPORT(alloc) void *wasm_alloc(size_t n);
/* Wipes and frees. */
EXPORT(release) void wasm_release(void *p, size_t n);

EXPORT(text_new) struct text *wasm_text_new(void);
EXPORT(text_free) void wasm_text_free(struct text *t); /* wipes */
EXPORT(text_at) const uint8_t *wasm_text_at(const struct text *t);
EXPORT(text_bytes) size_t wasm_text_bytes(const struct text *t);

/* ---- before any session ---- */

/* Once, first. */
EXPORT(core_start) int wasm_core_start(void);
/* JSON: every number of core/wire.h, of core/err.h and of the enums below, by name. */
EXPORT(constants) int wasm_constants(struct text *out);
/* NUL-terminated; never NULL. */
EXPORT(err_text) const char *wasm_err_text(int err);

/* Seven new words. */
EXPORT(words_new) int wasm_words_new(struct text *out);
/*
 * Reads words as typed; JSON: {ok: true, words}, or {ok: false, fault: "count",
 * "unknown", "ambiguous" or "check", position (from 1), count, near: [word, …],
 * say: one sentence}.
 */
EXPORT(words_check) int wasm_words_check(struct text *out, const char *typed, size_t n);
/* JSON: up to eight words that begin like what is typed, or are near it. */
EXPORT(words_near) int wasm_words_near(struct text *out, const char *typed, size_t n);
/* The fingerprint of a 32-byte office id. */
EXPORT(fingerprint_of) int wasm_fingerprint_of(struct text *out, const uint8_t *office);
/* ERR_WORDS, ERR_FOREIGN. */
EXPORT(fingerprint_check)
int wasm_fingerprint_check(const char *text, size_t n, const uint8_t *office);

/* ---- sessions ---- */

EXPORT(session_free) void wasm_session_free(struct session *s);
/* For a session that lasts over midnight: this machine's day from now on. */
EXPORT(session_today) void wasm_session_today(struct session *s, uint32_t today);
/* The seven words, as typed. ERR_WORDS. A session without only learns whose office it is. */
EXPORT(session_enter) int wasm_session_enter(struct session *s, const char *typed, size_t n);

/*
 * What the next visit is for: one line of JSON, as core/talk/verb.h says; what can be
 * done, core/room/room.h and core/desk/desk.h. ERR_FORMAT for a line that is none;
 * ERR_MEMORY, and what the verb says of its keys.
 */
EXPORT(session_do) int wasm_session_do(struct session *s, const char *line, size_t n);

/* The next step; 0, or how the session ended. What it is, until the next answer: */
EXPORT(session_step) int wasm_session_step(struct session *s);
EXPORT(step_kind) unsigned wasm_step_kind(const struct session *s);     /* STEP_* */
EXPORT(step_method) unsigned wasm_step_method(const struct session *s); /* HTTP_* */
EXPORT(step_path) const char *wasm_step_path(const struct session *s);  /* NUL-terminated */
EXPORT(step_body) const uint8_t *wasm_step_body(const struct session *s);
EXPORT(step_body_bytes) size_t wasm_step_body_bytes(const struct session *s);
/* TOKEN_BYTES to show in hex, or NULL. */
EXPORT(step_token) const uint8_t *wasm_step_token(const struct session *s);
/* Whether this is the office's own answer to it: anything else is a lost connection. */
EXPORT(step_answered)
int wasm_step_answered(const struct session *s, int status, const char *type, size_t type_n,
                       const uint8_t *body, size_t n);
EXPORT(step_wait_ms) unsigned wasm_step_wait_ms(const struct session *s); /* of STEP_WAIT */
/*
 * The answer to it: HTTP status and body; STEP_KEEP: 200 and nothing;
 * STEP_RECALL: 200 and the body last kept, or nothing; 404 where nothing can be kept.
 */
EXPORT(session_answer)
int wasm_session_answer(struct session *s, int status, const uint8_t *body, size_t n);

/* JSON of what the session knows: wasm/show.h. */
EXPORT(session_show) int wasm_session_show(const struct session *s, struct text *out);

#endif
