#include "server/tables.h"

#include <pthread.h>
#include <stdlib.h>

struct tables {
	pthread_mutex_t lock;
	struct payload *page;
};

struct tables *
tables_new(void)
{
	struct tables *t = calloc(1, sizeof *t);

	if (t == NULL)
		return NULL;
	t->page = payload_static(SPAN_NONE, TYPE_BYTES, CACHE_NEVER);
	if (t->page == NULL || pthread_mutex_init(&t->lock, NULL) != 0) {
		payload_unref(t->page);
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
	payload_unref(t->page);
	pthread_mutex_destroy(&t->lock);
	free(t);
}

void
tables_set(struct tables *t, struct payload *page)
{
	struct payload *before;

	pthread_mutex_lock(&t->lock);
	before = t->page;
	t->page = page;
	pthread_mutex_unlock(&t->lock);
	payload_unref(before);
}

struct payload *
tables_page(struct tables *t)
{
	struct payload *page;

	pthread_mutex_lock(&t->lock);
	page = payload_ref(t->page);
	pthread_mutex_unlock(&t->lock);
	return page;
}
