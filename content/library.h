/* Which keys policies.yaml and principles.yaml have. */
#ifndef ALCOVE_CONTENT_LIBRARY_H
#define ALCOVE_CONTENT_LIBRARY_H

#include "content/content.h"
#include "content/walk.h"

/* Both are read into a struct content, of which they fill their own part. */
extern const struct schema policies_schema;
extern const struct schema principles_schema;

/* The rules that reach over several keys of policies.yaml. */
void policies_check(struct walk *w, const yaml_node_t *root, const struct content *c);

/* Reports every id that is none of the office's institutions. at: what `ids` stands in, or NULL. */
void institutions_check(struct walk *w, const yaml_node_t *mapping, const struct where *at,
                        const struct content_texts *ids, const struct content *c);

#endif
