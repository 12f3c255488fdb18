#include "server/payload.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "core/secret.h"

struct payload {
	atomic_uint references;
	struct MHD_Response *response;
	struct span bytes;
};

static struct payload *
wrap(struct MHD_Response *response, struct span bytes, const char *type, enum cache cache)
{
	struct payload *payload;

	if (response == NULL)
		return NULL;
	payload = malloc(sizeof *payload);
	if (payload == NULL || headers_add(response, type, cache) != 0) {
		MHD_destroy_response(response);
		free(payload);
		return NULL;
	}
	atomic_init(&payload->references, 1);
	payload->response = response;
	payload->bytes = bytes;
	return payload;
}

static struct payload *
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

struct payload *
payload_new(uint8_t *bytes, size_t n, const char *type, enum cache cache)
{
	return owned_page(bytes, n, free, type, cache);
}

struct payload *
payload_secret(uint8_t *bytes, size_t n)
{
	return owned_page(bytes, n, secret_free, TYPE_BYTES, CACHE_NEVER);
}

struct payload *
payload_from(struct buf *b, const char *type, enum cache cache)
{
	struct buf taken = *b;

	buf_init(b, b->max);
	return payload_new(taken.p, taken.n, type, cache);
}

struct payload *
payload_static(struct span bytes, const char *type, enum cache cache)
{
	return wrap(MHD_create_response_from_buffer_static(bytes.n, bytes.p), bytes, type, cache);
}

int
payload_header(struct payload *payload, const char *name, const char *value)
{
	return MHD_add_response_header(payload->response, name, value) == MHD_YES ? 0 : ERR_MEMORY;
}

struct payload *
payload_ref(struct payload *payload)
{
	if (payload != NULL)
		atomic_fetch_add(&payload->references, 1);
	return payload;
}

void
payload_unref(struct payload *payload)
{
	if (payload == NULL || atomic_fetch_sub(&payload->references, 1) != 1)
		return;
	MHD_destroy_response(payload->response);
	free(payload);
}

struct span
payload_bytes(const struct payload *payload)
{
	return payload->bytes;
}

enum MHD_Result
payload_send(struct payload *payload, struct MHD_Connection *connection, unsigned status)
{
	return MHD_queue_response(connection, status, payload->response);
}
