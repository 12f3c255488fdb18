/*
 * vault SETTING: seals and opens the vault of a desk in memory, and prints what
 * it took as JSON. SETTING: busy or typical (200 open matters: messages, notes,
 * and two pages each, which are items of a kind that comes later), visitor (the
 * most messages that one visitor can make), matters (the most matters).
 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/desk/section.h"
#include "core/desk/vault.h"

enum { DAY = 20000, ROUNDS = 5, PAGE_KIND = 99, RETENTION = 30, NOTES = 366 };

struct setting {
	const char *name;
	size_t matters, messages, message_bytes, notes_bytes, page_bytes;
};

static const struct setting settings[] = {
	{"busy", 200, 20, 1500, 4000, 5500},
	{"typical", 200, 10, 800, 1500, 2750},
	{"visitor", 1, THREAD_MESSAGES_MAX, 20, 0, 0},
	{"matters", VAULT_MATTERS_MAX, 1, 100, 0, 0},
};

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

static void
add_page(struct matter *m, size_t n)
{
	size_t begun = section_begin(&m->unknown, PAGE_KIND);

	buf_put_random(&m->unknown, n);
	section_end(&m->unknown, begun);
}

static void
add_matter(struct vault *v, const struct setting *s, struct span text)
{
	struct matter *m = vault_add_matter(v);
	struct correspondent *c = m == NULL ? NULL : vault_add_correspondent(v, m);

	must(c != NULL, "no memory for a matter");
	randombytes_buf(&c->keys, sizeof c->keys);
	for (size_t i = 0; i < s->messages; i++) {
		struct message head = {
			.kind = MESSAGE_TEXT, .day = DAY, .lamport = randombytes_random()};
		struct message *out;

		randombytes_buf(head.id, sizeof head.id);
		must(thread_write(&c->thread, &head, span(text.p, s->message_bytes), &out) == 0,
		     "no message");
	}
	must(matter_add_notes(m, span(text.p, s->notes_bytes)) == 0, "no notes");
	for (int i = 0; i < 2 && s->page_bytes > 0; i++)
		add_page(m, s->page_bytes);
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
	static uint8_t text[8192];
	static struct ends ends = {.day = DAY};
	struct desk_keys keys;
	const uint8_t office[OFFICE_BYTES] = {1}, person[PERSON_BYTES] = {2};
	struct vault_of of = {&keys, office, person, &ends, RETENTION, NOTES};
	const struct setting *s = NULL;
	struct vault *v;

	must(core_start() == 0, "libsodium does not start");
	for (size_t i = 0; argc == 2 && i < sizeof settings / sizeof *settings; i++) {
		if (strcmp(settings[i].name, argv[1]) == 0)
			s = &settings[i];
	}
	must(s != NULL, "usage: vault busy|typical|visitor|matters");
	memset(text, 'x', sizeof text);
	randombytes_buf(&keys, sizeof keys);
	randombytes_buf(ends.keys, sizeof ends.keys);
	v = vault_new();
	must(v != NULL && vault_make_seeds(v, DAY) == 0, "no vault");
	for (size_t i = 0; i < s->matters; i++)
		add_matter(v, s, SPAN(text));
	measure(v, &of);
	vault_free(v);
	return EXIT_SUCCESS;
}
