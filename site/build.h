/*
 * An office's folder to a folder of pages, complete in themselves: every link
 * is relative, so that they work from a server's top and from a disk alike (from
 * a disk a browser runs no script of theirs, which public pages do without).
 * The same content on the same day gives the same bytes.
 */
#ifndef ALCOVE_SITE_BUILD_H
#define ALCOVE_SITE_BUILD_H

#include "content/content.h"
#include "core/wire.h"

struct site; /* pages in memory */

struct site_file {
	char *path; /* "es/index.html" */
	uint8_t *bytes;
	size_t n;
};

/* Who is on the office's roster, by name; they stay the caller's, and have to live as long as the
 * build. */
struct site_enrolled {
	const char *names[PEOPLE_MAX];
	size_t n;
};

/*
 * today: YYYY-MM-DD. enrolled: whoever of the content's people is not among them is shown as not to
 * be written to yet, and whoever is not among the content's people by name alone; NULL: not known,
 * and nothing is said of it. ERR_FORMAT: problems say what to change (content_load). ERR_MEMORY,
 * ERR_DISK. The caller frees *out.
 */
MUST_USE int site_build(struct site **out, const char *content, const char *today,
                        const struct site_enrolled *enrolled, struct content_problems *problems);
void site_free(struct site *site); /* NULL is fine */

size_t site_count(const struct site *site);
const struct site_file *site_file(const struct site *site, size_t i);
/* The page or asset of this path, or NULL. */
const struct site_file *site_find(const struct site *site, const char *path);

/*
 * Puts the files into folder, which is new, empty, or an earlier site of ours;
 * that is exchanged as a whole, so that nobody meets a half-written one. What
 * builds that were killed left beside it goes. ERR_CONFLICT: it holds something
 * else. ERR_DISK, and errno says why.
 */
MUST_USE int site_put(const struct site *site, const char *folder);

#endif
