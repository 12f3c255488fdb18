/* What lines say of a matter in codes: keys shared by all verbs that count. For core/desk only. */
#ifndef ALCOVE_DESK_CODING_H
#define ALCOVE_DESK_CODING_H

#include "core/desk/practice.h"
#include "core/talk/verb.h"

enum { PROBLEM_MAX = 200 };

/* The keys, to stand among a verb's own. An empty value takes back what was said before. */
#define CODING_KEYS                                                                                \
	{"about",                                                                                  \
	 VERB_LIST,                                                                                \
	 false,                                                                                    \
	 0,                                                                                        \
	 0,                                                                                        \
	 "--about",                                                                                \
	 "CODE[,CODE]",                                                                            \
	 VERB_HELP("what it is about, such as 2m or 9.c; 0 is a question only")},                  \
		{"group", VERB_NAME, false,   0,                                                   \
	         0,       "--group", "GROUP", VERB_HELP("whom the office counts them as")},        \
		{"did",                                                                            \
	         VERB_LIST,                                                                        \
	         false,                                                                            \
	         0,                                                                                \
	         0,                                                                                \
	         "--did",                                                                          \
	         "WHAT[,WHAT]",                                                                    \
	         VERB_HELP("listened, information, options, coached, referred, asked, shuttle or " \
	                   "group")},                                                              \
		{"with",                                                                           \
	         VERB_CHOICE,                                                                      \
	         false,                                                                            \
	         0,                                                                                \
	         0,                                                                                \
	         "--with",                                                                         \
	         "above|below|beside|oneself|rule",                                                \
	         VERB_HELP("with whom the concern is")},                                           \
		{"ended",                                                                          \
	         VERB_CHOICE,                                                                      \
	         false,                                                                            \
	         0,                                                                                \
	         0,                                                                                \
	         "--ended",                                                                        \
	         ("acting|none|formal|asked|between|group|referred|lost|question|not-ours"),       \
	         VERB_HELP("how it ended")},                                                       \
		{"heard", VERB_NAME, false, 0,                                                     \
	         0,       "--heard", "HOW", VERB_HELP("how they heard of the office")},            \
	{                                                                                          \
		"minutes", VERB_CHOICE, false, 0, 0, "--minutes", "5|15|30|60|90",                 \
			VERB_HELP("how long it took")                                              \
	}

struct coding {
	bool about;    /* was given; then .concerns, none for a question only or for no code */
	bool question; /* 0 */
	uint8_t concerns[MARK_CONCERNS_MAX];
	unsigned given; /* bits: enum dimension */
	struct mark_rest rest;
};

/*
 * ERR_CHOICE: problem says in a sentence, without a full stop, what is not among the codes or rows
 * and which come nearest.
 */
MUST_USE int coding_read(struct coding *out, char problem[PROBLEM_MAX],
                         const struct verb_line *line, const struct practice *p);
/* What is given takes the place of what was, nothing too; the rest stays. */
void coding_rest(struct mark_rest *to, const struct coding *c);

#endif
