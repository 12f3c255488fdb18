#include "content/practice.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "content/fields.h"
#include "core/trends/running.h"
#include "core/wire.h"

enum { ROW_MAX_BYTES = 40, WORD_MAX_BYTES = 20, DEMAND_MAX = 1000 };

const char *const content_dimensions[] = {"group", "with",    "did", "ended",
                                          "heard", "minutes", NULL};

static const char *const presets[] = {"own", "prompt", "ten days", "month", "quarter", NULL};
static const char *const kinds[] = {"academic", "fiscal", "calendar", NULL};

/* The most days for notes after a matter last went on. */
static const uint32_t preset_days[] = {
	[PRESET_OWN] = NOTES_DAYS_MAX, [PRESET_PROMPT] = 14,  [PRESET_TEN_DAYS] = 10,
	[PRESET_MONTH] = 31,           [PRESET_QUARTER] = 92,
};

/* ---- single values ---- */

static bool
is_listed(const char *text, const char *const *list)
{
	while (*list != NULL && strcmp(text, *list) != 0)
		list++;
	return *list != NULL;
}

static const char *
check_dimension(const char *text, const char **remedy)
{
	*remedy = "Write group, with, did, ended, heard or minutes.";
	return is_listed(text, content_dimensions) ? NULL : "is nothing that can be asked";
}

static const char *
check_table(const char *text, const char **remedy)
{
	*remedy = "Write concerns, categories, groups, manners, services, with, endings, heard or "
		  "minutes.";
	return is_listed(text, running_names) ? NULL : "is no table that can be kept";
}

static const char *
check_own_code(const char *text, const char **remedy)
{
	uint8_t code;

	*remedy = "An office's own codes are x.a to x.t.";
	return code_read(&code, span_text(text)) == 0 && code >= CODE_LOCAL
	               ? NULL
	               : "is no code of its own";
}

static bool
digits(const char *text, unsigned least, unsigned most)
{
	unsigned n;

	if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9')
		return false;
	n = (unsigned)(10 * (text[0] - '0') + text[1] - '0');
	return n >= least && n <= most;
}

/* A day that every year has. */
static const char *
check_yearly(const char *text, const char **remedy)
{
	static const unsigned days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	*remedy = "Write month and day, like 02-01 for the first of February.";
	if (strlen(text) != 5 || text[2] != '-' || !digits(text, 1, 12) ||
	    !digits(text + 3, 1, days[10 * (text[0] - '0') + text[1] - '0' - 1]))
		return "is no day of each year";
	return NULL;
}

/* ---- the schema ---- */

static const struct field period_fields[] = {
	CHOICE(content_period, kind, 0, kinds, "academic"),
	NUMBER(content_period, begins, FIELD_OPTIONAL, 1, 12, "9"),
};
static const struct schema period_schema = SCHEMA(period_fields, content_period);

static const struct field code_fields[] = {
	CHECKED(content_code, code, FIELD_UNIQUE, 3, check_own_code, "x.a"),
	LINE(content_code, name, FIELD_UNIQUE, ROW_MAX_BYTES, "Parking"),
	LINES(content_code, words, FIELD_OPTIONAL, 4, WORD_MAX_BYTES, NULL, "[car, permit]"),
};
static const struct schema code_schema = SCHEMA(code_fields, content_code);

static const struct field counted_fields[] = {
	LINES(content_counted, groups, FIELD_OPTIONAL, 24, ROW_MAX_BYTES, NULL,
              "[students, staff]"),
	LINES(content_counted, heard, FIELD_OPTIONAL, 12, ROW_MAX_BYTES, NULL,
              "[colleague, poster, website]"),
	LINES(content_counted, dimensions, FIELD_OPTIONAL, 6, ROW_MAX_BYTES, check_dimension,
              "[group, did, ended]"),
	LINES(content_counted, tables, FIELD_OPTIONAL, 10, ROW_MAX_BYTES, check_table,
              "[concerns, groups, endings]"),
	ROWS(content_counted, codes, FIELD_OPTIONAL, 0, CODES_LOCAL_MAX, code_schema,
             "[{code: x.a, name: Parking, words: [car, permit]}]"),
};
static const struct schema counted_schema = SCHEMA(counted_fields, content_counted);

static const struct field figures_fields[] = {
	LINES(content_figures, flush, FIELD_OPTIONAL, 12, 5, check_yearly, "[02-01, 08-01]"),
	NUMBER(content_figures, together, FIELD_OPTIONAL, 10, 1000, "10"),
	NUMBER(content_figures, threshold, FIELD_OPTIONAL, 5, 100, "10"),
	LINE(content_figures, keeper, FIELD_OPTIONAL | FIELD_UNSUPPLIED, PERSON_NAME_MAX,
             "Ombuds A"),
	LINE(content_figures, stand_in, FIELD_OPTIONAL | FIELD_UNSUPPLIED, PERSON_NAME_MAX,
             "Ombuds B"),
};
static const struct schema figures_schema = SCHEMA(figures_fields, content_figures);

static const struct field fields[] = {
	CHOICE(content_practice, preset, FIELD_OPTIONAL, presets, "month"),
	GROUP(content_practice, period, FIELD_OPTIONAL, period_schema,
              "{kind: academic, begins: 9}"),
	GROUP(content_practice, counted, FIELD_OPTIONAL, counted_schema,
              "{groups: [students, staff]}"),
	GROUP(content_practice, figures, FIELD_OPTIONAL, figures_schema,
              "{flush: [02-01, 08-01], threshold: 10}"),
	TEXT(content_practice, demand, FIELD_OPTIONAL | FIELD_UNSUPPLIED, DEMAND_MAX,
             "Nothing is destroyed by hand then; what ends on its announced day still does."),
};
static_assert(sizeof(enum content_preset) == sizeof(unsigned), "choices are stored as unsigned");
static_assert(sizeof(enum period_kind) == sizeof(unsigned), "choices are stored as unsigned");

const struct schema practice_schema = SCHEMA(fields, content_practice);

/* ---- rules over several keys ---- */

struct looking {
	struct walk *w;
	const yaml_node_t *root;
	const struct content *c;
};

/* A key within a group: where it stands, or where the group would. */
static void
report_key(const struct looking *l, const char *group, const char *key, char *what, char *remedy)
{
	size_t line = 1, inner;
	const yaml_node_t *node = walk_value(l->w, l->root, group, &line);
	struct where up = {NULL, group, 0, line};
	struct where here = {&up, key, 0, line};

	if (node != NULL && key != NULL) {
		inner = line;
		(void)walk_value(l->w, node, key, &inner);
		here.line = inner;
	}
	report(l->w->report, key == NULL ? &up : &here, here.line, what, remedy);
}

static void
check_preset(const struct looking *l)
{
	uint32_t most = preset_days[l->c->practice.preset], notes = l->c->retention.notes_days;

	if (notes > most)
		report_key(l, "preset", NULL,
		           said("lets notes live %u days at most, and office.yaml says %u", most,
		                notes),
		           said("Write notes_days: %u in office.yaml, or take another preset here.",
		                most));
}

static void
check_period(const struct looking *l)
{
	const struct content_period *p = &l->c->practice.period;

	if (p->kind == PERIOD_CALENDAR && p->begins > 1)
		report_key(l, "period", "begins",
		           said("is not January, and the period is the calendar year"),
		           said("Leave it out, or write kind: fiscal."));
}

/* Rows are told apart by what a mark keeps of them. */
static void
check_rows(const struct looking *l, const char *key, const struct content_texts *rows)
{
	for (size_t i = 0; i < rows->n; i++) {
		for (size_t j = 0; j < i; j++) {
			if (mark_key(span_text(rows->list[i])) !=
			    mark_key(span_text(rows->list[j])))
				continue;
			report_key(l, "counted", key,
			           said("has '%s' and '%s', which cannot be told apart",
			                rows->list[j], rows->list[i]),
			           said("Call one of the two by another name."));
		}
	}
}

static bool
asks(const struct content_texts *dimensions, const char *name)
{
	if (dimensions->n == 0)
		return true;
	for (size_t i = 0; i < dimensions->n; i++) {
		if (strcmp(dimensions->list[i], name) == 0)
			return true;
	}
	return false;
}

/* What is not asked can be no table. */
static void
check_tables(const struct looking *l)
{
	static const struct {
		const char *table, *dimension;
	} rows[] = {{"groups", "group"},  {"services", "did"}, {"with", "with"},
	            {"endings", "ended"}, {"heard", "heard"},  {"minutes", "minutes"}};
	const struct content_counted *k = &l->c->practice.counted;

	for (size_t i = 0; i < k->tables.n; i++) {
		for (size_t j = 0; j < sizeof rows / sizeof *rows; j++) {
			if (strcmp(k->tables.list[i], rows[j].table) == 0 &&
			    !asks(&k->dimensions, rows[j].dimension))
				report_key(l, "counted", "tables",
				           said("has '%s', and 'dimensions' leaves '%s' out",
				                rows[j].table, rows[j].dimension),
				           said("Add it to 'dimensions', or take the table out."));
		}
	}
}

static void
check_person(const struct looking *l, const char *key, const char *name)
{
	if (name == NULL)
		return;
	for (size_t i = 0; i < l->c->people_n; i++) {
		if (l->c->people[i].name != NULL && strcmp(l->c->people[i].name, name) == 0 &&
		    l->c->people[i].role == ROLE_OMBUDS)
			return;
	}
	report_key(l, "figures", key, said("is no ombuds of this office"),
	           said("Write a name as 'people' of office.yaml has it, with role: ombuds."));
}

static void
check_keepers(const struct looking *l)
{
	const struct content_figures *f = &l->c->practice.figures;

	check_person(l, "keeper", f->keeper);
	check_person(l, "stand_in", f->stand_in);
	if (f->keeper == NULL && f->stand_in != NULL)
		report_key(l, "figures", "stand_in", said("stands in for nobody"),
		           said("Name the keeper, too."));
	if (f->keeper != NULL && f->stand_in != NULL && strcmp(f->keeper, f->stand_in) == 0)
		report_key(l, "figures", "stand_in", said("is the keeper"),
		           said("Name somebody else, or leave it out."));
}

void
practice_check(struct walk *w, const yaml_node_t *root, struct content *c)
{
	const struct looking l = {w, root, c};
	struct content_practice *p = &c->practice;

	check_preset(&l);
	check_period(&l);
	check_rows(&l, "groups", &p->counted.groups);
	check_rows(&l, "heard", &p->counted.heard);
	check_tables(&l);
	check_keepers(&l);
	if (p->period.begins == 0)
		p->period.begins = period_usual_month(p->period.kind);
	if (p->figures.together == 0)
		p->figures.together = 10;
	if (p->figures.threshold == 0)
		p->figures.threshold = 10;
}

/* ---- to the roster ---- */

static json_t *
texts(const struct content_texts *t)
{
	json_t *list = json_array();
	int rc = list == NULL ? -1 : 0;

	for (size_t i = 0; rc == 0 && i < t->n; i++)
		rc = json_array_append_new(list, json_string(t->list[i]));
	if (rc == 0)
		return list;
	json_decref(list);
	return NULL;
}

static json_t *
codes(const struct content_counted *k)
{
	json_t *list = json_array();
	int rc = list == NULL ? -1 : 0;

	for (size_t i = 0; rc == 0 && i < k->codes_n; i++)
		rc = json_array_append_new(
			list, json_pack("{s:s, s:s, s:o}", "code", k->codes[i].code, "name",
		                        k->codes[i].name, "words", texts(&k->codes[i].words)));
	if (rc == 0)
		return list;
	json_decref(list);
	return NULL;
}

json_t *
practice_to_roster(const struct content_practice *p)
{
	const struct content_counted *k = &p->counted;
	const struct content_figures *f = &p->figures;

	return json_pack("{s:s, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:I, s:I, s:s*, s:s*}", "period",
	                 kinds[p->period.kind], "begins", (json_int_t)p->period.begins, "groups",
	                 texts(&k->groups), "heard", texts(&k->heard), "dimensions",
	                 texts(&k->dimensions), "tables", texts(&k->tables), "codes", codes(k),
	                 "flush", texts(&f->flush), "together", (json_int_t)f->together,
	                 "threshold", (json_int_t)f->threshold, "keeper", f->keeper, "stand_in",
	                 f->stand_in);
}
