#include "core/json.h"

#include <string.h>

static json_t *
load(struct span text, json_error_t *why)
{
	return json_loadb((const char *)text.p, text.n, JSON_REJECT_DUPLICATES, why);
}

/* Who has no memory stops elsewhere the second time, or cannot even say why. */
static bool
same_mistake(const json_error_t *a, const json_error_t *b)
{
	return a->text[0] != '\0' && json_error_code(a) != json_error_out_of_memory &&
	       a->position == b->position && strcmp(a->text, b->text) == 0;
}

/*
 * Without memory jansson leaves bytes out of strings and numbers and goes on (its
 * lex_save), so that a promise, a key or a day would be read otherwise than it was
 * signed. It does not leave out the same bytes twice.
 */
int
json_read(json_t **out, struct span text)
{
	json_error_t why[2];
	json_t *first = load(text, &why[0]), *second = load(text, &why[1]);
	int rc = 0;

	if (first == NULL && second == NULL)
		rc = same_mistake(&why[0], &why[1]) ? ERR_FORMAT : ERR_MEMORY;
	else if (first == NULL || second == NULL || json_equal(first, second) != 1)
		rc = ERR_MEMORY;
	*out = rc == 0 ? json_incref(first) : NULL;
	json_decref(first);
	json_decref(second);
	return rc;
}
