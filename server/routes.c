#include "server/routes.h"

#include <string.h>

#include "server/desk_requests.h"
#include "server/exchange.h"
#include "server/public.h"

enum {
	EXCHANGE_MAX = EXCHANGE_HEADER_BYTES + (1 + PEOPLE_MAX) * EXCHANGE_SLOT_BYTES,
};

static const struct route ROUTES[] = {
	{"GET", "/v1/office", 0, false, serve_office},
	{"GET", "/v1/manifest", 0, false, serve_manifest},
	{"GET", "/v1/bundles/", 0, false, serve_bundles},
	{"GET", "/v1/tags", 0, false, serve_tags},
	{"POST", "/v1/exchange", EXCHANGE_MAX, false, serve_exchange},
	{"GET", "/v1/desk/challenge", 0, false, serve_challenge},
	{"POST", "/v1/desk/login", LOGIN_BODY_MAX, false, serve_login},
	{"GET", "/v1/desk/vault", 0, true, serve_vault},
	{"PUT", "/v1/desk/vault", VAULT_BODY_MAX, true, serve_vault_put},
	{"GET", "/v1/desk/ends", 0, true, serve_ends},
	/* the number says how many envelopes to pass over; its length says nothing */
	{"GET", "/v1/desk/inbox/16/#####", 0, true, serve_inbox_look},
	{"GET", "/v1/desk/inbox/64/#####", 0, true, serve_inbox_some},
	{"GET", "/v1/desk/inbox/256/#####", 0, true, serve_inbox_listing},
	{"POST", "/v1/desk/drop", DROP_BODY_MAX, true, serve_drop},
	{"GET", "/v1/desk/bundles", 0, true, serve_bundle_list},
	{"PUT", "/v1/desk/bundles", BUNDLES_BODY_MAX, true, serve_bundles_put},
};

/* As the protocol writes it: decimal, no sign; of so many digits, or without zeros in front. */
static bool
read_number(uint32_t *out, const char *text, size_t digits)
{
	uint64_t v = 0;
	size_t n = strlen(text);

	if (n < 1 || n > 10 || strspn(text, "0123456789") != n)
		return false;
	if (digits > 0 ? n != digits : n > 1 && text[0] == '0')
		return false;
	for (; *text != '\0'; text++)
		v = v * 10 + (uint64_t)(*text - '0');
	*out = (uint32_t)v;
	return v <= UINT32_MAX;
}

static bool
path_fits(const struct route *route, const char *path, uint32_t *number)
{
	size_t n = strcspn(route->path, "#"), digits = strlen(route->path) - n;

	if (route->path[n - 1] != '/')
		return strcmp(route->path, path) == 0;
	return strncmp(route->path, path, n) == 0 && read_number(number, path + n, digits);
}

static const char *
allowed_text(unsigned methods)
{
	static const char *const texts[] = {
		"",    "GET, HEAD",      "POST",      "GET, HEAD, POST",
		"PUT", "GET, HEAD, PUT", "POST, PUT", "GET, HEAD, POST, PUT"};

	return texts[methods];
}

int
routes_find(const struct route **out, uint32_t *day, const char *method, const char *path,
            const char **allowed)
{
	unsigned methods = 0;

	if (strcmp(method, "HEAD") == 0)
		method = "GET";
	for (size_t i = 0; i < sizeof ROUTES / sizeof *ROUTES; i++) {
		const struct route *route = &ROUTES[i];

		if (!path_fits(route, path, day))
			continue;
		if (strcmp(route->method, method) == 0) {
			*out = route;
			return 0;
		}
		methods |= route->method[0] == 'G' ? 1 : strcmp(route->method, "POST") == 0 ? 2 : 4;
	}
	*allowed = allowed_text(methods);
	return methods == 0 ? ERR_ABSENT : ERR_REFUSED;
}
