#include "core/talk/items.h"

bool
item_must_understand(uint16_t tag)
{
	return (tag & ITEM_MUST_UNDERSTAND) != 0;
}

struct item_reader
item_reader(struct span items)
{
	return (struct item_reader){.in = reader(items)};
}

bool
item_next(struct item_reader *r, struct item *out)
{
	*out = (struct item){0};
	if (r->err != 0 || r->in.n == 0)
		return false;
	out->tag = read_u16(&r->in);
	out->bytes = read_span(&r->in, read_u16(&r->in));
	if (r->in.err == 0)
		return true;
	r->err = ERR_FORMAT;
	*out = (struct item){0};
	return false;
}

void
item_put(struct buf *out, uint16_t tag, struct span bytes)
{
	if (out->err != 0)
		return;
	if (bytes.n > ITEM_BYTES_MAX || out->max - out->n < ITEM_HEAD_BYTES ||
	    out->max - out->n - ITEM_HEAD_BYTES < bytes.n) {
		out->err = ERR_SIZE;
		return;
	}
	buf_put_u16(out, tag);
	buf_put_u16(out, (uint16_t)bytes.n);
	buf_put_span(out, bytes);
}
