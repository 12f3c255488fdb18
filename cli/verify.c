/*
 * alcove verify: fetches what a server serves and holds it against what the
 * office has signed: roster, day keys, and the list of every file; each answer
 * also against the rule for headers, asked as browsers ask and as this program.
 */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/inspect.h"
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
	size_t files;     /* that the list has */
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

/* ---- what is served ---- */

/* Where something might stand that the list does not have: names that browsers and people ask for
 * by themselves, and that programs for pages use. */
static const char *const likely[] = {
	"/.well-known/security.txt",
	"/404.html",
	"/about.html",
	"/admin",
	"/apple-touch-icon.png",
	"/contact.html",
	"/favicon.ico",
	"/index.htm",
	"/index.php",
	"/login",
	"/login.html",
	"/manifest.json",
	"/robots.txt",
	"/room.js",
	"/desk.js",
	"/service-worker.js",
	"/sitemap.xml",
	"/sw.js",
	"/worker.js",
};

static int
check_listed(struct verification *c, struct inspection *in, const struct manifest_line *line)
{
	static const char index[] = "/index.html";
	size_t n = strlen(line->path), tail = sizeof index - 1;
	char folder[MANIFEST_PATH_MAX + 1], name[MANIFEST_PATH_MAX + 1];
	int rc = inspect_file(in, line->path, line->path, line->hash);

	c->files++;
	if (rc != 0 || n < tail || strcmp(line->path + n - tail, index) != 0)
		return rc;
	(void)snprintf(folder, sizeof folder, "%.*s", (int)(n - tail + 1), line->path);
	rc = inspect_file(in, folder, line->path, line->hash);
	(void)snprintf(name, sizeof name, "%.*s", (int)(n - tail), line->path);
	return rc == 0 && name[0] != '\0' ? inspect_way(in, name, folder) : rc;
}

/* Notes what is listed, and every folder on the way to it. */
static int
note_path(json_t *listed, json_t *folders, const char *path)
{
	char folder[MANIFEST_PATH_MAX + 1];
	int rc = json_object_set_new(listed, path, json_true());

	for (const char *slash = strchr(path, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		(void)snprintf(folder, sizeof folder, "%.*s", (int)(slash - path + 1), path);
		rc |= json_object_set_new(folders, folder, json_true());
	}
	return rc == 0 ? 0 : ERR_MEMORY;
}

static int
check_unlisted(struct inspection *in, const json_t *listed, const char *path)
{
	char page[MANIFEST_PATH_MAX + 64];

	if (json_object_get(listed, path) != NULL)
		return 0;
	(void)snprintf(page, sizeof page, "%s.html", path);
	return json_object_get(listed, page) != NULL ? inspect_way(in, path, page)
	                                             : inspect_absent(in, path);
}

/* A name that nobody can have foreseen, and the folder's own where it has no start. */
static int
check_folder(struct inspection *in, const json_t *listed, const char *folder)
{
	static const char *const endings[] = {"", ".html", ".js"};
	char path[MANIFEST_PATH_MAX + 64], hex[33];
	uint8_t random[16];
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sizeof endings / sizeof *endings; i++) {
		randombytes_buf(random, sizeof random);
		hex_put(hex, SPAN(random));
		(void)snprintf(path, sizeof path, "%s%s%s", folder, hex, endings[i]);
		rc = inspect_absent(in, path);
	}
	(void)snprintf(path, sizeof path, "%sindex.html", folder);
	if (rc != 0 || json_object_get(listed, path) != NULL)
		return rc;
	rc = inspect_absent(in, path);
	if (rc == 0)
		rc = inspect_absent(in, folder);
	(void)snprintf(path, sizeof path, "%.*s", (int)strlen(folder) - 1, folder);
	return rc == 0 && path[0] != '\0' ? check_unlisted(in, listed, path) : rc;
}

static int
check_absent(struct inspection *in, const json_t *listed, json_t *folders)
{
	const char *folder;
	json_t *value;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sizeof likely / sizeof *likely; i++)
		rc = check_unlisted(in, listed, likely[i]);
	json_object_foreach(folders, folder, value)
	{
		if (rc == 0)
			rc = check_folder(in, listed, folder);
	}
	return rc;
}

static int
check_documents(struct verification *c, struct inspection *in)
{
	struct step step;
	int rc = inspect_document(in, "/v1/office", TYPE_JSON);

	if (rc == 0)
		rc = inspect_document(in, "/v1/manifest", TYPE_JSON);
	step_get_day(&step, "/v1/bundles/", c->office->day, 0);
	return rc != 0 ? rc : inspect_document(in, step.path, TYPE_BYTES);
}

/* Every line of the list, then what must not be there. */
static int
check_lines(struct verification *c, struct inspection *in, json_t *listed, json_t *folders)
{
	struct manifest_line line;
	struct span rest;
	int rc = manifest_head(&rest, buf_span(&c->list), c->office->roster.office), next = 0;

	if (rc == 0)
		rc = json_object_set_new(folders, "/", json_true()) == 0 ? 0 : ERR_MEMORY;
	while (rc == 0 && (next = manifest_next(&line, &rest)) == 0) {
		rc = note_path(listed, folders, line.path);
		if (rc == 0)
			rc = check_listed(c, in, &line);
	}
	if (rc == 0 && next != ERR_ABSENT)
		rc = next;
	if (rc == 0)
		rc = check_absent(in, listed, folders);
	return rc != 0 ? rc : check_documents(c, in);
}

static int
check_served(struct verification *c, struct inspection *in)
{
	json_t *listed = json_object(), *folders = json_object();
	int rc = listed == NULL || folders == NULL ? ERR_MEMORY
	                                           : check_lines(c, in, listed, folders);

	json_decref(listed);
	json_decref(folders);
	if (rc == ERR_UNAVAILABLE)
		return fail("%s cannot be reached: %s", c->v.address.origin,
		            http_problem(c->v.http));
	return rc == 0 ? EXIT_DONE : fail_err(rc, "the list of files");
}

static bool
is_pinned(const struct verification *c)
{
	return c->v.address.fingerprint[0] != '\0';
}

static json_t *
report_json(const struct verification *c, const struct inspection *in, const char *fingerprint)
{
	const struct roster *roster = &c->office->roster;

	return json_pack("{s:s, s:s, s:b, s:I, s:I, s:I, s:I, s:I, s:O}", "office",
	                 roster->office_name, "fingerprint", fingerprint, "pinned", is_pinned(c),
	                 "roster_serial", (json_int_t)roster->serial, "roster_days_left",
	                 (json_int_t)(roster->not_after - c->office->day), "people",
	                 (json_int_t)roster_slots(roster), "reachable_today",
	                 (json_int_t)c->reachable, "files", (json_int_t)c->files, "deviations",
	                 in->deviations);
}

static int
report(const struct verification *c, const struct inspection *in)
{
	char fingerprint[FINGERPRINT_TEXT_MAX];
	const struct roster *roster = &c->office->roster;
	size_t deviations = json_array_size(in->deviations);

	fingerprint_of(fingerprint, roster->office);
	if (is_given(c->a, "--json") && print_json(report_json(c, in, fingerprint)) != EXIT_DONE)
		return EXIT_FAILED;
	if (deviations > 0) {
		inspection_say(in);
		return fail("what is served is not what the office signed, or not in the way that "
		            "protects who reads it (%zu deviations): do not use this address, and "
		            "tell the office by another way",
		            deviations);
	}
	if (is_given(c->a, "--json"))
		return c->reachable > 0 ? EXIT_DONE : EXIT_FAILED;
	print_line("%s", roster->office_name);
	(void)printf("  fingerprint  %s\n"
	             "  roster       serial %u, signed, %u days left\n"
	             "  keys         of %zu out of %zu people for today, signed\n"
	             "  files        %zu, each as signed, for browsers too\n",
	             fingerprint, roster->serial, roster->not_after - c->office->day, c->reachable,
	             roster_slots(roster), c->files);
	if (!is_pinned(c))
		notice("the address names no fingerprint: compare the eight words with the "
		       "office's poster");
	if (c->reachable == 0)
		return fail("nobody of this office can be written to today: no desk has published "
		            "keys for it");
	return EXIT_DONE;
}

int
verify_run(const struct arguments *a)
{
	struct verification c = {.a = a};
	struct inspection in;
	int rc = visit_room(&c.v, a, false);

	if (rc != EXIT_DONE)
		return rc;
	rc = visit_run(&c.v);
	c.office = room_office(c.v.room);
	if (rc == EXIT_DONE)
		rc = check_bundles(&c);
	if (rc == EXIT_DONE)
		rc = fetch_list(&c);
	if (inspection_begin(&in, c.v.http) != 0 && rc == EXIT_DONE)
		rc = fail_err(ERR_MEMORY, "the list of files");
	if (rc == EXIT_DONE)
		rc = check_served(&c, &in);
	if (rc == EXIT_DONE)
		rc = report(&c, &in);
	inspection_clear(&in);
	buf_clear(&c.list);
	buf_clear(&c.signature);
	visit_clear(&c.v);
	return rc;
}
