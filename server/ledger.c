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

uint32_t
ledger_today_locked(struct ledger *l)
{
	uint32_t today = clock_day(clock_now());

	atomic_store(&l->day, today);
	return today;
}

uint32_t
ledger_today(struct ledger *l)
{
	uint32_t today = clock_day(clock_now());

	if (today == atomic_load(&l->day))
		return today;
	ledger_lock(l);
	today = ledger_today_locked(l);
	ledger_unlock(l);
	return today;
}
