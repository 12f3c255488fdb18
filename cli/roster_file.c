#include "cli/roster_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/disk.h"
#include "cli/say.h"
#include "cli/secrets.h"
#include "cli/visit.h"
#include "core/secret.h"

enum { LOCK_SECONDS = 60 };

int
roster_load(struct roster *out, struct minisign_public *root, struct store *store)
{
	struct buf key, text, signature;
	int rc;

	*out = (struct roster){0};
	buf_init(&key, MINISIGN_FILE_MAX);
	buf_init(&text, ROSTER_TEXT_MAX);
	buf_init(&signature, MINISIGN_FILE_MAX);
	rc = store_document(store, "root.pub", &key);
	if (rc == 0)
		rc = store_document(store, "roster", &text);
	if (rc == 0)
		rc = store_document(store, "roster.minisig", &signature);
	if (rc == 0)
		rc = minisign_public_read(root, buf_span(&key));
	/* Its last day is for clients to judge; here it is read to be signed again. */
	if (rc == 0)
		rc = roster_verify(out, root, buf_span(&text), buf_span(&signature), 0, NULL);
	buf_clear(&key);
	buf_clear(&text);
	buf_clear(&signature);
	return rc;
}

int
roster_save(struct store *store, const struct roster *roster, const struct minisign_secret *root)
{
	struct buf key, text, signature;
	char comment[64];
	int rc;

	buf_init(&key, MINISIGN_FILE_MAX);
	buf_init(&text, ROSTER_TEXT_MAX);
	buf_init(&signature, MINISIGN_FILE_MAX);
	roster_comment(comment, roster);
	rc = minisign_public_write(&key, &root->public);
	if (rc == 0)
		rc = roster_write(&text, roster);
	if (rc == 0)
		rc = minisign_sign(&signature, root, buf_span(&text), comment);
	if (rc == 0) {
		const struct store_document documents[] = {
			{"root.pub", buf_span(&key)},
			{"roster", buf_span(&text)},
			{"roster.minisig", buf_span(&signature)},
		};
		rc = store_documents_put(store, documents, sizeof documents / sizeof *documents);
	}
	buf_clear(&key);
	buf_clear(&text);
	buf_clear(&signature);
	return rc;
}

static int
sign_again(struct store *store, struct roster *roster, const struct minisign_public *root,
           const struct arguments *a, roster_also also)
{
	struct minisign_secret *key = secrets_root_key(a);
	int rc = EXIT_DONE;

	if (key == NULL)
		return EXIT_FAILED;
	if (memcmp(key->public.key, root->key, sizeof root->key) != 0) {
		secret_free(key);
		return fail("%s is another office's root key", option(a, "--root-key"));
	}
	if (also != NULL)
		rc = also(store, roster, key, a);
	if (rc == EXIT_DONE) {
		roster->serial++;
		roster->not_after = today() + ROSTER_DAYS;
		rc = roster_save(store, roster, key);
		rc = rc == 0 ? EXIT_DONE : fail_err(rc, a->positional[0]);
	}
	secret_free(key);
	return rc;
}

/* Leavers stay on the roster for their 30 days of reading, then go. */
static void
drop_long_gone(struct roster *roster)
{
	size_t kept = 0;

	for (size_t i = 0; i < roster->people_count; i++) {
		if (roster->people[i].left == 0 || roster->people[i].left + LEAVER_DAYS >= today())
			roster->people[kept++] = roster->people[i];
	}
	roster->people_count = kept;
}

static void
print_change(const char *said)
{
	if (said[0] != '\0')
		print_line("%s", said);
}

static int
change_alone(const struct arguments *a, roster_changer change, roster_also also)
{
	char said[SAID_MAX] = "";
	struct minisign_public root;
	struct roster roster;
	struct store *store;
	int rc = store_open_sqlite(&store, a->positional[0], STORE_PUBLISH);

	if (rc != 0)
		return fail_store(rc, a->positional[0]);
	rc = roster_load(&roster, &root, store);
	if (rc != 0) {
		rc = fail_err(rc, a->positional[0]);
	} else {
		drop_long_gone(&roster);
		rc = change(&roster, a, said);
		if (rc == EXIT_DONE)
			rc = sign_again(store, &roster, &root, a, also);
		if (rc == EXIT_DONE)
			print_change(said);
		roster_clear(&roster);
	}
	store_close(store);
	return rc;
}

/* Two changes at once would be two rosters of one serial, of which one is lost. */
int
roster_change(const struct arguments *a, roster_changer change, roster_also also)
{
	int lock = disk_lock(a->positional[0], LOCK_SECONDS), rc;

	if (lock < 0 && errno == EWOULDBLOCK)
		return fail("%s: another command is changing this office", a->positional[0]);
	rc = change_alone(a, change, also);
	if (lock >= 0)
		(void)close(lock);
	return rc;
}
