/*
 * The desk's challenges and sessions. A challenge costs the server no memory
 * until somebody logged in with it; a session is a random token in locked
 * memory that opens one person's inbox and vault for a quarter of an hour.
 */
#ifndef ALCOVE_SERVER_SESSION_H
#define ALCOVE_SERVER_SESSION_H

#include "core/bytes.h"
#include "core/wire.h"

enum {
	SESSION_SECONDS = 15 * 60,
	SESSIONS_PER_PERSON = 8, /* the oldest gives way */
	SESSIONS_MAX = 64,
	CHALLENGE_SECONDS = 60,
	CHALLENGES_USED_MAX = 64, /* logins a minute */
};

struct sessions;

struct sessions *sessions_new(void); /* NULL: no memory */
void sessions_free(struct sessions *s);

/* A fresh challenge; ms is CLOCK_MONOTONIC here and below. */
void sessions_challenge(const struct sessions *s, uint64_t ms, uint8_t out[CHALLENGE_BYTES]);
/* Whether it is one of ours and young enough. */
bool sessions_challenge_ours(const struct sessions *s, uint64_t ms,
                             const uint8_t challenge[CHALLENGE_BYTES]);
/*
 * Opens a session for a person who proved to hold the signing key; a challenge
 * opens one only. ERR_EXPIRED: not ours, too old or used; ERR_FULL: too many
 * logins this minute.
 */
MUST_USE int sessions_open(struct sessions *s, uint64_t ms, const uint8_t person[PERSON_BYTES],
                           const uint8_t sign[32], const uint8_t challenge[CHALLENGE_BYTES],
                           uint8_t token[TOKEN_BYTES]);
/* Whose session it is, and under which key it was opened. ERR_ABSENT. */
MUST_USE int sessions_find(struct sessions *s, uint64_t ms, const uint8_t token[TOKEN_BYTES],
                           uint8_t person[PERSON_BYTES], uint8_t sign[32]);

#endif
