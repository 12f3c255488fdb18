#include "core/trends/passes.h"

/* One further audit: one file, or it with those that stand to it in one way. */
struct pass {
	const struct table *tables;
	size_t own;
	enum line_link link; /* LINK_NONE: the own file alone */
};

/* A file other than this one that has the key, plus one; 0: none. */
static size_t
other_file(const struct names *first, const struct names *second, struct span key, size_t file)
{
	int64_t one = names_find(first, key), two = names_find(second, key);

	if (one >= 0 && (size_t)one != file)
		return (size_t)one + 1;
	return two >= 0 && (size_t)two != file ? (size_t)two + 1 : 0;
}

/* Whether a line adds up cells that stand in two other files. */
static bool
adds_files(const struct table *t, const struct line *line, const struct names *first,
           const struct names *second, size_t file)
{
	size_t found = 0;

	for (size_t i = 1; i < line->count && !line->is_range; i++) {
		struct span key = t->cells[t->terms[line->first + i].cell].key;
		size_t other = key.p == NULL ? 0 : other_file(first, second, key, file);

		if (other != 0 && found != 0 && other != found)
			return true;
		found = other != 0 ? other : found;
	}
	return false;
}

/* Whether any file adds up what others print: then they are parts of one time. */
static bool
any_adds_files(const struct table *tables, size_t count, struct arena *a)
{
	struct names first, second;

	names_init(&first, a);
	names_init(&second, a);
	for (size_t t = 0; t < count; t++) {
		for (size_t i = 0; i < tables[t].cell_count; i++) {
			struct span key = tables[t].cells[i].key;

			if (key.p != NULL && names_add(&first, key, (uint32_t)t) != (int64_t)t)
				(void)names_add(&second, key, (uint32_t)t);
		}
	}
	for (size_t t = 0; t < count && a->err == 0; t++) {
		for (size_t l = 0; l < tables[t].line_count; l++) {
			if (adds_files(&tables[t], &tables[t].lines[l], &first, &second, t))
				return true;
		}
	}
	return false;
}

static bool
differ(struct span a, struct span b)
{
	return a.p != NULL && b.p != NULL && !span_equal(a, b);
}

/*
 * How two files stand to each other: as they say themselves (circle, period); else,
 * where one adds up what others print, in time; what is left prints the same people
 * cut in another way.
 */
static enum line_link
relation(const struct table *one, const struct table *two, bool adds)
{
	if (differ(one->circle, two->circle))
		return LINK_CIRCLES;
	if (differ(one->period, two->period))
		return LINK_SUMS;
	return adds ? LINK_SUMS : LINK_RECUT;
}

static bool
skip(const void *of, size_t table, size_t line)
{
	const struct pass *pass = of;
	enum line_link link = pass->tables[table].lines[line].link;

	return link != LINK_NONE && link != pass->link;
}

/* The own file first, then those that stand to it so; how many. */
static size_t
choose(struct table *out, const struct pass *pass, const enum line_link *relations, size_t count)
{
	size_t n = 0;

	out[n++] = pass->tables[pass->own];
	for (size_t t = 0; t < count && pass->link != LINK_NONE; t++) {
		if (t != pass->own && relations[t] == pass->link)
			out[n++] = pass->tables[t];
	}
	return n;
}

/* Fills in the pass for those cells of the own file that fail in it and have no name yet. */
static int
run_pass(struct verdict *verdicts, bool *named, const struct audit *whole, struct pass pass,
         const enum line_link *relations)
{
	static const enum audit_why why[] = {WHY_READER, WHY_RECUT, WHY_SUMS, WHY_CIRCLES};
	const struct table *own = &pass.tables[pass.own];
	size_t count = whole->model.table_count;
	struct buf notes;
	struct arena a;
	struct audit audit;
	struct table *tables;
	int rc;

	arena_init(&a, whole->model.arena->max);
	buf_init(&notes, whole->model.notes->max);
	tables = arena_get(&a, count, sizeof *tables);
	rc = a.err;
	if (rc == 0) {
		size_t n = choose(tables, &pass, relations, count);
		struct pass skipping = {tables, 0, pass.link};

		rc = audit_run(&audit, &a, tables, n, (struct model_choice){skip, &skipping},
		               whole->threshold, &notes, NULL);
	}
	for (size_t i = 0, v = 0; i < own->cell_count && rc == 0; i++) {
		struct verdict here;

		if (!cell_is_hidden(&own->cells[i]))
			continue;
		here = audit_verdict(&audit, 0, i);
		if (!named[v] && verdicts[v].why != WHY_SAFE && here.why != WHY_SAFE) {
			verdicts[v].why = here.why == WHY_INSIDER ? here.why : why[pass.link];
			named[v] = true;
		}
		v++;
	}
	buf_clear(&notes);
	arena_clear(&a);
	return rc == ERR_CONFLICT ? 0 : rc;
}

/* What only everything together shows is named after the first link there is. */
static enum audit_why
first_link(const struct table *own, const enum line_link *relations, size_t own_at, size_t count)
{
	static const enum audit_why why[] = {WHY_READER, WHY_RECUT, WHY_SUMS, WHY_CIRCLES};
	enum line_link found = LINK_NONE;

	for (size_t l = 0; l < own->line_count; l++)
		found = own->lines[l].link > found ? own->lines[l].link : found;
	for (size_t t = 0; t < count && found == LINK_NONE; t++)
		found = t != own_at ? relations[t] : found;
	return why[found];
}

/* Whether more than one way of standing to each other is there to choose from, of files and lines.
 */
static bool
is_mixed(const struct table *tables, const enum line_link *relations, size_t own, size_t count)
{
	unsigned kinds = 0;

	for (size_t t = 0; t < count; t++) {
		kinds |= t != own ? 1u << relations[t] : 0;
		for (size_t l = 0; l < tables[t].line_count; l++)
			kinds |= tables[t].lines[l].link != LINK_NONE
			                 ? 1u << tables[t].lines[l].link
			                 : 0;
	}
	return (kinds & (kinds - 1)) != 0;
}

static int
name_file(struct verdict *verdicts, const struct audit *audit, size_t own, bool adds,
          struct arena *a)
{
	const struct table *tables = audit->model.tables;
	size_t count = audit->model.table_count, hidden = 0, fails = 0;
	enum line_link *relations = arena_get(a, count, sizeof *relations);
	bool *named;
	int rc = 0, last;

	for (size_t i = 0; i < tables[own].cell_count; i++)
		hidden += cell_is_hidden(&tables[own].cells[i]);
	named = arena_get(a, hidden, sizeof *named);
	if (a->err != 0)
		return a->err;
	for (size_t i = 0; i < hidden; i++)
		fails += verdicts[i].why != WHY_SAFE;
	if (fails == 0)
		return 0;
	for (size_t t = 0; t < count; t++)
		relations[t] = t == own ? LINK_NONE : relation(&tables[own], &tables[t], adds);
	last = is_mixed(tables, relations, own, count) ? LINK_CIRCLES : LINK_NONE;
	for (int link = LINK_NONE; link <= last && rc == 0; link++)
		rc = run_pass(verdicts, named, audit,
		              (struct pass){tables, own, (enum line_link)link}, relations);
	for (size_t i = 0; i < hidden; i++) {
		if (!named[i] && verdicts[i].why == WHY_READER)
			verdicts[i].why = first_link(&tables[own], relations, own, count);
	}
	return rc != 0 ? rc : a->err;
}

static bool
has_links(const struct audit *audit)
{
	for (size_t t = 0; t < audit->model.table_count; t++) {
		for (size_t l = 0; l < audit->model.tables[t].line_count; l++) {
			if (audit->model.tables[t].lines[l].link != LINK_NONE)
				return true;
		}
	}
	return audit->model.table_count > 1;
}

int
passes_name(struct verdict *verdicts, const struct audit *audit, struct arena *a)
{
	bool adds;
	int rc = 0;

	if (!has_links(audit))
		return 0;
	adds = any_adds_files(audit->model.tables, audit->model.table_count, a);
	for (size_t t = 0; t < audit->model.table_count && rc == 0; t++) {
		rc = name_file(verdicts, audit, t, adds, a);
		for (size_t i = 0; i < audit->model.tables[t].cell_count; i++)
			verdicts += cell_is_hidden(&audit->model.tables[t].cells[i]);
	}
	return rc;
}
