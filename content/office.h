/* Which keys office.yaml has. */
#ifndef ALCOVE_CONTENT_OFFICE_H
#define ALCOVE_CONTENT_OFFICE_H

#include "content/content.h"
#include "content/walk.h"

extern const struct schema office_schema;

/* The rules that reach over several keys. root is the file's top, already read into c. */
void office_check(struct walk *w, const yaml_node_t *root, const struct content *c);

#endif
