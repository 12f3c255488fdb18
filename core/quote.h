/*
 * What others wrote, made ready for a terminal, a pipe or a log: no line of it
 * can be taken for a line of the program, and no character of it moves, hides
 * or turns round what stands beside it (docs/design.md, "Quoting").
 *
 * A character that is not seen is shown as a mark: \u{202e}. These are the
 * controls (C0, DEL, C1), the line and paragraph separators, and the format
 * characters that Unicode lets a screen ignore: directions, joiners, blanks
 * without width, tags. The selectors of a picture's form (U+FE00 to U+FE0F) stay.
 * A byte that is no UTF-8 is shown as \x{9b}.
 */
#ifndef ALCOVE_QUOTE_H
#define ALCOVE_QUOTE_H

#include "core/bytes.h"

enum {
	QUOTE_COLUMNS = 80,     /* where no terminal says how wide it is */
	QUOTE_COLUMNS_MIN = 20, /* a narrower terminal is written to as if it had these */
};

/* Room that the quotation of n bytes fits into. */
static inline size_t
quote_max(size_t n)
{
	return 8 * n + 64;
}

/* Of a text with lines: "  | " before each, also where a long line is broken to fit into columns
 * (a wide character counts as two), and a line feed after each. */
void quote_lines(struct buf *out, struct span text, size_t columns);
/* Of a name, or of what stands within a line of ours: line feeds and tabs are marks too. */
void quote_name(struct buf *out, struct span text);
/* The same for whoever has no memory: each byte that is no printed ASCII becomes '?'. */
void quote_bytes(char *text);

/*
 * Whether a text may be a name or a label: UTF-8 that quote_name would show as it
 * is. Joiners (U+200C, U+200D), which scripts and pictures need, may stand between
 * two characters neither of which is ASCII.
 */
bool line_valid(struct span text);

#endif
