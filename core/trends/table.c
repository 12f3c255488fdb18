#include "core/trends/table.h"

#include <string.h>

/* One file being read. */
struct reading {
	struct table *t;
	struct arena *arena;
	struct scan s;
	size_t cells_at, equations_at, ranges_at, bounds_at; /* offsets of values; 0: not there */
	size_t cell_capacity, line_capacity, term_capacity;
};

static bool
is(struct span name, const char *text)
{
	return span_equal(name, span_text(text));
}

/* Of members named so far a bit each: a second one would be read in two ways. */
static bool
once(struct reading *r, unsigned *seen, unsigned bit)
{
	if (*seen & bit)
		scan_fail(&r->s, "this member stands here twice");
	*seen |= bit;
	return r->s.wrong == NULL;
}

static int64_t
value(struct reading *r)
{
	size_t at;
	int64_t n;

	(void)scan_peek(&r->s);
	at = r->s.at;
	n = scan_whole(&r->s);
	if (n > TABLE_VALUE_MAX || n < -TABLE_VALUE_MAX)
		scan_fail_at(&r->s, at, "this number is too large");
	return n;
}

/* An id or a key: a whole number or a string, as it stands. */
static struct span
name_token(struct reading *r)
{
	size_t from;

	if (scan_peek(&r->s) == '"')
		return scan_string(&r->s);
	from = r->s.at;
	(void)scan_whole(&r->s);
	return r->s.wrong == NULL ? span(r->s.text.p + from, r->s.at - from) : SPAN_NONE;
}

/* ---- cells ---- */

static enum cell_status
status(struct reading *r)
{
	static const char *const names[] = {"published", "primary", "secondary", "unpublished"};
	struct span token;
	size_t at;

	(void)scan_peek(&r->s);
	at = r->s.at;
	token = scan_string(&r->s);
	for (unsigned i = 0; i < 4; i++) {
		if (is(span(token.p + 1, token.n - 2), names[i]))
			return (enum cell_status)i;
	}
	scan_fail_at(&r->s, at, "a status is published, primary, secondary or unpublished");
	return CELL_PUBLISHED;
}

enum {
	SEEN_ID = 1,
	SEEN_VALUE = 2,
	SEEN_STATUS = 4,
	SEEN_LOW = 8,
	SEEN_HIGH = 16,
	SEEN_KEY = 32,
};

static void
read_cell_value(struct reading *r, struct cell *c)
{
	if (scan_null(&r->s))
		return;
	c->value = value(r);
	c->known = true;
}

static void
read_cell_low(struct reading *r, struct cell *c)
{
	if (scan_null(&r->s))
		return;
	c->low = value(r);
	c->has_low = true;
}

static void
read_cell_member(struct reading *r, struct cell *c, struct span name, unsigned *seen)
{
	if (is(name, "id") && once(r, seen, SEEN_ID))
		c->id = name_token(r);
	else if (is(name, "value") && once(r, seen, SEEN_VALUE))
		read_cell_value(r, c);
	else if (is(name, "status") && once(r, seen, SEEN_STATUS))
		c->status = status(r);
	else if (is(name, "lower_bound") && once(r, seen, SEEN_LOW))
		read_cell_low(r, c);
	else if (is(name, "upper_bound") && once(r, seen, SEEN_HIGH))
		c->high = scan_null(&r->s) ? NO_HIGH : value(r);
	else if (is(name, "key") && once(r, seen, SEEN_KEY) && !scan_null(&r->s))
		c->key = scan_name(r->arena, name_token(r));
	else
		(void)scan_value(&r->s);
}

static void
keep_cell(struct reading *r, const struct cell *c, size_t at)
{
	struct table *t = r->t;
	struct span id = scan_name(r->arena, c->id);

	if (t->cell_count == TABLE_CELLS_MAX)
		scan_fail_at(&r->s, at, "there are more cells than this program takes");
	if (r->s.wrong != NULL || r->arena->err != 0)
		return;
	t->cells = arena_more(r->arena, t->cells, t->cell_count, &r->cell_capacity, sizeof *c);
	if (t->cells == NULL)
		return;
	if (names_add(&t->ids, id, (uint32_t)t->cell_count) < (int64_t)t->cell_count)
		scan_fail_at(&r->s, at, "another cell has this id");
	t->cells[t->cell_count++] = *c;
}

static void
read_cell(struct reading *r)
{
	struct cell c = {.low = 0, .high = NO_HIGH};
	struct span name;
	unsigned seen = 0;
	bool first = true;
	size_t at;

	(void)scan_peek(&r->s);
	at = r->s.at;
	scan_open(&r->s, '{');
	while (scan_member(&r->s, &first, &name))
		read_cell_member(r, &c, name, &seen);
	if (r->s.wrong != NULL)
		return;
	c.whole = span(r->s.text.p + at, r->s.at - at);
	if (!(seen & SEEN_ID))
		scan_fail_at(&r->s, at, "this cell has no id");
	if (!(seen & SEEN_STATUS))
		scan_fail_at(&r->s, at, "this cell has no status");
	if (c.status == CELL_PUBLISHED && !c.known)
		scan_fail_at(&r->s, at, "this cell is published, and has no value");
	if (!c.has_low && cell_is_hidden(&c))
		c.low = r->t->hidden_low;
	keep_cell(r, &c, at);
}

/* {"ID": least, ...}; a number and a string may be meant by ID. */
static void
read_bounds(struct reading *r)
{
	struct span name;
	bool first = true;

	scan_open(&r->s, '{');
	while (scan_member(&r->s, &first, &name)) {
		size_t at = (size_t)(name.p - 1 - r->s.text.p);
		int64_t low = value(r), i = names_find(&r->t->ids, name);

		if (i < 0)
			i = names_find(&r->t->ids,
			               scan_name(r->arena, span(name.p - 1, name.n + 2)));
		if (i < 0) {
			scan_fail_at(&r->s, at, "no cell has this id");
			return;
		}
		r->t->cells[i].low = low;
		r->t->cells[i].has_low = true;
	}
}

/* ---- equations and ranges ---- */

static void
add_term(struct reading *r, struct line *l, struct span id, int64_t factor, size_t at)
{
	struct table *t = r->t;
	int64_t cell;

	if (r->s.wrong != NULL || r->arena->err != 0)
		return;
	cell = names_find(&t->ids, scan_name(r->arena, id));
	if (cell < 0)
		scan_fail_at(&r->s, at, "no cell has this id");
	if (t->term_count == TABLE_TERMS_MAX)
		scan_fail_at(&r->s, at, "there are more parts than this program takes");
	if (r->s.wrong != NULL)
		return;
	t->terms =
		arena_more(r->arena, t->terms, t->term_count, &r->term_capacity, sizeof *t->terms);
	if (t->terms == NULL)
		return;
	t->terms[t->term_count++] = (struct term){(uint32_t)cell, factor};
	l->count++;
}

static void
read_parts(struct reading *r, struct line *l)
{
	bool first = true;

	scan_open(&r->s, '[');
	while (scan_element(&r->s, &first)) {
		size_t at;

		(void)scan_peek(&r->s);
		at = r->s.at;
		add_term(r, l, name_token(r), 1, at);
	}
}

static enum line_link
link_name(struct reading *r)
{
	static const char *const names[] = {"", "recut", "sums", "circles"};
	struct span token;
	size_t at;

	(void)scan_peek(&r->s);
	at = r->s.at;
	token = scan_string(&r->s);
	for (unsigned i = 1; i < 4; i++) {
		if (is(span(token.p + 1, token.n - 2), names[i]))
			return (enum line_link)i;
	}
	scan_fail_at(&r->s, at, "a link is recut, sums or circles");
	return LINK_NONE;
}

/* One [id, coefficient] after the other. */
static void
read_terms(struct reading *r, struct line *l)
{
	bool first = true, inner;
	struct span id;
	int64_t factor;
	size_t at;

	scan_open(&r->s, '[');
	while (scan_element(&r->s, &first)) {
		inner = true;
		scan_open(&r->s, '[');
		if (!scan_element(&r->s, &inner))
			scan_fail(&r->s, "an id and a coefficient are wanted here");
		(void)scan_peek(&r->s);
		at = r->s.at;
		id = name_token(r);
		if (!scan_element(&r->s, &inner))
			scan_fail(&r->s, "a coefficient is wanted here");
		(void)scan_peek(&r->s);
		factor = scan_whole(&r->s);
		if (factor > TABLE_FACTOR_MAX || factor < -TABLE_FACTOR_MAX)
			scan_fail(&r->s, "this coefficient is too large");
		if (scan_element(&r->s, &inner))
			scan_fail(&r->s, "an id and a coefficient are wanted, and no more");
		add_term(r, l, id, factor, at);
	}
}

enum {
	SEEN_TOTAL = 1,
	SEEN_PARTS = 2,
	SEEN_FROM = 4,
	SEEN_TO = 8,
	SEEN_PRINTED = 16,
	SEEN_LINK = 32
};

/* The total comes first, whatever the order of the members was. */
static void
put_total_first(struct reading *r, const struct line *l)
{
	struct term *terms = r->t->terms + l->first, total = {0};

	for (size_t i = 0; i < l->count; i++) {
		if (terms[i].factor == -1) {
			total = terms[i];
			memmove(terms + 1, terms, i * sizeof *terms);
			terms[0] = total;
			return;
		}
	}
}

static void
read_equation_member(struct reading *r, struct line *l, struct span name, unsigned *seen)
{
	size_t at;

	(void)scan_peek(&r->s);
	at = r->s.at;
	if (is(name, "total") && once(r, seen, SEEN_TOTAL))
		add_term(r, l, name_token(r), -1, at);
	else if (is(name, "parts") && once(r, seen, SEEN_PARTS))
		read_parts(r, l);
	else if (is(name, "as_printed") && once(r, seen, SEEN_PRINTED))
		l->as_printed = scan_bool(&r->s);
	else if (is(name, "link") && once(r, seen, SEEN_LINK))
		l->link = link_name(r);
	else
		(void)scan_value(&r->s);
}

static void
read_range_member(struct reading *r, struct line *l, struct span name, unsigned *seen)
{
	if (is(name, "terms") && once(r, seen, SEEN_PARTS))
		read_terms(r, l);
	else if (is(name, "low") && once(r, seen, SEEN_FROM))
		l->low = scan_null(&r->s) ? NO_LOW : scan_whole(&r->s);
	else if (is(name, "high") && once(r, seen, SEEN_TO))
		l->high = scan_null(&r->s) ? NO_HIGH : scan_whole(&r->s);
	else if (is(name, "as_printed") && once(r, seen, SEEN_PRINTED))
		l->as_printed = scan_bool(&r->s);
	else if (is(name, "link") && once(r, seen, SEEN_LINK))
		l->link = link_name(r);
	else
		(void)scan_value(&r->s);
}

static void
read_line(struct reading *r, bool is_range)
{
	struct line l = {.first = r->t->term_count, .is_range = is_range};
	struct table *t = r->t;
	struct span name;
	unsigned seen = 0;
	bool first = true;
	size_t at;

	if (is_range)
		l.low = NO_LOW, l.high = NO_HIGH;
	(void)scan_peek(&r->s);
	at = r->s.at;
	scan_open(&r->s, '{');
	while (scan_member(&r->s, &first, &name)) {
		if (is_range)
			read_range_member(r, &l, name, &seen);
		else
			read_equation_member(r, &l, name, &seen);
	}
	if (!(seen & SEEN_PARTS))
		scan_fail_at(&r->s, at,
		             is_range ? "this range has no terms" : "this equation has no parts");
	if (!is_range && !(seen & SEEN_TOTAL))
		scan_fail_at(&r->s, at, "this equation has no total");
	if (t->line_count == TABLE_LINES_MAX)
		scan_fail_at(&r->s, at, "there are more equations than this program takes");
	if (r->s.wrong != NULL || r->arena->err != 0)
		return;
	l.whole = span(r->s.text.p + at, r->s.at - at);
	t->lines = arena_more(r->arena, t->lines, t->line_count, &r->line_capacity, sizeof l);
	if (t->lines == NULL)
		return;
	if (!is_range)
		put_total_first(r, &l);
	t->lines[t->line_count++] = l;
}

/* ---- the file ---- */

static void
remember(struct reading *r, size_t *place)
{
	if (*place != 0)
		scan_fail(&r->s, "this member stands here twice");
	(void)scan_peek(&r->s);
	*place = r->s.at;
	(void)scan_value(&r->s);
}

/* Members in any order: what refers to cells is read after them. */
static void
find_members(struct reading *r)
{
	struct span name;
	bool first = true;
	unsigned seen = 0;

	scan_open(&r->s, '{');
	while (scan_member(&r->s, &first, &name)) {
		if (is(name, "cells"))
			remember(r, &r->cells_at);
		else if (is(name, "equations"))
			remember(r, &r->equations_at);
		else if (is(name, "ranges"))
			remember(r, &r->ranges_at);
		else if (is(name, "hidden_lower_bounds"))
			remember(r, &r->bounds_at);
		else if (is(name, "hidden_lower_bound") && once(r, &seen, 1))
			r->t->hidden_low = scan_null(&r->s) ? 0 : value(r);
		else if (is(name, "joinable"))
			r->t->joinable = scan_value(&r->s);
		else if (is(name, "period"))
			r->t->period = scan_value(&r->s);
		else if (is(name, "circle"))
			r->t->circle = scan_value(&r->s);
		else
			(void)scan_value(&r->s);
	}
	scan_end(&r->s);
	if (r->cells_at == 0)
		scan_fail_at(&r->s, 0, "there are no cells");
}

static void
read_list(struct reading *r, size_t at, void (*read)(struct reading *r))
{
	bool first = true;

	if (at == 0 || r->s.wrong != NULL)
		return;
	r->s.at = at;
	scan_open(&r->s, '[');
	while (scan_element(&r->s, &first) && r->arena->err == 0)
		read(r);
}

static void
read_equation(struct reading *r)
{
	read_line(r, false);
}

static void
read_range(struct reading *r)
{
	read_line(r, true);
}

int
table_read(struct table *out, struct arena *a, const char *name, struct span text,
           struct table_problem *problem)
{
	struct reading r = {.t = out, .arena = a};

	*out = (struct table){.name = name, .text = text};
	*problem = (struct table_problem){.file = name};
	names_init(&out->ids, a);
	if (text.n > TABLE_TEXT_MAX)
		return ERR_SIZE;
	r.s = scan(text);
	find_members(&r);
	read_list(&r, r.cells_at, read_cell);
	if (r.bounds_at != 0 && r.s.wrong == NULL && a->err == 0) {
		r.s.at = r.bounds_at;
		read_bounds(&r);
	}
	read_list(&r, r.equations_at, read_equation);
	read_list(&r, r.ranges_at, read_range);
	if (a->err != 0)
		return a->err;
	if (r.s.wrong == NULL)
		return 0;
	problem->wrong = r.s.wrong;
	scan_place(text, r.s.wrong_at, &problem->line, &problem->column);
	return ERR_FORMAT;
}
