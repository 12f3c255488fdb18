/*
 * One file of printed tables as it was written (man alcove, FIGURES): cells, the
 * sums between them, and the ranges that rounded numbers leave. What is hidden in
 * it has its true number too, or none when nobody knows it any more.
 */
#ifndef ALCOVE_TRENDS_TABLE_H
#define ALCOVE_TRENDS_TABLE_H

#include "core/trends/names.h"
#include "core/trends/scan.h"

/* No end on that side: bounds are inclusive. */
#define NO_LOW INT64_MIN
#define NO_HIGH INT64_MAX
/* Numbers and coefficients of a file are not beyond these, on either side of zero. */
#define TABLE_VALUE_MAX INT64_C(1000000000000)
#define TABLE_FACTOR_MAX INT64_C(1000000000)

enum {
	TABLE_CELLS_MAX = 4000000,
	TABLE_LINES_MAX = 2000000,
	TABLE_TERMS_MAX = 16000000,
	TABLE_TEXT_MAX = 512 << 20, /* bytes of a file */
};

enum cell_status {
	CELL_PUBLISHED,
	CELL_PRIMARY,     /* hidden, as it is small */
	CELL_SECONDARY,   /* hidden to protect another */
	CELL_UNPUBLISHED, /* behind the tables, printed nowhere */
};

struct cell {
	struct span whole; /* the object as it stands in the file */
	struct span id;    /* as it stands there, a number or a string */
	struct span key;   /* as scan_name reads it; .p NULL without */
	int64_t value;     /* when known */
	int64_t low, high; /* what readers know of it, or NO_LOW, NO_HIGH */
	enum cell_status status;
	bool known;
	bool has_low;  /* by itself, or in hidden_lower_bounds */
	bool gone;     /* joined into another */
	uint32_t next; /* the cell that was joined into this one last, plus one; 0: none */
};

/* Of which kind a line is, when it links tables that stand apart. */
enum line_link { LINK_NONE, LINK_RECUT, LINK_SUMS, LINK_CIRCLES };

struct term {
	uint32_t cell;
	int64_t factor;
};

/* The terms' sum is from low to high. An equation's first term is its total, with factor -1. */
struct line {
	struct span whole;
	size_t first, count; /* of struct table's terms */
	int64_t low, high;
	enum line_link link;
	bool is_range;
	bool as_printed; /* not used where the printed numbers disagree */
};

struct table {
	const char *name; /* of the file, for people */
	struct span text;
	struct cell *cells;
	size_t cell_count;
	struct line *lines;
	size_t line_count;
	struct term *terms;
	size_t term_count;
	struct names ids;
	struct span joinable; /* the values of members, as they stand; .p NULL without */
	struct span period, circle;
	int64_t hidden_low;
};

/* What is wrong with a text, and where (line and column from 1, 0: not in a place). */
struct table_problem {
	const char *file;
	const char *wrong;
	size_t line, column;
};

/*
 * Reads a file; text and name must outlive the table, whose memory is the
 * arena's. ERR_FORMAT: problem says what is wrong. ERR_MEMORY, ERR_SIZE.
 */
MUST_USE int table_read(struct table *out, struct arena *a, const char *name, struct span text,
                        struct table_problem *problem);

static inline bool
cell_is_hidden(const struct cell *c)
{
	return c->status == CELL_PRIMARY || c->status == CELL_SECONDARY;
}

/* A name for people: the cell's texts, or its id. */
void table_put_label(struct buf *out, const struct cell *c);
/* The cell that an id as it stands in the file names, or -1. */
int64_t table_find(const struct table *t, struct arena *a, struct span id);

#endif
