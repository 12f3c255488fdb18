#include "server/readers.h"

#include <stdlib.h>

struct readers {
	struct ledger *shared; /* or NULL */
	atomic_uint turn;
	size_t n;
	struct {
		pthread_mutex_t lock;
		struct store *store;
	} handle[READERS_MAX];
};

int
readers_open(struct readers **out, const char *directory, size_t n)
{
	struct readers *r = calloc(1, sizeof *r);
	int rc = 0;

	if (r == NULL)
		return ERR_MEMORY;
	for (; r->n < n && r->n < READERS_MAX; r->n++) {
		rc = store_open_sqlite(&r->handle[r->n].store, directory, STORE_READ);
		if (rc == 0 && pthread_mutex_init(&r->handle[r->n].lock, NULL) != 0) {
			store_close(r->handle[r->n].store);
			rc = ERR_MEMORY;
		}
		if (rc != 0) {
			readers_close(r);
			return rc;
		}
	}
	*out = r;
	return 0;
}

int
readers_share(struct readers **out, struct ledger *ledger)
{
	struct readers *r = calloc(1, sizeof *r);

	if (r == NULL)
		return ERR_MEMORY;
	r->shared = ledger;
	*out = r;
	return 0;
}

void
readers_close(struct readers *r)
{
	if (r == NULL)
		return;
	for (size_t i = 0; i < r->n; i++) {
		store_close(r->handle[i].store);
		pthread_mutex_destroy(&r->handle[i].lock);
	}
	free(r);
}

struct store *
readers_take(struct readers *r, size_t *which)
{
	if (r->shared != NULL) {
		ledger_lock(r->shared);
		return r->shared->store;
	}
	for (size_t i = 0; i < r->n; i++) {
		if (pthread_mutex_trylock(&r->handle[i].lock) == 0) {
			*which = i;
			return r->handle[i].store;
		}
	}
	*which = atomic_fetch_add(&r->turn, 1) % r->n;
	pthread_mutex_lock(&r->handle[*which].lock);
	return r->handle[*which].store;
}

void
readers_give(struct readers *r, size_t which)
{
	if (r->shared != NULL)
		ledger_unlock(r->shared);
	else
		pthread_mutex_unlock(&r->handle[which].lock);
}
