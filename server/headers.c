#include "server/headers.h"

int
headers_add(struct MHD_Response *response, const char *type, enum cache cache)
{
	for (size_t i = 0; i < served_headers_count; i++) {
		if (MHD_add_response_header(response, served_headers[i].name,
		                            served_headers[i].value) != MHD_YES)
			return ERR_MEMORY;
	}
	if (MHD_add_response_header(response, "Content-Type", type) != MHD_YES ||
	    MHD_add_response_header(response, "Cache-Control", cache_text(cache)) != MHD_YES)
		return ERR_MEMORY;
	return 0;
}
