#include "cli/promise.h"

#include <stdio.h>

#include "cli/say.h"
#include "core/json.h"

static int
exceptions(const json_t *charter)
{
	const json_t *list = json_object_get(charter, "exceptions");
	int rc = 0;
	size_t i;
	json_t *clause;

	if (json_array_size(list) == 0)
		return 0;
	(void)printf(
		"What you say stays in the office, unless you and the ombuds both agree otherwise, "
		"except:\n");
	json_array_foreach(list, i, clause)
	{
		const char *text = json_string_value(
			json_is_object(clause) ? json_object_get(clause, "text") : clause);

		(void)printf("\n");
		if (text != NULL && rc == 0)
			rc = print_text(span_text(text));
	}
	(void)printf("\n");
	return rc;
}

static void
readers(const struct roster *roster)
{
	const char *before = "";

	(void)printf("Who may read what you write: ");
	for (size_t i = 0; i < roster_slots(roster); i++) {
		if (roster_slot(roster, i)->role != ROLE_OMBUDS)
			continue;
		(void)printf("%s", before);
		print_name(roster_slot(roster, i)->name);
		before = ", ";
	}
	(void)printf(".\n");
}

int
promise_print(const struct roster *roster)
{
	const char *notice, *emergency;
	json_t *charter;
	int rc = json_read(&charter, span_text(roster->charter));

	if (rc != 0)
		return rc;
	notice = json_string_value(json_object_get(charter, "notice"));
	print_line("%s", roster->office_name);
	if (roster->sample)
		(void)printf("This office is a sample for trying Alcove. Nobody reads what is "
		             "written.\n");
	emergency = json_string_value(json_object_get(charter, "emergency"));
	(void)printf("\n");
	if (emergency != NULL) {
		rc = print_text(span_text(emergency));
		(void)printf("\n");
	}
	if (rc == 0 && notice != NULL) {
		rc = print_text(span_text(notice));
		(void)printf("\n");
	}
	if (rc == 0)
		rc = exceptions(charter);
	if (roster->writing == OFFICE_WRITING_ARRANGING)
		(void)printf("Writing here only serves to find a time to talk.\n\n");
	if (roster->writing == OFFICE_WRITING_OFF)
		(void)printf("This office takes no writing: call or visit.\n\n");
	if (roster->writing == OFFICE_WRITING_UNKNOWN)
		(void)printf("This office takes writing in a way that needs a newer Alcove: with "
		             "this one you can only read.\n\n");
	readers(roster);
	(void)printf("A message is kept for %u days at most.\n\n", roster->retention_days);
	json_decref(charter);
	return rc;
}
