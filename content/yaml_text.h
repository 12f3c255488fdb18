/* YAML text to a libyaml document, and libyaml's complaints into plain words. */
#ifndef ALCOVE_CONTENT_YAML_TEXT_H
#define ALCOVE_CONTENT_YAML_TEXT_H

#include <yaml.h>

#include "content/problem.h"

/*
 * 0: *out is the caller's to yaml_document_delete, and has a root node.
 * ERR_FORMAT: reported. ERR_MEMORY.
 */
MUST_USE int yaml_text_read(yaml_document_t *out, struct span text, struct report *r);

#endif
