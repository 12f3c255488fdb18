#include "server/tables.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "core/talk/places.h"

struct table {
	uint32_t day;
	struct payload *payload;
};

/* A handful of days, looked through one by one. */
struct tables {
	pthread_mutex_t lock;
	struct payload *empty;
	struct table *days;
	size_t count;
	size_t tags;
};

struct tables *
tables_new(void)
{
	struct tables *t = calloc(1, sizeof *t);

	if (t == NULL)
		return NULL;
	t->empty = payload_static(SPAN_NONE, TYPE_BYTES, CACHE_NEVER);
	if (t->empty == NULL || pthread_mutex_init(&t->lock, NULL) != 0) {
		payload_unref(t->empty);
		free(t);
		return NULL;
	}
	return t;
}

void
tables_free(struct tables *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; i < t->count; i++)
		payload_unref(t->days[i].payload);
	payload_unref(t->empty);
	free(t->days);
	pthread_mutex_destroy(&t->lock);
	free(t);
}

static int
compare(const void *a, const void *b)
{
	return memcmp(a, b, TAG_BYTES);
}

/* Sorts and merges both into out, each tag once; returns the bytes written. */
static size_t
merge(uint8_t *out, struct span old, uint8_t *new, size_t new_bytes)
{
	size_t i = 0, j = 0, n = 0;

	qsort(new, new_bytes / TAG_BYTES, TAG_BYTES, compare);
	while (i < old.n || j < new_bytes) {
		const uint8_t *from;
		bool take_old = j == new_bytes || (i < old.n && compare(old.p + i, new + j) <= 0);

		from = take_old ? old.p + i : new + j;
		if (take_old)
			i += TAG_BYTES;
		else
			j += TAG_BYTES;
		if (n == 0 || compare(out + n - TAG_BYTES, from) != 0) {
			memcpy(out + n, from, TAG_BYTES);
			n += TAG_BYTES;
		}
	}
	return n;
}

static struct payload *
merged_page(struct span old, struct span tags)
{
	uint8_t *out = malloc(old.n + tags.n), *sorted = malloc(tags.n);
	struct payload *payload = NULL;

	if (out != NULL && sorted != NULL) {
		memcpy(sorted, tags.p, tags.n);
		payload =
			payload_new(out, merge(out, old, sorted, tags.n), TYPE_BYTES, CACHE_NEVER);
		out = NULL;
	}
	free(out);
	free(sorted);
	return payload;
}

static struct table *
find(const struct tables *t, uint32_t day)
{
	for (size_t i = 0; i < t->count; i++) {
		if (t->days[i].day == day)
			return &t->days[i];
	}
	return NULL;
}

static struct table *
find_or_add(struct tables *t, uint32_t day)
{
	struct table *table = find(t, day), *days;

	if (table != NULL)
		return table;
	days = realloc(t->days, (t->count + 1) * sizeof *days);
	if (days == NULL)
		return NULL;
	t->days = days;
	table = &days[t->count++];
	*table = (struct table){.day = day, .payload = payload_ref(t->empty)};
	return table;
}

int
tables_add(struct tables *t, uint32_t day, struct span tags)
{
	struct table *table;
	struct payload *payload = NULL, *old = NULL;

	if (tags.n == 0)
		return 0;
	/* Only the writer adds, so the old page may be read without the lock. */
	pthread_mutex_lock(&t->lock);
	table = find_or_add(t, day);
	if (table != NULL)
		old = payload_ref(table->payload);
	pthread_mutex_unlock(&t->lock);
	if (old != NULL)
		payload = merged_page(payload_bytes(old), tags);
	if (payload != NULL) {
		pthread_mutex_lock(&t->lock);
		t->tags += (payload_bytes(payload).n - payload_bytes(old).n) / TAG_BYTES;
		payload_unref(table->payload);
		table->payload = payload;
		pthread_mutex_unlock(&t->lock);
	}
	payload_unref(old);
	return payload == NULL ? ERR_MEMORY : 0;
}

bool
tables_has(struct tables *t, uint32_t day, const uint8_t tag[TAG_BYTES])
{
	struct payload *payload = tables_page(t, day);
	bool has = table_has(payload_bytes(payload), tag);

	payload_unref(payload);
	return has;
}

struct payload *
tables_page(struct tables *t, uint32_t day)
{
	const struct table *table;
	struct payload *payload;

	pthread_mutex_lock(&t->lock);
	table = find(t, day);
	payload = payload_ref(table != NULL ? table->payload : t->empty);
	pthread_mutex_unlock(&t->lock);
	return payload;
}

size_t
tables_count(struct tables *t)
{
	size_t n;

	pthread_mutex_lock(&t->lock);
	n = t->tags;
	pthread_mutex_unlock(&t->lock);
	return n;
}

void
tables_forget(struct tables *t, uint32_t first)
{
	size_t kept = 0;

	pthread_mutex_lock(&t->lock);
	for (size_t i = 0; i < t->count; i++) {
		if (t->days[i].day >= first) {
			t->days[kept++] = t->days[i];
			continue;
		}
		t->tags -= payload_bytes(t->days[i].payload).n / TAG_BYTES;
		payload_unref(t->days[i].payload);
	}
	t->count = kept;
	pthread_mutex_unlock(&t->lock);
}
