/* What only the backend on disk has: files, other handles, schema versions, and what is left in the
 * bytes. */
#include "store_fixture.h"

#include <sqlite3.h>
#include <sys/wait.h>

#include "seeded.h"
#include "store/schema.h"
#include "store/sqlite.h"
#include "store/sqlite_file.h"

struct state {
	struct store *store;
	char directory[PATH_SIZE];
};

static int
setup(void **out)
{
	static struct state s;

	*out = &s;
	directory_new(s.directory);
	return store_open_sqlite(&s.store, s.directory, STORE_CREATE);
}

static int
teardown(void **state)
{
	struct state *s = *state;

	store_close(s->store);
	directory_remove(s->directory);
	return 0;
}

static struct store *
of(void **state)
{
	return ((struct state *)*state)->store;
}

static const char *
directory_of(void **state)
{
	return ((struct state *)*state)->directory;
}

static sqlite3 *
raw_open(const char *directory)
{
	char path[PATH_SIZE + 16];
	sqlite3 *db;

	(void)snprintf(path, sizeof(path), "%s/store.db", directory);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	return db;
}

static void
raw_run(sqlite3 *db, const char *sql)
{
	char *message = NULL;

	if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
		fail_msg("%s: %s", sql, message);
}

static int64_t
raw_number(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *st;
	int64_t n;

	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &st, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	n = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return n;
}

static struct store *
reopen(void **state, enum store_mode mode)
{
	struct state *s = *state;

	store_close(s->store);
	assert_int_equal(store_open_sqlite(&s->store, s->directory, mode), 0);
	return s->store;
}

/* ---- files ---- */

/* The folder is then what the first descriptor is of. */
static void
a_store_opens_where_standard_input_is_closed(void **state)
{
	char path[PATH_SIZE];
	struct made *m = made_new(DAY, 1);
	struct store *s;
	int input = dup(STDIN_FILENO);

	(void)state;
	directory_new(path);
	(void)close(STDIN_FILENO);
	assert_int_equal(store_open_sqlite(&s, path, STORE_CREATE), 0);
	assert_int_equal(deposit(s, m), 0);
	store_close(s);
	if (input >= 0) {
		assert_int_equal(dup2(input, STDIN_FILENO), STDIN_FILENO);
		(void)close(input);
	}
	directory_remove(path);
	free(m);
}

static void
files_are_private_whatever_the_umask(void **state)
{
	static const mode_t masks[] = {0, 0277, 0777};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		char path[PATH_SIZE];
		struct store *s;
		struct made *m = made_new(DAY, 1);
		struct dirent *e;
		DIR *d;
		mode_t before;
		size_t n = 0;

		directory_new(path);
		before = umask(masks[i]);
		assert_int_equal(store_open_sqlite(&s, path, STORE_CREATE), 0);
		assert_int_equal(deposit(s, m), 0);
		umask(before);
		d = opendir(path);
		assert_non_null(d);
		while ((e = readdir(d)) != NULL) {
			struct stat st;

			if (e->d_name[0] == '.')
				continue;
			assert_int_equal(fstatat(dirfd(d), e->d_name, &st, 0), 0);
			assert_int_equal(st.st_mode & 07777, 0600);
			n++;
		}
		assert_int_equal(n, 6); /* store.db, -wal, -shm, keys, ends, lock */
		closedir(d);
		store_close(s);
		directory_remove(path);
		free(m);
	}
}

static void
there_is_one_writer_and_many_readers(void **state)
{
	struct made *m = made_new(DAY, 1);
	struct store *other, *reader;
	pid_t child;
	int status;

	assert_int_equal(store_open_sqlite(&other, directory_of(state), STORE_WRITE), ERR_CONFLICT);
	assert_int_equal(store_open_sqlite(&other, directory_of(state), STORE_CREATE),
	                 ERR_CONFLICT);
	assert_null(other);
	assert_int_equal(deposit(of(state), m), 0);
	assert_int_equal(store_open_sqlite(&reader, directory_of(state), STORE_READ), 0);
	assert_int_equal(look(reader, m, 0), 0);
	/* also from another process, and when no server runs */
	for (int running = 1; running >= 0; running--) {
		child = fork();
		if (child == 0) {
			struct store *s;
			int err = store_open_sqlite(&s, directory_of(state), STORE_READ);

			if (err == 0)
				err = look(s, m, 1);
			_exit(err != 0);
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_int_equal(status, 0);
		if (running == 1) {
			store_close(reader);
			store_close(of(state));
			((struct state *)*state)->store = NULL;
		}
	}
	assert_int_equal(store_open_sqlite(&other, directory_of(state), STORE_WRITE), 0);
	assert_int_equal(look(other, m, 0), 0);
	store_close(other);
	free(m);
}

static void
a_reader_follows_the_writer_and_changes_nothing(void **state)
{
	struct store *w = of(state), *r;
	struct made *a = made_new(DAY, 1), *b = made_new(DAY + 1, 1);
	struct store_deposit *d = &a->d;
	struct store_document document = {"roster", SPAN_NONE};
	uint64_t one, two;
	uint32_t current;

	assert_int_equal(store_open_sqlite(&r, directory_of(state), STORE_READ), 0);
	assert_int_equal(deposit(w, a), 0);
	assert_int_equal(look(r, a, 0), 0);
	assert_int_equal(store_generation(r, &one), 0);
	assert_int_equal(store_generation(r, &two), 0);
	assert_true(one == two);
	assert_int_equal(deposit(w, b), 0); /* a day whose key the reader has not seen */
	assert_int_equal(store_generation(r, &two), 0);
	assert_true(one != two);
	assert_int_equal(look(r, b, 0), 0);
	assert_int_equal(inbox_of(r, 0), 2);
	assert_int_equal(tags_in(r), 2);
	for (uint32_t v = 0; v < 5; v++) {
		assert_int_equal(vault_put(w, 0, v, v + 1, 10, &current), 0);
		assert_int_equal(vault_of(r, 0), v + 1);
	}
	assert_int_equal(store_tidy(w, DAY, 1, false), 0);
	assert_int_equal(store_tidy(w, DAY + 2, 1, false), 0);
	assert_int_equal(look(r, a, 0), ERR_ABSENT);
	assert_int_equal(look(r, b, 0), 0);
	assert_int_equal(store_deposits(r, &d, 1), ERR_INTERNAL);
	assert_int_equal(store_close_days(r, DAY, 1, false), ERR_INTERNAL);
	assert_int_equal(drop(r, NULL, b, 0), ERR_INTERNAL);
	assert_int_equal(vault_put(r, 0, 5, 6, 10, &current), ERR_INTERNAL);
	assert_int_equal(store_vault_drop(r, person(0)), ERR_INTERNAL);
	assert_int_equal(store_bundles_put(r, NULL, 0), ERR_INTERNAL);
	assert_int_equal(store_documents_put(r, &document, 1), ERR_INTERNAL);
	assert_int_equal(store_tidy(r, DAY + 3, 1, false), ERR_INTERNAL);
	assert_int_equal(store_scrub(r), ERR_INTERNAL);
	store_close(r);
	free(a);
	free(b);
}

static void
everything_is_there_after_opening_again(void **state)
{
	struct store *s = of(state);
	struct made *m = made_new(DAY, 2), *next = made_new(DAY, 2);
	uint32_t current;

	assert_int_equal(deposit(s, m), 0);
	assert_int_equal(vault_put(s, 1, 0, 4, 5000, &current), 0);
	assert_int_equal(store_tidy(s, DAY, 30, false), 0);
	s = reopen(state, STORE_WRITE);
	assert_true(store_needs_scrub(s)); /* nobody knows what the log holds */
	assert_int_equal(look(s, m, 0), 0);
	assert_int_equal(look(s, m, 2), 0);
	assert_int_equal(vault_of(s, 1), 4);
	assert_int_equal(deposit(s, m), 0);
	assert_int_equal(deposit(s, next), 0);
	assert_int_equal(tags_in(s), 2);
	assert_int_equal(store_tidy(s, DAY + 3, 30, false), ERR_DAY); /* the day seen is kept too */
	free(m);
	free(next);
}

static void
remove_file(void **state, const char *name)
{
	int fd = open(directory_of(state), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	assert_int_equal(unlinkat(fd, name, 0), 0);
	close(fd);
}

/* Another byte at a place of a file. */
static void
change_file(void **state, const char *name, size_t at)
{
	int fd = open(directory_of(state), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	uint8_t *p;
	size_t n = file_read(fd, name, &p);

	assert_true(at < n);
	if (p != NULL) {
		p[at] ^= 1;
		file_write(fd, name, p, n);
	}
	free(p);
	close(fd);
}

/* An office made before there were end-day keys, or one that lost their file. */
static void
an_office_without_end_day_keys_gets_them_and_says_so(void **state)
{
	static uint8_t keys[END_KEYS][END_KEY_BYTES];
	struct store *s = of(state), *r;
	struct store_inventory there;
	uint32_t day;

	assert_int_equal(store_tidy(s, DAY, 30, false), 0);
	assert_int_equal(store_ends_renewed(s), 0);
	remove_file(state, "ends");
	assert_int_equal(store_open_sqlite(&r, directory_of(state), STORE_READ), 0);
	assert_int_equal(store_ends(r, &day, keys), ERR_ABSENT);
	assert_int_equal(store_take_inventory(r, &there), 0);
	assert_int_equal(there.ends_day, 0);
	store_close(r);
	s = reopen(state, STORE_WRITE);
	assert_int_equal(store_tidy(s, DAY, 30, false), 0);
	assert_int_equal(store_ends_renewed(s), END_KEYS);
	assert_int_equal(store_ends_renewed(s), 0);
	assert_int_equal(store_open_sqlite(&r, directory_of(state), STORE_READ), 0);
	assert_int_equal(store_ends(r, &day, keys), 0);
	assert_int_equal(day, DAY);
	assert_int_equal(store_take_inventory(r, &there), 0);
	assert_int_equal(there.ends_day, DAY);
	store_close(r);
}

/* The leap keeps what was to come, and a crash before it is still put right. */
static void
a_torn_end_day_key_is_put_right_while_the_clock_leaps(void **state)
{
	static uint8_t keys[END_KEYS][END_KEY_BYTES];
	struct store *s = of(state);
	uint32_t day;

	assert_int_equal(store_tidy(s, DAY, 30, false), 0);
	change_file(state, "ends", 512 + (DAY + 3) % END_KEYS * 64 + 40);
	change_file(state, "ends", 512 + (DAY + 3) % END_KEYS * 64 + 41);
	s = reopen(state, STORE_WRITE);
	assert_int_equal(store_ends(s, &day, keys), ERR_ABSENT);
	assert_int_equal(store_tidy(s, DAY + 9, 30, false), ERR_DAY);
	assert_int_equal(store_ends(s, &day, keys), 0);
	assert_int_equal(day, DAY);
	assert_int_equal(store_ends_renewed(s), 1);
}

static void
what_is_no_store_is_refused(void **state)
{
	const char *directory = directory_of(state);
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct store *s;
	char path[PATH_SIZE];

	directory_new(path);
	for (int mode = STORE_WRITE; mode <= STORE_READ; mode++) {
		assert_int_equal(store_open_sqlite(&s, "/nonexistent", (enum store_mode)mode),
		                 ERR_ABSENT);
		assert_int_equal(store_open_sqlite(&s, path, (enum store_mode)mode), ERR_ABSENT);
		assert_null(s);
	}
	store_close(of(state));
	((struct state *)*state)->store = NULL;
	for (int mode = STORE_WRITE; mode <= STORE_READ; mode++) {
		/* without its keys */
		assert_int_equal(renameat(fd, "keys", fd, "away"), 0);
		assert_int_equal(store_open_sqlite(&s, directory, (enum store_mode)mode),
		                 ERR_ABSENT);
		assert_int_equal(renameat(fd, "away", fd, "keys"), 0);
		/* through a link */
		assert_int_equal(renameat(fd, "store.db", fd, "away"), 0);
		assert_int_equal(symlinkat("away", fd, "store.db"), 0);
		assert_int_equal(store_open_sqlite(&s, directory, (enum store_mode)mode), ERR_DISK);
		assert_int_equal(unlinkat(fd, "store.db", 0), 0);
		/* another file */
		file_write(fd, "store.db", (const uint8_t *)"Dear diary, today I went", 24);
		assert_int_equal(store_open_sqlite(&s, directory, (enum store_mode)mode),
		                 ERR_FORMAT);
		assert_true(file_contains(directory, "store.db", "Dear diary", 10));
		assert_int_equal(renameat(fd, "away", fd, "store.db"), 0);
	}
	close(fd);
	directory_remove(path);
}

static void
a_directory_behind_a_link_is_fine(void **state)
{
	struct store *s;
	char path[PATH_SIZE], link[PATH_SIZE + 8];

	directory_new(path);
	(void)snprintf(link, sizeof(link), "%s/link", path);
	assert_int_equal(symlink(directory_of(state), link), 0);
	assert_int_equal(store_open_sqlite(&s, link, STORE_READ), 0);
	store_close(s);
	directory_remove(path);
}

static void
a_reader_finds_a_vault_while_it_is_replaced(void **state)
{
	const char *directory = directory_of(state);
	uint32_t current, seen = 1, version;
	struct store *r;
	int status;
	pid_t child;

	assert_int_equal(vault_put(of(state), 0, 0, 1, 100, &current), 0);
	store_close(of(state));
	((struct state *)*state)->store = NULL;
	assert_int_equal(store_open_sqlite(&r, directory, STORE_READ), 0);
	child = fork();
	if (child == 0) {
		struct store *w;
		int err = store_open_sqlite(&w, directory, STORE_WRITE);

		for (uint32_t v = 1; err == 0 && v < 1500; v++)
			err = vault_put(w, 0, v, v + 1, 100, &current);
		_exit(err != 0);
	}
	while (waitpid(child, &status, WNOHANG) == 0) {
		version = vault_of(r, 0);
		assert_true(version >= seen);
		seen = version;
	}
	assert_int_equal(status, 0);
	assert_int_equal(vault_of(r, 0), 1500);
	store_close(r);
}

static void
a_creation_that_was_cut_off_can_be_finished(void **state)
{
	const char *directory = directory_of(state);
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct made *m = made_new(DAY, 1);
	struct store *s;
	uint8_t *log;
	size_t n;

	assert_int_equal(deposit(of(state), m), 0);
	n = file_read(fd, "store.db-wal", &log);
	assert_true(n > 0);
	store_close(of(state));
	((struct state *)*state)->store = NULL;
	/* the keys and no database yet, but another one's log: create again */
	assert_int_equal(unlinkat(fd, "store.db", 0), 0);
	file_write(fd, "store.db-wal", log, n);
	assert_int_equal(store_open_sqlite(&s, directory, STORE_CREATE), 0);
	assert_int_equal(tags_of(s, DAY), 0);
	store_close(s);
	/* a database still empty: opening fills it */
	file_write(fd, "store.db", (const uint8_t *)"", 0);
	assert_int_equal(store_open_sqlite(&s, directory, STORE_READ), ERR_OLDER);
	assert_int_equal(store_open_sqlite(&s, directory, STORE_WRITE), 0);
	store_close(s);
	close(fd);
	free(log);
	free(m);
}

/* ---- schema ---- */

static void
an_older_schema_is_migrated_and_a_newer_one_refused(void **state)
{
	static const char *const sql[] = {
		"CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)",
		("ALTER TABLE note ADD COLUMN day INTEGER NOT NULL DEFAULT 7;"
	         "CREATE TABLE other (id INTEGER PRIMARY KEY)"),
		"INSERT INTO other VALUES (1); SELECT broken",
	};
	const struct schema_steps one = {sql, 1}, two = {sql, 2}, three = {sql, 3};
	sqlite3 *db;

	(void)state;
	assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
	assert_int_equal(schema_check(db, &one), ERR_OLDER); /* empty */
	assert_int_equal(schema_migrate(db, &one), 0);
	assert_int_equal(schema_check(db, &one), 0);
	raw_run(db, "INSERT INTO note (text) VALUES ('kept')");
	assert_int_equal(schema_check(db, &two), ERR_OLDER); /* a reader does not migrate */
	assert_int_equal(schema_migrate(db, &two), 0);
	assert_int_equal(schema_migrate(db, &two), 0);
	assert_int_equal(raw_number(db, "SELECT day FROM note WHERE text = 'kept'"), 7);
	assert_int_equal(raw_number(db, "PRAGMA user_version"), 2);
	assert_int_equal(schema_migrate(db, &one), ERR_OLDER);
	assert_int_equal(schema_check(db, &one), ERR_OLDER);
	/* a step that fails leaves nothing of itself */
	assert_int_equal(schema_migrate(db, &three), ERR_INTERNAL);
	assert_int_equal(raw_number(db, "PRAGMA user_version"), 2);
	assert_int_equal(raw_number(db, "SELECT count(*) FROM other"), 0);
	sqlite3_close(db);
}

/* The database as version 1 had it, with the same rows; returns how many are places. */
static int64_t
make_version_1(const char *directory, const char *old)
{
	static const char *const tables[] = {"vault", "bundle", "document", "upkeep"};
	const struct schema_steps one = {schema_steps.sql, 1};
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char sql[PATH_SIZE + 64];
	sqlite3 *db;
	int64_t n;

	assert_int_equal(unlinkat(fd, "store.db", 0), 0);
	close(fd);
	db = raw_open(directory);
	assert_int_equal(schema_migrate(db, &one), 0);
	(void)snprintf(sql, sizeof(sql), "ATTACH '%s/store.db' AS old", old);
	raw_run(db, sql);
	raw_run(db, "INSERT INTO place SELECT day, tag, person, body FROM old.place;"
	            "DELETE FROM upkeep");
	for (size_t i = 0; i < 4; i++) {
		(void)snprintf(sql, sizeof(sql), "INSERT INTO %s SELECT * FROM old.%s", tables[i],
		               tables[i]);
		raw_run(db, sql);
	}
	n = raw_number(db, "SELECT count(*) FROM place");
	sqlite3_close(db);
	return n;
}

static void
a_store_of_version_1_is_taken_over_whole(void **state)
{
	struct state *s = *state;
	struct made *all[8];
	char old[PATH_SIZE], sql[PATH_SIZE + 64];
	uint32_t current;
	sqlite3 *db;
	int64_t n;

	for (size_t i = 0; i < 8; i++) {
		all[i] = made_new(DAY + (uint32_t)i / 3, 2);
		assert_int_equal(deposit(s->store, all[i]), 0);
	}
	assert_int_equal(drop(s->store, NULL, all[0], 0), 0);
	assert_int_equal(vault_put(s->store, 0, 0, 1, 100, &current), 0);
	store_close(s->store);
	s->store = NULL;
	directory_new(old);
	directory_copy(s->directory, old);
	n = make_version_1(s->directory, old);
	assert_int_equal(n, 8 * 3);
	/* cover stood among the places then: without a body, as what was deleted */
	db = raw_open(s->directory);
	raw_run(db, "INSERT INTO place VALUES (20000, randomblob(16), x'', NULL)");
	sqlite3_close(db);

	assert_int_equal(store_open_sqlite(&s->store, s->directory, STORE_READ), ERR_OLDER);
	assert_int_equal(store_open_sqlite(&s->store, s->directory, STORE_WRITE), 0);
	for (size_t i = 1; i < 8; i++)
		assert_int_equal(deposit(s->store, all[i]),
		                 0); /* the same again, so all is there */
	assert_int_equal(deposit(s->store, all[0]), ERR_CONFLICT);
	assert_int_equal(vault_of(s->store, 0), 1);

	/* to the last number and byte what a new store would have */
	db = raw_open(s->directory);
	(void)snprintf(sql, sizeof(sql), "ATTACH '%s/store.db' AS old", old);
	raw_run(db, sql);
	assert_int_equal(raw_number(db, "SELECT count(*) FROM (SELECT * FROM place"
	                                " INTERSECT SELECT * FROM old.place)"),
	                 n - 1);
	assert_int_equal(raw_number(db, "SELECT count(*) FROM place"), n - 1);
	assert_int_equal(raw_number(db, "SELECT count(*) FROM (SELECT sql FROM sqlite_schema"
	                                " EXCEPT SELECT sql FROM old.sqlite_schema)"),
	                 0);
	sqlite3_close(db);
	directory_remove(old);
	for (size_t i = 0; i < 8; i++)
		free(all[i]);
}

static void
tags_that_begin_alike_are_one_place(void **state)
{
	struct made *first = made_new(DAY, 1), *second = made_new(DAY, 1);
	struct store *s = of(state);

	memcpy(second->tag[0], first->tag[0], 6);
	assert_int_equal(deposit(s, first), 0);
	assert_int_equal(deposit(s, second), ERR_CONFLICT);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(look(s, second, i), ERR_ABSENT);
	assert_int_equal(drop(s, NULL, second, 0), 0);
	assert_int_equal(look(s, first, 0), 0);
	assert_int_equal(tags_of(s, DAY), 1);
	second->d.day++;
	assert_int_equal(deposit(s, second), 0); /* on another day it is another */
	free(first);
	free(second);
}

static void
another_programs_database_is_left_alone(void **state)
{
	sqlite3 *db;

	(void)state;
	assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
	raw_run(db, "CREATE TABLE theirs (x)");
	assert_int_equal(schema_migrate(db, &schema_steps), ERR_FORMAT);
	raw_run(db, "PRAGMA user_version = 1");
	assert_int_equal(schema_migrate(db, &schema_steps), ERR_FORMAT);
	assert_int_equal(schema_check(db, &schema_steps), ERR_FORMAT);
	sqlite3_close(db);
}

static void
a_store_of_a_newer_alcove_is_refused(void **state)
{
	struct store *s;
	sqlite3 *db;

	store_close(of(state));
	((struct state *)*state)->store = NULL;
	db = raw_open(directory_of(state));
	raw_run(db, "PRAGMA user_version = 999");
	sqlite3_close(db);
	assert_int_equal(store_open_sqlite(&s, directory_of(state), STORE_WRITE), ERR_OLDER);
	assert_int_equal(store_open_sqlite(&s, directory_of(state), STORE_READ), ERR_OLDER);
}

static void
the_database_is_set_up_as_it_says(void **state)
{
	sqlite3 *db = raw_open(directory_of(state));

	/* only places have a number, which is of their day and tag, and closed days, theirs */
	assert_int_equal(
		raw_number(
			db,
			"SELECT count(*) FROM sqlite_schema WHERE type = 'table'"
			" AND sql NOT LIKE '%WITHOUT ROWID' AND name NOT IN ('place', 'closed')"),
		0);
	assert_int_equal(raw_number(db, "SELECT count(*) FROM pragma_table_info('place')"), 6);
	assert_int_equal(raw_number(db, "SELECT count(*) FROM sqlite_schema"
	                                " WHERE type NOT IN ('table', 'index')"),
	                 0);
	sqlite3_close(db);
}

/* ---- what is left in the bytes ---- */

/* The wrapped body as it stands in the database. */
static size_t
wrapped_of(sqlite3 *db, const uint8_t *tag, uint8_t *out)
{
	sqlite3_stmt *st;
	size_t n;

	assert_int_equal(
		sqlite3_prepare_v2(db, "SELECT body FROM place WHERE tag = ?1", -1, &st, NULL),
		SQLITE_OK);
	sqlite3_bind_blob(st, 1, tag, TAG_BYTES, SQLITE_STATIC);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	n = (size_t)sqlite3_column_bytes(st, 0);
	assert_int_equal(n, WRAPPED_BODY_BYTES);
	memcpy(out, sqlite3_column_blob(st, 0), n);
	sqlite3_finalize(st);
	return n;
}

/* How many pieces of a wrapped body, 16 bytes of every 64, are found in the database and its log.
 */
static size_t
remains(const char *directory, const uint8_t *wrapped)
{
	static const char *const files[] = {"store.db", "store.db-wal", "pack", "new"};
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	size_t found = 0;

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		uint8_t *p;
		size_t n = file_read(fd, files[i], &p);

		for (size_t at = 0; p != NULL && at + 16 <= WRAPPED_BODY_BYTES; at += 64)
			found += memmem(p, n, wrapped + at, 16) != NULL ? 1 : 0;
		free(p);
	}
	close(fd);
	return found;
}

enum {
	MADE = 20,
	WHOLE = WRAPPED_BODY_BYTES / 64 - 4, /* pieces across a page's end are not found */
};

struct planted {
	struct made *made[MADE];
	uint8_t wrapped[MADE][2][WRAPPED_BODY_BYTES]; /* cell, envelope */
};

/* Deposits spread over two days, the first half on DAY, with checkpoints in between. */
static struct planted *
plant(void **state)
{
	struct planted *p = calloc(1, sizeof(*p));
	sqlite3 *db;

	assert_non_null(p);
	for (size_t i = 0; i < MADE; i++) {
		p->made[i] = made_new(DAY + (i < MADE / 2 ? 0 : 1), 1);
		assert_int_equal(deposit(of(state), p->made[i]), 0);
		if (i % 7 == 0)
			assert_int_equal(store_scrub(of(state)), 0);
	}
	db = raw_open(directory_of(state));
	for (size_t i = 0; i < MADE; i++)
		for (size_t j = 0; j < 2; j++)
			(void)wrapped_of(db, p->made[i]->tag[j], p->wrapped[i][j]);
	sqlite3_close(db);
	for (size_t i = 0; i < MADE; i++)
		assert_true(remains(directory_of(state), p->wrapped[i][0]) >= WHOLE);
	return p;
}

static void
planted_free(struct planted *p)
{
	for (size_t i = 0; i < MADE; i++)
		free(p->made[i]);
	free(p);
}

static void
deleted_bodies_are_gone_from_the_bytes_after_a_scrub(void **state)
{
	struct planted *p = plant(state);

	for (size_t i = 0; i < MADE; i += 2) {
		assert_int_equal(drop(of(state), NULL, p->made[i], 0), 0);
		assert_int_equal(drop(of(state), person(0), p->made[i], 1), 0);
	}
	assert_true(store_needs_scrub(of(state)));
	assert_int_equal(store_scrub(of(state)), 0);
	for (size_t i = 0; i < MADE; i++)
		for (size_t j = 0; j < 2; j++) {
			size_t found = remains(directory_of(state), p->wrapped[i][j]);

			assert_true(i % 2 == 0 ? found == 0 : found >= WHOLE);
			assert_true(file_contains(directory_of(state), "store.db",
			                          p->made[i]->tag[j], TAG_BYTES));
		}
	planted_free(p);
}

static void
expired_days_are_gone_from_the_bytes(void **state)
{
	struct planted *p = plant(state);
	struct store_document document = {"roster", span("public", 6)};

	assert_int_equal(store_documents_put(of(state), &document, 1), 0);
	assert_int_equal(store_tidy(of(state), DAY + 1, 1, false), 0);
	assert_int_equal(store_tidy(of(state), DAY + 2, 1, false), 0);
	for (size_t i = 0; i < MADE; i++)
		for (size_t j = 0; j < 2; j++) {
			size_t found = remains(directory_of(state), p->wrapped[i][j]);
			bool gone = i < MADE / 2;

			assert_true(gone ? found == 0 : found >= WHOLE);
			assert_int_equal(file_contains(directory_of(state), "store.db",
			                               p->made[i]->tag[j], TAG_BYTES),
			                 !gone);
			assert_int_equal(look(of(state), p->made[i], j), gone ? ERR_ABSENT : 0);
		}
	planted_free(p);
}

static void
a_row_moved_in_the_database_does_not_open(void **state)
{
	static const char *const moves[] = {
		"UPDATE place SET person = zeroblob(16) WHERE person <> x''",
		"UPDATE place SET person = x'' WHERE person <> x''",
		"UPDATE place SET day = day + 1",
		"UPDATE place SET tag = zeroblob(16) WHERE person = x''",
	};
	static const uint8_t nobody[PERSON_BYTES], no_tag[TAG_BYTES];

	for (size_t i = 0; i < sizeof(moves) / sizeof(moves[0]); i++) {
		struct made *m = made_new(DAY, 1), *other = made_new(DAY + 1, 1);
		struct store_key moved = {.day = DAY};
		uint8_t body[BODY_BYTES];
		struct buf inbox;
		sqlite3 *db = raw_open(directory_of(state));

		assert_int_equal(deposit(of(state), other), 0); /* that day has a key too */
		raw_run(db, "DELETE FROM place");
		assert_int_equal(deposit(of(state), m), 0);
		raw_run(db, moves[i]);
		sqlite3_close(db);
		buf_init(&inbox, 1 << 20);
		assert_int_equal(store_inbox(of(state), nobody, 0, 9, &inbox), 0);
		assert_int_equal(inbox.n, 0);
		buf_clear(&inbox);
		assert_int_equal(look(of(state), m, 1), i == 3 ? 0 : ERR_ABSENT);
		m->d.day++;
		assert_int_equal(look(of(state), m, 0), ERR_ABSENT);
		memcpy(moved.tag, no_tag, TAG_BYTES);
		assert_int_equal(body_at(of(state), &moved, body), ERR_ABSENT);
		free(m);
		free(other);
	}
}

static void
a_day_that_moves_on_is_packed_though_nothing_expired(void **state)
{
	struct planted *p = plant(state);
	sqlite3 *db = raw_open(directory_of(state));

	assert_int_equal(store_tidy(of(state), DAY + 1, 30, false), 0);
	assert_int_equal(store_tidy(of(state), DAY + 1, 30, false), 0);
	for (size_t i = 0; i < MADE; i++)
		assert_int_equal(drop(of(state), NULL, p->made[i], 0), 0);
	assert_true(raw_number(db, "PRAGMA freelist_count") > 0);
	assert_int_equal(store_tidy(of(state), DAY + 1, 30, false), 0);
	assert_true(raw_number(db, "PRAGMA freelist_count") > 0);
	assert_int_equal(store_tidy(of(state), DAY + 2, 30, false), 0);
	assert_int_equal(raw_number(db, "PRAGMA freelist_count"), 0);
	assert_int_equal(look(of(state), p->made[0], 1), 0);
	sqlite3_close(db);
	planted_free(p);
}

static void
only_the_writer_clears_away_what_a_crash_left(void **state)
{
	int fd = open(directory_of(state), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct store *s;

	file_write(fd, "pack", (const uint8_t *)"half", 4);
	assert_int_equal(store_open_sqlite(&s, directory_of(state), STORE_READ), 0);
	store_close(s);
	assert_int_equal(store_open_sqlite(&s, directory_of(state), STORE_PUBLISH), 0);
	store_close(s);
	assert_true(file_contains(directory_of(state), "pack", "half", 4));
	(void)reopen(state, STORE_WRITE);
	assert_false(file_contains(directory_of(state), "pack", "half", 4));
	close(fd);
}

static void
a_publisher_puts_documents_beside_the_writer_and_nothing_else(void **state)
{
	struct store_document document = {"roster", span("new", 3)};
	struct made *m = made_new(DAY, 1);
	struct store_deposit *d = &m->d;
	uint64_t one, two;
	struct store *p;
	struct buf out;
	sqlite3 *db;

	buf_init(&out, 16);
	assert_int_equal(store_open_sqlite(&p, directory_of(state), STORE_PUBLISH), 0);
	assert_int_equal(store_generation(of(state), &one), 0);
	assert_int_equal(store_documents_put(p, &document, 1), 0);
	assert_int_equal(store_generation(of(state), &two), 0);
	assert_true(one != two);
	assert_int_equal(store_document(of(state), "roster", &out), 0);
	assert_int_equal(out.n, 3);
	assert_int_equal(store_deposits(p, &d, 1), ERR_INTERNAL);
	assert_int_equal(store_tidy(p, DAY, 30, false), ERR_INTERNAL);
	store_close(p);
	/* nor does it migrate what a server may be running on */
	db = raw_open(directory_of(state));
	raw_run(db, "PRAGMA user_version = 0; DROP TABLE upkeep");
	sqlite3_close(db);
	assert_int_equal(store_open_sqlite(&p, directory_of(state), STORE_PUBLISH), ERR_OLDER);
	buf_clear(&out);
	free(m);
}

static void
a_reader_in_the_way_of_a_scrub_is_said(void **state)
{
	struct planted *p = plant(state);
	sqlite3 *db = raw_open(directory_of(state));

	raw_run(db, "BEGIN; SELECT count(*) FROM place");
	assert_int_equal(drop(of(state), NULL, p->made[0], 0), 0);
	assert_int_equal(store_scrub(of(state)), ERR_CONFLICT);
	assert_true(store_needs_scrub(of(state)));
	assert_int_equal(store_tidy(of(state), DAY, 30, false), 0);
	assert_int_equal(store_tidy(of(state), DAY + 1, 30, false), 0); /* tidies all the same */
	assert_true(store_needs_scrub(of(state)));
	raw_run(db, "COMMIT");
	assert_int_equal(store_scrub(of(state)), 0);
	assert_int_equal(remains(directory_of(state), p->wrapped[0][0]), 0);
	sqlite3_close(db);
	planted_free(p);
}

static void
two_copies_around_a_deposit_differ_only_by_rows_of_that_day(void **state)
{
	struct planted *p = plant(state);
	struct made *m = made_new(DAY + 1, 2);
	char before[PATH_SIZE], after[PATH_SIZE], sql[2 * PATH_SIZE];
	sqlite3 *db;

	directory_new(before);
	directory_new(after);
	assert_int_equal(store_scrub(of(state)), 0);
	directory_copy(directory_of(state), before);
	assert_int_equal(deposit(of(state), m), 0);
	assert_int_equal(store_scrub(of(state)), 0);
	directory_copy(directory_of(state), after);
	db = raw_open(after);
	(void)snprintf(sql, sizeof(sql), "ATTACH '%s/store.db' AS old", before);
	raw_run(db, sql);
	assert_int_equal(raw_number(db, "SELECT count(*) FROM place WHERE (day, tag) NOT IN"
	                                " (SELECT day, tag FROM old.place)"),
	                 3);
	assert_int_equal(raw_number(db, "SELECT count(*) FROM (SELECT * FROM place EXCEPT"
	                                " SELECT * FROM old.place) WHERE day = 20001"),
	                 3);
	assert_int_equal(raw_number(db, "SELECT count(*) FROM (SELECT * FROM place EXCEPT"
	                                " SELECT * FROM old.place)"),
	                 3);
	assert_int_equal(raw_number(db, "SELECT count(*) FROM (SELECT * FROM old.place EXCEPT"
	                                " SELECT * FROM place)"),
	                 0);
	for (size_t i = 0; i < 4; i++) {
		static const char *const tables[] = {"vault", "bundle", "document", "upkeep"};

		(void)snprintf(sql, sizeof(sql),
		               "SELECT (SELECT count(*) FROM (SELECT * FROM %s EXCEPT SELECT * "
		               "FROM old.%s)) + (SELECT count(*) FROM old.%s) - "
		               "(SELECT count(*) FROM %s)",
		               tables[i], tables[i], tables[i], tables[i]);
		assert_int_equal(raw_number(db, sql), 0);
	}
	sqlite3_close(db);
	directory_remove(before);
	directory_remove(after);
	planted_free(p);
	free(m);
}

/* ---- the order in which rows came ---- */

/* The same rows into a database of its own, in an order drawn from a seed, then packed. */
static size_t
filled_and_packed(const struct place_row *rows, size_t n, uint64_t seed, uint8_t **bytes)
{
	char path[PATH_SIZE];
	struct backend *b;
	size_t order[MADE] = {0}, size;
	int fd, result;

	directory_new(path);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_int_equal(sqlite_file_create(fd), 0);
	assert_int_equal(sqlite_open(&b, fd, path, STORE_CREATE, -1), 0);
	seeded_state = seed;
	for (size_t i = 0; i < n; i++) {
		size_t j = seeded_below((unsigned)i + 1);

		order[i] = order[j];
		order[j] = i;
	}
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(b->ops->begin(b), 0);
		assert_int_equal(b->ops->places_put(b, &rows[order[i]], 1, &result), 0);
		assert_int_equal(b->ops->commit(b), 0);
	}
	assert_int_equal(b->ops->pack(b), 0);
	assert_int_equal(b->ops->scrub(b), 0);
	size = file_read(fd, "store.db", bytes);
	assert_false(file_contains(path, "pack", "", 0));
	b->ops->close(b);
	close(fd);
	directory_remove(path);
	return size;
}

static void
once_packed_the_bytes_do_not_tell_the_order_of_arrival(void **state)
{
	struct place_row *rows = calloc(MADE, sizeof(*rows));
	uint8_t *one, *other;
	size_t n, m;

	(void)state;
	assert_non_null(rows);
	for (size_t i = 0; i < MADE; i++) {
		rows[i] =
			(struct place_row){.day = DAY, .envelope = i % 3 != 0, .body = i % 5 != 0};
		randombytes_buf(rows[i].tag, TAG_BYTES);
		memcpy(rows[i].person, person(i % 3), PERSON_BYTES);
		randombytes_buf(rows[i].wrapped, WRAPPED_BODY_BYTES);
	}
	n = filled_and_packed(rows, MADE, 1, &one);
	for (uint64_t seed = 2; seed < 5; seed++) {
		m = filled_and_packed(rows, MADE, seed, &other);
		assert_int_equal(n, m);
		assert_memory_equal(one, other, n);
		free(other);
	}
	free(one);
	free(rows);
}

int
main(void)
{
#define ON_A_STORE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_store_opens_where_standard_input_is_closed),
		cmocka_unit_test(files_are_private_whatever_the_umask),
		ON_A_STORE(there_is_one_writer_and_many_readers),
		ON_A_STORE(a_reader_follows_the_writer_and_changes_nothing),
		ON_A_STORE(everything_is_there_after_opening_again),
		ON_A_STORE(an_office_without_end_day_keys_gets_them_and_says_so),
		ON_A_STORE(a_torn_end_day_key_is_put_right_while_the_clock_leaps),
		ON_A_STORE(what_is_no_store_is_refused),
		ON_A_STORE(a_directory_behind_a_link_is_fine),
		ON_A_STORE(a_reader_finds_a_vault_while_it_is_replaced),
		ON_A_STORE(a_creation_that_was_cut_off_can_be_finished),
		cmocka_unit_test(an_older_schema_is_migrated_and_a_newer_one_refused),
		ON_A_STORE(a_store_of_version_1_is_taken_over_whole),
		ON_A_STORE(tags_that_begin_alike_are_one_place),
		cmocka_unit_test(another_programs_database_is_left_alone),
		ON_A_STORE(a_store_of_a_newer_alcove_is_refused),
		ON_A_STORE(the_database_is_set_up_as_it_says),
		ON_A_STORE(deleted_bodies_are_gone_from_the_bytes_after_a_scrub),
		ON_A_STORE(expired_days_are_gone_from_the_bytes),
		ON_A_STORE(a_row_moved_in_the_database_does_not_open),
		ON_A_STORE(a_day_that_moves_on_is_packed_though_nothing_expired),
		ON_A_STORE(only_the_writer_clears_away_what_a_crash_left),
		ON_A_STORE(a_publisher_puts_documents_beside_the_writer_and_nothing_else),
		ON_A_STORE(a_reader_in_the_way_of_a_scrub_is_said),
		ON_A_STORE(two_copies_around_a_deposit_differ_only_by_rows_of_that_day),
		cmocka_unit_test(once_packed_the_bytes_do_not_tell_the_order_of_arrival),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
