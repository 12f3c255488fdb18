/* What waits as bytes: a section for each day, sealed under the key of its end day. */
#include "core/desk/blob.h"
#include "core/desk/section.h"

static void
write_day(struct buf *out, const struct unfiled *u, const struct unfiled_day *d)
{
	buf_put(out, d->x25519, sizeof d->x25519);
	buf_put(out, d->bundle_hash, sizeof d->bundle_hash);
	for (size_t i = 0; i < u->n; i++) {
		const struct unfiled_row *row = &u->rows[i];

		if (row->day != d->day)
			continue;
		buf_put(out, row->tag, sizeof row->tag);
		buf_put(out, row->sender, sizeof row->sender);
		buf_put(out, row->shared, sizeof row->shared);
	}
}

int
unfiled_write(struct buf *out, struct buf *scratch, const struct vault *v,
              const struct end_sealing *s)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < v->pending.unfiled.day_count; i++) {
		const struct unfiled_day *d = &v->pending.unfiled.days[i];
		size_t begun;

		if (!unfiled_has(&v->pending.unfiled, d->day))
			continue;
		begun = section_begin(out, SECTION_UNFILED);
		end_wipe(scratch);
		write_day(scratch, &v->pending.unfiled, d);
		rc = scratch->err != 0 ? scratch->err
		                       : end_seal(out, buf_span(scratch), "vault unfiled", d->day,
		                                  d->day + s->of->retention_days + 1, s);
		section_end(out, begun);
	}
	end_wipe(scratch);
	return rc != 0 ? rc : out->err;
}

static int
read_day(struct unfiled *u, struct reader *r, uint32_t day)
{
	struct unfiled_day keys = {.day = day};
	struct unfiled_row row = {.day = day};
	int rc = unfiled_day(u, day) == NULL ? 0 : ERR_FORMAT;

	read_bytes(r, keys.x25519, sizeof keys.x25519);
	read_bytes(r, keys.bundle_hash, sizeof keys.bundle_hash);
	while (rc == 0 && r->err == 0 && r->n > 0) {
		read_bytes(r, row.tag, sizeof row.tag);
		read_bytes(r, row.sender, sizeof row.sender);
		read_bytes(r, row.shared, sizeof row.shared);
		if (r->err == 0)
			rc = unfiled_put(u, &keys, &row);
	}
	secret_wipe(&keys, sizeof keys);
	secret_wipe(&row, sizeof row);
	return rc != 0 ? rc : r->err;
}

int
unfiled_read(struct vault *v, struct buf *scratch, struct span section, const struct end_sealing *s)
{
	uint32_t day;
	int rc = end_open(scratch, &day, "vault unfiled", section, s);

	if (rc == ERR_ABSENT)
		return 0;
	if (rc == 0) {
		struct reader r = reader(buf_span(scratch));

		rc = read_day(&v->pending.unfiled, &r, day);
	}
	end_wipe(scratch);
	if (rc > 0) {
		v->lost++;
		v->pending.unfiled.lost = true;
	}
	return rc < 0 ? rc : 0;
}
