/*
 * What is filed, and what waits: correspondents' mail takes whatever room there is, strangers'
 * mail a share of it (vault.h).
 */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/desk/state.h"

static size_t
less(size_t a, size_t b)
{
	return a > b ? a - b : 0;
}

void
desk_share_begin(struct desk *d)
{
	struct share *s = &d->intake.share;
	struct vault_share used = vault_strangers(d->vault);

	s->room = vault_room(d->vault);
	s->matters = less(s->lot ? LOT_MATTERS : SHARE_MATTERS, used.matters);
	s->bytes = less(s->lot ? LOT_BYTES : SHARE_BYTES, used.bytes);
	s->more = less(s->lot ? LOT_BYTES : 2 * SHARE_BYTES, used.bytes);
}

static bool
needs_room(const struct desk *d, const struct opened *e)
{
	return (e->part.kind == MESSAGE_TEXT || e->part.kind == MESSAGE_RENEW) &&
	       !desk_is_forgotten(d, e);
}

static bool
crowd(struct desk *d)
{
	d->intake.crowded = true;
	return false;
}

/* New ones stop at the share; whoever has begun may go on to twice as much. */
static bool
share_takes(struct desk *d, const struct opened *e, bool new)
{
	struct share *s = &d->intake.share;
	size_t n = vault_arrival(e->part.text.n, new);

	if (new ? s->matters == 0 || s->bytes < n : s->more < n)
		return false;
	if (s->room <= vault_arrivals(CORRESPONDENTS_KEPT))
		return crowd(d);
	s->matters -= new;
	s->bytes = less(s->bytes, n);
	s->more = less(s->more, n);
	s->room--;
	return true;
}

bool
desk_share_takes(struct desk *d, const struct opened *e)
{
	struct share *s = &d->intake.share;
	struct filed at;

	if (d->vault->seen.n + 2 > VAULT_SEEN_MAX)
		return crowd(d);
	if (!needs_room(d, e))
		return true;
	at = desk_goes_to(d, e);
	if (at.m == NULL || matter_stranger(at.m))
		return share_takes(d, e, at.m == NULL);
	if (s->room == 0)
		return crowd(d);
	s->room--;
	return true;
}

/* ---- what waits ---- */

int
desk_set_aside(struct desk *d, struct opened *e)
{
	struct unfiled *u = &d->vault->pending.unfiled;
	struct unfiled_row row = {.day = e->day, .fresh = true},
			   *have = unfiled_find(u, e->day, e->tag);
	int rc;

	e->aside = true;
	if (have != NULL) {
		have->asked = false;
		return 0;
	}
	memcpy(row.tag, e->tag, sizeof row.tag);
	memcpy(row.shared, e->shared, sizeof row.shared);
	unfiled_sender(row.sender, e->sender);
	rc = unfiled_put(u, &e->keys, &row);
	secret_wipe(&row, sizeof row);
	if (rc <= 0)
		return rc;
	/* More than an office can hold: nothing was kept of it, so it must be listed again. */
	e->aside = false;
	e->stays = true;
	(void)crowd(d);
	return 0;
}

static int
ask_back(struct desk *d, struct unfiled_row *row)
{
	row->asked = true;
	buf_put_u32(&d->intake.queue, row->day | DROP_BACK);
	buf_put(&d->intake.queue, row->tag, TAG_BYTES);
	d->intake.share.asked++;
	return d->intake.queue.err;
}

static int
by_mark(const void *a, const void *b)
{
	return memcmp(a, b, UNFILED_SENDER_BYTES);
}

/* Marks of the keys of all who are no strangers, sorted; the caller's to free. NULL: no memory. */
static uint8_t *
known_marks(const struct vault *v, size_t *n)
{
	uint8_t *marks = calloc(v->matter_count + 1, CORRESPONDENTS_MAX * UNFILED_SENDER_BYTES);

	*n = 0;
	for (size_t i = 0; marks != NULL && i < v->matter_count; i++) {
		const struct matter *m = v->matters[i];

		for (size_t j = 0; !matter_stranger(m) && j < m->correspondent_count; j++)
			unfiled_sender(marks + (*n)++ * UNFILED_SENDER_BYTES,
			               m->correspondents[j]->keys.x25519);
	}
	if (*n > 0)
		qsort(marks, *n, UNFILED_SENDER_BYTES, by_mark);
	return marks;
}

/* Whoever was answered, taken or kept since is a correspondent: theirs comes before all others'. */
static int
ask_correspondents(struct desk *d)
{
	struct unfiled *u = &d->vault->pending.unfiled;
	size_t known, room = vault_room(d->vault);
	uint8_t *marks = known_marks(d->vault, &known);
	int rc = marks == NULL ? ERR_MEMORY : 0;

	room = room < INBOX_LISTING ? room : INBOX_LISTING;
	for (size_t i = 0; rc == 0 && known > 0 && i < u->n && room > 0; i++) {
		if (bsearch(u->rows[i].sender, marks, known, UNFILED_SENDER_BYTES, by_mark) == NULL)
			continue;
		rc = ask_back(d, &u->rows[i]);
		room--;
	}
	free(marks);
	return rc;
}

/* As much as somebody asked to see, or what the share takes by itself, some in each look. */
static size_t
wanted(const struct desk *d)
{
	struct vault_share used = vault_strangers(d->vault);
	size_t left = less(SHARE_MATTERS, used.matters);

	if (d->intake.share.lot)
		return less(LOT_MATTERS, used.matters);
	if (used.bytes + vault_arrival(TEXT_PART_BYTES, true) > SHARE_BYTES)
		return 0;
	return left < SHARE_A_LOOK ? left : SHARE_A_LOOK;
}

static int
ask_strangers(struct desk *d)
{
	struct unfiled *u = &d->vault->pending.unfiled;
	size_t left = wanted(d);
	size_t room = less(vault_room(d->vault), vault_arrivals(CORRESPONDENTS_KEPT));
	int rc = 0;

	if (room == 0)
		(void)crowd(d);
	left = left < room ? left : room;
	for (size_t i = 0; rc == 0 && i < u->n && left > 0; i++) {
		if (u->rows[i].asked)
			continue;
		rc = ask_back(d, &u->rows[i]);
		left--;
	}
	return rc;
}

/* Another vault than the last one set them aside, or a part of what was known did not open: what
 * this one knows nothing of is listed again. */
static bool
needs_all(const struct desk *d)
{
	return d->home.merged || d->home.went_back || d->vault->pending.unfiled.lost;
}

static int
queue_all(struct desk *d)
{
	static const uint8_t none[TAG_BYTES];

	buf_put_u32(&d->intake.queue, DROP_BACK);
	buf_put(&d->intake.queue, none, sizeof none);
	return d->intake.queue.err;
}

int
desk_bring_all(struct desk *d)
{
	if (!needs_all(d))
		return 0;
	desk_begin_drops(d);
	return queue_all(d);
}

/* Once more, for what was set aside meanwhile. */
static int
ask_all(struct desk *d)
{
	d->vault->pending.unfiled.lost = false;
	for (size_t i = 0; i < d->vault->pending.unfiled.n; i++)
		d->vault->pending.unfiled.rows[i].asked = true;
	d->intake.share.asked++;
	d->intake.share.all = true;
	return queue_all(d);
}

static int
ask_what_comes_back(struct desk *d)
{
	int rc;

	if (needs_all(d))
		return ask_all(d);
	if (d->vault->pending.unfiled.n == 0)
		return 0;
	rc = ask_correspondents(d);
	return rc == 0 ? ask_strangers(d) : rc;
}

/* What was asked back, and was not there: its writer took it back. */
static void
forget_absent(struct desk *d)
{
	struct unfiled *u = &d->vault->pending.unfiled;

	for (size_t i = u->n; i-- > 0;) {
		if (u->rows[i].asked)
			unfiled_take(u, &u->rows[i]);
	}
	unfiled_arrange(u);
}

/* What came back was listed to its end. */
static void
all_came(struct desk *d)
{
	struct share *s = &d->intake.share;

	forget_absent(d);
	s->coming = s->all = false;
	if (s->served)
		s->lot = s->served = false;
}

int
desk_list_again(struct desk *d)
{
	struct share *s = &d->intake.share;
	int rc = 0;

	if (!d->intake.ended)
		return 0;
	if (s->coming && d->intake.queue.n == 0)
		all_came(d);
	if (!s->coming && (!s->called || (s->lot && !s->served))) {
		s->called = true;
		s->served = s->lot;
		s->asked = 0;
		unfiled_arrange(&d->vault->pending.unfiled);
		rc = ask_what_comes_back(d);
		s->coming = s->asked > 0;
		if (!s->coming && s->served)
			s->lot = s->served = false;
	}
	if (s->coming && d->way.look.on)
		d->intake.ended = false;
	return rc;
}

void
desk_shown(struct desk *d, uint32_t matter)
{
	struct vault *v = d->vault;

	for (size_t i = 0; v != NULL && matter == 0 && i < v->pending.unfiled.n; i++)
		v->pending.unfiled.rows[i].fresh = false;
	for (size_t i = 0; v != NULL && i < v->matter_count; i++) {
		if (matter == 0 || v->matters[i]->id == matter)
			v->matters[i]->news.fresh = false;
	}
}

/* ---- discarding ---- */

static int
discard_row(struct desk *d, struct unfiled_row *row)
{
	int rc = 0;

	/* Where the seed is gone nothing opens it any more once the row is. */
	if (vault_seed(d->vault, row->day) != NULL)
		rc = vault_mark(d->vault, row->day, row->tag);
	if (rc < 0)
		return rc;
	buf_put_u32(&d->intake.queue, row->day);
	buf_put(&d->intake.queue, row->tag, TAG_BYTES);
	unfiled_take(&d->vault->pending.unfiled, row);
	return d->intake.queue.err;
}

int
desk_discard_day(struct desk *d, uint32_t day)
{
	struct unfiled *u = &d->vault->pending.unfiled;
	int rc = 0;

	for (size_t i = u->n; rc == 0 && i-- > 0;) {
		if (u->rows[i].day == day && !u->rows[i].fresh)
			rc = discard_row(d, &u->rows[i]);
	}
	unfiled_arrange(u);
	return rc;
}
