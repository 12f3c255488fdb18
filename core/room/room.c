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
	r->today = today;
	buf_init(&r->origin, ORIGIN_MAX + 1);
	buf_init(&r->fingerprint, 256);
	buf_init(&r->request, EXCHANGE_HEADER_BYTES + (1 + PEOPLE_MAX) * EXCHANGE_SLOT_BYTES);
	buf_init(&r->text, TEXT_MAX);
	buf_put(&r->origin, origin, strlen(origin) + 1);
	buf_put_span(&r->fingerprint, fingerprint);
	rc = r->origin.err != 0 ? r->origin.err : r->fingerprint.err;
	if (rc != 0) {
		room_free(r);
		*out = NULL;
	}
	return rc;
}

void
room_forget_visit(struct room *r)
{
	for (size_t i = 0; i <= RETENTION_DAYS_MAX; i++)
		buf_clear(&r->tables[i]);
	r->table_count = 0;
	if (r->found != NULL)
		secret_wipe(r->found, r->found_capacity * sizeof *r->found);
	free(r->found);
	r->found = NULL;
	r->found_count = r->found_capacity = r->fetched = 0;
	thread_clear(&r->thread);
	r->unknown = 0;
	room_clear_letters(r);
	office_clear(&r->office);
}

void
room_free(struct room *r)
{
	if (r == NULL)
		return;
	room_forget_visit(r);
	room_keys_free(&r->keys);
	room_keys_free(&r->new_keys);
	buf_clear(&r->origin);
	buf_clear(&r->fingerprint);
	buf_clear(&r->request);
	buf_clear(&r->text);
	if (r->deletes != NULL)
		secret_wipe(r->deletes, r->delete_capacity * sizeof *r->deletes);
	free(r->deletes);
	secret_free(r);
}

static void
set_words(char out[WORDS_TEXT_MAX], const char *words)
{
	size_t n = strlen(words);

	if (n >= WORDS_TEXT_MAX)
		n = WORDS_TEXT_MAX - 1;
	memcpy(out, words, n);
	out[n] = '\0';
}

void
room_enter(struct room *r, const char *words)
{
	set_words(r->keys.words, words);
}

int
room_say(struct room *r, struct span text, const char *to)
{
	if (text_check(text) != 0)
		return ERR_TEXT;
	/* An empty name must not turn into "whoever is free". */
	if (to != NULL && (to[0] == '\0' || strlen(to) > PERSON_NAME_MAX))
		return ERR_PERSON;
	r->act = ROOM_ACT_SAY;
	buf_clear(&r->text);
	buf_put_span(&r->text, text);
	if (to != NULL)
		memcpy(r->to, to, strlen(to) + 1);
	return r->text.err;
}

void
room_take_back(struct room *r, const uint8_t id[MESSAGE_ID_BYTES])
{
	r->act = ROOM_ACT_TAKE_BACK;
	r->take_back_last = id == NULL;
	if (id != NULL)
		memcpy(r->take_back, id, MESSAGE_ID_BYTES);
}

void
room_forget(struct room *r)
{
	r->act = ROOM_ACT_FORGET;
}

void
room_renew(struct room *r, const char *words)
{
	r->act = ROOM_ACT_RENEW;
	set_words(r->new_keys.words, words);
}

int
room_step(struct room *r, struct step *out)
{
	*out = (struct step){0};
	if (r->err != 0)
		return r->err;
	if (r->phase == ROOM_DONE) {
		out->kind = STEP_DONE;
		return 0;
	}
	out->kind = STEP_REQUEST;
	r->err = phases[r->phase].ask(r, out);
	return r->err;
}

int
room_answer(struct room *r, int status, struct span body)
{
	if (r->err == 0 && r->phase != ROOM_DONE)
		r->err = phases[r->phase].answer(r, status, body);
	return r->err;
}

/* The roster or the day changed under a visit: from the start, a few times. */
int
room_restart(struct room *r)
{
	if (++r->restarts > ROOM_RESTARTS_MAX)
		return ERR_SERVER;
	room_forget_visit(r);
	r->delete_count = r->deleted = 0;
	r->phase = ROOM_OFFICE;
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
	return r->unknown;
}

size_t
room_left_behind(const struct room *r)
{
	return r->left_behind;
}

size_t
room_untold(const struct room *r)
{
	return r->untold;
}

/* What to do once everything there is has been read. */
int
room_after_reading(struct room *r)
{
	switch (r->act) {
	case ROOM_ACT_READ:
		r->phase = ROOM_DONE;
		return 0;
	case ROOM_ACT_SAY:
		return room_plan_say(r);
	case ROOM_ACT_TAKE_BACK:
		return room_plan_take_back(r);
	case ROOM_ACT_FORGET:
		return room_plan_forget(r);
	case ROOM_ACT_RENEW:
		return room_plan_renew(r);
	}
	return ERR_INTERNAL;
}
