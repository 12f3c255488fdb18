/*
 * What was answered to the questions (questions.h), and whether it will do: an answer is put into
 * office.yaml as it would be written (first.h), and content reads that.
 */
#ifndef ALCOVE_CLI_ANSWERS_H
#define ALCOVE_CLI_ANSWERS_H

#include "cli/questions.h"
#include "content/content.h"
#include "content/memory.h"

enum { ANSWER_ROWS = 24, ANSWER_ID_BYTES = 40 };

/* Texts are UTF-8 without line breaks or blanks at either end. */
struct answers {
	const char
		*given[QUESTIONS][ANSWER_ROWS]; /* NULL: not answered; [0] of what is asked once */
	struct memory *memory;                  /* owns them; memory_free it */
};

/* How many of a list have a name. */
size_t answers_rows(const struct answers *a, enum question_list list);

/* What stands: what was given, else what is usual, else NULL. */
const char *answers_or_usual(const struct answers *a, enum question_name q, size_t row);

/* The id an institution gets from its name: small letters, digits and single hyphens, and its place
 * in the list, which tells those of the same letters apart. */
void answers_id(char id[ANSWER_ID_BYTES + 1], struct span name, size_t row);

/*
 * Takes an answer. 0; ERR_FORMAT: it was not taken, and problems, zeroes at
 * first, say what to change; their lines and files say nothing. ERR_MEMORY.
 */
MUST_USE int answers_take(struct answers *a, enum question_name q, size_t row, struct span text,
                          struct content_problems *problems);

/* Takes a row out of a list; those behind it move up. As answers_take. */
MUST_USE int answers_remove(struct answers *a, enum question_list list, size_t row,
                            struct content_problems *problems);

/* Takes answers from YAML, "key: value" a line; file is only named in problems. A list's names have
 * ';' between them, and "(arranging)" behind a person who only arranges. As answers_take. */
MUST_USE int answers_read(struct answers *a, const char *file, struct span text,
                          struct content_problems *problems);

/* Without blanks at either end. */
struct span answers_trimmed(struct span s);

/* The next of several in an answer, and what is left of it; no bytes: there is no more. */
struct span answers_part(struct span *rest);

#endif
