/* Day bundles: which are there, and those that are not. */
#include "core/desk/state.h"

int
desk_ask_bundle_list(struct desk *d, struct step *out)
{
	step_get(out, "/v1/desk/bundles", (size_t)8 * 256);
	out->session = d->login.token;
	return 0;
}

static bool
server_has(struct span list, const struct day_seed *s)
{
	struct reader r = reader(list);

	while (r.n >= 8) {
		uint32_t day = read_u32(&r), serial = read_u32(&r);

		if (day == s->day && serial >= s->serial)
			return true;
	}
	return false;
}

int
desk_on_bundle_list(struct desk *d, int status, struct span body)
{
	struct buf *b = &d->login.request;
	uint8_t bundle[BUNDLE_BYTES];
	int rc = 0;

	if (status != 200 || body.n % 8 != 0)
		return ERR_SERVER;
	buf_clear(b);
	for (size_t i = 0; rc == 0 && i < d->vault->seeds.n && desk_may_write(d) &&
	                   b->n < (size_t)DESK_BUNDLES_A_REQUEST * BUNDLE_BYTES;
	     i++) {
		const struct day_seed *s = &d->vault->seeds.rows[i];

		/* What the roster refuses would keep the others from being taken. */
		if (s->day < d->office.day || s->serial < d->self->least)
			continue;
		if (s->day == (d->publishing.next == 0 ? d->office.day : d->publishing.next + 1)) {
			/* nothing is to be put before this one, so all up to it is there */
			if (b->n == 0 && server_has(body, s))
				d->publishing.done = s->day;
			d->publishing.next = s->day;
		}
		if (server_has(body, s))
			continue;
		rc = bundle_write(bundle, s, d->office.roster.office, d->self->id, d->keys.sign);
		buf_put(b, bundle, sizeof bundle);
	}
	if (rc != 0 || b->err != 0)
		return rc != 0 ? rc : b->err;
	d->way.phase = b->n == 0 ? DESK_COLLEAGUES : DESK_BUNDLE_PUT;
	return 0;
}

int
desk_ask_bundle_put(struct desk *d, struct step *out)
{
	step_send(out, HTTP_PUT, "/v1/desk/bundles", buf_span(&d->login.request), 0);
	out->session = d->login.token;
	return 0;
}

int
desk_on_bundle_put(struct desk *d, int status, struct span body)
{
	(void)body;
	if (status == 503)
		return ERR_UNAVAILABLE;
	/* 409: another device of ours was first with newer seeds; the next sync sees them. */
	if (status != 200 && status != 409)
		return ERR_SERVER;
	if (status == 200)
		d->publishing.done = d->publishing.next;
	d->way.phase = DESK_COLLEAGUES;
	return 0;
}
