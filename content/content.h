/*
 * What an office writes about itself, a folder such as offices/mit, read into a
 * plain struct: office.yaml (itself and its promise), entries/ID.yaml (places to
 * turn, each by its owner), policies.yaml, principles.yaml, practice.yaml and guides/ID.md.
 * All but the first may be absent. Where offices differ (exceptions, retention, populations, to
 * whom they answer) the difference stands here as data and never in code.
 *
 * The YAML is parsed by libyaml, the schema is a table of ours (schema.h,
 * office.c). libcyaml, which does both, names the wrong line for missing and
 * duplicate keys, stops at the first mistake and knows no remedy. libyaml's
 * document keeps the place of every node, so each problem here carries its true
 * line, and one reading finds them all. libfyaml would too, with a second
 * library that the machine does not have yet.
 *
 * An office may write in several languages (languages: [en, es]). A text is then
 * one value in the first of them, or a group with all: {en: …, es: …}; a guide
 * has a file each, ID.md and ID.es.md. One struct holds one language.
 *
 * Pure but for content_load, which reads the folder. Nothing prints.
 */
#ifndef ALCOVE_CONTENT_H
#define ALCOVE_CONTENT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "content/problems.h"
#include "content/texts.h"
#include "core/bytes.h"
#include "core/err.h"
#include "core/talk/roster.h"
#include "core/trends/period.h"

enum {
	CONTENT_FILE_MAX = 131072, /* bytes of one file */
	CONTENT_LANGUAGES_MAX = 8,
	CONTENT_ENTRIES_MAX = 64,
	CONTENT_GUIDES_MAX = 1000,
};

enum content_writing { WRITING_FULL, WRITING_ARRANGING_ONLY, WRITING_OFF };

struct content_person {
	const char *name; /* as visitors see it; no two alike */
	enum person_role role;
	const char *about;              /* what this person is, and is not; or NULL */
	struct content_texts languages; /* spoken, in words; may be empty */
};

/* One institution under the office has a page of its own and is never shown another's figures
 * (R65). */
struct content_institution {
	const char *id; /* part of its page's address */
	const char *name;
	const char *about; /* or NULL */
};

/* Days on which nobody of the office answers. */
struct content_absence {
	const char *since; /* YYYY-MM-DD, and so is until, the last day */
	const char *until;
	const char *text; /* or NULL */
};

/* What changed in what the office promises, and from when. */
struct content_change {
	const char *since;
	const char *text;
};

/* What the office keeps besides what the software keeps, and for how long. */
struct content_keeping {
	const char *what;
	const char *until;
};

/* What an exception once said. */
struct content_clause {
	uint32_t version;
	const char *since;
	const char *text;
};

/* A clause under which the office may speak without permission (R12, R13). */
struct content_exception {
	const char *id;    /* small letters, digits, hyphens; stays while the text changes */
	uint32_t version;  /* raised with every change of the text */
	const char *since; /* YYYY-MM-DD; does not reach back before that day */
	const char *text;
	struct content_clause *earlier; /* what it said before, newest first */
	size_t earlier_n;
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
	const char *meet;    /* how to find a time to meet */
	const char *walk_in; /* who comes without one */
	const char *answer;  /* usual time to an answer */
};

/*
 * A place to turn (R63, R64), one template for all: what its owner wrote,
 * attested and dated. Texts are NULL where the owner has not supplied them.
 */
enum content_label { LABEL_NONE, LABEL_PRIVILEGED, LABEL_CONFIDENTIAL, LABEL_PRIVATE, LABEL_ACTS };
enum content_answer { ANSWER_NONE, ANSWER_NO, ANSWER_YES, ANSWER_CHOICE, ANSWER_DEPENDS };

struct content_attested {
	const char *by; /* each or NULL */
	const char *since;
	const char *review; /* to be looked at again by this day */
};

struct content_entry {
	const char *id; /* its file's name */
	const char *name;
	const char *owner;                 /* the office that writes the entry */
	struct content_texts institutions; /* ids; empty: of all */
	struct content_texts topics;       /* of content_topics */
	const char *call_when;
	const char *can;
	const char *cannot;
	const char *who;
	enum content_label confidential;
	const char *exceptions;
	enum content_answer record; /* would a record exist? */
	const char *record_note;
	enum content_answer notice; /* does it put the institution on notice? */
	const char *notice_note;    /* and does it start or stop a deadline */
	enum content_answer must_act;
	const char *reach;
	const char *phone; /* to call as it stands (phone_read); may be NULL */
	struct content_attested attested;
};

/* What a concern may be about, for finding an entry; ends with NULL. Always with the first. */
extern const char *const content_topics[];

/* A policy, or a place to go to; both carry who looks after them and when that was checked. */
struct content_policy {
	const char *title;
	const char *about;
	const char *owner;
	const char *where;                 /* how to find it, or NULL */
	const char *link;                  /* https://…, or NULL */
	struct content_texts institutions; /* ids; empty: of all */
	const char *checked;               /* YYYY-MM-DD, or NULL */
};

struct content_term {
	const char *name;
	const char *text;
};

/* A page in Markdown. */
struct content_guide {
	const char *id;
	const char *title;    /* its first line, "# …" */
	const char *markdown; /* what follows */
	const char *language; /* in which it is written */
};

/* How long notes live at offices that say so publicly; each is a most for office.yaml's notes_days.
 */
enum content_preset { PRESET_OWN, PRESET_PROMPT, PRESET_TEN_DAYS, PRESET_MONTH, PRESET_QUARTER };

struct content_period {
	enum period_kind kind;
	uint32_t begins; /* the month, on whose first day; 0: the usual one of its kind */
};

/* A code of the office's own: x.a to x.t. */
struct content_code {
	const char *code;
	const char *name;
	struct content_texts words; /* that find it */
};

/* practice.yaml: how the office counts. Zeroes where it has none. */
struct content_practice {
	bool there;
	enum content_preset preset;
	struct content_period period;
	struct content_counted {
		struct content_texts groups, heard; /* rows of its own */
		struct content_texts dimensions;    /* of content_dimensions; which are asked for */
		struct content_texts tables;        /* of running_names; which are kept */
		struct content_code *codes;
		size_t codes_n;
	} counted;
	struct content_figures {
		struct content_texts flush; /* MM-DD */
		uint32_t together;          /* so many marks at least */
		uint32_t threshold;         /* of what is printed */
		const char *keeper;         /* of figures, one of the people; or NULL */
		const char *stand_in;
	} figures;
	const char *demand; /* what counsel settled for the day a demand comes; or NULL */
};

/* What may be asked of a matter besides its concerns; ends with NULL. */
extern const char *const content_dimensions[];

/*
 * All texts are UTF-8 without control characters but line feed, without blanks
 * at either end, and never empty. Those marked "or NULL" are NULL where the
 * file says "not supplied" or leaves the key out.
 */
struct content {
	const char *name;
	const char *title;              /* what an ombuds is called here */
	bool sample;                    /* true: shown on every page, this is not a real office */
	uint32_t established;           /* year, or 0 */
	struct content_texts languages; /* "en", the first is the one plain texts are written in */
	const char *language;           /* the one that is read here */
	struct content_institution *institutions; /* served by this office (R65) */
	size_t institutions_n;
	struct content_texts populations; /* coarse (R46) */
	struct content_texts origins;     /* all pass origin_valid() */

	struct content_person
		*people; /* at least one, the first an ombuds: `office init` enrols that one */
	size_t people_n;

	enum content_writing writing;
	struct content_retention retention;
	struct content_exception *exceptions; /* at least one */
	size_t exceptions_n;

	struct content_reporting reporting;
	struct content_standard standard;
	struct content_clause
		acceptance;             /* what coming here is taken to accept, in the office's own
	                                   words (R41, R42); text NULL: it says nothing of it */
	struct content_clause covenant; /* the institution's promise not to call the ombuds as
	                                   witness (R38); text NULL: it gave none */

	struct content_designation *designations;
	size_t designations_n;
	struct content_texts services;
	struct content_concern *concerns;
	size_t concerns_n;

	struct content_reach reach;
	struct content_absence *away;
	size_t away_n;
	const char *emergency;        /* what to do in danger now */
	const char *emergency_number; /* to be called then; or NULL */
	const char *notice;           /* shown before the first contact (R39–R42) */

	struct content_change *history;
	size_t history_n;
	struct content_keeping *keeps;
	size_t keeps_n;
	const char *suggestions; /* where a question or idea goes that is no conversation (R29); or
	                            NULL */
	const char *accessibility; /* whom to tell of a barrier; or NULL */

	/* The other files. */
	struct content_texts order; /* the entries' ids as they are shown */
	const char *back_up;        /* the id of one: an ombuds office apart from this one, to turn
	                               to when somebody is away or cannot be the one (R22); or NULL */
	struct content_entry *entries;
	size_t entries_n;
	struct content_policy *policies;
	size_t policies_n;
	struct content_term *principles;
	size_t principles_n;
	struct content_term *glossary;
	size_t glossary_n;
	struct content_guide *guides;
	size_t guides_n;
	struct content_practice practice;

	void *memory; /* owns all of the above */
	void *plain;  /* and the texts that are in the first language whichever is read */
};

/*
 * Reads directory/office.yaml and the files beside it, in one of the office's
 * languages (NULL: the first; ERR_ABSENT: it does not write in that one). 0: *out is the caller's
 * to free. ERR_FORMAT: *out is NULL and problems, which must be zeroes at first, say what to
 * change; a file that is absent or may not be read is a problem too. ERR_MEMORY, ERR_DISK: *out is
 * NULL. problems is the caller's to clear, whatever came.
 */
MUST_USE int content_load(struct content **out, const char *directory, const char *language,
                          struct content_problems *problems);

/* office.yaml alone, in its first language, from text already read; file is only named in problems.
 */
MUST_USE int content_parse(struct content **out, const char *file, struct span text,
                           struct content_problems *problems);

void content_free(struct content *c); /* NULL is fine */
/* Whether somebody of this name is among its people. */
bool content_describes(const struct content *c, const char *name);

/* The language a text of c is in: the one read, or the first where there is no other. */
const char *content_language(const struct content *c, const char *text);

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
