#include "core/secret.h"

#include <sodium.h>
#include <string.h>

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

void
secret_wipe(void *p, size_t n)
{
	sodium_memzero(p, n);
}

int
core_start(void)
{
	return sodium_init() < 0 ? ERR_INTERNAL : 0;
}
