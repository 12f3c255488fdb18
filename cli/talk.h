/* Showing a conversation. */
#ifndef ALCOVE_CLI_TALK_H
#define ALCOVE_CLI_TALK_H

#include <jansson.h>

#include "cli/command.h"
#include "core/talk/roster.h"
#include "core/talk/thread.h"

/*
 * [{"from": "visitor"|"ombuds", "day": "2026-12-01", "text"}, …]. "unreadable": true stands in
 * place of the text of one that cannot be read. A visitor's own have "to", names, and "free": true
 * when they went to whoever is free. Details add "id", of an ombuds "person", and at the desk, of a
 * visitor, "roster": the serial of the one they were shown. NULL: no memory.
 */
json_t *talk_json(const struct thread *thread, const struct roster *roster, bool details);
/* For a person: visitor is how the visitor is called, empty what to say when there is nothing. */
int talk_print(const struct thread *thread, const struct roster *roster, bool details,
               const char *visitor, const char *empty);
/* Writes a value and a line feed, and frees it. EXIT_ value. */
int print_json(json_t *value);
#endif
