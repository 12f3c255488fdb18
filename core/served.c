#include "core/served.h"

#include <string.h>

const struct served_header served_headers[] = {
	{"Content-Security-Policy",
         "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
         "img-src 'self' data:; connect-src 'self'; font-src 'self'; form-action 'none'; "
         "base-uri 'none'; frame-ancestors 'none'"},
	{"Cross-Origin-Opener-Policy", "same-origin"},
	{"Cross-Origin-Embedder-Policy", "require-corp"},
	{"Cross-Origin-Resource-Policy", "same-origin"},
	/* A script that a page does not name by its digest is not run. */
	{"Integrity-Policy", "blocked-destinations=(script)"},
	{"Referrer-Policy", "no-referrer"},
	{"X-Content-Type-Options", "nosniff"},
	{"Permissions-Policy",
         "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), clipboard-read=(), "
         "clipboard-write=(self), display-capture=(), encrypted-media=(), fullscreen=(), "
         "geolocation=(), gyroscope=(), hid=(), idle-detection=(), magnetometer=(), "
         "microphone=(), midi=(), payment=(), picture-in-picture=(), "
         "publickey-credentials-get=(), screen-wake-lock=(), serial=(), sync-xhr=(), usb=(), "
         "xr-spatial-tracking=()"},
};
const size_t served_headers_count = sizeof served_headers / sizeof *served_headers;

const struct served_refusal served_refusals[SERVED_REFUSALS] = {
	{503, "Not now. Nothing was stored.\n"},
	{400, "That request is malformed.\n"},
	{401, "There is no live session.\n"},
	{403, "The login was refused.\n"},
	{404, SERVED_NOTHING},
	{405, "Not with this method.\n"},
	{409, "Something else is there already.\n"},
	{413, "That is too large.\n"},
	{429, "Too many logins. Wait a minute.\n"},
};

const char *
cache_text(enum cache cache)
{
	return cache == CACHE_NEVER ? "no-store" : "public, max-age=600";
}

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
