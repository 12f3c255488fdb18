#include "server/refusal.h"

#include <stdlib.h>

struct refusals {
	struct payload *pages[SERVED_REFUSALS]; /* as served_refusals */
};

static struct payload *
payload_with(const char *line, const char *name, const char *value)
{
	struct payload *payload = payload_static(span_text(line), TYPE_TEXT, CACHE_NEVER);

	if (payload != NULL && payload_header(payload, name, value) != 0) {
		payload_unref(payload);
		payload = NULL;
	}
	return payload;
}

/* 429 says how many seconds to wait (RFC 6585 §4). */
static struct payload *
page_of(int status, const char *line)
{
	return status == 429 ? payload_with(line, "Retry-After", "60")
	                     : payload_static(span_text(line), TYPE_TEXT, CACHE_NEVER);
}

struct refusals *
refusals_new(void)
{
	struct refusals *r = calloc(1, sizeof *r);

	for (size_t i = 0; r != NULL && i < SERVED_REFUSALS; i++) {
		r->pages[i] = page_of(served_refusals[i].status, served_refusals[i].line);
		if (r->pages[i] == NULL) {
			refusals_free(r);
			r = NULL;
		}
	}
	return r;
}

void
refusals_free(struct refusals *r)
{
	for (size_t i = 0; r != NULL && i < SERVED_REFUSALS; i++)
		payload_unref(r->pages[i]);
	free(r);
}

struct payload *
refusals_page(const struct refusals *r, unsigned status)
{
	for (size_t i = 0; i < SERVED_REFUSALS; i++) {
		if (served_refusals[i].status == (int)status)
			return payload_ref(r->pages[i]);
	}
	return payload_ref(r->pages[0]);
}

struct payload *
refusals_method(const char *allowed)
{
	return payload_with("Not with this method.\n", "Allow", allowed);
}

struct payload *
refusals_close(void)
{
	return payload_with("That request is malformed.\n", "Connection", "close");
}
