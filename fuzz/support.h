/*
 * What the fuzz programs share. Randomness is a fixed sequence that begins anew
 * with every input, words are hashed and not stretched, and scrypt yields
 * zeros: so an input always does the same, and takes microseconds.
 */
#ifndef ALCOVE_FUZZ_SUPPORT_H
#define ALCOVE_FUZZ_SUPPORT_H

#include "content/content.h"
#include "core/bytes.h"
#include "core/talk/roster.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* An invariant: the program ends if it does not hold. */
#define NEED(holds) need((holds), #holds, __FILE__, __LINE__)
void need(bool holds, const char *what, const char *file, int line);

/* Before each input, first of all. */
void fuzz_begin(void);

/* A NUL-terminated copy that ends where its memory does; for free(). */
char *fuzz_text(struct span s);
/* A copy that ends where its memory does; for free(). */
uint8_t *fuzz_copy(struct span s);

/* Bytes of data in turn changed in n bytes at out: data is u16 offset, then what to xor. */
void fuzz_xor(uint8_t *out, size_t n, struct span data);

/* Each is one line of text with something to do about it; clears them. */
void fuzz_problems(struct content_problems *problems);

/* An office with fixed keys: its root, a roster of two people, their signing keys. */
enum { FUZZ_DAY = 20000, FUZZ_PEOPLE = 2 };
struct fuzz_office {
	struct minisign_secret root;
	struct roster roster;
	uint8_t sign[FUZZ_PEOPLE][64];
};
const struct fuzz_office *fuzz_office(void);

#endif
