#include "cli/talk.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/say.h"
#include "core/date.h"
#include "core/desk/vault.h"

static const uint8_t VISITOR[PERSON_BYTES];
static const char GONE[] = "an ombuds who has left";

static bool
from_visitor(const struct message *m)
{
	return memcmp(m->person, VISITOR, PERSON_BYTES) == 0;
}

static const char *
person_name(const struct roster *roster, const struct message *m)
{
	const struct person *p = roster_person(roster, m->person);

	return p == NULL ? GONE : p->name;
}

/* The text, or that there is none to be read. */
static int
add_text(json_t *value, const struct message *m)
{
	struct buf text;
	int rc;

	if (!message_readable(m))
		return json_object_set_new(value, "unreadable", json_true());
	buf_init(&text, TEXT_MAX);
	rc = message_text(&text, m);
	if (rc == 0)
		rc = json_object_set_new(
			value, "text",
			json_stringn(text.n == 0 ? "" : (const char *)text.p, text.n));
	buf_clear(&text);
	return rc;
}

/* To whom the visitor's own words went. */
static int
add_people(json_t *value, const struct message *m, const struct roster *roster)
{
	json_t *names = json_array();
	int rc = 0;

	for (size_t i = 0; i < m->to.n; i++) {
		const struct person *p = roster_person(roster, m->to.rows[i].person);

		if (addressees_meant(&m->to, i))
			rc |= json_array_append_new(names, json_string(p == NULL ? GONE : p->name));
	}
	rc |= json_object_set_new(value, "to", names);
	if (m->to_whoever)
		rc |= json_object_set_new(value, "free", json_true());
	return rc;
}

static int
add_details(json_t *value, const struct message *m, const struct roster *roster)
{
	char id[2 * MESSAGE_ID_BYTES + 1];
	int rc;

	hex_put(id, SPAN(m->id));
	rc = json_object_set_new(value, "id", json_string(id));
	if (!from_visitor(m))
		rc |= json_object_set_new(value, "person", json_string(person_name(roster, m)));
	if (m->shown.serial != 0)
		rc |= json_object_set_new(value, "roster", json_integer(m->shown.serial));
	return rc;
}

static json_t *
message_json(const struct message *m, const struct roster *roster, bool details)
{
	char date[ISO_DATE_MAX];
	json_t *value;
	int rc;

	iso_date(date, m->day);
	value = json_pack("{s:s, s:s}", "from", from_visitor(m) ? "visitor" : "ombuds", "day",
	                  date);
	if (value == NULL)
		return NULL;
	rc = add_text(value, m);
	if (rc == 0 && m->to.n > 0)
		rc = add_people(value, m, roster);
	if (rc == 0 && details)
		rc = add_details(value, m, roster);
	if (rc != 0) {
		json_decref(value);
		return NULL;
	}
	return value;
}

json_t *
talk_json(const struct thread *thread, const struct roster *roster, bool details)
{
	json_t *list = json_array();

	for (size_t i = 0; i < thread->n && list != NULL; i++) {
		const struct message *m = thread->messages[i];

		if (message_shown(m) &&
		    json_array_append_new(list, message_json(m, roster, details)) != 0) {
			json_decref(list);
			list = NULL;
		}
	}
	return list;
}

static int
print_words(const struct message *m)
{
	struct buf text;
	int rc;

	if (!message_readable(m)) {
		(void)printf("(A message that cannot be read: it is not text.)\n");
		return EXIT_DONE;
	}
	buf_init(&text, TEXT_MAX);
	rc = message_text(&text, m);
	if (rc == 0)
		rc = print_text(buf_span(&text));
	buf_clear(&text);
	return rc == 0 ? EXIT_DONE : fail_err(rc, "a message");
}

static int
print_message(const struct message *m, const struct roster *roster, bool details,
              const char *visitor)
{
	char id[2 * MESSAGE_ID_BYTES + 1];
	int rc;

	print_name(from_visitor(m) ? visitor : person_name(roster, m));
	(void)printf(":");
	if (details) {
		hex_put(id, SPAN(m->id));
		(void)printf(" (%s)", id);
	}
	(void)printf("\n");
	rc = print_words(m);
	(void)printf("\n");
	return rc;
}

int
talk_print(const struct thread *thread, const struct roster *roster, bool details,
           const char *visitor, const char *empty)
{
	bool any = false;
	int rc = EXIT_DONE;

	for (size_t i = 0; rc == EXIT_DONE && i < thread->n; i++) {
		if (!message_shown(thread->messages[i]))
			continue;
		any = true;
		rc = print_message(thread->messages[i], roster, details, visitor);
	}
	if (!any)
		(void)printf("%s\n", empty);
	return rc;
}

int
print_json(json_t *value)
{
	/* On a screen no byte of others may be a control character, of C1 neither. */
	size_t plain = isatty(STDOUT_FILENO) == 1 ? JSON_ENSURE_ASCII : 0;
	int rc = value == NULL ? -1 : json_dumpf(value, stdout, JSON_INDENT(2) | plain);

	json_decref(value);
	if (rc != 0)
		return fail("cannot write the answer as JSON");
	(void)printf("\n");
	return EXIT_DONE;
}
