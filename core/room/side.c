#include "core/talk/side.h"

#include "core/room/room.h"

static int
make(void **of, const char *origin, struct span fingerprint, uint32_t today)
{
	struct room *session;
	int rc = room_new(&session, origin, fingerprint, today);

	*of = session;
	return rc;
}

static void
begin_day(void *of, uint32_t today)
{
	room_today(of, today);
}

static void
enter(void *of, const char *words)
{
	room_enter(of, words);
}

static int
act(void *of, struct verb_problem *why, json_t *line)
{
	return room_do(of, why, line);
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

static void
release(void *of)
{
	room_free(of);
}

const struct side room_side = {make, begin_day, enter, act, step, answer, release};
