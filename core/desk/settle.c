/* What ended by its date: counted as it stood, otherwise, or not. */
#include <string.h>

#include "core/desk/daily.h"

const struct verb_key desk_settle_keys[] = {
	{"mark", VERB_NAME, false, 1, 0, "--mark", "ID",
         VERB_HELP("one of those to count; without it, all")},
	CODING_KEYS,
	PEOPLE_KEYS,
	{"drop", VERB_SWITCH, false, 0, 0, "--drop", NULL, VERB_HELP("do not count it")},
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
	coding_rest(&m->rest, &c.rest);
	if (c.question)
		m->visitors = m->matters = 0;
	m->visitors = (uint16_t)verb_number(line, "visitors", m->visitors);
	m->matters = (uint8_t)verb_number(line, "matters", m->matters);
	m->talks = (uint16_t)verb_number(line, "talks", m->talks);
	return desk_put_mark(d, m);
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
