/*
 * The office on paper of the unit tests, as a server that lies as the fuzzer
 * chooses. Two ombuds and one visitor have talked; every input begins there.
 */
#ifndef ALCOVE_FUZZ_PAPER_H
#define ALCOVE_FUZZ_PAPER_H

#include "fuzz/support.h"
#include "tests/unit/conversation.h"

#define PAPER_SAID "words said just now"

struct paper {
	struct world world;
	struct reader lies; /* what is left of the input; at its end all is honest */
	bool lied;
	bool lied_desk; /* about the vault or the inbox */
};

/* The office as it was, and lies taken from data from now on. */
struct paper *paper_begin(struct span data);
/*
 * The answer to a step, true or not, in memory that ends where it ends; for
 * free(). device is asked for steps that are not the server's, and NULL for a room.
 */
uint8_t *paper_answer(struct paper *p, struct device *device, const struct step *step, int *status,
                      size_t *n);
/* Our day as the server told it, so that the office agrees with what follows; NULL: it told none.
 */
void paper_follow_day(struct paper *p, const struct office *o);
/* Whatever the server says: nobody reads what nobody wrote. */
void paper_check_thread(const struct thread *t);

#endif
