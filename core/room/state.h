/*
 * Inside of a visit; for core/room only. room.c holds the way through the
 * phases, read.c what is read, verbs.c what can be asked of it, plan.c what that
 * means, remove.c what it deletes, send.c how it goes out.
 */
#ifndef ALCOVE_ROOM_STATE_H
#define ALCOVE_ROOM_STATE_H

#include "core/crypto/keys.h"
#include "core/crypto/words.h"
#include "core/room/room.h"
#include "core/talk/delivery.h"

enum {
	ROOM_RESTARTS_MAX = 3,
	FOUND_COPY = ROSTER_PEOPLE_MAX, /* found.holder: a self-copy, else a person's number */
	LETTERS_MAX = PLACES_PER_DAY + 1,
	CHOSEN_MAX = PLACES_PER_DAY,
	LINES_MAX = ACTS_DONE_MAX,
};

enum room_phase {
	ROOM_OFFICE,
	ROOM_BUNDLES,
	ROOM_TABLES,
	ROOM_FETCH,
	ROOM_DEPOSIT,
	ROOM_DELETE,
	ROOM_DONE,
};

struct room_phase_row {
	int (*ask)(struct room *r, struct step *out);
	int (*answer)(struct room *r, int status, struct span body);
};

struct room_way {
	enum room_phase phase;
	int err;
	unsigned restarts;
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

/* A place of ours that is in a table. */
struct found {
	struct place place;
	unsigned holder;
	uint8_t id[MESSAGE_ID_BYTES]; /* once opened */
	uint8_t part;
	bool opened;
	bool unknown; /* opened, and of a kind that this Alcove does not know */
};

/* The tables of the days that bodies live, and what was found in them. */
struct room_search {
	size_t table_count;
	struct buf tables[RETENTION_DAYS_MAX + 1]; /* [0] is the oldest day's */
	size_t found_count, found_capacity;
	struct found *found;
	size_t fetched; /* exchanges */
	size_t unknown; /* messages of a kind that this Alcove does not know */
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

int room_restart(struct room *r);
/* From the beginning, for what is asked next; keys stay. */
void room_again(struct room *r);
void room_keys_free(struct room_keys *k);
void room_clear_letters(struct room *r);
int room_derive(struct room *r, struct room_keys *k);

int room_ask_office(struct room *r, struct step *out);
int room_on_office(struct room *r, int status, struct span body);
int room_ask_bundles(struct room *r, struct step *out);
int room_on_bundles(struct room *r, int status, struct span body);
int room_ask_table(struct room *r, struct step *out);
int room_on_table(struct room *r, int status, struct span body);
int room_ask_fetch(struct room *r, struct step *out);
int room_on_fetch(struct room *r, int status, struct span body);

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
/* What the visit is to delete: all envelopes of the part that this is a copy of (of others none);
 */
int room_delete_envelopes(struct room *r, const struct found *f);
/* and everything that was found. */
int room_delete_found(struct room *r);
/* By a line of this session: one repeated after that says it no second time. */
bool room_taken_back(const struct room *r, const uint8_t id[MESSAGE_ID_BYTES]);
int room_ask_deposit(struct room *r, struct step *out);
int room_on_deposit(struct room *r, int status, struct span body);
int room_ask_delete(struct room *r, struct step *out);
int room_on_delete(struct room *r, int status, struct span body);

#endif
