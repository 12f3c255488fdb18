/*
 * Sums brought over: what an office had counted of the running period before it used
 * Alcove. Each table once, as totals; running figures add them, and nothing tells
 * them from what was counted here.
 */
#ifndef ALCOVE_TRENDS_BROUGHT_H
#define ALCOVE_TRENDS_BROUGHT_H

#include "core/trends/running.h"

enum {
	BROUGHT_NUMBERS = 0, /* the table of the five numbers; then 1 + enum running_table */
	BROUGHT_TABLES = 1 + RUNNING_TABLES,
	BROUGHT_ROW = 5,
	BROUGHT_MAX = 512,
	BROUGHT_N_MAX = 65535,
};

/* Keys of rows of BROUGHT_NUMBERS. */
enum brought_number {
	BROUGHT_VISITORS = 1,
	BROUGHT_MATTERS,
	BROUGHT_CONCERNS,
	BROUGHT_TALKS,
	BROUGHT_OUTREACH,
	BROUGHT_NUMBERS_END,
};

struct brought_row {
	uint8_t table;
	uint16_t key, n;
};

/* By table and key. Zeroes are none. */
struct brought {
	uint16_t period; /* of which all is; 0: nothing was brought */
	uint16_t tables; /* bits: which were */
	size_t n;
	struct brought_row rows[BROUGHT_MAX];
};

bool brought_has(const struct brought *b, uint16_t period, unsigned table);
/* One table in the place of what it was; rows by key, each once. What was of another period goes.
 * ERR_FULL. */
MUST_USE int brought_put(struct brought *b, uint16_t period, unsigned table,
                         const struct brought_row *rows, size_t n);
/* A row's number; 0: none. */
uint32_t brought_number(const struct brought *b, uint16_t period, unsigned table, uint16_t key);
void brought_expire(struct brought *b, uint16_t first);
/* The later period's; of a table in both the one with the higher bytes. */
void brought_join(struct brought *b, const struct brought *other);
size_t brought_bytes(const struct brought *b);
void brought_write(struct buf *out, const struct brought *b);
/* ERR_FORMAT. */
MUST_USE int brought_read(struct reader *r, struct brought *b);

#endif
