#include "server/page.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "core/secret.h"

struct page {
	atomic_uint references;
	struct MHD_Response *response;
	struct span bytes;
};

static struct page *
wrap(struct MHD_Response *response, struct span bytes, const char *type, enum cache cache)
{
	struct page *page;

	if (response == NULL)
		return NULL;
	page = malloc(sizeof *page);
	if (page == NULL || headers_add(response, type, cache) != 0) {
		MHD_destroy_response(response);
		free(page);
		return NULL;
	}
	atomic_init(&page->references, 1);
	page->response = response;
	page->bytes = bytes;
	return page;
}

static struct page *
owned_page(uint8_t *bytes, size_t n, void (*release)(void *), const char *type, enum cache cache)
{
	struct MHD_Response *response =
		MHD_create_response_from_buffer_with_free_callback(n, bytes, release);

	if (response == NULL) {
		release(bytes);
		return NULL;
	}
	return wrap(response, span(bytes, n), type, cache);
}

struct page *
page_new(uint8_t *bytes, size_t n, const char *type, enum cache cache)
{
	return owned_page(bytes, n, free, type, cache);
}

struct page *
page_secret(uint8_t *bytes, size_t n)
{
	return owned_page(bytes, n, secret_free, TYPE_BYTES, CACHE_NEVER);
}

struct page *
page_from(struct buf *b, const char *type, enum cache cache)
{
	struct buf taken = *b;

	buf_init(b, b->max);
	return page_new(taken.p, taken.n, type, cache);
}

struct page *
page_static(struct span bytes, const char *type, enum cache cache)
{
	return wrap(MHD_create_response_from_buffer_static(bytes.n, bytes.p), bytes, type, cache);
}

int
page_header(struct page *page, const char *name, const char *value)
{
	return MHD_add_response_header(page->response, name, value) == MHD_YES ? 0 : ERR_MEMORY;
}

struct page *
page_ref(struct page *page)
{
	if (page != NULL)
		atomic_fetch_add(&page->references, 1);
	return page;
}

void
page_unref(struct page *page)
{
	if (page == NULL || atomic_fetch_sub(&page->references, 1) != 1)
		return;
	MHD_destroy_response(page->response);
	free(page);
}

struct span
page_bytes(const struct page *page)
{
	return page->bytes;
}

enum MHD_Result
page_send(struct page *page, struct MHD_Connection *connection, unsigned status)
{
	return MHD_queue_response(connection, status, page->response);
}
