#include "content/office.h"

#include <assert.h>
#include <string.h>

#include "content/check.h"
#include "content/fields.h"
#include "core/wire.h"

enum { NOTICE_MAX = 3000, NOTICE_WORDS_MAX = 145, ARRANGING_WORDS = 15 };

static const char *const roles[] = {"ombuds", "arranging", NULL};
static const char *const writings[] = {"full", "arranging only", "off", NULL};

static const struct field person_fields[] = {
	/* as on the roster, which has one */
	LINE(content_person, name, FIELD_UNIQUE | FIELD_SAME, PERSON_NAME_MAX, "Ombuds A"),
	CHOICE(content_person, role, 0, roles, "ombuds"),
	TEXT(content_person, about, FIELD_OPTIONAL | FIELD_UNSUPPLIED, CLAUSE_MAX,
             "A neutral who holds no other post here. Not a lawyer, not an advocate."),
	LINES(content_person, languages, FIELD_OPTIONAL, 12, NAME_MAX_BYTES, NULL,
              "[English, Spanish]"),
};
static const struct schema person_schema = SCHEMA(person_fields, content_person);

static const struct field institution_fields[] = {
	CHECKED(content_institution, id, FIELD_UNIQUE, ID_MAX, check_id, "university"),
	LINE(content_institution, name, FIELD_UNIQUE, LINE_MAX_BYTES, "The university"),
	TEXT(content_institution, about, FIELD_OPTIONAL, CLAUSE_MAX, "Its three campuses."),
};
static const struct schema institution_schema = SCHEMA(institution_fields, content_institution);

static const struct field clause_fields[] = {
	NUMBER(content_clause, version, 0, 1, 9999, "1"),
	DATE(content_clause, since, 0, "2025-03-01"),
	TEXT(content_clause, text, 0, CLAUSE_MAX, "What it said before."),
};
static const struct schema clause_schema = SCHEMA(clause_fields, content_clause);

static const struct field absence_fields[] = {
	DATE(content_absence, since, 0, "2026-12-24"),
	DATE(content_absence, until, 0, "2027-01-04"),
	TEXT(content_absence, text, FIELD_OPTIONAL, CLAUSE_MAX, "Messages wait until then."),
};
static const struct schema absence_schema = SCHEMA(absence_fields, content_absence);

static const struct field change_fields[] = {
	DATE(content_change, since, 0, "2026-03-01"),
	TEXT(content_change, text, 0, CLAUSE_MAX, "The office was opened."),
};
static const struct schema change_schema = SCHEMA(change_fields, content_change);

static const struct field keeping_fields[] = {
	LINE(content_keeping, what, 0, LINE_MAX_BYTES, "Appointments in the calendar"),
	LINE(content_keeping, until, 0, LINE_MAX_BYTES, "Deleted four days after the meeting"),
};
static const struct schema keeping_schema = SCHEMA(keeping_fields, content_keeping);

static const struct field exception_fields[] = {
	CHECKED(content_exception, id, FIELD_UNIQUE, NAME_MAX_BYTES, check_id, "imminent-risk"),
	NUMBER(content_exception, version, 0, 1, 9999, "1"),
	DATE(content_exception, since, 0, "2026-03-01"),
	TEXT(content_exception, text, 0, CLAUSE_MAX,
             "When an ombuds sees an imminent risk of serious harm."),
	ROWS(content_exception, earlier, FIELD_OPTIONAL, 0, 24, clause_schema,
             "[{version: 1, since: 2025-03-01, text: …}]"),
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
	LINES(content_concern, codes, 0, 12, 3, check_code, "[9.c]"),
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
	TEXT(content_reach, meet, FIELD_OPTIONAL | FIELD_UNSUPPLIED, CLAUSE_MAX,
             "Call, and say when you are free. No name is needed."),
	TEXT(content_reach, walk_in, FIELD_OPTIONAL | FIELD_UNSUPPLIED, CLAUSE_MAX,
             "Wednesdays from 2 to 4 pm, without an appointment."),
	LINE(content_reach, answer, FIELD_OPTIONAL | FIELD_UNSUPPLIED, LINE_MAX_BYTES,
             "Usually within two working days"),
};
static const struct schema reach_schema = SCHEMA(reach_fields, content_reach);

static const struct field fields[] = {
	LINE(content, name, 0, OFFICE_NAME_MAX, "Ombuds Office"),
	LINE(content, title, 0, NAME_MAX_BYTES, "Ombuds"),
	FLAG(content, sample, "false"),
	NUMBER(content, established, FIELD_OPTIONAL | FIELD_UNSUPPLIED, 1800, 2200, "1991"),
	LINES(content, languages, FIELD_OPTIONAL, CONTENT_LANGUAGES_MAX, 8, check_language,
              "[en, es]"),
	ROWS(content, institutions, 0, 1, 24, institution_schema,
             "[{id: university, name: The university}]"),
	LINES(content, populations, 0, 24, LINE_MAX_BYTES, NULL, "[Students, Staff]"),
	LINES(content, origins, 0, ROSTER_ORIGINS_MAX, ORIGIN_MAX, check_origin,
              "[https://ombuds.example.org]"),
	ROWS(content, people, 0, 1, PEOPLE_MAX, person_schema, "[{name: Ombuds A, role: ombuds}]"),
	CHOICE(content, writing, 0, writings, "full"),
	GROUP(content, retention, 0, retention_schema, "{message_days: 30, notes_days: 30}"),
	ROWS(content, exceptions, 0, 1, 12, exception_schema,
             "[{id: imminent-risk, version: 1, since: 2026-03-01, text: …}]"),
	GROUP(content, reporting, 0, reporting_schema,
              "{answers_to: …, recommendations_to: …, statement: …}"),
	GROUP(content, standard, 0, standard_schema,
              "{name: …, publisher: …, version: not supplied}"),
	GROUP(content, acceptance, FIELD_OPTIONAL, clause_schema,
              "{version: 1, since: 2026-03-01, text: …}"),
	GROUP(content, covenant, FIELD_OPTIONAL, clause_schema,
              "{version: 1, since: 2026-03-01, text: …}"),
	ROWS(content, designations, FIELD_OPTIONAL, 0, 8, designation_schema,
             "[{text: …, by: …, date: not supplied}]"),
	LINES(content, services, 0, 24, LINE_MAX_BYTES, NULL, "[Listening]"),
	ROWS(content, concerns, FIELD_OPTIONAL, 0, 24, concern_schema,
             "[{text: Authorship, codes: [9.c]}]"),
	GROUP(content, reach, 0, reach_schema,
              "{phone: not supplied, hours: not supplied, place: not supplied}"),
	ROWS(content, away, FIELD_OPTIONAL, 0, 12, absence_schema,
             "[{since: 2026-12-24, until: 2027-01-04}]"),
	TEXT(content, emergency, 0, CLAUSE_MAX, "Call 911."),
	CHECKED(content, emergency_number, FIELD_OPTIONAL | FIELD_UNSUPPLIED, ID_MAX, check_number,
                "911"),
	TEXT(content, notice, 0, NOTICE_MAX, "Before you write, please read this."),
	ROWS(content, history, FIELD_OPTIONAL, 0, 48, change_schema,
             "[{since: 2026-03-01, text: The office was opened.}]"),
	ROWS(content, keeps, FIELD_OPTIONAL, 0, 12, keeping_schema,
             "[{what: Appointments, until: Deleted four days after}]"),
	TEXT(content, suggestions, FIELD_OPTIONAL | FIELD_UNSUPPLIED, CLAUSE_MAX,
             "Put a note without a name into the box beside our door."),
	TEXT(content, accessibility, FIELD_OPTIONAL | FIELD_UNSUPPLIED, CLAUSE_MAX,
             "Call us if something here cannot be read or used."),
	CHECKED(content, back_up, FIELD_OPTIONAL, ID_MAX, check_entry_id, "other-ombuds"),
	{.key = "entries",
         .type = FIELD_LINES,
         .flags = FIELD_OPTIONAL,
         .at = offsetof(struct content, order),
         .max = CONTENT_ENTRIES_MAX,
         .line_max = ID_MAX,
         .check = check_entry_id,
         .example = "entries: [human-resources, ombuds, eap]"},
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

static void
check_people(struct walk *w, const yaml_node_t *root, const struct content *c)
{
	size_t line = 0;
	size_t n = 0;
	const yaml_node_t *people = walk_value(w, root, "people", &line);

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

static void
check_absences(struct walk *w, const yaml_node_t *root, const struct content *c)
{
	size_t line = 0;
	const yaml_node_t *away = walk_value(w, root, "away", &line);
	struct where list = {NULL, "away", 0, line};

	for (size_t i = 0; i < c->away_n; i++) {
		const yaml_node_t *entry =
			yaml_document_get_node(w->document, away->data.sequence.items.start[i]);
		struct where row = {&list, NULL, i + 1, entry->start_mark.line + 1};
		if (c->away[i].since != NULL && c->away[i].until != NULL &&
		    strcmp(c->away[i].since, c->away[i].until) > 0)
			report(w->report, &row, row.line, said("ends before it begins"),
			       said("'until' is the last day away; 'since' is the first."));
	}
}

/* Newest first: each of a lower version than the one before, and not from a later day (R13). */
static void
check_earlier(struct walk *w, const yaml_node_t *node, const struct where *at,
              const struct content_exception *x)
{
	size_t line = 0;
	const yaml_node_t *rows = walk_value(w, node, "earlier", &line);
	struct where list = {at, "earlier", 0, line};
	struct content_clause after = {.version = x->version, .since = x->since};

	for (size_t i = 0; i < x->earlier_n; i++) {
		const struct content_clause *clause = &x->earlier[i];
		const yaml_node_t *row =
			yaml_document_get_node(w->document, rows->data.sequence.items.start[i]);
		struct where here = {&list, NULL, i + 1, row->start_mark.line + 1};

		if (after.version == 0 || after.since == NULL || clause->version == 0 ||
		    clause->since == NULL)
			return; /* reported already */
		if (clause->version >= after.version)
			report(w->report, &here, here.line,
			       said("is version %u, and after it came version %u", clause->version,
			            after.version),
			       said("A text that changes gets a higher version; what it said "
			            "before stands under 'earlier', newest first."));
		else if (strcmp(clause->since, after.since) > 0)
			report(w->report, &here, here.line,
			       said("holds from %s, and what came after it from %s", clause->since,
			            after.since),
			       said("Put the day from which each held; 'earlier' stands newest "
			            "first."));
		after = *clause;
	}
}

static void
check_exceptions(struct walk *w, const yaml_node_t *root, const struct content *c)
{
	size_t line = 0;
	const yaml_node_t *exceptions = walk_value(w, root, "exceptions", &line);
	struct where list = {NULL, "exceptions", 0, line};

	for (size_t i = 0; i < c->exceptions_n; i++) {
		const yaml_node_t *row = yaml_document_get_node(
			w->document, exceptions->data.sequence.items.start[i]);
		struct where here = {&list, NULL, i + 1, row->start_mark.line + 1};
		check_earlier(w, row, &here, &c->exceptions[i]);
	}
}

/* It is a place like the others, which describes itself. */
static void
check_back_up(struct walk *w, const yaml_node_t *root, const struct content *c)
{
	struct where at = {NULL, "back_up", 0, 0};

	if (c->back_up == NULL || walk_value(w, root, "back_up", &at.line) == NULL)
		return;
	for (size_t i = 0; i < c->order.n; i++) {
		if (strcmp(c->order.list[i], c->back_up) == 0)
			return;
	}
	report(w->report, &at, at.line,
	       said("is '%s', and no place of that name is listed", c->back_up),
	       said("Put '%s' into 'entries', and what that office says of itself into "
	            "entries/%s.yaml; or leave 'back_up' out.",
	            c->back_up, c->back_up));
}

/* What is read before writing is one screen, with the names that the page puts in. */
static void
check_notice(struct walk *w, const yaml_node_t *root, const struct content *c)
{
	struct where at = {NULL, "notice", 0, 0};
	size_t words = 0, most = NOTICE_WORDS_MAX;

	if (c->notice == NULL || walk_value(w, root, "notice", &at.line) == NULL)
		return;
	for (const char *p = c->notice; *p != '\0';) {
		p += strspn(p, " \n");
		words += *p != '\0';
		p += strcspn(p, " \n");
	}
	/* a sentence of the page's own, above it */
	if (c->writing == WRITING_ARRANGING_ONLY)
		most -= ARRANGING_WORDS;
	if (words > most)
		report(w->report, &at, at.line, said("has %zu words", words),
		       said("At most %zu: nobody reads more before writing. Everything else stands "
		            "on "
		            "the other pages.",
		            most));
}

void
office_check(struct walk *w, const yaml_node_t *root, const struct content *c)
{
	check_exceptions(w, root, c);
	check_people(w, root, c);
	check_absences(w, root, c);
	check_back_up(w, root, c);
	check_notice(w, root, c);
}
