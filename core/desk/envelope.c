/* Opening envelopes. */
#include <sodium.h>
#include <string.h>

#include "core/crypto/seal.h"
#include "core/desk/state.h"
#include "core/secret.h"

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
	uint8_t mark[MARK_BYTES];
	int rc;

	vault_part_mark(mark, e->sender, e->part.id, e->part.part);
	e->ok = !vault_seen(v, mark);
	rc = vault_mark(v, e->day, tag);
	if (rc == 0 && e->ok)
		rc = vault_mark(v, e->day, mark);
	return rc;
}

/* What has no room in the vault is left in the inbox, and comes again at the next sync. */
static bool
has_room(struct desk *d, uint8_t kind)
{
	if (d->vault->seen.n + 2 > VAULT_SEEN_MAX)
		return false;
	if (kind != MESSAGE_TEXT && kind != MESSAGE_RENEW)
		return true;
	if (d->intake.room == 0)
		return false;
	d->intake.room--;
	return true;
}

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
	buf_put_u32(&d->intake.drops, e->day);
	buf_put(&d->intake.drops, tag, TAG_BYTES);
	if (d->intake.drops.err != 0 || vault_seen(d->vault, tag))
		return d->intake.drops.err;
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
		d->intake.drops.n -= 4 + TAG_BYTES;
		d->intake.crowded = true;
		return 0;
	}
	return mark_once(d->vault, e, tag);
}

int
desk_open_listing(struct desk *d, struct reader *r, struct opened *out, size_t n)
{
	struct opener opener = {0};
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = open_envelope(d, &opener, r, &out[i]);
	secret_wipe(&opener, sizeof opener);
	return rc;
}
