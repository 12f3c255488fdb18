/*
 * The order of reading. A number that a writer chooses cannot put words before
 * an answer that was given without them: an answer names what it was written
 * after, and all else of the visitor's stands behind it. Both ends compute the
 * same from the same messages, and neither has to remember when they came.
 */
#include <stdlib.h>
#include <string.h>

#include "core/talk/thread.h"

enum {
	ANSWERERS_MAX = 2 * PEOPLE_MAX, /* people and leavers */
	DAY_LIMIT = 1 << 24,            /* no day is later: the year 47,905 */
};

static const uint32_t TURN_NONE = UINT32_MAX; /* no part of this talk */
static const uint8_t VISITOR[PERSON_BYTES];

static bool
own(const struct message *m)
{
	return memcmp(m->person, VISITOR, PERSON_BYTES) == 0;
}

/* By place before it was moved, and id: of one day and one writer that is the order of writing. */
static uint64_t
own_place(const struct message *m)
{
	const uint32_t day = m->day < DAY_LIMIT ? m->day : DAY_LIMIT - 1;

	return (uint64_t)(UINT8_MAX - m->order.outlived) << 56 | (uint64_t)day << 32 | m->lamport;
}

static int
by_number(const struct message *a, const struct message *b)
{
	uint64_t x = own_place(a), y = own_place(b);

	if (x != y)
		return x < y ? -1 : 1;
	return memcmp(a->id, b->id, sizeof a->id);
}

int
message_order(const struct message *a, const struct message *b)
{
	if (a->order.place != b->order.place)
		return a->order.place < b->order.place ? -1 : 1;
	return by_number(a, b);
}

void
message_place(struct message *m)
{
	m->order.place = own_place(m);
}

/* ---- sorting ---- */

static int
numbers(const void *a, const void *b)
{
	const struct message *const *p = a, *const *q = b;

	return by_number(*p, *q);
}

static int
turns(const void *a, const void *b)
{
	const struct message *const *p = a, *const *q = b;

	if ((*p)->order.turn != (*q)->order.turn)
		return (*p)->order.turn < (*q)->order.turn ? -1 : 1;
	return by_number(*p, *q);
}

static int
places(const void *a, const void *b)
{
	const struct message *const *p = a, *const *q = b;

	return message_order(*p, *q);
}

static void
sort(struct thread *t, int (*by)(const void *, const void *))
{
	qsort(t->messages, t->n, sizeof(struct message *), by);
}

/* ---- one ombuds's answers ---- */

/* A desk holds only what was written to it, and keeps no list of people. */
static bool
written_to(const struct message *m, const uint8_t person[PERSON_BYTES])
{
	if (!own(m))
		return false;
	for (size_t i = 0; i < m->people_count; i++) {
		if (memcmp(m->people[i], person, PERSON_BYTES) == 0)
			return true;
	}
	return m->people_count == 0;
}

/* What an answer names, and no earlier one did, comes in the turn before it. */
static void
name_turn(struct thread *t, const struct message *answer, uint32_t turn)
{
	for (size_t i = 0; i + MESSAGE_ID_BYTES <= answer->order.after.n; i += MESSAGE_ID_BYTES) {
		struct message *named = thread_find(t, answer->order.after.p + i);

		if (named != NULL && named->order.turn == TURN_NONE &&
		    written_to(named, answer->person))
			named->order.turn = turn;
	}
}

/* Answers have odd turns, in the order of their numbers; words even ones. */
static void
take_turns(struct thread *t, const uint8_t person[PERSON_BYTES])
{
	uint32_t turn = 0;

	sort(t, numbers);
	for (size_t i = 0; i < t->n; i++)
		t->messages[i]->order.turn = TURN_NONE;
	for (size_t i = 0; i < t->n; i++) {
		struct message *m = t->messages[i];

		if (memcmp(m->person, person, PERSON_BYTES) != 0)
			continue;
		name_turn(t, m, turn);
		m->order.turn = turn + 1;
		turn += 2;
	}
	for (size_t i = 0; i < t->n; i++) {
		struct message *m = t->messages[i];

		if (m->order.turn == TURN_NONE && written_to(m, person))
			m->order.turn = turn;
	}
	sort(t, turns);
}

/* Moves on what stands before its turn; whether anything did. */
static bool
move_on(struct thread *t)
{
	uint64_t answered = 0, latest = 0;
	bool moved = false;

	for (size_t i = 0; i < t->n && t->messages[i]->order.turn != TURN_NONE; i++) {
		struct message *m = t->messages[i];
		bool answer = m->order.turn % 2 == 1;
		uint64_t behind = answer ? latest : answered;

		if (behind > 0 && m->order.place <= behind) {
			m->order.place = behind + 1;
			moved = true;
		}
		if (m->order.place > latest)
			latest = m->order.place;
		if (answer)
			answered = m->order.place;
	}
	return moved;
}

/* ---- all of them ---- */

static size_t
find_answerers(const struct message **out, const struct thread *t)
{
	size_t n = 0, k;

	for (size_t i = 0; i < t->n && n < ANSWERERS_MAX; i++) {
		const struct message *m = t->messages[i];

		for (k = 0; k < n && memcmp(out[k]->person, m->person, PERSON_BYTES) != 0; k++)
			;
		if (k == n && !own(m))
			out[n++] = m;
	}
	return n;
}

void
thread_arrange(struct thread *t)
{
	const struct message *answerers[ANSWERERS_MAX];
	size_t n;
	bool moved = true;

	if (!t->disturbed)
		return;
	t->disturbed = false;
	for (size_t i = 0; i < t->n; i++)
		message_place(t->messages[i]);
	sort(t, numbers);
	n = find_answerers(answerers, t);
	/* What one ombuds's answers move may have to be moved on behind another's: as often as
	   there are people, at most, so that answers that contradict each other end it, too. */
	for (size_t pass = 0; moved && pass < n; pass++) {
		moved = false;
		for (size_t i = 0; i < n; i++) {
			take_turns(t, answerers[i]->person);
			moved = move_on(t) || moved;
		}
	}
	sort(t, places);
}

void
thread_outlive(struct thread *t)
{
	for (size_t i = 0; i < t->n; i++) {
		if (t->messages[i]->order.outlived < UINT8_MAX)
			t->messages[i]->order.outlived++;
	}
	t->disturbed = true;
	thread_arrange(t);
}

/* ---- what an answer is written after ---- */

/* An id of zeros would end the list; no client makes one. */
static bool
to_be_named(const struct message *m)
{
	static const uint8_t end[MESSAGE_ID_BYTES];

	return own(m) && message_shown(m) && memcmp(m->id, end, sizeof end) != 0;
}

/* How many messages there are up to the one that was seen. */
static size_t
seen_up_to(const struct thread *t, const uint8_t *seen)
{
	const struct message *last = seen == NULL ? NULL : thread_find(t, seen);
	size_t n = t->n;

	while (last != NULL && n > 0 && t->messages[n - 1] != last)
		n--;
	return n;
}

int
thread_after(struct buf *out, const struct thread *t, const uint8_t *seen)
{
	size_t end = seen_up_to(t, seen), first = end, named = 0;

	while (first > 0 && named < MESSAGE_AFTER_MAX) {
		first--;
		named += to_be_named(t->messages[first]);
	}
	for (; first < end; first++) {
		if (to_be_named(t->messages[first]))
			buf_put(out, t->messages[first]->id, MESSAGE_ID_BYTES);
	}
	return out->err;
}

uint32_t
thread_lamport(const struct thread *t)
{
	uint32_t highest = 0, before;

	/* Of numbers that leap each pass takes one at least, and only 2^32 / LAMPORT_LEAP do. */
	do {
		before = highest;
		for (size_t i = 0; i < t->n; i++) {
			uint32_t lamport = t->messages[i]->lamport;

			if (lamport > highest && lamport - highest <= LAMPORT_LEAP)
				highest = lamport;
		}
	} while (highest != before);
	return highest == UINT32_MAX ? UINT32_MAX : highest + 1;
}
