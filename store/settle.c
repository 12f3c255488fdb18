/*
 * Transactions, and what they begin with: a store whose database and keys agree.
 *
 * A key is destroyed only when the row that replaces it cannot be lost any
 * more. After a crash the row may have been read back from pages that never
 * reached the disk, and after a failed commit a complete commit record may lie
 * in the log that the next crash would bring back. So store_settle first makes a
 * commit of its own: its sync makes the former durable, and its record overwrites
 * the latter.
 */
#include "store/internal.h"

/* A commit of its own, synced, with something in it, where a backend needs one. */
static int
commit_something(struct store *store)
{
	struct backend *b = store->parts.backend;
	int err;

	if (b->ops->touch == NULL)
		return 0;
	err = b->ops->begin(b);
	if (err == 0)
		err = b->ops->touch(b);
	return store_finish(store, err);
}

/*
 * Of the at-th vault key: whose it is, the version it is for, and the version
 * the database holds. ERR_ABSENT past the last key.
 */
static int
compare_key(struct store *store, size_t at, uint8_t person[PERSON_BYTES], uint32_t *version,
            uint32_t *held)
{
	struct backend *b = store->parts.backend;
	int err = keyfile_vault_at(store->parts.keys, at, person, version);

	*held = 0;
	if (err != 0)
		return err;
	err = b->ops->vault_get(b, person, held, NULL);
	return err == ERR_ABSENT ? 0 : err;
}

int
store_settle(struct store *store)
{
	uint8_t person[PERSON_BYTES];
	uint32_t version, held;
	size_t at = 0;
	int err;

	if (!store->unsettled)
		return 0;
	err = commit_something(store);
	if (err != 0)
		return err;
	while ((err = compare_key(store, at, person, &version, &held)) == 0) {
		if (version == held) {
			at++;
			continue;
		}
		err = keyfile_vault_keep(store->parts.keys, person, held);
		if (err != 0)
			return err;
		at = 0; /* the keys after it have moved up */
	}
	if (err != ERR_ABSENT)
		return err;
	store->unsettled = false;
	return 0;
}

/* ---- transactions ---- */

int
store_begin(struct store *store)
{
	int err = store_settle(store);

	return err == 0 ? store->parts.backend->ops->begin(store->parts.backend) : err;
}

int
store_finish(struct store *store, int err)
{
	struct backend *b = store->parts.backend;

	if (err == 0)
		err = b->ops->commit(b);
	if (err != 0)
		b->ops->rollback(b);
	return err;
}
