#include "wasm/alcove.h"

#include <jansson.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/crypto/wordlist.h"
#include "core/crypto/words.h"
#include "core/json.h"
#include "core/secret.h"
#include "wasm/constants.h"
#include "wasm/json.h"
#include "wasm/session.h"
#include "wasm/show.h"

enum { NEAR_MAX = 8 };

/* ---- memory ---- */

void *
wasm_alloc(size_t n)
{
	return malloc(n > 0 ? n : 1);
}

void
wasm_release(void *p, size_t n)
{
	if (p != NULL)
		secret_wipe(p, n);
	free(p);
}

struct text *
wasm_text_new(void)
{
	struct text *t = calloc(1, sizeof *t);

	if (t != NULL)
		buf_init(&t->buf, SHOW_MAX);
	return t;
}

void
wasm_text_free(struct text *t)
{
	if (t == NULL)
		return;
	buf_clear(&t->buf);
	free(t);
}

const uint8_t *
wasm_text_at(const struct text *t)
{
	return t->buf.p;
}

size_t
wasm_text_bytes(const struct text *t)
{
	return t->buf.n;
}

/* ---- before any session ---- */

int
wasm_core_start(void)
{
	int rc = core_start();

	if (rc == 0)
		json_object_seed(1 + randombytes_uniform(UINT32_MAX));
	return rc;
}

int
wasm_constants(struct text *out)
{
	constants_json(&out->buf);
	return out->buf.err;
}

const char *
wasm_err_text(int err)
{
	return err_text(err);
}

int
wasm_words_new(struct text *out)
{
	char words[WORDS_TEXT_MAX];

	words_new(words);
	buf_put_text(&out->buf, words);
	secret_wipe(words, sizeof words);
	return out->buf.err;
}

static void
put_problem(struct buf *b, const struct words_problem *p)
{
	static const char *const faults[] = {
		[WORDS_FAULT_COUNT] = "count",
		[WORDS_FAULT_UNKNOWN] = "unknown",
		[WORDS_FAULT_AMBIGUOUS] = "ambiguous",
		[WORDS_FAULT_CHECK] = "check",
	};
	char sentence[256];

	words_explain(sentence, sizeof sentence, p);
	json_name(b, "fault");
	json_put_text(b, span_text(faults[p->fault]));
	json_name(b, "position");
	json_put_number(b, p->position);
	json_name(b, "count");
	json_put_number(b, p->count);
	json_name(b, "near");
	buf_put_text(b, "[");
	for (unsigned i = 0; i < p->near_count; i++) {
		json_next(b);
		json_put_text(b, span_text(p->near[i]));
	}
	buf_put_text(b, "]");
	json_name(b, "say");
	json_put_text(b, span_text(sentence));
	secret_wipe(sentence, sizeof sentence);
}

int
wasm_words_check(struct text *out, const char *typed, size_t n)
{
	struct buf *b = &out->buf;
	struct words_problem problem = {0};
	char words[WORDS_TEXT_MAX];
	bool ok = words_parse(words, &problem, span(typed, n)) == 0;

	buf_put_text(b, "{");
	json_name(b, "ok");
	json_put_bool(b, ok);
	if (ok) {
		json_name(b, "words");
		json_put_text(b, span_text(words));
	} else {
		put_problem(b, &problem);
	}
	buf_put_text(b, "}");
	secret_wipe(words, sizeof words);
	secret_wipe(&problem, sizeof problem);
	return b->err;
}

int
wasm_words_near(struct text *out, const char *typed, size_t n)
{
	unsigned near[NEAR_MAX], count = wordlist_near(near, NEAR_MAX, span(typed, n), true);
	struct buf *b = &out->buf;

	if (count == 0)
		count = wordlist_near(near, NEAR_MAX, span(typed, n), false);
	buf_put_text(b, "[");
	for (unsigned i = 0; i < count; i++) {
		json_next(b);
		json_put_text(b, span_text(wordlist_word(near[i])));
	}
	buf_put_text(b, "]");
	return b->err;
}

int
wasm_fingerprint_of(struct text *out, const uint8_t *office)
{
	char fingerprint[FINGERPRINT_TEXT_MAX];

	fingerprint_of(fingerprint, office);
	buf_put_text(&out->buf, fingerprint);
	return out->buf.err;
}

int
wasm_fingerprint_check(const char *text, size_t n, const uint8_t *office)
{
	return fingerprint_check(span(text, n), office);
}

/* ---- sessions ---- */

int
terminated(char *out, size_t size, struct span text)
{
	if (text.n >= size)
		return ERR_SIZE;
	if (text.n > 0 && memchr(text.p, 0, text.n) != NULL)
		return ERR_TEXT;
	if (text.n > 0)
		memcpy(out, text.p, text.n);
	out[text.n] = '\0';
	return 0;
}

int
words_typed(char out[WORDS_TEXT_MAX], struct span typed)
{
	struct words_problem problem;
	int rc = words_parse(out, &problem, typed);

	secret_wipe(&problem, sizeof problem);
	return rc;
}

struct session *
session_new(const struct side *side, int (*show)(struct buf *, const void *), struct span origin,
            struct span fingerprint, uint32_t today)
{
	struct session *s = calloc(1, sizeof *s);
	char address[ORIGIN_MAX + 1];
	int rc = s == NULL ? ERR_MEMORY : terminated(address, sizeof address, origin);

	if (rc == 0) {
		s->side = side;
		s->show = show;
		rc = side->make(&s->of, address, fingerprint, today);
	}
	if (rc != 0) {
		free(s);
		return NULL;
	}
	return s;
}

void
wasm_session_free(struct session *s)
{
	if (s == NULL)
		return;
	s->side->release(s->of);
	secret_wipe(s, sizeof *s);
	free(s);
}

int
wasm_session_enter(struct session *s, const char *typed, size_t n)
{
	char words[WORDS_TEXT_MAX];
	int rc = words_typed(words, span(typed, n));

	if (rc == 0)
		s->side->enter(s->of, words);
	secret_wipe(words, sizeof words);
	return rc;
}

void
wasm_session_today(struct session *s, uint32_t today)
{
	s->side->today(s->of, today);
}

int
wasm_session_do(struct session *s, const char *line, size_t n)
{
	struct verb_problem why;
	json_t *read;
	int rc = json_read(&read, span(line, n));

	if (rc == 0)
		rc = s->side->act(s->of, &why, read);
	json_decref(read);
	return rc;
}

/* ---- steps ---- */

int
wasm_session_step(struct session *s)
{
	return s->side->step(s->of, &s->step);
}

unsigned
wasm_step_kind(const struct session *s)
{
	return s->step.kind;
}

unsigned
wasm_step_method(const struct session *s)
{
	return s->step.method;
}

const char *
wasm_step_path(const struct session *s)
{
	return s->step.path;
}

const uint8_t *
wasm_step_body(const struct session *s)
{
	return s->step.body.p;
}

size_t
wasm_step_body_bytes(const struct session *s)
{
	return s->step.body.n;
}

const uint8_t *
wasm_step_token(const struct session *s)
{
	return s->step.session;
}

int
wasm_step_answered(const struct session *s, int status, const char *type, size_t type_n,
                   const uint8_t *body, size_t n)
{
	const struct came came = {status, span(type, type_n), span(body, n)};

	return step_answered(&s->step, &came);
}

unsigned
wasm_step_wait_ms(const struct session *s)
{
	return s->step.wait_ms;
}

int
wasm_session_answer(struct session *s, int status, const uint8_t *body, size_t n)
{
	return s->side->answer(s->of, status, span(body, n));
}

int
wasm_session_show(const struct session *s, struct text *out)
{
	return s->show(&out->buf, s->of);
}
