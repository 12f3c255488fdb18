#include "cli/answers.h"

#include <stdio.h>
#include <string.h>

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
