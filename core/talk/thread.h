/*
 * A conversation as one side holds it: parts come in any order, twice, or
 * never; whole messages are read in one order that both sides agree on.
 */
#ifndef ALCOVE_TALK_THREAD_H
#define ALCOVE_TALK_THREAD_H

#include "core/bytes.h"
#include "core/talk/message.h"

/* No thread ever holds more: more than a visitor and eight ombuds can say in RETENTION_DAYS_MAX
 * days. */
enum { THREAD_MESSAGES_MAX = 32768 };

/* Where a message stands among the others. */
struct message_order {
	uint8_t outlived; /* how many lost servers: what comes later is numbered anew */
	uint64_t place;   /* in the order of reading: message_place, or behind it */
	struct buf after; /* of an ombuds's words: ids of what they were written after */
	/* thread_arrange's own, of one talk after another: */
	uint32_t turn, number;
	const uint8_t *name;
};

/* What is here of a message's text. */
struct message_body {
	uint8_t parts;
	uint16_t have; /* bit i: part i is here */
	struct buf pieces[PARTS_MAX];
};

/* How far an unsent message has come. */
struct message_going {
	uint8_t parts; /* so many are deposited */
	bool tried;    /* the part after those may be deposited, */
	bool soon;     /* or is about to be tried; never stored as such */
	bool waiting;  /* no place is left for it today; never stored */
};

struct message {
	uint8_t id[MESSAGE_ID_BYTES];
	uint8_t person[PERSON_BYTES]; /* the ombuds who wrote, or zero: the visitor */
	uint8_t kind;                 /* one that message_kind_known */
	uint32_t lamport;
	uint32_t day; /* of its first part seen */
	struct message_order order;
	struct message_body body;
	bool unsent; /* the desk's own: accepted, not yet deposited */
	struct message_going going;
	bool to_whoever;           /* one's own: written to whoever is free */
	struct addressees to;      /* in the room, of one's own: to whom it went, and as what */
	struct roster_shown shown; /* at the desk, of a visitor's: what they were shown */
};

/* Where an id leads. */
struct thread_entry {
	struct message *m;
	uint8_t row; /* 0: its own id, else that toward to.rows[row - 1] */
};

struct thread {
	struct message **messages; /* in the order of reading, once arranged (message_order) */
	size_t n;
	size_t capacity;
	struct thread_entry *index; /* open addressing, a power of two, at most half full */
	size_t index_size, entries;
	uint8_t index_key[16]; /* random: a visitor who chooses ids cannot make them collide */
	bool disturbed;        /* something came or went since it was arranged */
};

void thread_clear(struct thread *t); /* wipes; zeroes are fine */

/*
 * Takes in one part; person as in struct message. A part that is here already
 * is passed over. ERR_CONFLICT: it disagrees with the parts of that id here.
 * ERR_FULL: THREAD_MESSAGES_MAX are here. ERR_FORMAT: of a kind that is not known, or no part of
 * 1, 2, 4, 8 or 16. ERR_SIZE: over TEXT_PART_BYTES. ERR_MEMORY. The thread is as it was then.
 */
MUST_USE int thread_add(struct thread *t, const uint8_t person[PERSON_BYTES], uint32_t day,
                        const struct message_part *part);
/*
 * Adds a whole text of one's own, which text_check passed. ERR_MEMORY, ERR_FULL, ERR_CONFLICT
 * (the id is here), ERR_SIZE (over TEXT_MAX). *out stays the
 * thread's; NULL when it failed.
 */
MUST_USE int thread_write(struct thread *t, const struct message *head, struct span text,
                          struct message **out);
/*
 * Moves all messages; of those that are in both, the one in to stays. When together they are more
 * than THREAD_MESSAGES_MAX, the oldest in order of reading are destroyed, and of those that are
 * unsent only as many as must be: *left_out says how many. ERR_MEMORY: both are as they were.
 */
MUST_USE int thread_move(struct thread *to, struct thread *from, size_t *left_out);
/*
 * Brings messages into the order of reading: docs/protocol.md §8, "Order". What was added stands by
 * day and Lamport number until then.
 */
void thread_arrange(struct thread *t);
/* What is here stands before whatever comes: the server was lost, and numbers begin anew. */
void thread_outlive(struct thread *t);
/*
 * Appends the ids of what an answer written now comes after: the last MESSAGE_AFTER_MAX of the
 * visitor's messages to be shown, up to the one of id seen (NULL, or gone: all). ERR_MEMORY,
 * ERR_SIZE.
 */
MUST_USE int thread_after(struct buf *out, const struct thread *t, const uint8_t *seen);
void thread_remove(struct thread *t, const uint8_t id[MESSAGE_ID_BYTES]);
/* Drops messages of days before first_day. */
void thread_expire(struct thread *t, uint32_t first_day);

struct message *thread_find(const struct thread *t, const uint8_t id[MESSAGE_ID_BYTES]);
/* What a person knows by this id of the visitor's words to them, or NULL. */
struct message *thread_find_toward(const struct thread *t, const uint8_t person[PERSON_BYTES],
                                   const uint8_t id[MESSAGE_ID_BYTES]);
/*
 * One more than the highest Lamport number here that others lead up to: those more than
 * LAMPORT_LEAP above all others count for nothing. At the desk.
 */
uint32_t thread_lamport(const struct thread *t);
/* In the room: for the next message in the talk with one person, of that talk's numbers alone; */
uint32_t thread_lamport_with(const struct thread *t, const uint8_t person[PERSON_BYTES]);
/* and for its copy, above all that she is shown. */
uint32_t thread_number(const struct thread *t);
/* Which of two stands first in a thread that is arranged: below zero for a, never zero. */
int message_order(const struct message *a, const struct message *b);
/* The place of its day and number. */
void message_place(struct message *m);
/* Whether all parts are here. */
bool message_whole(const struct message *m);
/*
 * Whether a message can be read: whole, and its parts join to at most TEXT_MAX bytes of UTF-8
 * without NUL. One that cannot is still shown, at its place: who, on what day, and that it cannot
 * be read.
 */
bool message_readable(const struct message *m);
/* Whether those of its parts that are here are this text's. */
bool message_agrees(const struct message *m, struct span text);
/* A readable message's text, appended. ERR_TEXT: it is not readable. ERR_MEMORY, ERR_SIZE. */
MUST_USE int message_text(struct buf *out, const struct message *m);
/* Whether to show it, readable or not: whole, and kind text, or renew with words in it. */
bool message_shown(const struct message *m);
/* The last message to be shown, the thread's; NULL when there is none. */
const struct message *thread_last_shown(const struct thread *t);
/* The earliest day of a message to be shown; 0 when there is none. */
uint32_t thread_first_day(const struct thread *t);

/* A text that may be said: 1 to TEXT_MAX bytes of UTF-8. ERR_TEXT. */
MUST_USE int text_check(struct span text);

#endif
