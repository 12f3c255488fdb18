/*
 * The office's static pages: everything under DIR/public, read into memory at
 * the start, found only by its exact name. What begins with a dot, and symbolic
 * links, are not served.
 */
#ifndef ALCOVE_SERVER_FILES_H
#define ALCOVE_SERVER_FILES_H

#include "server/payload.h"

enum {
	FILES_MAX = 4096,
	FILES_BYTES_MAX = 32 << 20, /* of all files together */
	FILES_DEPTH_MAX = 16,
};

struct files;

struct file {
	char *path; /* as in a URL, decoded: "/", "/room/room.js" */
	struct payload *plain;
	struct payload *gzip; /* NULL when it would not be smaller */
	unsigned status;      /* 200, or 301 for a directory without its slash */
};

/*
 * No directory there: no files, which is fine. ERR_SIZE: more than the limits;
 * ERR_DISK: one cannot be read. problem is then its path, or empty.
 */
MUST_USE int files_load(struct files **out, const char *directory, char *problem, size_t size);
void files_free(struct files *files);
/* NULL: no such file. */
const struct file *files_find(const struct files *files, const char *path);
/* What to send to somebody who accepts these encodings (a header's value, or NULL). */
struct payload *file_page(const struct file *file, const char *accept_encoding);

#endif
