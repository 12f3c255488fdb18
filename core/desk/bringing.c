#include "core/desk/bringing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/desk/practice.h"

enum { BRING_TEXT_MAX = 16384 };

const struct verb_key desk_bring_keys[] = {
	{"table", VERB_CHOICE, true, 0, 0, "--table",
         ("numbers|concerns|categories|groups|manners|services|with|endings|heard|minutes"),
         VERB_HELP("which table, each once; numbers are visitors, matters, concerns, talks and "
                   "outreach")},
	{"anew", VERB_SWITCH, false, 0, 0, "--anew", NULL,
         VERB_HELP("in the place of what was brought over before")},
	{"text", VERB_TEXT, true, 1, BRING_TEXT_MAX, NULL, "TEXT",
         VERB_HELP("lines of a row and its number, from standard input: 2.m 4")},
	{0},
};

static const char *const numbers[] = {"visitors", "matters", "concerns", "talks", "outreach", NULL};

/* ---- rows ---- */

/* From 1; 0: none of these. */
static uint16_t
word_at(const char *const *words, struct span name)
{
	for (uint16_t i = 0; words[i] != NULL; i++) {
		if (verb_is_word(name, words[i], strlen(words[i])))
			return (uint16_t)(i + 1);
	}
	return 0;
}

static uint16_t
category_key(struct span name)
{
	if (name.n != 1)
		return 0;
	if (name.p[0] == 'x' || name.p[0] == 'X')
		return RUNNING_OTHER;
	return name.p[0] >= '1' && name.p[0] <= '9' ? (uint16_t)(name.p[0] - '0') : 0;
}

static uint16_t
concern_key(const struct practice *p, struct span name)
{
	uint8_t code;

	return code_read(&code, name) == 0 && codes_row(&p->codes, code) != NULL ? code : 0;
}

/* Of a row with a name; 0: the table has none such. */
static uint16_t
row_key(const struct practice *p, unsigned table, struct span name)
{
	static const char *const *const words[BROUGHT_TABLES] = {
		[BROUGHT_NUMBERS] = numbers,          [1 + TABLE_MANNERS] = mark_manners,
		[1 + TABLE_SERVICES] = mark_services, [1 + TABLE_WITH] = mark_with,
		[1 + TABLE_ENDINGS] = mark_endings,   [1 + TABLE_MINUTES] = mark_minutes,
	};

	if (words[table] != NULL)
		return word_at(words[table], name);
	switch (table - 1) {
	case TABLE_CONCERNS:
		return concern_key(p, name);
	case TABLE_CATEGORIES:
		return category_key(name);
	case TABLE_GROUPS:
		return practice_key(&p->groups, name);
	default:
		return practice_key(&p->heard, name);
	}
}

/* Whether it is what tables call those of whom nothing was said. */
static bool
is_unsaid(const struct practice *p, unsigned table, struct span name)
{
	char unsaid[RUNNING_NAME_MAX];

	if (table == BROUGHT_NUMBERS)
		return false;
	practice_row_name(unsaid, p, (enum running_table)(table - 1), 0);
	return verb_is_word(name, unsaid, strlen(unsaid));
}

/* ---- lines ---- */

struct bringing {
	struct desk *desk;
	const struct practice *practice;
	unsigned table, line;
	bool anew;
	size_t n;
	struct brought_row rows[RUNNING_ROWS_MAX];
};

static int
wrong(struct bringing *b, const char *what)
{
	(void)snprintf(b->desk->way.problem, sizeof b->desk->way.problem,
	               "line %u: %s; nothing was brought over", b->line, what);
	return ERR_CHOICE;
}

static struct span
without_blanks(struct span s)
{
	while (s.n > 0 && (s.p[0] == ' ' || s.p[0] == '\t'))
		s = span(s.p + 1, s.n - 1);
	while (s.n > 0 && strchr(" \t\r", s.p[s.n - 1]) != NULL)
		s.n--;
	return s;
}

/* The digits at a line's end; the rest is the row's name. False: none, or too many. */
static bool
split(struct span *name, uint16_t *n, struct span line)
{
	size_t at = line.n;
	uint32_t value = 0;

	while (at > 0 && line.p[at - 1] >= '0' && line.p[at - 1] <= '9')
		at--;
	if (at == line.n || line.n - at > 5 || at == 0 ||
	    (line.p[at - 1] != ' ' && line.p[at - 1] != '\t'))
		return false;
	for (size_t i = at; i < line.n; i++)
		value = 10 * value + (uint32_t)(line.p[i] - '0');
	*name = without_blanks(span(line.p, at));
	*n = (uint16_t)value;
	return value <= BROUGHT_N_MAX && name->n > 0;
}

static int
take_line(struct bringing *b, struct span line)
{
	struct brought_row row = {.table = (uint8_t)b->table};
	struct span name;
	size_t at = 0;

	if (!split(&name, &row.n, line))
		return wrong(b, "a row and its number, 0 to 65535, are wanted, such as: 2.m 4");
	row.key = row_key(b->practice, b->table, name);
	if (row.key == 0 && !is_unsaid(b->practice, b->table, name))
		return wrong(b, "this table has no such row (alcove desk figures and alcove codes "
		                "name them)");
	while (at < b->n && b->rows[at].key < row.key)
		at++;
	if (at < b->n && b->rows[at].key == row.key)
		return wrong(b, "this row was there before");
	if (b->n == RUNNING_ROWS_MAX)
		return wrong(b, "these are more rows than a table has");
	memmove(b->rows + at + 1, b->rows + at, (b->n - at) * sizeof *b->rows);
	b->rows[at] = row;
	b->n++;
	return 0;
}

static int
take_lines(struct bringing *b, struct span text)
{
	int rc = 0;

	while (rc == 0 && text.n > 0) {
		const uint8_t *end = memchr(text.p, '\n', text.n);
		size_t n = end == NULL ? text.n : (size_t)(end - text.p);
		struct span line = without_blanks(span(text.p, n));

		b->line++;
		if (line.n > 0)
			rc = take_line(b, line);
		text = span(text.p + n, text.n - n);
		if (text.n > 0)
			text = span(text.p + 1, text.n - 1);
	}
	return rc;
}

/* What is brought over must be seen again. */
static int
check_table(struct bringing *b)
{
	if (b->table == BROUGHT_NUMBERS || (b->practice->tables >> (b->table - 1) & 1) != 0)
		return 0;
	return desk_problem_is(b->desk, ERR_CHOICE,
	                       "this office keeps no such table (practice.yaml, tables); nothing "
	                       "was brought over");
}

static int
put(struct bringing *b)
{
	struct brought *all = &desk_counts(b->desk)->brought;
	uint16_t period = period_of(&b->practice->period, b->desk->office.day);

	if (brought_has(all, period, b->table) && !b->anew)
		return desk_problem_is(
			b->desk, ERR_CHOICE,
			"this table was brought over already; --anew puts other numbers "
			"in the place of those");
	return brought_put(all, period, b->table, b->rows, b->n) == 0
	               ? 0
	               : desk_problem_is(b->desk, ERR_SIZE, "these are more rows than can be kept");
}

/* What is there of the table already, row for row. */
static int
compare(struct bringing *b)
{
	const struct brought *all = &desk_counts(b->desk)->brought;
	size_t n = 0;

	for (size_t i = 0; i < all->n; i++)
		n += all->rows[i].table == b->table;
	if (n != b->n || !brought_has(all, all->period, b->table))
		return ERR_USED;
	for (size_t i = 0; i < n; i++) {
		if (brought_number(all, all->period, b->table, b->rows[i].key) != b->rows[i].n)
			return ERR_USED;
	}
	return 0;
}

/* Reads a line's rows, and does with them what is asked. */
static int
with_rows(struct desk *d, const struct verb_line *line, int (*then)(struct bringing *b))
{
	struct bringing *b = calloc(1, sizeof *b);
	struct practice *p = practice_new(d->office.roster.charter);
	int rc = b == NULL || p == NULL ? ERR_MEMORY : 0;

	if (rc == 0) {
		*b = (struct bringing){.desk = d,
		                       .practice = p,
		                       .table = verb_choice(line, "table") - 1,
		                       .anew = verb_is_on(line, "anew")};
		rc = check_table(b);
	}
	if (rc == 0)
		rc = take_lines(b, verb_value(line, "text"));
	if (rc == 0)
		rc = then(b);
	practice_free(p);
	free(b);
	return rc;
}

int
desk_brought_so(struct desk *d, const struct verb_line *line)
{
	return with_rows(d, line, compare);
}

int
desk_do_bring(void *session, const struct verb_line *line)
{
	return with_rows(session, line, put);
}
