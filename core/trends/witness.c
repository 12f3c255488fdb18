#include "core/trends/witness.h"

#include "core/trends/print.h"

enum { UNKNOWNS_MAX = TABLE_CELLS_MAX, TABLES_MAX = 1 << 20 };

static void
put_head(struct buf *out, const struct figures *f, bool contradiction)
{
	buf_put_text(out, "{\"certificate\":1,\"threshold\":");
	put_number(out, f->threshold);
	buf_put_text(out, ",\"contradiction\":");
	buf_put_text(out, contradiction ? "true" : "false");
	buf_put_text(out, ",\"files\":[");
	for (size_t i = 0; i < f->count; i++) {
		buf_put_text(out, i > 0 ? ",\n{\"name\":" : "\n{\"name\":");
		put_quoted(out, span_text(f->files[i].name));
		buf_put_text(out, ",\"tables\":");
		buf_put_span(out, f->files[i].text);
		buf_put_text(out, "}");
	}
	buf_put_text(out, "],\n\"parts\":[");
}

void
witness_begin(struct buf *out, const struct figures *f)
{
	put_head(out, f, false);
}

static void
put_comma(struct buf *out, const char *between)
{
	if (out->n > 0 && out->p[out->n - 1] != '[')
		buf_put_text(out, between);
}

void
witness_put_part(struct buf *out, const uint32_t *of, uint32_t n, const struct pool *pool)
{
	put_comma(out, ",\n");
	buf_put_text(out, "{\"unknowns\":[");
	for (uint32_t i = 0; i < n; i++) {
		put_comma(out, ",");
		put_number(out, of[i]);
	}
	buf_put_text(out, "],\"tables\":[");
	for (size_t t = 0; t < pool->count; t++) {
		put_comma(out, ",");
		buf_put_text(out, "[");
		for (uint32_t i = 0; i < n; i++) {
			put_comma(out, ",");
			put_number(out, pool->tables[t][i]);
		}
		buf_put_text(out, "]");
	}
	buf_put_text(out, "]}");
}

void
witness_put_fixed(struct buf *out, const int64_t *low, const int64_t *high, uint32_t n)
{
	buf_put_text(out, "{\"unknowns\":[");
	for (uint32_t i = 0; i < n; i++) {
		if (low[i] != high[i])
			continue;
		put_comma(out, ",");
		put_number(out, i);
	}
	buf_put_text(out, "],\"tables\":[[");
	for (uint32_t i = 0; i < n; i++) {
		if (low[i] != high[i])
			continue;
		put_comma(out, ",");
		put_number(out, low[i]);
	}
	buf_put_text(out, "]]}");
}

void
witness_end(struct buf *out)
{
	buf_put_text(out, "]}\n");
}

void
witness_contradiction(struct buf *out, const struct figures *f)
{
	buf_clear(out);
	put_head(out, f, true);
	witness_end(out);
}

/* ---- reading ---- */

struct reading {
	struct witness *w;
	struct arena *arena;
	struct scan s;
	size_t files, parts; /* that there is room for */
};

static bool
is(struct span name, const char *text)
{
	return span_equal(name, span_text(text));
}

static char *
text_of(struct reading *r, struct span token)
{
	struct span name = scan_name(r->arena, token);
	char *out = arena_get(r->arena, name.n + 1, 1);

	for (size_t i = 1; out != NULL && i < name.n; i++)
		out[i - 1] = (char)name.p[i];
	return out;
}

static void
read_file(struct reading *r)
{
	struct figures_file f = {.name = "?"};
	struct witness *w = r->w;
	struct span name;
	bool first = true;

	scan_open(&r->s, '{');
	while (scan_member(&r->s, &first, &name)) {
		if (is(name, "name"))
			f.name = text_of(r, scan_string(&r->s));
		else if (is(name, "tables"))
			f.text = scan_value(&r->s);
		else
			scan_fail(&r->s, "no such member here");
	}
	if (f.text.p == NULL || w->file_count == FIGURES_FILES_MAX)
		scan_fail(&r->s, "a name and tables are wanted here");
	if (r->s.wrong != NULL || r->arena->err != 0)
		return;
	w->files = arena_more(r->arena, w->files, w->file_count, &r->files, sizeof f);
	if (w->files != NULL)
		w->files[w->file_count++] = f;
}

/* A list of whole numbers; how many. */
static size_t
read_numbers(struct reading *r, int64_t **out)
{
	size_t n = 0, capacity = 0;
	bool first = true;

	*out = NULL;
	scan_open(&r->s, '[');
	while (scan_element(&r->s, &first) && n < UNKNOWNS_MAX) {
		int64_t x = scan_whole(&r->s);

		*out = arena_more(r->arena, *out, n, &capacity, sizeof x);
		if (*out == NULL)
			return 0;
		(*out)[n++] = x;
	}
	return n;
}

static void
read_unknowns(struct reading *r, struct witness_part *p)
{
	int64_t *numbers;

	p->unknowns = (uint32_t)read_numbers(r, &numbers);
	p->of = arena_get(r->arena, p->unknowns, sizeof *p->of);
	for (uint32_t i = 0; i < p->unknowns && r->arena->err == 0; i++) {
		if (numbers[i] < 0 || numbers[i] >= UNKNOWNS_MAX)
			scan_fail(&r->s, "there is no such unknown");
		p->of[i] = (uint32_t)numbers[i];
	}
}

static void
read_tables(struct reading *r, struct witness_part *p)
{
	size_t capacity = 0, n = 0;
	bool first = true, inner;

	scan_open(&r->s, '[');
	while (scan_element(&r->s, &first) && r->arena->err == 0) {
		inner = true;
		scan_open(&r->s, '[');
		for (uint32_t i = 0; i < p->unknowns; i++) {
			if (!scan_element(&r->s, &inner))
				scan_fail(&r->s, "this table is too short");
			p->x = arena_more(r->arena, p->x, n, &capacity, sizeof *p->x);
			if (p->x == NULL || r->s.wrong != NULL)
				return;
			p->x[n++] = scan_whole(&r->s);
		}
		if (scan_element(&r->s, &inner) || p->tables == TABLES_MAX)
			scan_fail(&r->s, "this table is too long");
		p->tables++;
	}
}

static void
read_part(struct reading *r)
{
	struct witness_part p = {0};
	struct witness *w = r->w;
	struct span name;
	bool first = true;

	scan_open(&r->s, '{');
	while (scan_member(&r->s, &first, &name)) {
		if (is(name, "unknowns") && p.of == NULL)
			read_unknowns(r, &p);
		else if (is(name, "tables") && p.of != NULL && p.tables == 0)
			read_tables(r, &p);
		else
			scan_fail(&r->s, "unknowns are wanted here, then tables");
	}
	if (r->s.wrong != NULL || r->arena->err != 0)
		return;
	w->parts = arena_more(r->arena, w->parts, w->part_count, &r->parts, sizeof p);
	if (w->parts != NULL)
		w->parts[w->part_count++] = p;
}

static void
read_each(struct reading *r, void (*read)(struct reading *r))
{
	bool first = true;

	scan_open(&r->s, '[');
	while (scan_element(&r->s, &first) && r->arena->err == 0)
		read(r);
}

int
witness_read(struct witness *out, struct arena *a, const char *name, struct span text,
             struct table_problem *problem)
{
	struct reading r = {.w = out, .arena = a, .s = scan(text)};
	struct span member;
	bool first = true;

	*out = (struct witness){0};
	*problem = (struct table_problem){.file = name};
	scan_open(&r.s, '{');
	while (scan_member(&r.s, &first, &member)) {
		if (is(member, "files"))
			read_each(&r, read_file);
		else if (is(member, "parts"))
			read_each(&r, read_part);
		else if (is(member, "threshold"))
			out->threshold = scan_whole(&r.s);
		else if (is(member, "contradiction"))
			out->contradiction = scan_bool(&r.s);
		else if (!is(member, "certificate") || scan_whole(&r.s) != 1)
			scan_fail(&r.s, "this is not what audit --witnesses wrote");
	}
	scan_end(&r.s);
	if (out->threshold < 1 || out->file_count == 0)
		scan_fail_at(&r.s, 0, "this is not what audit --witnesses wrote");
	if (a->err != 0)
		return a->err;
	if (r.s.wrong == NULL)
		return 0;
	problem->wrong = r.s.wrong;
	scan_place(text, r.s.wrong_at, &problem->line, &problem->column);
	return ERR_FORMAT;
}
