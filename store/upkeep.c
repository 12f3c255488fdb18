/* What passes with time, and what there is. */
#include "core/secret.h"
#include "store/internal.h"

bool
store_needs_scrub(const struct store *store)
{
	return store->needs_scrub;
}

int
store_scrub(struct store *store)
{
	struct backend *b = store->parts.backend;
	int err;

	if (!store->writable)
		return ERR_INTERNAL;
	err = b->ops->scrub != NULL ? b->ops->scrub(b) : 0;
	if (err == 0)
		store->needs_scrub = false;
	return err;
}

/* Rows older than their days. Their keys are gone already. */
static int
sweep(struct store *store, uint32_t oldest, uint32_t oldest_bundle, size_t *removed)
{
	struct backend *b = store->parts.backend;
	int err = store_begin(store);

	*removed = 0;
	if (err == 0)
		err = b->ops->places_expire(b, oldest, removed);
	if (err == 0)
		err = b->ops->bundles_expire(b, oldest_bundle);
	if (err == 0)
		err = b->ops->closed_expire(b, oldest);
	err = store_finish(store, err);
	if (err == 0 && *removed > 0) {
		store->needs_scrub = true;
		err = b->ops->tag_count(b, &store->tags);
	}
	return err;
}

/*
 * Pages keep the order in which rows came until they are rewritten, and remains
 * of rows that moved; so all is rewritten once a day has ended. The day is
 * noted after it, so that a pack that failed is made up for by the next call.
 */
static int
pack(struct store *store, uint32_t today, bool removed)
{
	struct backend *b = store->parts.backend;
	uint32_t packed;
	int err;

	if (b->ops->pack == NULL)
		return 0;
	err = b->ops->packed_get(b, &packed);
	if (err != 0 || (packed == today && !removed))
		return err;
	store->needs_scrub = true;
	err = b->ops->pack(b);
	if (err == 0)
		err = store_begin(store);
	if (err == 0)
		err = store_finish(store, b->ops->packed_set(b, today));
	return err;
}

/*
 * The end-day keys on a day, `seen` being the day the store saw last. Keys that
 * an office in use should have had, because its file of them is gone or it was
 * made before there were any, count as renewed.
 */
static int
turn_ends(struct store *store, uint32_t seen, uint32_t today, bool leap)
{
	struct endfile *ends = store->parts.ends;
	uint32_t turned;
	int err = endfile_day(ends, &turned);

	if (err == 0)
		err = endfile_turn(ends, today, leap, &store->ends_renewed);
	if (err == 0 && turned == 0 && seen != 0)
		store->ends_renewed = END_KEYS;
	return err;
}

/* What must go on the day, whatever room the disk has; then the day itself. */
static int
destroy_keys(struct store *store, uint32_t seen, uint32_t today, uint32_t oldest, bool leap)
{
	int err = keyfile_days_destroy(store->parts.keys, oldest);

	if (err == 0)
		err = turn_ends(store, seen, today, leap);
	return err == 0 ? keyfile_seen_set(store->parts.keys, today) : err;
}

/* Rows, then pages, then the log. */
static int
tidy_rows(struct store *store, uint32_t today, uint32_t oldest)
{
	size_t removed;
	int err = sweep(store, oldest, today > 0 ? today - 1 : 0, &removed);

	if (err == 0)
		err = pack(store, today, removed > 0);
	if (err == 0 && store->needs_scrub)
		err = store_scrub(store);
	/* A reader in the way: store_needs_scrub goes on saying so. */
	return err == ERR_CONFLICT ? 0 : err;
}

/*
 * The day seen last, 0 never. A crash may have torn the key file's note of it;
 * the end-day keys were turned just before that was written.
 */
static int
last_seen(struct store *store, uint32_t *seen)
{
	int err = keyfile_seen(store->parts.keys, seen);

	return err == 0 && *seen == 0 ? endfile_day(store->parts.ends, seen) : err;
}

/* Whether the store has seen another day so far away that nothing may be destroyed. */
static bool
leaps(uint32_t seen, uint32_t today)
{
	return seen != 0 && (today > seen ? today - seen : seen - today) > CLOCK_LEAP_DAYS;
}

int
store_leaps(struct store *store, uint32_t today, bool *leap)
{
	uint32_t seen = 0;
	int err = last_seen(store, &seen);

	*leap = leaps(seen, today);
	return err;
}

int
store_meet_day(struct store *store, uint32_t today, bool *believed)
{
	struct keyfile_leap leap;
	uint32_t seen;
	int err = store->writable ? last_seen(store, &seen) : ERR_INTERNAL;

	*believed = false;
	/* a clock that went back shows days that were, and is for a person to judge */
	if (err != 0 || today < seen || !leaps(seen, today))
		return err;
	err = keyfile_leap(store->parts.keys, &leap);
	if (err != 0)
		return err;
	if (leap.day == 0 || leap.day + 1 != today)
		leap.days = leap.day == today ? leap.days : 1;
	else if (leap.days < CLOCK_BELIEVED_DAYS)
		leap.days++;
	leap.day = today;
	*believed = leap.days >= CLOCK_BELIEVED_DAYS;
	return keyfile_leap_set(store->parts.keys, seen, &leap);
}

/*
 * Order: keys, the day, rows, pack, log. Destroying keys needs no room on the
 * disk, so a full disk does not delay it; and the day seen stands in the key
 * file for the same reason: it moves on with the keys, and a disk that stays
 * full for days is not taken for a leap of the clock. Each later step is
 * repeated by the next call if this one ends before it.
 */
int
store_tidy(struct store *store, uint32_t today, uint32_t retention_days, bool leap_accepted)
{
	uint32_t seen, oldest = today > retention_days ? today - retention_days : 0;
	bool leap;
	int err;

	if (!store->writable)
		return ERR_INTERNAL;
	if (retention_days < 1 || retention_days > RETENTION_DAYS_MAX)
		return ERR_SIZE;
	err = last_seen(store, &seen);
	if (err != 0)
		return err;
	if (seen == 0 && !leap_accepted)
		return destroy_keys(store, seen, today, 0, false);
	leap = leaps(seen, today);
	if (leap && !leap_accepted) {
		/* What a crash left of the last day's turn is still put right. */
		err = turn_ends(store, seen, seen, false);
		return err == 0 ? ERR_DAY : err;
	}
	err = destroy_keys(store, seen, today, oldest, leap);
	return err == 0 ? tidy_rows(store, today, oldest) : err;
}

/* ---- end-day keys ---- */

int
store_ends(struct store *store, uint32_t *day, uint8_t out[END_KEYS][END_KEY_BYTES])
{
	*day = 0;
	return store->parts.ends == NULL ? ERR_ABSENT : endfile_keys(store->parts.ends, day, out);
}

size_t
store_ends_renewed(struct store *store)
{
	size_t n = store->ends_renewed;

	store->ends_renewed = 0;
	return n;
}

size_t
store_keys_mended(const struct store *store)
{
	return keyfile_mended(store->parts.keys) +
	       (store->parts.ends == NULL ? 0 : endfile_mended(store->parts.ends));
}

/* ---- inventory ---- */

struct store_day_count *
inventory_day(struct store_inventory *inventory, uint32_t day)
{
	const size_t max = sizeof(inventory->day) / sizeof(inventory->day[0]);
	struct store_day_count *d = inventory->day;
	size_t i = 0;

	while (i < inventory->days && d[i].day < day)
		i++;
	if (i < inventory->days && d[i].day == day)
		return &d[i];
	if (inventory->days == max)
		return NULL;
	memmove(&d[i + 1], &d[i], (inventory->days - i) * sizeof(*d));
	d[i] = (struct store_day_count){.day = day};
	inventory->days++;
	return &d[i];
}

bool
store_day_overdue(const struct store_day_count *d, uint32_t today, uint32_t retention_days)
{
	bool holds = d->tags > 0 || d->entries > 0 || d->key;

	return (holds && d->day + retention_days < today) || (d->bundles > 0 && d->day + 1 < today);
}

bool
store_day_unreadable(const struct store_day_count *d, uint32_t today, uint32_t retention_days)
{
	return d->cells + d->envelopes > 0 && !d->key && d->day + retention_days >= today;
}

int
store_take_inventory(struct store *store, struct store_inventory *out)
{
	uint32_t days[KEYFILE_DAYS];
	struct store_day_count *d;
	size_t n = 0;
	int err;

	*out = (struct store_inventory){0};
	err = store->parts.backend->ops->inventory(store->parts.backend, out);
	if (err == 0)
		err = keyfile_days(store->parts.keys, days, &n);
	for (size_t i = 0; i < n && err == 0; i++) {
		d = inventory_day(out, days[i]);
		if (d == NULL)
			err = ERR_SIZE;
		else
			d->key = true;
	}
	if (err == 0)
		err = keyfile_seen(store->parts.keys, &out->last_day);
	if (err == 0 && store->parts.ends != NULL)
		err = endfile_day(store->parts.ends, &out->ends_day);
	keyfile_rest(store->parts.keys);
	return err;
}

struct looking {
	struct store *store;
	const struct store_inventory *there;
	size_t *damaged;
};

/* A day whose key was destroyed since the inventory was taken is no damage. */
static bool
has_key(struct store *store, uint32_t day)
{
	const uint8_t *key;

	return keyfile_day(store->parts.keys, day, &key) == 0;
}

static int
look_at(void *arg, const struct place_row *row)
{
	struct looking *l = arg;
	uint8_t body[BODY_BYTES];
	int err = row_open(l->store, row, body);
	bool damaged = err == ERR_ABSENT && has_key(l->store, row->day);

	secret_wipe(body, sizeof body);
	for (size_t i = 0; damaged && i < l->there->days; i++)
		l->damaged[i] += l->there->day[i].day == row->day;
	return err == ERR_ABSENT ? 0 : err;
}

int
store_look_through(struct store *store, const struct store_inventory *there, size_t *damaged)
{
	struct backend *b = store->parts.backend;
	struct looking looking = {store, there, damaged};
	int err;

	memset(damaged, 0, there->days * sizeof *damaged);
	err = b->ops->places(b, look_at, &looking);
	keyfile_rest(store->parts.keys);
	return err;
}
