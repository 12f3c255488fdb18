#include "server/server.h"

#include <stdio.h>
#include <stdlib.h>

#include "server/clock.h"
#include "server/http.h"

/* Only what needs no store. */
static int
open_parts(struct server *s, const struct server_options *options, char *problem)
{
	char public[512], path[512];
	int rc;

	puzzle_init(&s->puzzle, options->puzzle, clock_ms());
	s->tables = tables_new();
	s->sessions = sessions_new();
	s->refusals = refusals_new();
	if (s->tables == NULL || s->sessions == NULL || s->refusals == NULL)
		return ERR_MEMORY;
	snprintf(public, sizeof public, "%s/public", options->directory);
	rc = site_open(&s->site, public, path, sizeof path);
	if (rc == ERR_SIZE)
		snprintf(problem, SERVER_PROBLEM_MAX,
		         "there is too much in %.300s to hold in memory (at most %d MiB in %d "
		         "files; it "
		         "ended at \"%.100s\"): put large files on another server",
		         public, FILES_BYTES_MAX >> 20, FILES_MAX, path);
	else if (rc != 0)
		snprintf(problem, SERVER_PROBLEM_MAX,
		         "%.300s%.200s cannot be read: see that this user may read it", public,
		         path);
	return rc;
}

static int
open_published(struct server *s, struct readers *own, char *problem)
{
	int rc = published_new(&s->published, own);

	if (rc == ERR_ABSENT)
		snprintf(problem, SERVER_PROBLEM_MAX,
		         "this office has no signed roster yet: finish making it with "
		         "\"alcove office init\" or \"alcove office accept\"");
	else if (rc > 0)
		snprintf(problem, SERVER_PROBLEM_MAX,
		         "the office's roster cannot be used: %s. Sign it again with "
		         "\"alcove office renew\"",
		         err_text(rc));
	return rc;
}

static int
start_threads(struct server *s, const struct server_options *options)
{
	const struct writer_parts parts = {
		.ledger = &s->ledger,
		.tables = s->tables,
		.puzzle = &s->puzzle,
		.published = s->published,
		.accept_clock = options->accept_clock,
	};

	int rc = writer_start(&s->writer, &parts);

	return rc != 0 ? rc : site_watch(s->site, s->published);
}

static int
finish_open(struct server **out, struct server *s, int rc, char *problem)
{
	if (rc == 0) {
		*out = s;
		return 0;
	}
	if (problem[0] == '\0')
		snprintf(problem, SERVER_PROBLEM_MAX, "the office could not be opened: %s",
		         err_text(rc));
	server_close(s);
	return rc;
}

static struct server *
server_new(struct store *store, bool owned)
{
	struct server *s = calloc(1, sizeof *s);

	if (s == NULL || ledger_init(&s->ledger, store) != 0) {
		free(s);
		return NULL;
	}
	s->owns_store = owned;
	return s;
}

int
server_open_store(struct server **out, const struct server_options *options, struct store *store,
                  char problem[SERVER_PROBLEM_MAX])
{
	struct server *s = server_new(store, false);
	struct readers *own = NULL;
	int rc;

	problem[0] = '\0';
	if (s == NULL)
		return ERR_MEMORY;
	rc = open_parts(s, options, problem);
	if (rc == 0)
		rc = readers_share(&s->readers, &s->ledger);
	if (rc == 0)
		rc = readers_share(&own, &s->ledger);
	if (rc == 0)
		rc = open_published(s, own, problem);
	if (rc == 0)
		rc = start_threads(s, options);
	return finish_open(out, s, rc, problem);
}

/* What is wrong with an office's directory, and what to do. */
static void
explain_store(int rc, const char *directory, char *problem)
{
	if (rc == ERR_ABSENT)
		snprintf(problem, SERVER_PROBLEM_MAX,
		         "%.200s is no office, or its store.db or keys is missing: make one with "
		         "\"alcove office init %.200s\"",
		         directory, directory);
	else if (rc == ERR_CONFLICT)
		snprintf(problem, SERVER_PROBLEM_MAX,
		         "another process serves %.200s: stop it first, one server to an office",
		         directory);
	else if (rc == ERR_OLDER)
		snprintf(problem, SERVER_PROBLEM_MAX,
		         "%.200s was written by a newer Alcove: use that one", directory);
	else if (rc == ERR_FORMAT)
		snprintf(problem, SERVER_PROBLEM_MAX,
		         "%.200s cannot be opened: its store.db, keys or ends is damaged; "
		         "docs/operations.md tells how an office is put back",
		         directory);
	else
		snprintf(problem, SERVER_PROBLEM_MAX,
		         "%.200s cannot be opened: %s. See that this user may read and write there",
		         directory, err_text(rc));
}

int
server_open(struct server **out, const struct server_options *options,
            char problem[SERVER_PROBLEM_MAX])
{
	struct readers *own = NULL;
	struct store *store;
	struct server *s;
	int rc = store_open_sqlite(&store, options->directory, STORE_WRITE);

	problem[0] = '\0';
	if (rc != 0) {
		explain_store(rc, options->directory, problem);
		return rc;
	}
	s = server_new(store, true);
	if (s == NULL) {
		store_close(store);
		return ERR_MEMORY;
	}
	rc = open_parts(s, options, problem);
	if (rc == 0)
		rc = readers_open(&s->readers, options->directory, options->readers);
	if (rc == 0)
		rc = readers_open(&own, options->directory, 1);
	if (rc == 0)
		rc = open_published(s, own, problem);
	if (rc == 0)
		rc = start_threads(s, options);
	return finish_open(out, s, rc, problem);
}

void
server_stop(struct server *s)
{
	atomic_store(&s->stopping, true);
}

void
server_close(struct server *s)
{
	if (s == NULL)
		return;
	writer_free(s->writer);
	site_free(s->site);
	published_free(s->published);
	readers_close(s->readers);
	tables_free(s->tables);
	sessions_free(s->sessions);
	refusals_free(s->refusals);
	if (s->owns_store)
		store_close(s->ledger.store);
	ledger_clear(&s->ledger);
	free(s);
}
