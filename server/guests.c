#include "server/guests.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>

struct guest {
	int fd;
	_Atomic uint64_t until;
	struct guest *next, **to_this;
};

struct guests {
	pthread_mutex_t lock; /* of the list: who is on it has an open fd */
	struct guest *first;
};

struct guests *
guests_new(void)
{
	struct guests *g = calloc(1, sizeof *g);

	if (g != NULL && pthread_mutex_init(&g->lock, NULL) != 0) {
		free(g);
		g = NULL;
	}
	return g;
}

void
guests_free(struct guests *g)
{
	if (g == NULL)
		return;
	pthread_mutex_destroy(&g->lock);
	free(g);
}

struct guest *
guests_came(struct guests *g, int fd, uint64_t until_ms)
{
	struct guest *guest = calloc(1, sizeof *guest);

	if (guest == NULL)
		return NULL;
	guest->fd = fd;
	atomic_init(&guest->until, until_ms);
	pthread_mutex_lock(&g->lock);
	guest->next = g->first;
	guest->to_this = &g->first;
	if (g->first != NULL)
		g->first->to_this = &guest->next;
	g->first = guest;
	pthread_mutex_unlock(&g->lock);
	return guest;
}

void
guests_left(struct guests *g, struct guest *guest)
{
	pthread_mutex_lock(&g->lock);
	*guest->to_this = guest->next;
	if (guest->next != NULL)
		guest->next->to_this = guest->to_this;
	pthread_mutex_unlock(&g->lock);
	free(guest);
}

void
guest_until(struct guest *guest, uint64_t until_ms)
{
	atomic_store(&guest->until, until_ms);
}

void
guests_sweep(struct guests *g, uint64_t ms)
{
	pthread_mutex_lock(&g->lock);
	for (struct guest *guest = g->first; guest != NULL; guest = guest->next) {
		if (atomic_load(&guest->until) <= ms) {
			(void)shutdown(guest->fd, SHUT_RDWR);
			atomic_store(&guest->until, UINT64_MAX); /* once is enough */
		}
	}
	pthread_mutex_unlock(&g->lock);
}
