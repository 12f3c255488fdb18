/*
 * Renewals, and requests to forget, which may come before what they are about:
 * docs/protocol.md §8, "One inbox".
 */
#include <sodium.h>
#include <string.h>

#include "core/desk/counting.h"
#include "core/desk/state.h"
#include "core/secret.h"

static const uint8_t NOTHING[32];

static void
pin(struct correspondent *c, const struct opened *e)
{
	memcpy(c->keys.x25519, e->sender, sizeof c->keys.x25519);
	memcpy(c->keys.xwing, e->part.xwing, sizeof c->keys.xwing);
	memcpy(c->keys.talk, e->part.talk, sizeof c->keys.talk);
}

/* ERR_MEMORY; desk_share_takes saw to the rest. */
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
	at->m->count.origin = ORIGIN_WROTE;
	matter_mark_id(at->m->count.mark, d->office.roster.office, SPAN(e->part.talk), e->part.id);
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
			said->unsent = true, said->going = (struct message_going){0};
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
	if (rc == 0)
		rc = matter_add_acts(old->m, buf_span(&new->m->acts));
	if (rc != 0)
		return rc;
	if (old->m->label[0] == '\0')
		memcpy(old->m->label, new->m->label, sizeof old->m->label);
	buf_put_span(&old->m->unknown, buf_span(&new->m->unknown));
	vault_join_counts(d->vault, old->m, new->m);
	matter_went_on(old->m, new->m->last_on);
	desk_end_matter(d, new->m, old->m->id);
	return old->m->unknown.err;
}

/* Who has the keys of a row, if talk with them is here. */
static struct filed
filed_of(const struct desk *d, const struct unsettled_row *row)
{
	struct filed at = {0};

	if (row != NULL)
		at.m = vault_matter_by_key(d->vault, row->x25519, &at.who);
	return at;
}

/* Where talk that this leads to went on since, if a later renewal came first. */
static struct filed
went_on(const struct desk *d, const struct opened *e)
{
	struct unsettled_row *forgotten;

	return filed_of(d, unsettled_last(&d->vault->pending.unsettled, e->part.talk,
	                                  d->office.roster.office, &forgotten));
}

/* An older matter goes on under keys that are known already. */
static int
join_under(struct desk *d, const struct filed *old, const struct filed *new)
{
	struct correspondent_keys keys = new->who->keys;
	uint8_t proof[32];
	int rc;

	memcpy(proof, new->who->proof, sizeof proof);
	vault_renew_later(d->vault, old->who->keys.x25519, keys.x25519);
	rc = join(d, old, new);
	if (rc == 0) {
		old->who->keys = keys;
		memcpy(old->who->proof, proof, sizeof proof);
	}
	secret_wipe(&keys, sizeof keys);
	return rc;
}

/* Under the keys that the renewal brings. */
static int
join_renewed(struct desk *d, const struct opened *e, const struct filed *old,
             const struct filed *at)
{
	int rc = 0;

	vault_renew_later(d->vault, old->who->keys.x25519, e->sender);
	memset(old->who->keys.claim, 0, sizeof old->who->keys.claim);
	if (at->who != NULL)
		rc = join(d, old, at);
	if (rc == 0)
		pin(old->who, e);
	return rc;
}

/*
 * The matter of a renewal: the older one under the new keys, with what came
 * under these before the renewal did. The proof stays, for older messages that
 * come later still. Where a later renewal was here first, that one's keys stay.
 */
int
desk_file_renewal(struct desk *d, const struct opened *e, struct filed *at)
{
	struct filed old = renewed(d, e, at), later = went_on(d, e);
	int rc = 0;

	if (later.who != NULL && old.who != NULL && old.who != later.who) {
		rc = join_under(d, &old, &later);
		say_again(d, old.who, e);
		*at = old;
		return rc;
	}
	if (later.who != NULL) {
		*at = later;
		return 0;
	}
	if (old.who != NULL) {
		rc = join_renewed(d, e, &old, at);
		if (rc != 0)
			return rc;
		say_again(d, old.who, e);
		*at = old;
	}
	if (at->who == NULL)
		rc = begin_matter(d, e, at);
	if (rc == 0)
		memcpy(at->who->proof, e->part.proof, sizeof at->who->proof);
	return rc;
}

bool
desk_went_on(const struct desk *d, const struct opened *e, struct filed *at)
{
	const struct vault *v = d->vault;
	struct filed later = went_on(d, e);

	if (later.who != NULL) {
		*at = later;
		return true;
	}
	for (size_t i = 0; i < v->matter_count; i++) {
		for (size_t j = 0; j < v->matters[i]->correspondent_count; j++) {
			struct correspondent *c = v->matters[i]->correspondents[j];

			if (memcmp(c->proof, NOTHING, sizeof c->proof) == 0 ||
			    !renewal_of(d, e->part.talk, c->proof, c->keys.x25519, c->keys.xwing,
			                c->keys.talk))
				continue;
			*at = (struct filed){v->matters[i], c};
			return true;
		}
	}
	return false;
}

struct filed
desk_goes_to(const struct desk *d, const struct opened *e)
{
	struct filed at = {0};

	at.m = vault_matter_by_key(d->vault, e->sender, &at.who);
	if (at.m != NULL)
		return at;
	if (e->part.kind != MESSAGE_RENEW) {
		(void)desk_went_on(d, e, &at);
		return at;
	}
	at = went_on(d, e);
	return at.m != NULL ? at : renewed(d, e, &(struct filed){0});
}

/* An older message that comes after its renewal goes where the talk went on. */
int
desk_first_seen(struct desk *d, const struct opened *e, struct filed *at)
{
	if (!desk_went_on(d, e, at))
		return begin_matter(d, e, at);
	vault_renew_later(d->vault, e->sender, at->who->keys.x25519);
	return 0;
}

/* ---- what is not settled yet ---- */

static int
row_of(struct desk *d, const struct opened *e, struct unsettled_row **out)
{
	struct unsettled_row row = {.day = e->day};
	int rc;

	*out = unsettled_find(&d->vault->pending.unsettled, e->sender, e->part.talk);
	if (*out != NULL)
		return 0;
	memcpy(row.x25519, e->sender, sizeof row.x25519);
	crypto_hash_sha256(row.xwing_hash, e->part.xwing, sizeof e->part.xwing);
	memcpy(row.talk, e->part.talk, sizeof row.talk);
	rc = unsettled_put(&d->vault->pending.unsettled, &row, out);
	secret_wipe(&row, sizeof row);
	return rc;
}

int
desk_note_renewal(struct desk *d, const struct opened *e)
{
	struct unsettled_row *row;
	int rc = row_of(d, e, &row);

	if (rc == 0)
		unsettled_prove(&d->vault->pending.unsettled, row, e->part.proof);
	return rc;
}

/* The request that a message falls under: of its own keys, or of those it leads to. What was
 * written on a later day is new talk. */
static struct unsettled_row *
request_for(const struct desk *d, const struct opened *e)
{
	struct unsettled *u = &d->vault->pending.unsettled;
	struct unsettled_row *row = unsettled_find(u, e->sender, e->part.talk), *forgotten = NULL;

	if (row != NULL && row->forgotten)
		forgotten = row;
	else
		(void)unsettled_last(u, e->part.talk, d->office.roster.office, &forgotten);
	return forgotten != NULL && e->day <= forgotten->day ? forgotten : NULL;
}

bool
desk_is_forgotten(const struct desk *d, const struct opened *e)
{
	return request_for(d, e) != NULL;
}

/* Each request counts once. */
static void
count(struct desk *d, struct unsettled_row *request)
{
	d->intake.withdrawn += !request->told;
	request->told = true;
}

static void
end_renewed(struct desk *d, const struct unsettled_row *row, struct unsettled_row *request)
{
	uint8_t expected[32];

	for (size_t i = d->vault->matter_count; i-- > 0;) {
		const struct matter *m = d->vault->matters[i];
		bool found = false;

		for (size_t j = 0; j < m->correspondent_count; j++) {
			keys_renewal_hashed(expected, m->correspondents[j]->keys.talk,
			                    d->office.roster.office, row->x25519, row->xwing_hash,
			                    row->talk);
			found = found || sodium_memcmp(expected, row->proof, 32) == 0;
		}
		if (!found)
			continue;
		desk_end_matter(d, m, ENDED_NOWHERE);
		count(d, request);
	}
}

static void
end_talk(struct desk *d, const uint8_t x25519[X25519_BYTES], const uint8_t talk[32],
         struct unsettled_row *request)
{
	struct correspondent *who;
	const struct matter *m = vault_matter_by_key(d->vault, x25519, &who);

	if (m == NULL || sodium_memcmp(who->keys.talk, talk, 32) != 0)
		return;
	/* for older talk that comes later still */
	if (memcmp(request->x25519, x25519, X25519_BYTES) == 0 &&
	    memcmp(request->proof, NOTHING, sizeof request->proof) == 0)
		unsettled_prove(&d->vault->pending.unsettled, request, who->proof);
	desk_end_matter(d, m, ENDED_NOWHERE);
	count(d, request);
}

void
desk_forget_with(struct desk *d, const struct opened *e)
{
	const struct unsettled_row *own =
		unsettled_find(&d->vault->pending.unsettled, e->sender, e->part.talk);
	struct unsettled_row *request = request_for(d, e);

	count(d, request);
	end_talk(d, e->sender, e->part.talk, request);
	if (own != NULL && memcmp(own->proof, NOTHING, sizeof own->proof) != 0)
		end_renewed(d, own, request);
}

int
desk_file_forget(struct desk *d, const struct opened *e)
{
	struct correspondent *who;
	const struct matter *m = vault_matter_by_key(d->vault, e->sender, &who);
	struct unsettled_row *row;
	int rc;

	if (m != NULL && sodium_memcmp(who->keys.talk, e->part.talk, 32) != 0)
		return 0; /* not the keys pinned at first sight */
	rc = row_of(d, e, &row);
	if (rc != 0)
		return rc;
	row->forgotten = true;
	/* Who wrote nothing that is known here may have written something that is not. */
	vault_drop_later(d->vault, e->sender);
	unfiled_forget(&d->vault->pending.unfiled, e->sender, e->day);
	row->day = e->day > row->day ? e->day : row->day;
	end_talk(d, e->sender, e->part.talk, row);
	if (memcmp(row->proof, NOTHING, sizeof row->proof) != 0)
		end_renewed(d, row, row);
	return 0;
}
