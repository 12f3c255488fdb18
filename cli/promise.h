/* What an office promises, and where the promise ends, before the first word (R13, R40–R42). */
#ifndef ALCOVE_CLI_PROMISE_H
#define ALCOVE_CLI_PROMISE_H

#include "core/talk/roster.h"

/* ERR_MEMORY: not all of it was read, and nothing is printed. */
MUST_USE int promise_print(const struct roster *roster);

#endif
