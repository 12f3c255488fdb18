#include "core/talk/side.h"

#include "core/desk/desk.h"

static int
make(void **of, const char *origin, struct span fingerprint, uint32_t today)
{
	struct desk *session;
	int rc = desk_new(&session, origin, fingerprint, today);

	*of = session;
	return rc;
}

static void
begin_day(void *of, uint32_t today)
{
	desk_today(of, today);
}

static void
enter(void *of, const char *words)
{
	desk_enter(of, words);
}

static int
act(void *of, struct verb_problem *why, json_t *line)
{
	return desk_do(of, why, line);
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

static void
release(void *of)
{
	desk_free(of);
}

const struct side desk_side = {make, begin_day, enter, act, step, answer, release};
