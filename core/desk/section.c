#include "core/desk/section.h"

size_t
section_begin(struct buf *out, uint16_t kind)
{
	size_t begun = out->n;

	buf_put_u16(out, kind);
	buf_put_u32(out, 0);
	return begun;
}

void
section_end(struct buf *out, size_t begun)
{
	if (out->err == 0)
		put_u32(out->p + begun + 2, (uint32_t)(out->n - begun - SECTION_HEAD_BYTES));
}

static bool
zeros(struct span s)
{
	uint8_t all = 0;

	for (size_t i = 0; i < s.n; i++)
		all |= s.p[i];
	return all == 0;
}

bool
section_next(struct reader *r, struct section *out)
{
	const uint8_t *start = r->p;
	uint32_t n;

	if (r->err != 0 || r->n == 0)
		return false;
	out->kind = read_u16(r);
	if (out->kind == SECTION_END) {
		if (r->err == 0 && !zeros(span(r->p, r->n)))
			r->err = ERR_FORMAT;
		return false;
	}
	n = read_u32(r);
	out->bytes = read_span(r, n);
	out->whole = span(start, SECTION_HEAD_BYTES + out->bytes.n);
	return r->err == 0;
}

bool
sections_must_be_understood(const struct buf *sections)
{
	struct reader r = reader(buf_span(sections));
	struct section s;

	while (section_next(&r, &s)) {
		if ((s.kind & SECTION_MUST_UNDERSTAND) != 0)
			return true;
	}
	return false;
}

static bool
has(const struct buf *sections, struct span whole)
{
	struct reader r = reader(buf_span(sections));
	struct section s;

	while (section_next(&r, &s)) {
		if (span_equal(s.whole, whole))
			return true;
	}
	return false;
}

size_t
sections_join(struct buf *sections, const struct buf *other, size_t room)
{
	struct reader r = reader(buf_span(other));
	struct section s;
	size_t left_out = 0;

	while (section_next(&r, &s)) {
		if (has(sections, s.whole))
			continue;
		if (s.whole.n > room) {
			left_out++;
			continue;
		}
		buf_put_span(sections, s.whole);
		room -= s.whole.n;
	}
	return left_out;
}
