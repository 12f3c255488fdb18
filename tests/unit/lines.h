/*
 * Lines for rooms and desks, from C: room_asked(r, "say", "text", "hello", NULL).
 * New words may be any text in these programs (--wrap=words_parse), as an office
 * on paper hashes them.
 */
#ifndef ALCOVE_TESTS_LINES_H
#define ALCOVE_TESTS_LINES_H

#include "core/desk/desk.h"
#include "core/room/room.h"

/* Keys and values, strings, ended by NULL; a value that is NULL leaves its key out. Results of
 * room_do and desk_do, without a word of what was wrong; ERR_TEXT for a value that is not UTF-8. */
int room_asked(struct room *r, const char *verb, ...) __attribute__((sentinel));
/* The same, for a matter unless it is LINE_NO_MATTER. */
int desk_asked(struct desk *d, const char *verb, uint32_t matter, ...) __attribute__((sentinel));
/* The same, at once: results of desk_act. */
int desk_act_now(struct desk *d, const char *verb, uint32_t matter, ...) __attribute__((sentinel));

/* The value of a switch. */
extern const char LINE_ON[];
enum { LINE_NO_MATTER = MATTER_ID_LIMIT };

#endif
