#include "server/media.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

static const struct media MEDIA[] = {
	{".html", "text/html; charset=utf-8", true},
	{".css", "text/css; charset=utf-8", true},
	{".js", "text/javascript; charset=utf-8", true},
	{".mjs", "text/javascript; charset=utf-8", true},
	{".wasm", "application/wasm", true},
	{".json", "application/json", true},
	{".svg", "image/svg+xml", true},
	{".txt", "text/plain; charset=utf-8", true},
	{".xml", "application/xml", true},
	{".minisig", "text/plain; charset=utf-8", true},
	{".webmanifest", "application/manifest+json", true},
	{".png", "image/png", false},
	{".jpg", "image/jpeg", false},
	{".webp", "image/webp", false},
	{".ico", "image/x-icon", false},
	{".woff2", "font/woff2", false},
	{".pdf", "application/pdf", false},
};
static const struct media UNKNOWN = {"", "application/octet-stream", false};

const struct media *
media_of(const char *path)
{
	size_t n = strlen(path);

	for (size_t i = 0; i < sizeof MEDIA / sizeof *MEDIA; i++) {
		size_t ending = strlen(MEDIA[i].ending);

		if (n > ending && strcmp(path + n - ending, MEDIA[i].ending) == 0)
			return &MEDIA[i];
	}
	return &UNKNOWN;
}

enum cache
media_cache(const struct media *media, const char *path)
{
	if (strncmp(path, "/room/", 6) == 0 || strncmp(path, "/desk/", 6) == 0 ||
	    media == &MEDIA[0])
		return CACHE_NEVER;
	return CACHE_BRIEFLY;
}

/* One element of the list: "gzip", "gzip;q=0.5". *weight is false for q=0. */
static bool
names(const char *element, size_t n, const char *coding, bool *weight)
{
	size_t name = strcspn(element, ";, \t"), length = strlen(coding);
	const char *q;

	if (name != length || strncasecmp(element, coding, length) != 0)
		return false;
	q = memchr(element, '=', n);
	*weight = q == NULL || strspn(q + 1, "0.") != (size_t)(element + n - q - 1);
	return true;
}

bool
media_accepts_gzip(const char *accept_encoding)
{
	bool any = false, weight;

	for (const char *at = accept_encoding; at != NULL && *at != '\0';) {
		size_t n = strcspn(at, ",");

		while (n > 0 && (at[n - 1] == ' ' || at[n - 1] == '\t'))
			n--;
		if (names(at, n, "gzip", &weight))
			return weight;
		if (names(at, n, "*", &weight))
			any = weight;
		at += strcspn(at, ",");
		at += strspn(at, ", \t");
	}
	return any;
}
