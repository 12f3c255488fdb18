#include "wasm/room.h"

#include "core/room/room.h"
#include "core/secret.h"
#include "wasm/session.h"
#include "wasm/show.h"

static int
make(void **of, const char *origin, struct span fingerprint, uint32_t today)
{
	struct room *r;
	int rc = room_new(&r, origin, fingerprint, today);

	*of = r;
	return rc;
}

static void
enter(void *of, const char *words)
{
	room_enter(of, words);
}

static int
step(void *of, struct step *out)
{
	return room_step(of, out);
}

static int
answer(void *of, int status, struct span body)
{
	return room_answer(of, status, body);
}

static int
show(struct buf *out, const void *of)
{
	return show_room(out, of);
}

static void
release(void *of)
{
	room_free(of);
}

static const struct side ROOM = {make, enter, step, answer, show, release};

struct session *
wasm_room_new(const char *origin, size_t origin_n, const char *fingerprint, size_t fingerprint_n,
              uint32_t today)
{
	return session_new(&ROOM, span(origin, origin_n), span(fingerprint, fingerprint_n), today);
}

int
wasm_room_say(struct session *s, const uint8_t *text, size_t n, const char *to, size_t to_n)
{
	char person[PERSON_NAME_MAX + 1];

	if (terminated(person, sizeof person, span(to, to_n)) != 0)
		return ERR_PERSON;
	return room_say(s->of, span(text, n), to_n > 0 ? person : NULL);
}

void
wasm_room_take_back(struct session *s, const uint8_t *id)
{
	room_take_back(s->of, id);
}

void
wasm_room_forget(struct session *s)
{
	room_forget(s->of);
}

int
wasm_room_renew(struct session *s, const char *typed, size_t n)
{
	char words[WORDS_TEXT_MAX];
	int rc = words_typed(words, span(typed, n));

	if (rc == 0)
		room_renew(s->of, words);
	secret_wipe(words, sizeof words);
	return rc;
}
