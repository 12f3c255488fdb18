#include "store/schema.h"

#include <stdint.h>

/* "ALCV": fixed for ever, as file(1) and backups know the format by it. */
enum { APPLICATION_ID = 0x414c4356 };

/*
 * place holds cells (person is empty) and envelopes; what was deleted has no body. cell
 * and inbox are what the tables of tags and the desks ask for; a body leaves
 * inbox when deleted. upkeep has one row: the day of the last pack, and a bit
 * that is turned when something must be written (SQLite does not write what is
 * the same again).
 */
static const char version_1[] =
	"CREATE TABLE place ("
	" day INTEGER NOT NULL, tag BLOB NOT NULL, person BLOB NOT NULL, body BLOB,"
	" PRIMARY KEY (day, tag)) WITHOUT ROWID;"
	"CREATE INDEX cell ON place (day, tag) WHERE person = x'';"
	"CREATE INDEX inbox ON place (person, day, tag)"
	" WHERE person <> x'' AND body IS NOT NULL;"
	"CREATE TABLE vault ("
	" person BLOB NOT NULL PRIMARY KEY, version INTEGER NOT NULL, body BLOB NOT NULL)"
	" WITHOUT ROWID;"
	"CREATE TABLE bundle ("
	" day INTEGER NOT NULL, person BLOB NOT NULL, serial INTEGER NOT NULL,"
	" bytes BLOB NOT NULL, PRIMARY KEY (day, person)) WITHOUT ROWID;"
	"CREATE TABLE document ("
	" name TEXT NOT NULL PRIMARY KEY, bytes BLOB NOT NULL) WITHOUT ROWID;"
	"CREATE TABLE upkeep ("
	" one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),"
	" packed INTEGER NOT NULL, turned INTEGER NOT NULL)"
	" WITHOUT ROWID;"
	"INSERT INTO upkeep VALUES (1, 0, 0);";

/*
 * A table without rowid is an index to SQLite, which reads a row whole, with the
 * pages its body runs over to, to compare it: some 25 reads for each row that was
 * looked for. So rows lie by a number, made of day and tag as place_id makes it:
 * still in their order, and without counter or time, so that once packed they say
 * nothing about the order in which they came.
 */
static const char version_2[] =
	"DROP INDEX cell;"
	"DROP INDEX inbox;"
	"ALTER TABLE place RENAME TO former;"
	"CREATE TABLE place ("
	" id INTEGER NOT NULL PRIMARY KEY, day INTEGER NOT NULL, tag BLOB NOT NULL,"
	" person BLOB NOT NULL, body BLOB);"
	"WITH digit (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM digit WHERE n < 11)"
	" INSERT OR IGNORE INTO place SELECT day << 44 | ("
	"SELECT sum(instr('0123456789ABCDEF', substr(hex(tag), n, 1)) - 1 << 44 - 4 * n)"
	" FROM digit), day, tag, person, body FROM former ORDER BY day, tag;"
	"DROP TABLE former;"
	"CREATE INDEX cell ON place (day, tag) WHERE person = x'';"
	"CREATE INDEX inbox ON place (person, day, tag)"
	" WHERE person <> x'' AND body IS NOT NULL;";

/*
 * An envelope that its desk set aside stays, and is listed no more until it is
 * brought back: the desk has kept what opens it.
 */
static const char version_3[] = "ALTER TABLE place ADD COLUMN aside INTEGER NOT NULL DEFAULT 0;"
				"DROP INDEX inbox;"
				"CREATE INDEX inbox ON place (person, aside, day, tag)"
				" WHERE person <> x'' AND body IS NOT NULL;";

/*
 * Tables of closed days, kept as they are sent. Cover was rows of place without a body; from
 * now on it is in these alone. A cell that was deleted goes with it: the envelopes of its
 * deposit still refuse a late repetition.
 */
static const char version_4[] = "CREATE TABLE closed ("
				" day INTEGER NOT NULL PRIMARY KEY, entries BLOB NOT NULL);"
				"DELETE FROM place WHERE person = x'' AND body IS NULL;";

static const char *const steps[] = {version_1, version_2, version_3, version_4};
const struct schema_steps schema_steps = {steps, sizeof(steps) / sizeof(steps[0])};

int
err_of_sqlite(int rc)
{
	if (rc == SQLITE_IOERR_NOMEM)
		return ERR_MEMORY;
	switch (rc & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return 0;
	case SQLITE_NOMEM:
		return ERR_MEMORY;
	case SQLITE_NOTADB:
		return ERR_FORMAT;
	case SQLITE_ERROR:
	case SQLITE_INTERNAL:
	case SQLITE_MISUSE:
	case SQLITE_RANGE:
	case SQLITE_MISMATCH:
	case SQLITE_CONSTRAINT:
	case SQLITE_SCHEMA:
		return ERR_INTERNAL;
	default:
		return ERR_DISK;
	}
}

static int
pragma_number(sqlite3 *db, const char *sql, int64_t *out)
{
	sqlite3_stmt *st;
	int rc = sqlite3_prepare_v2(db, sql, -1, &st, NULL);

	*out = 0;
	if (rc == SQLITE_OK)
		rc = sqlite3_step(st);
	if (rc == SQLITE_ROW)
		*out = sqlite3_column_int64(st, 0);
	(void)sqlite3_finalize(st);
	return err_of_sqlite(rc);
}

/* ERR_FORMAT for a database of another program; an empty one is ours to fill. */
static int
read_version(sqlite3 *db, int64_t *version)
{
	int64_t id, tables;
	int err = pragma_number(db, "PRAGMA application_id", &id);

	if (err == 0)
		err = pragma_number(db, "PRAGMA user_version", version);
	if (err == 0)
		err = pragma_number(db, "SELECT count(*) FROM sqlite_schema", &tables);
	if (err != 0)
		return err;
	if (id == APPLICATION_ID && *version >= 0)
		return 0;
	return id == 0 && *version == 0 && tables == 0 ? 0 : ERR_FORMAT;
}

static int
run(sqlite3 *db, const char *sql)
{
	return err_of_sqlite(sqlite3_exec(db, sql, NULL, NULL, NULL));
}

static int
run_step(sqlite3 *db, const char *sql, size_t version)
{
	char stamp[96];
	int err;

	(void)snprintf(stamp, sizeof(stamp),
	               "PRAGMA application_id = %d; PRAGMA user_version = %zu", (int)APPLICATION_ID,
	               version);
	err = run(db, "BEGIN IMMEDIATE");
	if (err != 0)
		return err;
	err = run(db, sql);
	if (err == 0)
		err = run(db, stamp);
	if (err == 0)
		err = run(db, "COMMIT");
	if (!sqlite3_get_autocommit(db))
		(void)sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
	return err;
}

int
schema_migrate(sqlite3 *db, const struct schema_steps *all)
{
	int64_t version = 0;
	int err = read_version(db, &version);

	if (err == 0 && (uint64_t)version > all->n)
		return ERR_OLDER;
	for (size_t i = (size_t)version; i < all->n && err == 0; i++)
		err = run_step(db, all->sql[i], i + 1);
	return err;
}

int
schema_check(sqlite3 *db, const struct schema_steps *all)
{
	int64_t version;
	int err = read_version(db, &version);

	if (err != 0)
		return err;
	return (uint64_t)version == all->n ? 0 : ERR_OLDER;
}
