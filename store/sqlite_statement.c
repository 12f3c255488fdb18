#include "store/sqlite_statement.h"

#include "store/schema.h"

#define STATEMENT_SQL(name, sql) sql,
static const char *const statement_sql[] = {STATEMENTS(STATEMENT_SQL)};

void
statements_close(struct sqlite *s)
{
	for (size_t i = 0; i < STATEMENT_COUNT; i++)
		(void)sqlite3_finalize(s->statements[i]);
}

int
use(struct backend *b, enum statement which, sqlite3_stmt **st)
{
	sqlite3_stmt **kept = &((struct sqlite *)b)->statements[which];
	int rc = SQLITE_OK;

	if (*kept == NULL)
		rc = sqlite3_prepare_v3(((struct sqlite *)b)->file.db, statement_sql[which], -1,
		                        SQLITE_PREPARE_PERSISTENT, kept, NULL);
	*st = *kept;
	return err_of_sqlite(rc);
}

void
bind_number(sqlite3_stmt *st, int i, uint32_t v)
{
	(void)sqlite3_bind_int64(st, i, v);
}

void
bind_bytes(sqlite3_stmt *st, int i, const void *p, size_t n)
{
	(void)sqlite3_bind_blob64(st, i, p, n, SQLITE_STATIC);
}

void
bind_text(sqlite3_stmt *st, int i, const char *text)
{
	(void)sqlite3_bind_text(st, i, text, -1, SQLITE_STATIC);
}

int64_t
place_id(uint32_t day, const uint8_t tag[TAG_BYTES])
{
	uint64_t id = day;

	for (size_t i = 0; i < 5; i++)
		id = id << 8 | tag[i];
	return (int64_t)(id << 4 | tag[5] >> 4);
}

void
bind_place(sqlite3_stmt *st, uint32_t day, const uint8_t tag[TAG_BYTES])
{
	(void)sqlite3_bind_int64(st, 1, place_id(day, tag));
	bind_number(st, 2, day);
	bind_bytes(st, 3, tag, TAG_BYTES);
}

int
end(sqlite3_stmt *st, int rc)
{
	(void)sqlite3_reset(st);
	(void)sqlite3_clear_bindings(st);
	return err_of_sqlite(rc);
}

int
run(sqlite3_stmt *st)
{
	return end(st, sqlite3_step(st));
}

int
run_plain(struct backend *b, enum statement which)
{
	sqlite3_stmt *st;
	int err = use(b, which, &st);

	return err == 0 ? run(st) : err;
}

int
run_number(struct backend *b, enum statement which, uint32_t v)
{
	sqlite3_stmt *st;
	int err = use(b, which, &st);

	if (err != 0)
		return err;
	bind_number(st, 1, v);
	return run(st);
}

size_t
changes(struct backend *b)
{
	return (size_t)sqlite3_changes64(((struct sqlite *)b)->file.db);
}

/* A number of ours read back; what does not fit was not written by us. */
int
column_u32(sqlite3_stmt *st, int i, uint32_t *out)
{
	sqlite3_int64 v = sqlite3_column_int64(st, i);

	*out = (uint32_t)v;
	return v >= 0 && v <= UINT32_MAX ? 0 : ERR_DISK;
}

int
column_bytes(sqlite3_stmt *st, int i, uint8_t *out, size_t n)
{
	const void *p = sqlite3_column_blob(st, i);

	if (p == NULL || (size_t)sqlite3_column_bytes(st, i) != n)
		return ERR_DISK;
	memcpy(out, p, n);
	return 0;
}

int
column_append(sqlite3_stmt *st, int i, struct buf *out)
{
	size_t n = (size_t)sqlite3_column_bytes(st, i);

	buf_put(out, sqlite3_column_blob(st, i), n);
	return out->err;
}

int
each(sqlite3_stmt *st, row_fn *fn, void *arg)
{
	int err = 0, ended, rc = SQLITE_ROW;

	while (err == 0 && (rc = sqlite3_step(st)) == SQLITE_ROW)
		err = fn(st, arg);
	ended = end(st, rc);
	return err != 0 ? err : ended;
}

int
one_number(struct backend *b, enum statement which, uint64_t *out)
{
	sqlite3_stmt *st;
	int rc, err = use(b, which, &st);

	*out = 0;
	if (err != 0)
		return err;
	rc = sqlite3_step(st);
	if (rc == SQLITE_ROW)
		*out = (uint64_t)sqlite3_column_int64(st, 0);
	err = end(st, rc);
	return err == 0 && rc != SQLITE_ROW ? ERR_DISK : err;
}
