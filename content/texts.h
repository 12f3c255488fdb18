/* Texts that an office wrote, or did not. */
#ifndef ALCOVE_CONTENT_TEXTS_H
#define ALCOVE_CONTENT_TEXTS_H

#include <stddef.h>

/* What stands in the file where nobody has told the writer: shown as such, never invented (R64). */
#define CONTENT_NOT_SUPPLIED "not supplied"

/* Owned by the memory of what was read. */
struct content_texts {
	const char **list;
	size_t n;
};

#endif
