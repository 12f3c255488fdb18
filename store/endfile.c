#include "store/endfile.h"

#include "core/secret.h"
#include "store/slotfile.h"

enum {
	TURNED = END_KEYS,
	SLOTS,
};

enum kind { END_DAY = 1, TURNED_DAY = 2 };

_Static_assert(SLOTFILE_HEADER_BYTES + SLOTS * SLOT_BYTES <= ENDFILE_BYTES, "all slots fit");
_Static_assert((int)END_KEY_BYTES == (int)KEY_BYTES, "key size");
_Static_assert((int)SLOTS <= (int)SLOTS_MAX, "all slots fit");

struct endfile {
	struct slotfile *slots;
};

static const struct slotfile_form form = {
	.name = "alcove end keys", .format = 1, .slots = SLOTS, .bytes = ENDFILE_BYTES};

int
endfile_create(int directory, const char *name)
{
	return slotfile_create(directory, name, &form);
}

/* Takes ownership of the slots, also when it fails. */
static int
endfile_new(struct endfile **out, struct slotfile *slots)
{
	*out = calloc(1, sizeof(**out));
	if (*out == NULL) {
		slotfile_close(slots);
		return ERR_MEMORY;
	}
	(*out)->slots = slots;
	return 0;
}

int
endfile_open(struct endfile **out, int directory, const char *name, bool writable)
{
	struct slotfile *slots;
	int err = slotfile_open(&slots, directory, name, &form, writable);

	*out = NULL;
	return err == 0 ? endfile_new(out, slots) : err;
}

int
endfile_open_memory(struct endfile **out)
{
	struct slotfile *slots;
	int err = slotfile_open_memory(&slots, &form);

	*out = NULL;
	return err == 0 ? endfile_new(out, slots) : err;
}

void
endfile_close(struct endfile *e)
{
	if (e == NULL)
		return;
	slotfile_close(e->slots);
	free(e);
}

size_t
endfile_mended(const struct endfile *e)
{
	return slotfile_mended(e->slots);
}

/* ---- turning ---- */

/* The day of a slot's key when the file holds the keys of the days after `after`. */
static uint32_t
day_of(size_t i, uint32_t after)
{
	uint32_t first = after + 1, at = first % END_KEYS;

	return first + ((uint32_t)i + END_KEYS - at) % END_KEYS;
}

/* The day of the last turn, 0 never. A crash may have torn its slot: then the furthest key tells.
 */
static uint32_t
last_turn(const struct endfile *e)
{
	uint32_t last = 0;

	if (slot_kind(e->slots, TURNED) == TURNED_DAY)
		return slot_number(e->slots, TURNED);
	for (size_t i = 0; i < END_KEYS; i++)
		if (slot_kind(e->slots, i) == END_DAY && slot_number(e->slots, i) > last)
			last = slot_number(e->slots, i);
	return last > END_KEYS ? last - END_KEYS : 0;
}

static struct slot
filled(size_t i, const void *arg)
{
	const uint32_t *after = arg;

	return (struct slot){.kind = END_DAY, .number = day_of(i, *after), .keyed = true};
}

/* Missing or torn, and of a day to come. A torn slot whose day is over was cut off while it was
 * destroyed. */
static bool
lost(const struct endfile *e, size_t i, uint32_t last, uint32_t today)
{
	return last != 0 && slot_kind(e->slots, i) != END_DAY && day_of(i, last) > today;
}

int
endfile_turn(struct endfile *e, uint32_t today, bool back, size_t *renewed)
{
	uint32_t last = last_turn(e), after = today > last || back ? today : last;
	bool hit[SLOTS] = {false}, gone[SLOTS] = {false};
	int err;

	if (!slotfile_writable(e->slots))
		return ERR_INTERNAL;
	if (after > UINT32_MAX - 2 * END_KEYS)
		return ERR_SIZE;
	for (size_t i = 0; i < END_KEYS; i++) {
		hit[i] = !slot_is(e->slots, i, END_DAY, day_of(i, after));
		gone[i] = hit[i] && lost(e, i, last, today);
	}
	err = slotfile_overwrite(e->slots, hit, filled, &after);
	for (size_t i = 0; i < END_KEYS; i++)
		*renewed += gone[i] && slot_is(e->slots, i, END_DAY, day_of(i, after));
	return err == 0 ? slot_note(e->slots, TURNED, TURNED_DAY, after) : err;
}

/* ---- looking ---- */

int
endfile_day(struct endfile *e, uint32_t *day)
{
	int err = slotfile_look(e->slots);

	*day = err == 0 ? last_turn(e) : 0;
	slotfile_rest(e->slots);
	return err;
}

static int
copy_keys(const struct endfile *e, uint32_t *day, uint8_t out[END_KEYS][END_KEY_BYTES])
{
	if (slot_kind(e->slots, TURNED) != TURNED_DAY)
		return ERR_ABSENT;
	*day = slot_number(e->slots, TURNED);
	for (uint32_t n = 0; n < END_KEYS; n++) {
		size_t i = (*day + 1 + n) % END_KEYS;

		if (!slot_is(e->slots, i, END_DAY, *day + 1 + n))
			return ERR_ABSENT;
		memcpy(out[n], slot_key(e->slots, i), KEY_BYTES);
	}
	return 0;
}

int
endfile_keys(struct endfile *e, uint32_t *day, uint8_t out[END_KEYS][END_KEY_BYTES])
{
	int err = slotfile_look(e->slots);

	*day = 0;
	if (err == 0)
		err = copy_keys(e, day, out);
	slotfile_rest(e->slots);
	if (err != 0) {
		secret_wipe(out, (size_t)END_KEYS * END_KEY_BYTES);
		*day = 0;
	}
	return err;
}
