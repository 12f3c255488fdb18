/*
 * Vaults (docs/protocol.md §9): one sealed blob a person, each version wrapped
 * under a key of its own. Replacing one is a swap over two files that must
 * survive a crash at any point:
 *
 *   1. A fresh key in another slot, durable. Crash: its slot agrees with no
 *      version in the database; store_settle destroys it.
 *   2. The row, wrapped under it, committed durably. Crash: both keys exist, the
 *      row tells which version holds, store_settle destroys the other.
 *   3. The older key destroyed. From here on no copy of the older row opens.
 *
 * A key is destroyed only when the row that replaces it cannot be lost any
 * more. After a crash the row may have been read back from pages that never
 * reached the disk, and after a failed commit a complete commit record may lie
 * in the log that the next crash would bring back. So store_settle first makes a
 * commit of its own: its sync makes the former durable, and its record overwrites
 * the latter.
 */
#include "store/internal.h"

/* A commit of its own, synced, with something in it. */
static int
commit_something(struct store *store)
{
	struct backend *b = store->parts.backend;
	int err = b->ops->begin(b);

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

/* Appends the vault to out. ERR_ABSENT: its key is not there, or does not open it. */
static int
vault_open(struct store *store, const uint8_t *person, uint32_t version, struct span wrapped,
           struct buf *out)
{
	struct wrap_label label = {
		.kind = WRAP_VAULT, .number = version, .id = person, .person = person};
	const uint8_t *key;
	uint8_t *plain;
	int err = keyfile_vault(store->parts.keys, person, version, &key);

	if (err != 0)
		return err;
	if (wrapped.n < WRAP_BYTES)
		return ERR_ABSENT;
	plain = buf_grow(out, wrapped.n - WRAP_BYTES);
	if (plain == NULL)
		return out->err;
	err = wrap_open(plain, key, &label, wrapped);
	if (err == 0)
		return 0;
	out->n -= wrapped.n - WRAP_BYTES;
	return err == ERR_SEAL ? ERR_ABSENT : err;
}

int
store_vault(struct store *store, const uint8_t person[PERSON_BYTES], uint32_t *version,
            struct buf *out)
{
	struct backend *b = store->parts.backend;
	uint32_t seen;
	struct buf wrapped;
	int err;

	buf_init(&wrapped, VAULT_MAX + WRAP_BYTES);
	*version = 0;
	/*
	 * Between a reader's two looks, at the row and at the key, the vault may be
	 * replaced, and so may the next: whose key is gone while its row stays is
	 * the one that does not open.
	 */
	do {
		seen = *version;
		wrapped.n = 0;
		*version = 0;
		err = b->ops->vault_get(b, person, version, &wrapped);
		if (err == ERR_ABSENT)
			break;
		if (err == 0)
			err = vault_open(store, person, *version, buf_span(&wrapped), out);
		keyfile_rest(store->parts.keys);
	} while (err == ERR_ABSENT && !store->writable && *version != seen);
	buf_clear(&wrapped);
	if (err != 0)
		*version = 0;
	return err == ERR_ABSENT ? 0 : err;
}

/* The version in force. A vault that no longer opens counts as none. */
static int
vault_current(struct store *store, const uint8_t *person, uint32_t expected, uint32_t *current)
{
	struct backend *b = store->parts.backend;
	struct buf blob;
	int err;

	*current = 0;
	err = b->ops->vault_get(b, person, current, NULL);
	if (err == ERR_ABSENT)
		return 0;
	if (err != 0 || *current == expected)
		return err;
	buf_init(&blob, VAULT_MAX);
	err = store_vault(store, person, current, &blob);
	buf_clear(&blob);
	return err;
}

static int
vault_write(struct store *store, const uint8_t *person, uint32_t version, const uint8_t *key,
            struct span blob)
{
	struct wrap_label label = {
		.kind = WRAP_VAULT, .number = version, .id = person, .person = person};
	struct backend *b = store->parts.backend;
	size_t n = blob.n + WRAP_BYTES;
	uint8_t *wrapped = malloc(n);
	int err;

	if (wrapped == NULL)
		return ERR_MEMORY;
	wrap_seal(wrapped, key, &label, blob);
	err = store_begin(store);
	if (err == 0)
		err = b->ops->vault_set(b, person, version, span(wrapped, n));
	err = store_finish(store, err);
	free(wrapped);
	return err;
}

int
store_vault_put(struct store *store, const uint8_t person[PERSON_BYTES], uint32_t expected,
                uint32_t version, struct span blob, uint32_t *current)
{
	const uint8_t *key;
	int err;

	*current = 0;
	if (!store->writable)
		return ERR_INTERNAL;
	if (blob.n == 0 || blob.n > VAULT_MAX)
		return ERR_SIZE;
	err = store_settle(store);
	if (err == 0)
		err = vault_current(store, person, expected, current);
	if (err != 0)
		return err;
	if (*current != expected || version <= expected)
		return ERR_CONFLICT;
	err = keyfile_vault_make(store->parts.keys, person, version, &key);
	if (err != 0)
		return err;
	err = vault_write(store, person, version, key, blob);
	if (err == 0)
		err = keyfile_vault_keep(store->parts.keys, person, version);
	if (err != 0)
		store->unsettled = true;
	else
		*current = version;
	return err;
}

/* The keys first: that is the destruction, the row is only swept after it. */
int
store_vault_drop(struct store *store, const uint8_t person[PERSON_BYTES])
{
	struct backend *b = store->parts.backend;
	int err;

	if (!store->writable)
		return ERR_INTERNAL;
	err = keyfile_vault_keep(store->parts.keys, person, 0);
	if (err != 0)
		return err;
	err = store_begin(store);
	if (err == 0)
		err = b->ops->vault_remove(b, person);
	err = store_finish(store, err);
	if (err == 0)
		store->needs_scrub = true;
	return err;
}
