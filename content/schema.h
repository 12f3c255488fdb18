/*
 * Reads a YAML document along a table (walk.h), and reports everything that does
 * not fit, with line and remedy.
 */
#ifndef ALCOVE_CONTENT_SCHEMA_H
#define ALCOVE_CONTENT_SCHEMA_H

#include "content/walk.h"

/* Reads node, a mapping that stands at `at` (NULL: the top), into the zeroed struct out. */
void schema_read(struct walk *w, const struct schema *s, const struct where *at,
                 const yaml_node_t *node, void *out);

/* The same for one key alone of a mapping at the top; nothing is done when it is not there. */
void schema_read_key(struct walk *w, const struct schema *s, const char *key,
                     const yaml_node_t *mapping, void *out);

#endif
