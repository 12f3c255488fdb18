#include "core/json.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/secret.h"

/* What jansson frees it gives no size of. */
struct piece {
	size_t n;
	max_align_t bytes[];
};

static void *
piece_new(size_t n)
{
	struct piece *p = n <= SIZE_MAX - sizeof *p ? malloc(sizeof *p + n) : NULL;

	if (p == NULL)
		return NULL;
	p->n = n;
	return p->bytes;
}

static void
piece_free(void *bytes)
{
	struct piece *p;

	if (bytes == NULL)
		return;
	p = (struct piece *)(void *)((char *)bytes - offsetof(struct piece, bytes));
	secret_wipe(p, sizeof *p + p->n);
	free(p);
}

void
json_start(void)
{
	json_malloc_t now;

	/* Functions of somebody's own, as a test sets them, stay. */
	json_get_alloc_funcs(&now, NULL);
	if (now == malloc)
		json_set_alloc_funcs(piece_new, piece_free);
}

char *
json_text(const json_t *value, size_t flags)
{
	char *dumped = json_dumps(value, flags), *text;
	size_t n = dumped == NULL ? 0 : strlen(dumped) + 1;
	json_free_t release;

	if (dumped == NULL)
		return NULL;
	json_get_alloc_funcs(NULL, &release);
	text = malloc(n);
	if (text != NULL)
		memcpy(text, dumped, n);
	release(dumped);
	return text;
}

static json_t *
load(struct span text, json_error_t *why)
{
	return json_loadb((const char *)text.p, text.n, JSON_REJECT_DUPLICATES, why);
}

/* Two parses that run out of memory fail at different places, or cannot say where. */
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

json_t *
json_whole(json_t *value, int rc)
{
	if (rc == 0)
		return value;
	json_decref(value);
	return NULL;
}

json_t *
json_members(const struct json_member *m, size_t n)
{
	json_t *object = json_object();
	bool whole = object != NULL;

	/* json_object_set_new takes its value over also when it fails, and refuses NULL */
	for (size_t i = 0; i < n; i++)
		whole = json_object_set_new(object, m[i].name, m[i].value) == 0 && whole;
	return json_whole(object, whole ? 0 : -1);
}
