#include "store/store.h"

#include "store/internal.h"

/* ---- opening ---- */

void
store_parts_close(const struct store_parts *parts)
{
	if (parts->backend != NULL)
		parts->backend->ops->close(parts->backend);
	keyfile_close(parts->keys);
	endfile_close(parts->ends);
}

int
store_new(struct store **out, const struct store_parts *parts, enum store_mode mode)
{
	struct store *store = calloc(1, sizeof(*store));
	struct backend *backend = parts->backend;
	bool writable = mode == STORE_CREATE || mode == STORE_WRITE;
	size_t rows = writable ? (size_t)STORE_ROWS : EXCHANGE_BODIES;
	int err = 0;

	*out = NULL;
	if (store == NULL) {
		store_parts_close(parts);
		return ERR_MEMORY;
	}
	*store = (struct store){
		.parts = *parts,
		.writable = writable,
		.publishes = mode != STORE_READ,
		.rows = malloc(rows * sizeof(*store->rows)),
		.rows_max = rows,
	};
	if (store->rows == NULL)
		err = ERR_MEMORY;
	if (writable && err == 0) {
		/* What the process before left in the log, nobody knows. */
		store->needs_scrub = true;
		err = backend->ops->tag_count(backend, &store->tags);
		if (err == 0)
			err = backend->ops->closed_last(backend, &store->closed);
	}
	if (writable && err == 0) {
		store->unsettled = true;
		err = store_settle(store);
		/* A full disk must not keep the office from being read. */
		if (err == ERR_DISK)
			err = 0;
	}
	if (err != 0) {
		store_close(store);
		return err;
	}
	*out = store;
	return 0;
}

void
store_close(struct store *store)
{
	if (store == NULL)
		return;
	store_parts_close(&store->parts);
	free(store->rows);
	free(store);
}

int
store_generation(struct store *store, uint64_t *out)
{
	struct backend *b = store->parts.backend;

	*out = 0;
	return b->ops->generation != NULL ? b->ops->generation(b, out) : 0;
}
