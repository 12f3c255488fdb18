#include "core/json.h"

static json_t *
load(struct span text)
{
	return json_loadb((const char *)text.p, text.n, JSON_REJECT_DUPLICATES, NULL);
}

/*
 * Without memory jansson leaves bytes out of strings and numbers and goes on (its
 * lex_save), so that a promise, a key or a day would be read otherwise than it was
 * signed. It does not leave out the same bytes twice.
 */
int
json_read(json_t **out, struct span text)
{
	json_t *first = load(text), *second = load(text);
	int rc = 0;

	if (first == NULL && second == NULL)
		rc = ERR_FORMAT;
	else if (first == NULL || second == NULL || json_equal(first, second) != 1)
		rc = ERR_MEMORY;
	*out = rc == 0 ? json_incref(first) : NULL;
	json_decref(first);
	json_decref(second);
	return rc;
}
