/* Any text as a manifest: its lines are those that would be written, and nothing is left over. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli/manifest.h"
#include "fuzz/support.h"

static void
same_line(const struct manifest_line *line, struct span before, struct span rest)
{
	char hex[65];
	size_t n = before.n - rest.n;

	NEED(line->path[0] == '/' && utf8_valid(span_text(line->path)));
	NEED(strchr(line->path, '\n') == NULL && strlen(line->path) <= MANIFEST_PATH_MAX);
	hex_put(hex, SPAN(line->hash));
	NEED(n == 64 + 2 + strlen(line->path) + 1);
	NEED(strncasecmp(hex, (const char *)before.p, 64) == 0);
	NEED(memcmp(before.p + 66, line->path, strlen(line->path)) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *office;
	struct manifest_line line;
	struct span rest, before;
	struct buf text;
	int rc;

	fuzz_begin();
	office = fuzz_office()->roster.office;
	rc = manifest_head(&rest, span(data, size), office);
	NEED(rc == 0 || rc == ERR_FORMAT || rc == ERR_FOREIGN);
	buf_init(&text, size + 256);
	manifest_begin(&text, office);
	buf_put(&text, data, size);
	NEED(manifest_head(&rest, buf_span(&text), office) == 0 && rest.n == size);
	NEED(manifest_head(&before, buf_span(&text), (uint8_t[OFFICE_BYTES]){1}) == ERR_FOREIGN);
	for (;;) {
		before = rest;
		rc = manifest_next(&line, &rest);
		if (rc != 0)
			break;
		same_line(&line, before, rest);
	}
	NEED(rc == ERR_FORMAT || (rc == ERR_ABSENT && rest.n == 0));
	buf_clear(&text);
	return 0;
}
