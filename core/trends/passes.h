/*
 * Which pass it is that a cell fails: its own file alone, to a reader or to an
 * insider, or only together with others: with a changed cut, with sums over time,
 * with another circle.
 */
#ifndef ALCOVE_TRENDS_PASSES_H
#define ALCOVE_TRENDS_PASSES_H

#include "core/trends/audit.h"

/* Replaces reader and insider in verdicts, of all hidden cells in the order of files and cells. */
MUST_USE int passes_name(struct verdict *verdicts, const struct audit *audit, struct arena *a);

#endif
