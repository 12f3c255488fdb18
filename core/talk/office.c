#include "core/talk/office.h"

#include <string.h>

#include "core/crypto/words.h"
#include "core/json.h"

enum { FINGERPRINT_MAX = 256 };

void
office_clear(struct office *o)
{
	roster_clear(&o->roster);
	*o = (struct office){0};
}

static struct span
text_of(const json_t *top, const char *key)
{
	const json_t *value = json_object_get(top, key);

	return span(json_string_value(value), json_string_length(value));
}

static int
check_day(struct office *o, const json_t *top, uint32_t today)
{
	json_int_t day = json_integer_value(json_object_get(top, "day"));

	if (day < 1 || day > UINT32_MAX)
		return ERR_SERVER;
	o->day = (uint32_t)day;
	return o->day + 1 < today || o->day > today + 1 ? ERR_DAY : 0;
}

static int
read_signed(struct office *o, const json_t *top, const char *origin, struct span fingerprint,
            uint32_t today)
{
	uint8_t id[OFFICE_BYTES];
	struct span root = text_of(top, "root");
	int rc;

	if (root.n == 0 || minisign_public_read(&o->root, root) != 0)
		return ERR_SERVER;
	office_id(id, &o->root);
	rc = fingerprint.n == 0 ? 0 : fingerprint_check(fingerprint, id);
	if (rc == 0)
		rc = check_day(o, top, today);
	if (rc == 0)
		rc = roster_verify(&o->roster, &o->root, text_of(top, "roster"),
		                   text_of(top, "signature"), o->day, origin);
	return rc;
}

int
office_read(struct office *out, struct span answer, const char *origin, struct span fingerprint,
            uint32_t today)
{
	json_t *top;
	int rc;

	*out = (struct office){0};
	if (answer.n > OFFICE_ANSWER_MAX)
		return ERR_SERVER;
	rc = json_read(&top, answer);
	if (rc == 0)
		rc = json_is_object(top) ? read_signed(out, top, origin, fingerprint, today)
		                         : ERR_SERVER;
	else if (rc == ERR_FORMAT)
		rc = ERR_SERVER;
	json_decref(top);
	if (rc != 0)
		office_clear(out);
	return rc;
}

int
office_door_open(struct office_door *door, const char *origin, struct span fingerprint,
                 uint32_t today)
{
	door->today = today;
	buf_init(&door->origin, ORIGIN_MAX + 1);
	buf_init(&door->fingerprint, FINGERPRINT_MAX);
	buf_put(&door->origin, origin, strlen(origin) + 1);
	buf_put_span(&door->fingerprint, fingerprint);
	return door->origin.err != 0 ? door->origin.err : door->fingerprint.err;
}

void
office_door_clear(struct office_door *door)
{
	buf_clear(&door->origin);
	buf_clear(&door->fingerprint);
}

int
office_meet(struct office *out, const struct office_door *door, struct span answer)
{
	return office_read(out, answer, (const char *)door->origin.p, buf_span(&door->fingerprint),
	                   door->today);
}

/* Which slot a person has who can be written to; PEOPLE_MAX for leavers, strangers, unknown roles.
 */
static size_t
slot_of(const struct roster *roster, const uint8_t person[PERSON_BYTES])
{
	for (size_t i = 0; i < roster_slots(roster); i++) {
		const struct person *p = roster_slot(roster, i);

		if (memcmp(p->id, person, PERSON_BYTES) == 0)
			return p->role == ROLE_UNKNOWN ? PEOPLE_MAX : i;
	}
	return PEOPLE_MAX;
}

int
office_bundles(struct bundle out[PEOPLE_MAX], const struct roster *roster, uint32_t day,
               struct span answer)
{
	struct bundle b;
	int rc;

	memset(out, 0, PEOPLE_MAX * sizeof *out);
	if (answer.n % BUNDLE_BYTES != 0 || answer.n > ROSTER_PEOPLE_MAX * BUNDLE_BYTES)
		return ERR_SERVER;
	for (size_t at = 0; at < answer.n; at += BUNDLE_BYTES) {
		size_t slot;

		rc = bundle_read(&b, roster, answer.p + at);
		if (rc < 0 || rc == ERR_OLDER)
			return rc;
		if (rc != 0 || b.day != day)
			continue;
		slot = slot_of(roster, b.person);
		if (slot < PEOPLE_MAX)
			out[slot] = b;
	}
	return 0;
}
