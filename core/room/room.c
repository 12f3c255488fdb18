#include "core/room/room.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/crypto/words.h"
#include "core/room/state.h"
#include "core/secret.h"

/*
 * A session goes through these in order, and from the first again when another day
 * or roster is in force.
 */
static const struct room_phase_row phases[] = {
	[ROOM_OFFICE] = {room_ask_office, room_on_office},
	[ROOM_BUNDLES] = {room_ask_bundles, room_on_bundles},
	[ROOM_TABLES] = {room_ask_tables, room_on_tables},
	[ROOM_OPEN] = {room_ask_slot, room_on_slot},
};

int
room_new(struct room **out, const char *origin, struct span fingerprint, uint32_t today)
{
	struct room *r = secret_new(sizeof *r);
	int rc;

	*out = r;
	if (r == NULL)
		return ERR_MEMORY;
	delivery_init(&r->delivery);
	rc = office_door_open(&r->door, origin, fingerprint, today);
	if (rc != 0) {
		room_free(r);
		*out = NULL;
	}
	return rc;
}

static void
search_reset(struct room_search *search)
{
	if (search->found != NULL)
		secret_wipe(search->found, search->found_capacity * sizeof *search->found);
	free(search->found);
	secret_wipe(search->wanted, sizeof search->wanted);
	*search = (struct room_search){0};
}

/* What was chosen to be taken back stays: a line planned anew, or repeated, takes back the same. */
void
room_clear_removal(struct room *r)
{
	struct room_removal *removal = &r->removal;

	if (removal->places != NULL)
		secret_wipe(removal->places, removal->capacity * sizeof *removal->places);
	free(removal->places);
	removal->places = NULL;
	removal->count = removal->capacity = removal->done = 0;
}

static void
forget_visit(struct room *r)
{
	search_reset(&r->search);
	room_clear_removal(r);
	thread_clear(&r->thread);
	room_clear_letters(r);
	office_clear(&r->office);
	r->people.known = false;
}

void
room_free(struct room *r)
{
	if (r == NULL)
		return;
	forget_visit(r);
	room_keys_free(&r->keys);
	room_keys_free(&r->new_keys);
	office_door_clear(&r->door);
	delivery_clear(&r->delivery);
	verb_line_clear(&r->line);
	secret_free(r);
}

void
room_today(struct room *r, uint32_t today)
{
	r->door.today = today;
}

void
room_enter(struct room *r, const char *words)
{
	size_t n = strlen(words);

	if (n < sizeof r->keys.words)
		memcpy(r->keys.words, words, n + 1);
}

void
room_pace(struct room *r, enum room_pace pace)
{
	r->way.slots.pace = pace;
}

bool
room_leave(struct room *r)
{
	r->way.slots.pace = ROOM_AT_ONCE;
	r->way.act.err = 0;
	return r->way.err == 0 && r->way.phase == ROOM_OPEN;
}

void
room_lost(struct room *r)
{
	if (r->way.err == 0)
		r->way.err = ERR_UNAVAILABLE;
}

void
room_go_on(struct room *r)
{
	room_keys_free(&r->new_keys);
	r->new_keys = (struct room_keys){0};
	verb_line_clear(&r->line);
	r->post.left_behind = r->post.untold = 0;
	r->way.act.err = 0;
}

void
room_again(struct room *r)
{
	room_go_on(r);
	forget_visit(r);
	r->way = (struct room_way){.slots = {.pace = r->way.slots.pace}};
}

void
room_read_anew(struct room *r)
{
	search_reset(&r->search);
	thread_clear(&r->thread);
	r->way.changed = true;
}

bool
room_acting(const struct room *r)
{
	return r->way.act.task != TASK_NONE;
}

int
room_acted(const struct room *r)
{
	return r->way.act.err;
}

bool
room_done(const struct room *r)
{
	return r->way.err == 0 && r->way.act.err == 0 &&
	       (r->way.phase == ROOM_CLOSED || (r->way.phase == ROOM_OPEN && room_filling(r)));
}

bool
room_reading(const struct room *r)
{
	return r->way.phase != ROOM_CLOSED && (!r->way.slots.opened || !room_read_all(r));
}

/* A visit at once is closed when it has made as many exchanges as visits make. */
static bool
closed(struct room *r)
{
	if (r->way.phase != ROOM_OPEN)
		return r->way.phase == ROOM_CLOSED;
	room_plan(r);
	if (room_over(r))
		r->way.phase = ROOM_CLOSED;
	return r->way.phase == ROOM_CLOSED;
}

/* What fails when all is done, in an exchange for nothing, ends the visit and is no failure of it.
 */
static bool
spent(struct room *r)
{
	if (r->way.err == 0 || r->way.phase != ROOM_OPEN || !room_filling(r))
		return false;
	r->way.err = 0;
	r->way.phase = ROOM_CLOSED;
	return true;
}

int
room_step(struct room *r, struct step *out)
{
	*out = (struct step){0};
	if (r->way.err != 0)
		return r->way.err;
	r->way.begun = true;
	if (closed(r) || (r->way.phase == ROOM_OPEN && room_idle(r))) {
		out->kind = STEP_DONE;
		return r->way.act.err;
	}
	out->kind = STEP_REQUEST;
	r->way.err = phases[r->way.phase].ask(r, out);
	if (spent(r)) {
		*out = (struct step){.kind = STEP_DONE};
		return r->way.act.err;
	}
	return r->way.err;
}

int
room_answer(struct room *r, int status, struct span body)
{
	if (r->way.err != 0 || r->way.phase == ROOM_CLOSED)
		return r->way.err;
	if (r->way.phase == ROOM_OPEN && !r->way.slots.asked)
		r->way.slots.waited = true;
	else
		r->way.err = phases[r->way.phase].answer(r, status, body);
	(void)spent(r);
	return r->way.err;
}

const struct office *
room_office(const struct room *r)
{
	return r->office.day == 0 ? NULL : &r->office;
}

const struct thread *
room_thread(const struct room *r)
{
	return &r->thread;
}

size_t
room_unknown(const struct room *r)
{
	return r->search.unknown;
}

size_t
room_left_behind(const struct room *r)
{
	return r->post.left_behind;
}

size_t
room_untold(const struct room *r)
{
	return r->post.untold;
}
