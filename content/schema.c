#include "content/schema.h"

#include <stdlib.h>
#include <string.h>

#include "content/scalar.h"

/* Letters and digits compared without capitals, runs of blanks as one. */
static bool
texts_alike(const char *a, const char *b)
{
	for (;; a++, b++) {
		while (a[0] == ' ' && a[1] == ' ')
			a++;
		while (b[0] == ' ' && b[1] == ' ')
			b++;
		char x = *a >= 'A' && *a <= 'Z' ? (char)(*a - 'A' + 'a') : *a;
		char y = *b >= 'A' && *b <= 'Z' ? (char)(*b - 'A' + 'a') : *b;
		if (x != y)
			return false;
		if (x == '\0')
			return true;
	}
}

/* Too few or too many entries: how many of them to read. */
static size_t
entries_checked(struct walk *w, const struct field *f, const struct where *at,
                const yaml_node_t *node)
{
	const yaml_node_item_t *items = node->data.sequence.items.start;
	size_t n = (size_t)(node->data.sequence.items.top - items);

	if (n < f->min)
		report(w->report, at, at->line,
		       n == 0 ? said("is an empty list")
		              : said("has %zu entries and needs %zu", n, f->min),
		       said("Write it like this: %s", f->example));
	if (n <= f->max)
		return n;
	report(w->report, at, walk_node(w, items[f->max])->start_mark.line + 1,
	       said("has %zu entries, and %zu are the most", n, f->max),
	       said("Take out entries from this line on, or join some of them."));
	return f->max;
}

static void
read_lines(struct walk *w, const struct field *f, const struct where *at, const yaml_node_t *node,
           struct content_texts *out)
{
	if (!node_is(w, f, at, node, YAML_SEQUENCE_NODE))
		return;
	size_t n = entries_checked(w, f, at, node);
	const char **list = memory_take(w->memory, (n + 1) * sizeof(*list));
	if (list == NULL) {
		w->report->err = ERR_MEMORY;
		return;
	}
	size_t read = 0;
	for (size_t i = 0; i < n; i++) {
		const yaml_node_t *entry = walk_node(w, node->data.sequence.items.start[i]);
		struct where here = {at, NULL, i + 1, entry->start_mark.line + 1};
		const char *text = scalar_text(w, f, &here, entry, f->line_max);
		if (text == NULL)
			continue;
		for (size_t j = 0; j < read; j++) {
			if (strcmp(list[j], text) == 0) {
				report(w->report, &here, here.line,
				       said("stands in this list already"),
				       said("Take one of the two out."));
				break;
			}
		}
		list[read++] = text;
	}
	*out = (struct content_texts){list, read};
}

/* Reports row i when it equals an earlier one in a field that tells rows apart. */
static void
check_unique(struct walk *w, const struct field *f, const struct where *row,
             const yaml_node_t *const entry, const char *rows, size_t size)
{
	size_t line = row->line;
	size_t i = row->entry - 1;
	const char *mine = *(const char *const *)(const void *)(rows + i * size + f->at);

	for (size_t j = 0; mine != NULL && j < i; j++) {
		const char *other = *(const char *const *)(const void *)(rows + j * size + f->at);
		if (other == NULL || !texts_alike(mine, other))
			continue;
		(void)walk_value(w, entry, f->key, &line);
		struct where here = {row, f->key, 0, line};
		char *part = shown(mine, strlen(mine));
		report(w->report, &here, line,
		       part == NULL ? NULL
		                    : said("'%s' is the %s of entry %zu too", part, f->key, j + 1),
		       said("Change one of the two so that they can be told apart."));
		free(part);
		return;
	}
}

static void
read_rows(struct walk *w, const struct field *f, const struct where *at, const yaml_node_t *node,
          void *base)
{
	const struct schema *s = f->rows;

	if (!node_is(w, f, at, node, YAML_SEQUENCE_NODE))
		return;
	size_t n = entries_checked(w, f, at, node);
	char *rows = memory_take(w->memory, (n + 1) * s->size);
	if (rows == NULL) {
		w->report->err = ERR_MEMORY;
		return;
	}
	for (size_t i = 0; i < n; i++) {
		const yaml_node_t *entry = walk_node(w, node->data.sequence.items.start[i]);
		struct where row = {at, NULL, i + 1, entry->start_mark.line + 1};
		if (!node_is(w, f, &row, entry, YAML_MAPPING_NODE))
			continue;
		schema_read(w, s, &row, entry, rows + i * s->size);
		for (size_t k = 0; k < s->n; k++)
			if ((s->fields[k].flags & FIELD_UNIQUE) != 0)
				check_unique(w, &s->fields[k], &row, entry, rows, s->size);
	}
	memcpy((char *)base + f->at, &(void *){rows}, sizeof(void *));
	memcpy((char *)base + f->count_at, &n, sizeof(n));
}

static void
read_value(struct walk *w, const struct field *f, const struct where *at, const yaml_node_t *node,
           void *base)
{
	void *out = (char *)base + f->at;

	switch (f->type) {
	case FIELD_LINE:
	case FIELD_TEXT:
	case FIELD_DATE:
	case FIELD_FLAG:
	case FIELD_NUMBER:
	case FIELD_CHOICE:
		scalar_read(w, f, at, node, out);
		break;
	case FIELD_LINES:
		read_lines(w, f, at, node, out);
		break;
	case FIELD_GROUP:
		if (node_is(w, f, at, node, YAML_MAPPING_NODE))
			schema_read(w, f->rows, at, node, out);
		break;
	case FIELD_ROWS:
		read_rows(w, f, at, node, base);
		break;
	}
}

/* Which key was meant: its index, or s->n. */
static size_t
nearest_field(const struct schema *s, const char *typed)
{
	const char *keys[SCHEMA_FIELDS_MAX];

	for (size_t i = 0; i < s->n; i++)
		keys[i] = s->fields[i].key;
	return nearest_word(typed, keys, s->n);
}

/* The group or list of s that has this key; NULL: none. A key at the wrong depth is the commonest
 * slip. */
static const char *
key_within(const struct schema *s, const char *key)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct schema *inner = s->fields[i].rows;
		for (size_t j = 0; inner != NULL && j < inner->n; j++)
			if (strcmp(inner->fields[j].key, key) == 0)
				return s->fields[i].key;
	}
	return NULL;
}

static void
report_unknown(struct walk *w, const struct schema *s, const struct where *here, size_t nearest)
{
	const char *within = key_within(s, here->key);
	char *remedy;

	if (nearest < s->n)
		remedy = said("Did you mean '%s'? Otherwise take the line out.",
		              s->fields[nearest].key);
	else if (within != NULL)
		remedy = said("It belongs below '%s': indent it there.", within);
	else
		remedy = said("Take it out, or check its spelling and how far it is indented.");
	report(w->report, here, here->line, said("is not a key that stands here"), remedy);
}

/* What a mapping's keys were found to be, by field. */
struct found {
	size_t line[SCHEMA_FIELDS_MAX]; /* of the key; 0: not there */
	bool meant[SCHEMA_FIELDS_MAX];  /* a mistyped key was probably this one: missing is not said
	                                   again */
};

static void
read_pair(struct walk *w, const struct schema *s, const struct where *at,
          const yaml_node_pair_t *pair, struct found *found, void *out)
{
	const yaml_node_t *key = walk_node(w, pair->key);
	struct where here = {at, "", 0, key->start_mark.line + 1};
	size_t i = 0;

	if (key->type != YAML_SCALAR_NODE) {
		report(w->report, at, here.line, said("has something other than a word for a key"),
		       said("Write a key and a colon: %s", s->fields[0].example));
		return;
	}
	while (i < s->n && !walk_key_is(key, s->fields[i].key))
		i++;
	if (i == s->n) {
		char *typed = shown((const char *)key->data.scalar.value, key->data.scalar.length);
		if (typed == NULL) {
			w->report->err = ERR_MEMORY;
			return;
		}
		here.key = typed;
		size_t nearest = nearest_field(s, typed);
		if (nearest < s->n)
			found->meant[nearest] = true;
		report_unknown(w, s, &here, nearest);
		free(typed);
		return;
	}
	here.key = s->fields[i].key;
	if (found->line[i] != 0) {
		report(w->report, &here, here.line,
		       said("is given already on line %zu", found->line[i]),
		       said("Keep one of the two."));
		return;
	}
	found->line[i] = here.line;
	read_value(w, &s->fields[i], &here, walk_node(w, pair->value), out);
}

void
schema_read(struct walk *w, const struct schema *s, const struct where *at, const yaml_node_t *node,
            void *out)
{
	struct found found = {0};
	size_t line = at == NULL ? node->start_mark.line + 1 : at->line;

	for (const yaml_node_pair_t *p = node->data.mapping.pairs.start;
	     p < node->data.mapping.pairs.top; p++)
		read_pair(w, s, at, p, &found, out);
	for (size_t i = 0; i < s->n; i++) {
		const struct field *f = &s->fields[i];
		if (found.line[i] != 0 || found.meant[i] || (f->flags & FIELD_OPTIONAL) != 0)
			continue;
		struct where here = {at, f->key, 0, line};
		report(w->report, &here, line, said("is missing"),
		       said("Add it, like this: %s", f->example));
	}
}

void
schema_read_key(struct walk *w, const struct schema *s, const char *key, const yaml_node_t *mapping,
                void *out)
{
	size_t line = 0;
	const yaml_node_t *value = walk_value(w, mapping, key, &line);
	struct where here = {NULL, key, 0, line};

	for (size_t i = 0; value != NULL && i < s->n; i++) {
		if (strcmp(s->fields[i].key, key) == 0)
			read_value(w, &s->fields[i], &here, value, out);
	}
}
