/*
 * Inside of a visit; for core/room only. room.c holds the way through the
 * phases, read.c what is read, plan.c and send.c what is done.
 */
#ifndef ALCOVE_ROOM_STATE_H
#define ALCOVE_ROOM_STATE_H

#include "core/crypto/keys.h"
#include "core/crypto/words.h"
#include "core/room/room.h"
#include "core/talk/deposit.h"
#include "core/talk/exchange.h"

enum {
	ROOM_RESTARTS_MAX = 3,
	FOUND_COPY = ROSTER_PEOPLE_MAX, /* found.holder: a self-copy, else a person's number */
	LETTERS_MAX = PLACES_PER_DAY + 1,
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

enum room_act {
	ROOM_ACT_READ,
	ROOM_ACT_SAY,
	ROOM_ACT_TAKE_BACK,
	ROOM_ACT_FORGET,
	ROOM_ACT_RENEW,
};

struct room_phase_row {
	int (*ask)(struct room *r, struct step *out);
	int (*answer)(struct room *r, int status, struct span body);
};

/* Everything from one set of words. */
struct room_keys {
	char words[WORDS_TEXT_MAX];
	bool derived;
	struct visitor_keys *visitor;
	struct talk_keys *talk[ROSTER_PEOPLE_MAX]; /* by number on the roster */
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

/* A message to be deposited, part by part. */
struct letter {
	struct message_part head; /* kind, lamport, id, from, people, claim */
	uint32_t parts;
	struct buf text;
	slot_set to;
	slot_set claimed;
	bool copy;
	bool renewal;
};

struct room {
	struct buf origin; /* with a NUL */
	struct buf fingerprint;
	uint32_t today;
	enum room_phase phase;
	enum room_act act;
	int err;
	unsigned restarts;

	struct office office;
	struct bundle bundles[PEOPLE_MAX];
	struct room_keys keys, new_keys;
	size_t table_count;
	struct buf tables[RETENTION_DAYS_MAX + 1]; /* [0] is the oldest day's */
	size_t found_count, found_capacity, fetched;
	struct found *found;
	struct thread thread;
	size_t unknown;

	struct buf text; /* of room_say */
	char to[PERSON_NAME_MAX + 1];
	bool take_back_last;
	uint8_t take_back[MESSAGE_ID_BYTES];

	struct buf request;
	bool request_ready; /* the request is to be sent again, with its puzzle solved */
	size_t letter_count, letter_at;
	struct letter letters[LETTERS_MAX];
	uint8_t part_at;
	unsigned place_i;
	uint8_t proofs[PEOPLE_MAX][32];
	size_t left_behind, untold;
	unsigned puzzles; /* solved for this deposit */

	size_t delete_count, delete_capacity, deleted;
	struct place *deletes;
};

int room_restart(struct room *r);
void room_forget_visit(struct room *r);
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
int room_after_reading(struct room *r);

int room_plan_say(struct room *r);
int room_plan_take_back(struct room *r);
int room_plan_forget(struct room *r);
int room_plan_renew(struct room *r);
/* The keys a letter goes out under: a renewal's are the new ones. */
const struct room_keys *room_writing_keys(const struct room *r);
int room_ask_deposit(struct room *r, struct step *out);
int room_on_deposit(struct room *r, int status, struct span body);
int room_ask_delete(struct room *r, struct step *out);
int room_on_delete(struct room *r, int status, struct span body);

#endif
