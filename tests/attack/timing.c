/*
 * Whether the time of what compares or opens secrets depends on how nearly right they are: two
 * classes of inputs in random order, the slowest tenth cut off (it is the machine's), and Welch's t
 * between the rest (Reparaz, Balasch, Verbauwhede: dudect). From 10 on the two are surely not of
 * one kind. ALCOVE_ATTACK_LONG=1 looks twenty times as long.
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sodium.h>

#include "core/secret.h"
#include "server/session.h"
#include "store/wrap.h"

enum { LOOKS = 20000, LONG_LOOKS = 400000 };

static const double SURE = 10;

static const uint8_t person[PERSON_BYTES] = {1};

/* ---- what is timed: prepare makes an input of a class, run takes the time it takes ---- */

static struct sessions *sessions;
static uint8_t token[TOKEN_BYTES], tried[TOKEN_BYTES];

static bool
begin_token(void)
{
	uint8_t challenge[CHALLENGE_BYTES], sign[32] = {0};

	sessions = sessions_new();
	if (sessions == NULL)
		return false;
	sessions_challenge(sessions, 100000, challenge);
	return sessions_open(sessions, 100000, person, sign, challenge, token) == 0;
}

static void
prepare_token(unsigned class)
{
	memcpy(tried, token, sizeof tried);
	tried[class == 0 ? 0 : TOKEN_BYTES - 1] ^= 1;
}

static int
run_token(void)
{
	uint8_t whose[PERSON_BYTES], sign[32];

	return sessions_find(sessions, 100001, tried, whose, sign);
}

static uint8_t key[KEY_BYTES], plain[BODY_BYTES], wrapped[2][BODY_BYTES + WRAP_BYTES],
	opened[BODY_BYTES];
static const uint8_t *chosen;
static const struct wrap_label LABEL = {.kind = WRAP_CELL, .number = 20000, .id = person};

/* Wrong in the first byte of the authenticator, or in its last. */
static bool
begin_wrap(void)
{
	randombytes_buf(key, sizeof key);
	wrap_seal(wrapped[0], key, &LABEL, SPAN(plain));
	memcpy(wrapped[1], wrapped[0], sizeof wrapped[1]);
	wrapped[0][sizeof wrapped[0] - 16] ^= 1;
	wrapped[1][sizeof wrapped[1] - 1] ^= 1;
	return true;
}

/* To one place, so that the two do not differ by where they lie. */
static void
prepare_wrap(unsigned class)
{
	static uint8_t copy[sizeof wrapped[0]];

	memcpy(copy, wrapped[class], sizeof copy);
	chosen = copy;
}

static int
run_wrap(void)
{
	return wrap_open(opened, key, &LABEL, span(chosen, sizeof wrapped[0]));
}

/* What ends at the first difference. */
static uint8_t long_secret[512], long_tried[512];

static bool
begin_leak(void)
{
	randombytes_buf(long_secret, sizeof long_secret);
	return true;
}

static void
prepare_leak(unsigned class)
{
	memcpy(long_tried, long_secret, sizeof long_tried);
	long_tried[class == 0 ? 0 : sizeof long_tried - 1] ^= 1;
}

static int
run_leak(void)
{
	volatile const uint8_t *a = long_secret, *b = long_tried;
	size_t i = 0;

	while (i < sizeof long_secret && a[i] == b[i])
		i++;
	return i < sizeof long_secret;
}

/* ---- times ---- */

struct look {
	double ns;
	unsigned class;
};

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static int
by_time(const void *a, const void *b)
{
	double x = ((const struct look *)a)->ns, y = ((const struct look *)b)->ns;

	return (x > y) - (x < y);
}

/* Welch's t between the two classes. */
static double
welch(const struct look *looks, size_t n)
{
	double count[2] = {0}, mean[2] = {0}, squares[2] = {0}, error = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned c = looks[i].class;
		double off = looks[i].ns - mean[c];

		mean[c] += off / ++count[c];
		squares[c] += off * (looks[i].ns - mean[c]);
	}
	for (unsigned c = 0; c < 2; c++)
		error += squares[c] / (count[c] - 1) / count[c];
	return fabs(mean[0] - mean[1]) / sqrt(error);
}

static double
look(struct look *looks, size_t n, void (*prepare)(unsigned class), int (*run)(void))
{
	static volatile int said;

	for (size_t i = 0; i < n; i++) {
		double start;

		looks[i].class = randombytes_uniform(2);
		prepare(looks[i].class);
		start = now();
		said = run();
		looks[i].ns = now() - start;
	}
	(void)said;
	qsort(looks, n, sizeof *looks, by_time);
	return welch(looks, n - n / 10);
}

int
main(void)
{
	static const struct {
		const char *name;
		bool (*begin)(void);
		void (*prepare)(unsigned class);
		int (*run)(void);
		bool leaks;
	} cases[] = {
		{"a comparison that ends early is noticed", begin_leak, prepare_leak, run_leak,
	         true},
		{"a token wrong at its beginning or at its end", begin_token, prepare_token,
	         run_token, false},
		{"a body wrong at the authenticator's beginning or at its end", begin_wrap,
	         prepare_wrap, run_wrap, false},
	};
	const char *is_long = getenv("ALCOVE_ATTACK_LONG");
	size_t n = is_long != NULL && strcmp(is_long, "1") == 0 ? LONG_LOOKS : LOOKS;
	struct look *looks = calloc(n, sizeof *looks);
	bool failed = false;

	if (core_start() != 0 || looks == NULL)
		return 1;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		bool good = cases[i].begin();
		double t = look(looks, n, cases[i].prepare, cases[i].run);

		good = good && (t > SURE) == cases[i].leaks;
		failed |= !good;
		printf("%s - timing: %s (t = %.1f)\n", good ? "ok" : "not ok", cases[i].name, t);
	}
	sessions_free(sessions);
	free(looks);
	return failed;
}
