/* Which keys a file of entries/ has. */
#ifndef ALCOVE_CONTENT_ENTRY_H
#define ALCOVE_CONTENT_ENTRY_H

#include "content/content.h"
#include "content/walk.h"

extern const struct schema entry_schema;

/* The rules that reach over several keys. root is the file's top, already read into e. */
void entry_check(struct walk *w, const yaml_node_t *root, const struct content_entry *e,
                 const struct content *c);

#endif
