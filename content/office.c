#include "content/office.h"

#include <assert.h>

#include "content/check.h"
#include "core/wire.h"

enum { LINE_MAX_BYTES = 200, CLAUSE_MAX = 1000, NOTICE_MAX = 4000 };

#define AT(type, member) .at = offsetof(struct type, member)
#define ROWS_AT(type, member) .at = offsetof(struct type, member), .count_at = offsetof(struct type, member##_n)
#define SCHEMA(table, type) {table, sizeof(table) / sizeof(table[0]), sizeof(struct type)}

/* Groups are read into the struct itself, in which they are members of members. */
#define IN_GROUP(member, inner) .at = offsetof(struct content, member.inner) - offsetof(struct content, member)

static const char *const roles[] = {"ombuds", "arranging", NULL};
static const char *const writings[] = {"full", "arranging only", "off", NULL};

static const struct field person_fields[] = {
	{.key = "name", .type = FIELD_LINE, .flags = FIELD_UNIQUE, .max = PERSON_NAME_MAX,
	 AT(content_person, name), .example = "name: Ombuds A"},
	{.key = "role", .type = FIELD_CHOICE, .choices = roles, AT(content_person, role),
	 .example = "role: ombuds"},
};
static const struct schema person_schema = SCHEMA(person_fields, content_person);

static const struct field exception_fields[] = {
	{.key = "id", .type = FIELD_LINE, .flags = FIELD_UNIQUE, .max = 40, .check = check_id,
	 AT(content_exception, id), .example = "id: imminent-risk"},
	{.key = "version", .type = FIELD_NUMBER, .min = 1, .max = 9999, AT(content_exception, version),
	 .example = "version: 1"},
	{.key = "since", .type = FIELD_DATE, AT(content_exception, since), .example = "since: 2026-03-01"},
	{.key = "text", .type = FIELD_TEXT, .max = CLAUSE_MAX, AT(content_exception, text),
	 .example = "text: When an ombuds sees an imminent risk of serious harm."},
};
static const struct schema exception_schema = SCHEMA(exception_fields, content_exception);

static const struct field designation_fields[] = {
	{.key = "text", .type = FIELD_TEXT, .max = CLAUSE_MAX, AT(content_designation, text),
	 .example = "text: Confidential resource under Title IX."},
	{.key = "by", .type = FIELD_LINE, .max = LINE_MAX_BYTES, AT(content_designation, by),
	 .example = "by: The university"},
	{.key = "date", .type = FIELD_DATE, .flags = FIELD_UNSUPPLIED, AT(content_designation, date),
	 .example = "date: 2026-03-01"},
	{.key = "note", .type = FIELD_TEXT, .flags = FIELD_OPTIONAL, .max = CLAUSE_MAX,
	 AT(content_designation, note), .example = "note: Ask the office whether this still holds."},
};
static const struct schema designation_schema = SCHEMA(designation_fields, content_designation);

static const struct field concern_fields[] = {
	{.key = "text", .type = FIELD_LINE, .flags = FIELD_UNIQUE, .max = LINE_MAX_BYTES,
	 AT(content_concern, text), .example = "text: Authorship"},
	{.key = "codes", .type = FIELD_LINES, .min = 1, .max = 12, .line_max = 3, .check = check_code,
	 AT(content_concern, codes), .example = "codes: [9.c]"},
};
static const struct schema concern_schema = SCHEMA(concern_fields, content_concern);

static const struct field retention_fields[] = {
	{.key = "message_days", .type = FIELD_NUMBER, .min = 1, .max = RETENTION_DAYS_MAX,
	 IN_GROUP(retention, message_days), .example = "message_days: 30"},
	{.key = "notes_days", .type = FIELD_NUMBER, .min = 1, .max = 366,
	 IN_GROUP(retention, notes_days), .example = "notes_days: 30"},
};
static const struct schema retention_schema = {
	retention_fields, sizeof(retention_fields) / sizeof(retention_fields[0]), 0};

static const struct field reporting_fields[] = {
	{.key = "answers_to", .type = FIELD_LINE, .flags = FIELD_UNSUPPLIED, .max = LINE_MAX_BYTES,
	 IN_GROUP(reporting, answers_to), .example = "answers_to: The president"},
	{.key = "recommendations_to", .type = FIELD_LINE, .flags = FIELD_UNSUPPLIED,
	 .max = LINE_MAX_BYTES, IN_GROUP(reporting, recommendations_to),
	 .example = "recommendations_to: The president"},
	{.key = "statement", .type = FIELD_TEXT, .max = CLAUSE_MAX, IN_GROUP(reporting, statement),
	 .example = "statement: The office answers to the president."},
};
static const struct schema reporting_schema = {
	reporting_fields, sizeof(reporting_fields) / sizeof(reporting_fields[0]), 0};

static const struct field standard_fields[] = {
	{.key = "name", .type = FIELD_LINE, .max = LINE_MAX_BYTES, IN_GROUP(standard, name),
	 .example = "name: Standards of Practice"},
	{.key = "publisher", .type = FIELD_LINE, .max = LINE_MAX_BYTES, IN_GROUP(standard, publisher),
	 .example = "publisher: International Ombuds Association"},
	{.key = "version", .type = FIELD_LINE, .flags = FIELD_UNSUPPLIED, .max = LINE_MAX_BYTES,
	 IN_GROUP(standard, version), .example = "version: not supplied"},
};
static const struct schema standard_schema = {
	standard_fields, sizeof(standard_fields) / sizeof(standard_fields[0]), 0};

static const struct field reach_fields[] = {
	{.key = "phone", .type = FIELD_LINE, .flags = FIELD_UNSUPPLIED, .max = LINE_MAX_BYTES,
	 IN_GROUP(reach, phone), .example = "phone: not supplied"},
	{.key = "hours", .type = FIELD_LINE, .flags = FIELD_UNSUPPLIED, .max = LINE_MAX_BYTES,
	 IN_GROUP(reach, hours), .example = "hours: Monday to Friday, 9 to 17"},
	{.key = "place", .type = FIELD_LINE, .flags = FIELD_UNSUPPLIED, .max = LINE_MAX_BYTES,
	 IN_GROUP(reach, place), .example = "place: not supplied"},
};
static const struct schema reach_schema = {
	reach_fields, sizeof(reach_fields) / sizeof(reach_fields[0]), 0};

static const struct field fields[] = {
	{.key = "name", .type = FIELD_LINE, .max = OFFICE_NAME_MAX, AT(content, name),
	 .example = "name: Ombuds Office"},
	{.key = "title", .type = FIELD_LINE, .max = PERSON_NAME_MAX, AT(content, title),
	 .example = "title: Ombuds"},
	{.key = "sample", .type = FIELD_FLAG, AT(content, sample), .example = "sample: false"},
	{.key = "established", .type = FIELD_NUMBER, .flags = FIELD_OPTIONAL | FIELD_UNSUPPLIED,
	 .min = 1800, .max = 2200, AT(content, established), .example = "established: 1991"},
	{.key = "institutions", .type = FIELD_LINES, .min = 1, .max = 24, .line_max = LINE_MAX_BYTES,
	 AT(content, institutions), .example = "institutions: [The university]"},
	{.key = "populations", .type = FIELD_LINES, .min = 1, .max = 24, .line_max = LINE_MAX_BYTES,
	 AT(content, populations), .example = "populations: [Students, Staff]"},
	{.key = "origins", .type = FIELD_LINES, .min = 1, .max = ROSTER_ORIGINS_MAX,
	 .line_max = ORIGIN_MAX, .check = check_origin, AT(content, origins),
	 .example = "origins: [https://ombuds.example.org]"},
	{.key = "people", .type = FIELD_ROWS, .min = 1, .max = PEOPLE_MAX, .rows = &person_schema,
	 ROWS_AT(content, people), .example = "people: [{name: Ombuds A, role: ombuds}]"},
	{.key = "writing", .type = FIELD_CHOICE, .choices = writings, AT(content, writing),
	 .example = "writing: full"},
	{.key = "retention", .type = FIELD_GROUP, .rows = &retention_schema, AT(content, retention),
	 .example = "retention: {message_days: 30, notes_days: 30}"},
	{.key = "exceptions", .type = FIELD_ROWS, .min = 1, .max = 12, .rows = &exception_schema,
	 ROWS_AT(content, exceptions),
	 .example = "exceptions: [{id: imminent-risk, version: 1, since: 2026-03-01, text: …}]"},
	{.key = "reporting", .type = FIELD_GROUP, .rows = &reporting_schema, AT(content, reporting),
	 .example = "reporting: {answers_to: …, recommendations_to: …, statement: …}"},
	{.key = "standard", .type = FIELD_GROUP, .rows = &standard_schema, AT(content, standard),
	 .example = "standard: {name: …, publisher: …, version: not supplied}"},
	{.key = "covenant", .type = FIELD_TEXT, .flags = FIELD_OPTIONAL, .max = CLAUSE_MAX,
	 AT(content, covenant), .example = "covenant: The university does not call the ombuds as a witness."},
	{.key = "designations", .type = FIELD_ROWS, .flags = FIELD_OPTIONAL, .max = 8,
	 .rows = &designation_schema, ROWS_AT(content, designations),
	 .example = "designations: [{text: …, by: …, date: not supplied}]"},
	{.key = "services", .type = FIELD_LINES, .min = 1, .max = 24, .line_max = LINE_MAX_BYTES,
	 AT(content, services), .example = "services: [Listening]"},
	{.key = "concerns", .type = FIELD_ROWS, .flags = FIELD_OPTIONAL, .max = 24,
	 .rows = &concern_schema, ROWS_AT(content, concerns),
	 .example = "concerns: [{text: Authorship, codes: [9.c]}]"},
	{.key = "reach", .type = FIELD_GROUP, .rows = &reach_schema, AT(content, reach),
	 .example = "reach: {phone: not supplied, hours: not supplied, place: not supplied}"},
	{.key = "emergency", .type = FIELD_TEXT, .max = CLAUSE_MAX, AT(content, emergency),
	 .example = "emergency: Call 911."},
	{.key = "notice", .type = FIELD_TEXT, .max = NOTICE_MAX, AT(content, notice),
	 .example = "notice: Before you write, please read this."},
};
static_assert(sizeof(fields) / sizeof(fields[0]) <= SCHEMA_FIELDS_MAX, "the walk's tables hold them");
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
		report(w->report, &role, first.line, said("is not ombuds, and the first person's must be"),
		       said("Put an ombuds first: 'alcove office init' enrols the first listed."));
}
