#include "core/talk/message.h"

#include <string.h>

enum {
	AT_KIND = 0,
	AT_PART = 1,
	AT_PARTS = 2,
	AT_ZERO = 3,
	AT_LAMPORT = 4,
	AT_ID = 8,
	AT_CLAIM = AT_ID + MESSAGE_ID_BYTES,
	AT_FROM = AT_CLAIM + CLAIM_BYTES,
	AT_TALK = AT_FROM + PERSON_BYTES,
	AT_PROOF = AT_TALK + 32,
	AT_PEOPLE_COUNT = AT_PROOF + 32,
	AT_PEOPLE = AT_PEOPLE_COUNT + 1,
	AT_XWING = AT_PEOPLE + PEOPLE_MAX * PERSON_BYTES,
	AT_TEXT_BYTES = AT_XWING + XWING_PUBLIC_BYTES,
	AT_TEXT = AT_TEXT_BYTES + 2,
};

_Static_assert(AT_TEXT + TEXT_PART_BYTES == INNER_BYTES, "protocol §8");
_Static_assert(MESSAGE_AFTER_MAX *MESSAGE_ID_BYTES == XWING_PUBLIC_BYTES, "protocol §8");
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

void
message_write(uint8_t out[INNER_BYTES], const struct message_part *m)
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
	out[AT_PEOPLE_COUNT] = (uint8_t)m->people_count;
	memcpy(out + AT_PEOPLE, m->people, m->people_count * PERSON_BYTES);
	memcpy(out + AT_XWING, m->xwing, sizeof m->xwing);
	put_u16(out + AT_TEXT_BYTES, (uint16_t)m->text.n);
	if (m->text.n > 0)
		memcpy(out + AT_TEXT, m->text.p, m->text.n);
}

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

/* What a part of a known kind keeps to. */
static bool
in_form(const uint8_t in[INNER_BYTES])
{
	unsigned parts = in[AT_PARTS], people = in[AT_PEOPLE_COUNT];
	size_t n = text_bytes(in);

	return in[AT_ZERO] == 0 && parts != 0 && parts <= PARTS_MAX && (parts & (parts - 1)) == 0 &&
	       in[AT_PART] < parts && people <= PEOPLE_MAX && n <= TEXT_PART_BYTES &&
	       zeros(in + AT_PEOPLE + people * PERSON_BYTES,
	             (PEOPLE_MAX - people) * PERSON_BYTES) &&
	       zeros(in + AT_TEXT + n, TEXT_PART_BYTES - n);
}

int
message_read(struct message_part *out, const uint8_t in[INNER_BYTES])
{
	size_t people = in[AT_PEOPLE_COUNT], n = text_bytes(in);

	if (in[AT_KIND] == 0 || (message_kind_known(in[AT_KIND]) && !in_form(in)))
		return ERR_FORMAT;
	if (people > PEOPLE_MAX)
		people = PEOPLE_MAX;
	if (n > TEXT_PART_BYTES)
		n = TEXT_PART_BYTES;
	out->kind = in[AT_KIND];
	out->part = in[AT_PART];
	out->parts = in[AT_PARTS];
	out->lamport = get_u32(in + AT_LAMPORT);
	memcpy(out->id, in + AT_ID, sizeof out->id);
	memcpy(out->claim, in + AT_CLAIM, sizeof out->claim);
	memcpy(out->from, in + AT_FROM, sizeof out->from);
	memcpy(out->talk, in + AT_TALK, sizeof out->talk);
	memcpy(out->proof, in + AT_PROOF, sizeof out->proof);
	out->people_count = people;
	memset(out->people, 0, sizeof out->people);
	memcpy(out->people, in + AT_PEOPLE, people * PERSON_BYTES);
	memcpy(out->xwing, in + AT_XWING, sizeof out->xwing);
	out->text = span(in + AT_TEXT, n);
	return 0;
}
