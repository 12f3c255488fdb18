/* The file anew. */
#include "core/trends/print.h"
#include "core/trends/suppress.h"

#include <string.h>

static bool
is(struct span name, const char *text)
{
	return span_equal(name, span_text(text));
}

/* A comma before every member but the first, and its name. */
static void
put_name(struct buf *out, bool *first, struct span name)
{
	buf_put_text(out, *first ? "\"" : ", \"");
	buf_put_span(out, name);
	buf_put_text(out, "\": ");
	*first = false;
}

static const char *
status_name(enum cell_status status)
{
	static const char *const names[] = {"published", "primary", "secondary", "unpublished"};

	return names[status];
}

/* The same member of the cells joined into this one; equal ones once. */
static void
put_joined_text(struct buf *out, const struct table *t, const struct cell *c, struct span member,
                struct span token)
{
	struct span last = token;

	buf_put(out, token.p, token.n - 1);
	for (uint32_t next = c->next; next != 0; next = t->cells[next - 1].next) {
		struct scan s = scan(t->cells[next - 1].whole);
		struct span name;
		bool first = true;

		scan_open(&s, '{');
		while (scan_member(&s, &first, &name)) {
			struct span other = scan_value(&s);

			if (!span_equal(name, member) || other.n < 2 || other.p[0] != '"' ||
			    span_equal(other, last))
				continue;
			buf_put_text(out, " + ");
			buf_put(out, other.p + 1, other.n - 2);
			last = other;
		}
	}
	buf_put_text(out, "\"");
}

static void
put_joined_ids(struct buf *out, const struct table *t, const struct cell *c)
{
	buf_put_text(out, ", \"joined\": [");
	for (uint32_t next = c->next; next != 0; next = t->cells[next - 1].next) {
		buf_put_text(out, next == c->next ? "" : ", ");
		buf_put_span(out, t->cells[next - 1].id);
	}
	buf_put_text(out, "]");
}

static void
put_cell(struct buf *out, const struct table *t, const struct cell *c)
{
	struct scan s = scan(c->whole);
	struct span name, token;
	bool first = true, first_out = true;

	buf_put_text(out, "{");
	scan_open(&s, '{');
	while (scan_member(&s, &first, &name)) {
		token = scan_value(&s);
		if (is(name, "joined") || (c->next != 0 && is(name, "key")))
			continue;
		put_name(out, &first_out, name);
		if (is(name, "status"))
			put_quoted(out, span_text(status_name(c->status)));
		else if (is(name, "value") && c->known)
			put_number(out, c->value);
		else if (is(name, "lower_bound") && c->has_low)
			put_number(out, c->low);
		else if (is(name, "upper_bound"))
			put_bound(out, c->high);
		else if (c->next != 0 && token.p[0] == '"' && !is(name, "id"))
			put_joined_text(out, t, c, name, token);
		else
			buf_put_span(out, token);
	}
	if (c->next != 0)
		put_joined_ids(out, t, c);
	buf_put_text(out, "}");
}

static void
put_cells(struct buf *out, const struct table *t)
{
	bool first = true;

	buf_put_text(out, "[");
	for (size_t i = 0; i < t->cell_count; i++) {
		if (t->cells[i].gone)
			continue;
		buf_put_text(out, first ? "\n  " : ",\n  ");
		put_cell(out, t, &t->cells[i]);
		first = false;
	}
	buf_put_text(out, "\n ]");
}

/* Members of a line beside its cells, as they were. */
static void
put_rest(struct buf *out, const struct line *l)
{
	struct scan s = scan(l->whole);
	struct span name, token;
	bool first = true;

	scan_open(&s, '{');
	while (scan_member(&s, &first, &name)) {
		token = scan_value(&s);
		if (is(name, "total") || is(name, "parts") || is(name, "terms"))
			continue;
		buf_put_text(out, ", \"");
		buf_put_span(out, name);
		buf_put_text(out, "\": ");
		buf_put_span(out, token);
	}
}

static void
put_equation(struct buf *out, const struct table *t, const struct line *l)
{
	buf_put_text(out, "{\"total\": ");
	buf_put_span(out, t->cells[t->terms[l->first].cell].id);
	buf_put_text(out, ", \"parts\": [");
	for (size_t i = 1; i < l->count; i++) {
		buf_put_text(out, i > 1 ? ", " : "");
		buf_put_span(out, t->cells[t->terms[l->first + i].cell].id);
	}
	buf_put_text(out, "]");
}

static void
put_range(struct buf *out, const struct table *t, const struct line *l)
{
	buf_put_text(out, "{\"terms\": [");
	for (size_t i = 0; i < l->count; i++) {
		buf_put_text(out, i > 0 ? ", [" : "[");
		buf_put_span(out, t->cells[t->terms[l->first + i].cell].id);
		buf_put_text(out, ", ");
		put_number(out, t->terms[l->first + i].factor);
		buf_put_text(out, "]");
	}
	buf_put_text(out, "]");
}

/* A line that joining made say what another says is left out. */
static void
put_lines(struct buf *out, const struct table *t, bool ranges)
{
	bool first = true;

	buf_put_text(out, "[");
	for (size_t i = 0; i < t->line_count; i++) {
		const struct line *l = &t->lines[i];

		if (l->is_range != ranges || l->count == 0)
			continue;
		buf_put_text(out, first ? "\n  " : ",\n  ");
		if (ranges)
			put_range(out, t, l);
		else
			put_equation(out, t, l);
		put_rest(out, l);
		buf_put_text(out, "}");
		first = false;
	}
	buf_put_text(out, first ? "]" : "\n ]");
}

/* Bounds of cells that are gone are gone with them. */
static void
put_bounds(struct buf *out, const struct table *t, struct span token, struct arena *a)
{
	struct scan s = scan(token);
	struct span name;
	bool first = true, first_out = true;

	buf_put_text(out, "{");
	scan_open(&s, '{');
	while (scan_member(&s, &first, &name)) {
		int64_t cell = table_find(t, a, name);

		(void)scan_whole(&s);
		if (cell < 0)
			cell = table_find(t, a, span(name.p - 1, name.n + 2));
		if (cell < 0 || t->cells[cell].gone)
			continue;
		put_name(out, &first_out, name);
		put_number(out, t->cells[cell].low);
	}
	buf_put_text(out, "}");
}

void
suppress_put(struct buf *out, const struct table *t, struct arena *a)
{
	struct scan s = scan(t->text);
	struct span name, token;
	bool first = true, first_out = true;

	buf_put_text(out, "{\n ");
	scan_open(&s, '{');
	while (scan_member(&s, &first, &name)) {
		token = scan_value(&s);
		/* answers and other lists of cells were of the file as it was */
		if (!is(name, "cells") && !is(name, "equations") && !is(name, "ranges") &&
		    !is(name, "hidden_lower_bounds") && !is(name, "text") &&
		    (token.p[0] == '{' || token.p[0] == '['))
			continue;
		buf_put_text(out, first_out ? "" : ",\n ");
		buf_put_text(out, "\"");
		buf_put_span(out, name);
		buf_put_text(out, "\": ");
		first_out = false;
		if (is(name, "cells"))
			put_cells(out, t);
		else if (is(name, "equations") || is(name, "ranges"))
			put_lines(out, t, is(name, "ranges"));
		else if (is(name, "hidden_lower_bounds"))
			put_bounds(out, t, token, a);
		else
			buf_put_span(out, token);
	}
	buf_put_text(out, "\n}\n");
}
