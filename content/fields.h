/* Rows of a schema's table, written as calls: LINE(struct, member, flags, bytes at most, example).
 */
#ifndef ALCOVE_CONTENT_FIELDS_H
#define ALCOVE_CONTENT_FIELDS_H

#include "content/walk.h"

enum { NAME_MAX_BYTES = 80, LINE_MAX_BYTES = 200, CLAUSE_MAX = 1000, ID_MAX = 40 };

/*
 * One row a key. Keys are called as the struct's members are; the example is
 * what stands after the colon.
 */
#define KEY(of, member, kind, how, like)                                                           \
	.key = #member, .type = (kind), .flags = (how), .at = offsetof(struct of, member),         \
	.example = #member ": " like
#define LINE(of, member, how, most, like)                                                          \
	{                                                                                          \
		KEY(of, member, FIELD_LINE, how, like), .max = (most)                              \
	}
#define CHECKED(of, member, how, most, by, like)                                                   \
	{                                                                                          \
		KEY(of, member, FIELD_LINE, how, like), .max = (most), .check = (by)               \
	}
#define TEXT(of, member, how, most, like)                                                          \
	{                                                                                          \
		KEY(of, member, FIELD_TEXT, how, like), .max = (most)                              \
	}
#define DATE(of, member, how, like)                                                                \
	{                                                                                          \
		KEY(of, member, FIELD_DATE, how, like)                                             \
	}
#define FLAG(of, member, like)                                                                     \
	{                                                                                          \
		KEY(of, member, FIELD_FLAG, 0, like)                                               \
	}
#define NUMBER(of, member, how, least, most, like)                                                 \
	{                                                                                          \
		KEY(of, member, FIELD_NUMBER, how, like), .min = (least), .max = (most)            \
	}
#define CHOICE(of, member, how, words, like)                                                       \
	{                                                                                          \
		KEY(of, member, FIELD_CHOICE, how, like), .choices = (words)                       \
	}
#define LINES(of, member, how, most, bytes, by, like)                                              \
	{                                                                                          \
		KEY(of, member, FIELD_LINES, how, like), .min = 1, .max = (most),                  \
							 .line_max = (bytes), .check = (by)        \
	}
#define GROUP(of, member, how, schema, like)                                                       \
	{                                                                                          \
		KEY(of, member, FIELD_GROUP, how, like), .rows = &(schema)                         \
	}
#define ROWS(of, member, how, least, most, schema, like)                                           \
	{                                                                                          \
		KEY(of, member, FIELD_ROWS, how, like),                                            \
			.count_at = offsetof(struct of, member##_n), .min = (least),               \
			.max = (most), .rows = &(schema)                                           \
	}
#define SCHEMA(table, of)                                                                          \
	{                                                                                          \
		table, sizeof(table) / sizeof(table[0]), sizeof(struct of)                         \
	}

#endif
