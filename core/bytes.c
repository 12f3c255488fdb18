#include "core/bytes.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

struct span
span_text(const char *text)
{
	return span(text, strlen(text));
}

bool
span_equal(struct span a, struct span b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

void
buf_init(struct buf *b, size_t max)
{
	*b = (struct buf){.max = max};
}

void
buf_clear(struct buf *b)
{
	if (b->p != NULL) {
		sodium_memzero(b->p, b->capacity);
		free(b->p);
	}
	*b = (struct buf){.max = b->max};
}

/* Moves by hand instead of realloc, which would leave the old bytes behind. */
static int
buf_reserve(struct buf *b, size_t n)
{
	size_t want, capacity;
	uint8_t *p;

	if (__builtin_add_overflow(b->n, n, &want) || want > b->max)
		return ERR_SIZE;
	if (want <= b->capacity)
		return 0;
	capacity = b->capacity < 64 ? 64 : b->capacity;
	while (capacity < want)
		capacity *= 2;
	if (capacity > b->max)
		capacity = b->max;
	p = malloc(capacity);
	if (p == NULL)
		return ERR_MEMORY;
	if (b->p != NULL) {
		memcpy(p, b->p, b->n);
		sodium_memzero(b->p, b->capacity);
		free(b->p);
	}
	b->p = p;
	b->capacity = capacity;
	return 0;
}

uint8_t *
buf_grow(struct buf *b, size_t n)
{
	uint8_t *at;

	if (b->err == 0)
		b->err = buf_reserve(b, n);
	if (b->err != 0)
		return NULL;
	if (n == 0)
		return b->p;
	at = b->p + b->n;
	b->n += n;
	return at;
}

void
buf_put(struct buf *b, const void *p, size_t n)
{
	uint8_t *at;

	if (n == 0)
		return;
	at = buf_grow(b, n);
	if (at != NULL)
		memcpy(at, p, n);
}

void
buf_cut(struct buf *b, size_t at, size_t n)
{
	if (n == 0)
		return;
	memmove(b->p + at, b->p + at + n, b->n - at - n);
	sodium_memzero(b->p + b->n - n, n);
	b->n -= n;
}

void
buf_put_span(struct buf *b, struct span s)
{
	buf_put(b, s.p, s.n);
}

void
buf_put_text(struct buf *b, const char *text)
{
	buf_put(b, text, strlen(text));
}

void
buf_put_zeros(struct buf *b, size_t n)
{
	uint8_t *at = buf_grow(b, n);

	if (at != NULL && n > 0)
		memset(at, 0, n);
}

void
buf_put_random(struct buf *b, size_t n)
{
	uint8_t *at = buf_grow(b, n);

	if (at != NULL && n > 0)
		randombytes_buf(at, n);
}

void
buf_put_u8(struct buf *b, uint8_t v)
{
	buf_put(b, &v, 1);
}

void
buf_put_u16(struct buf *b, uint16_t v)
{
	uint8_t bytes[2];

	put_u16(bytes, v);
	buf_put(b, bytes, sizeof bytes);
}

void
buf_put_u32(struct buf *b, uint32_t v)
{
	uint8_t bytes[4];

	put_u32(bytes, v);
	buf_put(b, bytes, sizeof bytes);
}

struct span
buf_span(const struct buf *b)
{
	return span(b->p, b->n);
}

struct reader
reader(struct span s)
{
	return (struct reader){.p = s.p, .n = s.n};
}

struct span
read_span(struct reader *r, size_t n)
{
	struct span s;

	if (r->err != 0 || n > r->n) {
		r->err = ERR_SIZE;
		return SPAN_NONE;
	}
	if (n == 0)
		return span(r->p, 0);
	s = span(r->p, n);
	r->p += n;
	r->n -= n;
	return s;
}

void
read_bytes(struct reader *r, void *out, size_t n)
{
	struct span s = read_span(r, n);

	if (s.n == n && n > 0)
		memcpy(out, s.p, n);
	else if (n > 0)
		memset(out, 0, n);
}

uint8_t
read_u8(struct reader *r)
{
	uint8_t v;

	read_bytes(r, &v, 1);
	return v;
}

uint16_t
read_u16(struct reader *r)
{
	uint8_t b[2];

	read_bytes(r, b, sizeof b);
	return (uint16_t)((b[0] << 8) | b[1]);
}

uint32_t
read_u32(struct reader *r)
{
	uint8_t b[4];

	read_bytes(r, b, sizeof b);
	return get_u32(b);
}

uint64_t
read_u64(struct reader *r)
{
	uint64_t high = read_u32(r);

	return (high << 32) | read_u32(r);
}

void
put_u16(uint8_t out[2], uint16_t v)
{
	out[0] = (uint8_t)(v >> 8);
	out[1] = (uint8_t)v;
}

void
put_u32(uint8_t out[4], uint32_t v)
{
	put_u16(out, (uint16_t)(v >> 16));
	put_u16(out + 2, (uint16_t)v);
}

void
put_u64(uint8_t out[8], uint64_t v)
{
	put_u32(out, (uint32_t)(v >> 32));
	put_u32(out + 4, (uint32_t)v);
}

uint32_t
get_u32(const uint8_t in[4])
{
	return ((uint32_t)in[0] << 24) | ((uint32_t)in[1] << 16) | ((uint32_t)in[2] << 8) | in[3];
}

void
hex_put(char *out, struct span in)
{
	sodium_bin2hex(out, 2 * in.n + 1, in.p, in.n);
}

int
hex_get(uint8_t *out, size_t n, struct span text)
{
	size_t done;

	if (text.n != 2 * n ||
	    sodium_hex2bin(out, n, (const char *)text.p, text.n, NULL, &done, NULL) != 0 ||
	    done != n)
		return ERR_FORMAT;
	return 0;
}

/* How many bytes follow a lead byte, and the least code point they may spell. */
static bool
utf8_lead(uint8_t lead, size_t *follow, uint32_t *least, uint32_t *code)
{
	if (lead >= 0xc2 && lead <= 0xdf) {
		*follow = 1, *least = 0x80, *code = lead & 0x1f;
		return true;
	}
	if ((lead & 0xf0) == 0xe0) {
		*follow = 2, *least = 0x800, *code = lead & 0x0f;
		return true;
	}
	if (lead >= 0xf0 && lead <= 0xf4) {
		*follow = 3, *least = 0x10000, *code = lead & 0x07;
		return true;
	}
	return false;
}

bool
utf8_take(struct utf8 *u, struct span run)
{
	for (size_t i = 0; i < run.n; i++) {
		uint8_t b = run.p[i];

		if (u->follow == 0) {
			if (b == 0 || (b >= 0x80 && !utf8_lead(b, &u->follow, &u->least, &u->code)))
				return false;
			continue;
		}
		if ((b & 0xc0) != 0x80)
			return false;
		u->code = (u->code << 6) | (b & 0x3f);
		if (--u->follow == 0 && (u->code < u->least || u->code > 0x10ffff ||
		                         (u->code >= 0xd800 && u->code <= 0xdfff)))
			return false;
	}
	return true;
}

bool
utf8_valid(struct span s)
{
	struct utf8 u = {0};

	return utf8_take(&u, s) && u.follow == 0;
}
