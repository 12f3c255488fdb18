/* alcove office: who is in the office. (Making one: init.c.) */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/disk.h"
#include "cli/office_of.h"
#include "cli/problems.h"
#include "cli/publish.h"
#include "cli/roster_file.h"
#include "cli/say.h"
#include "cli/secrets.h"
#include "cli/talk.h"
#include "cli/visit.h"
#include "core/date.h"
#include "core/secret.h"
#include "core/talk/enrolment.h"

/* ---- the office that an argument names ---- */

static bool
is_url(const char *text)
{
	return strstr(text, "://") != NULL;
}

static int
office_of_url(struct roster *out, const struct arguments *a)
{
	struct visit v;
	int rc = visit_room(&v, a, false);

	if (rc != EXIT_DONE)
		return rc;
	rc = visit_run(&v);
	if (rc == EXIT_DONE) {
		*out = room_office(v.room)->roster;
		out->charter = NULL;
	}
	visit_clear(&v);
	return rc;
}

int
office_of(struct roster *out, const struct arguments *a)
{
	struct minisign_public root;
	struct store *store;
	int rc;

	if (is_url(a->positional[0]))
		return office_of_url(out, a);
	rc = store_open_sqlite(&store, a->positional[0], STORE_READ);
	if (rc == 0)
		rc = roster_load(out, &root, store);
	store_close(store);
	return rc == 0 ? EXIT_DONE : fail_store(rc, a->positional[0]);
}

int
office_verb_fingerprint(const struct arguments *a)
{
	char fingerprint[FINGERPRINT_TEXT_MAX];
	struct roster roster;
	int rc = office_of(&roster, a);

	if (rc != EXIT_DONE)
		return rc;
	fingerprint_of(fingerprint, roster.office);
	(void)printf("%s\n", fingerprint);
	roster_clear(&roster);
	return EXIT_DONE;
}

/* ---- enroll, accept, remove, renew ---- */

static int
role_of(enum person_role *out, const char *text)
{
	*out = ROLE_OMBUDS;
	if (text == NULL || strcmp(text, "ombuds") == 0)
		return EXIT_DONE;
	*out = ROLE_ARRANGING;
	if (strcmp(text, "arranging") == 0)
		return EXIT_DONE;
	return fail("--role: 'ombuds' or 'arranging', not '%s'", text);
}

int
office_verb_enroll(const struct arguments *a)
{
	char code[ENROLMENT_CODE_MAX], *words = NULL;
	struct roster roster = {0};
	enum person_role role;
	int rc, err;

	if (option(a, "--name") == NULL || option(a, "--words-file") == NULL)
		return fail_usage("office enroll: --name and --words-file are needed");
	if (strlen(option(a, "--name")) > PERSON_NAME_MAX || option(a, "--name")[0] == '\0' ||
	    !utf8_valid(span_text(option(a, "--name"))))
		return fail("--name: 1 to %d bytes of text", PERSON_NAME_MAX);
	rc = role_of(&role, option(a, "--role"));
	if (rc == EXIT_DONE)
		rc = office_of(&roster, a);
	if (rc == EXIT_DONE && (words = secrets_new_words()) == NULL)
		rc = EXIT_FAILED;
	if (rc == EXIT_DONE &&
	    (err = enrolment_make(code, roster.office, words, role, option(a, "--name"))) != 0)
		rc = fail_err(err, "the enrolment code");
	if (rc == EXIT_DONE)
		rc = secrets_write_words(option(a, "--words-file"), words);
	if (rc == EXIT_DONE) {
		(void)printf("%s\n", code);
		notice("the words of %s are in %s. Give the code above to the holder of the root "
		       "key, who "
		       "takes it in with 'alcove office accept'",
		       option(a, "--name"), option(a, "--words-file"));
	}
	secret_free(words);
	roster_clear(&roster);
	return rc;
}

static int
accept_person(struct roster *roster, const struct arguments *a, char said[SAID_MAX])
{
	struct person person;
	int rc = enrolment_read(&person, a->positional[1], roster->office);

	if (rc == ERR_FOREIGN)
		return fail("this enrolment code is for another office");
	if (rc != 0)
		return fail_err(rc, "the enrolment code");
	if (roster_person(roster, person.id) != NULL || roster_named(roster, person.name) != NULL)
		return fail("%s is on the roster already", person.name);
	if (roster_slots(roster) == PEOPLE_MAX || roster->people_count == ROSTER_PEOPLE_MAX)
		return fail("the roster is full: %d people", PEOPLE_MAX);
	roster->people[roster->people_count++] = person;
	(void)snprintf(
		said, SAID_MAX,
		"%s joins the office as %s. The pages show it after 'alcove office publish'.",
		person.name, person.role == ROLE_OMBUDS ? "ombuds" : "one who arranges meetings");
	return EXIT_DONE;
}

int
office_verb_accept(const struct arguments *a)
{
	return roster_change(a, accept_person, NULL);
}

static size_t
ombuds_count(const struct roster *roster)
{
	size_t n = 0;

	for (size_t i = 0; i < roster_slots(roster); i++)
		n += roster_slot(roster, i)->role == ROLE_OMBUDS;
	return n;
}

static int
remove_person(struct roster *roster, const struct arguments *a, char said[SAID_MAX])
{
	const struct person *named = roster_named(roster, a->positional[1]);
	struct person *leaving = NULL;

	for (size_t i = 0; i < roster->people_count; i++) {
		if (&roster->people[i] == named)
			leaving = &roster->people[i];
	}
	if (leaving == NULL || leaving->left != 0)
		return fail("nobody by that name is on the roster: %s", a->positional[1]);
	if (leaving->role == ROLE_OMBUDS && ombuds_count(roster) == 1)
		return fail("%s is the office's only ombuds: take in another one first",
		            leaving->name);
	leaving->left = today();
	(void)snprintf(
		said, SAID_MAX,
		"%s leaves the office: 30 days of reading, no more writing. The pages show it "
		"after 'alcove office publish'.",
		leaving->name);
	return EXIT_DONE;
}

int
office_verb_remove(const struct arguments *a)
{
	return roster_change(a, remove_person, NULL);
}

/* NAME=SERIAL: a name may have '=' in it. */
static int
read_least(struct person **person, uint32_t *serial, struct roster *roster, const char *text)
{
	const char *equals = strrchr(text, '=');
	char name[PERSON_NAME_MAX + 1];
	size_t n = equals == NULL ? 0 : (size_t)(equals - text), digits;
	const struct person *named;
	unsigned long value;

	digits = equals == NULL ? 0 : strspn(equals + 1, "0123456789");
	if (n == 0 || n > PERSON_NAME_MAX || digits == 0 || digits > 10 ||
	    equals[1 + digits] != '\0' || (value = strtoul(equals + 1, NULL, 10)) == 0 ||
	    value > UINT32_MAX)
		return fail("--least: a name and a number, as in 'Ombuds A=2', not '%s'", text);
	memcpy(name, text, n);
	name[n] = '\0';
	named = roster_named(roster, name);
	if (named == NULL || named->left != 0)
		return fail("--least: nobody by that name is on the roster: %s", name);
	*person = &roster->people[named - roster->people];
	*serial = (uint32_t)value;
	return EXIT_DONE;
}

static int
raise_least(struct roster *roster, const struct arguments *a, char said[SAID_MAX])
{
	const char *text = option(a, "--least");
	struct person *person = NULL;
	uint32_t serial = 0;
	int rc;

	if (text == NULL)
		return EXIT_DONE;
	rc = read_least(&person, &serial, roster, text);
	if (rc != EXIT_DONE || person == NULL)
		return rc;
	if (serial < person->least)
		return fail("--least: day keys of %s below serial %u are refused already, and stay "
		            "so",
		            person->name, person->least);
	person->least = serial;
	(void)snprintf(said, SAID_MAX,
	               "Day keys of %s below serial %u are refused from now on. That desk must be "
	               "opened (alcove desk inbox): until then nobody can write to it.",
	               person->name, serial);
	return EXIT_DONE;
}

int
office_verb_renew(const struct arguments *a)
{
	int rc = roster_change(a, raise_least, NULL);

	if (rc == EXIT_DONE)
		(void)printf("The roster is signed for %d days from today.\n", ROSTER_DAYS);
	return rc;
}

/* ---- publish ---- */

static int
take_content(struct roster *roster, const struct arguments *a, char said[SAID_MAX])
{
	struct content *content;
	int rc = problems_load(&content, option(a, "--from"));

	if (rc != EXIT_DONE)
		return rc;
	rc = content_to_roster(content, roster);
	content_free(content);
	(void)snprintf(
		said, SAID_MAX,
		"The pages are made, listed and signed. A server that runs shows them once it is "
		"started again.");
	return rc == 0 ? EXIT_DONE : fail_err(rc, option(a, "--from"));
}

static int
put_pages(struct store *store, const struct roster *roster, const struct minisign_secret *root,
          const struct arguments *a)
{
	char public[4096];

	if (snprintf(public, sizeof public, "%s/public", a->positional[0]) >= (int)sizeof public)
		return fail("%s: the path is too long", a->positional[0]);
	return publish(store, roster, root, option(a, "--from"), public);
}

int
office_verb_publish(const struct arguments *a)
{
	if (option(a, "--from") == NULL)
		return fail_usage("office publish: --from is needed");
	return roster_change(a, take_content, put_pages);
}

/* ---- check ---- */

static int
check_content(const char *folder)
{
	struct content *content;
	int rc = problems_load(&content, folder);

	if (rc == EXIT_DONE)
		print_line("%s: nothing is wrong with what the office writes about itself.",
		           folder);
	content_free(content);
	return rc;
}

static uint32_t
days_ahead(struct store *store, const struct person *p)
{
	struct buf list;
	uint32_t n = 0;

	buf_init(&list, (size_t)8 * 256);
	if (store_bundle_list(store, p->id, today(), &list) == 0)
		n = (uint32_t)(list.n / 8);
	buf_clear(&list);
	return n;
}

static int
check_people(struct store *store, const struct roster *roster)
{
	int rc = EXIT_DONE;

	for (size_t i = 0; i < roster_slots(roster); i++) {
		const struct person *p = roster_slot(roster, i);
		uint32_t ahead = days_ahead(store, p);

		print_line("%s: keys are published for %u days", p->name, ahead);
		if (ahead >= 14)
			continue;
		notice(ahead == 0 ? "%s cannot be written to: that desk must be opened (alcove "
		                    "desk inbox)"
		                  : "%s can soon not be written to: that desk must be opened "
		                    "(alcove desk inbox)",
		       p->name);
		rc = EXIT_FAILED;
	}
	return rc;
}

/* The people of the roster beside those of what the office writes about itself. */
static int
check_described(const struct roster *roster, const char *folder)
{
	struct content *content;
	int rc = problems_load(&content, folder);

	if (rc != EXIT_DONE)
		return rc;
	for (size_t i = 0; i < content->people_n; i++) {
		const struct person *p = roster_named(roster, content->people[i].name);
		/* where nothing is written to anybody, the pages say nothing of it either */
		if ((p != NULL && p->left == 0) || content->writing == WRITING_OFF)
			continue;
		notice("%s is in office.yaml, and nobody can write there: not on the roster "
		       "(alcove office enroll, then accept)",
		       content->people[i].name);
		rc = EXIT_FAILED;
	}
	for (size_t i = 0; i < roster_slots(roster); i++) {
		const struct person *p = roster_slot(roster, i);
		if (content_describes(content, p->name))
			continue;
		notice("%s can be written to, and is not in office.yaml: the pages show a name "
		       "alone. Write what this person does under 'people', then alcove office "
		       "publish",
		       p->name);
		rc = EXIT_FAILED;
	}
	content_free(content);
	return rc;
}

/* Whether everything that should be gone is, and the server's clock goes on from day to day. */
static int
check_destroyed(struct store *store, const struct roster *roster)
{
	struct store_inventory *there = malloc(sizeof *there);
	int rc = there == NULL ? ERR_MEMORY : store_take_inventory(store, there);
	char date[ISO_DATE_MAX];
	size_t overdue = 0;
	bool leapt = false, back = false;

	if (rc == 0) {
		for (size_t i = 0; i < there->days; i++)
			overdue +=
				store_day_overdue(&there->day[i], today(), roster->retention_days);
		iso_date(date, there->last_day);
		leapt = there->last_day != 0 && today() > there->last_day + CLOCK_LEAP_DAYS;
		back = there->last_day > today() + CLOCK_LEAP_DAYS;
	}
	free(there);
	if (rc != 0)
		return fail_err(rc, "what there is");
	if (back)
		notice("the server has seen %s, which is to come by this machine's clock, and "
		       "destroys nothing until one of both is set right: if the clock is right "
		       "now, restart it with --accept-clock",
		       date);
	else if (leapt)
		notice("nothing has been destroyed since %s: the server was off, or its clock "
		       "leapt. Start it; if the clock is right it goes on by itself on the third "
		       "day, or at once with --accept-clock",
		       date);
	else if (overdue > 0)
		notice("what should be gone is not destroyed, since no server has been running "
		       "or it could not: see what it said on standard error");
	if (overdue > 0)
		notice("overdue, and not destroyed: what is left of %zu days ('alcove "
		       "inventory' names them)",
		       overdue);
	return back || leapt || overdue > 0 ? EXIT_FAILED : EXIT_DONE;
}

/* One day of which something is there that cannot be opened; whether there was none. */
static bool
check_day(const struct store_day_count *d, size_t damaged, uint32_t retention_days)
{
	char date[ISO_DATE_MAX];

	iso_date(date, d->day);
	if (store_day_unreadable(d, today(), retention_days))
		notice("what was left on %s can be opened by nobody: the key of that day is gone",
		       date);
	else if (damaged > 0)
		notice("of what was left on %s the disk has changed %zu: nobody can open them",
		       date, damaged);
	else
		return true;
	return false;
}

/* Whether all that lies there opens, as far as it is to. */
static int
check_readable(struct store *store, const struct roster *roster)
{
	struct store_inventory *there = malloc(sizeof *there);
	size_t *damaged = NULL;
	int rc = there == NULL ? ERR_MEMORY : store_take_inventory(store, there);
	bool good = true;

	if (rc == 0) {
		damaged = calloc(there->days + 1, sizeof *damaged);
		rc = damaged == NULL ? ERR_MEMORY : store_look_through(store, there, damaged);
	}
	for (size_t i = 0; rc == 0 && i < there->days; i++)
		good = check_day(&there->day[i], damaged[i], roster->retention_days) && good;
	free(damaged);
	free(there);
	if (rc != 0)
		return fail_err(rc, "what there is");
	if (!good)
		notice("look after the disk; who wrote on such a day has to write again");
	return good ? EXIT_DONE : EXIT_FAILED;
}

static int
check_office(const char *folder, const char *content)
{
	struct minisign_public root;
	struct roster roster;
	struct store *store;
	struct stat s;
	int rc = store_open_sqlite(&store, folder, STORE_READ);

	if (rc != 0)
		return fail_store(rc, folder);
	rc = roster_load(&roster, &root, store);
	if (rc != 0) {
		store_close(store);
		return fail_err(rc, folder);
	}
	print_line("%s", roster.office_name);
	rc = check_people(store, &roster);
	if (content != NULL && check_described(&roster, content) != EXIT_DONE)
		rc = EXIT_FAILED;
	if (check_destroyed(store, &roster) != EXIT_DONE)
		rc = EXIT_FAILED;
	if (check_readable(store, &roster) != EXIT_DONE)
		rc = EXIT_FAILED;
	if (roster.not_after < today() + 30) {
		notice(roster.not_after < today()
		               ? "the roster is past its last day: sign it again with "
		                 "'alcove office renew'"
		               : "the roster's last day is near: sign it again with "
		                 "'alcove office renew'");
		rc = EXIT_FAILED;
	} else {
		(void)printf("the roster holds for %u more days\n", roster.not_after - today());
	}
	if (stat(folder, &s) == 0 && (s.st_mode & 077) != 0) {
		notice("%s can be read by others: chmod 700 %s", folder, folder);
		rc = EXIT_FAILED;
	}
	roster_clear(&roster);
	store_close(store);
	return rc;
}

int
office_verb_check(const struct arguments *a)
{
	char path[4096];

	if (snprintf(path, sizeof path, "%s/store.db", a->positional[0]) < (int)sizeof path &&
	    access(path, F_OK) == 0)
		return check_office(a->positional[0], option(a, "--from"));
	if (option(a, "--from") != NULL)
		return fail_usage("office check: --from goes with the DIR of an office");
	return check_content(a->positional[0]);
}
