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

static json_t *
line_of(const char *verb, va_list list)
{
	json_t *line = json_pack("{s:s}", "do", verb);
	const char *key, *value;

	while (line != NULL && (key = va_arg(list, const char *)) != NULL) {
		value = va_arg(list, const char *);
		if (value != NULL && json_object_set_new(line, key, json_string(value)) != 0) {
			json_decref(line);
			return NULL;
		}
	}
	return line;
}

int
room_asked(struct room *r, const char *verb, ...)
{
	struct verb_problem why;
	va_list list;
	json_t *line;
	int rc;

	va_start(list, verb);
	line = line_of(verb, list);
	va_end(list);
	rc = line == NULL ? ERR_MEMORY : room_do(r, &why, line);
	json_decref(line);
	return rc;
}

int
desk_asked(struct desk *d, const char *verb, uint32_t matter, ...)
{
	struct verb_problem why;
	char name[MATTER_NAME_MAX];
	va_list list;
	json_t *line;
	int rc;

	va_start(list, matter);
	line = line_of(verb, list);
	va_end(list);
	if (line != NULL && matter < MATTER_ID_LIMIT) {
		matter_name(name, matter);
		if (json_object_set_new(line, "matter", json_string(name)) != 0)
			json_decref(line), line = NULL;
	}
	rc = line == NULL ? ERR_MEMORY : desk_do(d, &why, line);
	json_decref(line);
	return rc;
}
