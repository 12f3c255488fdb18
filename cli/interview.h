/*
 * Asking the questions (questions.h), one after the other, at a terminal or of lines of standard
 * input: what will not do is said and asked again, '?' explains, 'back' goes back, and all of it is
 * shown before anything is written.
 */
#ifndef ALCOVE_CLI_INTERVIEW_H
#define ALCOVE_CLI_INTERVIEW_H

#include "cli/answers.h"

/* Asks what a does not answer yet. place: the folder that will be written, for people. EXIT_DONE:
 * it is to be written; else an EXIT_ value, and why was said. */
int interview(struct answers *a, const char *place);

#endif
