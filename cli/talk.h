/* Showing a conversation. */
#ifndef ALCOVE_CLI_TALK_H
#define ALCOVE_CLI_TALK_H

#include <jansson.h>

#include "cli/command.h"
#include "core/talk/roster.h"
#include "core/talk/thread.h"

/* [{"from": "visitor"|"ombuds", "text"}, …]; details add person, id, day, parts still missing.
 * NULL: no memory. */
json_t *talk_json(const struct thread *thread, const struct roster *roster, bool details);
/* For a person: visitor is how the visitor is called, empty what to say when there is nothing. */
int talk_print(const struct thread *thread, const struct roster *roster, bool details,
               const char *visitor, const char *empty);
/* Writes a value and a line feed, and frees it. EXIT_ value. */
int print_json(json_t *value);
#endif
