/* A matter as bytes: items, sealed under the key of its end day. */
#include <sodium.h>
#include <string.h>

#include "core/desk/blob.h"
#include "core/desk/section.h"

/* ---- writing ---- */

static uint8_t
unsent_byte(const struct message *m)
{
	bool tried = m->going.tried || m->going.soon;

	return m->unsent ? (uint8_t)(1 + m->going.parts + (tried ? UNSENT_TRIED : 0)) : 0;
}

static void
write_message(struct buf *out, const struct message *m)
{
	buf_put(out, m->id, sizeof m->id);
	buf_put(out, m->person, sizeof m->person);
	buf_put_u8(out, m->kind);
	buf_put_u8(out, unsent_byte(m));
	buf_put_u8(out, m->body.parts);
	buf_put_u32(out, m->lamport);
	buf_put_u32(out, m->day);
	buf_put_u8(out, m->order.outlived);
	buf_put_u16(out, m->body.have);
	buf_put_u8(out, (uint8_t)(m->order.after.n / MESSAGE_ID_BYTES));
	buf_put_span(out, buf_span(&m->order.after));
	if (sodium_is_zero(m->person, sizeof m->person)) {
		buf_put_u32(out, m->shown.serial);
		buf_put(out, m->shown.hash, sizeof m->shown.hash);
	}
	for (unsigned i = 0; i < m->body.parts; i++) {
		if ((m->body.have >> i & 1) == 0)
			continue;
		buf_put_u16(out, (uint16_t)m->body.pieces[i].n);
		buf_put_span(out, buf_span(&m->body.pieces[i]));
	}
}

static void
write_correspondent(struct buf *out, const struct correspondent *c)
{
	size_t begun = section_begin(out, MATTER_CORRESPONDENT);

	buf_put(out, c->keys.x25519, sizeof c->keys.x25519);
	buf_put(out, c->keys.xwing, sizeof c->keys.xwing);
	buf_put(out, c->keys.talk, sizeof c->keys.talk);
	buf_put(out, c->keys.claim, sizeof c->keys.claim);
	buf_put(out, c->proof, sizeof c->proof);
	buf_put_u32(out, (uint32_t)c->thread.n);
	for (size_t i = 0; i < c->thread.n; i++)
		write_message(out, c->thread.messages[i]);
	section_end(out, begun);
}

static void
write_text(struct buf *out, uint16_t kind, struct span text)
{
	size_t begun;

	if (text.n == 0)
		return;
	begun = section_begin(out, kind);
	buf_put_span(out, text);
	section_end(out, begun);
}

enum { COUNT_ANSWERED = 1, COUNT_TALK_ONLY = 2, COUNT_CLOSING = 4, COUNT_FLAGS = 7 };

static void
write_count(struct buf *out, const struct matter_count *c)
{
	size_t begun = section_begin(out, MATTER_COUNT);

	buf_put(out, c->mark, sizeof c->mark);
	buf_put_u16(out, c->first);
	buf_put_u8(out, (uint8_t)((c->answered ? COUNT_ANSWERED : 0) |
	                          (c->talk_only ? COUNT_TALK_ONLY : 0) |
	                          (c->closing ? COUNT_CLOSING : 0)));
	buf_put(out, c->tallied, sizeof c->tallied);
	buf_put(out, c->concerns, sizeof c->concerns);
	buf_put_u16(out, c->rest.group);
	buf_put_u16(out, c->rest.heard);
	buf_put_u8(out, c->rest.did);
	buf_put_u8(out, c->rest.with);
	buf_put_u8(out, c->rest.ended);
	buf_put_u8(out, c->rest.minutes);
	section_end(out, begun);
}

static void
write_items(struct buf *out, const struct matter *m)
{
	size_t begun = section_begin(out, MATTER_FACTS);

	buf_put_u8(out, (uint8_t)m->count.origin);
	buf_put(out, m->taken, sizeof m->taken);
	buf_put_u32(out, m->last_on);
	section_end(out, begun);
	write_count(out, &m->count);
	write_text(out, MATTER_LABEL, span_text(m->label));
	write_text(out, MATTER_NOTES, buf_span(&m->notes));
	for (size_t i = 0; i < m->correspondent_count; i++)
		write_correspondent(out, m->correspondents[i]);
	write_text(out, MATTER_ACTS, buf_span(&m->acts));
	if (m->news.kept)
		section_end(out, section_begin(out, MATTER_KEPT));
	buf_put_span(out, buf_span(&m->unknown));
}

int
matter_write(struct buf *out, struct buf *scratch, const struct matter *m,
             const struct end_sealing *s)
{
	uint32_t ends = matter_ends(m, s->of->retention_days, s->of->notes_days);
	size_t begun = section_begin(out, SECTION_MATTER);
	int rc;

	end_wipe(scratch);
	write_items(scratch, m);
	rc = scratch->err != 0 ? scratch->err
	                       : end_seal(out, buf_span(scratch), "vault matter", m->id, ends, s);
	end_wipe(scratch);
	section_end(out, begun);
	return rc != 0 ? rc : out->err;
}

/* ---- reading ---- */

static int
read_message(struct reader *r, struct thread *t)
{
	struct message_part part = {0};
	uint8_t person[PERSON_BYTES], unsent, deposited, outlived;
	uint32_t day;
	uint16_t have;
	struct message *m;
	struct span after;
	int rc = 0;

	read_bytes(r, part.id, sizeof part.id);
	read_bytes(r, person, sizeof person);
	part.kind = read_u8(r);
	unsent = read_u8(r);
	deposited = unsent & (UNSENT_TRIED - 1);
	part.parts = read_u8(r);
	part.lamport = read_u32(r);
	day = read_u32(r);
	outlived = read_u8(r);
	have = read_u16(r);
	after = read_span(r, (size_t)read_u8(r) * MESSAGE_ID_BYTES);
	if (sodium_is_zero(person, sizeof person)) {
		part.shown.serial = read_u32(r);
		read_bytes(r, part.shown.hash, sizeof part.shown.hash);
	}
	if (r->err == 0)
		message_set_after(&part, after);
	if (r->err != 0 || !span_equal(message_after(&part), after) ||
	    !message_kind_known(part.kind) || deposited > part.parts || unsent == UNSENT_TRIED || part.parts == 0 ||
	    part.parts > PARTS_MAX || (part.parts & (part.parts - 1)) != 0 || have == 0 ||
	    have >> part.parts != 0 || thread_find(t, part.id) != NULL)
		return ERR_FORMAT;
	for (part.part = 0; rc == 0 && part.part < part.parts; part.part++) {
		if ((have >> part.part & 1) == 0)
			continue;
		part.text = read_span(r, read_u16(r));
		rc = r->err != 0 || part.text.n > TEXT_PART_BYTES
		             ? ERR_FORMAT
		             : thread_add(t, person, day, &part);
	}
	if (rc == 0 && (m = thread_find(t, part.id)) != NULL) {
		m->unsent = unsent > 0;
		m->going.parts = unsent > 0 ? (uint8_t)(deposited - 1) : 0;
		m->going.tried = (unsent & UNSENT_TRIED) != 0;
		m->order.outlived = outlived;
		/* what is still to be said must be there to be said */
		rc = m->unsent && !message_whole(m) ? ERR_FORMAT : 0;
	}
	return rc;
}

static int
read_correspondent(struct vault *v, struct matter *m, struct span bytes)
{
	struct reader r = reader(bytes);
	struct correspondent *c;
	uint32_t n;
	int rc = 0;

	if (m->correspondent_count == CORRESPONDENTS_MAX)
		return ERR_FORMAT;
	c = vault_add_correspondent(v, m);
	if (c == NULL)
		return ERR_MEMORY;
	read_bytes(&r, c->keys.x25519, sizeof c->keys.x25519);
	read_bytes(&r, c->keys.xwing, sizeof c->keys.xwing);
	read_bytes(&r, c->keys.talk, sizeof c->keys.talk);
	read_bytes(&r, c->keys.claim, sizeof c->keys.claim);
	read_bytes(&r, c->proof, sizeof c->proof);
	n = read_u32(&r);
	if (n > THREAD_MESSAGES_MAX)
		return ERR_FORMAT;
	for (uint32_t i = 0; rc == 0 && i < n; i++)
		rc = read_message(&r, &c->thread);
	return rc != 0 ? rc : r.err == 0 && r.n == 0 ? 0 : ERR_FORMAT;
}

static int
read_facts(struct matter *m, struct span bytes)
{
	struct reader r = reader(bytes);
	uint8_t origin = read_u8(&r);

	read_bytes(&r, m->taken, sizeof m->taken);
	m->last_on = read_u32(&r);
	m->count.origin = (enum matter_origin)origin;
	return r.err == 0 && r.n == 0 && origin <= ORIGIN_BY_THE_WAY ? 0 : ERR_FORMAT;
}

/* Held to what a mark can hold. */
static int
check_count(const struct matter_count *c)
{
	struct mark m = {.state = MARK_OPEN, .rest = c->rest};

	memcpy(m.concerns, c->concerns, sizeof m.concerns);
	for (size_t i = 0; i < TALK_MANNERS; i++) {
		if (c->tallied[i] > TALLIES_MAX)
			return ERR_FORMAT;
	}
	return mark_valid(&m) ? 0 : ERR_FORMAT;
}

static int
read_count(struct matter_count *c, struct span bytes)
{
	struct reader r = reader(bytes);
	uint8_t flags;

	read_bytes(&r, c->mark, sizeof c->mark);
	c->first = read_u16(&r);
	flags = read_u8(&r);
	c->answered = (flags & COUNT_ANSWERED) != 0;
	c->talk_only = (flags & COUNT_TALK_ONLY) != 0;
	c->closing = (flags & COUNT_CLOSING) != 0;
	read_bytes(&r, c->tallied, sizeof c->tallied);
	read_bytes(&r, c->concerns, sizeof c->concerns);
	c->rest.group = read_u16(&r);
	c->rest.heard = read_u16(&r);
	c->rest.did = read_u8(&r);
	c->rest.with = read_u8(&r);
	c->rest.ended = read_u8(&r);
	c->rest.minutes = read_u8(&r);
	return r.err != 0 || r.n != 0 || flags > COUNT_FLAGS ? ERR_FORMAT : check_count(c);
}

/* One that no Alcove of today gives is left out: the matter is worth more. */
static int
read_label(struct matter *m, struct span text)
{
	int rc = text.n <= MATTER_LABEL_BYTES ? matter_set_label(m, text) : ERR_FORMAT;

	return rc == ERR_TEXT ? 0 : rc;
}

static int
read_own_text(struct matter *m, const struct section *item)
{
	if (item->bytes.n == 0)
		return ERR_FORMAT;
	if (item->kind == MATTER_LABEL)
		return m->label[0] == '\0' ? read_label(m, item->bytes) : ERR_FORMAT;
	if (m->notes.n > 0 || item->bytes.n > NOTES_JOINED_MAX || !utf8_valid(item->bytes))
		return ERR_FORMAT;
	return matter_add_notes(m, item->bytes);
}

static int
read_item(struct vault *v, struct matter *m, const struct section *item)
{
	switch (item->kind) {
	case MATTER_FACTS:
		return read_facts(m, item->bytes);
	case MATTER_LABEL:
	case MATTER_NOTES:
		return read_own_text(m, item);
	case MATTER_ACTS:
		return item->bytes.n % ACT_ROW == 0 && m->acts.n == 0 &&
		                       item->bytes.n <= (size_t)ACTS_DONE_MAX * ACT_ROW
		               ? matter_add_acts(m, item->bytes)
		               : ERR_FORMAT;
	case MATTER_COUNT:
		return read_count(&m->count, item->bytes);
	case MATTER_CORRESPONDENT:
		return read_correspondent(v, m, item->bytes);
	case MATTER_KEPT:
		m->news.kept = true;
		return item->bytes.n == 0 ? 0 : ERR_FORMAT;
	default:
		buf_put_span(&m->unknown, item->whole);
		return m->unknown.err;
	}
}

static int
read_items(struct vault *v, struct matter *m, struct span items)
{
	struct reader r = reader(items);
	struct section item;
	int rc = 0;

	while (rc == 0 && section_next(&r, &item))
		rc = read_item(v, m, &item);
	return rc != 0 ? rc : r.err;
}

int
matter_read(struct vault *v, struct buf *scratch, struct span section, const struct end_sealing *s)
{
	uint32_t id;
	struct matter *m = NULL;
	int rc = end_open(scratch, &id, "vault matter", section, s);

	if (rc == ERR_ABSENT)
		return 0;
	if (rc == 0 && (id >= MATTER_ID_LIMIT || v->matter_count == VAULT_MATTERS_MAX))
		rc = ERR_FORMAT;
	if (rc == 0 && (m = vault_put_matter(v, id)) == NULL)
		rc = ERR_MEMORY;
	if (rc == 0)
		rc = read_items(v, m, buf_span(scratch));
	end_wipe(scratch);
	if (rc <= 0)
		return rc;
	/* One bad matter keeps nobody from the others. */
	if (m != NULL)
		vault_remove_matter(v, m);
	v->lost++;
	return 0;
}
