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

/* Where answers come from, and what is wrong with those that were not taken. */
struct source {
	const char *file;
	struct content_problems *problems;
};

/* As taking_one; what is wrong is said of the key under which the answer stands. */
static int
take(struct answers *a, enum question_name q, size_t row, struct span text,
     const struct source *from)
{
	struct content_problems found = {0};
	struct report r = {from->file, from->problems, 0};
	struct where at = {NULL, questions[questions[q].key == NULL ? ASK_PERSON : q].key, 0, 0};
	int rc = taking_one(a, q, row, text, &found);

	for (size_t i = 0; rc == ERR_FORMAT && i < found.n; i++)
		report(&r, &at, 0, said("%s", found.list[i].what),
		       said("%s", found.list[i].remedy));
	content_problems_clear(&found);
	return r.err != 0 ? r.err : rc;
}

/* Takes what a person does from behind the name; NULL where nothing is said. */
static const char *
take_role(struct span *name)
{
	return take_ending(name, "(arranging)") ? "arranging"
	       : take_ending(name, "(ombuds)")  ? "ombuds"
	                                        : NULL;
}

/*
 * Names with ';' between them, and what a person does behind the name. A name that will not do
 * hides none of the others; what they do is taken when all are there, as one ombuds is enough.
 */
static int
take_rows(struct answers *a, enum question_name q, struct span names, const struct source *from)
{
	struct span rest = names, part;
	size_t row = 0;
	int rc = 0, first = 0;

	while ((part = answers_part(&rest)).n > 0 && first != ERR_MEMORY) {
		if (q == ASK_PERSON)
			(void)take_role(&part);
		rc = take(a, q, row, part, from);
		row += rc == 0;
		if (first == 0)
			first = rc;
	}
	if (row == 0 && first == 0)
		return take(a, q, 0, names, from);
	rest = names;
	for (row = 0; q == ASK_PERSON && first == 0 && (part = answers_part(&rest)).n > 0; row++) {
		const char *role = take_role(&part);

		if (role != NULL)
			first = take(a, ASK_ROLE, row, span_text(role), from);
	}
	return first;
}

int
taking_file(struct answers *a, const char *file, struct span text,
            struct content_problems *problems)
{
	struct values values = {{NULL}};
	struct memory *memory = NULL;
	struct source from = {file, problems};
	int rc = read_values(&values, &memory, file, text, problems);

	for (enum question_name q = 0; q < QUESTIONS && rc == 0; q++) {
		struct span answer = span_text(values.given[q] == NULL ? "" : values.given[q]);

		if (values.given[q] != NULL)
			rc = questions[q].list == ASKED_ONCE ? take(a, q, 0, answer, &from)
			                                     : take_rows(a, q, answer, &from);
		if (rc == ERR_FORMAT)
			rc = 0; /* the others are looked at, too */
	}
	memory_free(memory);
	return rc == 0 && problems->n > 0 ? ERR_FORMAT : rc;
}
