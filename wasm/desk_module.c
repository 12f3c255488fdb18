#include "wasm/desk_module.h"

#include <stdlib.h>

#include "core/desk/desk.h"
#include "core/desk/told.h"
#include "core/json.h"
#include "core/secret.h"
#include "core/talk/enrolment.h"
#include "wasm/session.h"
#include "wasm/show.h"

static int
show(struct buf *out, const void *of)
{
	return show_desk(out, of);
}

struct session *
wasm_desk_new(const char *origin, size_t origin_n, const char *fingerprint, size_t fingerprint_n,
              uint32_t today)
{
	return session_new(&desk_side, show, span(origin, origin_n),
	                   span(fingerprint, fingerprint_n), today);
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

void
wasm_desk_put_back(struct session *s)
{
	desk_put_back(s->of);
}

void
wasm_desk_today(struct session *s, uint32_t today)
{
	desk_today(s->of, today);
}

void
wasm_desk_look(struct session *s)
{
	desk_shown(s->of, 0); /* the page has drawn it */
	desk_look(s->of);
}

void
wasm_desk_send_now(struct session *s)
{
	desk_send_now(s->of);
}

uint32_t
wasm_desk_wait_ms(void)
{
	return desk_wait_ms();
}

int
wasm_desk_act(struct session *s, const char *line, size_t n)
{
	struct verb_problem why;
	json_t *read;
	int rc = json_read(&read, span(line, n));

	if (rc == 0)
		rc = desk_act(s->of, &why, read);
	json_decref(read);
	return rc;
}

int
wasm_desk_record(struct session *s)
{
	return desk_record(s->of, &s->record);
}

const uint8_t *
wasm_desk_record_at(const struct session *s)
{
	return s->record.p;
}

size_t
wasm_desk_record_bytes(const struct session *s)
{
	return s->record.n;
}

/* The desk of a session whose vault is open, or NULL. */
static const struct desk *
open_desk(const struct session *s)
{
	const struct desk *d = s->of;

	return desk_vault(d) == NULL || desk_self(d) == NULL || desk_office(d) == NULL ? NULL : d;
}

int
wasm_desk_practice(const struct session *s, struct text *out)
{
	const struct desk *d = open_desk(s);

	return d == NULL ? ERR_ABSENT : show_told(&out->buf, told_practice(d));
}

int
wasm_desk_codes(const struct session *s, struct text *out, const char *typed, size_t n,
                const char *also, size_t also_n)
{
	const struct desk *d = open_desk(s);

	return d == NULL ? ERR_ABSENT
	                 : show_told(&out->buf, told_codes(d, span(typed, n), span(also, also_n)));
}

int
wasm_desk_figures(const struct session *s, struct text *out, uint32_t back)
{
	const struct desk *d = open_desk(s);
	json_t *told, *log;

	if (d == NULL)
		return ERR_ABSENT;
	told = told_figures(d, back);
	log = told_outreach(d, back);
	if (told == NULL || json_object_set(told, "log", log) != 0) {
		json_decref(told);
		told = NULL;
	}
	json_decref(log);
	return show_told(&out->buf, told);
}
