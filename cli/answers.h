/* What was answered to the questions (questions.h). */
#ifndef ALCOVE_CLI_ANSWERS_H
#define ALCOVE_CLI_ANSWERS_H

#include "cli/questions.h"
#include "content/memory.h"
#include "core/bytes.h"

enum { ANSWER_ROWS = 24, ANSWER_ID_BYTES = 40 };

/* Texts are UTF-8 without line breaks or blanks at either end. */
struct answers {
	/* NULL: not answered; [0] of what is asked once. */
	const char *given[QUESTIONS][ANSWER_ROWS];
	struct memory *memory; /* owns them; memory_free it */
};

/* How many of a list have a name. */
size_t answers_rows(const struct answers *a, enum question_list list);

/* What stands: what was given, else what is usual, else NULL. */
const char *answers_or_usual(const struct answers *a, enum question_name q, size_t row);

/* The id an institution gets from its name: small letters, digits and single hyphens, and its place
 * in the list, which tells those of the same letters apart. */
void answers_id(char id[ANSWER_ID_BYTES + 1], struct span name, size_t row);

/* Without blanks at either end. */
struct span answers_trimmed(struct span s);

/* The next of several in an answer, and what is left of it; no bytes: there is no more. */
struct span answers_part(struct span *rest);

#endif
