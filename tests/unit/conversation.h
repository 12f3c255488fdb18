/*
 * Visits and syncs in one call each, and what each side sees as one line of
 * text: "V:hello|0:good day" is the visitor's word, then that of person 0.
 */
#ifndef ALCOVE_TESTS_CONVERSATION_H
#define ALCOVE_TESTS_CONVERSATION_H

#include "tests/unit/drop.h"

enum { VIEW_MAX = 8192 };

struct world {
	struct drop drop;
	struct device devices[ROSTER_PEOPLE_MAX]; /* one for each person */
};

/* Every person's desk has synced once: the office can be written to. */
void world_open(struct world *w, size_t ombuds, size_t arranging);
void world_copy(struct world *to, const struct world *from);
void world_close(struct world *w);

enum visit_act { VISIT_READ, VISIT_SAY, VISIT_TAKE_BACK, VISIT_FORGET, VISIT_RENEW };

struct visit {
	const char *words;
	enum visit_act act;
	const char *text, *to; /* VISIT_SAY; text is the new words of VISIT_RENEW */
	const uint8_t *id;     /* VISIT_TAKE_BACK; NULL: the last */
	struct run run;
	char view[VIEW_MAX];             /* out, also of a visit that failed */
	uint8_t last[MESSAGE_ID_BYTES];  /* out: the last message's id */
	uint8_t known[MESSAGE_ID_BYTES]; /* out: and what person 0 knows it by */
	size_t left_behind, untold;      /* out */
	size_t unknown;                  /* out */
};
int visit(struct world *w, struct visit *v);

enum sync_act {
	SYNC_ONLY,
	SYNC_SAY,
	SYNC_NOTE,
	SYNC_TAKE,
	SYNC_CLOSE,
	SYNC_RENEW_SEEDS,
	SYNC_LINE
};

struct sync {
	size_t person;
	enum sync_act act;
	uint32_t matter;
	const char *text;
	const uint8_t *seen; /* SYNC_SAY: the last message that was shown; NULL: not told */
	const char *base;    /* SYNC_NOTE; NULL: whatever they were */
	json_t *line;        /* SYNC_LINE; the call takes it */
	bool quiet;          /* no view: there is too much to see */
	bool put_back;
	unsigned looks;        /* that follow in the same session */
	struct device *device; /* NULL: the person's own of the world */
	struct run run;
	char view[VIEW_MAX];  /* out: "{V:hello}{taken by 1 V:…}"; "!" after what is unsent,
	                         "#" before notes */
	size_t matters;       /* out */
	uint32_t first, last; /* out: the first and the last matter's id */
	size_t withdrawn;     /* out */
	bool crowded;         /* out */
	size_t waiting;       /* out: messages of strangers that are not filed */
	bool merged;          /* out */
	size_t lost, unknown; /* out */
};
int sync_desk(struct world *w, struct sync *s);

/* With the usual outcome asserted: 0. */
void says(struct world *w, const char *words, const char *text, const char *to);
void replies(struct world *w, size_t person, uint32_t matter, const char *text);
/* Syncs and answers in the first matter. */
void answers(struct world *w, size_t person, const char *text);
void room_shows(struct world *w, const char *words, const char *view);
void desk_shows(struct world *w, size_t person, const char *view);

/* Takes new words, under which the room then shows the view, and nothing under the old. */
void renews(struct world *w, const char *words, const char *new_words, const char *view);
/* Envelopes with a body of person 0, from the n-th on, are hidden or shown. */
void hide(struct world *w, size_t from, size_t to, bool there);
/* A visitor's keys toward person 0. */
void visitor_keys(struct world *w, struct talk_keys *out, const char *words);
/* That a copy made by hand went to one person, as what it is itself. */
void sent_to(struct message_part *copy, const uint8_t person[PERSON_BYTES]);
/* A deposit made by hand: one envelope to person 0 from a visitor with these keys. */
void forge(struct world *w, const struct talk_keys *keys, const struct message_part *part);

/* A place of today with a body, to be filled in; then they are to be sorted. */
struct drop_place *drop_new_place(struct drop *d);
/* As the server lists them. */
void drop_sort_places(struct drop *d);
/* An answer of person 0 at the i-th place of today. */
void answer_by_hand(struct world *w, const char *words, unsigned i,
                    const struct message_part *part);
/* A visitor's keys that are toward nobody. */
void seed_keys(const struct world *w, struct visitor_keys *out, const char *words);
/* A copy of the visitor's own at the i-th place of today. */
void copy_by_hand(struct world *w, const char *words, unsigned i, const struct message_part *part);

/* How a view shows a long text. */
void view_of_text(char out[80], struct span text);

#endif
