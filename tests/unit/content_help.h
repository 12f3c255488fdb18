/* What the tests of content share: files of the source tree, problems as they should be, and want
 * of memory. */
#ifndef ALCOVE_TESTS_CONTENT_HELP_H
#define ALCOVE_TESTS_CONTENT_HELP_H

#include <stdbool.h>
#include <stddef.h>

#include "content/content.h"

enum { PATH_BYTES = 1024 };

const char *source_path(char out[PATH_BYTES], const char *name);

/* A file of the source tree, with a NUL after it that does not count; for free(). */
char *slurp(const char *name, size_t *n);

/* The first `find` in text with `put` in its place; for free(). */
char *replaced(const char *text, const char *find, const char *put);

struct expected {
	size_t line;
	const char *key;
	const char *what;   /* part of it */
	const char *remedy; /* part of it */
};

/* name is what a failure is told of. */
void assert_problem(const char *name, const struct content_problem *p, const char *file,
                    const struct expected *e);

/* A folder of the source tree, which has no problems. */
struct content *loaded(const char *office);
struct content *loaded_in(const char *office, const char *language);

/* With all that is in it. */
void remove_folder(const char *path);

bool has(const char *text, const char *part);

/* From here on our own code gets so many allocations and no more, until there is enough again. */
void memory_short(size_t allocations);
void memory_enough(void);

#endif
