/*
 * What a session can be asked to do, as a table: one row a verb. From the rows
 * are made the lines of JSON that scripts and pages write, and the options,
 * help and completion of the command line, so that a verb has one name, one
 * set of keys and one place.
 *
 * A line is one JSON object:
 *   {"do": "say", "id": 32 hex digits, "matter": "3cd29e", "text": "…"}
 * "do" names the verb. "id" is the client's choice, once for each thing that
 * somebody wants done: a line repeated with its id is done once. Without it one
 * is made up. "matter" is for verbs that need one; the other keys are the row's.
 */
#ifndef ALCOVE_TALK_VERB_H
#define ALCOVE_TALK_VERB_H

#include <jansson.h>

#include "core/bytes.h"
#include "core/crypto/words.h"
#include "core/wire.h"

enum {
	VERB_NAME_MAX = 24,
	MATTER_NAME_MAX = 7, /* six hex digits and a NUL */
	MATTER_ID_LIMIT = 1 << 24,
};

enum verb_type {
	VERB_TEXT, /* what somebody wrote; the command line reads standard input */
	VERB_LINE, /* the same, short and on one line (line_valid): its length counts in letters */
	VERB_BEFORE,  /* what stood there when the person began; command lines have none */
	VERB_NAME,    /* of a person */
	VERB_ID,      /* of a message: 32 hex digits */
	VERB_SEEN,    /* of the last message that was shown; command lines have none */
	VERB_MATTERS, /* names of matters, a list; on command lines with commas between them */
	VERB_DAY,     /* 2026-10-02 */
	VERB_PEOPLE,  /* ids of people, a list; command lines have none */
	VERB_WORDS,   /* seven new words, as typed; the command line writes them to a new file */
	VERB_CHOICE, /* one of the words of .value, parted by bars; capitals are the same. Unless it
	                is required "" is one, too: none of them */
	VERB_LIST,   /* such as "2m,9c": words parted by commas, or a list of them; one at
	                least, unless .least is 0 and it is not required */
	VERB_NUMBER, /* from least to most, or its digits */
	VERB_SWITCH, /* true or false; a bare option of the command line */
	VERB_FILE,   /* what somebody wrote; the command line reads the file of this name */
};

struct verb_key {
	const char *name; /* in a line */
	enum verb_type type;
	bool required;
	size_t least, most; /* bytes of a text or name, letters of a line; 0, 0: their own. Of a
	                       text that must not be empty blanks alone are nothing */
	const char *option; /* of the command line: "--to"; NULL where it has none */
	const char *value;  /* in its help: "PERSON"; of a choice its words: "phone|person" */
	const char *help;
};

/* Of a sentence that only help shows: the modules of the browser carry none. */
#ifdef __wasm__
#define VERB_HELP(text) NULL
#else
#define VERB_HELP(text) text
#endif

struct verb;

/* A line that was read; verb_line_clear wipes it. Zeroes are fine. */
struct verb_line {
	const struct verb *verb; /* NULL: nothing is to be done */
	uint8_t id[MESSAGE_ID_BYTES];
	uint32_t matter; /* below MATTER_ID_LIMIT; 0 where the verb needs none */
	json_t *keys;    /* the object itself */
	uint32_t heard;  /* a desk's: 1 + how many messages of visitors its matter had when it was
	                    first  done there; 0: it was not done yet */
};

struct verb {
	const char *name; /* "take-back"; of three levels "permission propose": the command line has
	                     the second word after what it is about */
	const char *summary;         /* for help: "take back what has not been fetched yet" */
	const struct verb_key *keys; /* ended by a row without a name */
	bool matter;                 /* is about one of a desk's matters */
	bool leaver;                 /* one who has left may do it */
	bool changes; /* something: a desk that does not understand all there is does not
	                 do it, and its id is kept as done */
	/*
	 * Checks a line's keys when it is given: ERR_WORDS, ERR_PERSON. NULL: the rows
	 * of the keys say it all.
	 */
	int (*check)(const struct verb_line *line);
	/* Does it in the session (struct room or struct desk), when its turn comes. */
	int (*run)(void *session, const struct verb_line *line);
};

/* The verbs of one side. */
struct verb_table {
	const struct verb *rows;
	size_t n;
};

/* What is wrong with a line. */
struct verb_problem {
	enum verb_fault {
		VERB_FAULT_FORM,    /* not an object, or no "do" in it */
		VERB_FAULT_UNKNOWN, /* there is no such verb: name */
		VERB_FAULT_KEY,     /* the verb has no such key: name */
		VERB_FAULT_MISSING, /* the key called name is missing */
		VERB_FAULT_EMPTY,   /* there is no text in the key called name */
		VERB_FAULT_LONG,    /* the text of the key called name has got bytes or letters, and
		                       no more than most fit */
		VERB_FAULT_LINE,  /* the text of the key called name has a line break or a character
		                     that is not seen in it */
		VERB_FAULT_VALUE, /* the value of the key called name is of another form: wanted */
		VERB_FAULT_CHOICE, /* the key called name has words of its own: wanted */
		VERB_FAULT_NUMBER, /* the key called name is a number from least to most */
	} fault;
	char name[VERB_NAME_MAX + 1]; /* cut off, if longer */
	const char *wanted;           /* what it may be, words parted by bars; or NULL */
	bool letters;                 /* most and got count letters, not bytes */
	size_t least, most, got;
};

const struct verb *verb_find(struct verb_table table, struct span name);

/*
 * Reads a line for one of the table's verbs; out is the caller's to clear also
 * when it failed. Afterwards whatever was wrong with the form is told in *why
 * (ERR_FORMAT; ERR_TEXT for a text that is empty or too long), or one of
 * verb.check's results.
 */
MUST_USE int verb_read(struct verb_line *out, struct verb_problem *why, struct verb_table table,
                       json_t *line);
void verb_line_clear(struct verb_line *line);
/* One sentence without a full stop; NUL-terminated. */
void verb_explain(char *out, size_t size, const struct verb_problem *why);

/*
 * By what a line is known again when its id comes once more: of its id, its verb,
 * its matter and what it wants, but not of what was shown to whoever wrote it
 * (VERB_BEFORE, VERB_SEEN, VERB_PEOPLE), which may have changed since
 * (docs/protocol.md §9). Of a text it tells whether a guess is right: it is kept no
 * longer than what was written.
 */
void verb_check(uint8_t out[ACT_CHECK_BYTES], const struct verb_line *line);

/* The value of a key: valid as long as the line; NONE (p NULL) when it is not given. */
struct span verb_value(const struct verb_line *line, const char *key);
/* A key of type VERB_ID or VERB_SEEN in bytes; whether it is given. */
bool verb_id(uint8_t out[MESSAGE_ID_BYTES], const struct verb_line *line, const char *key);
/* Whether a key of type VERB_PEOPLE lists this person. */
bool verb_names(const struct verb_line *line, const char *key, const uint8_t id[PERSON_BYTES]);
/* How many a key of type VERB_MATTERS lists, and the i-th; false when there is none. */
size_t verb_matters(const struct verb_line *line, const char *key);
bool verb_matter(uint32_t *id, const struct verb_line *line, const char *key, size_t i);
/* A key of type VERB_DAY; whether it is given. */
bool verb_day(uint32_t *out, const struct verb_line *line, const char *key);
bool verb_given(const struct verb_line *line, const char *key);
/* Whether a key of type VERB_SWITCH is on. */
bool verb_is_on(const struct verb_line *line, const char *key);
/* A key of type VERB_NUMBER; usual where it is not given. */
uint32_t verb_number(const struct verb_line *line, const char *key, uint32_t usual);
/* Which word a key of type VERB_CHOICE names, from 1; 0: not given. */
unsigned verb_choice(const struct verb_line *line, const char *key);
/* The i-th word of a key of type VERB_LIST, without blanks around it; false: there are no more. */
bool verb_word(struct span *out, const struct verb_line *line, const char *key, size_t i);
/* Whether text is this word of n bytes, whatever its capitals. */
bool verb_is_word(struct span text, const char *word, size_t n);
/* A key of type VERB_WORDS as canonical words, to be wiped. ERR_WORDS. */
MUST_USE int verb_words(char out[WORDS_TEXT_MAX], const struct verb_line *line, const char *key);

/* A matter's name for people and lines: its id as six hex digits. */
void matter_name(char out[MATTER_NAME_MAX], uint32_t id);
/* ERR_FORMAT. */
MUST_USE int matter_id(uint32_t *out, struct span name);

#endif
