/*
 * The store's one writing handle, its lock, and the day in force. The day turns
 * under the lock, once the days before it are closed: so no deposit of a day is
 * still being stored, and its table is there, once the server has told anybody of
 * the next one.
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

/* The store stays the caller's. The clock's day is in force at first. ERR_MEMORY. */
MUST_USE int ledger_init(struct ledger *l, struct store *store);
void ledger_clear(struct ledger *l);

void ledger_lock(struct ledger *l);
void ledger_unlock(struct ledger *l);
/* Another day is in force. The writer's alone, under the lock (server/upkeep.h). */
void ledger_turn(struct ledger *l, uint32_t day);
/* The day in force. */
uint32_t ledger_today(struct ledger *l);

#endif
