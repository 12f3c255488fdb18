#include "core/desk/told.h"

#include <stdlib.h>
#include <string.h>

#include "core/date.h"
#include "core/desk/coding.h"
#include "core/json.h"

static const uint8_t NOBODY[PERSON_BYTES];
enum { HEADING_LETTERS = 60 };

static json_t *
text(struct span s)
{
	return json_stringn(s.n == 0 ? "" : (const char *)s.p, s.n);
}

static struct practice *
practice_of(const struct desk *d)
{
	return practice_new(desk_office(d)->roster.charter);
}

/* ---- matters ---- */

struct row {
	const struct matter *m;
	uint32_t ends;
	bool first; /* before others that end on another day */
};

static uint32_t
ends_of(const struct desk *d, const struct matter *m)
{
	const struct roster *r = &desk_office(d)->roster;

	return matter_ends(m, r->retention_days, r->notes_days);
}

/* Who took it, or NULL. */
static const char *
taken_by(const struct desk *d, const struct matter *m)
{
	const struct person *by = roster_person(&desk_office(d)->roster, m->taken);

	if (memcmp(m->taken, NOBODY, sizeof m->taken) == 0)
		return NULL;
	return by == NULL ? "a colleague" : by->name;
}

/* The label, or without one the first words that were written. */
static json_t *
heading(const struct matter *m)
{
	const struct correspondent *c = matter_first_correspondent(m);
	struct buf words;
	json_t *value;
	size_t n = 0, letters = 0;

	if (m->label[0] != '\0')
		return json_string(m->label);
	buf_init(&words, TEXT_MAX);
	for (size_t i = 0; c != NULL && i < c->thread.n && words.n == 0; i++) {
		if (message_shown(c->thread.messages[i]) &&
		    message_readable(c->thread.messages[i]) &&
		    message_text(&words, c->thread.messages[i]) != 0)
			break;
	}
	while (n < words.n && letters <= HEADING_LETTERS && words.p[n] != '\n') {
		n++;
		letters += n < words.n && (words.p[n] & 0xc0) != 0x80;
	}
	value = text(span(words.p, n));
	buf_clear(&words);
	return value;
}

static bool
is_coded(const struct matter *m)
{
	return m->count.concerns[0] != CODE_NONE || m->count.talk_only;
}

static bool
is_counted(const struct desk *d, const struct matter *m)
{
	struct mark was;

	return marks_find(&was, &desk_vault(d)->past.counts.marks, m->count.mark) &&
	       was.state == MARK_COUNTED;
}

static json_t *
matter_row(const struct desk *d, const struct row *r)
{
	char name[MATTER_NAME_MAX], day[ISO_DATE_MAX], ends[ISO_DATE_MAX];
	const struct matter *m = r->m;

	matter_name(name, m->id);
	iso_date(day, m->last_on);
	iso_date(ends, r->ends);
	return JSON_MEMBERS(
		{"matter", json_string(name)}, {"label", json_string(m->label)},
		{"heading", heading(m)}, {"began", json_string(mark_manners[m->count.origin])},
		{"day", json_string(day)}, {"ends", json_string(ends)},
		{"waits", json_boolean(matter_waits(m, desk_self(d)->id))},
		{"taken", taken_by(d, m) == NULL ? json_null() : json_string(taken_by(d, m))},
		{"coded", json_boolean(is_coded(m))}, {"counted", json_boolean(is_counted(d, m))},
		{"talks", json_integer((json_int_t)matter_talks(m))});
}

/* By end day; within a day by name, which says nothing. */
static int
by_end(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	if (x->first != y->first)
		return x->first ? -1 : 1;
	if (x->ends != y->ends)
		return x->ends < y->ends ? -1 : 1;
	return (x->m->id > y->m->id) - (x->m->id < y->m->id);
}

static json_t *
rows_json(const struct desk *d, struct row *rows, size_t n)
{
	json_t *list = json_array();
	int rc = list == NULL ? -1 : 0;

	if (n > 0)
		qsort(rows, n, sizeof *rows, by_end);
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = json_array_append_new(list, matter_row(d, &rows[i]));
	return json_whole(list, rc);
}

static json_t *
waiting(const struct desk *d, struct row *rows)
{
	const struct vault *v = desk_vault(d);
	size_t n = 0;

	for (size_t i = 0; i < v->matter_count; i++) {
		const struct matter *m = v->matters[i];

		if (matter_waits(m, desk_self(d)->id))
			rows[n++] = (struct row){m, ends_of(d, m), false};
	}
	return rows_json(d, rows, n);
}

static json_t *
ends_soon(const struct desk *d, struct row *rows)
{
	const struct vault *v = desk_vault(d);
	uint32_t until = desk_office(d)->day + SOON_DAYS;
	size_t n = 0;

	for (size_t i = 0; i < v->matter_count; i++) {
		const struct matter *m = v->matters[i];
		uint32_t ends = ends_of(d, m);

		if (ends > 0 && ends <= until)
			rows[n++] = (struct row){m, ends, !is_coded(m)};
	}
	return rows_json(d, rows, n);
}

json_t *
told_today(const struct desk *d)
{
	const struct counts *counts = &desk_vault(d)->past.counts;
	struct row *rows = calloc(desk_vault(d)->matter_count + 1, sizeof *rows);
	struct running_sums sums;
	char day[ISO_DATE_MAX];
	json_t *told = NULL;

	if (rows == NULL)
		return NULL;
	iso_date(day, desk_office(d)->day);
	running_sum(&sums, &counts->marks, 0);
	told = JSON_MEMBERS({"day", json_string(day)}, {"waiting", waiting(d, rows)},
	                    {"ends_soon", ends_soon(d, rows)},
	                    {"to_count", json_integer((json_int_t)sums.to_count)},
	                    {"demand", json_boolean(counts_demand(counts))});
	free(rows);
	return told;
}

/* ---- figures ---- */

/* Rows of names that are listed no longer are one. */
static int
add_row(json_t *table, const char *name, uint32_t n)
{
	json_int_t before = json_integer_value(json_object_get(table, name));

	return json_object_set_new(table, name, json_integer(before + n));
}

static json_t *
table_json(const struct practice *p, const struct counts *counts, uint16_t period,
           enum running_table table)
{
	struct running_row *rows = calloc(RUNNING_ROWS_MAX, sizeof *rows);
	char name[RUNNING_NAME_MAX];
	json_t *out = json_object();
	int rc = rows == NULL || out == NULL ? -1 : 0;
	size_t n = rc == 0 ? running_rows(rows, &counts->marks, period, table) : 0;

	for (size_t i = 0; rc == 0 && i < n; i++) {
		practice_row_name(name, p, table, rows[i].key);
		rc = add_row(out, name, rows[i].n);
	}
	for (size_t i = 0; rc == 0 && counts->brought.period == period && i < counts->brought.n;
	     i++) {
		const struct brought_row *row = &counts->brought.rows[i];

		if (row->table != 1 + table || row->n == 0)
			continue;
		practice_row_name(name, p, table, row->key);
		rc = add_row(out, name, row->n);
	}
	free(rows);
	return json_whole(out, rc);
}

static json_t *
tables_json(const struct practice *p, const struct counts *counts, uint16_t period)
{
	json_t *out = json_object();
	int rc = out == NULL ? -1 : 0;

	for (unsigned i = 0; rc == 0 && i < RUNNING_TABLES; i++) {
		if ((p->tables >> i & 1) != 0)
			rc = json_object_set_new(
				out, running_names[i],
				table_json(p, counts, period, (enum running_table)i));
	}
	return json_whole(out, rc);
}

/* The tables of which something was brought over, by their names. */
static json_t *
brought_json(const struct counts *counts, uint16_t period)
{
	json_t *list = json_array();
	int rc = list == NULL ? -1 : 0;

	for (unsigned i = 0; rc == 0 && i < BROUGHT_TABLES; i++) {
		if (brought_has(&counts->brought, period, i))
			rc = json_array_append_new(
				list, json_string(i == BROUGHT_NUMBERS ? "numbers"
			                                               : running_names[i - 1]));
	}
	return json_whole(list, rc);
}

/* A period that is so many before today's. */
static uint16_t
period_back(const struct desk *d, const struct practice *p, uint32_t back)
{
	uint16_t now = period_of(&p->period, desk_office(d)->day);

	return (uint16_t)(now - (back < now - 1970U ? back : now - 1970U));
}

static bool
is_outreach_of(const struct outreach_row *row, const struct practice *p, uint16_t period)
{
	return row->kind != 0 && period_of(&p->period, row->day) == period;
}

static uint32_t
outreach_of(const struct practice *p, const struct outreach *o, uint16_t period)
{
	uint32_t n = 0;

	for (size_t i = 0; i < o->n; i++)
		n += is_outreach_of(&o->rows[i], p, period);
	return n;
}

/* Of one of the five numbers, with what was brought over. */
static json_t *
number_json(const struct counts *counts, uint16_t period, uint16_t which, uint32_t here)
{
	return json_integer((json_int_t)here +
	                    brought_number(&counts->brought, period, BROUGHT_NUMBERS, which));
}

static json_t *
theme_json(const struct practice *p, const struct themes *all, const struct theme *theme)
{
	char id[2 * THEME_ID_BYTES + 1] = "", since[ISO_DATE_MAX];
	uint16_t period;
	size_t times = themes_times(all, theme, &period);

	hex_put(id, SPAN(theme->id));
	iso_date(since, period_first_day(&p->period, period));
	return JSON_MEMBERS(
		{"theme", json_string(id)}, {"text", json_stringn(theme->text, theme->n)},
		{"times", json_integer((json_int_t)times)}, {"since", json_string(since)});
}

static json_t *
themes_json(const struct practice *p, const struct themes *all)
{
	json_t *list = json_array();
	int rc = list == NULL ? -1 : 0;

	for (size_t i = 0; rc == 0 && i < all->n; i++) {
		if (all->rows[i].n > 0)
			rc = json_array_append_new(list, theme_json(p, all, &all->rows[i]));
	}
	return json_whole(list, rc);
}

json_t *
told_figures(const struct desk *d, uint32_t back)
{
	const struct counts *counts = &desk_vault(d)->past.counts;
	struct practice *p = practice_of(d);
	struct running_sums s;
	char name[PERIOD_TEXT_MAX], begins[ISO_DATE_MAX];
	uint16_t period;
	json_t *told;

	if (p == NULL)
		return NULL;
	period = period_back(d, p, back);
	period_text(name, &p->period, period);
	iso_date(begins, period_first_day(&p->period, period));
	running_sum(&s, &counts->marks, period);
	told = JSON_MEMBERS({"period", json_string(name)}, {"begins", json_string(begins)},
	                    {"visitors", number_json(counts, period, BROUGHT_VISITORS, s.visitors)},
	                    {"matters", number_json(counts, period, BROUGHT_MATTERS, s.matters)},
	                    {"concerns", number_json(counts, period, BROUGHT_CONCERNS, s.concerns)},
	                    {"talks", number_json(counts, period, BROUGHT_TALKS, s.talks)},
	                    {"outreach", number_json(counts, period, BROUGHT_OUTREACH,
	                                             outreach_of(p, &counts->outreach, period))},
	                    {"to_count", json_integer((json_int_t)s.to_count)},
	                    {"waiting_marks", json_integer((json_int_t)s.waiting)},
	                    {"tables", tables_json(p, counts, period)},
	                    {"brought", brought_json(counts, period)},
	                    {"themes", themes_json(p, &counts->themes)});
	practice_free(p);
	return told;
}

static json_t *
outreach_json(const struct outreach_row *row)
{
	char act[2 * OUTREACH_ID_BYTES + 1], day[ISO_DATE_MAX];

	hex_put(act, SPAN(row->id));
	iso_date(day, row->day);
	return JSON_MEMBERS({"act", json_string(act)}, {"day", json_string(day)},
	                    {"kind", json_string(outreach_kinds[row->kind - 1])},
	                    {"people", json_integer(row->people)});
}

json_t *
told_outreach(const struct desk *d, uint32_t back)
{
	const struct outreach *o = &desk_vault(d)->past.counts.outreach;
	struct practice *p = practice_of(d);
	json_t *list = json_array();
	int rc = p == NULL || list == NULL ? -1 : 0;
	uint16_t period = rc == 0 ? period_back(d, p, back) : 0;

	for (size_t i = 0; rc == 0 && i < o->n; i++) {
		if (is_outreach_of(&o->rows[i], p, period))
			rc = json_array_append_new(list, outreach_json(&o->rows[i]));
	}
	practice_free(p);
	return json_whole(list, rc);
}

json_t *
told_counted(const struct mark *m)
{
	return JSON_MEMBERS({"visitors", json_integer((json_int_t)m->visitors)},
	                    {"matters", json_integer((json_int_t)m->matters)},
	                    {"concerns", json_integer((json_int_t)mark_concerns(m))},
	                    {"talks", json_integer((json_int_t)m->talks)});
}

/* ---- what ended by its date ---- */

static json_t *
concerns_json(const struct mark *m)
{
	json_t *list = json_array();
	size_t n = mark_concerns(m);
	char code[CODE_TEXT_MAX];
	int rc = list == NULL ? -1 : 0;

	for (size_t i = 0; rc == 0 && i < n; i++) {
		code_text(code, m->concerns[i]);
		rc = json_array_append_new(list, json_string(code));
	}
	return json_whole(list, rc);
}

/* The words of the bits that are set. */
static json_t *
did_json(uint8_t did)
{
	json_t *list = json_array();
	int rc = list == NULL ? -1 : 0;

	for (unsigned i = 0; rc == 0 && mark_services[i] != NULL; i++) {
		if ((did >> i & 1) != 0)
			rc = json_array_append_new(list, json_string(mark_services[i]));
	}
	return json_whole(list, rc);
}

/* The name of a row; null for none. */
static json_t *
row_json(const struct practice *p, enum running_table table, uint16_t key)
{
	char name[RUNNING_NAME_MAX];

	if (key == 0)
		return json_null();
	practice_row_name(name, p, table, key);
	return json_string(name);
}

/* What is said besides concerns, put into an object; -1: it was none, or there is no memory. */
static int
add_rest(json_t *out, const struct mark_rest *rest, const struct practice *p)
{
	const struct {
		const char *name;
		enum running_table table;
		uint16_t key;
	} rows[] = {
		{"group", TABLE_GROUPS, rest->group},      {"heard", TABLE_HEARD, rest->heard},
		{"with", TABLE_WITH, rest->with},          {"ended", TABLE_ENDINGS, rest->ended},
		{"minutes", TABLE_MINUTES, rest->minutes},
	};
	int rc = out == NULL ? -1 : json_object_set_new(out, "did", did_json(rest->did));

	for (size_t i = 0; rc == 0 && i < sizeof rows / sizeof *rows; i++)
		rc = json_object_set_new(out, rows[i].name,
		                         row_json(p, rows[i].table, rows[i].key));
	return rc;
}

json_t *
told_matter(const struct desk *d, const struct matter *m, const struct practice *p)
{
	const struct matter_count *c = &m->count;
	struct mark codes = {.state = MARK_OPEN};
	json_int_t visitors = c->talk_only ? 0 : 1, matters = visitors;
	json_t *told;

	if (is_counted(d, m) && marks_find(&codes, &desk_vault(d)->past.counts.marks, c->mark)) {
		visitors = codes.visitors;
		matters = codes.matters;
	}
	memcpy(codes.concerns, c->concerns, sizeof codes.concerns);
	told = JSON_MEMBERS(
		{"began", json_string(mark_manners[m->count.origin])},
		{"talks", json_integer((json_int_t)matter_talks(m))},
		{"visitors", json_integer(visitors)}, {"matters", json_integer(matters)},
		{"coded", json_boolean(is_coded(m))}, {"counted", json_boolean(is_counted(d, m))},
		{"talk_only", json_boolean(c->talk_only)}, {"closing", json_boolean(c->closing)},
		{"unheard", json_boolean(desk_unheard(d, m))}, {"concerns", concerns_json(&codes)});
	return json_whole(told, add_rest(told, &c->rest, p));
}

static json_t *
mark_json(const struct mark *m, const struct practice *p)
{
	char id[2 * MARK_ID_BYTES + 1];
	json_t *told;

	hex_put(id, SPAN(m->id));
	told = JSON_MEMBERS(
		{"mark", json_string(id)}, {"visitors", json_integer((json_int_t)m->visitors)},
		{"matters", json_integer((json_int_t)m->matters)},
		{"talks", json_integer((json_int_t)m->talks)}, {"concerns", concerns_json(m)},
		{"began", json_string(mark_manners[m->manner])},
		{"talk_only", json_boolean(m->visitors + m->matters == 0)});
	return json_whole(told, add_rest(told, &m->rest, p));
}

json_t *
told_to_count(const struct desk *d)
{
	const struct marks *marks = &desk_vault(d)->past.counts.marks;
	struct practice *p = practice_of(d);
	json_t *list = json_array();
	int rc = p == NULL || list == NULL ? -1 : 0;
	struct mark m;

	for (size_t i = 0; rc == 0 && i < marks->n; i++) {
		marks_at(&m, marks, i);
		if (m.state == MARK_TO_COUNT)
			rc = json_array_append_new(list, mark_json(&m, p));
	}
	practice_free(p);
	return json_whole(list, rc);
}
