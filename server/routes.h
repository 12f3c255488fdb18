/* Every address under /v1, one row each (docs/protocol.md §10). */
#ifndef ALCOVE_SERVER_ROUTES_H
#define ALCOVE_SERVER_ROUTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"

struct request;

struct route {
	const char *method;
	const char *path; /* one that ends in a slash is followed by a day, # stands for a digit */
	size_t body_max;
	bool session; /* only with a live session's token */
	void (*serve)(struct request *q);
};

/*
 * The row for a request, and the number its path ends in; HEAD is answered where GET is.
 * ERR_ABSENT: no such path. ERR_REFUSED: not with this method; allowed then lists those it has.
 */
MUST_USE int routes_find(const struct route **out, uint32_t *day, const char *method,
                         const char *path, const char **allowed);

#endif
