#include "cli/promise.h"

#include <stdio.h>

#include "cli/say.h"
#include "core/json.h"

static void
line(const char *before, const char *text, const char *after)
{
	(void)printf("%s", before);
	print_text(span_text(text));
	(void)printf("%s", after);
}

static void
exceptions(const json_t *charter)
{
	const json_t *list = json_object_get(charter, "exceptions");
	size_t i;
	json_t *clause;

	if (json_array_size(list) == 0)
		return;
	(void)printf(
		"What you say stays in the office, unless you and the ombuds both agree otherwise, "
		"except:\n");
	json_array_foreach(list, i, clause)
	{
		const char *text = json_string_value(
			json_is_object(clause) ? json_object_get(clause, "text") : clause);

		if (text != NULL)
			line("  - ", text, "\n");
	}
	(void)printf("\n");
}

int
promise_print(const struct roster *roster)
{
	const char *notice, *before = "";
	json_t *charter;
	int rc = json_read(&charter, span_text(roster->charter));

	if (rc != 0)
		return rc;
	notice = json_string_value(json_object_get(charter, "notice"));
	line("", roster->office_name, "\n");
	if (roster->sample)
		(void)printf("This office is a sample for trying Alcove. Nobody reads what is "
		             "written.\n");
	(void)printf("\n");
	if (notice != NULL)
		line("", notice, "\n\n");
	exceptions(charter);
	if (roster->writing == OFFICE_WRITING_ARRANGING)
		(void)printf("Writing here only serves to find a time to talk.\n\n");
	if (roster->writing == OFFICE_WRITING_OFF)
		(void)printf("This office takes no writing: call or visit.\n\n");
	if (roster->writing == OFFICE_WRITING_UNKNOWN)
		(void)printf("This office takes writing in a way that needs a newer Alcove: with "
		             "this one you can only read.\n\n");
	(void)printf("Who may read what you write: ");
	for (size_t i = 0; i < roster_slots(roster); i++) {
		if (roster_slot(roster, i)->role != ROLE_OMBUDS)
			continue;
		line(before, roster_slot(roster, i)->name, "");
		before = ", ";
	}
	(void)printf(".\nA message is kept for %u days at most.\n\n", roster->retention_days);
	json_decref(charter);
	return 0;
}
