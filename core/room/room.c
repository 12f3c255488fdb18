#include "core/room/room.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/crypto/words.h"
#include "core/room/state.h"
#include "core/secret.h"

/*
 * A visit goes through these in order; a phase may come several times (tables,
 * fetching, depositing, deleting).
 */
static const struct room_phase_row phases[] = {
	[ROOM_OFFICE] = {room_ask_office, room_on_office},
	[ROOM_BUNDLES] = {room_ask_bundles, room_on_bundles},
	[ROOM_TABLES] = {room_ask_table, room_on_table},
	[ROOM_FETCH] = {room_ask_fetch, room_on_fetch},
	[ROOM_DEPOSIT] = {room_ask_deposit, room_on_deposit},
	[ROOM_DELETE] = {room_ask_delete, room_on_delete},
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
	for (size_t i = 0; i <= RETENTION_DAYS_MAX; i++)
		buf_clear(&search->tables[i]);
	if (search->found != NULL)
		secret_wipe(search->found, search->found_capacity * sizeof *search->found);
	free(search->found);
	*search = (struct room_search){0};
}

/* What was chosen to be taken back stays: a restart, or a line repeated, takes back the same. */
static void
removal_reset(struct room_removal *removal)
{
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
	removal_reset(&r->removal);
	thread_clear(&r->thread);
	r->search.unknown = 0;
	room_clear_letters(r);
	office_clear(&r->office);
	r->people.known = false;
	r->way.phase = ROOM_OFFICE;
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
room_again(struct room *r)
{
	if (r->way.phase == ROOM_DONE && r->way.err == 0)
		room_line_ended(r);
	/* After a renewal the conversation is under the new words. Of one that failed no key may
	   stay: the next may be to other words. */
	if (room_renews(r) && r->way.phase == ROOM_DONE && r->way.err == 0) {
		room_keys_free(&r->keys);
		r->keys = r->new_keys;
	} else {
		room_keys_free(&r->new_keys);
	}
	r->new_keys = (struct room_keys){0};
	verb_line_clear(&r->line);
	forget_visit(r);
	r->way = (struct room_way){0};
	r->post.left_behind = r->post.untold = 0;
}

int
room_step(struct room *r, struct step *out)
{
	*out = (struct step){0};
	if (r->way.err != 0)
		return r->way.err;
	if (r->way.phase == ROOM_DONE) {
		out->kind = STEP_DONE;
		return 0;
	}
	out->kind = STEP_REQUEST;
	r->way.err = phases[r->way.phase].ask(r, out);
	return r->way.err;
}

int
room_answer(struct room *r, int status, struct span body)
{
	if (r->way.err == 0 && r->way.phase != ROOM_DONE)
		r->way.err = phases[r->way.phase].answer(r, status, body);
	return r->way.err;
}

/* The roster or the day changed under a visit: from the start, a few times. */
int
room_restart(struct room *r)
{
	if (++r->way.restarts > ROOM_RESTARTS_MAX)
		return ERR_SERVER;
	forget_visit(r);
	return 0;
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
