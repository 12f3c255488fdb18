/*
 * What figures_audit writes for figures_certify, as JSON:
 *
 *   {"certificate": 1, "threshold": N, "contradiction": false,
 *    "files": [{"name": "FILE", "tables": (the file as it was)}, ...],
 *    "parts": [{"unknowns": [n, ...], "tables": [[value, ...], ...]}, ...]}
 *
 * Unknowns are numbered as model.h does: files, and cells in them, in their
 * order; what is printed is none, and cells with one key are one.
 */
#ifndef ALCOVE_TRENDS_WITNESS_H
#define ALCOVE_TRENDS_WITNESS_H

#include "core/trends/certify.h"
#include "core/trends/figures.h"
#include "core/trends/pool.h"

/* Writes the beginning, up to the parts; audit_run writes those, with the next two. */
void witness_begin(struct buf *out, const struct figures *f);
/* One part: n unknowns of the model, and its tables. */
void witness_put_part(struct buf *out, const uint32_t *of, uint32_t n, const struct pool *pool);
/* What bounds alone fix, of n unknowns those with low equal to high: a part with one table. */
void witness_put_fixed(struct buf *out, const int64_t *low, const int64_t *high, uint32_t n);
void witness_end(struct buf *out);
/* In place of what was written so far: no table satisfies the numbers. */
void witness_contradiction(struct buf *out, const struct figures *f);

struct witness {
	int64_t threshold;
	bool contradiction;
	struct figures_file *files;
	size_t file_count;
	struct witness_part *parts;
	size_t part_count;
};

/* The arena must outlive what is read. ERR_FORMAT with the problem; ERR_MEMORY, ERR_SIZE. */
MUST_USE int witness_read(struct witness *out, struct arena *a, const char *name, struct span text,
                          struct table_problem *problem);

#endif
