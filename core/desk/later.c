/* Messages of kinds that this Alcove does not know. */
#include <string.h>

#include "core/desk/blob.h"
#include "core/desk/section.h"

/* A row, and what it takes sealed. */
enum {
	ROW_OF = 4 + X25519_BYTES,
	ROW_HEAD = ROW_OF + X25519_BYTES + 2,
	ROW_BYTES = LATER_HEAD_BYTES + ROW_HEAD,
};

bool
later_next(struct reader *r, struct later_message *out)
{
	if (r->err != 0 || r->n == 0)
		return false;
	out->day = read_u32(r);
	out->sender = read_span(r, X25519_BYTES).p;
	out->of = read_span(r, X25519_BYTES).p;
	out->text = read_span(r, read_u16(r));
	if (r->err == 0 && (out->text.n == 0 || out->text.n > INNER_BYTES))
		r->err = ERR_FORMAT;
	return r->err == 0;
}

static size_t
without_zeros(const uint8_t plaintext[INNER_BYTES])
{
	size_t n = INNER_BYTES;

	while (n > 1 && plaintext[n - 1] == 0)
		n--;
	return n;
}

static void
count_dropped(struct later *l, uint32_t until)
{
	l->dropped += l->dropped < UINT32_MAX;
	if (until > l->until)
		l->until = until;
}

int
vault_keep_later(struct vault *v, uint32_t day, const uint8_t sender[X25519_BYTES],
                 const uint8_t plaintext[INNER_BYTES], uint32_t retention_days)
{
	size_t n = without_zeros(plaintext), used = vault_unknown_bytes(v);
	size_t room = used < UNKNOWN_MAX ? UNKNOWN_MAX - used : 0;
	struct later *l = &v->later;

	/* The kind alone shuts the matter. */
	if (ROW_BYTES + n > room && message_must_understand(plaintext[0]))
		n = 1;
	if (ROW_BYTES + n > room) {
		count_dropped(l, day + retention_days + 1);
		return 0;
	}
	buf_put_u32(&l->rows, day);
	buf_put(&l->rows, sender, X25519_BYTES);
	buf_put(&l->rows, sender, X25519_BYTES); /* until it is heard that they have others */
	buf_put_u16(&l->rows, (uint16_t)n);
	buf_put(&l->rows, plaintext, n);
	l->n++;
	return l->rows.err;
}

void
vault_take_later(struct vault *v, struct reader *r, const struct later_message *which)
{
	struct buf *rows = &v->later.rows;
	size_t n = ROW_HEAD + which->text.n, end = rows->n - r->n;

	buf_cut(rows, end - n, n);
	v->later.n--;
	r->p -= n;
}

void
vault_drop_later(struct vault *v, const uint8_t sender[X25519_BYTES])
{
	struct reader r = reader(buf_span(&v->later.rows));
	struct later_message m;

	while (later_next(&r, &m)) {
		if (memcmp(m.sender, sender, X25519_BYTES) == 0 ||
		    memcmp(m.of, sender, X25519_BYTES) == 0)
			vault_take_later(v, &r, &m);
	}
}

void
vault_renew_later(struct vault *v, const uint8_t old[X25519_BYTES], const uint8_t new[X25519_BYTES])
{
	struct reader r = reader(buf_span(&v->later.rows));
	struct later_message m;

	while (later_next(&r, &m)) {
		uint8_t *row = v->later.rows.p + v->later.rows.n - r.n - ROW_HEAD - m.text.n;

		if (memcmp(m.of, old, X25519_BYTES) == 0)
			memcpy(row + ROW_OF, new, X25519_BYTES);
	}
}

size_t
vault_unknown(const struct vault *v)
{
	return v->later.dropped + v->later.n;
}

void
vault_expire_later(struct vault *v, uint32_t day, uint32_t retention_days)
{
	struct reader r = reader(buf_span(&v->later.rows));
	struct later_message m;

	while (later_next(&r, &m)) {
		if (m.day + retention_days < day)
			vault_take_later(v, &r, &m);
	}
	if (v->later.until <= day)
		v->later.dropped = v->later.until = 0;
}

void
vault_find_shut(struct vault *v)
{
	struct reader r = reader(buf_span(&v->later.rows));
	struct later_message m;

	for (size_t i = 0; i < v->matter_count; i++)
		v->matters[i]->shut = false;
	while (later_next(&r, &m)) {
		struct matter *of = vault_matter_by_key(v, m.of, NULL);

		if (of != NULL && message_must_understand(m.text.p[0]) &&
		    !message_kind_known(m.text.p[0]))
			of->shut = true;
	}
}

/* ---- as bytes ---- */

int
later_write(struct buf *out, const struct vault *v, const struct end_sealing *s)
{
	struct reader r = reader(buf_span(&v->later.rows));
	struct later_message m;
	uint32_t number = 0;
	int rc = 0;

	while (rc == 0 && later_next(&r, &m)) {
		size_t begun = section_begin(out, SECTION_LATER_MESSAGE);
		size_t n = ROW_HEAD + m.text.n;

		rc = end_seal(out, span(r.p - n, n), "vault later", number++,
		              m.day + s->of->retention_days + 1, s);
		section_end(out, begun);
	}
	return rc != 0 ? rc : out->err;
}

int
later_read(struct vault *v, struct buf *scratch, struct span section, const struct end_sealing *s)
{
	uint32_t number;
	struct later_message m;
	struct reader r;
	int rc = end_open(scratch, &number, "vault later", section, s);

	if (rc == ERR_ABSENT)
		return 0;
	r = reader(buf_span(scratch));
	if (rc == 0 && (!later_next(&r, &m) || r.n != 0))
		rc = ERR_FORMAT;
	if (rc == 0) {
		buf_put_span(&v->later.rows, buf_span(scratch));
		v->later.n++;
		rc = v->later.rows.err;
	}
	end_wipe(scratch);
	if (rc <= 0)
		return rc;
	count_dropped(&v->later, s->of->ends == NULL
	                                 ? UINT32_MAX
	                                 : s->of->ends->day + s->of->retention_days + 1);
	return 0;
}
