#include "server/guests.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>

enum { AT_ONCE = 256 };

struct guest {
	int fd;
	_Atomic uint64_t until;
	_Atomic bool asked;
	bool gone; /* at the last sweep the other end sent no more, and nothing was asked */
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
	atomic_init(&guest->asked, false);
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
guest_until(struct guest *guest, uint64_t until_ms, bool asked)
{
	atomic_store(&guest->until, until_ms);
	atomic_store(&guest->asked, asked);
}

static void
shut(struct guest *guest)
{
	(void)shutdown(guest->fd, SHUT_RDWR);
	atomic_store(&guest->until, UINT64_MAX); /* once is enough */
}

/*
 * Who says nothing more, and did not at the last sweep either: a whole request that came before
 * the end would have been read since.
 */
static void
shut_gone(struct guest *const *guests, struct pollfd *ends, nfds_t n)
{
	(void)poll(ends, n, 0); /* where it fails, nobody is known to have gone */
	for (nfds_t i = 0; i < n; i++) {
		bool gone = (ends[i].revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;

		if (gone && guests[i]->gone)
			shut(guests[i]);
		guests[i]->gone = gone;
	}
}

void
guests_sweep(struct guests *g, uint64_t ms)
{
	struct guest *silent[AT_ONCE];
	struct pollfd ends[AT_ONCE];
	nfds_t n = 0;

	pthread_mutex_lock(&g->lock);
	for (struct guest *guest = g->first; guest != NULL; guest = guest->next) {
		if (atomic_load(&guest->until) <= ms)
			shut(guest);
		if (atomic_load(&guest->asked)) {
			guest->gone = false;
			continue;
		}
		silent[n] = guest;
		ends[n++] = (struct pollfd){.fd = guest->fd, .events = POLLRDHUP};
		if (n == AT_ONCE) {
			shut_gone(silent, ends, n);
			n = 0;
		}
	}
	shut_gone(silent, ends, n);
	pthread_mutex_unlock(&g->lock);
}
