/* Bundles, documents and the inventory in SQLite. */
#include "store/sqlite_statement.h"

/* ---- bundles ---- */

static int
put_bundle(struct backend *b, sqlite3_stmt *st, const struct store_bundle *bundle)
{
	int err;

	bind_number(st, 1, bundle->day);
	bind_bytes(st, 2, bundle->person, PERSON_BYTES);
	bind_number(st, 3, bundle->serial);
	bind_bytes(st, 4, bundle->bytes, BUNDLE_BYTES);
	err = run(st);
	return err == 0 && changes(b) == 0 ? ERR_OLDER : err;
}

int
sqlite_bundles_put(struct backend *b, const struct store_bundle *bundles, size_t n)
{
	sqlite3_stmt *st;
	int err = use(b, BUNDLE_SET, &st);

	for (size_t i = 0; i < n && err == 0; i++)
		err = put_bundle(b, st, &bundles[i]);
	return err;
}

static int
add_bytes(sqlite3_stmt *st, void *arg)
{
	return column_append(st, 0, arg);
}

int
sqlite_bundle_day(struct backend *b, uint32_t day, struct buf *out)
{
	sqlite3_stmt *st;
	int err = use(b, BUNDLE_DAY, &st);

	if (err != 0)
		return err;
	bind_number(st, 1, day);
	return each(st, add_bytes, out);
}

static int
add_serial(sqlite3_stmt *st, void *arg)
{
	uint32_t day = 0, serial = 0;
	int err = column_u32(st, 0, &day);

	if (err == 0)
		err = column_u32(st, 1, &serial);
	if (err != 0)
		return err;
	buf_put_u32(arg, day);
	buf_put_u32(arg, serial);
	return ((struct buf *)arg)->err;
}

int
sqlite_bundle_list(struct backend *b, const uint8_t *person, uint32_t from_day, struct buf *out)
{
	sqlite3_stmt *st;
	int err = use(b, BUNDLE_LIST, &st);

	if (err != 0)
		return err;
	bind_bytes(st, 1, person, PERSON_BYTES);
	bind_number(st, 2, from_day);
	return each(st, add_serial, out);
}

/* ---- documents ---- */

int
sqlite_documents_put(struct backend *b, const struct store_document *documents, size_t n)
{
	static const uint8_t empty[1];
	sqlite3_stmt *st;
	int err = use(b, DOCUMENT_SET, &st);

	for (size_t i = 0; i < n && err == 0; i++) {
		struct span bytes = documents[i].bytes;

		bind_text(st, 1, documents[i].name);
		bind_bytes(st, 2, bytes.n > 0 ? bytes.p : empty, bytes.n);
		err = run(st);
	}
	return err;
}

int
sqlite_document_get(struct backend *b, const char *name, struct buf *out)
{
	sqlite3_stmt *st;
	int rc, found = ERR_ABSENT, err = use(b, DOCUMENT_GET, &st);

	if (err != 0)
		return err;
	bind_text(st, 1, name);
	rc = sqlite3_step(st);
	if (rc == SQLITE_ROW)
		found = column_append(st, 0, out);
	err = end(st, rc);
	return err != 0 ? err : found;
}

_Static_assert(DOCUMENT_GLANCE_BYTES == 1024, "the statement's number");

static int
glance(sqlite3_stmt *st, void *arg)
{
	struct buf *out = arg;
	uint32_t size = 0;
	int err = column_append(st, 0, out);

	if (err == 0)
		err = column_u32(st, 1, &size);
	if (err != 0)
		return err;
	buf_put_u8(out, 0);
	buf_put_u32(out, size);
	return column_append(st, 2, out);
}

int
sqlite_documents_glance(struct backend *b, struct buf *out)
{
	sqlite3_stmt *st;
	int err = use(b, DOCUMENT_GLANCE, &st);

	return err == 0 ? each(st, glance, out) : err;
}

/* ---- closed days ---- */

int
sqlite_closed_put(struct backend *b, uint32_t day, struct span entries)
{
	sqlite3_stmt *st;
	int err = use(b, CLOSED_PUT, &st);

	if (err != 0)
		return err;
	bind_number(st, 1, day);
	bind_bytes(st, 2, entries.p, entries.n);
	return run(st);
}

static int
add_closed(sqlite3_stmt *st, void *arg)
{
	struct buf *out = arg;
	uint32_t day, bytes;
	int err = column_u32(st, 0, &day);

	if (err == 0)
		err = column_u32(st, 1, &bytes);
	if (err != 0)
		return err;
	if (bytes % CLOSED_TAG_BYTES != 0)
		return ERR_DISK;
	buf_put_u32(out, day);
	buf_put_u32(out, bytes / CLOSED_TAG_BYTES);
	return column_append(st, 2, out);
}

int
sqlite_closed(struct backend *b, uint32_t first, struct buf *out)
{
	sqlite3_stmt *st;
	int err = use(b, CLOSED, &st);

	if (err != 0)
		return err;
	bind_number(st, 1, first);
	return each(st, add_closed, out);
}

int
sqlite_closed_last(struct backend *b, uint32_t *day)
{
	uint64_t last;
	int err = one_number(b, CLOSED_LAST, &last);

	*day = (uint32_t)last;
	return err;
}

int
sqlite_closed_drop(struct backend *b, uint32_t first)
{
	return run_number(b, CLOSED_DROP, first);
}

int
sqlite_closed_expire(struct backend *b, uint32_t before)
{
	return run_number(b, CLOSED_EXPIRE, before);
}

/* ---- inventory ---- */

static int
count_places(sqlite3_stmt *st, void *arg)
{
	struct store_day_count *d;
	uint32_t day;
	int err = column_u32(st, 0, &day);

	if (err != 0)
		return err;
	d = inventory_day(arg, day);
	if (d == NULL)
		return ERR_SIZE;
	d->tags = (size_t)sqlite3_column_int64(st, 1);
	d->cells = (size_t)sqlite3_column_int64(st, 2);
	d->envelopes = (size_t)sqlite3_column_int64(st, 3);
	return 0;
}

static int
count_closed(sqlite3_stmt *st, void *arg)
{
	struct store_day_count *d;
	uint32_t day;
	int err = column_u32(st, 0, &day);

	if (err != 0)
		return err;
	d = inventory_day(arg, day);
	if (d == NULL)
		return ERR_SIZE;
	d->entries = (size_t)sqlite3_column_int64(st, 1) / CLOSED_TAG_BYTES;
	return 0;
}

static int
count_bundles(sqlite3_stmt *st, void *arg)
{
	struct store_day_count *d;
	uint32_t day;
	int err = column_u32(st, 0, &day);

	if (err != 0)
		return err;
	d = inventory_day(arg, day);
	if (d == NULL)
		return ERR_SIZE;
	d->bundles = (size_t)sqlite3_column_int64(st, 1);
	return 0;
}

static int
list_vault(sqlite3_stmt *st, void *arg)
{
	struct store_inventory *out = arg;
	size_t i = out->vaults;
	int err;

	if (i == sizeof(out->vault) / sizeof(out->vault[0]))
		return ERR_SIZE;
	err = column_bytes(st, 0, out->vault[i].person, PERSON_BYTES);
	if (err == 0)
		err = column_u32(st, 1, &out->vault[i].version);
	out->vault[i].bytes = (size_t)sqlite3_column_int64(st, 2) - WRAP_BYTES;
	out->vaults++;
	return err;
}

static int
list_document(sqlite3_stmt *st, void *arg)
{
	struct store_inventory *out = arg;
	size_t i = out->documents;

	if (i == sizeof(out->document) / sizeof(out->document[0]))
		return ERR_SIZE;
	(void)snprintf(out->document[i].name, sizeof(out->document[i].name), "%s",
	               (const char *)sqlite3_column_text(st, 0));
	out->document[i].bytes = (size_t)sqlite3_column_int64(st, 1);
	out->documents++;
	return 0;
}

int
sqlite_inventory(struct backend *b, struct store_inventory *out)
{
	static const struct {
		enum statement which;
		row_fn *fn;
	} parts[] = {
		{COUNT_PLACES, count_places},    {COUNT_CLOSED, count_closed},
		{COUNT_BUNDLES, count_bundles},  {LIST_VAULTS, list_vault},
		{LIST_DOCUMENTS, list_document},
	};
	sqlite3_stmt *st;
	int err = 0;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]) && err == 0; i++) {
		err = use(b, parts[i].which, &st);
		if (err == 0)
			err = each(st, parts[i].fn, out);
	}
	return err;
}
