/*
 * alcove figures: what core/trends says of files. It needs no office, no words and
 * no network.
 */
#include "core/trends/figures.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/disk.h"
#include "cli/say.h"

enum { DEFAULT_THRESHOLD = 10 };
#define THRESHOLD_MAX 1000000000L
#define ANSWER_MAX ((size_t)2 << 30)

typedef int (*figures_call)(struct figures *f, enum figures_end *end);

/* The files given, and what comes of them. */
enum { WITH_MAX = 128 }; /* files, with the one that is audited */

struct work {
	struct figures f;
	struct figures_file files[WITH_MAX];
	struct buf texts[WITH_MAX];
	struct buf out, notes, witnesses;
};

static int
read_file(struct work *w, const char *path)
{
	struct buf *text = &w->texts[w->f.count];
	int rc;

	if (w->f.count == WITH_MAX)
		return fail_usage("--with: too many files, 127 at most");
	buf_init(text, TABLE_TEXT_MAX);
	rc = disk_read(text, path);
	if (rc != 0) {
		(void)fail_err(rc, path);
		return EXIT_USAGE;
	}
	w->files[w->f.count++] = (struct figures_file){path, buf_span(text)};
	return EXIT_DONE;
}

static int
begin(struct work *w, const struct arguments *a)
{
	long threshold = DEFAULT_THRESHOLD;
	int rc;

	*w = (struct work){0};
	buf_init(&w->out, ANSWER_MAX);
	buf_init(&w->notes, ANSWER_MAX);
	buf_init(&w->witnesses, ANSWER_MAX);
	w->f = (struct figures){.files = w->files,
	                        .json = is_given(a, "--json"),
	                        .out = &w->out,
	                        .notes = &w->notes};
	if (option(a, "--witnesses") != NULL)
		w->f.witnesses = &w->witnesses;
	rc = option_number(a, "--threshold", 1, THRESHOLD_MAX, &threshold);
	w->f.threshold = threshold;
	if (rc == EXIT_DONE)
		rc = read_file(w, a->positional[0]);
	for (size_t i = 0; rc == EXIT_DONE && option_at(a, "--with", i) != NULL; i++)
		rc = read_file(w, option_at(a, "--with", i));
	return rc;
}

static void
clear(struct work *w)
{
	for (size_t i = 0; i < WITH_MAX; i++)
		buf_clear(&w->texts[i]);
	buf_clear(&w->out);
	buf_clear(&w->notes);
	buf_clear(&w->witnesses);
}

/* Each line of notes by itself. */
static void
say_notes(struct span notes)
{
	size_t from = 0;

	for (size_t i = 0; i < notes.n; i++) {
		if (notes.p[i] != '\n')
			continue;
		notice("%.*s", (int)(i - from), (const char *)notes.p + from);
		from = i + 1;
	}
}

static int
unreadable(const struct table_problem *problem)
{
	if (problem->line > 0)
		(void)fail("%s:%zu:%zu: %s", problem->file, problem->line, problem->column,
		           problem->wrong);
	else
		(void)fail("%s: %s", problem->file, problem->wrong);
	return EXIT_USAGE;
}

static int
report(struct work *w, const struct arguments *a, enum figures_end end)
{
	say_notes(buf_span(&w->notes));
	if (end == FIGURES_UNREADABLE)
		return unreadable(&w->f.problem);
	if (option(a, "--witnesses") != NULL) {
		int rc = disk_replace(option(a, "--witnesses"), buf_span(&w->witnesses));

		if (rc != 0) {
			(void)fail_err(rc, option(a, "--witnesses"));
			return EXIT_USAGE;
		}
	}
	/* here and now: 1, which a write that fails later would end with, says another thing */
	if ((w->out.n > 0 && fwrite(w->out.p, 1, w->out.n, stdout) != w->out.n) ||
	    fflush(stdout) != 0) {
		(void)fail("cannot write to standard output");
		return EXIT_USAGE;
	}
	return (int)end;
}

static int
run(const struct arguments *a, figures_call call)
{
	struct work *w = malloc(sizeof *w);
	enum figures_end end = FIGURES_SAFE;
	int rc, err;

	if (w == NULL) {
		(void)fail_err(ERR_MEMORY, a->positional[0]);
		return EXIT_USAGE;
	}
	rc = begin(w, a);
	if (rc == EXIT_DONE) {
		err = call(&w->f, &end);
		if (err == ERR_SIZE) {
			(void)fail("%s: this is more than can be audited in one go (cells, "
			           "equations, or numbers too large to add)",
			           a->positional[0]);
			rc = EXIT_USAGE;
		} else if (err != 0) {
			(void)fail_err(err, a->positional[0]);
			rc = EXIT_USAGE;
		} else {
			rc = report(w, a, end);
		}
	}
	clear(w);
	free(w);
	return rc;
}

int
figures_verb_audit(const struct arguments *a)
{
	return run(a, figures_audit);
}

int
figures_verb_hide(const struct arguments *a)
{
	return run(a, figures_hide);
}

int
figures_verb_certify(const struct arguments *a)
{
	return run(a, figures_certify);
}
