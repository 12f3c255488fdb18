/* Places and vaults in SQLite, and the table of what the backend does. */
#include "store/sqlite.h"

#include <unistd.h>

#include "store/sqlite_statement.h"

static const uint8_t nobody[1]; /* bound with size 0: x'' */

static struct sqlite *
of(struct backend *b)
{
	return (struct sqlite *)b;
}

/* ---- transactions ---- */

/*
 * After some failures SQLite has rolled back by itself. Otherwise the statement
 * was prepared beforehand, as there may be no memory for it now.
 */
static void
op_rollback(struct backend *b)
{
	sqlite3 *db = of(b)->file.db;
	sqlite3_stmt *st = of(b)->statements[ROLLBACK];

	if (st != NULL && !sqlite3_get_autocommit(db)) {
		(void)sqlite3_step(st);
		(void)sqlite3_reset(st);
	}
	if (!sqlite3_get_autocommit(db))
		(void)sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
}

static int
op_begin(struct backend *b)
{
	op_rollback(b); /* what could not be rolled back when it should have been */
	return run_plain(b, BEGIN);
}

static int
op_commit(struct backend *b)
{
	return run_plain(b, COMMIT);
}

/* ---- places ---- */

static int
put_place(struct backend *b, sqlite3_stmt *st, const struct place_row *row, int *result)
{
	int err;

	bind_place(st, row->day, row->tag);
	bind_bytes(st, 4, row->envelope ? row->person : nobody, row->envelope ? PERSON_BYTES : 0);
	if (row->body)
		bind_bytes(st, 5, row->wrapped, sizeof(row->wrapped));
	err = run(st);
	*result = err == 0 && changes(b) == 0 ? ERR_CONFLICT : 0;
	return err;
}

static int
op_places_put(struct backend *b, const struct place_row *rows, size_t n, int *results)
{
	sqlite3_stmt *st;
	int err = use(b, PLACE_ADD, &st);

	for (size_t i = 0; i < n && err == 0; i++)
		err = put_place(b, st, &rows[i], &results[i]);
	return err;
}

static int
op_places_remove(struct backend *b, const struct store_key *keys, size_t n)
{
	sqlite3_stmt *st;
	int err = use(b, PLACE_REMOVE, &st);

	for (size_t i = 0; i < n && err == 0; i++) {
		bind_place(st, keys[i].day, keys[i].tag);
		err = run(st);
	}
	return err;
}

/* From columns day, tag, person, body. */
static int
row_read(sqlite3_stmt *st, struct place_row *row)
{
	int err = column_u32(st, 0, &row->day);

	if (err == 0)
		err = column_bytes(st, 1, row->tag, TAG_BYTES);
	row->envelope = sqlite3_column_bytes(st, 2) > 0;
	if (err == 0 && row->envelope)
		err = column_bytes(st, 2, row->person, PERSON_BYTES);
	row->body = sqlite3_column_type(st, 3) != SQLITE_NULL;
	if (err == 0 && row->body)
		err = column_bytes(st, 3, row->wrapped, sizeof(row->wrapped));
	return err;
}

static int
get_place(sqlite3_stmt *st, const struct store_key *key, struct place_row *row, int *result)
{
	int rc, found = 0, err;

	bind_place(st, key->day, key->tag);
	rc = sqlite3_step(st);
	*result = rc == SQLITE_ROW ? 0 : ERR_ABSENT;
	if (rc == SQLITE_ROW)
		found = row_read(st, row);
	err = end(st, rc);
	return err != 0 ? err : found;
}

static int
op_places_get(struct backend *b, const struct store_key *keys, size_t n, struct place_row *rows,
              int *results)
{
	sqlite3_stmt *st;
	int err = use(b, PLACE_GET, &st);

	for (size_t i = 0; i < n && err == 0; i++)
		err = get_place(st, &keys[i], &rows[i], &results[i]);
	return err;
}

static int
op_places_clear(struct backend *b, const uint8_t *person, const struct store_key *keys, size_t n,
                int *results)
{
	sqlite3_stmt *st;
	int err = use(b, PLACE_CLEAR, &st);

	for (size_t i = 0; i < n && err == 0; i++) {
		bind_place(st, keys[i].day, keys[i].tag);
		if (person != NULL)
			bind_bytes(st, 4, person, PERSON_BYTES);
		err = run(st);
		results[i] = err == 0 && changes(b) == 0 ? ERR_ABSENT : 0;
	}
	return err;
}

static int
op_places_aside(struct backend *b, const uint8_t *person, const struct store_key *keys, size_t n,
                bool aside)
{
	sqlite3_stmt *st;
	int err = use(b, keys == NULL ? PLACES_BACK : PLACE_ASIDE, &st);

	if (err != 0)
		return err;
	if (keys == NULL) {
		bind_bytes(st, 1, person, PERSON_BYTES);
		return run(st);
	}
	for (size_t i = 0; i < n && err == 0; i++) {
		bind_place(st, keys[i].day, keys[i].tag);
		bind_bytes(st, 4, person, PERSON_BYTES);
		bind_number(st, 5, aside);
		err = run(st);
	}
	return err;
}

static int
op_waiting(struct backend *b, size_t *out)
{
	uint64_t n;
	int err = one_number(b, WAITING, &n);

	*out = (size_t)n;
	return err;
}

static int
op_places_expire(struct backend *b, uint32_t before, size_t *removed)
{
	int err = run_number(b, PLACE_EXPIRE, before);

	*removed = err == 0 ? changes(b) : 0;
	return err;
}

static int
add_tag(sqlite3_stmt *st, void *arg)
{
	return sqlite3_column_bytes(st, 0) == TAG_BYTES ? column_append(st, 0, arg) : ERR_DISK;
}

static int
op_tags(struct backend *b, uint32_t day, struct buf *out)
{
	sqlite3_stmt *st;
	int err = use(b, TAGS, &st);

	if (err != 0)
		return err;
	bind_number(st, 1, day);
	return each(st, add_tag, out);
}

static int
op_tag_count(struct backend *b, size_t *out)
{
	uint64_t n;
	int err = one_number(b, TAG_COUNT, &n);

	*out = (size_t)n;
	return err;
}

struct inbox {
	place_fn *fn;
	void *arg;
	struct place_row row;
};

static int
inbox_row(sqlite3_stmt *st, void *arg)
{
	struct inbox *inbox = arg;
	int err = row_read(st, &inbox->row);

	return err == 0 ? inbox->fn(inbox->arg, &inbox->row) : err;
}

/* Of this person, or all. */
static int
walk(struct backend *b, enum statement which, const uint8_t *person, place_fn *fn, void *arg)
{
	struct inbox inbox = {.fn = fn, .arg = arg};
	sqlite3_stmt *st;
	int err = use(b, which, &st);

	if (err != 0)
		return err;
	if (person != NULL)
		bind_bytes(st, 1, person, PERSON_BYTES);
	return each(st, inbox_row, &inbox);
}

static int
op_places(struct backend *b, place_fn *fn, void *arg)
{
	return walk(b, PLACES, NULL, fn, arg);
}

static int
op_inbox(struct backend *b, const uint8_t *person, place_fn *fn, void *arg)
{
	return walk(b, INBOX, person, fn, arg);
}

/* ---- vaults ---- */

static int
op_vault_get(struct backend *b, const uint8_t *person, uint32_t *version, struct buf *out)
{
	sqlite3_stmt *st;
	int rc, found = ERR_ABSENT, err = use(b, out != NULL ? VAULT_GET : VAULT_VERSION, &st);

	if (err != 0)
		return err;
	bind_bytes(st, 1, person, PERSON_BYTES);
	rc = sqlite3_step(st);
	if (rc == SQLITE_ROW)
		found = column_u32(st, 0, version);
	if (rc == SQLITE_ROW && found == 0 && out != NULL)
		found = column_append(st, 1, out);
	err = end(st, rc);
	return err != 0 ? err : found;
}

static int
op_vault_set(struct backend *b, const uint8_t *person, uint32_t version, struct span wrapped)
{
	sqlite3_stmt *st;
	int err = use(b, VAULT_SET, &st);

	if (err != 0)
		return err;
	bind_bytes(st, 1, person, PERSON_BYTES);
	bind_number(st, 2, version);
	bind_bytes(st, 3, wrapped.p, wrapped.n);
	return run(st);
}

static int
op_vault_remove(struct backend *b, const uint8_t *person)
{
	sqlite3_stmt *st;
	int err = use(b, VAULT_REMOVE, &st);

	if (err != 0)
		return err;
	bind_bytes(st, 1, person, PERSON_BYTES);
	return run(st);
}

/* ---- upkeep ---- */

static int
op_bundles_expire(struct backend *b, uint32_t before)
{
	return run_number(b, BUNDLE_EXPIRE, before);
}

static int
op_document_count(struct backend *b, size_t *out)
{
	uint64_t n;
	int err = one_number(b, DOCUMENT_COUNT, &n);

	*out = (size_t)n;
	return err;
}

static int
op_packed_get(struct backend *b, uint32_t *day)
{
	uint64_t n;
	int err = one_number(b, PACKED_GET, &n);

	*day = (uint32_t)n;
	return err;
}

static int
op_packed_set(struct backend *b, uint32_t day)
{
	return run_number(b, PACKED_SET, day);
}

static int
op_touch(struct backend *b)
{
	return run_plain(b, TOUCH);
}

static int
op_pack(struct backend *b)
{
	sqlite3_stmt **rollback = &of(b)->statements[ROLLBACK];
	int again, err = sqlite_file_pack(&of(b)->file);

	/* Packing made all statements stale; this one must not need memory to be made anew. */
	(void)sqlite3_finalize(*rollback);
	*rollback = NULL;
	again = use(b, ROLLBACK, rollback);
	return err != 0 ? err : again;
}

static int
op_scrub(struct backend *b)
{
	return sqlite_file_scrub(&of(b)->file);
}

static int
op_generation(struct backend *b, uint64_t *out)
{
	return one_number(b, GENERATION, out);
}

static void
op_close(struct backend *b)
{
	statements_close(of(b));
	sqlite_file_close(&of(b)->file);
	if (of(b)->lock >= 0)
		close(of(b)->lock);
	free(b);
}

static const struct store_ops ops = {
	.close = op_close,
	.begin = op_begin,
	.commit = op_commit,
	.rollback = op_rollback,
	.places_put = op_places_put,
	.places_remove = op_places_remove,
	.places_get = op_places_get,
	.places_clear = op_places_clear,
	.places_aside = op_places_aside,
	.waiting = op_waiting,
	.places_expire = op_places_expire,
	.tags = op_tags,
	.tag_count = op_tag_count,
	.closed_put = sqlite_closed_put,
	.closed = sqlite_closed,
	.closed_last = sqlite_closed_last,
	.closed_drop = sqlite_closed_drop,
	.closed_expire = sqlite_closed_expire,
	.places = op_places,
	.inbox = op_inbox,
	.vault_get = op_vault_get,
	.vault_set = op_vault_set,
	.vault_remove = op_vault_remove,
	.bundles_put = sqlite_bundles_put,
	.bundle_day = sqlite_bundle_day,
	.bundle_list = sqlite_bundle_list,
	.bundles_expire = op_bundles_expire,
	.documents_put = sqlite_documents_put,
	.document_get = sqlite_document_get,
	.document_count = op_document_count,
	.documents_glance = sqlite_documents_glance,
	.inventory = sqlite_inventory,
	.touch = op_touch,
	.pack = op_pack,
	.packed_get = op_packed_get,
	.packed_set = op_packed_set,
	.scrub = op_scrub,
	.generation = op_generation,
};

int
sqlite_open(struct backend **out, int directory, const char *path, enum store_mode mode, int lock)
{
	struct sqlite *s = calloc(1, sizeof(*s));
	sqlite3_stmt *rollback;
	int err;

	*out = NULL;
	if (s == NULL)
		return ERR_MEMORY;
	s->backend.ops = &ops;
	s->lock = -1;
	err = sqlite_file_open(&s->file, directory, path, mode);
	if (err != 0) {
		free(s);
		return err;
	}
	err = use(&s->backend, ROLLBACK, &rollback);
	if (err != 0) {
		op_close(&s->backend);
		return err;
	}
	s->lock = lock;
	*out = &s->backend;
	return 0;
}
