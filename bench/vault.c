/* vault SETTING: seals and opens the vault of a desk in memory, and prints what it took as JSON.
 * SETTING: bench/matters.h. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench/matters.h"

enum { DAY = 20000, ROUNDS = 5, RETENTION = 30, NOTES = 366 };

static void
must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "vault: %s\n", what);
	exit(EXIT_FAILURE);
}

static double
milliseconds(void)
{
	struct timespec t;

	must(clock_gettime(CLOCK_MONOTONIC, &t) == 0, "no clock");
	return 1e3 * (double)t.tv_sec + (double)t.tv_nsec / 1e6;
}

static int
by_size(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static double
median(double took[ROUNDS])
{
	qsort(took, ROUNDS, sizeof *took, by_size);
	return took[ROUNDS / 2];
}

static void
measure(const struct vault *v, const struct vault_of *of)
{
	double seal[ROUNDS], open[ROUNDS];
	struct vault *again;
	struct buf blob;

	buf_init(&blob, VAULT_MAX);
	for (int i = 0; i < ROUNDS; i++) {
		double began = milliseconds(), sealed;

		must(vault_seal(&blob, v, of, 1) == 0, "does not seal");
		sealed = milliseconds();
		must(vault_open(&again, buf_span(&blob), of, 1) == 0, "does not open");
		seal[i] = sealed - began;
		open[i] = milliseconds() - sealed;
		must(again->matter_count == v->matter_count && again->lost == 0, "is not the same");
		vault_free(again);
	}
	printf("{\"bytes\": %zu, \"blob\": %zu, \"seal\": %.2f, \"open\": %.2f}\n", vault_bytes(v),
	       blob.n, median(seal), median(open));
	buf_clear(&blob);
}

int
main(int argc, char **argv)
{
	static struct ends ends = {.day = DAY};
	struct desk_keys keys;
	const uint8_t office[OFFICE_BYTES] = {1}, person[PERSON_BYTES] = {2};
	struct vault_of of = {&keys, office, person, &ends, RETENTION, NOTES};
	const struct setting *s = argc == 2 ? setting_named(argv[1]) : NULL;
	struct vault *v;

	must(core_start() == 0, "libsodium does not start");
	must(s != NULL, "usage: vault busy|typical|visitor|matters");
	randombytes_buf(&keys, sizeof keys);
	randombytes_buf(ends.keys, sizeof ends.keys);
	v = vault_new();
	must(v != NULL && vault_make_seeds(v, DAY) == 0, "no vault");
	must(setting_fill(v, s, DAY) == 0, "no matters");
	measure(v, &of);
	vault_free(v);
	return EXIT_SUCCESS;
}
