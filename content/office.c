#include "content/office.h"

#include <assert.h>

#include "content/check.h"
#include "core/wire.h"

enum { NAME_MAX_BYTES = 80, LINE_MAX_BYTES = 200, CLAUSE_MAX = 1000, NOTICE_MAX = 4000 };

/*
 * One row a key. Keys are called as the struct's members are; the example is
 * what stands after the colon.
 */
#define KEY(of, member, kind, how, like)                                                           \
	.key = #member, .type = (kind), .flags = (how), .at = offsetof(struct of, member),         \
	.example = #member ": " like
#define LINE(of, member, how, most, like)                                                          \
	{                                                                                          \
		KEY(of, member, FIELD_LINE, how, like), .max = (most)                              \
	}
#define CHECKED(of, member, how, most, by, like)                                                   \
	{                                                                                          \
		KEY(of, member, FIELD_LINE, how, like), .max = (most), .check = (by)               \
	}
#define TEXT(of, member, how, most, like)                                                          \
	{                                                                                          \
		KEY(of, member, FIELD_TEXT, how, like), .max = (most)                              \
	}
#define DATE(of, member, how, like)                                                                \
	{                                                                                          \
		KEY(of, member, FIELD_DATE, how, like)                                             \
	}
#define FLAG(of, member, like)                                                                     \
	{                                                                                          \
		KEY(of, member, FIELD_FLAG, 0, like)                                               \
	}
#define NUMBER(of, member, how, least, most, like)                                                 \
	{                                                                                          \
		KEY(of, member, FIELD_NUMBER, how, like), .min = (least), .max = (most)            \
	}
#define CHOICE(of, member, words, like)                                                            \
	{                                                                                          \
		KEY(of, member, FIELD_CHOICE, 0, like), .choices = (words)                         \
	}
#define LINES(of, member, most, bytes, by, like)                                                   \
	{                                                                                          \
		KEY(of, member, FIELD_LINES, 0, like), .min = 1, .max = (most),                    \
						       .line_max = (bytes), .check = (by)          \
	}
#define GROUP(of, member, schema, like)                                                            \
	{                                                                                          \
		KEY(of, member, FIELD_GROUP, 0, like), .rows = &(schema)                           \
	}
#define ROWS(of, member, how, least, most, schema, like)                                           \
	{                                                                                          \
		KEY(of, member, FIELD_ROWS, how, like),                                            \
			.count_at = offsetof(struct of, member##_n), .min = (least),               \
			.max = (most), .rows = &(schema)                                           \
	}
#define SCHEMA(table, of)                                                                          \
	{                                                                                          \
		table, sizeof(table) / sizeof(table[0]), sizeof(struct of)                         \
	}

static const char *const roles[] = {"ombuds", "arranging", NULL};
static const char *const writings[] = {"full", "arranging only", "off", NULL};

static const struct field person_fields[] = {
	LINE(content_person, name, FIELD_UNIQUE, PERSON_NAME_MAX, "Ombuds A"),
	CHOICE(content_person, role, roles, "ombuds"),
};
static const struct schema person_schema = SCHEMA(person_fields, content_person);

static const struct field exception_fields[] = {
	CHECKED(content_exception, id, FIELD_UNIQUE, NAME_MAX_BYTES, check_id, "imminent-risk"),
	NUMBER(content_exception, version, 0, 1, 9999, "1"),
	DATE(content_exception, since, 0, "2026-03-01"),
	TEXT(content_exception, text, 0, CLAUSE_MAX,
             "When an ombuds sees an imminent risk of serious harm."),
};
static const struct schema exception_schema = SCHEMA(exception_fields, content_exception);

static const struct field designation_fields[] = {
	TEXT(content_designation, text, 0, CLAUSE_MAX, "Confidential resource under Title IX."),
	LINE(content_designation, by, 0, LINE_MAX_BYTES, "The university"),
	DATE(content_designation, date, FIELD_UNSUPPLIED, "2026-03-01"),
	TEXT(content_designation, note, FIELD_OPTIONAL, CLAUSE_MAX,
             "Ask the office whether this still holds."),
};
static const struct schema designation_schema = SCHEMA(designation_fields, content_designation);

static const struct field concern_fields[] = {
	LINE(content_concern, text, FIELD_UNIQUE, LINE_MAX_BYTES, "Authorship"),
	LINES(content_concern, codes, 12, 3, check_code, "[9.c]"),
};
static const struct schema concern_schema = SCHEMA(concern_fields, content_concern);

static const struct field retention_fields[] = {
	NUMBER(content_retention, message_days, 0, 1, RETENTION_DAYS_MAX, "30"),
	NUMBER(content_retention, notes_days, 0, 1, 366, "30"),
};
static const struct schema retention_schema = SCHEMA(retention_fields, content_retention);

static const struct field reporting_fields[] = {
	LINE(content_reporting, answers_to, FIELD_UNSUPPLIED, LINE_MAX_BYTES, "The president"),
	LINE(content_reporting, recommendations_to, FIELD_UNSUPPLIED, LINE_MAX_BYTES,
             "The president"),
	TEXT(content_reporting, statement, 0, CLAUSE_MAX, "The office answers to the president."),
};
static const struct schema reporting_schema = SCHEMA(reporting_fields, content_reporting);

static const struct field standard_fields[] = {
	LINE(content_standard, name, 0, LINE_MAX_BYTES, "Standards of Practice"),
	LINE(content_standard, publisher, 0, LINE_MAX_BYTES, "International Ombuds Association"),
	LINE(content_standard, version, FIELD_UNSUPPLIED, LINE_MAX_BYTES, CONTENT_NOT_SUPPLIED),
};
static const struct schema standard_schema = SCHEMA(standard_fields, content_standard);

static const struct field reach_fields[] = {
	LINE(content_reach, phone, FIELD_UNSUPPLIED, LINE_MAX_BYTES, CONTENT_NOT_SUPPLIED),
	LINE(content_reach, hours, FIELD_UNSUPPLIED, LINE_MAX_BYTES, "Monday to Friday, 9 to 17"),
	LINE(content_reach, place, FIELD_UNSUPPLIED, LINE_MAX_BYTES, CONTENT_NOT_SUPPLIED),
};
static const struct schema reach_schema = SCHEMA(reach_fields, content_reach);

static const struct field fields[] = {
	LINE(content, name, 0, OFFICE_NAME_MAX, "Ombuds Office"),
	LINE(content, title, 0, NAME_MAX_BYTES, "Ombuds"),
	FLAG(content, sample, "false"),
	NUMBER(content, established, FIELD_OPTIONAL | FIELD_UNSUPPLIED, 1800, 2200, "1991"),
	LINES(content, institutions, 24, LINE_MAX_BYTES, NULL, "[The university]"),
	LINES(content, populations, 24, LINE_MAX_BYTES, NULL, "[Students, Staff]"),
	LINES(content, origins, ROSTER_ORIGINS_MAX, ORIGIN_MAX, check_origin,
              "[https://ombuds.example.org]"),
	ROWS(content, people, 0, 1, PEOPLE_MAX, person_schema, "[{name: Ombuds A, role: ombuds}]"),
	CHOICE(content, writing, writings, "full"),
	GROUP(content, retention, retention_schema, "{message_days: 30, notes_days: 30}"),
	ROWS(content, exceptions, 0, 1, 12, exception_schema,
             "[{id: imminent-risk, version: 1, since: 2026-03-01, text: …}]"),
	GROUP(content, reporting, reporting_schema,
              "{answers_to: …, recommendations_to: …, statement: …}"),
	GROUP(content, standard, standard_schema, "{name: …, publisher: …, version: not supplied}"),
	TEXT(content, covenant, FIELD_OPTIONAL, CLAUSE_MAX,
             "The university does not call the ombuds as a witness."),
	ROWS(content, designations, FIELD_OPTIONAL, 0, 8, designation_schema,
             "[{text: …, by: …, date: not supplied}]"),
	LINES(content, services, 24, LINE_MAX_BYTES, NULL, "[Listening]"),
	ROWS(content, concerns, FIELD_OPTIONAL, 0, 24, concern_schema,
             "[{text: Authorship, codes: [9.c]}]"),
	GROUP(content, reach, reach_schema,
              "{phone: not supplied, hours: not supplied, place: not supplied}"),
	TEXT(content, emergency, 0, CLAUSE_MAX, "Call 911."),
	TEXT(content, notice, 0, NOTICE_MAX, "Before you write, please read this."),
};
static_assert(sizeof(fields) / sizeof(fields[0]) <= SCHEMA_FIELDS_MAX,
              "the walk's tables hold them");
static_assert(sizeof(enum person_role) == sizeof(unsigned), "choices are stored as unsigned");
static_assert(sizeof(enum content_writing) == sizeof(unsigned), "choices are stored as unsigned");

const struct schema office_schema = SCHEMA(fields, content);

const char *
content_writing_text(enum content_writing writing)
{
	return writings[writing];
}

void
office_check(struct walk *w, const yaml_node_t *root, const struct content *c)
{
	size_t line = 0;
	size_t n = 0;
	const yaml_node_t *people = schema_value(w, root, "people", &line);

	if (people == NULL || c->people_n == 0)
		return; /* reported already */
	for (size_t i = 0; i < c->people_n; i++)
		n += c->people[i].role == ROLE_OMBUDS;
	struct where list = {NULL, "people", 0, line};
	struct where first = {&list, NULL, 1, people->start_mark.line + 1};
	struct where role = {&first, "role", 0, first.line};
	if (n == 0)
		report(w->report, &list, line, said("names no ombuds"),
		       said("Give at least one person 'role: ombuds'."));
	else if (c->people[0].role != ROLE_OMBUDS)
		report(w->report, &role, first.line,
		       said("is not ombuds, and the first person's must be"),
		       said("Put an ombuds first: 'alcove office init' enrols the first listed."));
}
