#include "server/refusal.h"

#include <stdlib.h>

static const struct {
	unsigned status;
	const char *line;
} LINES[] = {
	{503, "Not now. Nothing was stored.\n"}, /* first: also for what has no line here */
	{400, "That request is malformed.\n"},   {401, "There is no live session.\n"},
	{403, "The login was refused.\n"},       {404, SERVED_NOTHING},
	{405, "Not with this method.\n"},        {409, "Something else is there already.\n"},
	{413, "That is too large.\n"},           {429, "Too many logins. Wait a minute.\n"},
};

enum { COUNT = sizeof LINES / sizeof *LINES };

struct refusals {
	struct payload *pages[COUNT];
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
page_of(unsigned status, const char *line)
{
	return status == 429 ? payload_with(line, "Retry-After", "60")
	                     : payload_static(span_text(line), TYPE_TEXT, CACHE_NEVER);
}

struct refusals *
refusals_new(void)
{
	struct refusals *r = calloc(1, sizeof *r);

	for (size_t i = 0; r != NULL && i < COUNT; i++) {
		r->pages[i] = page_of(LINES[i].status, LINES[i].line);
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
	for (size_t i = 0; r != NULL && i < COUNT; i++)
		payload_unref(r->pages[i]);
	free(r);
}

struct payload *
refusals_page(const struct refusals *r, unsigned status)
{
	for (size_t i = 0; i < COUNT; i++) {
		if (LINES[i].status == status)
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
