/*
 * Bytes to look at (span), bytes being built (buf, always with a maximum), and
 * a cursor that reads (reader). Integers are big-endian (docs/protocol.md §1).
 */
#ifndef ALCOVE_BYTES_H
#define ALCOVE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"

struct span {
	const uint8_t *p;
	size_t n;
};

#define SPAN(array) ((struct span){(array), sizeof(array)})
#define SPAN_NONE ((struct span){NULL, 0})

static inline struct span
span(const void *p, size_t n)
{
	return (struct span){(const uint8_t *)p, n};
}

/* The bytes of a string of ours, without its NUL. */
struct span span_text(const char *text);
bool span_equal(struct span a, struct span b);

/*
 * A growing run of bytes that never exceeds max. A put that fails for memory
 * or size sticks in .err and later puts do nothing, so that a sequence of puts
 * is checked once. Contents are wiped when cleared or moved.
 */
struct buf {
	uint8_t *p;
	size_t n;
	size_t capacity;
	size_t max;
	int err; /* 0, ERR_MEMORY or ERR_SIZE */
};

void buf_init(struct buf *b, size_t max);
void buf_clear(struct buf *b); /* wipes and frees; usable again */
void buf_put(struct buf *b, const void *p, size_t n);
void buf_put_span(struct buf *b, struct span s);
void buf_put_text(struct buf *b, const char *text);
void buf_put_zeros(struct buf *b, size_t n);
void buf_put_random(struct buf *b, size_t n);
void buf_put_u8(struct buf *b, uint8_t v);
void buf_put_u16(struct buf *b, uint16_t v);
void buf_put_u32(struct buf *b, uint32_t v);
/* n bytes more to write into; NULL when .err is set, or for none of an empty buf. */
uint8_t *buf_grow(struct buf *b, size_t n);
/* Takes the n bytes from at on away, which must be there; what they were is wiped. */
void buf_cut(struct buf *b, size_t at, size_t n);
struct span buf_span(const struct buf *b);

/* Reading past the end sticks in .err (ERR_SIZE) and yields zeros. */
struct reader {
	const uint8_t *p;
	size_t n;
	int err;
};

struct reader reader(struct span s);
/* The next n bytes in place, or an empty span at the end. */
struct span read_span(struct reader *r, size_t n);
void read_bytes(struct reader *r, void *out, size_t n);
uint8_t read_u8(struct reader *r);
uint16_t read_u16(struct reader *r);
uint32_t read_u32(struct reader *r);
uint64_t read_u64(struct reader *r);

void put_u16(uint8_t out[2], uint16_t v);
void put_u32(uint8_t out[4], uint32_t v);
void put_u64(uint8_t out[8], uint64_t v);
uint32_t get_u32(const uint8_t in[4]);

/* Lower-case hex; out holds 2n+1 bytes. */
void hex_put(char *out, struct span in);
/* ERR_FORMAT unless text is exactly 2n hex digits. */
MUST_USE int hex_get(uint8_t *out, size_t n, struct span text);

/* Well-formed UTF-8 (RFC 3629) without NUL. */
bool utf8_valid(struct span s);
/*
 * The same of a text that comes in runs: zeroes to begin with; utf8_take is false at the first
 * byte that no text can go on with. The whole is well-formed if .follow is 0 after the last run.
 */
struct utf8 {
	size_t follow; /* bytes still wanted of a letter begun */
	uint32_t least, code;
};
bool utf8_take(struct utf8 *u, struct span run);

#endif
