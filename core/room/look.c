/* Where messages are looked for: in the tables of closed days, and today place by place. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/room/state.h"
#include "core/secret.h"

/* ---- what was found ---- */

int
room_add_found(struct room *r, const struct found *f)
{
	struct room_search *s = &r->search;

	if (s->found_count == s->found_capacity) {
		size_t capacity = s->found_capacity == 0 ? 16 : 2 * s->found_capacity;
		struct found *grown = calloc(capacity, sizeof *grown);

		if (grown == NULL)
			return ERR_MEMORY;
		if (s->found != NULL) {
			memcpy(grown, s->found, s->found_count * sizeof *grown);
			secret_wipe(s->found, s->found_count * sizeof *grown);
			free(s->found);
		}
		s->found = grown;
		s->found_capacity = capacity;
	}
	s->found[s->found_count++] = *f;
	return 0;
}

struct found *
room_found_at(const struct room *r, const struct place *place)
{
	for (size_t i = 0; i < r->search.found_count; i++) {
		struct found *f = &r->search.found[i];

		if (f->place.day == place->day && memcmp(f->place.tag, place->tag, TAG_BYTES) == 0)
			return f;
	}
	return NULL;
}

void
room_drop_found(struct room *r, found_test *test)
{
	size_t kept = 0, n = r->search.found_count;

	for (size_t i = 0; i < n; i++) {
		if (!test(r, &r->search.found[i]))
			r->search.found[kept++] = r->search.found[i];
	}
	if (kept < n)
		secret_wipe(r->search.found + kept, (n - kept) * sizeof *r->search.found);
	r->search.found_count = kept;
}

static const uint8_t *
key_of(const struct room_keys *k, unsigned holder)
{
	return holder == FOUND_COPY ? k->visitor->copy : k->talk[holder]->talk;
}

/* ---- closed days ---- */

/* As writers pass over places that are taken, one that is absent does not end the search. */
static int
search(struct room *r, unsigned holder, uint32_t day, struct span table)
{
	struct found f = {.holder = holder};
	int rc = 0;

	for (unsigned absent = 0; rc == 0 && f.i < PLACES_PER_DAY && absent <= LOOK_PAST; f.i++) {
		place_at(&f.place, key_of(&r->keys, holder), r->office.roster.office, day, f.i);
		if (!table_has(table, f.place.tag)) {
			absent++;
			continue;
		}
		absent = 0;
		if (room_found_at(r, &f.place) == NULL)
			rc = room_add_found(r, &f);
	}
	secret_wipe(&f, sizeof f);
	return rc;
}

int
room_search(struct room *r, uint32_t day, struct span table)
{
	int rc = search(r, FOUND_COPY, day, table);

	for (unsigned i = 0; rc == 0 && i < r->office.roster.people_count; i++)
		rc = search(r, i, day, table);
	return rc;
}

/* ---- today ---- */

/* Whose places of today are looked at: one's own, and those of whoever may have written today. */
static bool
looked_for(const struct room *r, unsigned holder)
{
	const struct roster *roster = &r->office.roster;

	return holder == FOUND_COPY ||
	       (holder < roster->people_count &&
	        (roster->people[holder].left == 0 || roster->people[holder].left >= r->office.day));
}

/* Behind the last place where something is. */
static unsigned
next_of(const struct today *l)
{
	unsigned i = PLACES_PER_DAY;

	while (i > 0 && (l->there >> (i - 1) & 1) == 0)
		i--;
	return i;
}

static bool
known(const struct today *l, unsigned i)
{
	return i >= PLACES_PER_DAY || ((l->there | l->absent) >> i & 1) != 0;
}

void
room_look_anew(struct room *r)
{
	memset(r->search.today, 0, sizeof r->search.today);
	for (size_t i = 0; i < r->search.found_count; i++) {
		const struct found *f = &r->search.found[i];

		if (f->place.day == r->office.day && !f->coming)
			r->search.today[f->holder].there |= UINT64_C(1) << f->i;
	}
}

void
room_look_again(struct room *r)
{
	for (unsigned h = 0; h <= FOUND_COPY; h++)
		r->search.today[h].absent = 0;
}

void
room_look_no_more(struct room *r)
{
	for (unsigned h = 0; h <= FOUND_COPY; h++)
		r->search.today[h].absent = UINT64_MAX;
	for (size_t i = 0; i < r->search.found_count; i++)
		r->search.found[i].fetched = true;
}

/* The first place of a holder that has to be looked at; PLACES_PER_DAY for none. */
static unsigned
due(const struct room *r, unsigned holder)
{
	const struct today *l = &r->search.today[holder];
	unsigned upto = holder == FOUND_COPY ? OWN_AT_FIRST - 1 : 0, i = 0;

	if (!looked_for(r, holder))
		return PLACES_PER_DAY;
	upto = next_of(l) > upto ? next_of(l) : upto;
	while (i <= upto && known(l, i))
		i++;
	return i <= upto ? i : PLACES_PER_DAY;
}

bool
room_read_today(const struct room *r)
{
	for (unsigned h = 0; h <= FOUND_COPY; h++) {
		if (due(r, h) < PLACES_PER_DAY)
			return false;
	}
	for (size_t i = 0; i < r->search.found_count; i++) {
		if (!r->search.found[i].fetched && r->search.found[i].place.day == r->office.day)
			return false;
	}
	return true;
}

/* What was taken back leaves gaps among one's own: all is there only if nothing is behind one. */
static bool
looked_past(const struct room *r)
{
	const struct today *l = &r->search.today[FOUND_COPY];
	unsigned i = next_of(l), upto = i + LOOK_PAST;

	while (i <= upto && known(l, i))
		i++;
	return i > upto;
}

bool
room_read_all(const struct room *r)
{
	if (!looked_past(r))
		return false;
	for (size_t i = 0; i < r->search.found_count; i++) {
		if (!r->search.found[i].fetched)
			return false;
	}
	return room_read_today(r);
}

unsigned
room_free_place(const struct room *r, unsigned i)
{
	while (i < PLACES_PER_DAY && (r->search.today[FOUND_COPY].there >> i & 1) != 0)
		i++;
	return i;
}

void
room_place_taken(struct room *r, unsigned i)
{
	if (i < PLACES_PER_DAY && !room_renews(r))
		r->search.today[FOUND_COPY].there |= UINT64_C(1) << i;
}

int
room_place_written(struct room *r, unsigned i, const uint8_t id[MESSAGE_ID_BYTES], uint8_t part)
{
	struct found f = {.holder = FOUND_COPY,
	                  .i = i,
	                  .part = part,
	                  .fetched = true,
	                  .opened = true,
	                  .coming = room_renews(r)};
	int rc;

	place_at(&f.place, room_writing_keys(r)->visitor->copy, r->office.roster.office,
	         r->office.day, i);
	memcpy(f.id, id, sizeof f.id);
	rc = room_found_at(r, &f.place) == NULL ? room_add_found(r, &f) : 0;
	secret_wipe(&f, sizeof f);
	room_place_taken(r, i);
	return rc;
}

uint16_t
room_parts_coming(const struct room *r, const uint8_t id[MESSAGE_ID_BYTES])
{
	uint16_t parts = 0;

	for (size_t i = 0; i < r->search.found_count; i++) {
		const struct found *f = &r->search.found[i];

		if (f->coming && memcmp(f->id, id, sizeof f->id) == 0)
			parts |= (uint16_t)(1U << f->part);
	}
	return parts;
}

/* ---- what a fetch asks for ---- */

static size_t
count_wanted(const struct room *r)
{
	size_t n = 0;

	while (n < EXCHANGE_BODIES && r->search.wanted[n].what != WANTED_NOTHING)
		n++;
	return n;
}

static bool
is_wanted(const struct room *r, const struct place *place)
{
	for (size_t i = 0; i < count_wanted(r); i++) {
		if (memcmp(r->search.wanted[i].place.tag, place->tag, TAG_BYTES) == 0)
			return true;
	}
	return false;
}

static bool
want(struct room *r, const struct wanted *w)
{
	size_t n = count_wanted(r);

	if (n == EXCHANGE_BODIES || is_wanted(r, &w->place))
		return false;
	r->search.wanted[n] = *w;
	return true;
}

static bool
want_today(struct room *r, unsigned holder, unsigned i)
{
	struct wanted w = {.what = WANTED_TODAY, .holder = holder, .i = i};
	bool wanted;

	if (i >= PLACES_PER_DAY)
		return false;
	place_at(&w.place, key_of(&r->keys, holder), r->office.roster.office, r->office.day, i);
	wanted = want(r, &w);
	secret_wipe(&w, sizeof w);
	return wanted;
}

/* Places that have to be looked at: of each holder the first, then the next, as long as there are.
 */
static void
want_due(struct room *r)
{
	struct today before[FOUND_COPY + 1];
	bool more = true;

	memcpy(before, r->search.today, sizeof before);
	while (more && count_wanted(r) < EXCHANGE_BODIES) {
		more = false;
		for (unsigned n = 0; n <= FOUND_COPY; n++) {
			unsigned h = FOUND_COPY - n, i = due(r, h); /* one's own first */

			if (i < PLACES_PER_DAY && want_today(r, h, i)) {
				r->search.today[h].absent |= UINT64_C(1) << i;
				more = true;
			}
		}
	}
	memcpy(r->search.today, before, sizeof before);
}

/* The newest that was found and not yet fetched. */
static const struct found *
newest(const struct room *r)
{
	const struct found *best = NULL;

	for (size_t i = 0; i < r->search.found_count; i++) {
		const struct found *f = &r->search.found[i];

		if (f->fetched || is_wanted(r, &f->place))
			continue;
		if (best == NULL || f->place.day > best->place.day ||
		    (f->place.day == best->place.day && f->i > best->i))
			best = f;
	}
	return best;
}

static void
want_found(struct room *r)
{
	const struct found *f;
	struct wanted w;

	while (count_wanted(r) < EXCHANGE_BODIES && (f = newest(r)) != NULL) {
		w = (struct wanted){.what = WANTED_FOUND, .place = f->place};
		(void)want(r, &w);
	}
	secret_wipe(&w, sizeof w);
}

/* New answers: the next place of one after another. */
static void
want_next(struct room *r)
{
	for (unsigned n = 0; n <= FOUND_COPY; n++) {
		unsigned h = r->search.turn++ % (FOUND_COPY + 1);

		if (looked_for(r, h) && want_today(r, h, next_of(&r->search.today[h])))
			return;
	}
}

static void
want_unseen(struct room *r, unsigned holder, unsigned far)
{
	const struct today *l = &r->search.today[holder];

	if (looked_for(r, holder) && !known(l, next_of(l) + far))
		(void)want_today(r, holder, next_of(l) + far);
}

/*
 * Behind a place where nothing is: what was not looked at yet, the nearest first, one's own before
 * others', as what was taken back leaves gaps; then in turn.
 */
static void
want_past(struct room *r)
{
	for (unsigned far = 1; far <= LOOK_PAST; far++)
		want_unseen(r, FOUND_COPY, far);
	for (unsigned far = 1; far <= LOOK_PAST; far++) {
		for (unsigned h = 0; h < FOUND_COPY; h++)
			want_unseen(r, h, far);
	}
	for (unsigned n = 0; n < LOOK_PAST * (FOUND_COPY + 1); n++) {
		unsigned turn = r->search.past++, h = turn % (FOUND_COPY + 1);
		unsigned far = 1 + turn / (FOUND_COPY + 1) % LOOK_PAST;

		if (looked_for(r, h))
			(void)want_today(r, h, next_of(&r->search.today[h]) + far);
		if (count_wanted(r) == EXCHANGE_BODIES)
			return;
	}
}

int
room_make_fetch(struct room *r)
{
	struct place places[EXCHANGE_BODIES];
	bool stays = r->way.slots.opened && r->way.slots.pace == ROOM_BY_TIME;
	uint32_t first = room_first_day(r);
	size_t n;
	int rc;

	secret_wipe(r->search.wanted, sizeof r->search.wanted);
	if (stays)
		want_next(r);
	want_due(r);
	want_found(r);
	for (unsigned i = 0; stays && i < 2 && count_wanted(r) < EXCHANGE_BODIES - 1; i++)
		want_next(r);
	want_past(r);
	n = count_wanted(r);
	/* What fills up to four is of any day that bodies live, as a place of one's own might be.
	 */
	for (size_t i = 0; i < EXCHANGE_BODIES; i++) {
		if (i < n)
			places[i] = r->search.wanted[i].place;
		else
			place_random(&places[i], r->office.roster.office,
			             first + randombytes_uniform(r->office.day - first + 1));
	}
	rc = exchange_fetch(&r->delivery.request, &r->office.roster, places, EXCHANGE_BODIES);
	secret_wipe(places, sizeof places);
	return rc;
}
