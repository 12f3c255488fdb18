/* What is wrong with an office's folder, as its readers see it. */
#ifndef ALCOVE_CONTENT_PROBLEMS_H
#define ALCOVE_CONTENT_PROBLEMS_H

#include <stddef.h>

#include "core/bytes.h"

enum { CONTENT_PROBLEMS_MAX = 100 /* kept of one reading */ };

/* One thing to put right. All texts are owned by the list. */
struct content_problem {
	char *file;
	size_t line;  /* from 1; 0: the file as a whole */
	char *key;    /* "people[2].role" is the role of the second person; "" is the whole file */
	char *what;   /* "is missing", without full stop */
	char *remedy; /* what to do about it, a whole sentence */
};

/* File by file, in the order of their lines. A missing key has the line of what it is missing from.
 */
struct content_problems {
	struct content_problem *list;
	size_t n;
	size_t unsaid; /* how many more there were */
};

void content_problems_clear(struct content_problems *problems);

/* "office.yaml:12: people[2].role: 'boss' is … Write …" The caller frees; NULL: no memory. */
MUST_USE char *content_problem_text(const struct content_problem *problem);

#endif
