/* Filing what envelopes say into matters. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/desk/state.h"
#include "core/secret.h"

static const uint8_t VISITOR[PERSON_BYTES], NOTHING[CLAIM_BYTES];

static const struct person *
colleague(const struct desk *d, const uint8_t sender[X25519_BYTES])
{
	const struct roster *roster = &d->office.roster;

	for (size_t i = 0; i < roster->people_count; i++) {
		if (memcmp(roster->people[i].reply, sender, X25519_BYTES) == 0)
			return &roster->people[i];
	}
	return NULL;
}

/* ---- one message ---- */

static int
file_words(struct desk *d, const struct opened *e)
{
	struct filed at = {0};
	int rc;

	at.m = vault_matter_by_key(d->vault, e->sender, &at.who);
	if (at.who != NULL &&
	    (memcmp(at.who->keys.xwing, e->part.xwing, sizeof at.who->keys.xwing) != 0 ||
	     sodium_memcmp(at.who->keys.talk, e->part.talk, sizeof at.who->keys.talk) != 0))
		return 0; /* not the keys pinned at first sight */
	if (at.who == NULL && xwing_check(e->part.xwing) != 0)
		return 0;
	rc = e->part.kind == MESSAGE_RENEW ? desk_note_renewal(d, e) : 0;
	if (rc != 0)
		return rc;
	if (desk_is_forgotten(d, e)) {
		desk_forget_with(d, e);
		return 0;
	}
	if (e->part.kind == MESSAGE_RENEW)
		rc = desk_file_renewal(d, e, &at);
	else if (at.who == NULL)
		rc = desk_first_seen(d, e, &at);
	if (rc != 0)
		return rc;
	if (memcmp(e->part.claim, NOTHING, CLAIM_BYTES) != 0 &&
	    memcmp(at.who->keys.x25519, e->sender, X25519_BYTES) == 0)
		memcpy(at.who->keys.claim, e->part.claim, CLAIM_BYTES);
	matter_went_on(at.m, e->day);
	at.m->news.fresh = true;
	at.m->count.closing = false; /* there is something that nobody has read */
	rc = thread_add(&at.who->thread, VISITOR, e->day, &e->part);
	return rc < 0 ? rc : 0;
}

static void
file_taken(struct desk *d, const struct person *by, const struct opened *e)
{
	struct vault *v = d->vault;

	for (size_t i = 0; i < v->matter_count; i++) {
		struct matter *m = v->matters[i];

		for (size_t j = 0; j < m->correspondent_count; j++) {
			if (memcmp(m->correspondents[j]->keys.claim, e->part.claim, CLAIM_BYTES) ==
			            0 &&
			    memcmp(m->taken, d->self->id, PERSON_BYTES) != 0)
				memcpy(m->taken, by->id, PERSON_BYTES);
		}
	}
}

static int
file_later(struct desk *d, const struct opened *e)
{
	struct filed at = {0};
	int rc;

	/* Its sender asked to be forgotten after it: nobody keeps it for a newer Alcove. */
	if (unsettled_forgets(&d->vault->pending.unsettled, e->sender, e->day))
		return 0;
	rc = vault_keep_later(d->vault, e->day, e->sender, e->plaintext,
	                      d->office.roster.retention_days);
	if (vault_matter_by_key(d->vault, e->sender, NULL) == NULL && desk_went_on(d, e, &at))
		vault_renew_later(d->vault, e->sender, at.who->keys.x25519);
	return rc;
}

static int
file_one(struct desk *d, const struct opened *e)
{
	const struct person *by = colleague(d, e->sender);

	if (!message_kind_known(e->part.kind))
		return file_later(d, e);
	switch ((enum message_kind)e->part.kind) {
	case MESSAGE_TEXT:
	case MESSAGE_RENEW:
		return by == NULL ? file_words(d, e) : 0;
	case MESSAGE_TAKEN:
		if (by != NULL && by != d->self && memcmp(e->part.claim, NOTHING, CLAIM_BYTES) != 0)
			file_taken(d, by, e);
		return 0;
	case MESSAGE_FORGET:
		return by == NULL ? desk_file_forget(d, e) : 0;
	}
	return 0;
}

/* ---- their order ---- */

/* Requests to forget make room first. The others: words, renewals as they were written, notes. */
static unsigned
turn(uint8_t kind)
{
	enum { UNKNOWN = 4, LAST };

	if (!message_kind_known(kind))
		return UNKNOWN;
	switch ((enum message_kind)kind) {
	case MESSAGE_FORGET:
		return 0;
	case MESSAGE_TEXT:
		return 1;
	case MESSAGE_RENEW:
		return 2;
	case MESSAGE_TAKEN:
		return 3;
	}
	return LAST;
}

static int
by_turn(const void *a, const void *b)
{
	const struct opened *const *p = a, *const *q = b;
	unsigned x = turn((*p)->part.kind), y = turn((*q)->part.kind);

	if (x == y)
		x = (*p)->part.lamport, y = (*q)->part.lamport;
	return (x > y) - (x < y);
}

/* Each message part is taken in once, whatever tag it comes back under. */
static int
take_once(struct desk *d, const struct opened *e)
{
	uint8_t mark[MARK_BYTES];
	bool new;
	int rc;

	vault_part_mark(mark, e->sender, e->part.id, e->part.part);
	new = !vault_seen(d->vault, mark);
	/* Marks go with their day's seed: of what waited for longer nothing opens twice. */
	rc = vault_seed(d->vault, e->day) == NULL ? 0 : vault_mark(d->vault, e->day, e->tag);
	if (rc == 0 && new &&vault_seed(d->vault, e->day) != NULL)
		rc = vault_mark(d->vault, e->day, mark);
	return rc == 0 && new ? file_one(d, e) : rc;
}

/* It waits no more: it is filed, forgotten, or not what it was. */
static void
wait_no_more(struct desk *d, const struct opened *e)
{
	struct unfiled_row *row = unfiled_find(&d->vault->pending.unfiled, e->day, e->tag);

	if (row != NULL)
		unfiled_take(&d->vault->pending.unfiled, row);
}

static int
take_in(struct desk *d, struct opened *e)
{
	if (!desk_share_takes(d, e))
		return desk_set_aside(d, e);
	wait_no_more(d, e);
	return take_once(d, e);
}

/* All but what stays. */
static int
note_drops(struct desk *d, const struct opened *listing, size_t n)
{
	struct buf *drops = &d->intake.drops;

	for (size_t i = 0; i < n; i++) {
		if (listing[i].stays)
			continue;
		buf_put_u32(drops, listing[i].day | (listing[i].aside ? DROP_ASIDE : 0));
		buf_put(drops, listing[i].tag, TAG_BYTES);
	}
	return drops->err;
}

/* A listing comes in the order of tags, which says nothing. */
int
desk_file_listing(struct desk *d, struct opened *listing, size_t n)
{
	struct opened *in_turn[INBOX_LISTING];
	bool forgets = true;
	size_t count = 0;
	int rc = 0;

	for (size_t i = 0; i < n; i++) {
		if (listing[i].ok)
			in_turn[count++] = &listing[i];
		else
			wait_no_more(d, &listing[i]);
	}
	if (count > 0)
		qsort(in_turn, count, sizeof(struct opened *), by_turn);
	for (size_t i = 0; rc == 0 && i < count; i++) {
		struct opened *e = in_turn[i];

		if (forgets && e->part.kind != MESSAGE_FORGET) {
			forgets = false;
			desk_share_begin(d);
		}
		rc = take_in(d, e);
	}
	vault_find_shut(d->vault); /* a renewal may have come for what was here before */
	return rc == 0 ? note_drops(d, listing, n) : rc;
}

/* What another Alcove kept for one that understands it is filed as if it had just come. */
int
desk_refile(struct desk *d)
{
	struct reader r = reader(buf_span(&d->vault->later.rows));
	struct opened *e = calloc(1, sizeof *e);
	struct later_message m;
	size_t room = vault_room(d->vault);
	int rc = e == NULL ? ERR_MEMORY : 0;

	while (rc == 0 && room > 0 && later_next(&r, &m)) {
		if (!message_kind_known(m.text.p[0]))
			continue;
		memset(e->plaintext, 0, sizeof e->plaintext);
		memcpy(e->plaintext, m.text.p, m.text.n);
		memcpy(e->sender, m.sender, sizeof e->sender);
		e->day = m.day;
		vault_take_later(d->vault, &r, &m);
		if (message_read(&e->part, e->plaintext, SEAL_TO_OMBUDS) == 0)
			rc = file_one(d, e);
		room--;
	}
	if (e != NULL)
		secret_wipe(e, sizeof *e);
	free(e);
	vault_find_shut(d->vault);
	return rc;
}
