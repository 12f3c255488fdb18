#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/directory.h"
#include "store/schema.h"
#include "store/sqlite_file.h"

enum {
	BUSY_MS = 5000, /* only readers that recover or check the log can be in the way */
	SCRUB_MS = 100, /* deposits wait meanwhile */
};

/* A log left from an earlier database is nothing to SQLite beside an empty one. */
int
sqlite_file_create(int directory)
{
	return file_create(directory, "store.db", SPAN_NONE);
}

static char *
path_of(const char *directory, const char *name)
{
	size_t n = strlen(directory) + 1 + strlen(name) + 1;
	char *path = malloc(n);

	if (path != NULL)
		(void)snprintf(path, n, "%s/%s", directory, name);
	return path;
}

static int
run(sqlite3 *db, const char *sql)
{
	return err_of_sqlite(sqlite3_exec(db, sql, NULL, NULL, NULL));
}

/* Nothing in the file may act: no trigger, view, function or extension of its own. */
static int
harden(sqlite3 *db)
{
	static const struct {
		int option;
		int value;
	} options[] = {
		{SQLITE_DBCONFIG_DEFENSIVE, 1},      {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
		{SQLITE_DBCONFIG_ENABLE_TRIGGER, 0}, {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
		{SQLITE_DBCONFIG_ENABLE_FKEY, 0},    {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
		{SQLITE_DBCONFIG_DQS_DML, 0},        {SQLITE_DBCONFIG_DQS_DDL, 0},
	};

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		if (sqlite3_db_config(db, options[i].option, options[i].value, NULL) != SQLITE_OK)
			return ERR_INTERNAL;
	(void)sqlite3_limit(db, SQLITE_LIMIT_LENGTH, 2 * VAULT_MAX);
	return err_of_sqlite(sqlite3_busy_timeout(db, BUSY_MS));
}

/* The log is what makes a reader possible while the writer writes; it cannot be done without. */
static int
use_log(sqlite3 *db)
{
	sqlite3_stmt *st;
	int err = err_of_sqlite(sqlite3_prepare_v2(db, "PRAGMA journal_mode = WAL", -1, &st, NULL));
	const unsigned char *mode;

	if (err != 0)
		return err;
	err = sqlite3_step(st) == SQLITE_ROW ? 0 : ERR_DISK;
	mode = err == 0 ? sqlite3_column_text(st, 0) : NULL;
	if (mode == NULL || strcmp((const char *)mode, "wal") != 0)
		err = ERR_DISK;
	(void)sqlite3_finalize(st);
	return err;
}

/*
 * Only who holds the lock migrates: beside a server that runs, the tables stay
 * what it takes them for.
 */
static int
prepare(sqlite3 *db, enum store_mode mode)
{
	int err = run(db, "PRAGMA page_size = 4096;"
	                  "PRAGMA synchronous = FULL;"
	                  "PRAGMA secure_delete = ON;"
	                  "PRAGMA temp_store = MEMORY;"
	                  "PRAGMA mmap_size = 0;"
	                  "PRAGMA cell_size_check = ON;");

	/* Readers keep no pages, or what was fetched before would come back sooner. */
	if (err == 0 && mode == STORE_READ)
		err = run(db, "PRAGMA query_only = ON; PRAGMA cache_size = 0");
	if (err == 0 && (mode == STORE_READ || mode == STORE_PUBLISH))
		return schema_check(db, &schema_steps);
	if (err == 0)
		err = schema_migrate(db, &schema_steps);
	return err == 0 ? use_log(db) : err;
}

/*
 * The file is never opened by us but through SQLite: closing any descriptor of
 * it would drop the locks of every connection of this process.
 */
static int
check_file(int directory, bool writable)
{
	struct stat st;

	if (fstatat(directory, "store.db", &st, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT ? ERR_ABSENT : ERR_DISK;
	if (!S_ISREG(st.st_mode))
		return ERR_DISK;
	if (writable && (st.st_mode & 07777) != 0600 &&
	    fchmodat(directory, "store.db", 0600, 0) != 0)
		return ERR_DISK;
	return 0;
}

/*
 * Without symbolic links, which SQLite refuses in any part of any path of a
 * connection opened so; to us only the last part matters.
 */
static int
real_path_of(char **out, const char *directory, const char *name)
{
	char *real = realpath(directory, NULL);

	*out = NULL;
	if (real == NULL)
		return errno == ENOMEM ? ERR_MEMORY : ERR_DISK;
	*out = path_of(real, name);
	free(real);
	return *out != NULL ? 0 : ERR_MEMORY;
}

static int
connect_file(sqlite3 **db, const char *directory, bool writable)
{
	const int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE;
	char *path;
	int err = real_path_of(&path, directory, "store.db");

	*db = NULL;
	if (err == 0)
		err = err_of_sqlite(sqlite3_open_v2(
			path, db, flags | (writable ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY),
			NULL));
	free(path);
	return err;
}

/* A file that was cut off or overwritten is no disk that cannot be read. */
static int
damaged_or(int err, sqlite3 *db)
{
	int rc = db == NULL ? SQLITE_OK : sqlite3_extended_errcode(db);

	if (err == ERR_DISK && ((rc & 0xff) == SQLITE_CORRUPT || rc == SQLITE_IOERR_SHORT_READ))
		return ERR_FORMAT;
	return err;
}

int
sqlite_file_open(struct sqlite_file *f, int directory, const char *path, enum store_mode mode)
{
	bool owner = mode == STORE_CREATE || mode == STORE_WRITE;
	int err = check_file(directory, owner);

	*f = (struct sqlite_file){.directory = -1};
	if (err != 0)
		return err;
	f->directory = fcntl(directory, F_DUPFD_CLOEXEC, 0);
	if (f->directory < 0)
		err = ERR_DISK;
	if (err == 0)
		err = real_path_of(&f->pack_path, path, "pack");
	if (err == 0)
		err = connect_file(&f->db, path, mode != STORE_READ);
	if (err == 0)
		err = harden(f->db);
	if (err == 0 && owner)
		err = file_remove(directory, "pack"); /* left by a crash */
	if (err == 0)
		err = damaged_or(prepare(f->db, mode), f->db);
	if (err != 0)
		sqlite_file_close(f);
	return err;
}

void
sqlite_file_close(struct sqlite_file *f)
{
	int why = errno;

	(void)sqlite3_close(f->db);
	/* Whose attempts to tidy up a file that it may only read fail, and say nothing. */
	errno = why;
	if (f->directory >= 0)
		close(f->directory);
	free(f->pack_path);
}

static int
copy_packed(sqlite3 *db, const char *path)
{
	sqlite3 *packed = NULL;
	sqlite3_backup *backup = NULL;
	int rc = sqlite3_open_v2(path, &packed, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL);

	if (rc == SQLITE_OK) {
		backup = sqlite3_backup_init(db, "main", packed, "main");
		rc = backup == NULL ? sqlite3_errcode(db) : sqlite3_backup_step(backup, -1);
	}
	if (backup != NULL) {
		int finished = sqlite3_backup_finish(backup);

		if (rc == SQLITE_DONE)
			rc = finished;
	}
	(void)sqlite3_close(packed);
	return err_of_sqlite(rc);
}

int
sqlite_file_pack(struct sqlite_file *f)
{
	sqlite3_stmt *st;
	int err = file_remove(f->directory, "pack");

	if (err == 0)
		err = file_create(f->directory, "pack", SPAN_NONE);
	if (err == 0)
		err = err_of_sqlite(sqlite3_prepare_v2(f->db, "VACUUM INTO ?1", -1, &st, NULL));
	if (err != 0)
		return err;
	err = err_of_sqlite(sqlite3_bind_text(st, 1, f->pack_path, -1, SQLITE_STATIC));
	if (err == 0)
		err = err_of_sqlite(sqlite3_step(st));
	(void)sqlite3_finalize(st);
	if (err == 0)
		err = copy_packed(f->db, f->pack_path);
	if (file_remove(f->directory, "pack") != 0 && err == 0)
		err = ERR_DISK;
	return err;
}

int
sqlite_file_scrub(struct sqlite_file *f)
{
	int rc;

	(void)sqlite3_busy_timeout(f->db, SCRUB_MS);
	rc = sqlite3_wal_checkpoint_v2(f->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	(void)sqlite3_busy_timeout(f->db, BUSY_MS);
	return (rc & 0xff) == SQLITE_BUSY ? ERR_CONFLICT : err_of_sqlite(rc);
}
