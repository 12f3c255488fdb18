/*
 * The ombuds's side: looks of the desk, and what is done between and in them. Pure,
 * as core/room/room.h. The order is the point: what was received is saved in the
 * vault before the server drops it; a seed is saved before its bundle is published;
 * what is to be said is saved before it is sent, so a crash repeats it and the
 * visitor sees it once.
 *
 * Every look has one shape, whatever there is (docs/design.md, "Equal looks").
 *
 *   desk_new → desk_enter → desk_put_back, desk_do (none: only look)
 *   → { desk_step, desk_answer } until STEP_DONE → desk_vault
 *   → desk_look or desk_do, … once more → desk_free
 *
 * A desk that is open goes on like this, each at any time, also between a step and
 * its answer: desk_act, desk_record. After desk_wait_ms follows desk_look.
 *
 * Without desk_enter a session only learns whose office it is: desk_office.
 */
#ifndef ALCOVE_DESK_DESK_H
#define ALCOVE_DESK_DESK_H

#include "core/desk/vault.h"
#include "core/talk/office.h"
#include "core/talk/step.h"
#include "core/talk/verb.h"

struct desk;

/* As room_new. */
MUST_USE int desk_new(struct desk **out, const char *origin, struct span fingerprint,
                      uint32_t today);
void desk_free(struct desk *d);
/* For a session that lasts over midnight: this machine's day from now on. */
void desk_today(struct desk *d, uint32_t today);

/* Canonical words (words_parse). */
void desk_enter(struct desk *d, const char *words);
/*
 * What this device kept is asked for with STEP_RECALL and put back when the
 * server has none; against an older one the sync fails with ERR_OLDER, unless
 * this was called.
 */
void desk_put_back(struct desk *d);

/*
 * What an ombuds can do (core/talk/verb.h); matter: a matter of this desk.
 *   inbox, show   only look
 *   say           text, to the visitor
 *   unsay         takes an answer back of which nothing has gone out (ERR_SENT otherwise):
 *                 message, its id
 *   note          the notes beside a matter become text, NOTES_MAX bytes of UTF-8 at most; none
 *                 ends them. base: what they were when the person began to write: where another
 *                 device has changed them since, both are kept (vault_note). Without it, whatever
 *                 they were.
 *   label         text, LABEL_LETTERS_MAX letters on one line: a word of the desk's own for the
 *                 matter; none ends it (ERR_TEXT for more)
 *   take          a matter that was written to whoever is free, without answering yet: colleagues
 *                 are told by a deposit like any other, which the visitor does not see. What one
 *                 has taken oneself stays so, whoever takes it besides: of two who do so at once
 *                 both keep it, rather than neither. A matter that nobody else got is one's own
 *                 already, and nothing is sent.
 *   call          a caller: counted, or with keep a matter of their own. Keys of coding.h: codes,
 *                 and what else is counted
 *   tally, code   what a matter will be counted as when it ends
 *   count         counts it now; ending it later corrects that
 *   end           counts it and destroys the rest, after its last word is sent. ERR_UNDECIDED:
 *                 something in it was not seen yet, or the visitor had no answer, and neither a
 *                 last word was given nor that there is none (desk_asks).
 *                 ERR_DEMAND: counts_demand
 *   close         the same without counting
 *   settle        counts what ended on its day
 *   outreach      into the log
 *   undo          takes back a counted caller, or outreach, by the id of its line
 *   demand        shuts ending by hand, or with lift opens it again
 *   today, figures  only look (told.h)
 *   more          brings in a lot of what waits of people who never wrote here before
 *   discard       matters of such people (matters, a list), which nobody here has done anything
 *                 with and which did not go on in this sync, or all that waited of a day (day);
 *                 those in keep are asked about no more. Then as more: all in one save.
 *   renew-seeds   new day seeds from tomorrow on, after a theft of words or device
 */
extern const struct verb_table desk_verbs;

/*
 * A look that does a line on its way, and sends what waits at once. Keys, login and
 * vault stay: a session may make one look after another. Results of verb_read, and
 * ERR_FULL for too many lines; only the look is begun then. What the line comes to
 * is told when the look ends.
 */
MUST_USE int desk_do(struct desk *d, struct verb_problem *why, json_t *line);

/*
 * The person has seen what came so far: of a matter, or with 0 of all. What nobody has seen yet
 * is neither ended nor discarded. Without a vault, nothing.
 */
void desk_shown(struct desk *d, uint32_t matter);
/* Begins a look: desk_step, … */
void desk_look(struct desk *d);
/*
 * Whether a matter ended with the round of the look that is over, after its last word:
 * the vault on the server has it until the next save.
 */
bool desk_ended(const struct desk *d);
/* A look for that, back to back; what the look before found is told still. After STEP_DONE. */
void desk_look_once_more(struct desk *d);
/* What waits goes out with this look or the next, all of it, in exchanges back to back. */
void desk_send_now(struct desk *d);
/* How long to wait for the next look, drawn anew: 180 to 300 seconds. */
uint32_t desk_wait_ms(void);

/*
 * Does a line at once, in the vault in memory; it is saved, and what it says goes
 * out, with the next look. ERR_UNAVAILABLE: the desk is not open. ERR_FULL: too
 * much waits for a look. Otherwise results of verb_read and of the verb, as
 * desk_answer has them; nothing was done then.
 */
MUST_USE int desk_act(struct desk *d, struct verb_problem *why, json_t *line);
/* Whether the vault is here, and the first listing of the inbox in it. */
bool desk_open(const struct desk *d);
/* Whether all that this look brings is in the vault, and is about to be saved. */
bool desk_ready(const struct desk *d);
/* How many lines that were done are not known to be saved on the server. */
size_t desk_unsaved(const struct desk *d);
/*
 * For the device to keep now, as with STEP_KEEP: the vault with all that was done.
 * *out stays the session's until anything else is asked of it. ERR_UNAVAILABLE: the
 * desk is not open. ERR_MEMORY, ERR_SIZE.
 */
MUST_USE int desk_record(struct desk *d, struct span *out);

MUST_USE int desk_step(struct desk *d, struct step *out);
/*
 * Errors: those of office_read, vault_open, vault_see_roster; ERR_PERSON (these
 * words are nobody's on the roster, or one who left and would write),
 * ERR_REFUSED (login), ERR_OLDER (the server's vault is older than the kept),
 * ERR_ABSENT, ERR_FULL (all was saved and what could be sent was, but something
 * waits for tomorrow's places), ERR_CONFLICT (other devices keep winning), ERR_USED (the line's
 * id stands for something else already), ERR_UNAVAILABLE, ERR_SERVER.
 */
MUST_USE int desk_answer(struct desk *d, int status, struct span body);

/* What was found wrong with the last line, as a sentence without a full stop, or "". */
const char *desk_problem(const struct desk *d);
/* What the last line counted; false: nothing, or it was done before. */
bool desk_did(const struct desk *d, struct mark *out);
/* The matter that it began; false: none, or it was done before and has ended. */
bool desk_made(const struct desk *d, uint32_t *out);
/* By what a theme is known that the last line began. */
void desk_theme(uint8_t out[MARK_ID_BYTES], const struct desk *d);

/* Whether it ends a matter whose visitor had no answer and gets none, as its "yes" says. */
bool desk_unanswered(const struct desk *d);
/* Of a line that was not done, ERR_UNDECIDED: whether it would be with "yes". */
bool desk_asks(const struct desk *d);

/* NULL before they are known; the session's. */
const struct office *desk_office(const struct desk *d);
const struct person *desk_self(const struct desk *d);
const struct vault *desk_vault(const struct desk *d);
/* How many conversations their visitors withdrew in this sync. */
size_t desk_withdrawn(const struct desk *d);
/* Whether the visitor of a matter had no answer, as far as this desk knows. */
bool desk_unheard(const struct desk *d, const struct matter *m);
/*
 * The last day up to which, from today on without a gap, this desk has seeds
 * and the server bundles of them; 0 before that is known, and for leavers.
 */
uint32_t desk_published(const struct desk *d);
/* Of the vault this device had kept, and of the server's; 0: none, or not known yet. */
uint32_t desk_kept_version(const struct desk *d);
uint32_t desk_server_version(const struct desk *d);
/* Whether this sync went on from the kept vault, as the server had an older one or none. */
bool desk_went_back(const struct desk *d);
/* Whether the kept vault and the server's had gone different ways, and became one. */
bool desk_merged(const struct desk *d);
/*
 * How many matters did not open, as their end-day keys are gone, or had no room
 * in what was joined. With ERR_OLDER: how many it would be if the kept vault
 * were put back.
 */
size_t desk_lost(const struct desk *d);
/* How many messages are kept, or were passed over, that need a newer Alcove. */
size_t desk_unknown(const struct desk *d);
/* Whether all is saved, and some of it goes out another day (ERR_FULL). */
bool desk_waits(const struct desk *d);
/*
 * What waits of people who never wrote here before: the i-th day, and how many messages; false
 * when there are no more days.
 */
bool desk_waiting(const struct desk *d, size_t i, uint32_t *day, size_t *n);
/* Whether messages wait because the vault is full: matters must be closed. */
bool desk_crowded(const struct desk *d);
/* Makes a first vault with seeds: what an enrolment needs before any server runs. */
MUST_USE int desk_first_vault(struct vault **out, const struct roster *roster, uint32_t today);

#endif
