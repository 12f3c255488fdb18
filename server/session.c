#include "server/session.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/secret.h"

enum {
	STEP_MS = 10000, /* a challenge carries the step it was made in, unreadably */
	STEPS = CHALLENGE_SECONDS * 1000 / STEP_MS,
	HALF = CHALLENGE_BYTES / 2, /* random, then its authenticator */
};

struct session {
	uint64_t until; /* 0: free */
	uint8_t token[TOKEN_BYTES];
	uint8_t person[PERSON_BYTES];
	uint8_t sign[32];
};

struct used {
	uint64_t until;
	uint8_t challenge[CHALLENGE_BYTES];
};

struct sessions {
	pthread_mutex_t lock;
	uint8_t key[32];
	struct session session[SESSIONS_MAX];
	struct used used[CHALLENGES_USED_MAX];
};

struct sessions *
sessions_new(void)
{
	struct sessions *s = secret_new(sizeof *s);

	if (s == NULL)
		return NULL;
	if (pthread_mutex_init(&s->lock, NULL) != 0) {
		secret_free(s);
		return NULL;
	}
	randombytes_buf(s->key, sizeof s->key);
	return s;
}

void
sessions_free(struct sessions *s)
{
	if (s == NULL)
		return;
	pthread_mutex_destroy(&s->lock);
	secret_free(s);
}

/* ---- challenges ---- */

static void
authenticate(const struct sessions *s, uint64_t step, const uint8_t random[HALF], uint8_t out[HALF])
{
	uint8_t message[HALF + 8], mac[crypto_auth_hmacsha256_BYTES];

	memcpy(message, random, HALF);
	put_u64(message + HALF, step);
	crypto_auth_hmacsha256(mac, message, sizeof message, s->key);
	memcpy(out, mac, HALF);
}

void
sessions_challenge(const struct sessions *s, uint64_t ms, uint8_t out[CHALLENGE_BYTES])
{
	randombytes_buf(out, HALF);
	authenticate(s, ms / STEP_MS, out, out + HALF);
}

bool
sessions_challenge_ours(const struct sessions *s, uint64_t ms,
                        const uint8_t challenge[CHALLENGE_BYTES])
{
	uint64_t step = ms / STEP_MS;
	uint8_t mac[HALF];
	bool ours = false;

	/* The step it was made in had begun already: one more, so that it lives its full minute. */
	for (uint64_t age = 0; age <= STEPS && age <= step; age++) {
		authenticate(s, step - age, challenge, mac);
		ours |= sodium_memcmp(mac, challenge + HALF, HALF) == 0;
	}
	return ours;
}

/* Remembers a challenge for as long as it could be shown again. */
static int
use_challenge(struct sessions *s, uint64_t ms, const uint8_t challenge[CHALLENGE_BYTES])
{
	struct used *free_place = NULL;

	for (size_t i = 0; i < CHALLENGES_USED_MAX; i++) {
		struct used *u = &s->used[i];

		if (u->until <= ms)
			free_place = u;
		else if (sodium_memcmp(u->challenge, challenge, CHALLENGE_BYTES) == 0)
			return ERR_EXPIRED;
	}
	if (free_place == NULL)
		return ERR_FULL;
	free_place->until = ms + (STEPS + 1) * STEP_MS;
	memcpy(free_place->challenge, challenge, CHALLENGE_BYTES);
	return 0;
}

/* ---- sessions ---- */

/* A free place, or the oldest of this person's when they hold too many, or the oldest of all. */
static struct session *
choose_place(struct sessions *s, uint64_t ms, const uint8_t *person)
{
	struct session *free_place = NULL, *own = NULL, *oldest = &s->session[0];
	size_t owned = 0;

	for (size_t i = 0; i < SESSIONS_MAX; i++) {
		struct session *at = &s->session[i];

		if (at->until <= ms) {
			free_place = at;
			continue;
		}
		if (at->until < oldest->until)
			oldest = at;
		if (memcmp(at->person, person, PERSON_BYTES) != 0)
			continue;
		owned++;
		if (own == NULL || at->until < own->until)
			own = at;
	}
	if (owned >= SESSIONS_PER_PERSON)
		return own;
	return free_place != NULL ? free_place : oldest;
}

int
sessions_open(struct sessions *s, uint64_t ms, const uint8_t person[PERSON_BYTES],
              const uint8_t sign[32], const uint8_t challenge[CHALLENGE_BYTES],
              uint8_t token[TOKEN_BYTES])
{
	struct session *place;
	int rc = ERR_EXPIRED;

	pthread_mutex_lock(&s->lock);
	if (sessions_challenge_ours(s, ms, challenge))
		rc = use_challenge(s, ms, challenge);
	if (rc == 0) {
		place = choose_place(s, ms, person);
		place->until = ms + (uint64_t)SESSION_SECONDS * 1000;
		randombytes_buf(place->token, TOKEN_BYTES);
		memcpy(place->person, person, PERSON_BYTES);
		memcpy(place->sign, sign, sizeof place->sign);
		memcpy(token, place->token, TOKEN_BYTES);
	}
	pthread_mutex_unlock(&s->lock);
	return rc;
}

int
sessions_find(struct sessions *s, uint64_t ms, const uint8_t token[TOKEN_BYTES],
              uint8_t person[PERSON_BYTES], uint8_t sign[32])
{
	int rc = ERR_ABSENT;

	pthread_mutex_lock(&s->lock);
	for (size_t i = 0; i < SESSIONS_MAX; i++) {
		const struct session *at = &s->session[i];

		if (sodium_memcmp(at->token, token, TOKEN_BYTES) != 0 || at->until <= ms)
			continue;
		memcpy(person, at->person, PERSON_BYTES);
		memcpy(sign, at->sign, sizeof at->sign);
		rc = 0;
	}
	pthread_mutex_unlock(&s->lock);
	return rc;
}
