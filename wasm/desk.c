#include "wasm/desk.h"

#include "core/desk/desk.h"
#include "core/secret.h"
#include "core/talk/enrolment.h"
#include "wasm/session.h"
#include "wasm/show.h"

static int
make(void **of, const char *origin, struct span fingerprint, uint32_t today)
{
	struct desk *d;
	int rc = desk_new(&d, origin, fingerprint, today);

	*of = d;
	return rc;
}

static void
enter(void *of, const char *words)
{
	desk_enter(of, words);
}

static int
step(void *of, struct step *out)
{
	return desk_step(of, out);
}

static int
answer(void *of, int status, struct span body)
{
	return desk_answer(of, status, body);
}

static int
show(struct buf *out, const void *of)
{
	return show_desk(out, of);
}

static void
release(void *of)
{
	desk_free(of);
}

static const struct side DESK = {make, enter, step, answer, show, release};

struct session *
wasm_desk_new(const char *origin, size_t origin_n, const char *fingerprint, size_t fingerprint_n,
              uint32_t today)
{
	return session_new(&DESK, span(origin, origin_n), span(fingerprint, fingerprint_n), today);
}

int
wasm_enrol_code(struct text *out, const uint8_t *office, const char *words, size_t words_n,
                unsigned role, const char *name, size_t name_n)
{
	char canonical[WORDS_TEXT_MAX], person[PERSON_NAME_MAX + 1], code[ENROLMENT_CODE_MAX];
	int rc = words_typed(canonical, span(words, words_n));

	if (rc == 0 &&
	    (role > ROLE_ARRANGING || terminated(person, sizeof person, span(name, name_n)) != 0))
		rc = ERR_TEXT;
	if (rc == 0)
		rc = enrolment_make(code, office, canonical, (enum person_role)role, person);
	secret_wipe(canonical, sizeof canonical);
	if (rc == 0)
		buf_put_text(&out->buf, code);
	return rc != 0 ? rc : out->buf.err;
}

int
wasm_desk_say(struct session *s, uint32_t matter, const uint8_t *text, size_t n)
{
	return desk_say(s->of, matter, span(text, n));
}

int
wasm_desk_note(struct session *s, uint32_t matter, const uint8_t *base, size_t base_n,
               const uint8_t *text, size_t n)
{
	struct span was = span(base, base_n);

	return desk_note(s->of, matter, &was, span(text, n));
}

void
wasm_desk_take(struct session *s, uint32_t matter)
{
	desk_take(s->of, matter);
}

void
wasm_desk_close(struct session *s, uint32_t matter)
{
	desk_close(s->of, matter);
}

void
wasm_desk_renew_seeds(struct session *s)
{
	desk_renew_seeds(s->of);
}

void
wasm_desk_put_back(struct session *s)
{
	desk_put_back(s->of);
}
