/*
 * alcove office init: everything an office needs, made beside its place and
 * moved there whole, so a failed attempt leaves nothing half made.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/disk.h"
#include "cli/folder.h"
#include "cli/problems.h"
#include "cli/publish.h"
#include "cli/roster_file.h"
#include "cli/say.h"
#include "cli/secrets.h"
#include "cli/visit.h"
#include "content/content.h"
#include "core/desk/desk.h"
#include "core/secret.h"

/* Where the office goes. */
struct founding_place {
	char dir[PATH_MAX]; /* without slashes at the end */
	bool there;         /* it is an empty folder already, which stays: a mounted disk, "." */
	size_t moved;       /* how many of parts[] are in it */
	char root_path[PATH_MAX];
	char made_in[PATH_MAX]; /* the folder before it gets its name */
};

struct founding {
	const struct arguments *a;
	struct founding_place place;
	struct content *content;
	struct minisign_secret *root; /* secret */
	char *words;                  /* secret */
	struct desk_keys *keys;       /* secret */
	struct roster roster;
	struct buf root_file;
	bool words_written, root_written;
};

static void
founding_clear(struct founding *f)
{
	content_free(f->content);
	secret_free(f->root);
	secret_free(f->words);
	secret_free(f->keys);
	roster_clear(&f->roster);
	buf_clear(&f->root_file);
}

/* ---- before anything is made ---- */

static bool
folder_in_use(const char *path)
{
	DIR *d = opendir(path);
	struct dirent *e;
	bool used = false;

	/* A link to nowhere is in use, too. */
	if (d == NULL)
		return errno != ENOENT || readlink(path, (char[1]){0}, 1) == 1;
	while (!used && (errno = 0, e = readdir(d)) != NULL)
		used = strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
	/* What cannot be looked into may be in use. */
	used = used || errno != 0;
	(void)closedir(d);
	return used;
}

/* An empty folder is filled where it really is; another one is made and moved there. */
static int
name_folder(struct founding *f)
{
	const char *given = f->a->positional[0];
	char real[PATH_MAX];

	if (!folder_name(f->place.dir, given))
		return fail_usage("office init: DIR is empty, or too long");
	if (folder_in_use(f->place.dir))
		return fail("%s is there already, and not an empty folder", given);
	/* On failure realpath may have written something. */
	f->place.there = realpath(given, real) != NULL;
	if (f->place.there)
		(void)snprintf(f->place.dir, sizeof f->place.dir, "%s", real);
	return EXIT_DONE;
}

static int
check_files(const struct founding *f)
{
	const char *words = option(f->a, "--words-file"), *root = f->place.root_path;

	if (strcmp(words, "-") == 0 || strcmp(root, "-") == 0)
		return fail("the words and the root key are written to new files: name them in "
		            "place of '-'");
	if (strcmp(words, root) == 0)
		return fail("the words and the root key need a file each, not both %s", words);
	if (access(words, F_OK) == 0)
		return fail("%s exists already: words are never written over others", words);
	if (access(root, F_OK) == 0)
		return fail("%s exists already: a root key is never written over", root);
	return EXIT_DONE;
}

/* In DIR, or what will be it. */
static bool
in_folder(const struct founding *f, const char *path)
{
	size_t n = strlen(f->place.dir);

	return disk_inside(path, f->place.dir) ||
	       (strncmp(path, f->place.dir, n) == 0 && path[n] == '/');
}

static int
check_places(struct founding *f)
{
	const struct arguments *a = f->a;
	const char *dir = a->positional[0];
	int n, rc;

	if (option(a, "--from") == NULL || option(a, "--words-file") == NULL ||
	    option(a, "--words-file")[0] == '\0')
		return fail_usage("office init: --from and --words-file are needed");
	n = option(a, "--root-key") != NULL
	            ? snprintf(f->place.root_path, sizeof f->place.root_path, "%s",
	                       option(a, "--root-key"))
	            : snprintf(f->place.root_path, sizeof f->place.root_path, "%s.root-key",
	                       option(a, "--words-file"));
	if (n >= (int)sizeof f->place.root_path)
		return fail("--root-key: the path is too long");
	rc = name_folder(f);
	if (rc != EXIT_DONE)
		return rc;
	if (in_folder(f, option(a, "--words-file")) || in_folder(f, f->place.root_path))
		return fail(
			"the words and the root key must not lie in %s, which is what the server "
			"serves from",
			dir);
	rc = folder_check_parent(f->place.dir);
	if (rc == EXIT_DONE)
		rc = folder_check_parent(option(a, "--words-file"));
	if (rc == EXIT_DONE)
		rc = folder_check_parent(f->place.root_path);
	return rc == EXIT_DONE ? check_files(f) : rc;
}

/* ---- keys and roster ---- */

static int
make_root(struct founding *f)
{
	struct buf passphrase;
	enum minisign_cost cost;
	int rc;

	buf_init(&passphrase, 1024);
	buf_init(&f->root_file, MINISIGN_FILE_MAX);
	f->root = secret_new(sizeof *f->root);
	f->words = secrets_new_words();
	if (f->root == NULL || f->words == NULL)
		return fail_err(ERR_MEMORY, "office init");
	minisign_new(f->root);
	rc = secrets_passphrase(&passphrase, f->a);
	if (rc != EXIT_DONE)
		return rc;
	cost = passphrase.n == 0 ? MINISIGN_COST_WORDS : MINISIGN_COST_PASSPHRASE;
	if (passphrase.n == 0)
		buf_put_text(&passphrase, f->words);
	rc = minisign_secret_write(&f->root_file, f->root, buf_span(&passphrase), cost);
	buf_clear(&passphrase);
	return rc == 0 ? EXIT_DONE : fail_err(rc, "the root key");
}

static int
make_roster(struct founding *f)
{
	const struct content_person *first = &f->content->people[0];
	struct person *p = &f->roster.people[0];
	uint8_t seed[SEED_BYTES];
	int rc;

	office_id(f->roster.office, &f->root->public);
	f->keys = secret_new(sizeof *f->keys);
	rc = f->keys == NULL ? ERR_MEMORY : keys_seed(seed, f->words, f->roster.office);
	if (rc == 0)
		rc = keys_desk(f->keys, seed, f->roster.office);
	secret_wipe(seed, sizeof seed);
	if (rc == 0)
		rc = content_to_roster(f->content, &f->roster);
	if (rc != 0)
		return fail_err(rc, "the roster");
	f->roster.serial = 1;
	f->roster.not_after = today() + ROSTER_DAYS;
	f->roster.people_count = 1;
	p->role = first->role;
	(void)snprintf(p->name, sizeof p->name, "%s", first->name);
	memcpy(p->sign, f->keys->sign_public, sizeof p->sign);
	memcpy(p->reply, f->keys->reply_public, sizeof p->reply);
	person_id(p->id, f->roster.office, p->sign);
	return EXIT_DONE;
}

/* ---- the folder ---- */

static int
put_bundles(struct founding *f, struct store *store, const struct vault *vault)
{
	static uint8_t bytes[BUNDLES_AHEAD_DAYS + 1][BUNDLE_BYTES];
	struct store_bundle bundles[BUNDLES_AHEAD_DAYS + 1];
	size_t n = 0;
	int rc = 0;

	for (; rc == 0 && n < vault->seeds.n && n < BUNDLES_AHEAD_DAYS + 1; n++) {
		const struct day_seed *s = &vault->seeds.rows[n];

		rc = bundle_write(bytes[n], s, f->roster.office, f->roster.people[0].id,
		                  f->keys->sign);
		bundles[n] =
			(struct store_bundle){f->roster.people[0].id, s->day, s->serial, bytes[n]};
	}
	return rc == 0 ? store_bundles_put(store, bundles, n) : rc;
}

/* The vault is saved first, the bundles are published after. */
static int
put_desk(struct founding *f, struct store *store)
{
	struct roster signed_roster = {0};
	struct minisign_public root;
	struct vault *vault = NULL;
	/* a vault without matters needs no keys of end days */
	struct vault_of of = {
		.keys = f->keys, .office = f->roster.office, .person = f->roster.people[0].id};
	struct buf blob;
	uint32_t current;
	int rc;

	buf_init(&blob, VAULT_MAX + 512);
	/* Read back, for its hash. */
	rc = roster_load(&signed_roster, &root, store);
	if (rc == 0)
		rc = desk_first_vault(&vault, &signed_roster, today());
	if (rc == 0)
		rc = vault_seal(&blob, vault, &of, 1);
	if (rc == 0)
		rc = store_vault_put(store, f->roster.people[0].id, 0, 1, buf_span(&blob),
		                     &current);
	if (rc == 0)
		rc = put_bundles(f, store, vault);
	vault_free(vault);
	roster_clear(&signed_roster);
	buf_clear(&blob);
	return rc;
}

static int
publish_pages(struct founding *f, struct store *store)
{
	char public[PATH_MAX + 16];

	(void)snprintf(public, sizeof public, "%s/public", f->place.made_in);
	return publish(store, &f->roster, f->root, option(f->a, "--from"), public);
}

static int
fill_folder(struct founding *f)
{
	struct store *store;
	int rc = store_open_sqlite(&store, f->place.made_in, STORE_CREATE);

	if (rc == 0)
		rc = roster_save(store, &f->roster, f->root);
	if (rc == 0)
		rc = put_desk(f, store);
	rc = rc == 0 ? publish_pages(f, store) : fail_err(rc, f->a->positional[0]);
	store_close(store);
	return rc;
}

/* What an office is, in the order in which it is moved: the pages first, which two runs cannot both
   move, the store last, without which nothing is served. */
static const char *const parts[] = {"public", "keys", "ends", "lock", "store.db"};
enum { PARTS = sizeof parts / sizeof *parts };

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *walk)
{
	(void)st, (void)kind, (void)walk;
	return remove(path);
}

/* Only what this run made, by name. */
static void
remove_parts(const char *path, size_t count)
{
	char at[PATH_MAX + 128];

	for (size_t i = 0; i < count; i++) {
		(void)snprintf(at, sizeof at, "%s/%s", path, parts[i]);
		(void)nftw(at, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	}
}

static void
remove_folder(const char *path)
{
	static const char *const names[] = {"store.db-wal", "store.db-shm", "store.db-journal"};
	char at[PATH_MAX + 128];

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		(void)snprintf(at, sizeof at, "%s/%s", path, names[i]);
		(void)unlink(at);
	}
	remove_parts(path, PARTS);
	(void)rmdir(path);
}

/* Into the folder that was there. */
static int
move_parts(struct founding *f)
{
	char from[PATH_MAX + 128], to[PATH_MAX + 128];
	struct stat s;

	for (; f->place.moved < PARTS; f->place.moved++) {
		(void)snprintf(from, sizeof from, "%s/%s", f->place.made_in, parts[f->place.moved]);
		(void)snprintf(to, sizeof to, "%s/%s", f->place.dir, parts[f->place.moved]);
		if (rename(from, to) != 0)
			return ERR_DISK;
	}
	(void)rmdir(f->place.made_in);
	if (stat(f->place.dir, &s) == 0 && (s.st_mode & 077) != 0 && chmod(f->place.dir, 0700) != 0)
		notice("note: %s can be read by others: chmod 700 it", f->place.dir);
	return 0;
}

static int
put_in_place(struct founding *f)
{
	errno = 0;
	if (f->place.there)
		return move_parts(f);
	return rename(f->place.made_in, f->place.dir) == 0 ? 0 : ERR_DISK;
}

static int
hand_out(struct founding *f)
{
	int rc = secrets_write_words(option(f->a, "--words-file"), f->words);

	if (rc != EXIT_DONE)
		return rc;
	f->words_written = true;
	rc = disk_create(f->place.root_path, buf_span(&f->root_file));
	if (rc != 0)
		return fail_err(rc, f->place.root_path);
	f->root_written = true;
	rc = put_in_place(f);
	return rc == 0 ? EXIT_DONE : fail_err(rc, f->a->positional[0]);
}

static void
undo(struct founding *f)
{
	if (f->words_written)
		(void)unlink(option(f->a, "--words-file"));
	if (f->root_written)
		(void)unlink(f->place.root_path);
	remove_parts(f->place.dir, f->place.moved);
	if (f->place.made_in[0] != '\0')
		remove_folder(f->place.made_in);
}

static void
report_missing(const struct founding *f, const struct content_person *p)
{
	print_name(p->name);
	(void)printf(" is not enrolled yet: alcove office enroll ");
	print_word(f->a->positional[0]);
	(void)printf(" --name ");
	print_word(p->name);
	(void)printf("%s --words-file FILE\n",
	             p->role == ROLE_ARRANGING ? " --role arranging" : "");
}

static void
report(const struct founding *f)
{
	char fingerprint[FINGERPRINT_TEXT_MAX];

	fingerprint_of(fingerprint, f->roster.office);
	print_line("%s is made in %s.", f->roster.office_name, f->a->positional[0]);
	print_line("Fingerprint: %s", fingerprint);
	print_line("The words of %s are in %s: they open the desk, and nobody can give them to you "
	           "again.",
	           f->roster.people[0].name, option(f->a, "--words-file"));
	print_line("The root key is in %s, encrypted under %s: keep it away from the server.",
	           f->place.root_path,
	           option(f->a, "--root-passphrase-file") == NULL ? "these words"
	                                                          : "the passphrase");
	(void)printf("Serve it with: alcove serve ");
	print_word(f->a->positional[0]);
	(void)printf(" --listen 127.0.0.1:8081\n");
	for (size_t i = 1; i < f->content->people_n; i++)
		report_missing(f, &f->content->people[i]);
}

int
office_verb_init(const struct arguments *a)
{
	struct founding f = {.a = a};
	int rc = check_places(&f);

	if (rc == EXIT_DONE)
		rc = problems_load(&f.content, option(a, "--from"));
	if (rc == EXIT_DONE)
		rc = make_root(&f);
	if (rc == EXIT_DONE)
		rc = make_roster(&f);
	if (rc == EXIT_DONE)
		rc = folder_make_aside(f.place.made_in, f.place.dir, f.place.there ? "/" : "");
	if (rc == EXIT_DONE)
		rc = fill_folder(&f);
	if (rc == EXIT_DONE)
		rc = hand_out(&f);
	if (rc == EXIT_DONE)
		report(&f);
	else
		undo(&f);
	founding_clear(&f);
	return rc;
}
