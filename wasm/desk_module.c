#include "wasm/desk_module.h"

#include "core/desk/desk.h"
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
