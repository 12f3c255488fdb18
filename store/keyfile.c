#include "store/keyfile.h"

#include "store/slotfile.h"

enum {
	FIRST_VAULT = KEYFILE_DAYS,
	SEEN = FIRST_VAULT + KEYFILE_VAULTS,
	SLOTS,
};

enum kind { FREE = SLOT_FREE, DAY = 1, VAULT = 2, SEEN_DAY = 3 };

_Static_assert(SLOTFILE_HEADER_BYTES + SLOTS * SLOT_BYTES <= KEYFILE_BYTES, "all slots fit");
_Static_assert((int)SLOTS <= (int)SLOTS_MAX, "all slots fit");

struct keyfile {
	struct slotfile *slots;
};

static const struct slotfile_form form = {
	.name = "alcove keys", .format = 1, .slots = SLOTS, .bytes = KEYFILE_BYTES};

static const uint8_t no_person[PERSON_BYTES];

static bool
slot_of(const struct keyfile *k, size_t i, const uint8_t person[PERSON_BYTES])
{
	return memcmp(slot_person(k->slots, i), person, PERSON_BYTES) == 0;
}

static bool
writable(const struct keyfile *k)
{
	return slotfile_writable(k->slots);
}

/* ---- destroying ---- */

/* Which slots to destroy: of this kind, and … */
struct doom {
	enum kind kind;        /* FREE: none, but torn slots are freed */
	uint32_t before;       /* days before this */
	const uint8_t *person; /* vaults of this person, */
	uint32_t version;      /* of this version, */
	bool others;           /* or of every other one */
};

static bool
doomed(const struct keyfile *k, size_t i, const struct doom *doom)
{
	if (!slot_whole(k->slots, i))
		return true;
	if (doom->kind == FREE || slot_kind(k->slots, i) != doom->kind)
		return false;
	if (doom->kind == DAY)
		return slot_number(k->slots, i) < doom->before;
	return slot_of(k, i, doom->person) &&
	       (slot_number(k->slots, i) == doom->version) != doom->others;
}

static struct slot
freed(size_t i, const void *arg)
{
	(void)i;
	(void)arg;
	return (struct slot){.kind = FREE};
}

/* A slot that could not be overwritten stays torn: the next call overwrites it once more. */
static int
destroy(struct keyfile *k, const struct doom *doom)
{
	bool hit[SLOTS];

	for (size_t i = 0; i < SLOTS; i++)
		hit[i] = doomed(k, i, doom);
	return slotfile_overwrite(k->slots, hit, freed, NULL);
}

/* ---- opening ---- */

int
keyfile_create(int directory, const char *name)
{
	return slotfile_create(directory, name, &form);
}

/* Takes ownership of the slots, also when it fails. */
static int
keyfile_new(struct keyfile **out, struct slotfile *slots)
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
keyfile_open(struct keyfile **out, int directory, const char *name, bool writable)
{
	struct slotfile *slots;
	int err;

	*out = NULL;
	err = slotfile_open(&slots, directory, name, &form, writable);
	if (err == 0)
		err = keyfile_new(out, slots);
	if (err == 0 && writable)
		err = destroy(*out, &(struct doom){.kind = FREE});
	if (err != 0) {
		keyfile_close(*out);
		*out = NULL;
	}
	return err;
}

int
keyfile_open_memory(struct keyfile **out)
{
	struct slotfile *slots;
	int err = slotfile_open_memory(&slots, &form);

	*out = NULL;
	return err == 0 ? keyfile_new(out, slots) : err;
}

void
keyfile_close(struct keyfile *k)
{
	if (k == NULL)
		return;
	slotfile_close(k->slots);
	free(k);
}

size_t
keyfile_mended(const struct keyfile *k)
{
	return slotfile_mended(k->slots);
}

void
keyfile_rest(struct keyfile *k)
{
	slotfile_rest(k->slots);
}

/* ---- finding and making ---- */

/* SLOTS when there is none. */
static size_t
find(const struct keyfile *k, enum kind kind, uint32_t number, const uint8_t *person)
{
	for (size_t i = 0; i < SLOTS; i++)
		if (slot_is(k->slots, i, kind, number) && slot_of(k, i, person))
			return i;
	return SLOTS;
}

/* A reader may hold an image from before the key was made, or none: it looks again. */
static int
look_up(struct keyfile *k, enum kind kind, uint32_t number, const uint8_t *person, size_t *i)
{
	int err;

	*i = slotfile_loaded(k->slots) ? find(k, kind, number, person) : SLOTS;
	if (*i == SLOTS && !writable(k)) {
		err = slotfile_look(k->slots);
		if (err != 0)
			return err;
		*i = find(k, kind, number, person);
	}
	return *i == SLOTS ? ERR_ABSENT : 0;
}

static int
lend(struct keyfile *k, enum kind kind, uint32_t number, const uint8_t *person, const uint8_t **key)
{
	size_t i;
	int err = look_up(k, kind, number, person, &i);

	*key = err == 0 ? slot_key(k->slots, i) : NULL;
	return err;
}

/* A new key in a free slot of a range, durable before it is lent. */
static int
make(struct keyfile *k, size_t first, size_t end, enum kind kind, uint32_t number,
     const uint8_t *person, const uint8_t **key)
{
	const struct slot slot = {kind, number, person, .keyed = true};
	size_t i = first;
	int err;

	while (i < end && slot_kind(k->slots, i) != FREE)
		i++;
	if (i == end)
		return ERR_FULL;
	err = slot_set(k->slots, i, &slot);
	if (err == 0)
		*key = slot_key(k->slots, i);
	return err;
}

int
keyfile_day(struct keyfile *k, uint32_t day, const uint8_t **key)
{
	return lend(k, DAY, day, no_person, key);
}

int
keyfile_day_make(struct keyfile *k, uint32_t day, const uint8_t **key)
{
	int err;

	*key = NULL;
	if (!writable(k))
		return ERR_INTERNAL;
	err = lend(k, DAY, day, no_person, key);
	if (err != ERR_ABSENT)
		return err;
	return make(k, 0, KEYFILE_DAYS, DAY, day, no_person, key);
}

int
keyfile_days_destroy(struct keyfile *k, uint32_t before)
{
	if (!writable(k))
		return ERR_INTERNAL;
	return destroy(k, &(struct doom){.kind = DAY, .before = before});
}

int
keyfile_days(struct keyfile *k, uint32_t out[KEYFILE_DAYS], size_t *n)
{
	int err = slotfile_look(k->slots);

	*n = 0;
	if (err != 0)
		return err;
	for (size_t i = 0; i < KEYFILE_DAYS; i++)
		if (slot_kind(k->slots, i) == DAY)
			out[(*n)++] = slot_number(k->slots, i);
	return 0;
}

int
keyfile_vault(struct keyfile *k, const uint8_t person[PERSON_BYTES], uint32_t version,
              const uint8_t **key)
{
	return lend(k, VAULT, version, person, key);
}

/* Whether so many other people have vaults that this one's two slots are not sure. */
static bool
others_fill(const struct keyfile *k, const uint8_t person[PERSON_BYTES])
{
	const uint8_t *others[KEYFILE_VAULTS];
	size_t n = 0, j;

	for (size_t i = FIRST_VAULT; i < SEEN; i++) {
		if (slot_kind(k->slots, i) != VAULT || slot_of(k, i, person))
			continue;
		for (j = 0; j < n && !slot_of(k, i, others[j]); j++)
			;
		if (j == n)
			others[n++] = slot_person(k->slots, i);
	}
	return n >= KEYFILE_PEOPLE;
}

int
keyfile_vault_make(struct keyfile *k, const uint8_t person[PERSON_BYTES], uint32_t version,
                   const uint8_t **key)
{
	struct doom same = {.kind = VAULT, .person = person, .version = version};
	int err;

	*key = NULL;
	if (!writable(k))
		return ERR_INTERNAL;
	if (others_fill(k, person))
		return ERR_FULL;
	err = destroy(k, &same);
	if (err != 0)
		return err;
	return make(k, FIRST_VAULT, SEEN, VAULT, version, person, key);
}

int
keyfile_vault_keep(struct keyfile *k, const uint8_t person[PERSON_BYTES], uint32_t version)
{
	struct doom rest = {.kind = VAULT, .person = person, .version = version, .others = true};

	if (!writable(k))
		return ERR_INTERNAL;
	return destroy(k, &rest);
}

int
keyfile_vault_at(struct keyfile *k, size_t at, uint8_t person[PERSON_BYTES], uint32_t *version)
{
	if (!writable(k))
		return ERR_INTERNAL;
	for (size_t i = FIRST_VAULT; i < SEEN; i++) {
		if (slot_kind(k->slots, i) != VAULT || at-- > 0)
			continue;
		memcpy(person, slot_person(k->slots, i), PERSON_BYTES);
		*version = slot_number(k->slots, i);
		return 0;
	}
	return ERR_ABSENT;
}

int
keyfile_seen(struct keyfile *k, uint32_t *day)
{
	int err = slotfile_look(k->slots);

	*day = 0;
	if (err != 0)
		return err;
	if (slot_kind(k->slots, SEEN) == SEEN_DAY)
		*day = slot_number(k->slots, SEEN);
	return 0;
}

int
keyfile_leap(struct keyfile *k, struct keyfile_leap *out)
{
	int err = slotfile_look(k->slots);

	*out = (struct keyfile_leap){0};
	if (err == 0 && slot_kind(k->slots, SEEN) == SEEN_DAY) {
		out->day = get_u32(slot_person(k->slots, SEEN));
		out->days = get_u32(slot_person(k->slots, SEEN) + 4);
	}
	return err;
}

int
keyfile_leap_set(struct keyfile *k, uint32_t seen, const struct keyfile_leap *leap)
{
	uint8_t note[PERSON_BYTES] = {0};

	if (!writable(k))
		return ERR_INTERNAL;
	put_u32(note, leap->day);
	put_u32(note + 4, leap->days);
	if (slot_is(k->slots, SEEN, SEEN_DAY, seen) && slot_of(k, SEEN, note))
		return 0;
	return slot_set(k->slots, SEEN, &(struct slot){SEEN_DAY, seen, note, .keyed = false});
}

int
keyfile_seen_set(struct keyfile *k, uint32_t day)
{
	return keyfile_leap_set(k, day, &(struct keyfile_leap){0});
}
