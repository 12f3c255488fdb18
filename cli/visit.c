#include "cli/visit.h"

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

static int
begin(struct visit *out, const struct arguments *a)
{
	*out = (struct visit){.keep_in = a->keep_in, .lock = -1};
	if (address_read(&out->address, a->positional[0]) != EXIT_DONE)
		return EXIT_FAILED;
	out->http = http_new(&out->address, a->proxy);
	return out->http == NULL ? EXIT_FAILED : EXIT_DONE;
}

int
visit_room(struct visit *out, const struct arguments *a, bool with_words)
{
	char *words;
	int rc = begin(out, a);

	if (rc == EXIT_DONE && room_new(&out->room, out->address.origin,
	                                span_text(out->address.fingerprint), today()) != 0)
		rc = fail_err(ERR_MEMORY, "room");
	if (rc == EXIT_DONE && with_words) {
		words = secrets_words(a);
		if (words == NULL)
			rc = EXIT_FAILED;
		else
			room_enter(out->room, words);
		secret_free(words);
	}
	if (rc != EXIT_DONE)
		visit_clear(out);
	return rc;
}

int
visit_desk(struct visit *out, const struct arguments *a)
{
	char *words;
	int rc = begin(out, a);

	if (rc == EXIT_DONE && desk_new(&out->desk, out->address.origin,
	                                span_text(out->address.fingerprint), today()) != 0)
		rc = fail_err(ERR_MEMORY, "desk");
	if (rc == EXIT_DONE) {
		words = secrets_words(a);
		if (words == NULL)
			rc = EXIT_FAILED;
		else
			desk_enter(out->desk, words);
		secret_free(words);
		if (a->put_back)
			desk_put_back(out->desk);
	}
	if (rc != EXIT_DONE)
		visit_clear(out);
	return rc;
}

void
visit_clear(struct visit *v)
{
	room_free(v->room);
	desk_free(v->desk);
	http_free(v->http);
	v->room = NULL;
	v->desk = NULL;
	v->http = NULL;
}

static int
next(struct visit *v, struct step *step)
{
	return v->room != NULL ? room_step(v->room, step) : desk_step(v->desk, step);
}

static int
answer(struct visit *v, int status, struct span body)
{
	return v->room != NULL ? room_answer(v->room, status, body)
	                       : desk_answer(v->desk, status, body);
}

static int
older(const struct visit *v)
{
	const char *origin = v->address.origin;
	size_t lost;

	if (v->desk == NULL || desk_vault(v->desk) != NULL)
		return fail("%s: the server shows an older roster than the office has; nothing was "
		            "sent",
		            origin);
	lost = desk_lost(v->desk);
	if (lost > 0)
		notice("%zu matter%s of the vault kept here would be lost: the server has no keys "
		       "for %s any more",
		       lost, lost == 1 ? "" : "s", lost == 1 ? "it" : "them");
	return fail("%s: the server holds an older vault than this device kept; if the server was "
	            "restored, go on with --put-back",
	            origin);
}

/* What the rules found wrong, in the words of somebody who wants to go on. */
static int
explain(const struct visit *v, int err)
{
	const char *origin = v->address.origin;
	bool desk = v->desk != NULL;

	switch (err) {
	case ERR_FOREIGN:
		return fail(
			"%s: this is not the office of the link, or it does not list this address; "
			"nothing was sent",
			origin);
	case ERR_WORDS:
		return fail("%s: what follows # in the address is not eight words of an office",
		            origin);
	case ERR_SIGNATURE:
		return fail(
			"%s: the office's roster is not signed by its root key; nothing was sent",
			origin);
	case ERR_EXPIRED:
		return fail("%s: the office's roster is past its last day; its root holder must "
		            "sign it "
		            "again (alcove office renew)",
		            origin);
	case ERR_OLDER:
		return older(v);
	case ERR_PERSON:
		return desk ? fail("%s: these words are of nobody who may write on this office's "
		                   "roster",
		                   origin)
		            : fail("%s: nobody by that name can be written to there", origin);
	case ERR_NEWER:
		return fail(
			desk ? "%s: this desk was set up or last saved by a newer Alcove: use "
			       "that one"
			     : "%s: whom you write to, or how this office takes writing, is not "
			       "known to this Alcove: nothing was sent; use a newer one",
			origin);
	case ERR_SEAL:
		return fail("%s: the vault on the server does not open with these words; this "
		            "device's kept "
		            "copy can be put back with --put-back",
		            origin);
	case ERR_FULL:
		return fail(
			"%s: there is no room left today: 64 pieces fit under one set of words, "
			"a long text taking up to 16, or the whole office is full; go on tomorrow",
			origin);
	case ERR_SIZE:
		return desk ? fail("%s: this desk has no room left for that until matters are "
		                   "closed; nothing was saved",
		                   origin)
		            : fail_err(err, origin);
	case ERR_ABSENT:
		return desk ? fail("there is no such matter at this desk")
		            : fail("there is nothing of that under these words");
	default:
		return fail_err(err, origin);
	}
}

static int
request(struct visit *v, const struct step *step, int *err)
{
	struct span body;
	int status, rc;

	rc = http_perform(v->http, step, &status, &body);
	if (rc == ERR_UNAVAILABLE)
		return fail("%s cannot be reached: %s", v->address.origin, http_problem(v->http));
	if (rc != 0)
		return fail_err(rc, v->address.origin);
	*err = answer(v, status, body);
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
		*err = answer(v, 200, buf_span(&kept));
	buf_clear(&kept);
	return rc;
}

static int
keep(struct visit *v, const struct step *step, int *err)
{
	int rc = kept_save(v->desk, v->keep_in, step->body);

	if (rc == EXIT_DONE)
		*err = answer(v, 200, SPAN_NONE);
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
	case STEP_DONE:
		break;
	}
	return EXIT_DONE;
}

static int
run(struct visit *v)
{
	struct step step;
	int rc = EXIT_DONE, err = 0;

	while (rc == EXIT_DONE && err == 0) {
		err = next(v, &step);
		if (err == 0 && step.kind == STEP_DONE)
			return EXIT_DONE;
		if (err == 0)
			rc = perform(v, &step, &err);
	}
	v->waits = v->desk != NULL && err == ERR_FULL && desk_waits(v->desk);
	return err != 0 && !v->waits ? explain(v, err) : rc;
}

int
visit_run(struct visit *v)
{
	int rc = run(v);

	if (v->lock >= 0)
		(void)close(v->lock);
	v->lock = -1;
	return rc;
}
