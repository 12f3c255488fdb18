/* Which files a folder of an office's has. */
#ifndef ALCOVE_CONTENT_NAMES_H
#define ALCOVE_CONTENT_NAMES_H

#include "content/reading.h"

struct names {
	char **list; /* in the order of the alphabet */
	size_t n;
};

/*
 * The files of directory/inner (inner "": of directory) that end so, without
 * hidden ones, into names, which is zeroed; those that end almost so are
 * reported. No folder there: none. ERR_DISK, ERR_MEMORY. names_clear either way.
 */
MUST_USE int names_read(struct reading *r, struct names *names, const char *directory,
                        const char *inner, const char *ending, const char *almost);
void names_clear(struct names *names);

/* Reports such a file as a whole; takes what and remedy. */
void report_name(struct reading *r, const char *directory, const char *inner, const char *name,
                 char *what, char *remedy);

#endif
