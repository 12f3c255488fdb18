/* Public, signed things: day bundles and documents. They are kept as they are. */
#include "store/internal.h"

enum {
	DOCUMENTS_MAX = sizeof(((struct store_inventory *)0)->document) /
	                sizeof(((struct store_inventory *)0)->document[0]),
	DOCUMENT_BYTES_MAX = 1 << 20,
	DOCUMENT_NAME_MAX = 64,
};

int
store_bundles_put(struct store *store, const struct store_bundle *bundles, size_t n)
{
	struct backend *b = store->parts.backend;
	int err;

	if (!store->writable)
		return ERR_INTERNAL;
	err = store_begin(store);
	for (size_t i = 0; i < n && err == 0; i++)
		err = b->ops->bundle_set(b, &bundles[i]);
	return store_finish(store, err);
}

int
store_bundles(struct store *store, uint32_t day, struct buf *out)
{
	return store->parts.backend->ops->bundle_day(store->parts.backend, day, out);
}

int
store_bundle_list(struct store *store, const uint8_t person[PERSON_BYTES], uint32_t from_day,
                  struct buf *out)
{
	return store->parts.backend->ops->bundle_list(store->parts.backend, person, from_day, out);
}

static bool
document_valid(const struct store_document *d)
{
	size_t n = strnlen(d->name, DOCUMENT_NAME_MAX + 1);

	return n > 0 && n <= DOCUMENT_NAME_MAX && d->bytes.n <= DOCUMENT_BYTES_MAX;
}

int
store_documents_put(struct store *store, const struct store_document *documents, size_t n)
{
	struct backend *b = store->parts.backend;
	size_t held = 0;
	int err;

	if (!store->publishes)
		return ERR_INTERNAL;
	for (size_t i = 0; i < n; i++)
		if (!document_valid(&documents[i]))
			return ERR_SIZE;
	err = store_begin(store);
	for (size_t i = 0; i < n && err == 0; i++)
		err = b->ops->document_set(b, documents[i].name, documents[i].bytes);
	if (err == 0)
		err = b->ops->document_count(b, &held);
	if (err == 0 && held > DOCUMENTS_MAX)
		err = ERR_FULL;
	return store_finish(store, err);
}

int
store_document(struct store *store, const char *name, struct buf *out)
{
	return store->parts.backend->ops->document_get(store->parts.backend, name, out);
}
