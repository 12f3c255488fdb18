#include "wasm/alcove.h"

#include <jansson.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/crypto/wordlist.h"
#include "core/crypto/words.h"
#include "core/secret.h"
#include "core/talk/desk.h"
#include "core/talk/room.h"
#include "wasm/constants.h"
#include "wasm/json.h"
#include "wasm/show.h"

enum { NEAR_MAX = 8 };

struct text {
	struct buf buf;
};

/* One of room and desk is NULL. */
struct session {
	struct room *room;
	struct desk *desk;
	struct step step;
};

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

/* A NUL-terminated copy. ERR_SIZE when it does not fit, ERR_TEXT when it holds a NUL. */
static int
terminated(char *out, size_t size, const char *text, size_t n)
{
	if (n >= size)
		return ERR_SIZE;
	if (n > 0 && memchr(text, 0, n) != NULL)
		return ERR_TEXT;
	if (n > 0)
		memcpy(out, text, n);
	out[n] = '\0';
	return 0;
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

/* room_new or desk_new, as *room and *desk have it: exactly one is not NULL. */
static struct session *
session_new(bool room, const char *origin, size_t origin_n, struct span fingerprint, uint32_t today)
{
	struct session *s = calloc(1, sizeof *s);
	char address[ORIGIN_MAX + 1];
	int rc = s == NULL ? ERR_MEMORY : terminated(address, sizeof address, origin, origin_n);

	if (rc == 0 && room)
		rc = room_new(&s->room, address, fingerprint, today);
	else if (rc == 0)
		rc = desk_new(&s->desk, address, fingerprint, today);
	if (rc != 0) {
		free(s);
		return NULL;
	}
	return s;
}

struct session *
wasm_room_new(const char *origin, size_t origin_n, const char *fingerprint, size_t fingerprint_n,
              uint32_t today)
{
	return session_new(true, origin, origin_n, span(fingerprint, fingerprint_n), today);
}

struct session *
wasm_desk_new(const char *origin, size_t origin_n, const char *fingerprint, size_t fingerprint_n,
              uint32_t today)
{
	return session_new(false, origin, origin_n, span(fingerprint, fingerprint_n), today);
}

void
wasm_session_free(struct session *s)
{
	if (s == NULL)
		return;
	room_free(s->room);
	desk_free(s->desk);
	secret_wipe(s, sizeof *s);
	free(s);
}

int
wasm_session_enter(struct session *s, const char *typed, size_t n)
{
	struct words_problem problem;
	char words[WORDS_TEXT_MAX];
	int rc = words_parse(words, &problem, span(typed, n));

	if (rc == 0 && s->room != NULL)
		room_enter(s->room, words);
	else if (rc == 0)
		desk_enter(s->desk, words);
	secret_wipe(words, sizeof words);
	secret_wipe(&problem, sizeof problem);
	return rc;
}

int
wasm_room_say(struct session *s, const uint8_t *text, size_t n, const char *to, size_t to_n)
{
	char person[PERSON_NAME_MAX + 1];

	if (terminated(person, sizeof person, to, to_n) != 0)
		return ERR_PERSON;
	return room_say(s->room, span(text, n), to_n > 0 ? person : NULL);
}

void
wasm_room_take_back(struct session *s, const uint8_t *id)
{
	room_take_back(s->room, id);
}

void
wasm_room_forget(struct session *s)
{
	room_forget(s->room);
}

int
wasm_room_renew(struct session *s, const char *typed, size_t n)
{
	struct words_problem problem;
	char words[WORDS_TEXT_MAX];
	int rc = words_parse(words, &problem, span(typed, n));

	if (rc == 0)
		room_renew(s->room, words);
	secret_wipe(words, sizeof words);
	secret_wipe(&problem, sizeof problem);
	return rc;
}

int
wasm_desk_say(struct session *s, uint32_t matter, const uint8_t *text, size_t n)
{
	return desk_say(s->desk, matter, span(text, n));
}

void
wasm_desk_close(struct session *s, uint32_t matter)
{
	desk_close(s->desk, matter);
}

void
wasm_desk_renew_seeds(struct session *s)
{
	desk_renew_seeds(s->desk);
}

void
wasm_desk_put_back(struct session *s)
{
	desk_put_back(s->desk);
}

/* ---- steps ---- */

int
wasm_session_step(struct session *s)
{
	return s->room != NULL ? room_step(s->room, &s->step) : desk_step(s->desk, &s->step);
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

size_t
wasm_step_answer_max(const struct session *s)
{
	return s->step.answer_max;
}

uint32_t
wasm_step_version(const struct session *s)
{
	return s->step.version;
}

int
wasm_session_answer(struct session *s, int status, const uint8_t *body, size_t n)
{
	struct span answer = span(body, n);

	return s->room != NULL ? room_answer(s->room, status, answer)
	                       : desk_answer(s->desk, status, answer);
}

int
wasm_session_show(const struct session *s, struct text *out)
{
	return s->room != NULL ? show_room(&out->buf, s->room) : show_desk(&out->buf, s->desk);
}
