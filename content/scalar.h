/* Single values of a YAML document: text, flag, number, choice, date. */
#ifndef ALCOVE_CONTENT_SCALAR_H
#define ALCOVE_CONTENT_SCALAR_H

#include "content/walk.h"

/* The line a node begins on; that of `at` when it holds nothing. */
size_t node_line(const struct where *at, const yaml_node_t *node);

/* Whether a node is of the wanted type and has no tag of its own; reports it when not. */
bool node_is(struct walk *w, const struct field *f, const struct where *at, const yaml_node_t *node,
             yaml_node_type_t wanted);

/* UTF-8 without control characters but those in besides. */
bool scalar_is_text(struct span text, const char *besides);

/* Without blanks and line feeds at either end. */
struct span scalar_trimmed(struct span s);

/*
 * The checked text of a value, owned by the walk's memory; NULL: reported, or
 * "not supplied". max is in bytes. A group of languages yields the wanted one.
 */
const char *scalar_text(struct walk *w, const struct field *f, const struct where *at,
                        const yaml_node_t *node, size_t max);

/* Reads a value of types FIELD_LINE to FIELD_CHOICE into out. */
void scalar_read(struct walk *w, const struct field *f, const struct where *at,
                 const yaml_node_t *node, void *out);

#endif
