#include "core/desk/seen.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

void
seen_clear(struct seen *s)
{
	free(s->marks);
	free(s->index);
	*s = (struct seen){0};
}

/* Where a mark's number is, or would be put. */
static uint32_t *
slot_of(const struct seen *s, const uint8_t mark[MARK_BYTES])
{
	uint8_t hash[crypto_shorthash_BYTES];
	size_t mask = s->index_size - 1, at;

	crypto_shorthash(hash, mark, MARK_BYTES, s->key);
	at = get_u32(hash) & mask;
	while (s->index[at] != 0 && memcmp(s->marks[s->index[at] - 1].mark, mark, MARK_BYTES) != 0)
		at = (at + 1) & mask;
	return &s->index[at];
}

bool
seen_has(const struct seen *s, const uint8_t mark[MARK_BYTES])
{
	return s->n > 0 && *slot_of(s, mark) != 0;
}

static void
index_all(struct seen *s)
{
	memset(s->index, 0, s->index_size * sizeof *s->index);
	for (size_t i = 0; i < s->n; i++)
		*slot_of(s, s->marks[i].mark) = (uint32_t)i + 1;
}

/* Twice the marks, and an index that they fill by half at most. */
static int
grow(struct seen *s)
{
	size_t capacity = s->capacity == 0 ? 64 : 2 * s->capacity;
	struct seen_mark *marks = realloc(s->marks, capacity * sizeof *marks);
	uint32_t *index;

	if (marks == NULL)
		return ERR_MEMORY;
	s->marks = marks;
	index = calloc(2 * capacity, sizeof *index);
	if (index == NULL)
		return ERR_MEMORY;
	if (s->capacity == 0)
		randombytes_buf(s->key, sizeof s->key);
	free(s->index);
	s->index = index;
	s->index_size = 2 * capacity;
	s->capacity = capacity;
	index_all(s);
	return 0;
}

int
seen_add(struct seen *s, uint32_t day, const uint8_t mark[MARK_BYTES])
{
	int rc = 0;

	if (seen_has(s, mark))
		return 0;
	if (s->n == SEEN_MAX)
		return ERR_FULL;
	if (s->n == s->capacity)
		rc = grow(s);
	if (rc != 0)
		return rc;
	s->marks[s->n].day = day;
	memcpy(s->marks[s->n].mark, mark, MARK_BYTES);
	s->n++;
	*slot_of(s, mark) = (uint32_t)s->n;
	return 0;
}

void
seen_erase_day(struct seen *s, uint32_t day)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->n; i++) {
		if (s->marks[i].day != day)
			s->marks[kept++] = s->marks[i];
	}
	if (kept == s->n)
		return;
	s->n = kept;
	index_all(s);
}
