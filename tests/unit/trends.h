/* What the tests of core/trends share: audits of text. */
#ifndef ALCOVE_TESTS_TRENDS_H
#define ALCOVE_TESTS_TRENDS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/trends/figures.h"

/* One call with what it said, NUL-terminated. */
struct asked {
	struct figures f;
	struct figures_file files[8];
	struct buf out, notes, witnesses;
	enum figures_end end;
};

typedef int (*asked_call)(struct figures *f, enum figures_end *end);

/* Up to eight texts, the last NULL. */
static inline void
ask(struct asked *q, asked_call call, int64_t threshold, const char *const *texts)
{
	*q = (struct asked){.f = {.threshold = threshold, .json = true}};
	buf_init(&q->out, 1 << 24);
	buf_init(&q->notes, 1 << 24);
	buf_init(&q->witnesses, 1 << 24);
	for (; texts[q->f.count] != NULL; q->f.count++)
		q->files[q->f.count] = (struct figures_file){q->f.count == 0 ? "first" : "other",
		                                             span_text(texts[q->f.count])};
	q->f.files = q->files;
	q->f.out = &q->out;
	q->f.notes = &q->notes;
	q->f.witnesses = call == figures_audit ? &q->witnesses : NULL;
	assert_int_equal(call(&q->f, &q->end), 0);
	buf_put_u8(&q->out, 0);
	buf_put_u8(&q->notes, 0);
	buf_put_u8(&q->witnesses, 0);
}

static inline void
asked_clear(struct asked *q)
{
	buf_clear(&q->out);
	buf_clear(&q->notes);
	buf_clear(&q->witnesses);
}

static inline bool
says(const struct buf *text, const char *part)
{
	return strstr((const char *)text->p, part) != NULL;
}

/* Asks of one text; it ends so, and the answer and the notes hold these parts (NULL: any). */
static inline void
assert_asked(asked_call call, int64_t threshold, const char *text, enum figures_end end,
             const char *answer, const char *notes)
{
	struct asked q;

	ask(&q, call, threshold, (const char *const[]){text, NULL});
	if (q.end != end || (answer != NULL && !says(&q.out, answer)) ||
	    (notes != NULL && !says(&q.notes, notes)))
		fail_msg("ended %d: %s\nnotes: %s\nproblem: %s", q.end, (const char *)q.out.p,
		         (const char *)q.notes.p, q.f.problem.wrong);
	asked_clear(&q);
}

#endif
