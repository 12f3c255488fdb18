#include "cli/answers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/first.h"
#include "content/problem.h"

size_t
answers_rows(const struct answers *a, enum question_list list)
{
	const struct question_rows *rows = &question_rows[list];
	size_t n = 0;

	while (n < rows->most && a->given[rows->name][n] != NULL)
		n++;
	return n;
}

const char *
answers_or_usual(const struct answers *a, enum question_name q, size_t row)
{
	return a->given[q][row] != NULL ? a->given[q][row] : questions[q].usual;
}

void
answers_id(char id[ANSWER_ID_BYTES + 1], struct span name, size_t row)
{
	char number[24] = "";
	size_t n = 0, most = ANSWER_ID_BYTES;

	if (row > 0)
		(void)snprintf(number, sizeof number, "-%zu", row + 1);
	most -= strlen(number);
	for (size_t i = 0; i < name.n && n < most; i++) {
		uint8_t c = name.p[i];

		if (c >= 'A' && c <= 'Z')
			c = (uint8_t)(c - 'A' + 'a');
		bool fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
		if (fits || (n > 0 && id[n - 1] != '-'))
			id[n++] = fits ? (char)c : '-';
	}
	while (n > 0 && id[n - 1] == '-')
		n--;
	id[n] = '\0';
	if (n == 0)
		(void)snprintf(id, ANSWER_ID_BYTES + 1, "institution%s", row == 0 ? "-1" : number);
	else
		memcpy(id + n, number, strlen(number) + 1);
}

/* ---- several in one answer ---- */

struct span
answers_trimmed(struct span s)
{
	while (s.n > 0 && s.p[0] == ' ')
		s = span(s.p + 1, s.n - 1);
	while (s.n > 0 && s.p[s.n - 1] == ' ')
		s.n--;
	return s;
}

struct span
answers_part(struct span *rest)
{
	struct span part = SPAN_NONE;

	while (part.n == 0 && rest->n > 0) {
		const uint8_t *end = memchr(rest->p, ';', rest->n);
		size_t n = end == NULL ? rest->n : (size_t)(end - rest->p);

		part = answers_trimmed(span(rest->p, n));
		*rest = end == NULL ? SPAN_NONE : span(end + 1, rest->n - n - 1);
	}
	return part;
}

/* ---- taking one ---- */

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
answers_take(struct answers *a, enum question_name q, size_t row, struct span text,
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
		              said("Leave some out; the others can be added to office.yaml."));
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
answers_remove(struct answers *a, enum question_list list, size_t row,
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
