#include "core/desk/counting.h"

#include <stdlib.h>
#include <string.h>

#include "core/crypto/label.h"

static const uint8_t NO_ID[MARK_ID_BYTES];

/* ---- ids ---- */

void
matter_mark_id(uint8_t out[MARK_ID_BYTES], const uint8_t office[OFFICE_BYTES], struct span secret,
               const uint8_t id[MESSAGE_ID_BYTES])
{
	uint8_t of[32 + MESSAGE_ID_BYTES] = {0}, hash[32];
	size_t n = secret.n < 32 ? secret.n : 32;

	if (n > 0)
		memcpy(of, secret.p, n);
	memcpy(of + 32, id, MESSAGE_ID_BYTES);
	label_hash(hash, "mark", office, SPAN(of));
	memcpy(out, hash, MARK_ID_BYTES);
	secret_wipe(of, sizeof of);
}

void
matter_mark_next(uint8_t id[MARK_ID_BYTES], const uint8_t office[OFFICE_BYTES], uint32_t day)
{
	uint8_t of[MARK_ID_BYTES + 4], hash[32];

	memcpy(of, id, MARK_ID_BYTES);
	put_u32(of + MARK_ID_BYTES, day);
	label_hash(hash, "mark", office, SPAN(of));
	memcpy(id, hash, MARK_ID_BYTES);
}

/* Of a matter that an older Alcove kept. */
static void
make_id(struct matter *m, const uint8_t office[OFFICE_BYTES])
{
	const struct correspondent *c = matter_first_correspondent(m);
	uint8_t id[MESSAGE_ID_BYTES] = {0};

	if (memcmp(m->count.mark, NO_ID, sizeof NO_ID) != 0)
		return;
	put_u32(id, m->id);
	matter_mark_id(m->count.mark, office, c == NULL ? SPAN_NONE : SPAN(c->keys.talk), id);
}

/* ---- one matter ---- */

uint32_t
matter_talks(const struct matter *m)
{
	uint32_t n = 0;

	for (size_t i = 0; i < TALK_MANNERS; i++)
		n += m->count.tallied[i];
	if (n > MARK_PEOPLE_MAX)
		n = MARK_PEOPLE_MAX;
	return n == 0 && m->count.origin == ORIGIN_WROTE ? 1 : n;
}

static uint8_t
periods_back(const struct matter_count *c, uint16_t period)
{
	unsigned back = c->first == 0 || c->first > period ? 0 : (unsigned)(period - c->first);

	return (uint8_t)(back > MARK_BACK_MAX ? MARK_BACK_MAX : back);
}

void
matter_mark(struct mark *out, const struct matter *m, const struct counting *how)
{
	const struct matter_count *c = &m->count;

	*out = (struct mark){.state = MARK_OPEN, .talks = (uint16_t)matter_talks(m)};
	memcpy(out->id, c->mark, sizeof out->id);
	out->period = period_of(&how->period, how->day);
	if (c->talk_only)
		return;
	out->back = periods_back(c, out->period);
	out->manner = (uint8_t)m->count.origin;
	out->visitors = out->matters = 1;
	memcpy(out->concerns, c->concerns, sizeof out->concerns);
	out->rest = c->rest;
}

static void
join_rest(struct mark_rest *to, const struct mark_rest *from)
{
	to->did |= from->did;
	to->group = to->group == 0 ? from->group : to->group;
	to->heard = to->heard == 0 ? from->heard : to->heard;
	to->with = to->with == 0 ? from->with : to->with;
	to->ended = to->ended == 0 ? from->ended : to->ended;
	to->minutes = to->minutes == 0 ? from->minutes : to->minutes;
}

/* Of one matter on two devices the higher tally; of two that become one, both. */
static void
join_count(struct matter_count *to, const struct matter_count *from)
{
	bool one = memcmp(to->mark, from->mark, sizeof to->mark) == 0;
	struct mark both = {.state = MARK_OPEN};

	for (size_t i = 0; i < TALK_MANNERS; i++) {
		unsigned a = to->tallied[i], b = from->tallied[i];
		unsigned n = !one ? a + b : a > b ? a : b;

		to->tallied[i] = (uint8_t)(n > TALLIES_MAX ? TALLIES_MAX : n);
	}
	memcpy(both.concerns, to->concerns, sizeof both.concerns);
	for (size_t i = 0; i < MARK_CONCERNS_MAX && from->concerns[i] != CODE_NONE; i++) {
		if (mark_add_concern(&both, from->concerns[i]) != 0)
			break;
	}
	memcpy(to->concerns, both.concerns, sizeof to->concerns);
	join_rest(&to->rest, &from->rest);
	to->answered = to->answered || from->answered;
	to->talk_only = to->talk_only && from->talk_only;
	to->closing = to->closing && from->closing;
	if (to->first == 0 || (from->first != 0 && from->first < to->first))
		to->first = from->first;
}

/* ---- all matters ---- */

bool
matter_answered(const struct matter *m, const uint8_t person[PERSON_BYTES])
{
	for (size_t i = 0; i < m->correspondent_count; i++) {
		const struct thread *t = &m->correspondents[i]->thread;

		for (size_t j = 0; j < t->n; j++) {
			if (message_shown(t->messages[j]) &&
			    memcmp(t->messages[j]->person, person, PERSON_BYTES) == 0)
				return true;
		}
	}
	return false;
}

static uint32_t
first_day(const struct matter *m)
{
	uint32_t day = m->last_on;

	for (size_t i = 0; i < m->correspondent_count; i++) {
		const struct thread *t = &m->correspondents[i]->thread;

		for (size_t j = 0; j < t->n; j++)
			day = t->messages[j]->day < day ? t->messages[j]->day : day;
	}
	return day;
}

/* Its mark in waiting stands outside of the seal of its end day, so that it is there afterwards. */
static void
keep_in_waiting(struct vault *v, struct matter *m, const struct counting *how)
{
	struct counting at_end = *how;
	struct mark was, now;
	bool known;

	make_id(m, how->roster->office);
	if (m->count.first == 0)
		m->count.first = period_of(&how->period, first_day(m));
	m->count.answered = m->count.answered || matter_answered(m, how->self->id);
	known = marks_find(&was, &v->past.counts.marks, m->count.mark);
	if (known && was.state != MARK_OPEN)
		return;
	if (!(m->count.answered || matter_counts(m))) {
		/* a tally that was a mistake is taken back whole */
		if (known)
			marks_remove(&v->past.counts.marks, was.id);
		return;
	}
	at_end.day = matter_ends(m, how->roster->retention_days, how->roster->notes_days);
	matter_mark(&now, m, &at_end);
	/* Where there is no room for it, it counts only when somebody ends it. */
	(void)!marks_put(&v->past.counts.marks, &now);
}

bool
vault_marks(const struct vault *v, const uint8_t id[MARK_ID_BYTES])
{
	for (size_t i = 0; i < v->matter_count; i++) {
		if (memcmp(v->matters[i]->count.mark, id, MARK_ID_BYTES) == 0)
			return true;
	}
	return false;
}

static int
by_bytes(const void *a, const void *b)
{
	return memcmp(a, b, MARK_ID_BYTES);
}

/* What is in waiting, and has no matter any more, ended by its date. */
static void
find_ended(struct vault *v)
{
	struct marks *marks = &v->past.counts.marks;
	uint8_t(*open)[MARK_ID_BYTES];
	struct mark m;

	if (marks_in(marks, MARK_OPEN) == 0)
		return;
	open = calloc(v->matter_count + 1, sizeof *open);
	if (open == NULL)
		return; /* with the next save */
	for (size_t i = 0; i < v->matter_count; i++)
		memcpy(open[i], v->matters[i]->count.mark, MARK_ID_BYTES);
	qsort(open, v->matter_count, sizeof *open, by_bytes);
	for (size_t i = 0; i < marks->n; i++) {
		marks_at(&m, marks, i);
		if (m.state != MARK_OPEN ||
		    bsearch(m.id, open, v->matter_count, sizeof *open, by_bytes) != NULL)
			continue;
		m.state = MARK_TO_COUNT;
		(void)!marks_put(marks, &m);
	}
	free(open);
}

void
vault_count(struct vault *v, const struct counting *how)
{
	uint16_t period = period_of(&how->period, how->day);

	for (size_t i = 0; i < v->matter_count; i++)
		keep_in_waiting(v, v->matters[i], how);
	find_ended(v);
	/* Copies that still hold a matter end with its keys, well within a period and the next. */
	marks_expire(&v->past.counts.marks, period < 2 ? 0 : (uint16_t)(period - 1));
	themes_expire(&v->past.counts.themes, period < 2 ? 0 : (uint16_t)(period - 1));
	brought_expire(&v->past.counts.brought, period < 2 ? 0 : (uint16_t)(period - 1));
	outreach_expire(
		&v->past.counts.outreach,
		period_first_day(&how->period, period < 1972 ? 1970 : (uint16_t)(period - 1)));
}

void
vault_uncount(struct vault *v, const struct matter *m)
{
	struct mark was;

	if (marks_find(&was, &v->past.counts.marks, m->count.mark) && was.state == MARK_OPEN)
		marks_void(&v->past.counts.marks, was.id, was.period);
}

/* One matter has one mark: that which is counted already, if one of the two is. */
void
vault_join_counts(struct vault *v, struct matter *m, const struct matter *from)
{
	struct marks *marks = &v->past.counts.marks;
	uint8_t theirs[MARK_ID_BYTES];
	struct mark counted;

	memcpy(theirs, from->count.mark, sizeof theirs);
	if (marks_find(&counted, marks, theirs) && counted.state == MARK_COUNTED) {
		memcpy(theirs, m->count.mark, sizeof theirs);
		memcpy(m->count.mark, from->count.mark, sizeof theirs);
	}
	if (memcmp(theirs, m->count.mark, sizeof theirs) != 0 &&
	    marks_find(&counted, marks, theirs))
		marks_void(marks, theirs, counted.period);
	join_count(&m->count, &from->count);
	if (m->count.origin == ORIGIN_WROTE)
		m->count.origin = from->count.origin;
}
