/* What can be asked of the desk, row by row. */
#include <sodium.h>
#include <string.h>

#include "core/desk/bringing.h"
#include "core/desk/daily.h"
#include "core/desk/noticing.h"

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

int
desk_check_unsent(const struct desk *d, const struct matter *m, struct span text)
{
	const struct correspondent *to = matter_first_correspondent(m);

	return to->thread.n < THREAD_MESSAGES_MAX && vault_takes(d->vault, text.n) ? 0 : ERR_SIZE;
}

int
desk_write_unsent(const struct desk *d, struct matter *m, const struct verb_line *line,
                  struct message *head, struct span text)
{
	struct correspondent *to = matter_first_correspondent(m);
	uint8_t seen[MESSAGE_ID_BYTES];
	struct message *written;
	int rc = desk_check_unsent(d, m, text);

	if (rc != 0)
		return rc;
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
	return desk_write_unsent(d, m, line, &head, verb_value(line, "text"));
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
	if (desk_check_unsent(d, m, SPAN_NONE) != 0)
		return ERR_SIZE;
	memcpy(m->taken, d->self->id, PERSON_BYTES);
	return desk_write_unsent(d, m, line, &head, SPAN_NONE);
}

/* An answer that has not begun to go out goes no more. */
static int
do_unsay(void *session, const struct verb_line *line)
{
	const struct desk *d = session;
	struct correspondent *to = matter_first_correspondent(matter_of(d, line));
	uint8_t id[MESSAGE_ID_BYTES];
	const struct message *m = NULL;

	if (to != NULL && verb_id(id, line, "message"))
		m = thread_find(&to->thread, id);
	if (m == NULL || m->kind != MESSAGE_TEXT || !m->unsent || desk_is_going(m))
		return ERR_SENT;
	thread_remove(&to->thread, id);
	return 0;
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
	const struct desk *d = session;
	struct matter *m = matter_of(d, line);
	struct span text = verb_value(line, "text");

	if (text.n > span_text(m->label).n && !vault_takes(d->vault, text.n))
		return ERR_SIZE;
	return matter_set_label(m, text);
}

/* ---- many at once ---- */

/* Those of a list that are here still. */
static struct matter *
listed(const struct desk *d, const struct verb_line *line, const char *key, size_t i)
{
	uint32_t id;

	return verb_matter(&id, line, key, i) ? vault_matter(d->vault, id) : NULL;
}

static int
do_more(void *session, const struct verb_line *line)
{
	struct desk *d = session;

	(void)line;
	d->intake.share.lot = true;
	d->way.look.on = true; /* also where it is the look that goes on now */
	return 0;
}

/*
 * What the person has seen of a matter is what was here before this sync: one that went on in it,
 * and one that somebody has acted on meanwhile, stays.
 */
static int
do_discard(void *session, const struct verb_line *line)
{
	struct desk *d = session;
	uint32_t day;
	int rc = 0;

	/* What is discarded is ended by hand, too. */
	if (counts_demand(&d->vault->past.counts) &&
	    (verb_matters(line, "matters") > 0 || verb_given(line, "day")))
		return ERR_DEMAND;
	for (size_t i = 0; i < verb_matters(line, "keep"); i++) {
		struct matter *m = listed(d, line, "keep", i);

		if (m != NULL)
			m->news.kept = true;
	}
	for (size_t i = 0; i < verb_matters(line, "matters"); i++) {
		const struct matter *m = listed(d, line, "matters", i);

		if (m != NULL && matter_stranger(m) && !m->news.fresh)
			desk_end_matter(d, m, ENDED_NOWHERE);
	}
	if (verb_day(&day, line, "day"))
		rc = desk_discard_day(d, day);
	return rc == 0 ? do_more(session, line) : rc;
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

static const struct verb_key unsay_keys[] = {
	{"message", VERB_ID, true, 0, 0, "--message", "ID",
         VERB_HELP("the answer, by its id as --details shows it")},
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

static const struct verb_key discard_keys[] = {
	{"matters", VERB_MATTERS, false, 0, 0, "--matters", "LIST",
         VERB_HELP("discard these, with commas between them, unless you have answered, kept or "
                   "labelled them")},
	{"keep", VERB_MATTERS, false, 0, 0, "--keep", "LIST",
         VERB_HELP("keep these: they are asked about no more")},
	{"day", VERB_DAY, false, 0, 0, "--day", "DAY",
         VERB_HELP("discard what waits of a day, unseen (2026-10-02)")},
	{0},
};

static const struct verb rows[] = {
	{"inbox", VERB_HELP("fetch, and show every conversation"), NULL, false, true, false, NULL,
         do_look},
	{"today", VERB_HELP("fetch, and show what waits, what ends soon and what is to be counted"),
         NULL, false, true, false, NULL, do_look},
	{"figures", VERB_HELP("fetch, and show the running figures, for this desk alone"),
         desk_figures_keys, false, true, false, NULL, do_look},
	{"show", VERB_HELP("fetch, and show one conversation"), NULL, true, true, false, NULL,
         do_look},
	{"say", VERB_HELP("answer with the text on standard input"), say_keys, true, false, true,
         NULL, do_say},
	{"unsay", VERB_HELP("take back an answer that has not gone out"), unsay_keys, true, true,
         true, NULL, do_unsay},
	{"note", VERB_HELP("write the notes beside a matter anew, from standard input"), note_keys,
         true, true, true, NULL, do_note},
	{"label", VERB_HELP("call a matter by a word of your own, from standard input; no name"),
         label_keys, true, true, true, NULL, do_label},
	{"take", VERB_HELP("tell colleagues that this matter is taken"), NULL, true, false, true,
         NULL, do_take},
	{"call", VERB_HELP("count a caller, or keep a matter for one"), desk_call_keys, false,
         false, true, NULL, desk_do_call},
	{"tally", VERB_HELP("count one more talk in a matter"), desk_tally_keys, true, false, true,
         NULL, desk_do_tally},
	{"code", VERB_HELP("say what a matter will be counted as"), desk_code_keys, true, true,
         true, NULL, desk_do_code},
	{"count", VERB_HELP("count a matter now, and close it later"), desk_count_keys, true, true,
         true, NULL, desk_do_count},
	{"end", VERB_HELP("count a matter, and destroy the rest of it"), desk_end_keys, true, true,
         true, NULL, desk_do_end},
	{"close", VERB_HELP("destroy the desk's memory of a matter, and count nothing"),
         desk_close_keys, true, true, true, NULL, desk_do_close},
	{"settle", VERB_HELP("count what ended on its day"), desk_settle_keys, false, true, true,
         NULL, desk_do_settle},
	{"outreach", VERB_HELP("put a talk, a training or a suggestion into the log"),
         desk_outreach_keys, false, false, true, NULL, desk_do_outreach},
	{"theme", VERB_HELP("write down what you noticed in more than one matter"), desk_theme_keys,
         false, false, true, NULL, desk_do_theme},
	{"notice", VERB_HELP("a theme was noticed in one more matter, or is over"),
         desk_notice_keys, false, false, true, NULL, desk_do_notice},
	{"bring", VERB_HELP("bring over what was counted of this period before"), desk_bring_keys,
         false, false, true, NULL, desk_do_bring},
	{"undo", VERB_HELP("take back a caller that was counted, outreach or a theme"),
         desk_undo_keys, false, true, true, NULL, desk_do_undo},
	{"demand", VERB_HELP("somebody demands what you have: nothing is ended by hand"),
         desk_demand_keys, false, true, true, NULL, desk_do_demand},
	{"more", VERB_HELP("show more messages of people who never wrote here before"), NULL, false,
         true, true, NULL, do_more},
	{"discard",
         VERB_HELP("discard many messages of people who never wrote here before, and show more"),
         discard_keys, false, true, true, NULL, do_discard},
	{"renew-seeds", VERB_HELP("new day keys from tomorrow on, after a theft"), NULL, false,
         false, true, NULL, do_renew_seeds},
};
const struct verb_table desk_verbs = {rows, sizeof rows / sizeof *rows};

/* What has to hold whatever is done. */
static int
check_line(const struct desk *d, const struct verb_line *line)
{
	const struct verb *v = line->verb;
	const struct matter *m = v->matter ? matter_of(d, line) : NULL;

	if (v->matter && m == NULL)
		return ERR_ABSENT;
	if (!v->leaver && !desk_may_write(d))
		return ERR_PERSON;
	/* What must be understood first may be what forbids it. */
	if (v->changes && (vault_shut(d->vault) || (m != NULL && matter_shut(m))))
		return ERR_NEWER;
	return 0;
}

/* What a matter was counted as is told again to whoever asks again. */
static void
tell_counted(struct desk *d, const struct verb_line *line)
{
	const struct matter *m = matter_of(d, line);
	struct mark was;

	if (m != NULL && (line->verb->run == desk_do_count || line->verb->run == desk_do_end) &&
	    marks_find(&was, &d->vault->past.counts.marks, m->count.mark) &&
	    was.state == MARK_COUNTED)
		d->acts.did.mark = was;
}

/*
 * An id that is done stands for one thing: nobody may take something else for
 * done because of it. With its matter goes all that is remembered of an act but the id:
 * then a line about a matter that is here cannot be the one.
 */
static int
done_before(struct desk *d, const struct verb_line *line)
{
	const uint8_t *before = vault_act(d->vault, line->id);
	uint8_t check[ACT_CHECK_BYTES];

	if (before == NULL && !line->verb->matter)
		return desk_done_so(d, line);
	if (before == NULL)
		return matter_of(d, line) != NULL ? ERR_USED : 0;
	verb_check(check, line);
	if (memcmp(check, before, sizeof check) != 0)
		return ERR_USED;
	tell_counted(d, line);
	return 0;
}

static int
mark_done(struct desk *d, const struct verb_line *line)
{
	uint8_t check[ACT_CHECK_BYTES];

	verb_check(check, line);
	return vault_mark_done(d->vault, line->id, line->verb->matter ? matter_of(d, line) : NULL,
	                       check);
}

/* What was cut to fit may end within a letter. */
static void
cut_problem(char *problem)
{
	size_t n = strlen(problem);

	while (n > 0 && !utf8_valid(span(problem, n)))
		problem[--n] = '\0';
}

int
desk_do_line(struct desk *d, const struct verb_line *line)
{
	const struct verb *v = line->verb;
	int rc;

	d->way.problem[0] = '\0';
	d->acts.did = (struct desk_did){.made = ENDED_NOWHERE};
	memcpy(d->acts.did.id, line->id, sizeof d->acts.did.id);
	if (v->changes && vault_done(d->vault, line->id))
		return done_before(d, line);
	rc = check_line(d, line);
	if (rc == 0)
		rc = v->run(d, line);
	if (rc == 0 && v->changes)
		rc = mark_done(d, line);
	cut_problem(d->way.problem);
	return rc;
}
