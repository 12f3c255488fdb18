/* One reading of an office's folder, or of a single text of it. */
#ifndef ALCOVE_CONTENT_READING_H
#define ALCOVE_CONTENT_READING_H

#include "content/content.h"
#include "content/walk.h"

struct reading {
	struct report report;
	struct content *c;
	struct memory *memory; /* texts in c's language */
	struct memory *plain;  /* and those given in the first alone */
	const char *asked;     /* the language wanted, or NULL for the first */
};

/* Reads text along a schema into out, then lets check look at the whole. A problem is no error
 * here. */
typedef void (*reading_check)(struct walk *w, const yaml_node_t *root, struct reading *r,
                              void *out);
MUST_USE int reading_yaml(struct reading *r, struct span text, const struct schema *s, void *out,
                          reading_check check);

/* office.yaml into r->c. ERR_ABSENT: the language asked for is not the office's. */
MUST_USE int reading_office(struct reading *r, struct span text);

/* Gives r->c what was read, and says whether it will do: 0, ERR_FORMAT or what went wrong. */
MUST_USE int reading_end(struct reading *r, int err);

#endif
