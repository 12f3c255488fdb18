/*
 * A walk through a YAML document along a table, which says what keys a mapping
 * may hold, of what type, and where in a C struct each value goes.
 */
#ifndef ALCOVE_CONTENT_WALK_H
#define ALCOVE_CONTENT_WALK_H

#include <yaml.h>

#include "content/memory.h"
#include "content/problem.h"
#include "content/texts.h"

enum { SCHEMA_FIELDS_MAX = 32 };

enum field_type {
	FIELD_LINE,   /* const char *: one line of text, at most max bytes */
	FIELD_TEXT,   /* const char *: text that may have several lines */
	FIELD_DATE,   /* const char *: YYYY-MM-DD */
	FIELD_FLAG,   /* bool: true or false */
	FIELD_NUMBER, /* uint32_t from min to max */
	FIELD_CHOICE, /* an enum, 0 and up, in the order of choices */
	FIELD_LINES,  /* struct content_texts: min to max lines, no two the same */
	FIELD_GROUP,  /* a struct within the struct, by its own schema */
	FIELD_ROWS,   /* pointer and, at count_at, size_t: a list of such structs, min to max */
};

enum field_flag {
	FIELD_OPTIONAL = 1,   /* the key may be left out */
	FIELD_UNSUPPLIED = 2, /* may be "not supplied": NULL or 0 then */
	FIELD_UNIQUE = 4,     /* no two rows alike in it, capitals and blanks aside */
	FIELD_SAME = 8,       /* the same in every language, as what stands elsewhere by it */
};

struct schema;

struct field {
	const char *key;
	enum field_type type;
	unsigned flags;
	size_t at; /* offset in the struct */
	size_t count_at;
	size_t min;
	size_t max;
	size_t line_max;            /* FIELD_LINES: bytes of each */
	const char *const *choices; /* ends with NULL */
	const struct schema *rows;  /* of a group or of rows */
	/* NULL when text will do, or what is wrong with it, and the remedy in *remedy. */
	const char *(*check)(const char *text, const char **remedy);
	const char *example; /* how it is written, for remedies; one line */
};

struct schema {
	const struct field *fields;
	size_t n;
	size_t size; /* of the struct */
};

/* The languages of an office, and the one wanted of texts that have several. */
struct wanted {
	struct content_texts all; /* fewer than two: no text has several */
	const char *language;
};

struct walk {
	struct report *report;
	yaml_document_t *document;
	struct memory **memory; /* owns what is read */
	struct memory **plain;  /* but texts in the first language where another is wanted */
	struct wanted wanted;
};

/* A node by its number in the document; whether it is the key of this name. */
const yaml_node_t *walk_node(const struct walk *w, int index);
bool walk_key_is(const yaml_node_t *key, const char *word);

/* The value of a key in a mapping, the line of the key in *line; NULL: there is none. */
const yaml_node_t *walk_value(const struct walk *w, const yaml_node_t *mapping, const char *key,
                              size_t *line);

#endif
