#include "content_help.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/refused_memory.h"

const char *
source_path(char out[PATH_BYTES], const char *name)
{
	const char *root = getenv("ALCOVE_SOURCE_ROOT");

	(void)snprintf(out, PATH_BYTES, "%s/%s", root == NULL ? "." : root, name);
	return out;
}

/* A file of the source tree, with a NUL after it that does not count. */
char *
slurp(const char *name, size_t *n)
{
	char full[PATH_BYTES];
	FILE *f = fopen(source_path(full, name), "rb");

	assert_non_null(f);
	char *text = malloc(CONTENT_FILE_MAX + 1);
	assert_non_null(text);
	*n = fread(text, 1, CONTENT_FILE_MAX, f);
	text[*n] = '\0';
	fclose(f);
	return text;
}

char *
replaced(const char *text, const char *find, const char *put)
{
	const char *at = strstr(text, find);

	if (at == NULL)
		fail_msg("good.yaml does not hold '%s'", find);
	size_t size = strlen(text) + strlen(put) + 1;
	char *out = malloc(size);
	assert_non_null(out);
	(void)snprintf(out, size, "%.*s%s%s", (int)(at - text), text, put, at + strlen(find));
	return out;
}

void
assert_problem(const char *name, const struct content_problem *p, const char *file,
               const struct expected *e)
{
	if (p->line != e->line || strcmp(p->key, e->key) != 0 || strstr(p->what, e->what) == NULL ||
	    strstr(p->remedy, e->remedy) == NULL)
		fail_msg("%s: got %zu: [%s] %s. [%s]; wanted %zu: [%s] %s. [%s]", name, p->line,
		         p->key, p->what, p->remedy, e->line, e->key, e->what, e->remedy);
	assert_string_equal(p->file, file);
}

struct content *
loaded(const char *office)
{
	return loaded_in(office, NULL);
}

struct content *
loaded_in(const char *office, const char *language)
{
	struct content_problems problems = {0};
	struct content *c;
	char full[PATH_BYTES];

	int err = content_load(&c, source_path(full, office), language, &problems);
	if (problems.n > 0)
		fail_msg("%s", content_problem_text(&problems.list[0]));
	assert_int_equal(err, 0);
	content_problems_clear(&problems);
	return c;
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *walk)
{
	(void)st, (void)kind, (void)walk;
	return remove(path);
}

void
remove_folder(const char *path)
{
	assert_int_equal(nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
}

bool
has(const char *text, const char *part)
{
	return strstr(text, part) != NULL;
}

/* ---- want of memory ---- */

static bool counting;
static size_t allocations_left;

bool
memory_refused(void)
{
	return counting && (allocations_left == 0 || allocations_left-- == 0);
}

void
memory_short(size_t allocations)
{
	allocations_left = allocations;
	counting = true;
}

void
memory_enough(void)
{
	counting = false;
}
