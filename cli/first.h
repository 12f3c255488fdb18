/*
 * The first version of what an office writes about itself: a few questions, and
 * the folder that comes of their answers (templates: cli/new). Pure: the day is
 * an argument, new.c asks and writes. Whether an answer will do, content's own
 * schema says: an answer is tried in office.yaml, and read.
 */
#ifndef ALCOVE_CLI_FIRST_H
#define ALCOVE_CLI_FIRST_H

#include "content/content.h"
#include "content/memory.h"

/* A list has ';' between its entries. */
enum question_name {
	ASK_NAME,
	ASK_TITLE,
	ASK_INSTITUTIONS,
	ASK_POPULATIONS,
	ASK_PEOPLE, /* "Robin Vale; Kim Lee (arranging)" */
	ASK_ANSWERS_TO,
	ASK_WRITING,
	ASK_DAYS,
	ASK_EMERGENCY,
	ASK_PHONE,
	ASK_HOURS,
	ASK_PLACE,
	ASK_ORIGINS,
	ASK_LANGUAGES,
	QUESTIONS
};

struct question {
	const char *key; /* in a file of answers */
	const char *ask;
	const char *help;  /* one sentence */
	const char *usual; /* what stands when nothing is answered; NULL: it has to be answered */
	const char *example;
};
extern const struct question questions[QUESTIONS];

/* Texts are UTF-8 without line breaks or blanks at either end. */
struct answers {
	const char *given[QUESTIONS]; /* NULL: not answered */
	struct memory *memory;        /* owns them; memory_free it */
};

/*
 * Takes an answer. 0; ERR_FORMAT: it was not taken, and problems, zeroes at
 * first, say what to change; their lines and files say nothing. ERR_MEMORY.
 */
MUST_USE int first_answer(struct answers *a, enum question_name q, struct span text,
                          struct content_problems *problems);

/* Takes answers from YAML, "key: value" a line; file is only named in problems. As first_answer. */
MUST_USE int first_read(struct answers *a, const char *file, struct span text,
                        struct content_problems *problems);

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
