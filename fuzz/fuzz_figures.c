/*
 * Any text as a file of printed tables: what is audited has witnesses that the
 * checker takes, what is hidden can be read again and is safe, and what cannot be
 * read has a place.
 */
#include <stdlib.h>
#include <string.h>

#include "core/trends/figures.h"
#include "fuzz/support.h"

enum { OUT_MAX = 1 << 22, CELLS_AT_MOST = 60 };

struct fuzzed {
	struct figures f;
	struct figures_file file;
	struct buf out, notes, witnesses;
	enum figures_end end;
};

static void
ask(struct fuzzed *z, int (*call)(struct figures *f, enum figures_end *end), struct span text)
{
	int rc;

	*z = (struct fuzzed){.file = {"fuzzed", text},
	                     .f = {.count = 1, .threshold = 3, .json = text.n % 2 == 0}};
	buf_init(&z->out, OUT_MAX);
	buf_init(&z->notes, OUT_MAX);
	buf_init(&z->witnesses, OUT_MAX);
	z->f.files = &z->file;
	z->f.out = &z->out;
	z->f.notes = &z->notes;
	z->f.witnesses = call == figures_audit ? &z->witnesses : NULL;
	rc = call(&z->f, &z->end);
	NEED(rc == 0 || rc == ERR_SIZE);
	NEED(utf8_valid(buf_span(&z->out)) && utf8_valid(buf_span(&z->notes)));
	if (rc == ERR_SIZE)
		z->end = FIGURES_UNREADABLE;
	else if (z->end == FIGURES_UNREADABLE)
		NEED(z->f.problem.wrong != NULL && z->f.problem.line > 0 &&
		     z->f.problem.column > 0);
	if (z->end == FIGURES_CONTRADICTION)
		NEED(z->notes.n > 0);
}

static void
clear(struct fuzzed *z)
{
	buf_clear(&z->out);
	buf_clear(&z->notes);
	buf_clear(&z->witnesses);
}

static size_t
cells(struct span text)
{
	size_t n = 0;

	for (size_t i = 0; i + 4 < text.n; i++)
		n += memcmp(text.p + i, "\"id\"", 4) == 0;
	return n;
}

static void
certify_what_was_shown(const struct fuzzed *audit)
{
	struct fuzzed checked;

	ask(&checked, figures_certify, buf_span(&audit->witnesses));
	/* what nobody knows any more, the checker may judge more strictly */
	NEED(checked.end == audit->end || audit->end == FIGURES_SAFE);
	clear(&checked);
}

static void
hide(struct span text)
{
	struct fuzzed hidden, again;

	ask(&hidden, figures_hide, text);
	if (hidden.end == FIGURES_SAFE) {
		ask(&again, figures_audit, buf_span(&hidden.out));
		NEED(again.end == FIGURES_SAFE);
		clear(&again);
	}
	clear(&hidden);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzzed audit;
	uint8_t *copy;

	fuzz_begin();
	copy = fuzz_copy(span(data, size));
	if (cells(span(data, size)) <= CELLS_AT_MOST) {
		ask(&audit, figures_audit, span(copy, size));
		if (audit.end != FIGURES_UNREADABLE)
			certify_what_was_shown(&audit);
		clear(&audit);
		hide(span(copy, size));
	}
	free(copy);
	return 0;
}
