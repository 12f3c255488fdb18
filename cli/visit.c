#include "cli/visit.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/kept.h"
#include "cli/say.h"
#include "cli/secrets.h"
#include "core/secret.h"

enum { SECONDS_A_DAY = 86400 };

uint32_t
today(void)
{
	return (uint32_t)(time(NULL) / SECONDS_A_DAY);
}

int
visit_problem(struct visit *v, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	(void)vsnprintf(v->problem, sizeof v->problem, format, list);
	va_end(list);
	return EXIT_FAILED;
}

void
visit_undecided(struct visit *v, int exit_value)
{
	size_t n = strlen(v->problem);

	if (exit_value == EXIT_UNDECIDED)
		(void)snprintf(v->problem + n, sizeof v->problem - n, "; nothing was done");
}

static void *
session_of(const struct visit *v)
{
	return v->room != NULL ? (void *)v->room : v->desk;
}

static int
begin(struct visit *out, void **session, const struct side *side, const struct arguments *a)
{
	long retry = RETRY_SECONDS;

	*session = NULL;
	*out = (struct visit){.side = side, .keep_in = option(a, "--keep-in"), .lock = -1};
	if (address_read(&out->address, a->positional[0]) != EXIT_DONE)
		return EXIT_FAILED;
	if (option_number(a, "--retry", 0, RETRY_SECONDS_MAX, &retry) != EXIT_DONE)
		return EXIT_USAGE;
	out->http = http_new(&out->address, option(a, "--proxy"), (unsigned)retry);
	if (out->http == NULL)
		return EXIT_FAILED;
	if (side->make(session, out->address.origin, span_text(out->address.fingerprint),
	               today()) != 0)
		return fail_err(ERR_MEMORY, "visit");
	return EXIT_DONE;
}

static int
enter(struct visit *v, const struct arguments *a)
{
	char *words = secrets_words(a);

	if (words == NULL)
		return EXIT_FAILED;
	v->side->enter(session_of(v), words);
	secret_free(words);
	return EXIT_DONE;
}

int
visit_room(struct visit *out, const struct arguments *a, bool with_words)
{
	void *session;
	int rc = begin(out, &session, &room_side, a);

	out->room = session;
	if (rc == EXIT_DONE && with_words)
		rc = enter(out, a);
	if (rc != EXIT_DONE)
		visit_clear(out);
	return rc;
}

int
visit_desk(struct visit *out, const struct arguments *a)
{
	void *session;
	int rc = begin(out, &session, &desk_side, a);

	out->desk = session;
	if (rc == EXIT_DONE)
		rc = enter(out, a);
	if (rc == EXIT_DONE && is_given(a, "--put-back"))
		desk_put_back(out->desk);
	if (rc != EXIT_DONE)
		visit_clear(out);
	return rc;
}

void
visit_clear(struct visit *v)
{
	if (session_of(v) != NULL)
		v->side->release(session_of(v));
	http_free(v->http);
	json_decref(v->saying.recognised);
	v->saying.recognised = NULL;
	v->room = NULL;
	v->desk = NULL;
	v->http = NULL;
}

static int
older(struct visit *v)
{
	const char *origin = v->address.origin;
	size_t lost;

	if (v->desk == NULL || desk_vault(v->desk) != NULL)
		return visit_problem(v,
		                     "%s: the server shows an older roster than the office has; "
		                     "nothing was sent",
		                     origin);
	lost = desk_lost(v->desk);
	if (lost > 0)
		return visit_problem(
			v,
			"%s: the server holds an older vault than this device kept; if "
			"the server was restored, go on with --put-back, which loses "
			"%zu matter%s: the server has no keys for %s any more",
			origin, lost, lost == 1 ? "" : "s", lost == 1 ? "it" : "them");
	return visit_problem(v,
	                     "%s: the server holds an older vault than this device kept; if the "
	                     "server was restored, go on with --put-back",
	                     origin);
}

/* What the rules found wrong, in the words of somebody who wants to go on. */
static const struct explanation {
	int err;
	const char *room, *desk; /* NULL: err_text says it */
} explanations[] = {
	{ERR_FOREIGN,
         "this is not the office of the link, or it does not list this address; nothing was sent",
         "this is not the office of the link, or it does not list this address; nothing was sent"},
	{ERR_WORDS, "what follows # in the address is not eight words of an office",
         "what follows # in the address is not eight words of an office"},
	{ERR_SIGNATURE, "the office's roster is not signed by its root key; nothing was sent",
         "the office's roster is not signed by its root key; nothing was sent"},
	{ERR_EXPIRED,
         ("the office's roster is past its last day; its root holder must sign it again (alcove "
          "office renew)"),
         ("the office's roster is past its last day; its root holder must sign it again (alcove "
          "office renew)")},
	{ERR_PERSON, "nobody by that name can be written to there",
         "these words are of nobody who may write on this office's roster"},
	{ERR_NEWER,
         ("whom you write to, or how this office takes writing, is not known to this Alcove: "
          "nothing was sent; use a newer one"),
         "this desk was set up or last saved by a newer Alcove: use that one"},
	{ERR_SEAL, NULL,
         ("the vault on the server does not open with these words; this device's kept copy can be "
          "put back with --put-back")},
	{ERR_FULL,
         ("there is no room left today: 64 pieces fit under one set of words, a long text taking "
          "up to 16, or the whole office is full; go on tomorrow"),
         ("there is no room left today: 64 pieces fit under one set of words, a long text taking "
          "up to 16, or the whole office is full; go on tomorrow")},
	{ERR_SIZE, NULL,
         "this desk has no room left for that until matters are closed; nothing was saved"},
	{ERR_CONFLICT, NULL, "another device saves all the time; this was not done"},
	{ERR_SENT, NULL,
         "it has gone out already, or was not said at this desk: it cannot be taken back"},
	{ERR_ABSENT, "there is nothing of that under these words",
         "there is no such matter at this desk"},
};

/* What the act itself said of it. */
static int
what_is_wrong(struct visit *v, int err)
{
	(void)visit_problem(v, "%s", desk_problem(v->desk));
	return err == ERR_UNDECIDED ? EXIT_UNDECIDED : err == ERR_CHOICE ? EXIT_USAGE : EXIT_FAILED;
}

static int
explain(struct visit *v, int err)
{
	const char *text = NULL;

	if (err == ERR_OLDER)
		return older(v);
	if (v->desk != NULL && desk_problem(v->desk)[0] != '\0')
		return what_is_wrong(v, err);
	for (size_t i = 0; i < sizeof explanations / sizeof *explanations; i++) {
		if (explanations[i].err == err)
			text = v->desk != NULL ? explanations[i].desk : explanations[i].room;
	}
	(void)visit_problem(v, "%s: %s", v->address.origin, text == NULL ? err_text(err) : text);
	return err == ERR_USED ? EXIT_USAGE : EXIT_FAILED;
}

/* What may have been done is told, with the way not to do it twice. */
static int
cannot_reach(struct visit *v)
{
	const char *id = v->line == NULL ? NULL : json_string_value(json_object_get(v->line, "id"));

	/* Only words can be there twice; all else, done again, is as if done once. */
	if (id == NULL || !http_unsure(v->http) || (v->room != NULL && !room_about_to_say(v->room)))
		return visit_problem(v, "%s cannot be reached: %s", v->address.origin,
		                     http_problem(v->http));
	return visit_problem(
		v,
		"%s cannot be reached: %s; what was asked for may have been done: with "
		"'--id %s' the same is done once",
		v->address.origin, http_problem(v->http), id);
}

static int
request(struct visit *v, const struct step *step, int *err)
{
	struct span body;
	int status, rc;

	rc = http_perform(v->http, step, &status, &body);
	if (rc == ERR_UNAVAILABLE)
		return cannot_reach(v);
	if (rc != 0)
		return explain(v, rc);
	*err = v->side->answer(session_of(v), status, body);
	return EXIT_DONE;
}

static int
recall(struct visit *v, int *err)
{
	struct buf kept;
	int rc = v->lock < 0 ? kept_lock(&v->lock, v->keep_in) : EXIT_DONE;

	buf_init(&kept, VAULT_MAX + 512);
	if (rc == EXIT_DONE)
		rc = kept_load(&kept, v->desk, v->keep_in);
	if (rc == EXIT_DONE)
		*err = v->side->answer(session_of(v), 200, buf_span(&kept));
	buf_clear(&kept);
	return rc;
}

static int
keep(struct visit *v, const struct step *step, int *err)
{
	int rc = kept_save(v->desk, v->keep_in, step->body);

	if (rc == EXIT_DONE)
		*err = v->side->answer(session_of(v), 200, SPAN_NONE);
	return rc;
}

/* *err is what the rules say of the answer; the EXIT_ value whether there was one. */
static int
perform(struct visit *v, const struct step *step, int *err)
{
	switch (step->kind) {
	case STEP_REQUEST:
		return request(v, step, err);
	case STEP_RECALL:
		return recall(v, err);
	case STEP_KEEP:
		return keep(v, step, err);
	case STEP_WAIT: /* no visit of a command goes by time */
	case STEP_DONE:
		break;
	}
	return EXIT_DONE;
}

static int
run(struct visit *v, bool until_ready)
{
	struct step step;
	int rc = EXIT_DONE, err = 0;

	while (rc == EXIT_DONE && err == 0) {
		if (until_ready && desk_ready(v->desk))
			return EXIT_DONE;
		if (v->saying.before != NULL && room_about_to_say(v->room))
			v->saying.before(v);
		err = v->side->step(session_of(v), &step);
		if (err == 0 && step.kind == STEP_DONE)
			return EXIT_DONE;
		if (err == 0)
			rc = perform(v, &step, &err);
	}
	if (rc != EXIT_DONE && v->room != NULL)
		room_lost(v->room);
	v->waits = v->desk != NULL && err == ERR_FULL && desk_waits(v->desk);
	return err != 0 && !v->waits ? explain(v, err) : rc;
}

/* How a line was taken. */
static int
explain_line(struct visit *v, int rc, const struct verb_problem *why)
{
	char sentence[256];

	v->problem[0] = '\0';
	json_decref(v->saying.recognised);
	v->saying.recognised = NULL;
	if (rc == 0)
		return EXIT_DONE;
	if (rc == ERR_WORDS)
		return visit_problem(v, "the new words are not seven words as 'alcove room new' "
		                        "chooses them");
	if (rc != ERR_FORMAT && rc != ERR_TEXT)
		return explain(v, rc);
	verb_explain(sentence, sizeof sentence, why);
	(void)visit_problem(v, "%s", sentence);
	return rc == ERR_FORMAT ? EXIT_USAGE : EXIT_FAILED;
}

int
visit_do(struct visit *v, json_t *line)
{
	struct verb_problem why;
	int rc;

	v->side->today(session_of(v), today());
	rc = v->side->act(session_of(v), &why, line);
	return explain_line(v, rc, &why);
}

int
visit_act(struct visit *v, json_t *line)
{
	struct verb_problem why = {0};
	int rc = desk_act(v->desk, &why, line);

	return explain_line(v, rc, &why);
}

static int
could_not_keep(struct visit *v, int rc)
{
	if (rc != EXIT_DONE && v->problem[0] == '\0')
		(void)visit_problem(v, "this device could not keep the sealed vault");
	return rc;
}

int
visit_until_ready(struct visit *v)
{
	v->problem[0] = '\0';
	desk_today(v->desk, today());
	desk_look(v->desk);
	desk_send_now(v->desk);
	return could_not_keep(v, run(v, true));
}

/*
 * A command has no next look that would take what it ended from the server's vault. Where it does
 * not get through now, this device has it, and the next command's look takes it there.
 */
static void
save_ending(struct visit *v)
{
	const bool waits = v->waits;

	desk_today(v->desk, today());
	desk_look_once_more(v->desk);
	(void)run(v, false);
	v->waits = v->waits || waits;
	v->problem[0] = '\0';
}

int
visit_perform(struct visit *v)
{
	int rc = run(v, false);

	if (rc == EXIT_DONE && v->desk != NULL && desk_ended(v->desk))
		save_ending(v);
	if (v->lock >= 0)
		(void)close(v->lock);
	v->lock = -1;
	return could_not_keep(v, rc);
}

void
visit_fill(struct visit *v)
{
	if (v->room == NULL)
		return;
	if (!room_leave(v->room))
		return;
	/* Everything was done and told: a connection lost now takes nothing with it. */
	(void)run(v, false);
}

int
visit_run(struct visit *v)
{
	int rc = visit_perform(v);

	return rc == EXIT_DONE ? rc : fail("%s", v->problem);
}
