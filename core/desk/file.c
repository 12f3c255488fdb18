/* Filing what envelopes say into matters. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/desk/state.h"
#include "core/secret.h"

static const uint8_t VISITOR[PERSON_BYTES], NOTHING[32];

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

/* A correspondent and their matter, if there is one. */
struct filed {
	struct matter *m;
	struct correspondent *who;
};

static void
pin(struct correspondent *c, const struct opened *e)
{
	memcpy(c->keys.x25519, e->sender, sizeof c->keys.x25519);
	memcpy(c->keys.xwing, e->part.xwing, sizeof c->keys.xwing);
	memcpy(c->keys.talk, e->part.talk, sizeof c->keys.talk);
}

/* ERR_MEMORY; has_room saw to the rest. */
static int
begin_matter(struct desk *d, const struct opened *e, struct filed *at)
{
	at->m = vault_add_matter(d->vault);
	if (at->m == NULL)
		return ERR_MEMORY;
	at->who = vault_add_correspondent(d->vault, at->m);
	if (at->who == NULL) {
		vault_remove_matter(d->vault, at->m);
		return ERR_MEMORY;
	}
	at->m->origin = ORIGIN_WROTE;
	matter_went_on(at->m, e->day);
	pin(at->who, e);
	return 0;
}

/* ---- renewals ---- */

static bool
renewal_of(const struct desk *d, const uint8_t old_talk[32], const uint8_t proof[32],
           const uint8_t x25519[X25519_BYTES], const uint8_t xwing[XWING_PUBLIC_BYTES],
           const uint8_t talk[32])
{
	uint8_t expected[32];

	keys_renewal(expected, old_talk, d->office.roster.office, x25519, xwing, talk);
	return sodium_memcmp(expected, proof, sizeof expected) == 0;
}

/* What she cannot have read under the old keys goes out once more, under the new. */
static void
say_again(const struct desk *d, struct correspondent *c, const struct opened *e)
{
	for (size_t i = 0; i < c->thread.n; i++) {
		struct message *said = c->thread.messages[i];

		if (memcmp(said->person, d->self->id, PERSON_BYTES) == 0 &&
		    (said->day >= e->day || said->lamport >= e->part.lamport))
			said->unsent = true;
	}
}

/* Who, other than at->who, has the K_talk that gives this renewal's proof. */
static struct filed
renewed(const struct desk *d, const struct opened *e, const struct filed *at)
{
	const struct vault *v = d->vault;

	for (size_t i = 0; i < v->matter_count; i++) {
		for (size_t j = 0; j < v->matters[i]->correspondent_count; j++) {
			struct correspondent *c = v->matters[i]->correspondents[j];

			if (c != at->who && renewal_of(d, c->keys.talk, e->part.proof, e->sender,
			                               e->part.xwing, e->part.talk))
				return (struct filed){v->matters[i], c};
		}
	}
	return (struct filed){0};
}

/* What came under the new keys before the renewal did goes over to the old matter. */
static int
join(struct desk *d, const struct filed *old, const struct filed *new)
{
	size_t left_out;
	int rc = thread_move(&old->who->thread, &new->who->thread, &left_out);

	if (rc != 0)
		return rc;
	d->vault->lost += left_out > 0;
	memcpy(old->who->keys.claim, new->who->keys.claim, sizeof old->who->keys.claim);
	if (old->m == new->m)
		return 0;
	rc = matter_add_notes(old->m, buf_span(&new->m->notes));
	if (rc != 0)
		return rc;
	if (old->m->label[0] == '\0')
		memcpy(old->m->label, new->m->label, sizeof old->m->label);
	buf_put_span(&old->m->unknown, buf_span(&new->m->unknown));
	matter_went_on(old->m, new->m->last_on);
	desk_end_matter(d, new->m, old->m->id);
	return old->m->unknown.err;
}

/*
 * The matter of a renewal: the older one under the new keys, with what came
 * under these before the renewal did. The proof stays, for older messages that
 * come later still.
 */
static int
renew(struct desk *d, const struct opened *e, struct filed *at)
{
	struct filed old = renewed(d, e, at);
	int rc = 0;

	if (old.who != NULL) {
		memset(old.who->keys.claim, 0, sizeof old.who->keys.claim);
		if (at->who != NULL)
			rc = join(d, &old, at);
		if (rc != 0)
			return rc;
		pin(old.who, e);
		say_again(d, old.who, e);
		*at = old;
	}
	if (at->who == NULL)
		rc = begin_matter(d, e, at);
	if (rc == 0)
		memcpy(at->who->proof, e->part.proof, sizeof at->who->proof);
	return rc;
}

/* An older message that comes after its renewal goes where the talk went on. */
static int
first_seen(struct desk *d, const struct opened *e, struct filed *at)
{
	const struct vault *v = d->vault;

	for (size_t i = 0; i < v->matter_count; i++) {
		for (size_t j = 0; j < v->matters[i]->correspondent_count; j++) {
			struct correspondent *c = v->matters[i]->correspondents[j];

			if (memcmp(c->proof, NOTHING, sizeof c->proof) == 0 ||
			    !renewal_of(d, e->part.talk, c->proof, c->keys.x25519, c->keys.xwing,
			                c->keys.talk))
				continue;
			*at = (struct filed){v->matters[i], c};
			return 0;
		}
	}
	return begin_matter(d, e, at);
}

/* ---- one message ---- */

static int
file_words(struct desk *d, const struct opened *e)
{
	struct filed at = {0};
	int rc = 0;

	at.m = vault_matter_by_key(d->vault, e->sender, &at.who);
	if (at.who != NULL &&
	    (memcmp(at.who->keys.xwing, e->part.xwing, sizeof at.who->keys.xwing) != 0 ||
	     sodium_memcmp(at.who->keys.talk, e->part.talk, sizeof at.who->keys.talk) != 0))
		return 0; /* not the keys pinned at first sight */
	if (at.who == NULL && xwing_check(e->part.xwing) != 0)
		return 0;
	if (e->part.kind == MESSAGE_RENEW)
		rc = renew(d, e, &at);
	else if (at.who == NULL)
		rc = first_seen(d, e, &at);
	if (rc != 0)
		return rc;
	if (memcmp(e->part.claim, NOTHING, CLAIM_BYTES) != 0 &&
	    memcmp(at.who->keys.x25519, e->sender, X25519_BYTES) == 0)
		memcpy(at.who->keys.claim, e->part.claim, CLAIM_BYTES);
	matter_went_on(at.m, e->day);
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

static void
file_forget(struct desk *d, const struct opened *e)
{
	struct correspondent *who;
	struct matter *m = vault_matter_by_key(d->vault, e->sender, &who);

	/* Who wrote nothing that is known here may have written something that is not. */
	if (m == NULL)
		vault_drop_later(d->vault, e->sender);
	if (m == NULL || sodium_memcmp(who->keys.talk, e->part.talk, sizeof who->keys.talk) != 0)
		return;
	desk_end_matter(d, m, ENDED_NOWHERE);
	d->intake.withdrawn++;
}

static int
file_later(struct desk *d, const struct opened *e)
{
	int rc = vault_keep_later(d->vault, e->day, e->sender, e->plaintext,
	                          d->office.roster.retention_days);

	vault_find_shut(d->vault);
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
		if (by == NULL)
			file_forget(d, e);
		return 0;
	}
	return 0;
}

/* ---- their order ---- */

/* Words first, then their renewals in the order they were written, then what ends a matter. */
static unsigned
turn(uint8_t kind)
{
	enum { UNKNOWN = 3, LAST };

	if (!message_kind_known(kind))
		return UNKNOWN;
	switch ((enum message_kind)kind) {
	case MESSAGE_TEXT:
		return 0;
	case MESSAGE_RENEW:
		return 1;
	case MESSAGE_TAKEN:
		return 2;
	case MESSAGE_FORGET:
		return LAST;
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

/* A listing comes in the order of tags, which says nothing. */
int
desk_file_listing(struct desk *d, const struct opened *listing, size_t n)
{
	const struct opened *in_turn[INBOX_LISTING];
	size_t count = 0;
	int rc = 0;

	for (size_t i = 0; i < n; i++) {
		if (listing[i].ok)
			in_turn[count++] = &listing[i];
	}
	if (count > 0)
		qsort(in_turn, count, sizeof(const struct opened *), by_turn);
	for (size_t i = 0; rc == 0 && i < count; i++)
		rc = file_one(d, in_turn[i]);
	return rc;
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
		if (message_read(&e->part, e->plaintext) == 0)
			rc = file_one(d, e);
		room--;
	}
	if (e != NULL)
		secret_wipe(e, sizeof *e);
	free(e);
	vault_find_shut(d->vault);
	return rc;
}
