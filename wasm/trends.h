/*
 * What trends.wasm offers: figures, with JSON at both ends. It keeps nothing, needs
 * no office, and asks for nothing: no randomness either.
 *
 *   module._initialize()
 *   r = figures_new(10); figures_file(r, name, text) for each file
 *   figures_audit(r) (or figures_hide, figures_certify), figures_answer(r), …; figures_free(r)
 */
#ifndef ALCOVE_WASM_TRENDS_H
#define ALCOVE_WASM_TRENDS_H

#include "core/bytes.h"

#define EXPORT(name) __attribute__((export_name(#name)))

struct request;

/* Bytes for arguments; NULL without memory. */
EXPORT(alloc) void *trends_alloc(size_t n);
EXPORT(release) void trends_release(void *p);

/* threshold: 1 and more. NULL without memory. */
EXPORT(figures_new) struct request *trends_new(uint32_t threshold);
EXPORT(figures_free) void trends_free(struct request *r);
/*
 * One file more, the one asked about first; both texts are taken over, NUL-terminated
 * the name: release() comes with figures_free. ERR_SIZE: too many.
 */
EXPORT(figures_file)
int trends_file(struct request *r, char *name, uint8_t *text, size_t n);

/* How it ended (core/trends/figures.h); or 100 plus the error of core/err.h. */
EXPORT(figures_audit) int trends_audit(struct request *r);
/* The same, with witnesses: they take longer, and room. */
EXPORT(figures_witness) int trends_witness(struct request *r);
EXPORT(figures_hide) int trends_hide(struct request *r);
EXPORT(figures_certify) int trends_certify(struct request *r);

/* Afterwards: the answer, what a person must be told, and the witnesses. */
EXPORT(figures_answer) const uint8_t *trends_answer(const struct request *r);
EXPORT(figures_answer_bytes) size_t trends_answer_bytes(const struct request *r);
EXPORT(figures_notes) const uint8_t *trends_notes(const struct request *r);
EXPORT(figures_notes_bytes) size_t trends_notes_bytes(const struct request *r);
EXPORT(figures_witnesses) const uint8_t *trends_witnesses(const struct request *r);
EXPORT(figures_witnesses_bytes) size_t trends_witnesses_bytes(const struct request *r);

#endif
