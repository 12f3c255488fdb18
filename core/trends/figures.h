/*
 * Everything of figures with text at both ends, for the command line, WebAssembly
 * and tests: files of printed tables come in, JSON or sentences go out. The same
 * bytes everywhere: whole numbers, fixed order, no clock.
 */
#ifndef ALCOVE_TRENDS_FIGURES_H
#define ALCOVE_TRENDS_FIGURES_H

#include "core/trends/table.h"

/* How it ended; these are the exit statuses of alcove figures, too. */
enum figures_end {
	FIGURES_SAFE = 0,
	FIGURES_CONTRADICTION = 1, /* no table satisfies the numbers */
	FIGURES_UNREADABLE = 2,    /* problem says what, and where */
	FIGURES_NOT_SAFE = 3,
};

struct figures_file {
	const char *name; /* as people are told it */
	struct span text;
};

struct figures {
	const struct figures_file *files; /* the one asked about, then earlier ones */
	size_t count;
	int64_t threshold; /* at least 1 */
	bool json;
	struct buf *out;       /* the answer */
	struct buf *notes;     /* what a person must be told beside it, a line each */
	struct buf *witnesses; /* or NULL: gets what figures_certify reads */
	struct table_problem problem;
};

enum {
	FIGURES_MEMORY_MAX = 0x7fffffff, /* bytes that a call may take */
	FIGURES_FILES_MAX = 4096,
};

/* Each: 0 with *end; ERR_MEMORY; ERR_SIZE when it takes more than is given to it. */

/* What can be shown of each hidden cell, as man alcove says. */
MUST_USE int figures_audit(struct figures *f, enum figures_end *end);
/* The first file anew, joined and hidden so that figures_audit calls it safe. */
MUST_USE int figures_hide(struct figures *f, enum figures_end *end);
/* The checker's word on what figures_audit wrote as witnesses, the first and only file. */
MUST_USE int figures_certify(struct figures *f, enum figures_end *end);

#endif
