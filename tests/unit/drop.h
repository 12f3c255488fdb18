/*
 * An office on paper for tests: a server in memory that answers the room and
 * the desk as docs/protocol.md §10 and §11 say, people with their keys, and
 * drivers that carry steps to it, lose answers, and stop half-way.
 *
 * Words are any text here: keys_seed is replaced by a hash (--wrap), so that a
 * test can afford hundreds of visits.
 */
#ifndef ALCOVE_TESTS_DROP_H
#define ALCOVE_TESTS_DROP_H

#include "core/crypto/keys.h"
#include "core/crypto/words.h"
#include "core/desk/desk.h"
#include "core/room/room.h"
#include "core/talk/exchange.h"

#define DROP_ORIGIN "http://127.0.0.1:8081"

enum {
	DROP_DAY = 20000,
	DROP_STOPPED = 1000, /* a run that was stopped, as by a crash */
};

struct drop_place {
	uint32_t day;
	uint8_t tag[TAG_BYTES];
	bool envelope;
	uint8_t person[PERSON_BYTES];
	bool body_there, aside;
	uint8_t body[BODY_BYTES];
};

struct drop_bundle {
	uint8_t person[PERSON_BYTES];
	uint32_t day, serial;
	uint8_t bytes[BUNDLE_BYTES];
};

struct drop_person {
	char words[WORDS_TEXT_MAX];
	struct desk_keys keys;
	uint8_t id[PERSON_BYTES];
	uint32_t vault_version;
	struct buf vault;
	uint8_t token[TOKEN_BYTES];
	bool session;
};

struct drop {
	struct minisign_secret root;
	struct roster roster; /* change, then drop_publish */
	struct buf roster_text, roster_signature, office;
	uint32_t day, hour;
	size_t person_count;
	struct drop_person people[ROSTER_PEOPLE_MAX]; /* as on the roster */
	size_t place_count, place_capacity;
	struct drop_place *places;
	size_t bundle_count, bundle_capacity;
	struct drop_bundle *bundles;
	uint8_t end_secret[32]; /* the key of each end day is made of it, while the day is to come
	                         */
	uint8_t challenge[CHALLENGE_BYTES]; /* of the puzzle, and of a login */

	unsigned forget_session_at; /* the n-th request of a session finds it gone; 0: none */
	unsigned bits;              /* puzzle bits wanted */
	enum exchange_status force; /* answered to the next force_count deposits */
	unsigned force_count;
	unsigned deposits, fetches, conflicts, puzzles; /* answered so */
	/* asked in place of the server in memory; or NULL */
	int (*elsewhere)(struct drop *d, const struct step *step, struct buf *out);
	/* called before every request; *user is the test's */
	void (*hook)(struct drop *d, const struct step *step);
	unsigned hook_at;
	void *user;
};

void drop_new(struct drop *d, size_t ombuds, size_t arranging);
void drop_free(struct drop *d);
/* Signs the roster as it is now and makes /v1/office of it. */
void drop_publish(struct drop *d);
/* The same with one run of the text replaced, as a newer Alcove would have written it. */
void drop_publish_with(struct drop *d, const char *from, const char *to);
/* One more person on the roster (not yet published). */
void drop_add_person(struct drop *d, enum person_role role);
/* A day later: what is over by charter is gone. */
void drop_next_days(struct drop *d, unsigned days);
/* What seals a person's vault there today; ends is the caller's, and filled in. */
struct vault_of drop_vault_of(const struct drop *d, size_t person, struct ends *ends);
/* Opens the vault that the server has of a person. */
int drop_open(struct vault **out, const struct drop *d, size_t person);
/* Envelopes with a body in a person's inbox. */
size_t drop_inbox(const struct drop *d, size_t person);
size_t drop_cells(const struct drop *d);
/* The server's answer; body is appended to out. */
int drop_answer(struct drop *d, const struct step *step, struct buf *out);

/* How far a run goes, and what is lost on the way. Zeroes: all of it, nothing. */
struct run {
	size_t stop_after; /* crash after this many steps were performed and answered */
	size_t lose;       /* the answer to this step (from 1) is lost; the request is sent again */
	size_t steps;      /* out */
	void (*core)(bool inside); /* called as the core is entered and left; or NULL */
};

/* What a desk's device keeps. */
struct device {
	uint32_t version; /* of the vault in .kept; 0: nothing is kept */
	struct buf kept;  /* as STEP_KEEP gave it */
	bool homeless;    /* keeps nothing */
};
/* The vault of what a device kept. */
struct span device_vault(const struct device *v);
void device_clear(struct device *v);
/* To a step that is not for the server: it keeps a vault, or recalls the one it kept. */
void device_answer(struct device *device, const struct step *step, struct buf *out);

void run_core(const struct run *run, bool inside);
/* Until it is done: 0, how it failed, or DROP_STOPPED. */
int run_room(struct drop *d, struct room *r, struct run *run);
int run_desk(struct drop *d, struct desk *k, struct device *device, struct run *run);

#endif
