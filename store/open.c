/* How a store comes to be open, over either backend. */
#include <unistd.h>

#include "core/secret.h"
#include "store/directory.h"
#include "store/internal.h"
#include "store/memory.h"
#include "store/sqlite.h"

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
	return err == 0 ? sqlite_file_create(directory) : err;
}

static int
open_files(struct store **out, int directory, const char *path, enum store_mode mode)
{
	bool writable = mode == STORE_CREATE || mode == STORE_WRITE;
	struct backend *backend = NULL;
	struct keyfile *keys = NULL;
	int err = 0, lock = -1;

	if (!file_exists(directory, "store.db") && mode != STORE_CREATE)
		return ERR_ABSENT;
	if (writable)
		err = directory_lock(&lock, directory);
	if (err == 0 && mode == STORE_CREATE)
		err = create_files(directory);
	if (err == 0)
		err = keyfile_open(&keys, directory, "keys", writable);
	if (err == 0)
		err = sqlite_open(&backend, directory, path, mode);
	if (err == 0)
		return store_new(out, backend, keys, lock, mode);
	keyfile_close(keys);
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
	struct backend *backend;
	struct keyfile *keys;
	int err = core_start();

	*out = NULL;
	if (err == 0)
		err = memory_open(&backend);
	if (err != 0)
		return err;
	err = keyfile_open_memory(&keys);
	if (err != 0) {
		backend->ops->close(backend);
		return err;
	}
	return store_new(out, backend, keys, -1, STORE_CREATE);
}
