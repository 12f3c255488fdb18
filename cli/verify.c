/*
 * alcove verify: fetches what a server serves and holds it against what the
 * office has signed: roster, day keys, and the list of every file.
 */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/manifest.h"
#include "cli/say.h"
#include "cli/talk.h"
#include "cli/visit.h"
#include "core/crypto/words.h"
#include "core/json.h"

struct verification {
	const struct arguments *a;
	struct visit v;
	const struct office *office;
	size_t files;
	size_t bad;       /* files that are not as signed, each told */
	bool lost;        /* the server cannot be reached any more */
	size_t reachable; /* people with keys for today */
	struct buf list, signature;
};

static int
get(struct verification *c, const char *path, size_t max, struct span *body)
{
	struct step step = {0};
	int status, rc;

	if (strlen(path) >= sizeof step.path)
		return fail("%s: the path is too long to fetch", path);
	step_get(&step, path, max);
	rc = http_perform(c->v.http, &step, &status, body);
	c->lost = rc != 0;
	if (rc == ERR_UNAVAILABLE)
		return fail("%s cannot be reached: %s", c->v.address.origin,
		            http_problem(c->v.http));
	if (rc != 0)
		return fail_err(rc, path);
	return status == 200 ? EXIT_DONE : fail("%s: the server answers %d", path, status);
}

static int
check_bundles(struct verification *c)
{
	struct bundle bundles[PEOPLE_MAX];
	struct step step = {0};
	struct span body = SPAN_NONE;
	int rc;

	step_get_day(&step, "/v1/bundles/", c->office->day, 0);
	rc = get(c, step.path, ROSTER_PEOPLE_MAX * BUNDLE_BYTES, &body);
	if (rc != EXIT_DONE)
		return rc;
	rc = office_bundles(bundles, &c->office->roster, c->office->day, body);
	if (rc != 0)
		return fail_err(rc, "today's keys");
	for (size_t i = 0; i < roster_slots(&c->office->roster); i++)
		c->reachable += bundles[i].day != 0;
	return EXIT_DONE;
}

static int
fetch_list(struct verification *c)
{
	struct span body;
	const char *text, *signature;
	json_t *top;
	int rc = get(c, "/v1/manifest", 2 * MANIFEST_MAX, &body);

	if (rc != EXIT_DONE)
		return rc;
	if (json_read(&top, body) != 0)
		return fail("/v1/manifest: %s", err_text(ERR_SERVER));
	text = json_string_value(json_object_get(top, "manifest"));
	signature = json_string_value(json_object_get(top, "signature"));
	buf_init(&c->list, MANIFEST_MAX);
	buf_init(&c->signature, MINISIGN_FILE_MAX);
	if (text != NULL && signature != NULL) {
		buf_put_text(&c->list, text);
		buf_put_text(&c->signature, signature);
	}
	json_decref(top);
	if (c->list.n == 0 || c->list.err != 0 || c->signature.err != 0)
		return fail("/v1/manifest: %s", err_text(ERR_SERVER));
	rc = minisign_verify(&c->office->root, buf_span(&c->list), buf_span(&c->signature), NULL);
	return rc == 0 ? EXIT_DONE : fail_err(rc, "the list of files");
}

/* One that is not as signed is told, and the next is looked at. */
static int
check_file(struct verification *c, const struct manifest_line *line)
{
	uint8_t hash[32];
	struct span body = SPAN_NONE;
	int rc = get(c, line->path, (size_t)64 << 20, &body);

	if (c->lost)
		return rc;
	crypto_hash_sha256(hash, body.p, body.n);
	if (rc == EXIT_DONE && memcmp(hash, line->hash, sizeof hash) != 0)
		rc = fail("%s is not the file that the office signed: do not use this address, and "
		          "tell the office by another way",
		          line->path);
	if (rc == EXIT_DONE)
		c->files++;
	else
		c->bad++;
	return EXIT_DONE;
}

static int
check_files(struct verification *c)
{
	struct manifest_line line;
	struct span rest;
	int rc = fetch_list(c), err;

	if (rc != EXIT_DONE)
		return rc;
	err = manifest_head(&rest, buf_span(&c->list), c->office->roster.office);
	while (rc == EXIT_DONE && err == 0) {
		err = manifest_next(&line, &rest);
		if (err == 0)
			rc = check_file(c, &line);
	}
	if (err != 0 && err != ERR_ABSENT)
		return fail_err(err, "the list of files");
	return rc == EXIT_DONE && c->bad > 0 ? EXIT_FAILED : rc;
}

static int
report(const struct verification *c)
{
	char fingerprint[FINGERPRINT_TEXT_MAX];
	const struct roster *roster = &c->office->roster;
	bool pinned = c->v.address.fingerprint[0] != '\0';

	fingerprint_of(fingerprint, roster->office);
	if (is_given(c->a, "--json"))
		return print_json(
			json_pack("{s:s, s:s, s:b, s:I, s:I, s:I, s:I, s:I}", "office",
		                  roster->office_name, "fingerprint", fingerprint, "pinned", pinned,
		                  "roster_serial", (json_int_t)roster->serial, "roster_days_left",
		                  (json_int_t)(roster->not_after - c->office->day), "people",
		                  (json_int_t)roster_slots(roster), "reachable_today",
		                  (json_int_t)c->reachable, "files", (json_int_t)c->files));
	(void)printf("%s\n"
	             "  fingerprint  %s\n"
	             "  roster       serial %u, signed, %u days left\n"
	             "  keys         of %zu out of %zu people for today, signed\n"
	             "  files        %zu, each as signed\n",
	             roster->office_name, fingerprint, roster->serial,
	             roster->not_after - c->office->day, c->reachable, roster_slots(roster),
	             c->files);
	if (!pinned)
		notice("the address names no fingerprint: compare the eight words with the "
		       "office's poster");
	return EXIT_DONE;
}

int
verify_run(const struct arguments *a)
{
	struct verification c = {.a = a};
	int rc = visit_room(&c.v, a, false);

	if (rc != EXIT_DONE)
		return rc;
	rc = visit_run(&c.v);
	c.office = room_office(c.v.room);
	if (rc == EXIT_DONE)
		rc = check_bundles(&c);
	if (rc == EXIT_DONE)
		rc = check_files(&c);
	if (rc == EXIT_DONE)
		rc = report(&c);
	buf_clear(&c.list);
	buf_clear(&c.signature);
	visit_clear(&c.v);
	return rc;
}
