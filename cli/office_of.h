/* The office that an argument names: a directory here, or an address. */
#ifndef ALCOVE_CLI_OFFICE_OF_H
#define ALCOVE_CLI_OFFICE_OF_H

#include "cli/command.h"
#include "core/talk/roster.h"

/* a->positional[0]. The caller clears out; its charter may be missing. EXIT_ value. */
int office_of(struct roster *out, const struct arguments *a);

#endif
