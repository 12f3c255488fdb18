/* What can be asked of the desk, row by row. */
#include <sodium.h>
#include <string.h>

#include "core/desk/state.h"

static struct matter *
matter_of(const struct desk *d, const struct verb_line *line)
{
	return vault_matter(d->vault, line->matter);
}

static int
do_look(void *session, const struct verb_line *line)
{
	(void)session, (void)line;
	return 0;
}

/* ---- say and take ---- */

/* Accepted, to be deposited once it is saved. The line's id is the message's. */
static int
write_unsent(const struct desk *d, struct matter *m, const struct verb_line *line,
             struct message *head, struct span text)
{
	struct correspondent *to = matter_first_correspondent(m);
	uint8_t seen[MESSAGE_ID_BYTES];
	struct message *written;
	int rc = 0;

	buf_init(&head->order.after, MESSAGE_AFTER_MAX * MESSAGE_ID_BYTES);
	head->day = d->office.day;
	head->unsent = true;
	memcpy(head->person, d->self->id, sizeof head->person);
	memcpy(head->id, line->id, sizeof head->id);
	matter_went_on(m, d->office.day);
	if (head->kind == MESSAGE_TEXT)
		rc = thread_after(&head->order.after, &to->thread,
		                  verb_id(seen, line, "seen") ? seen : NULL);
	if (rc == 0)
		rc = thread_write(&to->thread, head, text, &written);
	buf_clear(&head->order.after);
	thread_arrange(&to->thread);
	return rc;
}

static int
do_say(void *session, const struct verb_line *line)
{
	const struct desk *d = session;
	struct matter *m = matter_of(d, line);
	const struct correspondent *to = matter_first_correspondent(m);
	struct message head = {.kind = MESSAGE_TEXT};

	if (to == NULL)
		return ERR_ABSENT;
	head.lamport = thread_lamport(&to->thread);
	return write_unsent(d, m, line, &head, verb_value(line, "text"));
}

/* The note to colleagues waits in the thread, where nobody is shown it, until it is sent. */
static int
do_take(void *session, const struct verb_line *line)
{
	const struct desk *d = session;
	struct matter *m = matter_of(d, line);
	const struct correspondent *to = matter_first_correspondent(m);
	struct message head = {.kind = MESSAGE_TAKEN};

	if (to == NULL || sodium_is_zero(to->keys.claim, sizeof to->keys.claim) ||
	    memcmp(m->taken, d->self->id, PERSON_BYTES) == 0)
		return 0;
	memcpy(m->taken, d->self->id, PERSON_BYTES);
	return write_unsent(d, m, line, &head, SPAN_NONE);
}

/* ---- notes and ending ---- */

static int
do_note(void *session, const struct verb_line *line)
{
	const struct desk *d = session;
	struct matter *m = matter_of(d, line);
	struct span base =
		verb_given(line, "base") ? verb_value(line, "base") : buf_span(&m->notes);

	return vault_note(d->vault, m, base, verb_value(line, "text"));
}

/* A word for oneself; none ends it. */
static int
do_label(void *session, const struct verb_line *line)
{
	return matter_set_label(matter_of(session, line), verb_value(line, "text"));
}

static int
do_close(void *session, const struct verb_line *line)
{
	struct desk *d = session;

	desk_end_matter(d, matter_of(d, line), ENDED_NOWHERE);
	return 0;
}

static int
do_renew_seeds(void *session, const struct verb_line *line)
{
	const struct desk *d = session;

	(void)line;
	vault_renew_seeds(d->vault, d->office.day + 1);
	return 0;
}

/* ---- the table ---- */

/* seen: the last message that the person was shown; what came after it is not answered. */
static const struct verb_key say_keys[] = {
	{"text", VERB_TEXT, true, 1, TEXT_MAX, NULL, NULL, NULL},
	{"seen", VERB_SEEN, false, 0, 0, NULL, NULL, NULL},
	{0},
};

static const struct verb_key note_keys[] = {
	{"text", VERB_TEXT, true, 0, NOTES_MAX, NULL, NULL, NULL},
	{"base", VERB_BEFORE, false, 0, 0, NULL, NULL, NULL},
	{0},
};

static const struct verb_key label_keys[] = {
	{"text", VERB_LINE, true, 0, LABEL_LETTERS_MAX, NULL, NULL, NULL},
	{0},
};

static const struct verb rows[] = {
	{"inbox", "fetch, and show every conversation", NULL, false, true, false, NULL, do_look},
	{"show", "fetch, and show one conversation", NULL, true, true, false, NULL, do_look},
	{"say", "answer with the text on standard input", say_keys, true, false, true, NULL,
         do_say},
	{"note", "write the notes beside a matter anew, from standard input", note_keys, true, true,
         true, NULL, do_note},
	{"label", "call a matter by a word of your own, from standard input; no name", label_keys,
         true, true, true, NULL, do_label},
	{"take", "tell colleagues that this matter is taken", NULL, true, false, true, NULL,
         do_take},
	{"close", "destroy the desk's memory of a matter", NULL, true, true, true, NULL, do_close},
	{"renew-seeds", "new day keys from tomorrow on, after a theft", NULL, false, false, true,
         NULL, do_renew_seeds},
};
const struct verb_table desk_verbs = {rows, sizeof rows / sizeof *rows};

int
desk_do(struct desk *d, struct verb_problem *why, json_t *line)
{
	int rc;

	desk_again(d);
	rc = verb_read(&d->line, why, desk_verbs, line);
	if (rc != 0)
		verb_line_clear(&d->line);
	return rc;
}

/* What has to hold whatever is done. */
static int
check_line(const struct desk *d, const struct verb *v)
{
	const struct matter *m = v->matter ? matter_of(d, &d->line) : NULL;

	if (v->matter && m == NULL)
		return ERR_ABSENT;
	if (!v->leaver && !desk_may_write(d))
		return ERR_PERSON;
	/* What must be understood first may be what forbids it. */
	if (v->changes && (vault_shut(d->vault) || (m != NULL && matter_shut(m))))
		return ERR_NEWER;
	return 0;
}

/*
 * An id that is done stands for one thing: nobody may take something else for
 * done because of it. With its matter goes all that is remembered of an act but the id:
 * then a line about a matter that is here cannot be the one.
 */
static int
done_before(const struct desk *d)
{
	const uint8_t *before = vault_act(d->vault, d->line.id);
	uint8_t check[ACT_CHECK_BYTES];

	if (before == NULL)
		return d->line.verb->matter && matter_of(d, &d->line) != NULL ? ERR_USED : 0;
	verb_check(check, &d->line);
	return memcmp(check, before, sizeof check) == 0 ? 0 : ERR_USED;
}

static int
mark_done(struct desk *d)
{
	uint8_t check[ACT_CHECK_BYTES];

	verb_check(check, &d->line);
	return vault_mark_done(d->vault, d->line.id,
	                       d->line.verb->matter ? matter_of(d, &d->line) : NULL, check);
}

int
desk_do_line(struct desk *d)
{
	const struct verb *v = d->line.verb;
	int rc;

	if (v == NULL)
		return 0;
	if (v->changes && vault_done(d->vault, d->line.id))
		return done_before(d);
	rc = check_line(d, v);
	if (rc == 0)
		rc = v->run(d, &d->line);
	return rc == 0 && v->changes ? mark_done(d) : rc;
}
