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
	TALKS_MAX = 2 * PEOPLE_MAX, /* people and leavers */
	DAY_LIMIT = 1 << 24,        /* no day is later: the year 47,905 */
};

static const uint32_t TURN_NONE = UINT32_MAX, /* no part of this talk */
	TURN_OPEN = UINT32_MAX - 1;           /* of it, and not taken yet */
static const uint8_t VISITOR[PERSON_BYTES];

static bool
own(const struct message *m)
{
	return memcmp(m->person, VISITOR, PERSON_BYTES) == 0;
}

static uint64_t
place_by(const struct message *m, uint32_t number)
{
	const uint32_t day = m->day < DAY_LIMIT ? m->day : DAY_LIMIT - 1;

	return (uint64_t)(UINT8_MAX - m->order.outlived) << 56 | (uint64_t)day << 32 | number;
}

/* By place before it was moved, and id: of one day and one writer that is the order of writing. */
static uint64_t
own_place(const struct message *m)
{
	return place_by(m, m->lamport);
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

/* One talk: by turn, and what has one turn by number and id as that person knows them. */
static int
turns(const void *a, const void *b)
{
	const struct message *const *p = a, *const *q = b;
	const struct message_order *x = &(*p)->order, *y = &(*q)->order;
	uint64_t at = place_by(*p, x->number), other = place_by(*q, y->number);

	if (x->turn != y->turn)
		return x->turn < y->turn ? -1 : 1;
	if (at != other)
		return at < other ? -1 : 1;
	return memcmp(x->name, y->name, MESSAGE_ID_BYTES);
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

/* ---- the talk with one person ---- */

/*
 * Whether it is of that talk, and then its number and id there. The desk's own thread is one talk,
 * with the ids and numbers of that; a room has several.
 */
static bool
in_talk(struct message *m, const uint8_t person[PERSON_BYTES])
{
	const struct addressee *row = addressees_find(&m->to, person);
	bool of_it =
		own(m) ? m->to.n == 0 || row != NULL : memcmp(m->person, person, PERSON_BYTES) == 0;

	m->order.turn = of_it ? TURN_OPEN : TURN_NONE;
	m->order.number = row == NULL ? m->lamport : row->lamport;
	m->order.name = row == NULL ? m->id : row->message;
	return of_it;
}

static struct message *
named(const struct thread *t, const uint8_t person[PERSON_BYTES],
      const uint8_t id[MESSAGE_ID_BYTES])
{
	struct message *m = thread_find_toward(t, person, id);

	if (m != NULL)
		return m;
	m = thread_find(t, id);
	return m != NULL && own(m) && m->to.n == 0 ? m : NULL;
}

/* What an answer names, and no earlier one did, comes in the turn before it. */
static void
name_turn(const struct thread *t, const struct message *answer, uint32_t turn)
{
	for (size_t i = 0; i + MESSAGE_ID_BYTES <= answer->order.after.n; i += MESSAGE_ID_BYTES) {
		struct message *word = named(t, answer->person, answer->order.after.p + i);

		if (word != NULL && word->order.turn == TURN_OPEN)
			word->order.turn = turn;
	}
}

/* Answers have odd turns, in the order of their numbers; words even ones. How many there are. */
static size_t
take_turns(struct thread *t, const uint8_t person[PERSON_BYTES])
{
	uint32_t turn = 0;
	size_t n = 0;

	for (size_t i = 0; i < t->n; i++)
		n += in_talk(t->messages[i], person);
	sort(t, turns);
	for (size_t i = 0; i < n; i++) {
		struct message *m = t->messages[i];

		if (own(m))
			continue;
		name_turn(t, m, turn);
		m->order.turn = turn + 1;
		turn += 2;
	}
	for (size_t i = 0; i < n; i++) {
		if (t->messages[i]->order.turn == TURN_OPEN)
			t->messages[i]->order.turn = turn;
	}
	sort(t, turns);
	return n;
}

/* Moves on what does not stand behind the one before it; whether anything did. */
static bool
move_on(const struct thread *t, size_t n)
{
	bool moved = false;

	for (size_t i = 1; i < n; i++) {
		struct message_order *at = &t->messages[i]->order;
		uint64_t before = t->messages[i - 1]->order.place;

		if (at->place > before)
			continue;
		at->place = before + 1;
		moved = true;
	}
	return moved;
}

/* ---- all of them ---- */

struct talks {
	size_t n;
	const uint8_t *with[TALKS_MAX];
};

static void
add_talk(struct talks *talks, const uint8_t *person)
{
	size_t k = 0;

	while (k < talks->n && memcmp(talks->with[k], person, PERSON_BYTES) != 0)
		k++;
	if (k == talks->n && k < TALKS_MAX)
		talks->with[talks->n++] = person;
}

static void
find_talks(struct talks *out, const struct thread *t)
{
	out->n = 0;
	for (size_t i = 0; i < t->n; i++) {
		const struct message *m = t->messages[i];

		if (!own(m))
			add_talk(out, m->person);
		for (size_t k = 0; k < m->to.n; k++) {
			if (addressees_meant(&m->to, k))
				add_talk(out, m->to.rows[k].person);
		}
	}
}

void
thread_arrange(struct thread *t)
{
	struct talks talks;
	bool moved = true;

	if (!t->disturbed)
		return;
	t->disturbed = false;
	for (size_t i = 0; i < t->n; i++)
		message_place(t->messages[i]);
	sort(t, numbers);
	find_talks(&talks, t);
	/* What one talk moves may have to be moved on in another: as often as there are talks, at
	   most, so that answers that contradict each other end it, too. */
	for (size_t pass = 0; moved && pass < talks.n; pass++) {
		moved = false;
		for (size_t i = 0; i < talks.n; i++)
			moved = move_on(t, take_turns(t, talks.with[i])) || moved;
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

/* ---- numbers ---- */

/* The number of a message that counts, or 0. */
typedef uint32_t number_of(const struct message *m, const uint8_t *person);

static uint32_t
any(const struct message *m, const uint8_t *person)
{
	(void)person;
	return m->lamport;
}

static uint32_t
in_talk_with(const struct message *m, const uint8_t *person)
{
	const struct addressee *row = addressees_find(&m->to, person);

	if (row != NULL)
		return row->lamport;
	return memcmp(m->person, person, PERSON_BYTES) == 0 ? m->lamport : 0;
}

/* Where an answer stands by its talk's number it is moved behind what it names. */
static uint32_t
shown_at(const struct message *m, const uint8_t *person)
{
	uint32_t at = (uint32_t)m->order.place;

	(void)person;
	return at > m->lamport ? at : m->lamport;
}

static uint32_t
next_number(const struct thread *t, number_of *of, const uint8_t *person)
{
	uint32_t highest = 0, before;

	/* Of numbers that leap each pass takes one at least, and only 2^32 / LAMPORT_LEAP do. */
	do {
		before = highest;
		for (size_t i = 0; i < t->n; i++) {
			uint32_t number = of(t->messages[i], person);

			if (number > highest && number - highest <= LAMPORT_LEAP)
				highest = number;
		}
	} while (highest != before);
	return highest == UINT32_MAX ? UINT32_MAX : highest + 1;
}

uint32_t
thread_lamport(const struct thread *t)
{
	return next_number(t, any, NULL);
}

uint32_t
thread_lamport_with(const struct thread *t, const uint8_t person[PERSON_BYTES])
{
	return next_number(t, in_talk_with, person);
}

uint32_t
thread_number(const struct thread *t)
{
	return next_number(t, shown_at, NULL);
}
