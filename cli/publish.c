#include "cli/publish.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/disk.h"
#include "cli/manifest.h"
#include "cli/say.h"
#include "cli/sibling.h"

enum { FILE_BYTES_MAX = 32 << 20, PUBLISHED_BYTES = 16 };

/* ---- the list: what alcove-server would serve, in one order ---- */

static int
by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static int
list_file(struct buf *list, const char *path, const char *served)
{
	struct buf bytes;

	if (strlen(served) > MANIFEST_PATH_MAX)
		return ERR_SIZE;
	buf_init(&bytes, FILE_BYTES_MAX);
	int rc = disk_read(&bytes, path);
	if (rc == 0)
		manifest_add(list, served, buf_span(&bytes));
	buf_clear(&bytes);
	return rc;
}

static int
list_files(struct buf *list, const char *public)
{
	char copy[PATH_MAX];
	char *roots[] = {copy, NULL};
	FTSENT *e;
	int rc = 0;

	if (snprintf(copy, sizeof copy, "%s", public) >= (int)sizeof copy)
		return ERR_SIZE;
	FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
	if (walk == NULL)
		return ERR_DISK;
	while (rc == 0 && (e = fts_read(walk)) != NULL) {
		if (e->fts_level > 0 && e->fts_name[0] == '.')
			(void)fts_set(walk, e, FTS_SKIP);
		else if (e->fts_info == FTS_F)
			rc = list_file(list, e->fts_path, e->fts_path + strlen(copy));
		else if (e->fts_info == FTS_ERR || e->fts_info == FTS_DNR ||
		         e->fts_info == FTS_NS) {
			errno = e->fts_errno;
			rc = ERR_DISK;
		}
	}
	(void)fts_close(walk);
	return rc;
}

static int
sign_list(struct store *store, const struct minisign_secret *root, const struct buf *list)
{
	uint8_t time[PUBLISHED_BYTES]; /* tells this publishing from others, also of the same pages
	                                */
	struct buf signature;

	randombytes_buf(time, sizeof time);
	buf_init(&signature, MINISIGN_FILE_MAX);
	int rc = list->err != 0
	                 ? list->err
	                 : minisign_sign(&signature, root, buf_span(list), "alcove/1 manifest");
	if (rc == 0) {
		const struct store_document documents[] = {
			{"manifest", buf_span(list)},
			{"manifest.minisig", buf_span(&signature)},
			{"published", span(time, sizeof time)},
		};
		rc = store_documents_put(store, documents, sizeof documents / sizeof *documents);
	}
	buf_clear(&signature);
	return rc;
}

/* ---- the pages ---- */

static int
make_pages(const struct roster *roster, const char *content, const char *public)
{
	char name[] = "alcove-site", verb[] = "build", out[] = "--out", end[] = "--";
	char enrolled[] = "--enrolled", names[PEOPLE_MAX][PERSON_NAME_MAX + 1];
	char from[PATH_MAX], to[PATH_MAX];
	char *argv[4 + 2 * PEOPLE_MAX + 3] = {name, verb, out, to};
	size_t n = 4;

	if (snprintf(from, sizeof from, "%s", content) >= (int)sizeof from ||
	    snprintf(to, sizeof to, "%s", public) >= (int)sizeof to)
		return fail("%s: the path is too long", content);
	for (size_t i = 0; i < roster_slots(roster); i++) {
		(void)snprintf(names[i], sizeof names[i], "%s", roster_slot(roster, i)->name);
		argv[n++] = enrolled;
		argv[n++] = names[i];
	}
	argv[n++] = end;
	argv[n] = from;
	return sibling_run(name, argv);
}

/* The list is durable once it is stored: pages that a loss of power took would then be missed. */
static int
make_durable(const char *public)
{
	int at = open(public, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc = at >= 0 && syncfs(at) == 0 ? 0 : ERR_DISK, why = errno;

	if (at >= 0)
		(void)close(at);
	errno = why;
	return rc;
}

int
publish(struct store *store, const struct roster *roster, const struct minisign_secret *root,
        const char *content, const char *public)
{
	struct buf list;
	int rc = make_pages(roster, content, public);

	if (rc != EXIT_DONE)
		return rc;
	errno = 0;
	buf_init(&list, MANIFEST_MAX);
	manifest_begin(&list, roster->office);
	rc = make_durable(public);
	if (rc == 0)
		rc = list_files(&list, public);
	if (rc == 0)
		rc = sign_list(store, root, &list);
	buf_clear(&list);
	return rc == 0 ? EXIT_DONE : fail_err(rc, public);
}
