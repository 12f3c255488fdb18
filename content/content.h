/*
 * What an office writes about itself: offices/NAME/office.yaml, read into a
 * plain struct. Where offices differ (exceptions, retention, populations, to
 * whom they answer) the difference stands here as data and never in code.
 *
 * The YAML is parsed by libyaml, the schema is a table of ours (schema.h,
 * office.c). libcyaml, which does both, names the wrong line for missing and
 * duplicate keys, stops at the first mistake and knows no remedy. libyaml's
 * document keeps the place of every node, so each problem here carries its true
 * line, and one reading finds them all. libfyaml would too, with a second
 * library that the machine does not have yet.
 *
 * Pure but for content_load, which opens one file. Nothing prints.
 */
#ifndef ALCOVE_CONTENT_H
#define ALCOVE_CONTENT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/err.h"
#include "core/talk/roster.h"

enum {
	CONTENT_FILE_MAX = 131072,  /* bytes of one file */
	CONTENT_PROBLEMS_MAX = 100, /* kept of one reading */
};

/* What stands in the file where nobody has told the writer: shown as such, never invented (R64). */
#define CONTENT_NOT_SUPPLIED "not supplied"

enum content_writing { WRITING_FULL, WRITING_ARRANGING_ONLY, WRITING_OFF };

struct content_texts {
	const char **list;
	size_t n;
};

struct content_person {
	const char *name; /* as visitors see it; no two alike */
	enum person_role role;
};

/* A clause under which the office may speak without permission (R12, R13). */
struct content_exception {
	const char *id;    /* small letters, digits, hyphens; stays while the text changes */
	uint32_t version;  /* raised with every change of the text */
	const char *since; /* YYYY-MM-DD; does not reach back before that day */
	const char *text;
};

/* Somebody outside the office has declared what it is in law or policy (R17). */
struct content_designation {
	const char *text;
	const char *by;   /* who designates */
	const char *date; /* YYYY-MM-DD, or NULL: not supplied */
	const char *note; /* or NULL */
};

/* An example of what people come with (R49); never a closed list (R48). */
struct content_concern {
	const char *text;
	struct content_texts codes; /* Uniform Reporting Categories v2: "2.m" */
};

struct content_retention {
	uint32_t message_days; /* a message lives: 1 to RETENTION_DAYS_MAX */
	uint32_t notes_days;   /* working notes are gone this long after the last conversation */
};

struct content_reporting {
	const char *answers_to;         /* or NULL */
	const char *recommendations_to; /* who gets the published figures; or NULL */
	const char *statement;          /* the same for visitors */
};

struct content_standard {
	const char *name;
	const char *publisher;
	const char *version; /* or NULL */
};

struct content_reach {
	const char *phone; /* each or NULL */
	const char *hours;
	const char *place;
};

/*
 * All texts are UTF-8 without control characters but line feed, without blanks
 * at either end, and never empty. Those marked "or NULL" are NULL where the
 * file says "not supplied" or leaves the key out.
 */
struct content {
	const char *name;
	const char *title;    /* what an ombuds is called here */
	bool sample;          /* true: shown on every page, this is not a real office */
	uint32_t established; /* year, or 0 */
	struct content_texts institutions; /* served by this office (R65) */
	struct content_texts populations;  /* coarse (R46) */
	struct content_texts origins;      /* all pass origin_valid() */

	struct content_person
		*people; /* at least one, the first an ombuds: `office init` enrols that one */
	size_t people_n;

	enum content_writing writing;
	struct content_retention retention;
	struct content_exception *exceptions; /* at least one */
	size_t exceptions_n;

	struct content_reporting reporting;
	struct content_standard standard;
	const char *covenant; /* the institution's promise not to call the ombuds as witness (R38),
	                         or NULL */

	struct content_designation *designations;
	size_t designations_n;
	struct content_texts services;
	struct content_concern *concerns;
	size_t concerns_n;

	struct content_reach reach;
	const char *emergency; /* what to do in danger now */
	const char *notice;    /* shown before the first contact (R39–R42) */

	void *memory; /* owns all of the above */
};

/* One thing to put right. All texts are owned by the list. */
struct content_problem {
	char *file;
	size_t line;  /* from 1; 0: the file as a whole */
	char *key;    /* "people[2].role" is the role of the second person; "" is the whole file */
	char *what;   /* "is missing", without full stop */
	char *remedy; /* what to do about it, a whole sentence */
};

/* In the order of their lines. A missing key has the line of what it is missing from. */
struct content_problems {
	struct content_problem *list;
	size_t n;
	size_t unsaid; /* how many more there were */
};

/*
 * Reads directory/office.yaml. 0: *out is the caller's to free. ERR_FORMAT:
 * *out is NULL and problems, which must be zeroes at first, say what to change;
 * a file that is absent or may not be read is a problem too. ERR_MEMORY,
 * ERR_DISK: *out is NULL. problems is the caller's to clear, whatever came.
 */
MUST_USE int content_load(struct content **out, const char *directory,
                          struct content_problems *problems);

/* The same for text already read; file is only named in problems. */
MUST_USE int content_parse(struct content **out, const char *file, struct span text,
                           struct content_problems *problems);

void content_free(struct content *c); /* NULL is fine */
void content_problems_clear(struct content_problems *problems);

/* "office.yaml:12: people[2].role: 'boss' is … Write …" The caller frees; NULL: no memory. */
MUST_USE char *content_problem_text(const struct content_problem *problem);

/* Whether the office can be written to by somebody other than to arrange a meeting, as a word of
 * the file. */
const char *content_writing_text(enum content_writing writing);

/* The roster's "office" object (docs/protocol.md §4). The caller owns *out. ERR_MEMORY. */
MUST_USE int content_to_roster_office(const struct content *c, json_t **out);

/*
 * Puts into a roster all that the content knows: origins, office name, sample,
 * retention and the charter (an earlier one is freed). People, serial and days
 * are left alone. ERR_MEMORY: the roster is unchanged.
 */
MUST_USE int content_to_roster(const struct content *c, struct roster *r);

#endif
