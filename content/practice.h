/* Which keys practice.yaml has: what the office counts, in which periods, and who keeps its
 * figures. */
#ifndef ALCOVE_CONTENT_PRACTICE_H
#define ALCOVE_CONTENT_PRACTICE_H

#include "content/content.h"
#include "content/walk.h"

extern const struct schema practice_schema;

/* The rules that reach over several keys, and what holds where a key is left out. */
void practice_check(struct walk *w, const yaml_node_t *root, struct content *c);

/* The roster's "practice" object (docs/protocol.md §4), or NULL without memory. */
json_t *practice_to_roster(const struct content_practice *p);

#endif
