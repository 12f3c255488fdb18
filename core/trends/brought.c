#include "core/trends/brought.h"

#include <string.h>

static size_t
first_of(const struct brought *b, unsigned table)
{
	size_t at = 0;

	while (at < b->n && b->rows[at].table < table)
		at++;
	return at;
}

bool
brought_has(const struct brought *b, uint16_t period, unsigned table)
{
	return b->period == period && (b->tables >> table & 1) != 0;
}

int
brought_put(struct brought *b, uint16_t period, unsigned table, const struct brought_row *rows,
            size_t n)
{
	size_t at, end;

	if (b->period != period)
		*b = (struct brought){.period = period};
	at = first_of(b, table);
	end = first_of(b, table + 1);
	if (b->n - (end - at) + n > BROUGHT_MAX)
		return ERR_FULL;
	memmove(b->rows + at + n, b->rows + end, (b->n - end) * sizeof *b->rows);
	memcpy(b->rows + at, rows, n * sizeof *rows);
	b->n += n - (end - at);
	b->tables |= (uint16_t)(1 << table);
	return 0;
}

uint32_t
brought_number(const struct brought *b, uint16_t period, unsigned table, uint16_t key)
{
	if (!brought_has(b, period, table))
		return 0;
	for (size_t i = first_of(b, table); i < b->n && b->rows[i].table == table; i++) {
		if (b->rows[i].key == key)
			return b->rows[i].n;
	}
	return 0;
}

void
brought_expire(struct brought *b, uint16_t first)
{
	if (b->period < first)
		*b = (struct brought){0};
}

static uint64_t
order(const struct brought_row *row)
{
	return (uint64_t)row->key << 16 | row->n;
}

/* Whether a table of the one has the higher bytes. */
static bool
is_higher(const struct brought *a, const struct brought *b, unsigned table)
{
	size_t i = first_of(a, table), j = first_of(b, table);
	size_t a_end = first_of(a, table + 1), b_end = first_of(b, table + 1);

	while (i < a_end && j < b_end && order(&a->rows[i]) == order(&b->rows[j]))
		i++, j++;
	if (i == a_end || j == b_end)
		return i < a_end;
	return order(&a->rows[i]) > order(&b->rows[j]);
}

void
brought_join(struct brought *b, const struct brought *other)
{
	if (other->period > b->period)
		*b = (struct brought){.period = other->period};
	for (unsigned table = 0; table < BROUGHT_TABLES; table++) {
		size_t at = first_of(other, table);

		if (brought_has(other, b->period, table) &&
		    (!brought_has(b, b->period, table) || is_higher(other, b, table)))
			(void)!brought_put(b, b->period, table, other->rows + at,
			                   first_of(other, table + 1) - at);
	}
}

size_t
brought_bytes(const struct brought *b)
{
	return 4 + b->n * BROUGHT_ROW;
}

void
brought_write(struct buf *out, const struct brought *b)
{
	buf_put_u16(out, b->period);
	buf_put_u16(out, b->tables);
	for (size_t i = 0; i < b->n; i++) {
		buf_put_u8(out, b->rows[i].table);
		buf_put_u16(out, b->rows[i].key);
		buf_put_u16(out, b->rows[i].n);
	}
}

int
brought_read(struct reader *r, struct brought *b)
{
	b->period = read_u16(r);
	b->tables = read_u16(r);
	b->n = 0;
	if (r->n % BROUGHT_ROW != 0 || r->n / BROUGHT_ROW > BROUGHT_MAX ||
	    b->tables >> BROUGHT_TABLES != 0)
		return ERR_FORMAT;
	for (; r->n > 0; b->n++) {
		struct brought_row *row = &b->rows[b->n];

		row->table = read_u8(r);
		row->key = read_u16(r);
		row->n = read_u16(r);
		if (row->table >= BROUGHT_TABLES || (b->tables >> row->table & 1) == 0 ||
		    (b->n > 0 && (row[-1].table > row->table ||
		                  (row[-1].table == row->table && row[-1].key >= row->key))))
			return ERR_FORMAT;
	}
	return r->err;
}
