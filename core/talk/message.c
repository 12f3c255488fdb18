#include "core/talk/message.h"

#include <string.h>

enum {
	AT_KIND = 0,
	AT_PART = 1,
	AT_PARTS = 2,
	AT_MEANT = 3,
	AT_LAMPORT = 4,
	AT_ID = 8,
	AT_CLAIM = AT_ID + MESSAGE_ID_BYTES,
	AT_FROM = AT_CLAIM + CLAIM_BYTES,
	AT_TALK = AT_FROM + PERSON_BYTES,
	AT_PROOF = AT_TALK + 32,
	AT_PEOPLE_COUNT = AT_PROOF + 32,
	AT_PEOPLE = AT_PEOPLE_COUNT + 1,
	AT_SHOWN = AT_PEOPLE, /* toward the desk */
	SHOWN_BYTES = 4 + 32,
	AT_XWING = AT_PEOPLE + PEOPLE_MAX * PERSON_BYTES,
	AT_TEXT_BYTES = AT_XWING + XWING_PUBLIC_BYTES,
	AT_TEXT = AT_TEXT_BYTES + 2,
};

_Static_assert(AT_TEXT + TEXT_PART_BYTES == INNER_BYTES, "protocol §8");
_Static_assert(MESSAGE_AFTER_MAX *MESSAGE_ID_BYTES == XWING_PUBLIC_BYTES, "protocol §8");
_Static_assert(PEOPLE_MAX * 4 == 32, "protocol §8: a copy's numbers lie where K_talk does");
_Static_assert(PARTS_MAX *TEXT_PART_BYTES >= TEXT_MAX, "protocol §8");

bool
message_kind_known(uint8_t kind)
{
	return kind >= MESSAGE_TEXT && kind <= MESSAGE_RENEW;
}

bool
message_must_understand(uint8_t kind)
{
	return (kind & MESSAGE_MUST_UNDERSTAND) != 0;
}

uint8_t
message_parts(size_t n)
{
	unsigned parts = 1;

	while ((size_t)parts * TEXT_PART_BYTES < n)
		parts *= 2;
	return (uint8_t)parts;
}

struct span
message_piece(struct span text, unsigned i)
{
	size_t at = (size_t)i * TEXT_PART_BYTES;

	if (at >= text.n)
		return SPAN_NONE;
	return span(text.p + at, text.n - at < TEXT_PART_BYTES ? text.n - at : TEXT_PART_BYTES);
}

/* An id of zeros ends them. */
struct span
message_after(const struct message_part *part)
{
	static const uint8_t end[MESSAGE_ID_BYTES];
	size_t n = 0;

	while (n < sizeof part->xwing && memcmp(part->xwing + n, end, sizeof end) != 0)
		n += MESSAGE_ID_BYTES;
	return span(part->xwing, n);
}

void
message_set_after(struct message_part *part, struct span ids)
{
	memset(part->xwing, 0, sizeof part->xwing);
	if (ids.n > 0 && ids.n <= sizeof part->xwing)
		memcpy(part->xwing, ids.p, ids.n);
}

/* ---- for whom ---- */

bool
addressees_meant(const struct addressees *to, size_t i)
{
	return i < to->n && (to->meant >> i & 1) != 0;
}

static size_t
row_of(const struct addressees *to, const uint8_t person[PERSON_BYTES])
{
	size_t i = 0;

	while (i < to->n && memcmp(to->rows[i].person, person, PERSON_BYTES) != 0)
		i++;
	return i;
}

const struct addressee *
addressees_find(const struct addressees *to, const uint8_t person[PERSON_BYTES])
{
	size_t i = row_of(to, person);

	return addressees_meant(to, i) ? &to->rows[i] : NULL;
}

bool
addressees_list(const struct addressees *to, const uint8_t person[PERSON_BYTES])
{
	return row_of(to, person) < to->n;
}

/* Only copies of one's own words have any. */
static void
write_addressees(uint8_t out[INNER_BYTES], const struct addressees *to)
{
	out[AT_MEANT] = to->meant;
	out[AT_PEOPLE_COUNT] = (uint8_t)to->n;
	for (size_t i = 0; i < to->n; i++) {
		const struct addressee *row = &to->rows[i];

		memcpy(out + AT_PEOPLE + i * PERSON_BYTES, row->person, PERSON_BYTES);
		put_u32(out + AT_TALK + i * 4, row->lamport);
		memcpy(out + AT_XWING + i * MESSAGE_ID_BYTES, row->message, MESSAGE_ID_BYTES);
	}
}

static void
read_addressees(struct addressees *out, const uint8_t in[INNER_BYTES])
{
	*out = (struct addressees){.n = in[AT_PEOPLE_COUNT], .meant = in[AT_MEANT]};
	for (size_t i = 0; i < out->n; i++) {
		struct addressee *row = &out->rows[i];

		memcpy(row->person, in + AT_PEOPLE + i * PERSON_BYTES, PERSON_BYTES);
		row->lamport = get_u32(in + AT_TALK + i * 4);
		memcpy(row->message, in + AT_XWING + i * MESSAGE_ID_BYTES, MESSAGE_ID_BYTES);
	}
}

static bool
toward_desk(enum seal_direction direction)
{
	return direction == SEAL_TO_OMBUDS || direction == SEAL_TO_STAFF;
}

/* ---- writing ---- */

void
message_write(uint8_t out[INNER_BYTES], const struct message_part *m, enum seal_direction direction)
{
	memset(out, 0, INNER_BYTES);
	out[AT_KIND] = m->kind;
	out[AT_PART] = m->part;
	out[AT_PARTS] = m->parts;
	put_u32(out + AT_LAMPORT, m->lamport);
	memcpy(out + AT_ID, m->id, sizeof m->id);
	memcpy(out + AT_CLAIM, m->claim, sizeof m->claim);
	memcpy(out + AT_FROM, m->from, sizeof m->from);
	memcpy(out + AT_TALK, m->talk, sizeof m->talk);
	memcpy(out + AT_PROOF, m->proof, sizeof m->proof);
	memcpy(out + AT_XWING, m->xwing, sizeof m->xwing);
	if (toward_desk(direction)) {
		put_u32(out + AT_SHOWN, m->shown.serial);
		memcpy(out + AT_SHOWN + 4, m->shown.hash, sizeof m->shown.hash);
	}
	if (direction == SEAL_COPY && m->to.n > 0)
		write_addressees(out, &m->to);
	put_u16(out + AT_TEXT_BYTES, (uint16_t)m->text.n);
	if (m->text.n > 0)
		memcpy(out + AT_TEXT, m->text.p, m->text.n);
}

/* ---- reading ---- */

static bool
zeros(const uint8_t *p, size_t n)
{
	uint8_t all = 0;

	for (size_t i = 0; i < n; i++)
		all |= p[i];
	return all == 0;
}

static size_t
text_bytes(const uint8_t in[INNER_BYTES])
{
	return ((size_t)in[AT_TEXT_BYTES] << 8) | in[AT_TEXT_BYTES + 1];
}

/* What a copy says of those for whom it was not meant is nothing. */
static bool
addressees_in_form(const uint8_t in[INNER_BYTES])
{
	size_t n = in[AT_PEOPLE_COUNT];

	if (n > PEOPLE_MAX || in[AT_MEANT] >> n != 0 ||
	    !zeros(in + AT_PEOPLE + n * PERSON_BYTES, (PEOPLE_MAX - n) * PERSON_BYTES))
		return false;
	if (n == 0)
		return true; /* an ombuds's words: ids of what they were written after lie there */
	for (size_t i = 0; i < PEOPLE_MAX; i++) {
		if ((in[AT_MEANT] >> i & 1) == 0 &&
		    (!zeros(in + AT_TALK + i * 4, 4) ||
		     !zeros(in + AT_XWING + i * MESSAGE_ID_BYTES, MESSAGE_ID_BYTES)))
			return false;
	}
	return zeros(in + AT_XWING + PEOPLE_MAX * MESSAGE_ID_BYTES,
	             XWING_PUBLIC_BYTES - PEOPLE_MAX * MESSAGE_ID_BYTES);
}

/* What lies where copies have their people. */
static bool
people_in_form(const uint8_t in[INNER_BYTES], enum seal_direction direction)
{
	size_t shown = toward_desk(direction) ? SHOWN_BYTES : 0;

	if (direction == SEAL_COPY)
		return addressees_in_form(in);
	return in[AT_MEANT] == 0 && in[AT_PEOPLE_COUNT] == 0 &&
	       zeros(in + AT_SHOWN + shown, PEOPLE_MAX * PERSON_BYTES - shown);
}

/* What a part of a known kind keeps to. */
static bool
in_form(const uint8_t in[INNER_BYTES], enum seal_direction direction)
{
	unsigned parts = in[AT_PARTS];
	size_t n = text_bytes(in);

	return parts != 0 && parts <= PARTS_MAX && (parts & (parts - 1)) == 0 &&
	       in[AT_PART] < parts && people_in_form(in, direction) && n <= TEXT_PART_BYTES &&
	       zeros(in + AT_TEXT + n, TEXT_PART_BYTES - n);
}

int
message_read(struct message_part *out, const uint8_t in[INNER_BYTES], enum seal_direction direction)
{
	bool known = message_kind_known(in[AT_KIND]);
	size_t n = text_bytes(in);

	if (in[AT_KIND] == 0 || (known && !in_form(in, direction)))
		return ERR_FORMAT;
	if (n > TEXT_PART_BYTES)
		n = TEXT_PART_BYTES;
	*out = (struct message_part){.kind = in[AT_KIND],
	                             .part = in[AT_PART],
	                             .parts = in[AT_PARTS],
	                             .lamport = get_u32(in + AT_LAMPORT)};
	memcpy(out->id, in + AT_ID, sizeof out->id);
	memcpy(out->claim, in + AT_CLAIM, sizeof out->claim);
	memcpy(out->from, in + AT_FROM, sizeof out->from);
	memcpy(out->proof, in + AT_PROOF, sizeof out->proof);
	out->text = span(in + AT_TEXT, n);
	if (known && direction == SEAL_COPY && in[AT_PEOPLE_COUNT] > 0) {
		read_addressees(&out->to, in);
		return 0;
	}
	memcpy(out->talk, in + AT_TALK, sizeof out->talk);
	memcpy(out->xwing, in + AT_XWING, sizeof out->xwing);
	if (toward_desk(direction)) {
		out->shown.serial = get_u32(in + AT_SHOWN);
		memcpy(out->shown.hash, in + AT_SHOWN + 4, sizeof out->shown.hash);
	}
	return 0;
}
