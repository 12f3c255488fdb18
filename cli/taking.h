/*
 * Whether an answer will do: it is put into office.yaml as that would be written (first.h), which
 * content reads; and then its question's own check looks at it.
 */
#ifndef ALCOVE_CLI_TAKING_H
#define ALCOVE_CLI_TAKING_H

#include "cli/answers.h"
#include "content/problems.h"

/*
 * Takes an answer. 0; ERR_FORMAT: it was not taken, and problems, zeroes at
 * first, say what to change; their lines and files say nothing. ERR_MEMORY.
 */
MUST_USE int taking_one(struct answers *a, enum question_name q, size_t row, struct span text,
                        struct content_problems *problems);

/* Takes a row out of a list; those behind it move up. As taking_one. */
MUST_USE int taking_out(struct answers *a, enum question_list list, size_t row,
                        struct content_problems *problems);

/* Takes answers from YAML, "key: value" a line; file is only named in problems. A list's names have
 * ';' between them, and "(arranging)" behind a person who only arranges. As taking_one. */
MUST_USE int taking_file(struct answers *a, const char *file, struct span text,
                         struct content_problems *problems);

#endif
