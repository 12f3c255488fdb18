/*
 * The visitor's side: one visit to the room, from words to talk. Pure: asks
 * for steps (talk/step.h), keeps nothing, has no clock.
 *
 *   room_new → room_enter → one of room_say … (none: only read)
 *   → { room_step, room_answer } until STEP_DONE → room_thread → room_free
 */
#ifndef ALCOVE_TALK_ROOM_H
#define ALCOVE_TALK_ROOM_H

#include "core/talk/office.h"
#include "core/talk/step.h"
#include "core/talk/thread.h"

struct room;

/*
 * origin: "http://127.0.0.1:8081", no slash at its end. fingerprint: a link's
 * fragment, or empty. today: this machine's day. In secret memory.
 */
MUST_USE int room_new(struct room **out, const char *origin, struct span fingerprint,
                      uint32_t today);
void room_free(struct room *r); /* NULL is fine */

/* Canonical words (words_parse). Without them the visit ends after room_office is known. */
void room_enter(struct room *r, const char *words);

/* What to do after reading; at most one of these, before the first step. */

/* To whoever is free (to == NULL), or to a person by name or id. ERR_TEXT, ERR_MEMORY,
   ERR_PERSON (nobody has such a name). */
MUST_USE int room_say(struct room *r, struct span text, const char *to);
/* Takes back the last message said, or the one of this id, as far as it was not fetched. */
void room_take_back(struct room *r, const uint8_t id[MESSAGE_ID_BYTES]);
/* Deletes everything under these words and asks the desks to do the same. */
void room_forget(struct room *r);
/* Goes on under new canonical words; the old find nothing afterwards. */
void room_renew(struct room *r, const char *words);

/*
 * The next step. 0, or how the visit failed: ERR_MEMORY, and after
 * room_answer's errors the same again.
 */
MUST_USE int room_step(struct room *r, struct step *out);
/*
 * Takes the answer: HTTP status and body. Errors: those of office_read and
 * office_bundles; ERR_NO_BUNDLE, ERR_PERSON (of room_say), ERR_NEWER (of room_say: the office
 * takes writing, or the person has a part in it, that this Alcove does not know), ERR_ABSENT
 * (nothing to take back or renew), ERR_FULL, ERR_UNAVAILABLE, ERR_SERVER.
 */
MUST_USE int room_answer(struct room *r, int status, struct span body);

/* NULL before it is known. */
const struct office *room_office(const struct room *r);
/* Whole and in order when done; message_shown says which to show. */
const struct thread *room_thread(const struct room *r);
/*
 * How many messages of a kind that this Alcove does not know lie under the words: they are not in
 * the thread, and a newer Alcove shows them.
 */
size_t room_unknown(const struct room *r);
/*
 * How many messages were left behind under the old words: older ones that did not fit, and what
 * cannot be read or is not known here.
 */
size_t room_left_behind(const struct room *r);
/*
 * How many people, of those she talked with, could not be told that she
 * forgets or renews, because they published no keys for today. What they write
 * from now on goes to places that nobody reads.
 */
size_t room_untold(const struct room *r);

#endif
