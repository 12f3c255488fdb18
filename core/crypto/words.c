#include "core/crypto/words.h"

#include <sodium.h>
#include <string.h>

#include "core/crypto/typed.h"
#include "core/crypto/wordlist.h"
#include "core/secret.h"

#define CHECK_LABEL "alcove/1 words"

enum {
	RANDOM_BYTES = 11, /* 82 bits, big-endian */
	RANDOM_TOP = 0x03, /* what of the first byte is used */
	NUMBER_BYTES = RANDOM_BYTES + 1,
	FINGERPRINT_BYTES = 16,
};

_Static_assert((int)WORDS_LONGEST == (int)WORDLIST_LONGEST, "sizes of words.h");

/* number = number / by; the remainder. Big-endian. */
static unsigned
number_divide(uint8_t *number, size_t n, unsigned by)
{
	unsigned rest = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		rest = rest << 8 | number[i];
		number[i] = (uint8_t)(rest / by);
		rest %= by;
	}
	return rest;
}

/* number = number * by + add, which fits. */
static void
number_append(uint8_t *number, size_t n, unsigned by, unsigned add)
{
	while (n-- > 0) {
		add += number[n] * by;
		number[n] = (uint8_t)add;
		add >>= 8;
	}
}

static uint8_t
check_byte(const uint8_t random[RANDOM_BYTES])
{
	uint8_t text[sizeof CHECK_LABEL - 1 + RANDOM_BYTES], hash[crypto_hash_sha256_BYTES], check;

	memcpy(text, CHECK_LABEL, sizeof CHECK_LABEL - 1);
	memcpy(text + sizeof CHECK_LABEL - 1, random, RANDOM_BYTES);
	crypto_hash_sha256(hash, text, sizeof text);
	check = hash[0];
	secret_wipe(text, sizeof text);
	secret_wipe(hash, sizeof hash);
	return check;
}

/* out holds count * (WORDS_LONGEST + 1) bytes. */
static void
join(char *out, const unsigned *index, unsigned count, char between, bool hyphens)
{
	unsigned i;

	for (i = 0; i < count; i++) {
		const char *c;

		if (i > 0)
			*out++ = between;
		for (c = wordlist_word(index[i]); *c != '\0'; c++) {
			if (hyphens || *c != '-')
				*out++ = *c;
		}
	}
	*out = '\0';
}

void
words_new(char out[WORDS_TEXT_MAX])
{
	uint8_t number[NUMBER_BYTES];
	unsigned index[WORDS_COUNT], i;

	randombytes_buf(number, RANDOM_BYTES);
	number[0] &= RANDOM_TOP;
	number[RANDOM_BYTES] = check_byte(number);
	for (i = WORDS_COUNT; i-- > 0;)
		index[i] = number_divide(number, sizeof number, WORDLIST_COUNT);
	join(out, index, WORDS_COUNT, ' ', true);
	secret_wipe(number, sizeof number);
	secret_wipe(index, sizeof index);
}

static bool
check_holds(const unsigned index[WORDS_COUNT])
{
	uint8_t number[NUMBER_BYTES] = {0};
	unsigned i;
	bool holds;

	for (i = 0; i < WORDS_COUNT; i++)
		number_append(number, sizeof number, WORDLIST_COUNT, index[i]);
	holds = number[0] <= RANDOM_TOP && number[RANDOM_BYTES] == check_byte(number);
	secret_wipe(number, sizeof number);
	return holds;
}

/* Keeps UTF-8 whole; where it never was, '?' stands for each such byte. */
static void
copy_typed(char out[WORDS_TYPED_MAX + 1], struct span typed)
{
	size_t n = typed.n < WORDS_TYPED_MAX ? typed.n : WORDS_TYPED_MAX, i;

	while (n < typed.n && n > 0 && (typed.p[n] & 0xc0) == 0x80)
		n--;
	memcpy(out, typed.p, n);
	out[n] = '\0';
	for (i = 0; !utf8_valid(span(typed.p, n)) && i < n; i++) {
		if (typed.p[i] >= 0x80)
			out[i] = '?';
	}
}

static void
problem_word(struct words_problem *problem, unsigned position, int err, struct span typed)
{
	unsigned near[WORDS_NEAR_MAX], i;
	bool begun = err == ERR_CONFLICT;

	problem->fault = begun ? WORDS_FAULT_AMBIGUOUS : WORDS_FAULT_UNKNOWN;
	problem->position = position;
	copy_typed(problem->typed, typed);
	problem->near_count = wordlist_near(near, WORDS_NEAR_MAX, typed, begun);
	for (i = 0; i < problem->near_count; i++)
		memcpy(problem->near[i], wordlist_word(near[i]), WORDS_LONGEST + 1);
	secret_wipe(near, sizeof near);
}

/* index has room for as many as are wanted. */
static int
indices_of(unsigned *index, unsigned wanted, struct words_problem *problem,
           const struct typed *words)
{
	unsigned i;

	problem->count = words->count;
	problem->wanted = wanted;
	if (words->count != wanted) {
		problem->fault = WORDS_FAULT_COUNT;
		return ERR_WORDS;
	}
	for (i = 0; i < wanted; i++) {
		int r = typed_find(&index[i], &words->word[i]);

		if (r != 0) {
			problem_word(problem, i + 1, r, words->word[i].text);
			return ERR_WORDS;
		}
	}
	return 0;
}

int
words_parse(char out[WORDS_TEXT_MAX], struct words_problem *problem, struct span typed)
{
	struct typed words;
	unsigned index[WORDS_COUNT] = {0};
	int r;

	memset(out, 0, WORDS_TEXT_MAX);
	memset(problem, 0, sizeof *problem);
	typed_read(&words, typed);
	r = indices_of(index, WORDS_COUNT, problem, &words);
	if (r == 0 && !check_holds(index)) {
		problem->fault = WORDS_FAULT_CHECK;
		r = ERR_WORDS;
	}
	if (r == 0)
		join(out, index, WORDS_COUNT, ' ', true);
	secret_wipe(&words, sizeof words);
	secret_wipe(index, sizeof index);
	return r;
}

/* A sentence in the making, cut to size between characters. */
struct sentence {
	char *out;
	size_t n, size;
	bool full;
};

static void
say(struct sentence *s, const char *text)
{
	size_t n = strlen(text);

	if (s->full || s->size == 0)
		return;
	if (n >= s->size - s->n) {
		s->full = true;
		n = s->size - s->n - 1;
		while (n > 0 && ((uint8_t)text[n] & 0xc0) == 0x80)
			n--;
	}
	memcpy(s->out + s->n, text, n);
	s->n += n;
	s->out[s->n] = '\0';
}

static void
say_number(struct sentence *s, unsigned number)
{
	char digits[12];
	size_t at = sizeof digits - 1;

	digits[at] = '\0';
	do {
		digits[--at] = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0);
	say(s, digits + at);
}

static void
say_word(struct sentence *s, const struct words_problem *problem, const char *what)
{
	say(s, "Word ");
	say_number(s, problem->position);
	say(s, ", \xe2\x80\x9c");
	say(s, problem->typed);
	say(s, "\xe2\x80\x9d, ");
	say(s, what);
}

static void
say_near(struct sentence *s, const struct words_problem *problem)
{
	unsigned i;

	for (i = 0; i < problem->near_count; i++) {
		if (i > 0)
			say(s, i + 1 < problem->near_count ? ", " : " or ");
		say(s, problem->near[i]);
	}
}

void
words_explain(char *out, size_t size, const struct words_problem *problem)
{
	struct sentence s = {.out = out, .size = size};

	if (size > 0)
		out[0] = '\0';
	switch (problem->fault) {
	case WORDS_FAULT_COUNT:
		say(&s, problem->wanted == FINGERPRINT_COUNT ? "Eight" : "Seven");
		say(&s, " words are needed, and here ");
		say(&s, problem->count == 1 ? "is " : "are ");
		if (problem->count == 0)
			say(&s, "none");
		else
			say_number(&s, problem->count);
		break;
	case WORDS_FAULT_UNKNOWN:
		say_word(&s, problem, "is not on the list");
		if (problem->near_count > 0) {
			say(&s, "; near it: ");
			say_near(&s, problem);
		}
		break;
	case WORDS_FAULT_AMBIGUOUS:
		say_word(&s, problem, "begins several words, such as ");
		say_near(&s, problem);
		break;
	case WORDS_FAULT_CHECK:
		say(&s, "Each of these words is on the list, but they are not a set of seven: one "
		        "is wrong, or two have "
		        "changed places");
		break;
	}
}

static void
fingerprint_indices(unsigned index[FINGERPRINT_COUNT], const uint8_t office[OFFICE_BYTES])
{
	uint8_t number[FINGERPRINT_BYTES];
	unsigned i;

	memcpy(number, office, sizeof number);
	for (i = FINGERPRINT_COUNT; i-- > 0;)
		index[i] = number_divide(number, sizeof number, WORDLIST_COUNT);
}

void
fingerprint_of(char out[FINGERPRINT_TEXT_MAX], const uint8_t office[OFFICE_BYTES])
{
	unsigned index[FINGERPRINT_COUNT];

	fingerprint_indices(index, office);
	join(out, index, FINGERPRINT_COUNT, '-', false);
}

int
fingerprint_parse(char out[FINGERPRINT_TEXT_MAX], struct words_problem *problem, struct span typed)
{
	unsigned index[FINGERPRINT_COUNT];
	struct typed words;
	int r;

	memset(out, 0, FINGERPRINT_TEXT_MAX);
	memset(problem, 0, sizeof *problem);
	typed_read(&words, typed);
	r = indices_of(index, FINGERPRINT_COUNT, problem, &words);
	if (r == 0)
		join(out, index, FINGERPRINT_COUNT, '-', false);
	return r;
}

int
fingerprint_check(struct span text, const uint8_t office[OFFICE_BYTES])
{
	unsigned ours[FINGERPRINT_COUNT], theirs, i;
	struct typed words;
	int r = 0;

	fingerprint_indices(ours, office);
	typed_read(&words, text);
	if (words.count != FINGERPRINT_COUNT)
		return ERR_WORDS;
	for (i = 0; i < FINGERPRINT_COUNT; i++) {
		if (typed_find(&theirs, &words.word[i]) != 0)
			return ERR_WORDS;
		if (!wordlist_alike(ours[i], theirs))
			r = ERR_FOREIGN;
	}
	return r;
}
