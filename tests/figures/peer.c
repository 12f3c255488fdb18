/*
 * The auditor as a program that answers one line for each: COMMAND THRESHOLD, then
 * tab-separated files of JSON without tabs and line breaks. The answer: the end
 * (core/trends/figures.h), a tab, what it wrote, with blanks for line breaks.
 * audit, hide, certify; witness: what audit writes for certify.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/trends/figures.h"

#define LINE_MAX_BYTES ((size_t)256 << 20)
enum { FILES_MAX = 128 };

static void
print(struct buf *out)
{
	for (size_t i = 0; i < out->n; i++)
		(void)putchar(out->p[i] == '\n' ? ' ' : out->p[i]);
	(void)putchar('\n');
	(void)fflush(stdout);
}

static int
answer(const char *command, struct figures *f, struct buf *witnesses, enum figures_end *end)
{
	if (strcmp(command, "hide") == 0)
		return figures_hide(f, end);
	if (strcmp(command, "certify") == 0)
		return figures_certify(f, end);
	if (strcmp(command, "witness") == 0)
		f->witnesses = witnesses;
	return figures_audit(f, end);
}

static void
one(char *line)
{
	struct figures_file files[FILES_MAX];
	struct buf out, notes, witnesses;
	struct figures f = {.files = files, .json = true, .out = &out, .notes = &notes};
	enum figures_end end = FIGURES_SAFE;
	char *command = line, *rest = strchr(line, ' ');
	int rc;

	buf_init(&out, LINE_MAX_BYTES);
	buf_init(&notes, LINE_MAX_BYTES);
	buf_init(&witnesses, LINE_MAX_BYTES);
	if (rest == NULL)
		exit(2);
	*rest++ = '\0';
	f.threshold = strtol(rest, &rest, 10);
	while (*rest == '\t' && f.count < FILES_MAX) {
		size_t n = strcspn(rest + 1, "\t\n");

		files[f.count] =
			(struct figures_file){f.count == 0 ? "first" : "other", span(rest + 1, n)};
		f.count++;
		rest += n + 1;
	}
	rc = answer(command, &f, &witnesses, &end);
	(void)printf("%d\t", rc != 0 ? 100 + rc : (int)end);
	print(f.witnesses != NULL ? &witnesses : &out);
	buf_clear(&out);
	buf_clear(&notes);
	buf_clear(&witnesses);
}

int
main(void)
{
	char *line = NULL;
	size_t size = 0;

	while (getline(&line, &size, stdin) > 0)
		one(line);
	free(line);
	return 0;
}
