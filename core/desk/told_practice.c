/* How the office counts, as JSON: what can be chosen, and the codes. */
#include "core/desk/told.h"

#include "core/json.h"

static json_t *
text(struct span s)
{
	return json_stringn(s.n == 0 ? "" : (const char *)s.p, s.n);
}

static json_t *
words_json(const char *const *words)
{
	json_t *list = json_array();
	int rc = list == NULL ? -1 : 0;

	for (size_t i = 0; rc == 0 && words[i] != NULL; i++)
		rc = json_array_append_new(list, json_string(words[i]));
	return json_whole(list, rc);
}

static json_t *
rows_of(const struct practice_rows *rows)
{
	const char *names[PRACTICE_ROWS_MAX + 1] = {NULL};

	for (size_t i = 0; i < rows->n; i++)
		names[i] = rows->names[i];
	return words_json(names);
}

static json_t *
asks_json(unsigned asks)
{
	const char *names[PRACTICE_ROWS_MAX] = {NULL};
	size_t n = 0;

	for (unsigned i = 0; dimension_names[i] != NULL; i++) {
		if ((asks >> i & 1) != 0)
			names[n++] = dimension_names[i];
	}
	return words_json(names);
}

static json_t *
code_json(const struct code_row *row)
{
	char code[CODE_TEXT_MAX];

	code_text(code, row->code);
	return JSON_MEMBERS({"code", json_string(code)}, {"name", text(row->name)},
	                    {"about", text(row->about)});
}

static json_t *
codes_json(const struct codes *c)
{
	json_t *list = json_array();
	int rc = list == NULL ? -1 : 0;

	for (size_t i = 0; rc == 0 && i < c->n; i++)
		rc = json_array_append_new(list, code_json(&c->rows[i]));
	return json_whole(list, rc);
}

json_t *
told_practice(const struct desk *d)
{
	struct practice *p = practice_new(desk_office(d)->roster.charter);
	char name[PERIOD_TEXT_MAX];
	json_t *told;

	if (p == NULL)
		return NULL;
	period_text(name, &p->period, period_of(&p->period, desk_office(d)->day));
	told = JSON_MEMBERS(
		{"period", json_string(name)}, {"groups", rows_of(&p->groups)},
		{"heard", rows_of(&p->heard)}, {"asks", asks_json(p->asks)},
		{"services", words_json(mark_services)}, {"with", words_json(mark_with)},
		{"endings", words_json(mark_endings)}, {"minutes", words_json(mark_minutes)},
		{"outreach", words_json(outreach_kinds)},
		{"threshold", json_integer((json_int_t)p->threshold)},
		{"theme_letters", json_integer(THEME_LETTERS_MAX)},
		{"theme_printed", json_integer(THEME_PRINTED)}, {"codes", codes_json(&p->codes)});
	practice_free(p);
	return told;
}

json_t *
told_codes(const struct desk *d, struct span typed, struct span also)
{
	struct practice *p = practice_new(desk_office(d)->roster.charter);
	uint8_t found[CODES_FOUND_MAX], exact;
	json_t *list = json_array();
	int rc = p == NULL || list == NULL ? -1 : 0;
	size_t n = 0;

	if (rc == 0) {
		codes_also(&p->codes, also);
		n = codes_find(&p->codes, typed, found);
	}
	if (rc == 0 && code_read(&exact, typed) == 0 && codes_row(&p->codes, exact) != NULL) {
		found[0] = exact;
		n = 1;
	}
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = json_array_append_new(list, code_json(codes_row(&p->codes, found[i])));
	practice_free(p);
	return json_whole(list, rc);
}
