/* The pages that every new office serves (web/front), carried in the program. */
#ifndef ALCOVE_CLI_FRONT_H
#define ALCOVE_CLI_FRONT_H

#include <stddef.h>

struct embedded {
	const char *name;
	const unsigned char *bytes;
	size_t n;
};

extern const struct embedded front[];
extern const size_t front_count;

#endif
