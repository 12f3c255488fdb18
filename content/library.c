#include "content/library.h"

#include <string.h>

#include "content/check.h"
#include "content/fields.h"

enum { LIBRARY_MAX = 400, EXPLAINED_MAX = 4000 };

static const struct field policy_fields[] = {
	LINE(content_policy, title, FIELD_UNIQUE, LINE_MAX_BYTES, "Leave for family reasons"),
	TEXT(content_policy, about, 0, CLAUSE_MAX, "Who may take leave, and how to ask for it."),
	LINE(content_policy, owner, 0, LINE_MAX_BYTES, "Human Resources"),
	TEXT(content_policy, where, FIELD_OPTIONAL | FIELD_UNSUPPLIED, CLAUSE_MAX,
             "Staff handbook, chapter 4."),
	CHECKED(content_policy, link, FIELD_OPTIONAL | FIELD_UNSUPPLIED, LINE_MAX_BYTES, check_link,
                "https://www.example.org/leave"),
	LINES(content_policy, institutions, FIELD_OPTIONAL, 24, ID_MAX, check_id, "[university]"),
	DATE(content_policy, checked, FIELD_UNSUPPLIED, "2026-03-01"),
};
static const struct schema policy_schema = SCHEMA(policy_fields, content_policy);

static const struct field policies_fields[] = {
	ROWS(content, policies, 0, 0, LIBRARY_MAX, policy_schema,
             "[{title: …, about: …, owner: …, checked: not supplied}]"),
};
const struct schema policies_schema = SCHEMA(policies_fields, content);

static const struct field term_fields[] = {
	LINE(content_term, name, FIELD_UNIQUE, LINE_MAX_BYTES, "Confidentiality"),
	TEXT(content_term, text, 0, EXPLAINED_MAX, "What you tell us stays with us."),
};
static const struct schema term_schema = SCHEMA(term_fields, content_term);

static const struct field principles_fields[] = {
	ROWS(content, principles, 0, 0, 24, term_schema, "[{name: Confidentiality, text: …}]"),
	ROWS(content, glossary, FIELD_OPTIONAL, 0, LIBRARY_MAX, term_schema,
             "[{name: Ombuds, text: …}]"),
};
const struct schema principles_schema = SCHEMA(principles_fields, content);

static bool
is_ours(const struct content *c, const char *id)
{
	for (size_t i = 0; i < c->institutions_n; i++) {
		if (c->institutions[i].id != NULL && strcmp(c->institutions[i].id, id) == 0)
			return true;
	}
	return false;
}

void
institutions_check(struct walk *w, const yaml_node_t *mapping, const struct where *at,
                   const struct content_texts *ids, const struct content *c)
{
	size_t line = 1;

	(void)walk_value(w, mapping, "institutions", &line);
	struct where here = {at, "institutions", 0, line};
	for (size_t i = 0; i < ids->n; i++) {
		if (!is_ours(c, ids->list[i]))
			report(w->report, &here, line,
			       said("'%s' is none of the office's institutions", ids->list[i]),
			       said("Write the id of one that office.yaml lists, like %s.",
			            c->institutions_n > 0 && c->institutions[0].id != NULL
			                    ? c->institutions[0].id
			                    : "university"));
	}
}

void
policies_check(struct walk *w, const yaml_node_t *root, const struct content *c)
{
	size_t line = 1;
	const yaml_node_t *list = walk_value(w, root, "policies", &line);
	struct where at = {NULL, "policies", 0, line};

	if (list == NULL || list->type != YAML_SEQUENCE_NODE)
		return; /* reported already */
	for (size_t i = 0; i < c->policies_n; i++) {
		const yaml_node_t *row =
			yaml_document_get_node(w->document, list->data.sequence.items.start[i]);
		struct where here = {&at, NULL, i + 1, row->start_mark.line + 1};
		institutions_check(w, row, &here, &c->policies[i].institutions, c);
	}
}
