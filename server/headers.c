#include "server/headers.h"

#include <stddef.h>

static const struct {
	const char *name;
	const char *value;
} EVERYWHERE[] = {
	{"Content-Security-Policy",
         "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
         "img-src 'self' data:; connect-src 'self'; font-src 'self'; form-action 'none'; "
         "base-uri 'none'; frame-ancestors 'none'"},
	{"Cross-Origin-Opener-Policy", "same-origin"},
	{"Cross-Origin-Embedder-Policy", "require-corp"},
	{"Cross-Origin-Resource-Policy", "same-origin"},
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

int
headers_add(struct MHD_Response *response, const char *type, enum cache cache)
{
	const char *stored = cache == CACHE_NEVER ? "no-store" : "public, max-age=600";

	for (size_t i = 0; i < sizeof EVERYWHERE / sizeof *EVERYWHERE; i++) {
		if (MHD_add_response_header(response, EVERYWHERE[i].name, EVERYWHERE[i].value) !=
		    MHD_YES)
			return ERR_MEMORY;
	}
	if (MHD_add_response_header(response, "Content-Type", type) != MHD_YES ||
	    MHD_add_response_header(response, "Cache-Control", stored) != MHD_YES)
		return ERR_MEMORY;
	return 0;
}
