/*
 * The one thread that writes. Requests that change something wait in its queue
 * while it stores what came before; then all that are waiting go into one
 * durable commit (group commit), and each is told when it is on disk.
 */
#ifndef ALCOVE_SERVER_WRITER_H
#define ALCOVE_SERVER_WRITER_H

#include "server/ledger.h"
#include "server/published.h"
#include "server/puzzle.h"
#include "server/tables.h"

enum {
	/*
	 * Jobs in one commit: whatever has come meanwhile, and nobody is waited for. All of them
	 * are answered at the same moment, and who reads then waits behind their answers: some 5
	 * ms.
	 */
	WRITER_BATCH = 256,
	WRITER_DELETIONS = 64, /* or little more: places deleted in one, so that no deposit waits
	                          for a flood of deletions */
};

enum job_kind { JOB_DEPOSIT, JOB_DELETE, JOB_VAULT, JOB_BUNDLES };

/* Belongs to who submits it until done is called; what it points to must live as long. */
struct job {
	enum job_kind kind;
	union {
		struct store_deposit deposit;
		struct store_deletion deletion;
		struct {
			const uint8_t *person;
			uint32_t expected;
			uint32_t version;
			struct span blob;
			uint32_t current; /* out */
		} vault;
		struct {
			const struct store_bundle *bundles;
			size_t n;
		} bundles;
	};
	/*
	 * out: what the store returned; ERR_DAY for a deposit of another day that
	 * is not stored already.
	 */
	int result;
	/* On the writer's thread, a deletion's in steps (server/held.h); the job may go in it. */
	void (*done)(struct job *job);
	void *owner;
	/* the writer's: when it came, when a deletion is told of, the next in line */
	uint64_t came_us, due_us;
	struct job *next;
};

struct writer;

struct writer_parts {
	struct ledger *ledger;
	struct tables *tables;
	struct puzzle *puzzle;
	struct published *published;
	bool accept_clock;
};

/* Closes the days that are over, tidies, and starts the thread. Fatal errors of the store. */
MUST_USE int writer_start(struct writer **out, const struct writer_parts *parts);
/* Stores what is waiting, ends the thread and leaves the store scrubbed. Again is fine; so is NULL.
 */
void writer_stop(struct writer *w);
void writer_free(struct writer *w); /* stopped or not; NULL is fine */
/* false: the writer is stopping and took nothing. */
bool writer_submit(struct writer *w, struct job *job);

#endif
