#include "wasm/trends.h"

#include <stdlib.h>

#include "core/trends/figures.h"

enum { FILES_MAX = 128, ANSWER_MAX = 256 << 20, NO_END = 100 };

struct request {
	struct figures f;
	struct figures_file files[FILES_MAX];
	struct buf out, notes, witnesses;
};

void *
trends_alloc(size_t n)
{
	return malloc(n > 0 ? n : 1);
}

void
trends_release(void *p)
{
	free(p);
}

struct request *
trends_new(uint32_t threshold)
{
	struct request *r = calloc(1, sizeof *r);

	if (r == NULL)
		return NULL;
	buf_init(&r->out, ANSWER_MAX);
	buf_init(&r->notes, ANSWER_MAX);
	buf_init(&r->witnesses, ANSWER_MAX);
	r->f = (struct figures){.files = r->files,
	                        .threshold = threshold > 0 ? threshold : 1,
	                        .json = true,
	                        .out = &r->out,
	                        .notes = &r->notes};
	return r;
}

void
trends_free(struct request *r)
{
	if (r == NULL)
		return;
	for (size_t i = 0; i < r->f.count; i++) {
		free((void *)(uintptr_t)r->files[i].name);
		free((void *)(uintptr_t)r->files[i].text.p);
	}
	buf_clear(&r->out);
	buf_clear(&r->notes);
	buf_clear(&r->witnesses);
	free(r);
}

int
trends_file(struct request *r, char *name, uint8_t *text, size_t n)
{
	if (r->f.count == FILES_MAX)
		return ERR_SIZE;
	r->files[r->f.count++] = (struct figures_file){name, span(text, n)};
	return 0;
}

static int
call(struct request *r, int (*what)(struct figures *f, enum figures_end *end), bool witnesses)
{
	enum figures_end end = FIGURES_SAFE;
	int rc;

	buf_clear(&r->out);
	buf_clear(&r->notes);
	buf_clear(&r->witnesses);
	r->f.witnesses = witnesses ? &r->witnesses : NULL;
	rc = r->f.count > 0 ? what(&r->f, &end) : ERR_SIZE;
	return rc != 0 ? NO_END + rc : (int)end;
}

int
trends_audit(struct request *r)
{
	return call(r, figures_audit, false);
}

int
trends_witness(struct request *r)
{
	return call(r, figures_audit, true);
}

int
trends_hide(struct request *r)
{
	return call(r, figures_hide, false);
}

int
trends_certify(struct request *r)
{
	return call(r, figures_certify, false);
}

const uint8_t *
trends_answer(const struct request *r)
{
	return r->out.p;
}

size_t
trends_answer_bytes(const struct request *r)
{
	return r->out.n;
}

const uint8_t *
trends_notes(const struct request *r)
{
	return r->notes.p;
}

size_t
trends_notes_bytes(const struct request *r)
{
	return r->notes.n;
}

const uint8_t *
trends_witnesses(const struct request *r)
{
	return r->witnesses.p;
}

size_t
trends_witnesses_bytes(const struct request *r)
{
	return r->witnesses.n;
}
