#include "cli/secrets.h"

#include <bsd/readpassphrase.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/disk.h"
#include "cli/say.h"
#include "core/secret.h"
#include "disk/whole.h"

enum { TYPED_MAX = 4096 }; /* of words or a passphrase */

/*
 * One line from the terminal itself, not from a redirected standard input. Whatever ends or stops
 * the program meanwhile, the terminal shows again what is typed.
 */
static int
read_terminal(struct buf *out, const char *prompt)
{
	char *typed = secret_new(TYPED_MAX);
	int rc = EXIT_DONE;

	if (typed == NULL)
		return fail_err(ERR_MEMORY, "words");
	errno = 0;
	if (readpassphrase(prompt, typed, TYPED_MAX, RPP_REQUIRE_TTY | RPP_ECHO_OFF) == NULL)
		rc = errno == ENOTTY ? fail("there is no terminal to type on: use --words-file or "
		                            "--words-fd")
		                     : fail("what was typed could not be read");
	else
		buf_put_text(out, typed);
	secret_free(typed);
	return rc;
}

/* Of a file that was to be read into a buf. */
static int
fail_reading(int rc, const struct buf *out, const char *what)
{
	if (rc == ERR_SIZE)
		return fail("%s is too long: at most %zu bytes", what, out->max);
	return fail_err(rc, what);
}

static int
read_given(struct buf *out, const struct arguments *a)
{
	const char *file = option(a, "--words-file"), *number = option(a, "--words-fd");
	char *end;
	long fd;
	int rc;

	if (file != NULL) {
		if (disk_is_open_to_others(file))
			notice("note: %s can be read by others: chmod 600 %s", file, file);
		rc = disk_read(out, file);
		return rc == 0 ? EXIT_DONE : fail_reading(rc, out, file);
	}
	if (number != NULL) {
		fd = strtol(number, &end, 10);
		if (*end != '\0' || end == number || fd < 0 || fd > 65535)
			return fail("--words-fd: not a descriptor: %s", number);
		rc = whole_read((int)fd, out);
		return rc == 0 ? EXIT_DONE : fail_reading(rc, out, "--words-fd");
	}
	return read_terminal(out, "The seven words: ");
}

char *
secrets_words(const struct arguments *a)
{
	struct words_problem problem;
	char explanation[256], *words = secret_new(WORDS_TEXT_MAX);
	struct buf typed;
	int rc;

	buf_init(&typed, TYPED_MAX);
	rc = words == NULL ? fail_err(ERR_MEMORY, "words") : read_given(&typed, a);
	if (rc == EXIT_DONE && words_parse(words, &problem, buf_span(&typed)) != 0) {
		words_explain(explanation, sizeof explanation, &problem);
		rc = fail("%s", explanation);
		secret_wipe(explanation, sizeof explanation);
	}
	secret_wipe(&problem, sizeof problem);
	buf_clear(&typed);
	if (rc != EXIT_DONE) {
		secret_free(words);
		return NULL;
	}
	return words;
}

char *
secrets_new_words(void)
{
	char *words = secret_new(WORDS_TEXT_MAX);

	if (words == NULL)
		(void)fail_err(ERR_MEMORY, "words");
	else
		words_new(words);
	return words;
}

int
secrets_write_words(const char *path, const char *words)
{
	struct buf line;
	int rc;

	if (strcmp(path, "-") == 0)
		return fail("the words are written to a new file: name one in place of '-'");
	buf_init(&line, WORDS_TEXT_MAX + 1);
	buf_put_text(&line, words);
	buf_put_text(&line, "\n");
	rc = line.err == 0 ? disk_create(path, buf_span(&line)) : line.err;
	buf_clear(&line);
	if (rc == ERR_CONFLICT)
		return fail("%s exists already: words are never written over others", path);
	return rc == 0 ? EXIT_DONE : fail_err(rc, path);
}

static int
read_passphrase(struct buf *out, const char *from, const char *prompt)
{
	int rc;

	if (strcmp(from, "-") == 0)
		return read_terminal(out, prompt);
	rc = disk_read(out, from);
	if (rc != 0)
		return fail_reading(rc, out, from);
	while (out->n > 0 && (out->p[out->n - 1] == '\n' || out->p[out->n - 1] == '\r'))
		out->n--;
	return out->n > 0 ? EXIT_DONE : fail("%s: the passphrase is empty", from);
}

int
secrets_passphrase(struct buf *out, const struct arguments *a)
{
	struct buf again;
	bool same;
	int rc;

	if (option(a, "--root-passphrase-file") == NULL)
		return EXIT_DONE;
	rc = read_passphrase(out, option(a, "--root-passphrase-file"),
	                     "A passphrase for the root key: ");
	if (rc != EXIT_DONE || strcmp(option(a, "--root-passphrase-file"), "-") != 0)
		return rc;
	buf_init(&again, TYPED_MAX);
	rc = read_terminal(&again, "Once more: ");
	same = span_equal(buf_span(out), buf_span(&again));
	buf_clear(&again);
	return rc != EXIT_DONE || same ? rc : fail("the two passphrases are not the same");
}

struct minisign_secret *
secrets_root_key(const struct arguments *a)
{
	struct minisign_secret *key = secret_new(sizeof *key);
	struct buf file, passphrase;
	char *words = NULL;
	int rc;

	buf_init(&file, MINISIGN_FILE_MAX);
	buf_init(&passphrase, TYPED_MAX);
	if (key == NULL)
		rc = fail_err(ERR_MEMORY, "root key");
	else if (option(a, "--root-key") == NULL)
		rc = fail("--root-key is needed: the file with the office's root key");
	else if ((rc = disk_read(&file, option(a, "--root-key"))) != 0)
		rc = fail_reading(rc, &file, option(a, "--root-key"));
	else if (option(a, "--root-passphrase-file") != NULL)
		rc = read_passphrase(&passphrase, option(a, "--root-passphrase-file"),
		                     "The root key's passphrase: ");
	else if ((words = secrets_words(a)) == NULL)
		rc = EXIT_FAILED;
	else
		buf_put_text(&passphrase, words), rc = EXIT_DONE;
	if (rc == EXIT_DONE) {
		rc = minisign_secret_read(key, buf_span(&file), buf_span(&passphrase));
		rc = rc == 0 ? EXIT_DONE : fail_err(rc, option(a, "--root-key"));
	}
	secret_free(words);
	buf_clear(&file);
	buf_clear(&passphrase);
	if (rc != EXIT_DONE) {
		secret_free(key);
		return NULL;
	}
	return key;
}
