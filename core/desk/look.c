/*
 * The shape of a look, which is the same whatever there is: who carries the desk's
 * line learns when it looks, and by the first look after login on which day it
 * looked before, which the line showed them then.
 */
#include <sodium.h>
#include <string.h>

#include "core/desk/state.h"

enum {
	WAIT_LEAST_MS = 180000,
	WAIT_SPREAD_MS = 120000,
	SOME_AFTER_DAYS = 1,
	ALL_AFTER_DAYS = 8,
	ROUND_PUZZLED = 4, /* a puzzle that nobody knew of before is solved in the same round */
	ROUND_MOST = 16,
};

void
desk_look(struct desk *d)
{
	struct desk_look *look = &d->way.look;

	/* Of a listing that was cut short nobody knows what of it was dropped. */
	if (d->way.phase != DESK_DONE)
		d->intake.stayed = 0;
	d->way.err = 0;
	d->way.phase = DESK_OFFICE;
	d->login.restarts = d->login.refusals = 0;
	d->saving.conflicts = 0;
	d->acts.failed = 0;
	d->acts.problem[0] = d->way.problem[0] = '\0';
	d->home.went_back = d->home.merged = false;
	d->intake.withdrawn = 0;
	d->intake.listings = 0;
	d->intake.share.called = false;
	if (d->vault != NULL) {
		d->vault->lost = 0;
		d->home.had = d->home.version;
	}
	d->publishing = (struct desk_publishing){0};
	d->out.full = d->out.shut = d->out.flight.on = false;
	look->on = look->whole || d->intake.share.lot || d->intake.share.all;
	look->entries = look->on ? INBOX_LISTING : INBOX_LOOK;
}

void
desk_look_once_more(struct desk *d)
{
	const bool went_back = d->home.went_back, merged = d->home.merged;
	const size_t withdrawn = d->intake.withdrawn, lost = desk_lost(d);
	const uint32_t had = d->home.had;

	desk_look(d);
	d->home.went_back = went_back;
	d->home.merged = merged;
	d->home.had = had;
	d->intake.withdrawn = withdrawn;
	d->vault->lost = lost;
}

void
desk_send_now(struct desk *d)
{
	d->way.look.now = true;
}

uint32_t
desk_wait_ms(void)
{
	return WAIT_LEAST_MS + randombytes_uniform(WAIT_SPREAD_MS + 1);
}

/*
 * Seeds are made up to a fixed number of days ahead at each save: their last day
 * tells when that was. What waits at this desk has come since.
 */
unsigned
desk_first_entries(const struct vault *v, uint32_t today)
{
	const struct seeds *s = &v->seeds;
	uint32_t saved = s->n == 0 || s->rows[s->n - 1].day < BUNDLES_AHEAD_DAYS
	                         ? 0
	                         : s->rows[s->n - 1].day - BUNDLES_AHEAD_DAYS;

	if (today < saved + SOME_AFTER_DAYS)
		return INBOX_LOOK;
	return today < saved + ALL_AFTER_DAYS ? INBOX_SOME : INBOX_LISTING;
}

uint32_t
desk_some_day(const struct desk *d)
{
	return d->office.day - randombytes_uniform(d->office.roster.retention_days + 1);
}

int
desk_fill_drops(const struct desk *d, struct buf *drops)
{
	const size_t whole = (size_t)d->way.look.entries * DROP_ENTRY_BYTES;

	while (drops->err == 0 && drops->n < whole) {
		buf_put_u32(drops, desk_some_day(d));
		buf_put_random(drops, TAG_BYTES);
	}
	return drops->err;
}

/* Of 1, 4, 16 and multiples of 16 the one after n. */
static unsigned
next_round(unsigned n)
{
	if (n < ROUND_PUZZLED)
		return ROUND_PUZZLED;
	return n < ROUND_MOST ? ROUND_MOST : n + ROUND_MOST;
}

void
desk_begin_drops(struct desk *d)
{
	d->way.look.dropped = 0;
	d->way.look.drops = 1;
	d->way.phase = DESK_DROP;
}

/* A look that lists only some drops only some, and the rest with the next. */
bool
desk_drops_go_on(struct desk *d)
{
	struct desk_look *look = &d->way.look;

	if (++look->dropped < look->drops)
		return true;
	if (!look->on || d->intake.queue.n == 0)
		return false;
	look->drops = next_round(look->drops);
	return true;
}

void
desk_begin_round(struct desk *d)
{
	d->way.look.made = 0;
	d->way.look.exchanges = d->out.asked.bits > 0 ? ROUND_PUZZLED : 1;
	d->way.phase = DESK_EXCHANGE;
}

/* Of 1, 4, 16 and multiples of 16 the least that holds what waits. */
bool
desk_round_goes_on(struct desk *d, bool waits)
{
	struct desk_look *look = &d->way.look;

	look->made++;
	if (d->out.asked.bits > 0 && look->exchanges < ROUND_PUZZLED)
		look->exchanges = ROUND_PUZZLED;
	if (look->made < look->exchanges)
		return true;
	if (!waits || !look->now)
		return false;
	look->exchanges = next_round(look->exchanges);
	return true;
}
