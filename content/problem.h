/* Collecting what is wrong with a file, each with its place and its remedy. */
#ifndef ALCOVE_CONTENT_PROBLEM_H
#define ALCOVE_CONTENT_PROBLEM_H

#include "content/problems.h"

/* A place in a document: a key, or an entry of a list, and what it stands in. */
struct where {
	const struct where *up; /* NULL: stands at the top of the file */
	const char *key;        /* NULL for an entry of a list */
	size_t entry;           /* from 1 */
	size_t line;            /* of the key or entry */
};

struct report {
	const char *file;
	struct content_problems *problems;
	int err; /* 0 or ERR_MEMORY, which sticks */
};

/* printf into new memory; NULL: none left. */
char *said(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Shortened to fit into a message, control characters as '?'. NULL: no memory. */
char *shown(const char *text, size_t n);

/* Adds a problem. Takes what and remedy, which may be NULL for want of memory. where NULL: the
 * whole file. */
void report(struct report *r, const struct where *where, size_t line, char *what, char *remedy);

/*
 * Which of count words comes nearest to a mistyped one: count when none is near
 * enough to be meant. Capitals and hyphens for underscores are forgiven.
 */
size_t nearest_word(const char *typed, const char *const *words, size_t count);

#endif
