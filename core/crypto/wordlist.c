#include "core/crypto/wordlist.h"

#include <string.h>

#include "core/secret.h"

#include "core/wordlist_data.h"

enum { SLIPS_MAX = 2, RANK_PREFIX = SLIPS_MAX + 1, RANK_NONE = 99, TYPED_MAX = 32 };

/* A word as it is compared: lower case, hyphens left out. n > TYPED_MAX: too long for any. */
struct letters {
	char p[TYPED_MAX];
	size_t n;
};

static struct letters
letters_of(struct span text)
{
	struct letters l = {.n = 0};
	size_t i;

	for (i = 0; i < text.n; i++) {
		uint8_t c = text.p[i];

		if (c == '-')
			continue;
		if (c >= 'A' && c <= 'Z')
			c = (uint8_t)(c - 'A' + 'a');
		if (l.n < TYPED_MAX)
			l.p[l.n] = (char)c;
		l.n++;
	}
	return l;
}

static struct letters
letters_of_word(unsigned index)
{
	return letters_of(span(words[index], strlen(words[index])));
}

static bool
letters_begin(const struct letters *start, const struct letters *whole)
{
	return start->n <= whole->n && whole->n <= TYPED_MAX &&
	       memcmp(start->p, whole->p, start->n) == 0;
}

static bool
letters_equal(const struct letters *a, const struct letters *b)
{
	return a->n == b->n && letters_begin(a, b);
}

const char *
wordlist_word(unsigned index)
{
	return words[index];
}

bool
wordlist_alike(unsigned a, unsigned b)
{
	struct letters first = letters_of_word(a), second = letters_of_word(b);

	return letters_equal(&first, &second);
}

/* The first word that begins with c or a later letter; the list is sorted. */
static unsigned
first_from(char c)
{
	unsigned low = 0, high = WORDLIST_COUNT;

	while (low < high) {
		unsigned middle = (low + high) / 2;

		if (words[middle][0] < c)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

int
wordlist_find(unsigned *index, struct span typed)
{
	struct letters l = letters_of(typed);
	unsigned begun = 0, i;
	int r = 0;

	if (l.n == 0)
		return ERR_ABSENT;
	for (i = first_from(l.p[0]); i < WORDLIST_COUNT && words[i][0] == l.p[0]; i++) {
		struct letters word = letters_of_word(i);

		if (!letters_begin(&l, &word))
			continue;
		*index = i;
		begun++;
		/* yo-yo is read as a pair: spelt as one word, it is the other */
		if (l.n == word.n && strchr(words[i], '-') == NULL) {
			begun = 1;
			break;
		}
	}
	if (begun > 1)
		r = ERR_CONFLICT;
	else if (begun == 0 || (l.n < WORDLIST_PREFIX_MIN && letters_of_word(*index).n != l.n))
		r = ERR_ABSENT;
	secret_wipe(&l, sizeof l);
	return r;
}

int
wordlist_find_pair(unsigned *index, struct span first, struct span second, bool joined)
{
	struct letters a = letters_of(first), b = letters_of(second);
	int r = ERR_ABSENT;
	unsigned i;

	if (a.n == 0 || b.n == 0)
		return ERR_ABSENT;
	for (i = first_from(a.p[0]); i < WORDLIST_COUNT && words[i][0] == a.p[0] && r != 0; i++) {
		const char *hyphen = strchr(words[i], '-');
		struct letters start, rest;

		if (hyphen == NULL)
			continue;
		start = letters_of(span(words[i], (size_t)(hyphen - words[i])));
		rest = letters_of(span(hyphen + 1, strlen(hyphen + 1)));
		if (!letters_equal(&a, &start) || !letters_begin(&b, &rest))
			continue;
		if (b.n == rest.n || (joined && a.n + b.n >= WORDLIST_PREFIX_MIN)) {
			*index = i;
			r = 0;
		}
	}
	secret_wipe(&a, sizeof a);
	secret_wipe(&b, sizeof b);
	return r;
}

static unsigned
least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Slips between the two: a letter added, left out, changed, or swapped with its neighbour. */
static unsigned
slips(const struct letters *a, const struct letters *b)
{
	unsigned d[WORDLIST_LONGEST + SLIPS_MAX + 1][WORDLIST_LONGEST + 1];
	unsigned i, j, n;

	if (a->n > b->n + SLIPS_MAX || b->n > a->n + SLIPS_MAX)
		return RANK_NONE;
	for (i = 0; i <= a->n; i++)
		d[i][0] = i;
	for (j = 0; j <= b->n; j++)
		d[0][j] = j;
	for (i = 1; i <= a->n; i++) {
		for (j = 1; j <= b->n; j++) {
			n = d[i - 1][j - 1] + (a->p[i - 1] != b->p[j - 1]);
			n = least(n, least(d[i - 1][j], d[i][j - 1]) + 1);
			if (i > 1 && j > 1 && a->p[i - 1] == b->p[j - 2] &&
			    a->p[i - 2] == b->p[j - 1])
				n = least(n, d[i - 2][j - 2] + 1);
			d[i][j] = n;
		}
	}
	n = d[a->n][b->n];
	secret_wipe(d, sizeof d);
	return n;
}

static unsigned
rank(const struct letters *typed, const struct letters *word, bool begun)
{
	unsigned n;

	if (begun)
		return letters_begin(typed, word) ? (unsigned)(word->n - typed->n) : RANK_NONE;
	n = slips(typed, word);
	if (n <= SLIPS_MAX && n < typed->n)
		return n;
	if (typed->n > 1 && letters_begin(typed, word))
		return RANK_PREFIX;
	if (typed->n >= word->n && memcmp(typed->p, word->p, word->n) == 0)
		return RANK_PREFIX;
	return RANK_NONE;
}

unsigned
wordlist_near(unsigned *near, unsigned max, struct span typed, bool begun)
{
	struct letters l = letters_of(typed);
	unsigned ranks[WORDLIST_NEAR_MAX], count = 0, i, at;

	max = least(max, WORDLIST_NEAR_MAX);
	for (i = 0; i < WORDLIST_COUNT && l.n > 0 && max > 0; i++) {
		struct letters word = letters_of_word(i);
		unsigned r = rank(&l, &word, begun);

		if (r == RANK_NONE || (count == max && r >= ranks[count - 1]))
			continue;
		/* after those that are as near, so that they stay in the list's order */
		at = count < max ? count++ : max - 1;
		for (; at > 0 && ranks[at - 1] > r; at--) {
			ranks[at] = ranks[at - 1];
			near[at] = near[at - 1];
		}
		ranks[at] = r;
		near[at] = i;
	}
	secret_wipe(&l, sizeof l);
	secret_wipe(ranks, sizeof ranks);
	return count;
}
