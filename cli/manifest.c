#include "cli/manifest.h"

#include <sodium.h>
#include <string.h>

static const char FIRST[] = "alcove/1 manifest ";

void
manifest_begin(struct buf *out, const uint8_t office[OFFICE_BYTES])
{
	char hex[2 * OFFICE_BYTES + 1];

	hex_put(hex, span(office, OFFICE_BYTES));
	buf_put_text(out, FIRST);
	buf_put_text(out, hex);
	buf_put_text(out, "\n");
}

void
manifest_add(struct buf *out, const char *path, struct span bytes)
{
	uint8_t hash[32];
	char hex[65];

	crypto_hash_sha256(hash, bytes.p, bytes.n);
	hex_put(hex, SPAN(hash));
	buf_put_text(out, hex);
	buf_put_text(out, "  ");
	buf_put_text(out, path);
	buf_put_text(out, "\n");
}

/* The next line without its line feed. */
static int
next_line(struct span *line, struct span *rest)
{
	const uint8_t *end = rest->n == 0 ? NULL : memchr(rest->p, '\n', rest->n);

	if (end == NULL)
		return rest->n == 0 ? ERR_ABSENT : ERR_FORMAT;
	*line = span(rest->p, (size_t)(end - rest->p));
	rest->n -= line->n + 1;
	rest->p = end + 1;
	return 0;
}

int
manifest_head(struct span *rest, struct span text, const uint8_t office[OFFICE_BYTES])
{
	uint8_t named[OFFICE_BYTES];
	size_t n = sizeof FIRST - 1;
	struct span line;

	*rest = text;
	if (next_line(&line, rest) != 0 || line.n != n + sizeof named * 2 ||
	    memcmp(line.p, FIRST, n) != 0 ||
	    hex_get(named, sizeof named, span(line.p + n, 2 * sizeof named)) != 0)
		return ERR_FORMAT;
	return memcmp(named, office, sizeof named) == 0 ? 0 : ERR_FOREIGN;
}

int
manifest_next(struct manifest_line *out, struct span *rest)
{
	struct span line;
	int rc = next_line(&line, rest);

	if (rc != 0)
		return rc;
	if (line.n < 67 || line.n - 66 > MANIFEST_PATH_MAX || line.p[66] != '/' ||
	    memcmp(line.p + 64, "  ", 2) != 0 || !utf8_valid(line) ||
	    hex_get(out->hash, sizeof out->hash, span(line.p, 64)) != 0)
		return ERR_FORMAT;
	memcpy(out->path, line.p + 66, line.n - 66);
	out->path[line.n - 66] = '\0';
	return 0;
}
