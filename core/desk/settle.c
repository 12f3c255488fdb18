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
	if (c.question) {
		m->visitors = m->matters = 0;
		m->rest = (struct mark_rest){.did = 0};
	} else if (m->concerns[0] != CODE_NONE && m->matters == 0) {
		/* it was a question only, and is a matter after all */
		m->visitors = m->matters = 1;
	}
	m->visitors = (uint16_t)verb_number(line, "visitors", m->visitors);
	m->matters = (uint8_t)verb_number(line, "matters", m->matters);
	m->talks = (uint16_t)verb_number(line, "talks", m->talks);
	return desk_put_mark(d, m);
}

enum standing {
	NOT_COUNTED, /* unknown, or of an open matter */
	COUNTED,
	WAITS, /* it went back before */
	GONE,  /* not to be counted, or counted again under the next id */
};

/*
 * A state only rises: nothing counts under the old id any more, and what is to be counted again
 * goes on under the next, which is the same on every device.
 */
static enum standing
standing_of(struct mark *now, struct mark *next, const struct desk *d, struct span name)
{
	const struct marks *marks = &d->vault->past.counts.marks;
	uint8_t id[MARK_ID_BYTES];

	if (hex_get(id, sizeof id, name) != 0 || !marks_find(now, marks, id) ||
	    vault_marks(d->vault, id))
		return NOT_COUNTED;
	*next = *now;
	matter_mark_next(next->id, d->office.roster.office, 0);
	if (now->state == MARK_VOID)
		return marks_find(next, marks, next->id) && next->state == MARK_TO_COUNT ? WAITS
		                                                                         : GONE;
	return now->state == MARK_COUNTED && now->matters + now->visitors + now->talks > 0
	               ? COUNTED
	               : NOT_COUNTED;
}

/* All of them or none: what another device took away meanwhile keeps the others from nothing. */
static int
settle_back(struct desk *d, const struct verb_line *line)
{
	struct marks *marks = &desk_counts(d)->marks;
	enum standing standing;
	struct mark now, next;
	struct span name;
	size_t counted = 0, waiting = 0;

	for (size_t i = 0; verb_word(&name, line, "back", i); i++) {
		standing = standing_of(&now, &next, d, name);
		if (standing == NOT_COUNTED)
			return desk_problem_is(d, ERR_ABSENT, "nothing of this name was counted");
		counted += standing == COUNTED;
		waiting += standing == WAITS;
	}
	if (counted + waiting == 0)
		return desk_problem_is(d, ERR_ABSENT,
		                       "it does not count any more, or was counted again since");
	if (counted > MARKS_MAX - marks->n)
		return desk_problem_is(d, ERR_SIZE,
		                       "this desk has no room for more marks; nothing was done");
	for (size_t i = 0; verb_word(&name, line, "back", i); i++) {
		if (standing_of(&now, &next, d, name) != COUNTED)
			continue;
		next.state = MARK_TO_COUNT;
		if (marks_put(marks, &next) != 0)
			return ERR_INTERNAL;
		marks_void(marks, now.id, now.period);
	}
	return 0;
}

/* Whether it gives any of its keys but this. */
static bool
says_more_than(const struct verb_line *line, const char *key)
{
	for (const struct verb_key *k = desk_settle_keys; k->name != NULL; k++) {
		if (strcmp(k->name, key) != 0 && verb_given(line, k->name))
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
		return says_more_than(line, "back")
		               ? desk_problem_is(
					 d, ERR_CHOICE,
					 "what goes back is counted otherwise afterwards: --back "
					 "stands alone")
		               : settle_back(d, line);
	if (!verb_given(line, "mark") && verb_is_on(line, "drop"))
		return desk_problem_is(d, ERR_CHOICE,
		                       "what is not to be counted must be named: --mark ID");
	if (!verb_given(line, "mark"))
		return says_more_than(line, "mark")
		               ? desk_problem_is(d, ERR_CHOICE,
		                                 "without --mark ID all are counted as they stand: "
		                                 "name the one that is to be counted otherwise")
		               : settle_all(d);
	if (hex_get(id, sizeof id, verb_value(line, "mark")) != 0 ||
	    !marks_find(&m, &desk_counts(d)->marks, id) || m.state != MARK_TO_COUNT)
		return desk_problem_is(d, ERR_ABSENT, "nothing of this name waits to be counted");
	return settle_one(d, &m, line);
}
