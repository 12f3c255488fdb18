#include "content/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct memory {
	struct memory *next;
	max_align_t bytes[];
};

void *
memory_take(struct memory **m, size_t n)
{
	size_t size;

	if (__builtin_add_overflow(sizeof(struct memory), n, &size))
		return NULL;
	struct memory *block = calloc(1, size);
	if (block == NULL)
		return NULL;
	block->next = *m;
	*m = block;
	return block->bytes;
}

char *
memory_text(struct memory **m, const char *text, size_t n)
{
	if (n == SIZE_MAX)
		return NULL;
	char *copy = memory_take(m, n + 1);
	if (copy != NULL && n > 0) /* no text may be no pointer */
		memcpy(copy, text, n);
	return copy;
}

bool
memory_has(const struct memory *m, const char *text)
{
	while (m != NULL && (const char *)m->bytes != text)
		m = m->next;
	return m != NULL;
}

void
memory_free(struct memory *m)
{
	while (m != NULL) {
		struct memory *next = m->next;
		free(m);
		m = next;
	}
}
