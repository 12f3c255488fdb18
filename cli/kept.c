#include "cli/kept.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/disk.h"
#include "cli/say.h"

enum { LOCK_SECONDS = 60 };

static int
folder(char out[PATH_MAX], const char *keep_in)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	int n;

	if (keep_in != NULL)
		n = snprintf(out, PATH_MAX, "%s", keep_in);
	else if (state != NULL && state[0] == '/')
		n = snprintf(out, PATH_MAX, "%s/alcove", state);
	else if (home != NULL && home[0] == '/')
		n = snprintf(out, PATH_MAX, "%s/.local/state/alcove", home);
	else
		return fail("there is no HOME to keep the sealed vault in: use --keep-in FOLDER");
	return n < PATH_MAX ? EXIT_DONE : fail("--keep-in: the path is too long");
}

static int
file_of(char out[PATH_MAX], const char *folder_path, const struct desk *desk)
{
	char office[17], person[2 * PERSON_BYTES + 1];

	hex_put(office, span(desk_office(desk)->roster.office, 8));
	hex_put(person, SPAN(desk_self(desk)->id));
	return snprintf(out, PATH_MAX, "%s/%s-%s.vault", folder_path, office, person) < PATH_MAX
	               ? EXIT_DONE
	               : fail("--keep-in: the path is too long");
}

int
kept_lock(int *lock, const char *keep_in)
{
	char at[PATH_MAX];

	*lock = -1;
	if (folder(at, keep_in) != EXIT_DONE)
		return EXIT_FAILED;
	/* Where it cannot be made, keeping will say so. */
	if (disk_make_folders(at) == 0)
		*lock = disk_lock(at, LOCK_SECONDS);
	return EXIT_DONE;
}

int
kept_load(struct buf *out, const struct desk *desk, const char *keep_in)
{
	char at[PATH_MAX], path[PATH_MAX];
	int rc;

	if (folder(at, keep_in) != EXIT_DONE || file_of(path, at, desk) != EXIT_DONE)
		return EXIT_FAILED;
	rc = disk_read(out, path);
	if (rc == ERR_DISK && errno == ENOENT)
		return EXIT_DONE;
	return rc == 0 ? EXIT_DONE : fail_err(rc, path);
}

int
kept_save(const struct desk *desk, const char *keep_in, struct span record)
{
	char at[PATH_MAX], path[PATH_MAX];
	int rc;

	if (folder(at, keep_in) != EXIT_DONE || file_of(path, at, desk) != EXIT_DONE)
		return EXIT_FAILED;
	rc = disk_make_folders(at);
	if (rc != 0)
		return fail_err(rc, at);
	rc = disk_replace(path, record);
	return rc == 0 ? EXIT_DONE : fail_err(rc, path);
}
