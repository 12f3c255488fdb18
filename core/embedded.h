/* A file carried in a program (tools/embed). */
#ifndef ALCOVE_EMBEDDED_H
#define ALCOVE_EMBEDDED_H

#include <stddef.h>

struct embedded {
	const char *name;
	const unsigned char *bytes;
	size_t n;
};

#endif
