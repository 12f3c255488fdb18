/* How a store comes to be open, over either backend. */
#include <unistd.h>

#include "core/secret.h"
#include "store/directory.h"
#include "store/internal.h"
#include "store/memory.h"
#include "store/sqlite.h"
#include "store/sqlite_file.h"

/*
 * The keys come first: a database is never there without them. Keys without a
 * database are what a crash between the two leaves, and are used as they are.
 */
static int
create_files(int directory)
{
	int err = file_exists(directory, "store.db") ? ERR_CONFLICT : 0;

	if (err == 0)
		err = keyfile_create(directory, "keys");
	if (err == ERR_CONFLICT && !file_exists(directory, "store.db"))
		err = 0;
	if (err == 0)
		err = endfile_create(directory, "ends");
	if (err == ERR_CONFLICT && !file_exists(directory, "store.db"))
		err = 0;
	return err == 0 ? sqlite_file_create(directory) : err;
}

/* An office made before there were end-day keys has no file of them: its writer makes one. */
static int
open_ends(struct endfile **out, int directory, bool writable)
{
	int err = endfile_open(out, directory, "ends", writable);

	if (err != ERR_ABSENT)
		return err;
	if (!writable)
		return 0;
	err = endfile_create(directory, "ends");
	return err == 0 ? endfile_open(out, directory, "ends", writable) : err;
}

static int
open_parts(struct store_parts *parts, int directory, const char *path, enum store_mode mode,
           int lock)
{
	bool writable = mode == STORE_CREATE || mode == STORE_WRITE;
	int err = mode == STORE_CREATE ? create_files(directory) : 0;

	if (err == 0)
		err = keyfile_open(&parts->keys, directory, "keys", writable);
	if (err == 0)
		err = open_ends(&parts->ends, directory, writable);
	if (err == 0)
		err = sqlite_open(&parts->backend, directory, path, mode, lock);
	return err;
}

static int
open_files(struct store **out, int directory, const char *path, enum store_mode mode)
{
	struct store_parts parts = {0};
	int err = 0, lock = -1;

	if (!file_exists(directory, "store.db") && mode != STORE_CREATE)
		return ERR_ABSENT;
	if (mode == STORE_CREATE || mode == STORE_WRITE)
		err = directory_lock(&lock, directory);
	if (err == 0)
		err = open_parts(&parts, directory, path, mode, lock);
	if (err == 0)
		return store_new(out, &parts, mode);
	store_parts_close(&parts);
	if (lock >= 0)
		close(lock);
	return err;
}

int
store_open_sqlite(struct store **out, const char *directory, enum store_mode mode)
{
	int fd, err = core_start();

	*out = NULL;
	if (err == 0)
		err = directory_open(&fd, directory);
	if (err != 0)
		return err;
	err = open_files(out, fd, directory, mode);
	close(fd);
	return err;
}

int
store_open_memory(struct store **out)
{
	struct store_parts parts = {0};
	int err = core_start();

	*out = NULL;
	if (err == 0)
		err = memory_open(&parts.backend);
	if (err == 0)
		err = keyfile_open_memory(&parts.keys);
	if (err == 0)
		err = endfile_open_memory(&parts.ends);
	if (err == 0)
		return store_new(out, &parts, STORE_CREATE);
	store_parts_close(&parts);
	return err;
}
