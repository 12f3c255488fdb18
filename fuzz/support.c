#include "fuzz/support.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/crypto/keys.h"
#include "core/crypto/label.h"
#include "core/secret.h"
#include "tests/unit/seeded.h"

/* ---- in place of what takes long: --wrap ---- */

int __wrap_keys_seed(uint8_t seed[SEED_BYTES], const char *words,
                     const uint8_t office[OFFICE_BYTES]);
int __wrap_crypto_pwhash_scryptsalsa208sha256(unsigned char *out, unsigned long long n,
                                              const char *password,
                                              unsigned long long password_bytes,
                                              const unsigned char *salt, unsigned long long ops,
                                              size_t memory);

/* weak: tests/unit/drop.c has its own */
__attribute__((weak)) int
__wrap_keys_seed(uint8_t seed[SEED_BYTES], const char *words, const uint8_t office[OFFICE_BYTES])
{
	label_hash(seed, "words of a test", office, span_text(words));
	return 0;
}

int
__wrap_crypto_pwhash_scryptsalsa208sha256(unsigned char *out, unsigned long long n,
                                          const char *password, unsigned long long password_bytes,
                                          const unsigned char *salt, unsigned long long ops,
                                          size_t memory)
{
	(void)password, (void)password_bytes, (void)salt, (void)ops, (void)memory;
	memset(out, 0, (size_t)n);
	return 0;
}

/* ---- */

void
need(bool holds, const char *what, const char *file, int line)
{
	if (holds)
		return;
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
	abort();
}

void
fuzz_begin(void)
{
	seeded_randombytes(1);
	NEED(core_start() == 0);
}

uint8_t *
fuzz_copy(struct span s)
{
	uint8_t *copy = malloc(s.n > 0 ? s.n : 1);

	NEED(copy != NULL);
	if (s.n > 0)
		memcpy(copy, s.p, s.n);
	return copy;
}

char *
fuzz_text(struct span s)
{
	char *text = malloc(s.n + 1);

	NEED(text != NULL);
	if (s.n > 0)
		memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	return text;
}

void
fuzz_xor(uint8_t *out, size_t n, struct span data)
{
	struct reader r = reader(data);
	size_t at = read_u16(&r);

	for (size_t i = 0; i < r.n; i++)
		out[(at + i) % n] ^= r.p[i];
}

static void
add_person(struct fuzz_office *o, size_t i)
{
	struct person *p = &o->roster.people[i];
	uint8_t seed[32] = {(uint8_t)(i + 1)};
	uint8_t scalar[32] = {(uint8_t)(8 * (i + 1))}; /* its low bits do not count */

	(void)snprintf(p->name, sizeof p->name, "Person %zu", i);
	p->role = i == 0 ? ROLE_OMBUDS : ROLE_ARRANGING;
	(void)crypto_sign_seed_keypair(p->sign, o->sign[i], seed);
	x25519_public(p->reply, scalar);
	person_id(p->id, o->roster.office, p->sign);
	o->roster.people_count++;
}

const struct fuzz_office *
fuzz_office(void)
{
	static char charter[] = "{\"name\":\"An office\",\"sample\":true,\"retention_days\":10}";
	static struct fuzz_office o;

	if (o.roster.people_count > 0)
		return &o;
	(void)crypto_sign_seed_keypair(o.root.public.key, o.root.key, (uint8_t[32]){7});
	o.roster = (struct roster){.serial = 3, .not_after = FUZZ_DAY + 90, .origin_count = 1};
	memcpy(o.roster.origins[0], "http://127.0.0.1:*", sizeof "http://127.0.0.1:*");
	o.roster.retention_days = 10;
	o.roster.charter = charter;
	office_id(o.roster.office, &o.root.public);
	memset(o.roster.hash, 3, sizeof o.roster.hash);
	for (size_t i = 0; i < FUZZ_PEOPLE; i++)
		add_person(&o, i);
	return &o;
}

void
fuzz_problems(struct content_problems *problems)
{
	for (size_t i = 0; i < problems->n; i++) {
		char *text = content_problem_text(&problems->list[i]);

		NEED(text != NULL && *problems->list[i].remedy != '\0');
		NEED(utf8_valid(span_text(text)) && strchr(text, '\n') == NULL);
		free(text);
	}
	content_problems_clear(problems);
}
