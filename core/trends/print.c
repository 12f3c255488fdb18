#include "core/trends/print.h"

void
put_number(struct buf *out, int64_t n)
{
	uint8_t digits[20];
	size_t at = sizeof digits;
	uint64_t left = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;

	do {
		digits[--at] = (uint8_t)('0' + left % 10);
		left /= 10;
	} while (left > 0);
	if (n < 0)
		buf_put_u8(out, '-');
	buf_put(out, digits + at, sizeof digits - at);
}

void
put_bound(struct buf *out, int64_t n)
{
	if (n == INT64_MIN || n == INT64_MAX)
		buf_put_text(out, "null");
	else
		put_number(out, n);
}

void
put_quoted(struct buf *out, struct span text)
{
	static const char digits[] = "0123456789abcdef";

	buf_put_u8(out, '"');
	for (size_t i = 0; i < text.n; i++) {
		uint8_t c = text.p[i];

		if (c < 0x20) {
			buf_put_text(out, "\\u00");
			buf_put_u8(out, (uint8_t)digits[c >> 4]);
			buf_put_u8(out, (uint8_t)digits[c & 0x0f]);
			continue;
		}
		if (c == '"' || c == '\\')
			buf_put_u8(out, '\\');
		buf_put_u8(out, c);
	}
	buf_put_u8(out, '"');
}
