/* Everything a running server holds. One is made in main and handed to all. */
#ifndef ALCOVE_SERVER_SERVER_H
#define ALCOVE_SERVER_SERVER_H

#include "server/published.h"
#include "server/puzzle.h"
#include "server/refusal.h"
#include "server/session.h"
#include "server/site.h"
#include "server/tables.h"
#include "server/writer.h"

struct server {
	struct ledger ledger;
	bool owns_store;
	struct readers *readers;
	struct published *published;
	struct tables *tables;
	struct puzzle puzzle;
	struct sessions *sessions;
	struct site *site;
	struct refusals *refusals;
	struct writer *writer;
	atomic_bool stopping;
	atomic_uint busy; /* requests being answered */
};

struct server_options {
	const char *directory; /* the office's, for its static files */
	int puzzle;            /* bits, or below 0: by load and fill */
	bool accept_clock;
	size_t readers;
};

enum { SERVER_PROBLEM_MAX = 640 };

/*
 * Opens the office in options->directory (server_open), or one whose store is
 * given and stays the caller's (server_open_store), and starts its writer.
 * Anything but 0: problem says in one line what was wrong and what to do.
 */
MUST_USE int server_open(struct server **out, const struct server_options *options,
                         char problem[SERVER_PROBLEM_MAX]);
MUST_USE int server_open_store(struct server **out, const struct server_options *options,
                               struct store *store, char problem[SERVER_PROBLEM_MAX]);
/* New requests are refused from now on; those that came before are finished. */
void server_stop(struct server *s);
/* After the last request. NULL is fine. */
void server_close(struct server *s);

#endif
