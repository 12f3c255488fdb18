#include "server/ledger.h"

#include "server/clock.h"

int
ledger_init(struct ledger *l, struct store *store)
{
	l->store = store;
	atomic_init(&l->day, clock_day(clock_now()));
	return pthread_mutex_init(&l->lock, NULL) == 0 ? 0 : ERR_MEMORY;
}

void
ledger_clear(struct ledger *l)
{
	pthread_mutex_destroy(&l->lock);
}

void
ledger_lock(struct ledger *l)
{
	pthread_mutex_lock(&l->lock);
}

void
ledger_unlock(struct ledger *l)
{
	pthread_mutex_unlock(&l->lock);
}

void
ledger_turn(struct ledger *l, uint32_t day)
{
	atomic_store(&l->day, day);
}

uint32_t
ledger_today(struct ledger *l)
{
	return atomic_load(&l->day);
}
