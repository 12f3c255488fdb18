#include "content/walk.h"

#include "core/bytes.h"

const yaml_node_t *
walk_node(const struct walk *w, int index)
{
	return yaml_document_get_node(w->document, index);
}

bool
walk_key_is(const yaml_node_t *key, const char *word)
{
	return key->type == YAML_SCALAR_NODE &&
	       span_equal(span(key->data.scalar.value, key->data.scalar.length), span_text(word));
}

const yaml_node_t *
walk_value(const struct walk *w, const yaml_node_t *mapping, const char *key, size_t *line)
{
	if (mapping->type != YAML_MAPPING_NODE)
		return NULL;
	for (const yaml_node_pair_t *p = mapping->data.mapping.pairs.start;
	     p < mapping->data.mapping.pairs.top; p++) {
		if (walk_key_is(walk_node(w, p->key), key)) {
			*line = walk_node(w, p->key)->start_mark.line + 1;
			return walk_node(w, p->value);
		}
	}
	return NULL;
}
