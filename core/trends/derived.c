#include "core/trends/derived.h"

#include "core/trends/print.h"

static int64_t
power_of_ten(unsigned n)
{
	int64_t out = 1;

	while (n-- > 0)
		out *= 10;
	return out;
}

/* 100 * 10^decimals * part / whole */
static int
hundredths(int64_t *out, int64_t part, int64_t whole, unsigned decimals)
{
	int64_t scaled;
	bool negative = (part < 0) != (whole < 0);

	if (decimals > DERIVED_DECIMALS_MAX || whole == 0 ||
	    __builtin_mul_overflow(part < 0 ? -part : part, 200 * power_of_ten(decimals), &scaled))
		return ERR_SIZE;
	whole = whole < 0 ? -whole : whole;
	if (__builtin_add_overflow(scaled, whole, &scaled))
		return ERR_SIZE;
	*out = scaled / (2 * whole);
	if (negative)
		*out = -*out;
	return 0;
}

static bool
is_printed(const struct cell *c)
{
	return c->status == CELL_PUBLISHED && c->known;
}

int
derived_percent(int64_t *out, const struct cell *part, const struct cell *whole, unsigned decimals)
{
	if (!is_printed(part) || !is_printed(whole))
		return ERR_ABSENT;
	return hundredths(out, part->value, whole->value, decimals);
}

int
derived_change(int64_t *out, const struct cell *before, const struct cell *after, unsigned decimals)
{
	if (!is_printed(before) || !is_printed(after))
		return ERR_ABSENT;
	return hundredths(out, after->value - before->value, before->value, decimals);
}

void
derived_put(struct buf *out, int64_t value, unsigned decimals)
{
	int64_t scale = power_of_ten(decimals <= DERIVED_DECIMALS_MAX ? decimals : 0);

	if (value < 0)
		buf_put_u8(out, '-');
	value = value < 0 ? -value : value;
	put_number(out, value / scale);
	if (scale == 1)
		return;
	buf_put_u8(out, '.');
	for (scale /= 10; scale > 0; scale /= 10)
		buf_put_u8(out, (uint8_t)('0' + value / scale % 10));
}
