#include "core/secret.h"

#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/json.h"

#ifdef __wasm__

/*
 * sodium_malloc would lay four pages of 64 KiB around each secret, and protect
 * none of them, as there is no mprotect: 500 matters would take 128 MB.
 */
struct held {
	size_t n;
	max_align_t bytes[];
};

void *
secret_new(size_t n)
{
	struct held *h = n <= SIZE_MAX - sizeof *h ? calloc(1, sizeof *h + n) : NULL;

	if (h == NULL)
		return NULL;
	h->n = n;
	return h->bytes;
}

void
secret_free(void *p)
{
	struct held *h;

	if (p == NULL)
		return;
	h = (struct held *)((char *)p - offsetof(struct held, bytes));
	secret_wipe(p, h->n);
	free(h);
}

#else

void *
secret_new(size_t n)
{
	void *p = sodium_malloc(n);

	if (p != NULL)
		memset(p, 0, n);
	return p;
}

void
secret_free(void *p)
{
	sodium_free(p);
}

#endif

void
secret_wipe(void *p, size_t n)
{
	sodium_memzero(p, n);
}

int
core_start(void)
{
	json_start();
	return sodium_init() < 0 ? ERR_INTERNAL : 0;
}
