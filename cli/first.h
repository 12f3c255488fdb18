/*
 * The first version of what an office writes about itself: the folder that comes
 * of a newcomer's answers (templates: cli/new). Pure: the day is an argument, new.c
 * writes the files.
 */
#ifndef ALCOVE_CLI_FIRST_H
#define ALCOVE_CLI_FIRST_H

#include "cli/answers.h"

/* The files, by their place in the folder; a folder on the way there is in first_folders. */
struct first_file {
	const char *path;
	const char *template;
	const char *name;   /* of an entry: what it is called, */
	const char *owner;  /* who writes it (NULL: the office), */
	const char *topics; /* and what for */
};
extern const struct first_file first_files[];
extern const size_t first_files_n;
extern const char *const first_folders[2];

/* The text of a file onto out, which is CONTENT_FILE_MAX at most; what is not answered is as usual.
 * today: YYYY-MM-DD. ERR_MEMORY, ERR_SIZE. */
MUST_USE int first_write(struct buf *out, const struct first_file *file, const struct answers *a,
                         const char *today);

/* Text as a YAML value on one line that is read as just this text, whatever is in it but control
 * characters and line breaks. */
void first_scalar(struct buf *out, struct span text);

#endif
