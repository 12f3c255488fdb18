/*
 * A matter: what the desk keeps of it for itself, and the people it talks with
 * about it. Talk ends message by message; label, notes and whatever else a
 * matter holds end some days after it last went on (matter_ends).
 */
#ifndef ALCOVE_DESK_MATTER_H
#define ALCOVE_DESK_MATTER_H

#include "core/bytes.h"
#include "core/desk/past.h"
#include "core/talk/deposit.h"
#include "core/talk/thread.h"
#include "core/talk/verb.h"
#include "core/trends/marks.h"

enum {
	MATTER_LABEL_BYTES = 4 * LABEL_LETTERS_MAX,
	NOTES_JOINED_MAX = 2 * NOTES_MAX, /* until they are written anew */
	ACT_ROW = ACT_BYTES + ACT_CHECK_BYTES,
};

/* Somebody who writes to this desk, and their talk with it. */
struct correspondent {
	struct correspondent_keys keys;
	uint8_t proof[32]; /* of their last renewal, for older talk that comes later, or zero */
	struct thread thread;
};

enum talk_manner { TALK_PHONE, TALK_PERSON, TALK_VIDEO, TALK_WRITING };
enum { TALK_MANNERS = 4, TALLIES_MAX = 200 };

/* What it will be counted as, as far as that is known. */
struct matter_count {
	enum matter_origin origin;   /* how it began */
	uint8_t mark[MARK_ID_BYTES]; /* the id of its mark, alike on all devices; zero: not made yet
	                              */
	uint16_t first;              /* the period of the first contact; 0: not known */
	bool answered;               /* from this desk, whatever of the answer is left */
	bool talk_only; /* a question, or somebody who came again: talks, nothing else */
	bool closing;   /* counted, and destroyed once its last word is sent */
	uint8_t tallied[TALK_MANNERS];
	uint8_t concerns[MARK_CONCERNS_MAX];
	struct mark_rest rest;
};

/* Of a stranger's matter. */
struct matter_news {
	bool kept;  /* somebody here said that it is no junk, without doing more yet */
	bool fresh; /* something of it came in this sync: nobody has been shown that yet */
};

struct matter {
	uint32_t id; /* 24 bits, random; the desk's own name for it, never told to a visitor */
	char label[MATTER_LABEL_BYTES + 1]; /* the desk's own, or "" */
	struct buf notes;                   /* the desk's own, UTF-8 */
	uint8_t taken[PERSON_BYTES];        /* the colleague who took it, or oneself, or zero */
	uint32_t last_on; /* when it last went on: its newest message, either way, of those that
	                     ended too, or a talk */
	size_t correspondent_count;
	struct correspondent *correspondents[CORRESPONDENTS_MAX]; /* the vault's */
	struct buf acts;    /* what was done: rows of an act's id and its check */
	struct buf unknown; /* items of a newer Alcove, as they came */
	bool shut;          /* a message came that must be understood, and is not */
	struct matter_news news;
	struct matter_count count;
};

/* The one who wrote first, or NULL. */
struct correspondent *matter_first_correspondent(const struct matter *m);
struct correspondent *matter_correspondent(const struct matter *m,
                                           const uint8_t x25519[X25519_BYTES]);
/* How many messages there are with all of them. */
size_t matter_messages(const struct matter *m);

/* And of these, how many the visitors wrote. */
uint32_t matter_heard(const struct matter *m);

/*
 * Whether it is of people who never wrote here before: nobody here has answered, taken, labelled or
 * kept it, or noted anything beside it. Whoever looked at it has left no trace.
 */
bool matter_stranger(const struct matter *m);
/* Whether acts on it need a newer Alcove (ERR_NEWER). */
bool matter_shut(const struct matter *m);
/* Whether anything was said for its count, besides the talk itself. */
bool matter_counts(const struct matter *m);
/* It went on: a message came or went, or a talk was tallied. */
void matter_went_on(struct matter *m, uint32_t day);
/* The first day on which nothing of it is left; 0: nothing is left of it now. */
uint32_t matter_ends(const struct matter *m, uint32_t retention_days, uint32_t notes_days);
/* Destroys what of it has ended by a day; .last_on stays. */
void matter_expire(struct matter *m, uint32_t day, uint32_t retention_days, uint32_t notes_days);

/* LABEL_LETTERS_MAX letters at most, on one line (line_valid); none ends it. ERR_TEXT. */
MUST_USE int matter_set_label(struct matter *m, struct span text);
/* Notes that may be written: NOTES_MAX bytes of UTF-8 at most. ERR_TEXT. */
MUST_USE int notes_check(struct span text);
/*
 * Adds text to a matter's notes, after an empty line. Beyond NOTES_JOINED_MAX
 * what stands first goes. ERR_MEMORY: they are as they were.
 */
MUST_USE int matter_add_notes(struct matter *m, struct span text);
/* text alone (notes_check), or, of notes that are neither text nor base, these and then text. */
MUST_USE int matter_note(struct matter *m, struct span base, struct span text);

/* The check of an act that was done in this matter, or NULL. */
const uint8_t *matter_act(const struct matter *m, const uint8_t id[ACT_BYTES]);
/* Adds rows, but of no id twice. ERR_MEMORY. */
MUST_USE int matter_add_acts(struct matter *m, struct span rows);
/* Only those acts stay that are among the ones done. */
void matter_keep_acts(struct matter *m, const struct acts *done);

/*
 * Whether it is this person's turn: the last words to be shown are the
 * visitor's, and no colleague took the matter, unless this person spoke in it.
 */
bool matter_waits(const struct matter *m, const uint8_t self[PERSON_BYTES]);

#endif
