/* Files under tests/vectors, for cmocka tests: a failure to read one fails the test. */
#ifndef ALCOVE_TESTS_VECTORS_H
#define ALCOVE_TESTS_VECTORS_H

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/bytes.h"

enum { VECTORS_POOL = 1 << 18, VECTORS_PATH_MAX = 4096 };

/* Bytes of the vector at hand; hex_of fills it, vectors_next empties it. */
static uint8_t vectors_pool[VECTORS_POOL];
static size_t vectors_used;

static inline void
vectors_path(char out[VECTORS_PATH_MAX], const char *name)
{
	const char *root = getenv("ALCOVE_SOURCE_ROOT");
	int n = snprintf(out, VECTORS_PATH_MAX, "%s/tests/vectors/%s", root != NULL ? root : ".",
	                 name);

	assert_true(n > 0 && n < VECTORS_PATH_MAX);
}

/* The caller releases it with json_decref. */
static inline json_t *
vectors_load(const char *name)
{
	char path[VECTORS_PATH_MAX];
	json_error_t error;
	json_t *json;

	vectors_path(path, name);
	json = json_load_file(path, 0, &error);
	if (json == NULL)
		fail_msg("%s: %s", path, error.text);
	return json;
}

static inline void
vectors_next(void)
{
	vectors_used = 0;
}

static inline const char *
text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	if (text == NULL)
		fail_msg("a vector without \"%s\"", key);
	return text;
}

/* Valid until vectors_next. */
static inline struct span
hex_of(const json_t *object, const char *key)
{
	const char *text = text_of(object, key);
	struct span s = {vectors_pool + vectors_used, strlen(text) / 2};

	assert_true(vectors_used + s.n < VECTORS_POOL);
	assert_int_equal(hex_get(vectors_pool + vectors_used, s.n, span_text(text)), 0);
	vectors_used += s.n + 1;
	return s;
}

static inline size_t
number_of(const json_t *object, const char *key)
{
	const json_t *number = json_object_get(object, key);

	assert_true(json_is_integer(number));
	return (size_t)json_integer_value(number);
}

static inline void
assert_span(struct span got, struct span wanted)
{
	assert_int_equal(got.n, wanted.n);
	if (got.n > 0)
		assert_memory_equal(got.p, wanted.p, wanted.n);
}

#endif
