/* What ended by its date: counted as it stood, otherwise, or not. */
#include <string.h>

#include "core/desk/counting.h"
#include "core/desk/daily.h"

const struct verb_key desk_settle_keys[] = {
	{"mark", VERB_NAME, false, 1, 0, "--mark", "ID",
         VERB_HELP("one of those to count; without it, all")},
	CODING_KEYS,
	PEOPLE_KEYS,
	{"drop", VERB_SWITCH, false, 0, 0, "--drop", NULL, VERB_HELP("do not count it")},
	{"back", VERB_LIST, false, 1, 0, "--back", "ID[,ID]",
         VERB_HELP("these were counted by mistake: they wait to be counted again")},
	{0},
};

static int
settle_all(struct desk *d)
{
	struct marks *marks = &desk_counts(d)->marks;
	struct mark m;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < marks->n; i++) {
		marks_at(&m, marks, i);
		if (m.state != MARK_TO_COUNT)
			continue;
		m.state = MARK_COUNTED;
		rc = marks_put(marks, &m);
	}
	return rc == 0 ? 0 : ERR_INTERNAL;
}

static int
settle_one(struct desk *d, struct mark *m, const struct verb_line *line)
{
	struct counting how;
	struct coding c;
	int rc = desk_read_coding(d, &c, line, &how);

	if (rc != 0)
		return rc;
	if (verb_is_on(line, "drop")) {
		marks_void(&desk_counts(d)->marks, m->id, m->period);
		return 0;
	}
	m->state = MARK_COUNTED;
	if (c.about)
		memcpy(m->concerns, c.concerns, sizeof m->concerns);
	coding_rest(&m->rest, &c);
	if (c.question)
		m->visitors = m->matters = 0;
	m->visitors = (uint16_t)verb_number(line, "visitors", m->visitors);
	m->matters = (uint8_t)verb_number(line, "matters", m->matters);
	m->talks = (uint16_t)verb_number(line, "talks", m->talks);
	return desk_put_mark(d, m);
}

/*
 * A state only rises: nothing counts under the old id any more, and what is to be counted again
 * goes on under the next, which is the same on every device.
 */
static int
back_to_count(struct desk *d, struct span name)
{
	struct marks *marks = &desk_counts(d)->marks;
	uint8_t id[MARK_ID_BYTES];
	struct mark m, next;

	if (hex_get(id, sizeof id, name) != 0 || !marks_find(&m, marks, id) ||
	    vault_marks(d->vault, id))
		return ERR_ABSENT;
	next = m;
	matter_mark_next(next.id, d->office.roster.office, 0);
	if (m.state == MARK_VOID && marks_find(&next, marks, next.id))
		return 0; /* it went back before */
	if (m.state != MARK_COUNTED || m.matters + m.visitors + m.talks == 0)
		return ERR_ABSENT;
	next.state = MARK_TO_COUNT;
	if (marks_put(marks, &next) != 0)
		return ERR_SIZE;
	marks_void(marks, id, m.period);
	return 0;
}

static int
settle_back(struct desk *d, const struct verb_line *line)
{
	struct span name;
	int rc = 0;

	for (size_t i = 0; rc == 0 && verb_word(&name, line, "back", i); i++)
		rc = back_to_count(d, name);
	return rc == ERR_ABSENT ? desk_problem_is(d, rc, "nothing of this name was counted") : rc;
}

/* Whether it gives any of its keys. */
static bool
says_something(const struct verb_line *line)
{
	for (const struct verb_key *k = desk_settle_keys; k->name != NULL; k++) {
		if (verb_given(line, k->name))
			return true;
	}
	return false;
}

int
desk_do_settle(void *session, const struct verb_line *line)
{
	struct desk *d = session;
	uint8_t id[MARK_ID_BYTES];
	struct mark m;

	if (verb_given(line, "back"))
		return settle_back(d, line);
	if (!verb_given(line, "mark") && verb_is_on(line, "drop"))
		return desk_problem_is(d, ERR_CHOICE,
		                       "what is not to be counted must be named: --mark ID");
	if (!verb_given(line, "mark"))
		return says_something(line)
		               ? desk_problem_is(d, ERR_CHOICE,
		                                 "without --mark ID all are counted as they stand: "
		                                 "name the one that is to be counted otherwise")
		               : settle_all(d);
	if (hex_get(id, sizeof id, verb_value(line, "mark")) != 0 ||
	    !marks_find(&m, &desk_counts(d)->marks, id) || m.state != MARK_TO_COUNT)
		return desk_problem_is(d, ERR_ABSENT, "nothing of this name waits to be counted");
	return settle_one(d, &m, line);
}
