#include <string.h>

#include "cli/taking.h"
#include "content/schema.h"
#include "content/yaml_text.h"

enum { ANSWER_MAX = 2000 };

struct values {
	const char *given[QUESTIONS];
};

/* Values as they stand in the file; each is then taken as if it had been typed. */
static int
read_values(struct values *values, struct memory **memory, const char *file, struct span text,
            struct content_problems *problems)
{
	struct field fields[QUESTIONS];
	struct schema schema = {fields, 0, sizeof *values};
	struct report r = {file, problems, 0};
	yaml_document_t document;
	struct walk w = {&r, &document, memory, memory, {{NULL, 0}, NULL}};
	int rc;

	for (size_t i = 0; i < QUESTIONS; i++) {
		if (questions[i].key == NULL)
			continue;
		fields[schema.n++] = (struct field){
			.key = questions[i].key,
			.type = FIELD_LINE,
			.flags = FIELD_OPTIONAL |
		                 (questions[i].usual != NULL ? FIELD_UNSUPPLIED : 0),
			.at = offsetof(struct values, given) + i * sizeof values->given[0],
			.max = ANSWER_MAX,
			.example = questions[i].example,
		};
	}
	rc = yaml_text_read(&document, text, &r);
	if (rc != 0)
		return r.err != 0 ? r.err : rc;
	const yaml_node_t *root = yaml_document_get_root_node(&document);
	if (root->type == YAML_MAPPING_NODE)
		schema_read(&w, &schema, NULL, root, values);
	else
		report(&r, NULL, root->start_mark.line + 1,
		       said("is not a list of keys and values"),
		       said("Begin with a key: name: Ombuds Office"));
	yaml_document_delete(&document);
	return r.err != 0 ? r.err : problems->n > 0 ? ERR_FORMAT : 0;
}

static bool
take_ending(struct span *s, const char *ending)
{
	size_t n = strlen(ending);

	if (s->n <= n || memcmp(s->p + s->n - n, ending, n) != 0)
		return false;
	*s = answers_trimmed(span(s->p, s->n - n));
	return true;
}

/* Names with ';' between them, and what a person does behind the name. */
static int
take_rows(struct answers *a, enum question_name q, struct span rest,
          struct content_problems *problems)
{
	struct span part;
	int rc = 0;

	for (size_t row = 0; rc == 0 && (part = answers_part(&rest)).n > 0; row++) {
		const char *role = NULL;

		if (q == ASK_PERSON && take_ending(&part, "(arranging)"))
			role = "arranging";
		else if (q == ASK_PERSON && take_ending(&part, "(ombuds)"))
			role = "ombuds";
		rc = taking_one(a, q, row, part, problems);
		if (rc == 0 && role != NULL)
			rc = taking_one(a, ASK_ROLE, row, span_text(role), problems);
	}
	return rc;
}

/* What is wrong with an answer, said of the file that it is from. */
static int
report_answer(const char *file, enum question_name q, const struct content_problems *found,
              struct content_problems *problems)
{
	struct report r = {file, problems, 0};
	struct where at = {NULL, questions[q].key, 0, 0};

	for (size_t i = 0; i < found->n; i++)
		report(&r, &at, 0, said("%s", found->list[i].what),
		       said("%s", found->list[i].remedy));
	return r.err;
}

int
taking_file(struct answers *a, const char *file, struct span text,
            struct content_problems *problems)
{
	struct values values = {{NULL}};
	struct memory *memory = NULL;
	int rc = read_values(&values, &memory, file, text, problems);

	for (enum question_name q = 0; q < QUESTIONS && rc == 0; q++) {
		struct content_problems found = {0};

		if (values.given[q] == NULL)
			continue;
		rc = questions[q].list == ASKED_ONCE
		             ? taking_one(a, q, 0, span_text(values.given[q]), &found)
		             : take_rows(a, q, span_text(values.given[q]), &found);
		if (rc == ERR_FORMAT)
			rc = report_answer(file, q, &found, problems);
		content_problems_clear(&found);
	}
	memory_free(memory);
	return rc == 0 && problems->n > 0 ? ERR_FORMAT : rc;
}
