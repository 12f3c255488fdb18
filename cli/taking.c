#include "cli/taking.h"

#include <stdlib.h>
#include <string.h>

#include "cli/first.h"
#include "content/content.h"
#include "content/problem.h"

/* office.yaml as it would be, read. */
static int
try_out(const struct answers *a, struct content_problems *problems)
{
	struct content *c = NULL;
	struct buf text;
	int rc;

	buf_init(&text, CONTENT_FILE_MAX);
	rc = first_write(&text, &first_files[0], a, "2026-01-01");
	if (rc == 0)
		rc = content_parse(&c, "office.yaml", buf_span(&text), problems);
	content_free(c);
	buf_clear(&text);
	return rc;
}

static int
refuse(enum question_name q, struct content_problems *problems, char *what, char *remedy)
{
	struct report r = {"", problems, 0};
	struct where at = {NULL, questions[q].key == NULL ? "" : questions[q].key, 0, 0};

	report(&r, &at, 0, what, remedy);
	return r.err != 0 ? r.err : ERR_FORMAT;
}

/* What a YAML value would fold into a blank, or end at. */
static bool
has_breaks(struct span text)
{
	return text.n > 0 &&
	       (memchr(text.p, '\n', text.n) != NULL || memchr(text.p, 0, text.n) != NULL);
}

int
taking_one(struct answers *a, enum question_name q, size_t row, struct span text,
           struct content_problems *problems)
{
	unsigned most = question_rows[questions[q].list].most;
	const char *old, *wrong, *remedy = NULL;
	int rc;

	if (has_breaks(text))
		return refuse(q, problems, said("has several lines and must be one"),
		              said("Write it on one line: %s", questions[q].example));
	if (row >= (most == 0 ? 1 : most))
		return refuse(q, problems, said("has more than %u entries", most),
		              said("Leave some out: office.yaml takes no more either."));
	text = answers_trimmed(text);
	old = a->given[q][row];
	a->given[q][row] = memory_text(&a->memory, (const char *)text.p, text.n);
	if (a->given[q][row] == NULL) {
		a->given[q][row] = old;
		return ERR_MEMORY;
	}
	rc = try_out(a, problems);
	wrong = rc != 0 || questions[q].check == NULL
	                ? NULL
	                : questions[q].check(a->given[q][row], &remedy);
	if (wrong != NULL) {
		char *quoted = shown((const char *)text.p, text.n);

		rc = quoted == NULL ? ERR_MEMORY
		                    : refuse(q, problems, said("'%s' %s", quoted, wrong),
		                             said("%s", remedy));
		free(quoted);
	}
	if (rc != 0)
		a->given[q][row] = old;
	return rc;
}

int
taking_out(struct answers *a, enum question_list list, size_t row,
           struct content_problems *problems)
{
	const struct question_rows *rows = &question_rows[list];
	struct answers less = *a;
	int rc;

	for (enum question_name q = rows->name; q <= rows->last; q++) {
		memmove(&less.given[q][row], &less.given[q][row + 1],
		        (ANSWER_ROWS - row - 1) * sizeof less.given[q][0]);
		less.given[q][ANSWER_ROWS - 1] = NULL;
	}
	if (answers_rows(&less, list) == 0)
		return refuse(rows->name, problems, said("must not be the last one to go"),
		              said("Write another name instead."));
	rc = try_out(&less, problems);
	if (rc == 0)
		*a = less;
	return rc;
}
