#include "cli/problems.h"

#include <stdio.h>
#include <stdlib.h>

#include "cli/say.h"

void
problems_say(struct content_problems *problems)
{
	for (size_t i = 0; i < problems->n; i++) {
		char *text = content_problem_text(&problems->list[i]);

		say_problem(text == NULL ? err_text(ERR_MEMORY) : text);
		free(text);
	}
	if (problems->unsaid > 0)
		(void)fprintf(stderr, "… and %zu more\n", problems->unsaid);
	content_problems_clear(problems);
}

int
problems_load(struct content **out, const char *folder)
{
	struct content_problems problems = {0};
	struct content *other = NULL;
	int rc = content_load(out, folder, NULL, &problems);

	/* One reading looks at one language. */
	for (size_t i = 1; rc == 0 && i < (*out)->languages.n; i++) {
		rc = content_load(&other, folder, (*out)->languages.list[i], &problems);
		content_free(other);
	}
	if (rc != 0) {
		content_free(*out);
		*out = NULL;
	}
	problems_say(&problems);
	if (rc != 0 && rc != ERR_FORMAT)
		return fail_err(rc, folder);
	return rc == 0 ? EXIT_DONE : EXIT_FAILED;
}
