/* What can be asked of a visit, row by row. */
#include <string.h>

#include "core/room/state.h"
#include "core/secret.h"

static int
do_read(void *session, const struct verb_line *line)
{
	(void)line;
	return room_plan_read(session);
}

static int
check_say(const struct verb_line *line)
{
	struct span to = verb_value(line, "to");

	/* An empty name must not turn into "whoever is free". */
	return to.p != NULL && (to.n == 0 || to.n > PERSON_NAME_MAX) ? ERR_PERSON : 0;
}

static int
do_say(void *session, const struct verb_line *line)
{
	return room_plan_say(session, verb_value(line, "text"), verb_value(line, "to"));
}

static int
do_take_back(void *session, const struct verb_line *line)
{
	uint8_t id[MESSAGE_ID_BYTES];

	return room_plan_take_back(session, verb_id(id, line, "message") ? id : NULL);
}

static int
do_forget(void *session, const struct verb_line *line)
{
	(void)line;
	return room_plan_forget(session);
}

static int
check_renew(const struct verb_line *line)
{
	char words[WORDS_TEXT_MAX];
	int rc = verb_words(words, line, "new_words");

	secret_wipe(words, sizeof words);
	return rc;
}

static int
do_renew(void *session, const struct verb_line *line)
{
	(void)line;
	return room_plan_renew(session);
}

static const struct verb_key say_keys[] = {
	{"text", VERB_TEXT, true, 1, TEXT_MAX, NULL, NULL, NULL},
	{"to", VERB_NAME, false, 0, 0, "--to", "PERSON",
         "write to this person only, by the name the office shows"},
	{"readers", VERB_PEOPLE, false, 0, 0, NULL, NULL, NULL},
	{0},
};

static const struct verb_key take_back_keys[] = {
	{"message", VERB_ID, false, 0, 0, "--message", "ID",
         "the message of this id, as shown by read --details (default: the last)"},
	{0},
};

static const struct verb_key renew_keys[] = {
	{"new_words", VERB_WORDS, true, 0, 0, "--new-words-file", "FILE",
         "write the new words to FILE"},
	{0},
};

static const struct verb rows[] = {
	{"read", "show the conversation", NULL, false, true, false, NULL, do_read},
	{"say", "send the text on standard input", say_keys, false, true, true, check_say, do_say},
	{"take-back", "take back what has not been fetched yet", take_back_keys, false, true, true,
         NULL, do_take_back},
	{"forget", "delete everything under these words", NULL, false, true, true, NULL, do_forget},
	{"renew", "go on under new words", renew_keys, false, true, true, check_renew, do_renew},
};
const struct verb_table room_verbs = {rows, sizeof rows / sizeof *rows};

int
room_do(struct room *r, struct verb_problem *why, json_t *line)
{
	bool open = r->way.begun && r->way.err == 0 && r->way.phase != ROOM_CLOSED;
	int rc;

	if (open && r->way.act.task != TASK_NONE)
		return ERR_CONFLICT;
	if (open)
		room_go_on(r);
	else
		room_again(r);
	rc = verb_read(&r->line, why, room_verbs, line);
	if (rc == 0 && room_renews(r))
		rc = verb_words(r->new_keys.words, &r->line, "new_words");
	if (rc == 0 && open && room_renews(r) && r->keys.derived)
		rc = room_derive(r, &r->new_keys);
	if (rc != 0) {
		verb_line_clear(&r->line);
		return rc;
	}
	r->way.act.task = TASK_PLAN;
	if (open && !room_says(r))
		room_look_again(r);
	/* Lines may come hours apart, and others may have been here under the same words. */
	if (open && !room_says(r) && r->way.slots.pace == ROOM_BY_LINES)
		room_read_anew(r);
	/* What was made for the next exchange gives way, if it was for nothing. */
	if (r->way.slots.use == SLOT_FETCH && !r->way.slots.asked)
		r->way.slots.use = SLOT_UNMADE;
	return 0;
}

bool
room_says(const struct room *r)
{
	return r->line.verb != NULL && r->line.verb->run == do_say;
}

bool
room_forgets(const struct room *r)
{
	return r->line.verb != NULL && r->line.verb->run == do_forget;
}

static struct line_mark *
mark_of(struct room *r)
{
	for (size_t i = 0; i < LINES_MAX && i < r->removal.lines.count; i++) {
		if (memcmp(r->removal.lines.marks[i].id, r->line.id, MESSAGE_ID_BYTES) == 0)
			return &r->removal.lines.marks[i];
	}
	return NULL;
}

/* Of another session only what it said is known. */
static bool
is_message_of_another_line(const struct room *r)
{
	const struct message *m = thread_find(&r->thread, r->line.id);

	return m != NULL && r->line.verb->run != do_say && m->kind == MESSAGE_TEXT;
}

int
room_do_line(struct room *r)
{
	struct line_mark *mark = mark_of(r), new = {.done = false};
	int rc;

	if (r->line.verb == NULL || !r->line.verb->changes)
		return r->line.verb == NULL ? room_plan_read(r) : r->line.verb->run(r, &r->line);
	memcpy(new.id, r->line.id, sizeof new.id);
	verb_check(new.check, &r->line);
	if (mark != NULL && memcmp(mark->check, new.check, sizeof new.check) != 0)
		return ERR_USED;
	if (mark != NULL && mark->done)
		return room_plan_read(r);
	if (mark == NULL && is_message_of_another_line(r))
		return ERR_USED;
	rc = r->line.verb->run(r, &r->line);
	if (rc == 0 && mark == NULL)
		r->removal.lines.marks[r->removal.lines.count++ % LINES_MAX] = new;
	return rc;
}

void
room_line_ended(struct room *r)
{
	struct line_mark *mark = mark_of(r);

	if (mark != NULL && r->line.verb != NULL)
		mark->done = true;
}

bool
room_renews(const struct room *r)
{
	return r->line.verb != NULL && r->line.verb->run == do_renew;
}
