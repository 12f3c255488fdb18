/*
 * The visitor's side: visits to the room, from words to talk. Pure: asks for
 * steps (core/talk/step.h), keeps nothing, has no clock.
 *
 *   room_new → room_pace → room_enter → room_do (none: only read)
 *   → { room_step, room_answer } until STEP_DONE → room_thread
 *   → room_do, … once more → room_free
 *
 * Whatever a visit is for, its requests are the same in number and size: office,
 * bundles and tables, four exchanges, and then one after another, of which each may
 * be for something or for nothing (docs/protocol.md §11).
 */
#ifndef ALCOVE_ROOM_ROOM_H
#define ALCOVE_ROOM_ROOM_H

#include "core/talk/deposit.h"
#include "core/talk/office.h"
#include "core/talk/step.h"
#include "core/talk/thread.h"
#include "core/talk/verb.h"

struct room;

/*
 * origin: "http://127.0.0.1:8081", no slash at its end. fingerprint: a link's
 * fragment, or empty. today: this machine's day. In secret memory.
 */
MUST_USE int room_new(struct room **out, const char *origin, struct span fingerprint,
                      uint32_t today);
void room_free(struct room *r); /* NULL is fine */
/* For a session that lasts over midnight: this machine's day from now on. */
void room_today(struct room *r, uint32_t today);

enum room_pace {
	/* 4, 16 or 64 exchanges: the least that do what there is to do; then, if there is more,
	 * a further visit. STEP_DONE when all are made. */
	ROOM_AT_ONCE,
	/* STEP_DONE whenever a line is done; the next goes on in the same visit. room_leave
	 * fills it up. */
	ROOM_BY_LINES,
	/* One exchange at each STEP_WAIT, for as long as the session is kept: never STEP_DONE,
	 * and room_do at any time. */
	ROOM_BY_TIME,
};
void room_pace(struct room *r, enum room_pace pace);
/* Of a visit by lines: there are no more. It goes on as one at once; false if none is open. */
bool room_leave(struct room *r);
/* No answer will come: what was under way is given up, and room_do begins a new visit. */
void room_lost(struct room *r);

/* Canonical words (words_parse). Without them a visit ends once room_readers is known. */
void room_enter(struct room *r, const char *words);

/*
 * What a visitor can do (core/talk/verb.h): read, say, take-back, forget, renew.
 *   say        text; to: a person by name or id, absent: whoever is free; readers:
 *              ids of those who were named as its readers: if today others would
 *              read it, nothing is sent (ERR_READERS)
 *   take-back  message: its id, absent: the last said; as far as it was not fetched
 *   forget     deletes everything under these words and asks the desks to do the same
 *   renew      new_words: goes on under them; the old find nothing afterwards
 */
extern const struct verb_table room_verbs;

/*
 * What the visit does after reading, or, while it is open, next. The words' keys stay: a
 * session may make one visit after another. Results of verb_read, and ERR_CONFLICT while
 * something else is under way; nothing is to be done then.
 */
MUST_USE int room_do(struct room *r, struct verb_problem *why, json_t *line);

/*
 * The next step. 0, or how the visit failed: ERR_MEMORY, and after
 * room_answer's errors the same again until the next room_do. What was to be done and
 * failed does not end a visit: where STEP_DONE would come, this returns why.
 */
MUST_USE int room_step(struct room *r, struct step *out);
/*
 * Takes the answer: HTTP status and body. Errors: those of office_read and
 * office_bundles; ERR_UNAVAILABLE, ERR_SERVER.
 */
MUST_USE int room_answer(struct room *r, int status, struct span body);

/* Whether what room_do asked for last is under way still. */
bool room_acting(const struct room *r);
/*
 * What came of it: 0, ERR_NO_BUNDLE, ERR_PERSON and ERR_READERS (of say), ERR_NEWER (of say:
 * the office takes writing, or the person has a part in it, that this Alcove does
 * not know), ERR_USED (its id stands for something else already), ERR_ABSENT (nothing
 * to take back or renew), ERR_FULL, ERR_UNAVAILABLE, ERR_SERVER.
 */
int room_acted(const struct room *r);
/* Whether everything is done, and what a visit at once or by lines makes still is for nothing. */
bool room_done(const struct room *r);
/* Whether something that is there has not been fetched yet. */
bool room_reading(const struct room *r);

/* NULL before it is known. */
const struct office *room_office(const struct room *r);
/*
 * Who can be written to today, and who of them reads what is written to whoever
 * is free, as sets of the roster's slots. False before that is known.
 */
bool room_readers(const struct room *r, slot_set *writable, slot_set *whoever_is_free);
/*
 * Who would recognise her in what she wrote to whoever is free: she has written to them by name
 * under these words, and others would read it too. Empty before the talk is known.
 */
slot_set room_recognisers(const struct room *r);
/*
 * Who reads what she says next, when she does not choose: the one she wrote to alone or heard from
 * last, or whoever is free where she wrote to them last and the circle has not grown. In every
 * other case she is asked; grown: those free today who could not read what she wrote to whoever is
 * free last. slot is set for a person alone.
 */
enum room_next { NEXT_ASKED, NEXT_PERSON, NEXT_WHOEVER };
enum room_next room_next_reader(const struct room *r, size_t *slot, slot_set *grown);
/* Whether the next step sends what is to be said; and whether to whoever is free. */
bool room_about_to_say(const struct room *r);
bool room_says_to_whoever(const struct room *r);
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
