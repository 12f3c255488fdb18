/*
 * What wasi-libc would bring, with files, clock and floating-point printing,
 * for cases that do not come here. So the page provides randomness and nothing
 * else.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

_Noreturn void __assert_fail(const char *, const char *, int, const char *);
int nanosleep(const struct timespec *, struct timespec *);
int raise(int);
extern char __stderr_FILE;

/* libsodium waits for a lock that one thread always gets. */
int
nanosleep(const struct timespec *wanted, struct timespec *left)
{
	(void)wanted, (void)left;
	return 0;
}

/* Their messages would go to a console that is not there. */
_Noreturn void
__assert_fail(const char *expression, const char *file, int line, const char *function)
{
	(void)expression, (void)file, (void)line, (void)function;
	abort();
}

char __stderr_FILE;

int
fputs(const char *restrict text, FILE *restrict file)
{
	(void)text, (void)file;
	abort();
}

int
raise(int signal)
{
	(void)signal;
	abort();
}

/* jansson would seed its tables by it; wasm_core_start does so with a random number. */
time_t
time(time_t *out)
{
	if (out != NULL)
		*out = 0;
	return 0;
}

/*
 * Argon2id copies 600 MB, and wasi-libc's memcpy four bytes at a time, as it is made for machines
 * without memory.copy. AbortSignal.timeout, which web/shared/worker.ts needs, is the newer of the
 * two.
 */
__attribute__((target("bulk-memory"))) void *
memcpy(void *restrict to, const void *restrict from, size_t n)
{
	uint8_t *t = to;
	const uint8_t *f = from;

	/* the instruction takes long to begin */
	if (n > 32)
		return __builtin_memcpy(to, from, n);
	while (n-- > 0)
		*t++ = *f++;
	return to;
}
