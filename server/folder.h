/*
 * Whether the folder that is served is still where it was, with its files. A server goes on with
 * what it has open when the folder is moved, removed or put back from a copy under it, and would
 * acknowledge what nobody finds afterwards.
 */
#ifndef ALCOVE_SERVER_FOLDER_H
#define ALCOVE_SERVER_FOLDER_H

#include <stdbool.h>
#include <sys/types.h>

enum { FOLDER_FILES = 5 };

/* What stood under each name when the office was opened. */
struct folder {
	const char *path; /* the caller's */
	struct {
		dev_t device;
		ino_t file;
	} was[FOLDER_FILES]; /* all zero: nothing */
};

/* To be called once the office is open, when all of it is there. */
void folder_remember(struct folder *f, const char *path);
/* false: another stands there, or nothing. What cannot be looked at just now is taken to stand. */
bool folder_stands(const struct folder *f);

#endif
