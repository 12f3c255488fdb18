/*
 * The questions of `alcove office new`, a row each. Whether an answer will do, content's own schema
 * says (answers.h); what the schema has to let pass, and a newcomer should not write, stands in the
 * row's own check.
 */
#ifndef ALCOVE_CLI_QUESTIONS_H
#define ALCOVE_CLI_QUESTIONS_H

/* In the order in which they are asked. ';' stands between the entries of an answer with several.
 */
enum question_name {
	ASK_NAME,
	ASK_TITLE,
	ASK_INSTITUTION,
	ASK_INSTITUTION_ID,
	ASK_POPULATIONS,
	ASK_PERSON,
	ASK_ROLE,
	ASK_ABOUT,
	ASK_SPOKEN,
	ASK_ANSWERS_TO,
	ASK_WRITING,
	ASK_DAYS,
	ASK_SINCE,
	ASK_EMERGENCY,
	ASK_PHONE,
	ASK_HOURS,
	ASK_PLACE,
	ASK_ORIGINS,
	ASK_LANGUAGES,
	QUESTIONS
};

/* Questions that are asked again for each of several, the name first. */
enum question_list { ASKED_ONCE, ASKED_OF_INSTITUTIONS, ASKED_OF_PEOPLE, QUESTION_LISTS };

struct question_rows {
	const char *one;         /* "Person" */
	const char *no_more;     /* what stands for the end of the list */
	enum question_name name; /* the first of its questions, */
	enum question_name last; /* and the last */
	unsigned most;
};
extern const struct question_rows question_rows[QUESTION_LISTS]; /* that of ASKED_ONCE is empty */

#define USUAL_TODAY "today"

struct question {
	const char *key; /* in a file of answers; NULL: it cannot be answered there */
	const char *ask;
	const char *help;  /* one sentence, shown before it */
	const char *more;  /* what else '?' explains */
	const char *usual; /* what stands when nothing is answered; NULL: it has to be answered */
	const char *example;
	/* NULL when text will do; else what is wrong with it, to follow the text in a sentence, and
	 * in *remedy a whole sentence. */
	const char *(*check)(const char *text, const char **remedy);
	enum question_list list;
};
extern const struct question questions[QUESTIONS];

#endif
