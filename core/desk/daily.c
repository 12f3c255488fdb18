#include "core/desk/daily.h"

#include <stdio.h>
#include <string.h>

#include "core/crypto/label.h"
#include "core/desk/bringing.h"
#include "core/desk/coding.h"
#include "core/desk/noticing.h"

static struct matter *
matter_of(const struct desk *d, const struct verb_line *line)
{
	return vault_matter(d->vault, line->matter);
}

/* The mark of what a line counts by itself, and of the matter that it begins. */
static void
line_mark(uint8_t out[MARK_ID_BYTES], const struct desk *d, const struct verb_line *line)
{
	matter_mark_id(out, d->office.roster.office, SPAN_NONE, line->id);
}

int
desk_put_mark(struct desk *d, const struct mark *m)
{
	int rc = marks_put(&desk_counts(d)->marks, m);

	if (rc == ERR_FULL)
		return desk_problem_is(d, ERR_SIZE,
		                       "this desk has no room for more marks; nothing was done");
	if (rc != 0)
		return ERR_INTERNAL;
	d->acts.did.mark = *m;
	return 0;
}

/* ---- codes ---- */

/* What is given takes the place of what was; the rest stays. */
static void
code_matter(struct matter *m, const struct coding *c)
{
	if (c->about) {
		m->count.talk_only = c->question;
		memcpy(m->count.concerns, c->concerns, sizeof m->count.concerns);
	}
	coding_rest(&m->count.rest, c);
}

int
desk_read_coding(struct desk *d, struct coding *out, const struct verb_line *line,
                 struct counting *how)
{
	struct practice *p = practice_new(d->office.roster.charter);
	int rc = p == NULL ? ERR_MEMORY : coding_read(out, d->way.problem, line, p);

	if (p != NULL)
		*how = (struct counting){&d->office.roster, d->self, p->period, d->office.day};
	practice_free(p);
	return rc;
}

/* How many were counted stays, unless it is a question only now, or was one. */
static void
keep_people(struct mark *now, const struct mark *was)
{
	now->talks = was->talks;
	if ((now->matters == 0) != (was->matters == 0))
		return;
	now->visitors = was->visitors;
	now->matters = was->matters;
}

/* As it stands and as the line says; what is counted already stays in its period. */
static int
put_count(struct desk *d, struct matter *m, const struct verb_line *line,
          const struct counting *how)
{
	struct mark was, now;

	/* its id, if an older Alcove gave it none, and when it began */
	vault_count(d->vault, how);
	matter_mark(&now, m, how);
	now.state = MARK_COUNTED;
	if (marks_find(&was, &desk_counts(d)->marks, now.id) && was.state == MARK_COUNTED) {
		now.period = was.period;
		now.back = was.back;
		keep_people(&now, &was);
	}
	now.visitors = (uint16_t)verb_number(line, "visitors", now.visitors);
	now.matters = (uint8_t)verb_number(line, "matters", now.matters);
	now.talks = (uint16_t)verb_number(line, "talks", now.talks);
	return desk_put_mark(d, &now);
}

/* With other codes; where that cannot be counted the matter keeps those it had. */
static int
recount(struct desk *d, struct matter *m, const struct verb_line *line, const struct coding *c,
        const struct counting *how)
{
	const struct matter_count was = m->count;
	int rc;

	code_matter(m, c);
	rc = put_count(d, m, line, how);
	if (rc != 0)
		m->count = was;
	return rc;
}

/* ---- callers ---- */

const struct verb_key desk_call_keys[] = {
	{"how", VERB_CHOICE, true, 0, 0, "--how", "phone|person|video|letter|passing",
         VERB_HELP("how they came")},
	CODING_KEYS,
	{"again", VERB_SWITCH, false, 0, 0, "--again", NULL,
         VERB_HELP("somebody who was here before: a talk only")},
	{"keep", VERB_SWITCH, false, 0, 0, "--keep", NULL,
         VERB_HELP("keep a matter, which counts when it ends")},
	{0},
};

static enum talk_manner
manner_of(enum matter_origin origin)
{
	switch (origin) {
	case ORIGIN_TELEPHONE:
		return TALK_PHONE;
	case ORIGIN_VIDEO:
		return TALK_VIDEO;
	case ORIGIN_WROTE:
	case ORIGIN_LETTER:
		return TALK_WRITING;
	case ORIGIN_IN_PERSON:
	case ORIGIN_BY_THE_WAY:
		break;
	}
	return TALK_PERSON;
}

/*
 * By its line: where another device saved first, the line is done again in that one's vault, and
 * those that follow name this matter.
 */
static uint32_t
kept_number(const struct desk *d)
{
	uint8_t hash[32];

	label_hash(hash, "kept", d->office.roster.office, SPAN(d->acts.did.id));
	return get_u32(hash) % MATTER_ID_LIMIT;
}

static int
keep_caller(struct desk *d, const struct matter *as, const struct counting *how)
{
	struct matter *m;

	if (vault_room(d->vault) == 0)
		return ERR_SIZE;
	m = vault_add_matter_as(d->vault, kept_number(d));
	if (m == NULL)
		return ERR_MEMORY;
	m->count = as->count;
	m->count.first = period_of(&how->period, how->day);
	matter_went_on(m, how->day);
	d->acts.did.made = m->id;
	return 0;
}

/* What a line says of a caller. */
static int
read_caller(struct desk *d, struct matter *as, const struct verb_line *line, struct counting *how)
{
	struct coding c;
	int rc = desk_read_coding(d, &c, line, how);

	if (rc != 0)
		return rc;
	if (!c.question && c.concerns[0] == CODE_NONE && !verb_is_on(line, "again"))
		return desk_problem_is(
			d, ERR_CHOICE,
			"a code is needed for what it is about (--about CODE); x is what is "
			"listed nowhere, 0 a question only");
	as->count.origin = (enum matter_origin)verb_choice(line, "how");
	code_matter(as, &c);
	as->count.talk_only = c.question || verb_is_on(line, "again");
	as->count.tallied[manner_of(as->count.origin)] = 1;
	line_mark(as->count.mark, d, line);
	return 0;
}

/* Of lines that are done more is known by their marks than by the last ids of acts. */
static bool
is_called(const struct desk *d, const struct matter *as)
{
	struct mark m;

	return marks_find(&m, &desk_counts(d)->marks, as->count.mark) ||
	       vault_marks(d->vault, as->count.mark);
}

/* Whether this very caller was counted, or kept; what was kept may be coded otherwise since. */
static int
called_so(struct desk *d, const struct matter *as, const struct counting *how, bool keep)
{
	struct mark was, now;

	if (vault_marks(d->vault, as->count.mark))
		return keep ? 0 : ERR_USED;
	if (!marks_find(&was, &desk_counts(d)->marks, as->count.mark))
		return ERR_USED;
	matter_mark(&now, as, how);
	now.state = was.state;
	now.period = was.period;
	now.back = was.back;
	if (keep || was.state == MARK_VOID) /* ended since, or taken back: it was done */
		return 0;
	if (!mark_same(&was, &now))
		return ERR_USED;
	d->acts.did.mark = was;
	return 0;
}

int
desk_do_call(void *session, const struct verb_line *line)
{
	struct desk *d = session;
	struct matter as = {.id = 0};
	struct counting how;
	struct mark m;
	int rc = read_caller(d, &as, line, &how);

	if (rc != 0)
		return rc;
	if (is_called(d, &as))
		return called_so(d, &as, &how, verb_is_on(line, "keep"));
	if (verb_is_on(line, "keep"))
		return keep_caller(d, &as, &how);
	matter_mark(&m, &as, &how);
	m.state = MARK_COUNTED;
	return desk_put_mark(d, &m);
}

/* ---- tallies and codes of open matters ---- */

const struct verb_key desk_tally_keys[] = {
	{"how", VERB_CHOICE, true, 0, 0, "--how", "phone|person|video|writing",
         VERB_HELP("how you talked")},
	{"less", VERB_SWITCH, false, 0, 0, "--less", NULL,
         VERB_HELP("one less: it was tallied by mistake")},
	{0},
};

/* Of a matter that is counted already, unless somebody said another number of talks. */
static int
count_talks(struct desk *d, const struct matter *m, uint32_t before)
{
	struct mark was;

	if (!marks_find(&was, &desk_counts(d)->marks, m->count.mark) || was.state != MARK_COUNTED ||
	    was.talks != before)
		return 0;
	was.talks = (uint16_t)matter_talks(m);
	return desk_put_mark(d, &was);
}

int
desk_do_tally(void *session, const struct verb_line *line)
{
	struct desk *d = session;
	struct matter *m = matter_of(d, line);
	uint8_t *n = &m->count.tallied[verb_choice(line, "how") - 1];
	const uint32_t before = matter_talks(m);

	if (verb_is_on(line, "less")) {
		if (*n == 0)
			return desk_problem_is(d, ERR_ABSENT,
			                       "no talk of this kind is tallied here");
		--*n;
		return count_talks(d, m, before);
	}
	if (*n == TALLIES_MAX)
		return desk_problem_is(d, ERR_SIZE,
		                       "no more talks of this kind can be tallied here");
	++*n;
	matter_went_on(m, d->office.day);
	return count_talks(d, m, before);
}

const struct verb_key desk_code_keys[] = {CODING_KEYS, {0}};

int
desk_do_code(void *session, const struct verb_line *line)
{
	struct desk *d = session;
	struct matter *m = matter_of(d, line);
	struct counting how;
	struct coding c;
	struct mark was;
	int rc = desk_read_coding(d, &c, line, &how);

	if (rc != 0)
		return rc;
	if (marks_find(&was, &desk_counts(d)->marks, m->count.mark) && was.state == MARK_COUNTED)
		return recount(d, m, line, &c, &how); /* a correction */
	code_matter(m, &c);
	return 0;
}

const struct verb_key desk_count_keys[] = {CODING_KEYS, PEOPLE_KEYS, {0}};

int
desk_count_matter(struct desk *d, struct matter *m, const struct verb_line *line)
{
	struct counting how;
	struct coding c;
	int rc = desk_read_coding(d, &c, line, &how);

	if (rc != 0)
		return rc;
	return recount(d, m, line, &c, &how);
}

int
desk_do_count(void *session, const struct verb_line *line)
{
	struct desk *d = session;

	return desk_count_matter(d, matter_of(d, line), line);
}

/* ---- outreach ---- */

const struct verb_key desk_outreach_keys[] = {
	{"kind", VERB_CHOICE, true, 0, 0, "--kind", "talk|training|stand|meeting|suggestion",
         VERB_HELP("what it was; a suggestion taken in opens no matter")},
	{"people", VERB_NUMBER, false, 0, OUTREACH_PEOPLE_MAX, "--people", "N",
         VERB_HELP("how many came")},
	{0},
};

/* Whether this very thing was logged. */
static int
logged_so(const struct desk *d, const struct outreach_row *row)
{
	const struct outreach_row *was = outreach_find(&desk_counts(d)->outreach, row->id);

	if (was != NULL && was->kind == 0) /* taken back since */
		return 0;
	return was != NULL && was->kind == row->kind && was->people == row->people ? 0 : ERR_USED;
}

int
desk_do_outreach(void *session, const struct verb_line *line)
{
	struct desk *d = session;
	struct outreach_row row = {.day = d->office.day,
	                           .kind = (uint8_t)verb_choice(line, "kind"),
	                           .people = (uint16_t)verb_number(line, "people", 0)};
	int rc;

	memcpy(row.id, line->id, sizeof row.id);
	if (outreach_find(&desk_counts(d)->outreach, row.id) != NULL)
		return logged_so(d, &row);
	rc = outreach_put(&desk_counts(d)->outreach, &row);
	return rc == ERR_FULL
	               ? desk_problem_is(d, ERR_SIZE, "the outreach log of this desk is full")
	               : rc;
}

/* ---- taking back, and a demand ---- */

const struct verb_key desk_undo_keys[] = {
	{"act", VERB_ID, true, 0, 0, "--act", "ID", VERB_HELP("the id under which it was done")},
	{0},
};

/* Of a caller who was counted, or of outreach. */
int
desk_do_undo(void *session, const struct verb_line *line)
{
	struct desk *d = session;
	struct verb_line undone = {.verb = NULL};
	struct counts *counts = desk_counts(d);
	uint8_t id[MARK_ID_BYTES];
	struct mark m;

	(void)verb_id(undone.id, line, "act");
	line_mark(id, d, &undone);
	if (marks_find(&m, &counts->marks, id) && m.state == MARK_COUNTED &&
	    !vault_marks(d->vault, id)) {
		marks_void(&counts->marks, id, m.period);
		return 0;
	}
	if (desk_unnotice(d, undone.id))
		return 0;
	if (outreach_find(&counts->outreach, undone.id) != NULL) {
		struct outreach_row row = {.day = d->office.day};

		memcpy(row.id, undone.id, sizeof row.id);
		return outreach_put(&counts->outreach, &row);
	}
	return desk_problem_is(d, ERR_ABSENT,
	                       "nothing was counted under this id that could be taken back");
}

const struct verb_key desk_demand_keys[] = {
	{"lift", VERB_SWITCH, false, 0, 0, "--lift", NULL,
         VERB_HELP("it is over: matters can be ended by hand again")},
	{0},
};

int
desk_do_demand(void *session, const struct verb_line *line)
{
	struct counts *counts = desk_counts(session);

	if (counts_demand(counts) == verb_is_on(line, "lift"))
		counts->demand++;
	return 0;
}

/* ---- repeated lines ---- */

/* Whether a caller was counted or kept under its id, or something logged. */
static bool
left_something(const struct desk *d, const struct verb_line *line)
{
	uint8_t id[MARK_ID_BYTES];
	struct mark m;

	line_mark(id, d, line);
	return marks_find(&m, &desk_counts(d)->marks, id) || vault_marks(d->vault, id) ||
	       outreach_find(&desk_counts(d)->outreach, line->id) != NULL;
}

int
desk_done_so(struct desk *d, const struct verb_line *line)
{
	struct counting how;
	struct matter as = {.id = 0};
	struct outreach_row row = {.kind = 0};
	int rc = 0;

	if (line->verb->run != desk_do_call && line->verb->run != desk_do_outreach &&
	    left_something(d, line))
		return ERR_USED;
	if (line->verb->run == desk_do_theme)
		return desk_themed_so(d, line);
	if (line->verb->run == desk_do_notice)
		return desk_noticed_so(d, line);
	if (desk_has_noticed(d, line->id))
		return ERR_USED;
	if (line->verb->run == desk_do_bring)
		return desk_brought_so(d, line);
	if (line->verb->run == desk_do_demand)
		return counts_demand(desk_counts(d)) != verb_is_on(line, "lift") ? 0 : ERR_USED;
	if (line->verb->run == desk_do_call) {
		rc = read_caller(d, &as, line, &how);
		return rc != 0 ? rc : called_so(d, &as, &how, verb_is_on(line, "keep"));
	}
	memcpy(row.id, line->id, sizeof row.id);
	row.kind = (uint8_t)verb_choice(line, "kind");
	row.people = (uint16_t)verb_number(line, "people", 0);
	return line->verb->run == desk_do_outreach ? logged_so(d, &row) : 0;
}

const struct verb_key desk_figures_keys[] = {
	{"back", VERB_NUMBER, false, 0, MARK_BACK_MAX, "--back", "N",
         VERB_HELP("so many periods before this one")},
	{0},
};
