#include "wasm/json.h"

static const char DIGITS[] = "0123456789abcdef";

static void
put_escaped(struct buf *out, uint8_t c)
{
	if (c >= 0x20) {
		buf_put_text(out, "\\");
		buf_put_u8(out, c);
		return;
	}
	buf_put_text(out, "\\u00");
	buf_put_u8(out, (uint8_t)DIGITS[c >> 4]);
	buf_put_u8(out, (uint8_t)DIGITS[c & 0x0f]);
}

/* Whole runs of what stands for itself: a desk shows hundreds of messages. */
void
json_put_text(struct buf *out, struct span text)
{
	size_t from = 0;

	buf_put_text(out, "\"");
	for (size_t i = 0; i < text.n; i++) {
		uint8_t c = text.p[i];

		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		buf_put(out, text.p + from, i - from);
		put_escaped(out, c);
		from = i + 1;
	}
	if (from < text.n)
		buf_put(out, text.p + from, text.n - from);
	buf_put_text(out, "\"");
}

void
json_put_hex(struct buf *out, struct span bytes)
{
	buf_put_text(out, "\"");
	for (size_t i = 0; i < bytes.n; i++) {
		buf_put_u8(out, (uint8_t)DIGITS[bytes.p[i] >> 4]);
		buf_put_u8(out, (uint8_t)DIGITS[bytes.p[i] & 0x0f]);
	}
	buf_put_text(out, "\"");
}

void
json_put_number(struct buf *out, uint64_t n)
{
	uint8_t digits[20];
	size_t at = sizeof digits;

	do {
		digits[--at] = (uint8_t)('0' + n % 10);
		n /= 10;
	} while (n > 0);
	buf_put(out, digits + at, sizeof digits - at);
}

void
json_put_bool(struct buf *out, bool v)
{
	buf_put_text(out, v ? "true" : "false");
}

void
json_next(struct buf *out)
{
	if (out->n > 0 && out->p[out->n - 1] != '{' && out->p[out->n - 1] != '[')
		buf_put_text(out, ",");
}

void
json_name(struct buf *out, const char *name)
{
	json_next(out);
	json_put_text(out, span_text(name));
	buf_put_text(out, ":");
}
