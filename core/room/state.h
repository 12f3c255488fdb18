/*
 * Inside of a session; for core/room only. room.c holds the way through the
 * phases, slots.c what each exchange is for, read.c what is read before the first,
 * look.c where it looks for messages, open.c what is found there, verbs.c what can be
 * asked of it, plan.c what that means, letters.c what is to be brought, remove.c what
 * it deletes, send.c how it goes out, delivery.c how a part is taken.
 */
#ifndef ALCOVE_ROOM_STATE_H
#define ALCOVE_ROOM_STATE_H

#include "core/crypto/keys.h"
#include "core/crypto/words.h"
#include "core/room/delivery.h"
#include "core/room/room.h"

enum {
	ROOM_RESTARTS_MAX = 3,
	FOUND_COPY = ROSTER_PEOPLE_MAX, /* found.holder: a self-copy, else a person's number */
	LETTERS_MAX = PLACES_PER_DAY + 1,
	CHOSEN_MAX = PLACES_PER_DAY,
	LINES_MAX = 64,
};

enum room_phase {
	ROOM_OFFICE,
	ROOM_BUNDLES,
	ROOM_TABLES,
	ROOM_OPEN,   /* exchanges, one after another */
	ROOM_CLOSED, /* a visit at once has made all of them; or nobody entered */
};

struct room_phase_row {
	int (*ask)(struct room *r, struct step *out);
	int (*answer)(struct room *r, int status, struct span body);
};

enum slot_use { SLOT_UNMADE, SLOT_FETCH, SLOT_DEPOSIT, SLOT_DELETE };

/* The exchanges: what the next is for, and when it may go. */
struct room_slots {
	enum room_pace pace;
	unsigned made; /* since the session, or its further visit, opened */
	bool opened;   /* the first opening is over */
	bool waited;   /* for the next */
	bool asked;    /* it is on its way */
	enum slot_use use;
	struct exchange_answer last; /* its puzzle is the next deposit's; its bodies are gone */
};

enum room_task { TASK_NONE, TASK_PLAN, TASK_DEPOSIT, TASK_DELETE };

/* What was asked of the session last. */
struct room_act {
	enum room_task task;
	int err;
};

struct room_way {
	enum room_phase phase;
	int err;           /* of the session: nothing goes on after it */
	bool begun;        /* a step was asked for */
	bool changed;      /* another day or roster is in force: it is read at the next exchange */
	unsigned restarts; /* so often in a row */
	struct room_slots slots;
	struct room_act act;
};

/* Everything from one set of words. */
struct room_keys {
	char words[WORDS_TEXT_MAX];
	bool derived;
	struct visitor_keys *visitor;
	struct talk_keys *talk[ROSTER_PEOPLE_MAX]; /* by number on the roster */
};

/* Who can be written to today. */
struct room_people {
	struct bundle bundles[PEOPLE_MAX]; /* by slot */
	bool known;
};

/* A place of ours where something is. */
struct found {
	struct place place;
	unsigned holder;
	unsigned i;                   /* which of the holder's places of its day */
	uint8_t id[MESSAGE_ID_BYTES]; /* once opened */
	uint8_t part;
	bool fetched;
	bool opened;
	bool unknown; /* opened, and of a kind that this Alcove does not know */
	bool coming;  /* written in this session under the new words */
};

/* A holder's places of today, as bits: those where a tag is, and those where no body was. */
struct today {
	uint64_t there, absent;
};

/* What one of the bodies of a fetch stands for. */
struct wanted {
	struct place place;
	enum { WANTED_NOTHING, WANTED_TODAY, WANTED_FOUND } what;
	unsigned holder, i;
};

/* Where messages lie, and where they are looked for. */
struct room_search {
	size_t found_count, found_capacity;
	struct found *found;
	struct today today[FOUND_COPY + 1];
	unsigned turn;  /* whose next place is looked at in turn */
	unsigned past;  /* and, further on, whose places behind one where nothing is */
	size_t unknown; /* messages of a kind that this Alcove does not know */
	struct wanted wanted[EXCHANGE_BODIES];
};

/* A message to be deposited, part by part. */
struct letter {
	struct message_part head; /* kind, lamport, id, from, people, claim */
	uint32_t parts;
	uint16_t there; /* bit i: part i is deposited already */
	struct buf text;
	slot_set to;
	slot_set claimed;
	bool copy;
	bool renewal;
	bool again; /* visitor_letter */
};

struct room_post {
	size_t letter_count, letter_at;
	struct letter letters[LETTERS_MAX];
	uint8_t proofs[PEOPLE_MAX][32];
	size_t left_behind, untold;
};

/* Which message a line took back, so that a restart and a line repeated take back no other. */
struct chosen {
	uint8_t line[MESSAGE_ID_BYTES], message[MESSAGE_ID_BYTES];
};

/* What an id of this session stands for. */
struct line_mark {
	uint8_t id[MESSAGE_ID_BYTES];
	uint8_t check[ACT_CHECK_BYTES];
	bool done; /* its visit came to its end */
};

struct room_lines {
	size_t count; /* from LINES_MAX on the oldest's rows are taken */
	struct line_mark marks[LINES_MAX];
};

struct room_removal {
	size_t count, capacity, done;
	struct place *places;
	size_t chosen_count; /* of this session; from CHOSEN_MAX on the oldest's rows are taken */
	struct chosen chosen[CHOSEN_MAX];
	struct room_lines lines; /* of this session, too */
};

struct room {
	struct office_door door;
	struct room_way way;
	struct verb_line line; /* what this visit is for; without a verb only to read */
	struct room_keys keys, new_keys;
	struct office office;
	struct room_people people;
	struct room_search search;
	struct thread thread;
	struct delivery delivery; /* and the request of every other exchange */
	struct room_post post;
	struct room_removal removal;
};

/* From the beginning, for what is asked next; keys stay. */
void room_again(struct room *r);
/* Office, bundles, tables and all that is found are read again, in the same visit. */
void room_read_anew(struct room *r);
/* The next line of an open session: what the one before left is put away. */
void room_go_on(struct room *r);
void room_keys_free(struct room_keys *k);
void room_clear_letters(struct room *r);
/* A message under the line's id: repeated, it is the same. NULL: LETTERS_MAX are there. */
struct letter *room_add_letter(struct room *r, uint8_t kind, struct span text);
/* To those of l->to, each under a number and an id of their own; it lists all of today's roster. */
void room_address(const struct room *r, struct letter *l);
void room_begin_deposits(struct room *r);
void room_clear_removal(struct room *r);
int room_derive(struct room *r, struct room_keys *k);

int room_ask_office(struct room *r, struct step *out);
int room_on_office(struct room *r, int status, struct span body);
int room_ask_bundles(struct room *r, struct step *out);
int room_on_bundles(struct room *r, int status, struct span body);
int room_ask_tables(struct room *r, struct step *out);
int room_on_tables(struct room *r, int status, struct span body);
int room_ask_slot(struct room *r, struct step *out);
int room_on_slot(struct room *r, int status, struct span body);

/* The first day of which bodies are kept. */
uint32_t room_first_day(const struct room *r);
/* Whether a visit at once has made all its exchanges; whether one by lines waits for the next. */
bool room_over(const struct room *r);
bool room_idle(const struct room *r);
/* Whether all of a visit at once is done but exchanges for nothing. */
bool room_filling(const struct room *r);
/* What can be planned is planned, so that the next exchange may be for it. */
void room_plan(struct room *r);
/* The act is over: 0, or why it failed. */
void room_act_ends(struct room *r, int err);

/* ---- looking (look.c) ---- */

/* A day's table: places of one's own that are in it. */
int room_search(struct room *r, uint32_t day, struct span table);
/* Of the day in force nothing is known any more, but what was found there. */
void room_look_anew(struct room *r);
/* The next places of all are looked at once more. */
void room_look_again(struct room *r);
/* Nothing has to be looked for in the rest of this visit. */
void room_look_no_more(struct room *r);
/* Whether everything that is there has been looked for and opened: today's, or all. */
bool room_read_today(const struct room *r);
bool room_read_all(const struct room *r);
int room_make_fetch(struct room *r);
int room_take_bodies(struct room *r, const struct exchange_answer *answer);
int room_add_found(struct room *r, const struct found *f);
struct found *room_found_at(const struct room *r, const struct place *place); /* or NULL */
/* The first place of one's own from i on where nothing is known to be today. */
unsigned room_free_place(const struct room *r, unsigned i);
/* A place of one's own that has turned out to be taken; and one just written. */
void room_place_taken(struct room *r, unsigned i);
int room_place_written(struct room *r, unsigned i, const uint8_t id[MESSAGE_ID_BYTES],
                       uint8_t part);
/* Under the new words: which parts of a message are there, as bits. */
uint16_t room_parts_coming(const struct room *r, const uint8_t id[MESSAGE_ID_BYTES]);
/* Drops what was found by what it is. */
typedef bool found_test(const struct room *r, const struct found *f);
void room_drop_found(struct room *r, found_test *test);

/* What a visit does once everything there is has been read; each leaves the phase behind it. */
int room_plan_read(struct room *r);
/* to: a name or id, NONE for whoever is free. */
int room_plan_say(struct room *r, struct span text, struct span to);
/* id: NULL for the last said. */
int room_plan_take_back(struct room *r, const uint8_t *id);
int room_plan_forget(struct room *r);
int room_plan_renew(struct room *r);
/* The keys a letter goes out under: a renewal's are the new ones. */
const struct room_keys *room_writing_keys(const struct room *r);
/*
 * Does what the visit is for. ERR_USED: its id stands for something else, in this
 * session or as a message under these words; what is done already is done once.
 */
int room_do_line(struct room *r);
/* The line's visit came to its end. */
void room_line_ended(struct room *r);
/* Whether this visit is to go on under new words. */
bool room_renews(const struct room *r);

/* Whether the visitor wrote it. */
bool room_own(const struct message *m);
enum { NO_SLOT = SIZE_MAX };
/* Whether a slot's person can be written to today, and the set of those who read as whoever is
 * free. */
bool room_writable(const struct room *r, size_t slot);
slot_set room_whoever_is_free(const struct room *r);
/* What the visit is to delete: all envelopes of the part that this is a copy of (of others none);
 */
int room_delete_envelopes(struct room *r, const struct found *f);
/* and everything that was found. */
int room_delete_found(struct room *r);
/* By a line of this session: one repeated after that says it no second time. */
bool room_taken_back(const struct room *r, const uint8_t id[MESSAGE_ID_BYTES]);
/* What an act that is done has changed: the thread, the places, the keys. */
int room_taken_back_now(struct room *r);
int room_forgotten(struct room *r);
int room_renewed(struct room *r);
/* The new words' keys, and what was written under them. */
void room_forget_coming(struct room *r);

/* The request of the next part; and the answer to it. */
int room_make_deposit(struct room *r);
int room_on_deposit(struct room *r, struct span body);
/* Passes over the parts that are there; the first call of a plan, too. */
int room_next_part(struct room *r);
int room_make_delete(struct room *r);
int room_on_delete(struct room *r, const struct exchange_answer *answer);
/* What a changed day or roster leaves of a deposit: it is planned anew. */
void room_replan(struct room *r);

/* Whether a line of say is at hand: it waits for today's messages only. */
bool room_says(const struct room *r);
bool room_forgets(const struct room *r);

#endif
