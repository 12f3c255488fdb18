/*
 * What wasi-libc would bring, with files, clock and floating-point printing,
 * for cases that do not come here. So the page provides randomness and nothing
 * else.
 */
#include <stdio.h>
#include <stdlib.h>
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
