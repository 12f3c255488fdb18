/*
 * The roster: who is in the office, signed by its root key (docs/protocol.md §4).
 * Pure: text in, struct out; signatures through crypto/minisign.h.
 */
#ifndef ALCOVE_TALK_ROSTER_H
#define ALCOVE_TALK_ROSTER_H

#include "core/bytes.h"
#include "core/crypto/minisign.h"
#include "core/wire.h"

enum {
	ROSTER_TEXT_MAX = 65536,
	ROSTER_ORIGINS_MAX = 8,
	ORIGIN_MAX = 200,
	PERSON_NAME_MAX = 80,               /* bytes */
	ROSTER_PEOPLE_MAX = 2 * PEOPLE_MAX, /* people and leavers of the last 30 days */
	ROLE_NAME_MAX = 40,                 /* bytes */
	OFFICE_NAME_MAX = 200,
};

/*
 * Unknown: of a newer Alcove. Such a person is listed, has a slot in every deposit, and cannot be
 * written to; in such an office nothing is deposited, and reading goes on.
 */
enum person_role { ROLE_OMBUDS, ROLE_ARRANGING, ROLE_UNKNOWN };
enum office_writing {
	OFFICE_WRITING_FULL,
	OFFICE_WRITING_ARRANGING,
	OFFICE_WRITING_OFF,
	OFFICE_WRITING_UNKNOWN
};

struct person {
	uint8_t id[PERSON_BYTES];
	char name[PERSON_NAME_MAX + 1];
	enum person_role role;
	char role_name[ROLE_NAME_MAX + 1]; /* of an unknown role, as it is listed; else "" */
	uint8_t sign[32];                  /* Ed25519 desk key */
	uint8_t reply[32];                 /* X25519 reply key */
	uint32_t left;                     /* the day of leaving; 0: here */
	uint32_t least;                    /* bundles of a lower serial are refused; 1: none */
};

struct roster {
	uint8_t office[OFFICE_BYTES];
	uint8_t hash[32];
	uint32_t serial;
	uint32_t not_after; /* day */
	size_t origin_count;
	char origins[ROSTER_ORIGINS_MAX][ORIGIN_MAX + 1];
	size_t people_count;
	struct person people[ROSTER_PEOPLE_MAX]; /* as listed; envelope slots follow this order,
	                                            leavers left out */
	char office_name[OFFICE_NAME_MAX + 1];
	bool sample;
	uint32_t retention_days; /* a message lives so long after its day */
	uint32_t notes_days;     /* a matter, so long after it last went on */
	enum office_writing writing;
	char *charter; /* the "office" object as JSON text; owned; NUL-terminated */
};

void roster_clear(struct roster *r); /* zeroes are fine */

/* SHA-256("alcove/1 office" ‖ root key). */
void office_id(uint8_t out[OFFICE_BYTES], const struct minisign_public *root);

/* SHA-256(label("person") ‖ first desk signing key), cut. */
void person_id(uint8_t out[PERSON_BYTES], const uint8_t office[OFFICE_BYTES],
               const uint8_t sign[32]);

/*
 * Reads a roster's text. ERR_FORMAT, ERR_SIZE, ERR_KEY, ERR_FOREIGN (its first
 * line names another office than root's). Does not check signature or time.
 */
MUST_USE int roster_parse(struct roster *out, const struct minisign_public *root, struct span text);
/*
 * As roster_parse, and the signature under root: ERR_SIGNATURE; not after its
 * last day: ERR_EXPIRED; and, when origin is not NULL, listing it: ERR_FOREIGN.
 */
MUST_USE int roster_verify(struct roster *out, const struct minisign_public *root, struct span text,
                           struct span signature, uint32_t today, const char *origin);
/*
 * Writes the text to be signed; charter is put in as the "office" object. ERR_FORMAT if r breaks a
 * rule; ERR_NEWER if it holds a role or a way of writing that is not known here.
 */
MUST_USE int roster_write(struct buf *out, const struct roster *r);
/* A role as the roster names it. */
const char *person_role_name(const struct person *p);
/* Trusted comment that goes with it; NUL-terminated. */
void roster_comment(char out[64], const struct roster *r);

/* Whether an origin such as "http://127.0.0.1:8081" is listed; ":*" only for loopback. */
bool roster_lists(const struct roster *r, const char *origin);
/* Whether text may stand in "origins" at all. */
bool origin_valid(const char *origin);

/* By id or, forgiving case, by name; leavers too. NULL when there is none. */
const struct person *roster_person(const struct roster *r, const uint8_t id[PERSON_BYTES]);
const struct person *roster_named(const struct roster *r, const char *name);
/* Those who have not left, in order: the n-th, or NULL. */
const struct person *roster_slot(const struct roster *r, size_t n);
size_t roster_slots(const struct roster *r);
/* Bytes of an exchange request under this roster (docs/protocol.md §11). */
size_t exchange_request_bytes(const struct roster *r);

#endif
