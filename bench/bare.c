/*
 * bare DIR BATCH SECONDS PEOPLE: what SQLite alone does with the rows of deposits. The store's own
 * schema and pragmas, its rows, BATCH deposits a commit; no HTTP, no keys, no threads. As in the
 * store, what has gathered in the log is moved into the database within every so many commits, and
 * that is part of the time.
 */
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/wire.h"
#include "store/sqlite_statement.h"

static const char insert[] = "INSERT INTO place (id, day, tag, person, body)"
			     " VALUES (?1, ?2, ?3, ?4, ?5)";

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
must(bool held, const char *what)
{
	if (held)
		return;
	fprintf(stderr, "bare: %s\n", what);
	exit(EXIT_FAILURE);
}

static void
add_row(sqlite3_stmt *st, uint32_t day, const uint8_t *person, const uint8_t *body)
{
	uint8_t tag[TAG_BYTES];

	randombytes_buf(tag, sizeof tag);
	bind_place(st, day, tag);
	sqlite3_bind_blob(st, 4, person, person[0] != 0 ? PERSON_BYTES : 0, SQLITE_STATIC);
	sqlite3_bind_blob(st, 5, body, WRAPPED_BODY_BYTES, SQLITE_STATIC);
	must(sqlite3_step(st) == SQLITE_DONE, "a row was refused");
	sqlite3_reset(st);
}

static void
commit_batch(sqlite3 *db, sqlite3_stmt *st, size_t batch, size_t people)
{
	static uint8_t body[WRAPPED_BODY_BYTES], person[PERSON_BYTES];
	uint32_t day = (uint32_t)(time(NULL) / 86400);

	randombytes_buf(body, 64);
	must(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK, "begin");
	for (size_t i = 0; i < batch; i++) {
		for (size_t to = 0; to <= people; to++) {
			person[0] = (uint8_t)to;
			add_row(st, day, person, body);
		}
	}
	must(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK, "commit");
}

int
main(int argc, char **argv)
{
	struct sqlite_file file;
	sqlite3_stmt *st;
	size_t batch, people, n = 0;
	double start, limit, took;
	int directory;

	must(argc == 5 && sodium_init() >= 0, "bare DIR BATCH SECONDS PEOPLE");
	directory = open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	batch = strtoul(argv[2], NULL, 10);
	limit = strtod(argv[3], NULL);
	people = strtoul(argv[4], NULL, 10);
	must(directory >= 0 && sqlite_file_create(directory) == 0 &&
	             sqlite_file_open(&file, directory, argv[1], STORE_CREATE) == 0,
	     "no database can be made there");
	must(sqlite3_prepare_v2(file.db, insert, -1, &st, NULL) == SQLITE_OK, "insert");
	start = seconds();
	do {
		commit_batch(file.db, st, batch, people);
		n += batch;
		took = seconds() - start;
	} while (took < limit);
	printf("{\"requests\": %zu, \"seconds\": %.6f}\n", n, took);
	sqlite3_finalize(st);
	sqlite_file_close(&file);
	return EXIT_SUCCESS;
}
