/* What each exchange of a session is for, and when it goes: never told by its number or size. */
#include <string.h>

#include "core/room/state.h"

enum { VISIT_STEP = 4 }; /* a visit at once makes 4, 16 or 64 exchanges */

/* ---- acts ---- */

/* What an act needs to have been read. */
static bool
read_enough(const struct room *r)
{
	if (!r->way.slots.opened)
		return false;
	return r->way.slots.pace == ROOM_BY_TIME && room_says(r) ? room_read_today(r)
	                                                         : room_read_all(r);
}

void
room_act_ends(struct room *r, int err)
{
	r->way.act.task = TASK_NONE;
	if (err == 0)
		room_line_ended(r);
	if (err == 0)
		err = room_taken_back_now(r);
	if (err == 0)
		err = room_forgotten(r);
	if (err == 0)
		err = room_renewed(r);
	r->way.act.err = err;
	room_clear_letters(r);
	room_clear_removal(r);
	/* Of a renewal that failed no key may stay: the next may be to other words. */
	if (room_renews(r) && err != 0)
		room_forget_coming(r);
	verb_line_clear(&r->line);
}

void
room_plan(struct room *r)
{
	int rc;

	if (r->way.act.task != TASK_PLAN || r->way.changed || !read_enough(r))
		return;
	r->way.act.task = TASK_NONE;
	rc = room_do_line(r);
	if (rc == 0)
		rc = room_next_part(r);
	if (rc != 0 || r->way.act.task == TASK_NONE)
		room_act_ends(r, rc);
}

/* Whether an exchange is still to be made for somebody. */
static bool
has_work(const struct room *r)
{
	return !r->way.slots.opened || r->way.act.task != TASK_NONE || !room_read_all(r);
}

static bool
whole_visit(unsigned made)
{
	unsigned n = VISIT_STEP;

	while (n < made)
		n *= VISIT_STEP;
	return n == made;
}

bool
room_idle(const struct room *r)
{
	return r->way.slots.pace == ROOM_BY_LINES && !r->way.slots.asked && !has_work(r);
}

bool
room_filling(const struct room *r)
{
	return r->way.slots.pace != ROOM_BY_TIME && !has_work(r);
}

bool
room_over(const struct room *r)
{
	return r->way.slots.pace == ROOM_AT_ONCE && !r->way.slots.asked && !r->way.changed &&
	       whole_visit(r->way.slots.made) && !has_work(r);
}

/* ---- the request ---- */

static int
make(struct room *r)
{
	int rc = 0;

	if (r->way.act.task == TASK_DEPOSIT && r->way.slots.opened) {
		r->way.slots.use = SLOT_DEPOSIT;
		rc = room_make_deposit(r);
	} else if (r->way.act.task == TASK_DELETE && r->way.slots.opened) {
		r->way.slots.use = SLOT_DELETE;
		rc = room_make_delete(r);
	}
	if (rc != 0) {
		room_act_ends(r, rc);
		r->way.slots.use = SLOT_UNMADE;
	}
	if (r->way.slots.use != SLOT_UNMADE)
		return 0;
	r->way.slots.use = SLOT_FETCH;
	return room_make_fetch(r);
}

static uint32_t
slot_ms(const struct room *r)
{
	return 1000U * (r->way.slots.made < OPENING_EXCHANGES + SLOTS_SOON ? SLOT_SECONDS
	                                                                   : SLOT_LATER_SECONDS);
}

/* Every ten minutes of a session by time: somebody may have published other keys meanwhile. */
static bool
reads_again(const struct room *r)
{
	unsigned n = r->way.slots.made - OPENING_EXCHANGES;
	const unsigned later = SLOTS_SOON * SLOT_SECONDS / SLOT_LATER_SECONDS;

	return r->way.slots.pace == ROOM_BY_TIME && n >= SLOTS_SOON &&
	       (n - SLOTS_SOON) % later == 0;
}

static void
begin_anew(struct room *r)
{
	r->way.slots.use = SLOT_UNMADE;
	r->way.phase = ROOM_OFFICE;
	r->way.changed = false;
}

int
room_ask_slot(struct room *r, struct step *out)
{
	int rc;

	if (r->way.slots.asked) /* the same again: its answer was lost */
		goto send;
	/* It is ready before its time, so that what it is for does not show in when it goes. */
	rc = !r->way.changed && r->way.slots.use == SLOT_UNMADE ? make(r) : 0;
	if (rc != 0)
		return rc;
	if (r->way.slots.pace == ROOM_BY_TIME && r->way.slots.opened && !r->way.slots.waited) {
		out->kind = STEP_WAIT;
		out->wait_ms = slot_ms(r);
		return 0;
	}
	if (r->way.slots.pace != ROOM_BY_TIME && r->way.slots.made >= VISIT_EXCHANGES_MAX) {
		r->way.slots.made = 0;
		r->way.changed = true;
	}
	if (r->way.changed) {
		begin_anew(r);
		return room_ask_office(r, out);
	}
	r->way.slots.asked = true;
send:
	step_send(out, HTTP_POST, "/v1/exchange", buf_span(&r->delivery.request),
	          EXCHANGE_ANSWER_BYTES);
	return 0;
}

/* ---- the answer ---- */

static int
on_fetch(struct room *r, const struct exchange_answer *answer)
{
	if (answer->status == EXCHANGE_OK)
		return room_take_bodies(r, answer);
	if (answer->status == EXCHANGE_ROSTER)
		return 0;
	if (answer->status == EXCHANGE_UNAVAILABLE)
		return r->way.slots.pace == ROOM_BY_TIME && r->way.slots.opened ? 0
		                                                                : ERR_UNAVAILABLE;
	return ERR_SERVER;
}

static void
on_act(struct room *r, const struct exchange_answer *answer, struct span body)
{
	int rc = r->way.slots.use == SLOT_DEPOSIT ? room_on_deposit(r, body)
	                                          : room_on_delete(r, answer);

	if (rc != 0 || r->way.act.task == TASK_NONE)
		room_act_ends(r, rc);
}

/* Another day or roster: every session reads office, bundles and tables again. */
static int
watch_change(struct room *r, const struct exchange_answer *answer)
{
	bool same = answer->day == r->office.day && answer->status != EXCHANGE_ROSTER &&
	            answer->status != EXCHANGE_DAY;

	r->way.changed = !same;
	if (same && r->way.act.task == TASK_NONE)
		r->way.restarts = 0;
	else if (!same && ++r->way.restarts > ROOM_RESTARTS_MAX)
		return ERR_SERVER;
	return 0;
}

int
room_on_slot(struct room *r, int status, struct span body)
{
	int rc = exchange_read(&r->way.slots.last, body);

	(void)status;
	if (rc != 0)
		return rc;
	rc = watch_change(r, &r->way.slots.last);
	if (rc == 0 && r->way.slots.use == SLOT_FETCH)
		rc = on_fetch(r, &r->way.slots.last);
	else if (rc == 0)
		on_act(r, &r->way.slots.last, body);
	if (rc != 0)
		return rc;
	r->way.slots.made++;
	r->way.slots.opened = r->way.slots.opened || r->way.slots.made >= OPENING_EXCHANGES;
	r->way.slots.waited = r->way.slots.asked = false;
	r->way.slots.use = SLOT_UNMADE;
	r->way.changed = r->way.changed || reads_again(r);
	if (r->way.changed && r->way.act.task == TASK_DEPOSIT)
		room_replan(r);
	room_plan(r);
	return 0;
}
