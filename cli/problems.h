/* Loads what an office writes about itself, saying on stderr all that is wrong with it. */
#ifndef ALCOVE_CLI_PROBLEMS_H
#define ALCOVE_CLI_PROBLEMS_H

#include "content/content.h"

/* In the first language, once it can be read in all of them. The caller frees *out. EXIT_ value. */
int problems_load(struct content **out, const char *folder);

/* Says all of them on stderr, a line each, and clears them. */
void problems_say(struct content_problems *problems);

#endif
