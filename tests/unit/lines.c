#include "tests/unit/lines.h"

#include <stdarg.h>
#include <string.h>

int __real_words_parse(char out[WORDS_TEXT_MAX], struct words_problem *why, struct span typed);
int __wrap_words_parse(char out[WORDS_TEXT_MAX], struct words_problem *why, struct span typed);

int
__wrap_words_parse(char out[WORDS_TEXT_MAX], struct words_problem *why, struct span typed)
{
	if (typed.n >= WORDS_TEXT_MAX || (typed.n > 0 && memchr(typed.p, '-', typed.n) != NULL))
		return __real_words_parse(out, why, typed);
	if (typed.n > 0)
		memcpy(out, typed.p, typed.n);
	out[typed.n] = '\0';
	return 0;
}

const char LINE_ON[] = "on";

static int
line_of(json_t **out, const char *verb, va_list list)
{
	const char *key, *value;
	int rc;

	*out = json_pack("{s:s}", "do", verb);
	rc = *out == NULL ? ERR_MEMORY : 0;
	while (rc == 0 && (key = va_arg(list, const char *)) != NULL) {
		value = va_arg(list, const char *);
		if (value != NULL && !utf8_valid(span_text(value)))
			rc = ERR_TEXT;
		else if (value != NULL &&
		         json_object_set_new(*out, key,
		                             value == LINE_ON ? json_true() : json_string(value)) !=
		                 0)
			rc = ERR_MEMORY;
	}
	return rc;
}

int
room_asked(struct room *r, const char *verb, ...)
{
	struct verb_problem why;
	va_list list;
	json_t *line;
	int rc;

	va_start(list, verb);
	rc = line_of(&line, verb, list);
	va_end(list);
	if (rc == 0)
		rc = room_do(r, &why, line);
	json_decref(line);
	return rc;
}

static int
of_matter(json_t *line, uint32_t matter)
{
	char name[MATTER_NAME_MAX];

	if (matter >= MATTER_ID_LIMIT)
		return 0;
	matter_name(name, matter);
	return json_object_set_new(line, "matter", json_string(name)) == 0 ? 0 : ERR_MEMORY;
}

int
desk_asked(struct desk *d, const char *verb, uint32_t matter, ...)
{
	struct verb_problem why;
	va_list list;
	json_t *line;
	int rc;

	va_start(list, matter);
	rc = line_of(&line, verb, list);
	va_end(list);
	if (rc == 0)
		rc = of_matter(line, matter);
	if (rc == 0)
		rc = desk_do(d, &why, line);
	json_decref(line);
	return rc;
}

int
desk_act_now(struct desk *d, const char *verb, uint32_t matter, ...)
{
	struct verb_problem why;
	va_list list;
	json_t *line;
	int rc;

	va_start(list, matter);
	rc = line_of(&line, verb, list);
	va_end(list);
	if (rc == 0)
		rc = of_matter(line, matter);
	if (rc == 0)
		rc = desk_act(d, &why, line);
	json_decref(line);
	return rc;
}
