/*
 * The store's one writing handle, its lock, and the day in force. The day turns
 * under the lock, so that no deposit of a day is still being stored once the
 * server has told anybody of the next one: tables of past days never change.
 */
#ifndef ALCOVE_SERVER_LEDGER_H
#define ALCOVE_SERVER_LEDGER_H

#include <pthread.h>
#include <stdatomic.h>

#include "store/store.h"

struct ledger {
	struct store *store;
	pthread_mutex_t lock;
	_Atomic uint32_t day;
};

/* The store stays the caller's. ERR_MEMORY. */
MUST_USE int ledger_init(struct ledger *l, struct store *store);
void ledger_clear(struct ledger *l);

void ledger_lock(struct ledger *l);
void ledger_unlock(struct ledger *l);
/* Today. Waits for a commit only when the clock says that the day has changed. */
uint32_t ledger_today(struct ledger *l);
/* The same, under the lock already. */
uint32_t ledger_today_locked(struct ledger *l);

#endif
