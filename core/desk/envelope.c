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

static struct seal_context
context_of(const struct desk *d, const struct unfiled_day *keys)
{
	return (struct seal_context){
		.office = d->office.roster.office,
		.direction = d->self->role == ROLE_OMBUDS ? SEAL_TO_OMBUDS : SEAL_TO_STAFF,
		.person = d->self->id,
		.day = keys->day,
		.reference = SPAN(keys->bundle_hash),
	};
}

/* From e->shared and e->keys. */
static void
open_shared(const struct desk *d, struct opened *e, const uint8_t *body)
{
	struct seal_context context = context_of(d, &e->keys);
	uint8_t public[X25519_BYTES];
	const struct x25519_pair own = {e->keys.x25519, public};

	x25519_public(public, e->keys.x25519);
	e->ok = seal_open_shared(e->plaintext, e->sender, &context, &own, e->shared, body) == 0 &&
	        message_read(&e->part, e->plaintext, context.direction) == 0;
}

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

/* Of one that waited, what was kept opens it; its seed may be gone. */
static void
open_unfiled(const struct desk *d, struct opened *e, const struct unfiled_row *row,
             const uint8_t *body)
{
	memcpy(e->shared, row->shared, sizeof e->shared);
	e->keys = *unfiled_day(&d->vault->pending.unfiled, row->day);
	open_shared(d, e, body);
}

static int
open_envelope(struct desk *d, struct opener *o, struct reader *r, struct opened *e)
{
	const struct unfiled_row *row;
	const uint8_t *body;
	int rc;

	e->day = read_u32(r);
	read_bytes(r, e->tag, sizeof e->tag);
	body = read_span(r, BODY_BYTES).p;
	row = unfiled_find(&d->vault->pending.unfiled, e->day, e->tag);
	if (row != NULL) {
		open_unfiled(d, e, row, body);
		return 0;
	}
	if (vault_seen(d->vault, e->tag))
		return 0;
	rc = opener_for(o, d, e->day);
	if (rc != 0)
		return rc < 0 ? rc : 0;
	if (seal_shared(e->shared, &o->xwing, body) != 0)
		return 0;
	e->keys.day = e->day;
	memcpy(e->keys.x25519, o->keys.x25519, sizeof e->keys.x25519);
	memcpy(e->keys.bundle_hash, o->bundle_hash, sizeof e->keys.bundle_hash);
	open_shared(d, e, body);
	return 0;
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
