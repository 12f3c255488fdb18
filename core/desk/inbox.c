/* Opening envelopes and filing what they say into matters. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/crypto/seal.h"
#include "core/desk/state.h"
#include "core/secret.h"

static const uint8_t VISITOR[PERSON_BYTES], NOTHING[32];

int
desk_ask_inbox(struct desk *d, struct step *out)
{
	step_get(out, "/v1/desk/inbox", (size_t)INBOX_PAGE * INBOX_ENTRY_BYTES);
	out->session = d->token;
	return 0;
}

/* An envelope that opened; part.text points into plaintext. */
struct opened {
	uint32_t day;
	uint8_t sender[X25519_BYTES];
	uint8_t plaintext[INNER_BYTES];
	struct message_part part;
	bool ok;
};

/* The keys of one day, made once for all its envelopes. */
struct opener {
	uint32_t day;
	bool have;
	struct day_keys keys;
	struct xwing_key xwing;
	uint8_t bundle_hash[32];
};

static int
opener_for(struct opener *o, const struct desk *d, uint32_t day)
{
	const struct day_seed *seed = vault_seed(d->vault, day);
	const uint8_t *office = d->office.roster.office;
	uint8_t bundle[BUNDLE_BYTES];
	int rc;

	if (o->have && o->day == day)
		return 0;
	o->have = false;
	if (seed == NULL)
		return ERR_EXPIRED;
	rc = bundle_write(bundle, seed, office, d->self->id, d->keys.sign);
	if (rc != 0)
		return rc;
	crypto_hash_sha256(o->bundle_hash, bundle, sizeof bundle);
	day_keys(&o->keys, seed->seed, office, d->self->id, day);
	rc = xwing_expand(&o->xwing, o->keys.xwing);
	o->day = day;
	o->have = rc == 0;
	return rc;
}

/* Each message part is taken in once, whatever tag it comes back under. */
static int
mark_once(struct vault *v, struct opened *e, const uint8_t tag[TAG_BYTES])
{
	uint8_t in[X25519_BYTES + MESSAGE_ID_BYTES + 1], hash[32];
	int rc;

	memcpy(in, e->sender, X25519_BYTES);
	memcpy(in + X25519_BYTES, e->part.id, MESSAGE_ID_BYTES);
	in[sizeof in - 1] = e->part.part;
	crypto_hash_sha256(hash, in, sizeof in);
	e->ok = !vault_seen(v, hash);
	rc = vault_mark(v, e->day, tag);
	if (rc == 0 && e->ok)
		rc = vault_mark(v, e->day, hash);
	return rc;
}

/* What has no room in the vault is left in the inbox, and comes again at the next sync. */
static bool
has_room(struct desk *d, uint8_t kind)
{
	if (d->vault->seen_count + 2 > VAULT_SEEN_MAX)
		return false;
	if (kind != MESSAGE_TEXT && kind != MESSAGE_RENEW)
		return true;
	if (d->room == 0)
		return false;
	d->room--;
	return true;
}

/* .ok is false for what is not for us, was seen before, or is too old to open. */
static int
open_envelope(struct desk *d, struct opener *o, struct reader *r, struct opened *e)
{
	const uint8_t *tag, *body;
	const struct x25519_pair own = {o->keys.x25519, o->keys.x25519_public};
	struct seal_context context;
	int rc;

	e->day = read_u32(r);
	tag = read_span(r, TAG_BYTES).p;
	body = read_span(r, BODY_BYTES).p;
	buf_put_u32(&d->drops, e->day);
	buf_put(&d->drops, tag, TAG_BYTES);
	if (d->drops.err != 0 || vault_seen(d->vault, tag))
		return d->drops.err;
	rc = opener_for(o, d, e->day);
	if (rc != 0)
		return rc < 0 ? rc : 0;
	context = (struct seal_context){
		.office = d->office.roster.office,
		.direction = d->self->role == ROLE_OMBUDS ? SEAL_TO_OMBUDS : SEAL_TO_STAFF,
		.person = d->self->id,
		.day = e->day,
		.reference = SPAN(o->bundle_hash),
	};
	if (seal_open(e->plaintext, e->sender, &context, &own, &o->xwing, body) != 0 ||
	    message_read(&e->part, e->plaintext) != 0)
		return 0;
	if (!has_room(d, e->part.kind)) {
		d->drops.n -= 4 + TAG_BYTES;
		d->crowded = true;
		return 0;
	}
	return mark_once(d->vault, e, tag);
}

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

static void
pin(struct matter *m, const struct opened *e)
{
	memcpy(m->keys.x25519, e->sender, sizeof m->keys.x25519);
	memcpy(m->keys.xwing, e->part.xwing, sizeof m->keys.xwing);
	memcpy(m->keys.talk, e->part.talk, sizeof m->keys.talk);
}

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
say_again(const struct desk *d, struct matter *m, const struct opened *e)
{
	for (size_t i = 0; i < m->thread.n; i++) {
		struct message *said = m->thread.messages[i];

		if (memcmp(said->person, d->self->id, PERSON_BYTES) == 0 &&
		    (said->day >= e->day || said->lamport >= e->part.lamport))
			said->unsent = true;
	}
}

/* The matter, other than m itself, whose K_talk gives this renewal's proof. */
static struct matter *
renewed(const struct desk *d, const struct opened *e, const struct matter *m)
{
	const struct vault *v = d->vault;

	for (size_t i = 0; i < v->matter_count; i++) {
		if (v->matters[i] != m && renewal_of(d, v->matters[i]->keys.talk, e->part.proof,
		                                     e->sender, e->part.xwing, e->part.talk))
			return v->matters[i];
	}
	return NULL;
}

/*
 * The matter of a renewal: the older one under the new keys, with what came
 * under these before the renewal did. The proof stays, for older messages that
 * come later still.
 */
static int
renew(struct desk *d, const struct opened *e, struct matter **m)
{
	struct matter *old = renewed(d, e, *m), *new = *m;
	size_t left_out;
	int rc = 0;

	if (old != NULL) {
		if (new != NULL)
			rc = thread_move(&old->thread, &new->thread, &left_out);
		if (rc != 0)
			return rc;
		memset(old->keys.claim, 0, sizeof old->keys.claim);
		if (new != NULL && (rc = matter_add_notes(old, buf_span(&new->notes))) != 0)
			return rc;
		if (new != NULL) {
			memcpy(old->keys.claim, new->keys.claim, sizeof old->keys.claim);
			vault_remove_matter(d->vault, new);
		}
		pin(old, e);
		say_again(d, old, e);
		*m = old;
	}
	if (*m == NULL) {
		*m = vault_add_matter(d->vault);
		if (*m == NULL)
			return ERR_MEMORY;
		pin(*m, e);
	}
	memcpy((*m)->proof, e->part.proof, sizeof(*m)->proof);
	return 0;
}

/* An older message that comes after its renewal goes where the talk went on. */
static struct matter *
first_seen(struct desk *d, const struct opened *e)
{
	struct vault *v = d->vault;
	struct matter *m;

	for (size_t i = 0; i < v->matter_count; i++) {
		m = v->matters[i];
		if (memcmp(m->proof, NOTHING, sizeof m->proof) != 0 &&
		    renewal_of(d, e->part.talk, m->proof, m->keys.x25519, m->keys.xwing,
		               m->keys.talk))
			return m;
	}
	m = vault_add_matter(v);
	if (m != NULL)
		pin(m, e);
	return m;
}

static int
file_words(struct desk *d, const struct opened *e)
{
	struct matter *m = vault_matter_by_key(d->vault, e->sender);
	int rc = 0;

	if (m != NULL && (memcmp(m->keys.xwing, e->part.xwing, sizeof m->keys.xwing) != 0 ||
	                  sodium_memcmp(m->keys.talk, e->part.talk, sizeof m->keys.talk) != 0))
		return 0; /* not the keys pinned at first sight */
	if (m == NULL && xwing_check(e->part.xwing) != 0)
		return 0;
	if (e->part.kind == MESSAGE_RENEW)
		rc = renew(d, e, &m);
	else if (m == NULL)
		m = first_seen(d, e);
	if (rc != 0)
		return rc;
	if (m == NULL)
		return ERR_MEMORY;
	if (memcmp(e->part.claim, NOTHING, CLAIM_BYTES) != 0 &&
	    memcmp(m->keys.x25519, e->sender, X25519_BYTES) == 0)
		memcpy(m->keys.claim, e->part.claim, CLAIM_BYTES);
	rc = thread_add(&m->thread, VISITOR, e->day, &e->part);
	return rc == ERR_CONFLICT || rc == ERR_FULL ? 0 : rc;
}

static void
file_taken(struct desk *d, const struct person *by, const struct opened *e)
{
	struct vault *v = d->vault;

	for (size_t i = 0; i < v->matter_count; i++) {
		if (memcmp(v->matters[i]->keys.claim, e->part.claim, CLAIM_BYTES) == 0 &&
		    memcmp(v->matters[i]->taken, d->self->id, PERSON_BYTES) != 0)
			memcpy(v->matters[i]->taken, by->id, PERSON_BYTES);
	}
}

static void
file_forget(struct desk *d, const struct opened *e)
{
	struct matter *m = vault_matter_by_key(d->vault, e->sender);

	if (m == NULL || sodium_memcmp(m->keys.talk, e->part.talk, sizeof m->keys.talk) != 0)
		return;
	vault_remove_matter(d->vault, m);
	d->withdrawn++;
}

/* Nothing of it can be filed; its mark keeps it from being opened again. */
static int
file_unknown(struct desk *d, const struct opened *e)
{
	(void)d;
	(void)e;
	return 0;
}

static int
file_one(struct desk *d, const struct opened *e)
{
	const struct person *by = colleague(d, e->sender);

	if (!message_kind_known(e->part.kind))
		return file_unknown(d, e);
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

/* Words first, then their renewals in the order they were written, then what ends a matter. */
static unsigned
turn(uint8_t kind)
{
	if (!message_kind_known(kind))
		return 4;
	switch ((enum message_kind)kind) {
	case MESSAGE_TEXT:
		return 0;
	case MESSAGE_RENEW:
		return 1;
	case MESSAGE_TAKEN:
		return 2;
	case MESSAGE_FORGET:
		return 3;
	}
	return 4;
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

/* A page comes in the order of tags, which says nothing. */
static int
file_page(struct desk *d, const struct opened *page, size_t n)
{
	const struct opened *in_turn[INBOX_PAGE];
	size_t count = 0;
	int rc = 0;

	for (size_t i = 0; i < n; i++) {
		if (page[i].ok)
			in_turn[count++] = &page[i];
	}
	if (count > 0)
		qsort(in_turn, count, sizeof(const struct opened *), by_turn);
	for (size_t i = 0; rc == 0 && i < count; i++)
		rc = file_one(d, in_turn[i]);
	return rc;
}

/* A colleague who left answers nobody any more: what they had taken is anybody's again. */
static void
let_go(struct desk *d)
{
	for (size_t i = 0; i < d->vault->matter_count; i++) {
		uint8_t *taken = d->vault->matters[i]->taken;
		const struct person *by = roster_person(&d->office.roster, taken);

		if (memcmp(taken, d->self->id, PERSON_BYTES) != 0 && (by == NULL || by->left != 0))
			memset(taken, 0, PERSON_BYTES);
	}
}

/* What every save holds besides what came in. */
static int
prepare_save(struct desk *d)
{
	uint32_t day = d->office.day, keep = d->office.roster.retention_days;
	int rc = 0;

	vault_expire(d->vault, day > keep ? day - keep : 0);
	let_go(d);
	vault_erase_seeds(d->vault, day, d->listed);
	if (desk_may_write(d))
		rc = vault_make_seeds(d->vault, day);
	if (rc == 0 && !d->acted)
		rc = desk_do_line(d);
	d->acted = true;
	d->phase = DESK_VAULT_PUT;
	return rc;
}

int
desk_on_inbox(struct desk *d, int status, struct span body)
{
	struct reader r = reader(body);
	struct opener opener = {0};
	struct opened *page;
	size_t n = body.n / INBOX_ENTRY_BYTES;
	int rc = 0;

	if (status != 200 || body.n % INBOX_ENTRY_BYTES != 0 || n > INBOX_PAGE)
		return ERR_SERVER;
	if (++d->pages > DESK_PAGES_MAX)
		return ERR_SERVER;
	d->room = vault_room(d->vault);
	buf_clear(&d->drops);
	page = calloc(n + 1, sizeof *page);
	if (page == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = open_envelope(d, &opener, &r, &page[i]);
	if (rc == 0)
		rc = file_page(d, page, n);
	secret_wipe(&opener, sizeof opener);
	secret_wipe(page, (n + 1) * sizeof *page);
	free(page);
	d->listed = n < INBOX_PAGE && !d->crowded;
	return rc == 0 ? prepare_save(d) : rc;
}
