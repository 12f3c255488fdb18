#include "cli/talk.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/say.h"
#include "core/desk/vault.h"

static const uint8_t VISITOR[PERSON_BYTES];

static bool
from_visitor(const struct message *m)
{
	return memcmp(m->person, VISITOR, PERSON_BYTES) == 0;
}

static const char *
person_name(const struct roster *roster, const struct message *m)
{
	const struct person *p = roster_person(roster, m->person);

	return p == NULL ? "an ombuds who has left" : p->name;
}

static int
add_details(json_t *value, const struct message *m, const struct roster *roster)
{
	char id[2 * MESSAGE_ID_BYTES + 1];
	int rc;

	hex_put(id, SPAN(m->id));
	rc = json_object_set_new(value, "id", json_string(id));
	rc |= json_object_set_new(value, "day", json_integer(m->day));
	if (!from_visitor(m))
		rc |= json_object_set_new(value, "person", json_string(person_name(roster, m)));
	return rc;
}

static json_t *
message_json(const struct message *m, const struct roster *roster, bool details)
{
	struct buf text;
	json_t *value = NULL;

	buf_init(&text, TEXT_MAX + TEXT_PART_BYTES);
	if (message_text(&text, m) == 0)
		value = json_pack("{s:s, s:o}", "from", from_visitor(m) ? "visitor" : "ombuds",
		                  "text",
		                  json_stringn(text.n == 0 ? "" : (const char *)text.p, text.n));
	buf_clear(&text);
	if (value != NULL && details && add_details(value, m, roster) != 0) {
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
print_message(const struct message *m, const struct roster *roster, bool details,
              const char *visitor)
{
	char id[2 * MESSAGE_ID_BYTES + 1];
	struct buf text;
	int rc;

	buf_init(&text, TEXT_MAX + TEXT_PART_BYTES);
	rc = message_text(&text, m);
	if (rc == 0) {
		print_text(span_text(from_visitor(m) ? visitor : person_name(roster, m)));
		(void)printf(":");
		if (details) {
			hex_put(id, SPAN(m->id));
			(void)printf(" (%s)", id);
		}
		(void)printf("\n");
		print_text(buf_span(&text));
		if (text.n > 0 && text.p[text.n - 1] != '\n')
			(void)printf("\n");
		(void)printf("\n");
	}
	buf_clear(&text);
	return rc == 0 ? EXIT_DONE : fail_err(rc, "a message");
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
