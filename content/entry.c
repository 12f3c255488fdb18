#include "content/entry.h"

#include <assert.h>
#include <string.h>

#include "content/check.h"
#include "content/fields.h"
#include "content/library.h"
#include "content/phone.h"

enum { ANSWER_MAX = 2000 };

static const char *const labels[] = {
	CONTENT_NOT_SUPPLIED, "privileged", "confidential", "private", "must act", NULL,
};
static const char *const answers[] = {
	CONTENT_NOT_SUPPLIED, "no", "yes", "your choice", "it depends", NULL,
};

static const struct field attested_fields[] = {
	LINE(content_attested, by, FIELD_UNSUPPLIED, LINE_MAX_BYTES, "Human Resources"),
	DATE(content_attested, since, FIELD_UNSUPPLIED, "2026-03-01"),
	DATE(content_attested, review, FIELD_UNSUPPLIED, "2027-03-01"),
};
static const struct schema attested_schema = SCHEMA(attested_fields, content_attested);

/* What its owner may leave open. */
#define ANSWER(member, like) TEXT(content_entry, member, FIELD_UNSUPPLIED, ANSWER_MAX, like)

static const struct field fields[] = {
	LINE(content_entry, name, 0, NAME_MAX_BYTES, "Human Resources"),
	LINE(content_entry, owner, 0, LINE_MAX_BYTES, "Human Resources"),
	LINES(content_entry, institutions, FIELD_OPTIONAL, 24, ID_MAX, check_id, "[university]"),
	LINES(content_entry, topics, FIELD_OPTIONAL, 24, ID_MAX, check_topic, "[pay-leave]"),
	ANSWER(call_when, "You have a question about pay, leave or benefits."),
	ANSWER(can, "Explain and apply policy."),
	ANSWER(cannot, "Keep what you say from those who must know."),
	ANSWER(who, "Everybody employed here."),
	CHOICE(content_entry, confidential, 0, labels, "private"),
	ANSWER(exceptions, "Those who need to know are told."),
	CHOICE(content_entry, record, 0, answers, "yes"),
	TEXT(content_entry, record_note, FIELD_OPTIONAL, ANSWER_MAX, "Kept as the law asks."),
	CHOICE(content_entry, notice, 0, answers, "yes"),
	TEXT(content_entry, notice_note, FIELD_OPTIONAL, ANSWER_MAX, "Ask which deadlines apply."),
	CHOICE(content_entry, must_act, 0, answers, "it depends"),
	ANSWER(reach, "Call on working days."),
	LINE(content_entry, phone, FIELD_OPTIONAL, LINE_MAX_BYTES, "555 0100"),
	GROUP(content_entry, attested, 0, attested_schema,
              "{by: not supplied, since: not supplied, review: not supplied}"),
};
static_assert(sizeof(fields) / sizeof(fields[0]) <= SCHEMA_FIELDS_MAX,
              "the walk's tables hold them");
static_assert(sizeof(enum content_label) == sizeof(unsigned), "choices are stored as unsigned");
static_assert(sizeof(enum content_answer) == sizeof(unsigned), "choices are stored as unsigned");

const struct schema entry_schema = SCHEMA(fields, content_entry);

/* Whether its owner has said anything yet. */
static bool
says_something(const struct content_entry *e)
{
	return e->call_when != NULL || e->can != NULL || e->cannot != NULL || e->who != NULL ||
	       e->exceptions != NULL || e->reach != NULL || e->phone != NULL ||
	       e->confidential != LABEL_NONE || e->record != ANSWER_NONE ||
	       e->notice != ANSWER_NONE || e->must_act != ANSWER_NONE;
}

static void
check_attested(struct walk *w, const yaml_node_t *root, const struct content_entry *e)
{
	size_t line = 1;

	const yaml_node_t *group = walk_value(w, root, "attested", &line);
	if (group == NULL || group->type != YAML_MAPPING_NODE)
		return; /* reported already */
	struct where at = {NULL, "attested", 0, line};
	bool dated =
		e->attested.by != NULL && e->attested.since != NULL && e->attested.review != NULL;
	if (says_something(e) && !dated)
		report(w->report, &at, line,
		       said("does not say who wrote this, when, and until when it holds"),
		       said("Let %s say so, or write 'not supplied' in the whole entry: nobody "
		            "describes "
		            "another office for it.",
		            e->owner));
	else if (dated && strcmp(e->attested.review, e->attested.since) <= 0)
		report(w->report, &at, line, said("is to be looked at again before it was written"),
		       said("'review' is a day after 'since'."));
}

static void
check_phone(struct walk *w, const yaml_node_t *root, const struct content_entry *e)
{
	struct where at = {NULL, "phone", 0, 0};
	char link[PHONE_LINK_MAX];
	size_t shown;

	if (e->phone == NULL || walk_value(w, root, "phone", &at.line) == NULL ||
	    phone_read(e->phone, link, &shown))
		return;
	report(w->report, &at, at.line, said("is '%s', which begins with no number", e->phone),
	       said("Write the number first, such as '555 0100, Tuesday to Friday', or leave "
	            "'phone' out: 'reach' has words for every other way."));
}

void
entry_check(struct walk *w, const yaml_node_t *root, const struct content_entry *e,
            const struct content *c)
{
	if (e->owner != NULL)
		check_attested(w, root, e);
	check_phone(w, root, e);
	institutions_check(w, root, NULL, &e->institutions, c);
}
