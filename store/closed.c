/* The tables of days that are over: made once, filled with cover, never changed. */
#include <sodium.h>

#include "store/internal.h"

static int
compare(const void *a, const void *b)
{
	return memcmp(a, b, CLOSED_TAG_BYTES);
}

/* Sorts, and drops what stands twice. */
static size_t
sort(uint8_t *entries, size_t n)
{
	size_t kept = 0;

	qsort(entries, n, CLOSED_TAG_BYTES, compare);
	for (size_t i = 0; i < n; i++) {
		const uint8_t *entry = entries + i * CLOSED_TAG_BYTES;

		if (kept > 0 && compare(entries + (kept - 1) * CLOSED_TAG_BYTES, entry) == 0)
			continue;
		memmove(entries + kept++ * CLOSED_TAG_BYTES, entry, CLOSED_TAG_BYTES);
	}
	return kept;
}

static size_t
filled(size_t n)
{
	size_t to = CLOSED_FILL;

	while (to < n)
		to *= 2;
	return to;
}

/* A day's tags, cut short, and as much cover as fills them up. */
static int
make_table(struct buf *out, struct span tags)
{
	size_t n = tags.n / TAG_BYTES, wanted = filled(n);
	uint8_t *entries = malloc(wanted * CLOSED_TAG_BYTES);

	if (entries == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < n; i++)
		memcpy(entries + i * CLOSED_TAG_BYTES, tags.p + i * TAG_BYTES, CLOSED_TAG_BYTES);
	while (n < wanted) {
		randombytes_buf(entries + n * CLOSED_TAG_BYTES, (wanted - n) * CLOSED_TAG_BYTES);
		n = sort(entries, wanted);
	}
	n = sort(entries, n);
	buf_put(out, entries, n * CLOSED_TAG_BYTES);
	free(entries);
	return out->err;
}

static int
close_day(struct store *store, uint32_t day, bool also_empty)
{
	struct backend *b = store->parts.backend;
	struct buf tags, table;
	int err;

	buf_init(&tags, (size_t)LIVE_TAGS_MAX * TAG_BYTES);
	buf_init(&table, (size_t)2 * LIVE_TAGS_MAX * CLOSED_TAG_BYTES);
	err = b->ops->tags(b, day, &tags);
	if (err == 0 && (tags.n > 0 || also_empty)) {
		err = make_table(&table, buf_span(&tags));
		if (err == 0)
			err = b->ops->closed_put(b, day, buf_span(&table));
	}
	buf_clear(&tags);
	buf_clear(&table);
	return err;
}

/* The first day that may lack its table; of an office that has closed none, its first with tags. */
static int
close_days(struct store *store, uint32_t today, uint32_t oldest)
{
	uint32_t day = store->closed + 1 > oldest ? store->closed + 1 : oldest;
	bool begun = store->closed > 0;
	int err = 0;

	for (; err == 0 && day < today; day++)
		err = close_day(store, day, begun || day + 1 == today);
	return err;
}

int
store_close_days(struct store *store, uint32_t today, uint32_t retention_days, bool leap_accepted)
{
	struct backend *b = store->parts.backend;
	uint32_t oldest = today > retention_days ? today - retention_days : 0;
	bool leap, back;
	int err;

	if (!store->writable)
		return ERR_INTERNAL;
	if (retention_days < 1 || retention_days > RETENTION_DAYS_MAX)
		return ERR_SIZE;
	err = store_leaps(store, today, &leap);
	if (err != 0 || (leap && !leap_accepted))
		return err != 0 ? err : ERR_DAY;
	back = leap_accepted && store->closed >= today;
	if (!back && store->closed + 1 >= today)
		return 0;
	err = store_begin(store);
	if (err == 0 && back)
		err = b->ops->closed_drop(b, today);
	if (err == 0 && !back)
		err = close_days(store, today, oldest);
	err = store_finish(store, err);
	if (err == 0)
		store->closed = today - 1;
	return err;
}

uint32_t
store_closed_day(const struct store *store)
{
	return store->closed;
}

int
store_closed(struct store *store, uint32_t first, struct buf *out)
{
	return store->parts.backend->ops->closed(store->parts.backend, first, out);
}

size_t
store_live_tags(const struct store *store)
{
	return store->tags;
}
