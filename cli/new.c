/*
 * alcove office new: has a newcomer asked the few questions, and writes the folder
 * from which `office init` makes an office. Nothing is written before all of it
 * was agreed to; then a folder is made beside its place and moved there whole.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cli/disk.h"
#include "cli/first.h"
#include "cli/folder.h"
#include "cli/interview.h"
#include "cli/problems.h"
#include "cli/say.h"
#include "cli/taking.h"
#include "content/content.h"

struct beginning {
	const struct arguments *a;
	char dir[PATH_MAX];     /* where it goes */
	char made_in[PATH_MAX]; /* the folder before it gets its name */
	struct answers answers;
};

static int
check_place(struct beginning *b)
{
	struct stat s;

	if (!folder_name(b->dir, b->a->positional[0]))
		return fail_usage("office new: CONTENT is empty, or too long");
	if (lstat(b->dir, &s) == 0)
		return fail("%s is there already; nothing is written over", b->dir);
	return folder_check_parent(b->dir);
}

/* ---- answers ---- */

static int
read_answers(struct beginning *b)
{
	const char *file = option(b->a, "--answers");
	struct content_problems problems = {0};
	struct buf text;
	int rc;

	if (file == NULL)
		return EXIT_DONE;
	buf_init(&text, CONTENT_FILE_MAX);
	rc = disk_read(&text, file);
	if (rc == ERR_SIZE) {
		buf_clear(&text);
		return fail("%s is too long: at most %d bytes", file, CONTENT_FILE_MAX);
	}
	if (rc == 0)
		rc = taking_file(&b->answers, file, buf_span(&text), &problems);
	buf_clear(&text);
	problems_say(&problems);
	if (rc != 0 && rc != ERR_FORMAT)
		return fail_err(rc, file);
	return rc == 0 ? EXIT_DONE : EXIT_FAILED;
}

/* Nobody is there to ask: what is usual will do, the rest must have been answered. */
static int
check_answered(const struct beginning *b)
{
	struct buf missing;
	int rc = EXIT_DONE;

	buf_init(&missing, 1024);
	buf_put_text(&missing, "office new: there is no terminal to ask on, and no answer to:");
	for (size_t i = 0; i < QUESTIONS; i++) {
		if (questions[i].key == NULL || questions[i].usual != NULL ||
		    b->answers.given[i][0] != NULL)
			continue;
		buf_put_text(&missing, rc == EXIT_DONE ? " " : ", ");
		buf_put_text(&missing, questions[i].key);
		rc = EXIT_USAGE;
	}
	buf_put_text(&missing, ". Put 'key: value' lines into a file for --answers");
	buf_put_u8(&missing, '\0');
	if (missing.err != 0)
		rc = fail_err(missing.err, "office new");
	else if (rc != EXIT_DONE)
		rc = fail_usage((const char *)missing.p);
	buf_clear(&missing);
	return rc;
}

/* ---- the folder ---- */

static int
write_file(const struct beginning *b, const struct first_file *file, const char *day)
{
	char path[PATH_MAX + 64];
	struct buf text;
	int rc;

	buf_init(&text, CONTENT_FILE_MAX);
	rc = first_write(&text, file, &b->answers, day);
	(void)snprintf(path, sizeof path, "%s/%s", b->made_in, file->path);
	if (rc == 0)
		rc = disk_create(path, buf_span(&text));
	buf_clear(&text);
	return rc;
}

static int
fill_folder(const struct beginning *b)
{
	char path[PATH_MAX + 64], day[16];
	struct tm utc;
	time_t now = time(NULL);
	int rc = 0;

	if (gmtime_r(&now, &utc) == NULL || strftime(day, sizeof day, "%Y-%m-%d", &utc) == 0)
		return ERR_DISK;
	for (size_t i = 0; rc == 0 && i < sizeof first_folders / sizeof *first_folders; i++) {
		(void)snprintf(path, sizeof path, "%s/%s", b->made_in, first_folders[i]);
		if (mkdir(path, 0700) != 0)
			rc = ERR_DISK;
	}
	for (size_t i = 0; rc == 0 && i < first_files_n; i++)
		rc = write_file(b, &first_files[i], day);
	if (rc == 0 && rename(b->made_in, b->dir) != 0)
		rc = ERR_DISK;
	return rc;
}

/* Only what this run made, by name. */
static void
remove_folder(const struct beginning *b)
{
	char path[PATH_MAX + 64];

	for (size_t i = 0; i < first_files_n; i++) {
		(void)snprintf(path, sizeof path, "%s/%s", b->made_in, first_files[i].path);
		(void)unlink(path);
	}
	for (size_t i = 0; i < sizeof first_folders / sizeof *first_folders; i++) {
		(void)snprintf(path, sizeof path, "%s/%s", b->made_in, first_folders[i]);
		(void)rmdir(path);
	}
	(void)rmdir(b->made_in);
}

static int
make_folder(struct beginning *b)
{
	int rc = folder_make_aside(b->made_in, b->dir, ""), why;

	if (rc != EXIT_DONE)
		return rc;
	rc = fill_folder(b);
	if (rc == 0)
		return EXIT_DONE;
	why = errno;
	remove_folder(b);
	errno = why;
	return fail_err(rc, b->dir);
}

/* Who is impatient now finds the whole folder, or none. */
static int
make_undisturbed(struct beginning *b)
{
	sigset_t stops, before;
	int rc;

	(void)sigemptyset(&stops);
	(void)sigaddset(&stops, SIGINT);
	(void)sigaddset(&stops, SIGTERM);
	(void)sigaddset(&stops, SIGHUP);
	(void)sigprocmask(SIG_BLOCK, &stops, &before);
	rc = make_folder(b);
	(void)sigprocmask(SIG_SETMASK, &before, NULL);
	return rc;
}

static bool
is_open(const struct beginning *b, enum question_name q)
{
	return strcmp(answers_or_usual(&b->answers, q, 0), CONTENT_NOT_SUPPLIED) == 0;
}

static void
report_made(const struct beginning *b)
{
	(void)printf(
		"%s is written, and every page will say that it is a sample until you put\n"
		"'sample: false'. Read office.yaml from top to bottom; hand each file of entries\n"
		"to its owner. After every change: alcove office check ",
		b->dir);
	print_word(b->dir);
	(void)printf("\nWhen it says what you mean: alcove office init DIR --from ");
	print_word(b->dir);
	(void)printf(" --words-file FILE\n");
	if (is_open(b, ASK_PHONE) && is_open(b, ASK_PLACE))
		(void)printf(
			"A poster needs a telephone number or a place: put one under 'reach' in "
			"office.yaml.\n");
}

/* Standing where no terminal is, a file of answers is all there is. */
static bool
is_to_ask(const struct beginning *b)
{
	return isatty(STDIN_FILENO) == 1 || option(b->a, "--answers") == NULL;
}

int
office_verb_new(const struct arguments *a)
{
	struct beginning b = {.a = a};
	int rc = check_place(&b);

	if (rc == EXIT_DONE)
		rc = read_answers(&b);
	if (rc == EXIT_DONE)
		rc = is_to_ask(&b) ? interview(&b.answers, b.dir) : check_answered(&b);
	if (rc == EXIT_DONE)
		rc = make_undisturbed(&b);
	if (rc == EXIT_DONE)
		report_made(&b);
	memory_free(b.answers.memory);
	return rc;
}
