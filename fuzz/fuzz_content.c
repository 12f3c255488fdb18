/* Any bytes as office.yaml: an office, or problems that each name a line and a remedy. */
#include <stdlib.h>
#include <string.h>

#include "content/content.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
need(bool holds)
{
	if (!holds)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct content_problems problems = {0};
	struct roster roster = {0};
	struct content *c;

	if (size > CONTENT_FILE_MAX)
		return 0;
	int err = content_parse(&c, "office.yaml", span(data, size), &problems);
	need(err == 0 ? problems.n == 0 : err == ERR_FORMAT && problems.n > 0);
	for (size_t i = 0; i < problems.n; i++) {
		char *text = content_problem_text(&problems.list[i]);
		need(text != NULL && *problems.list[i].remedy != '\0');
		need(utf8_valid(span_text(text)) && strchr(text, '\n') == NULL);
		free(text);
	}
	if (err == 0)
		need(content_to_roster(c, &roster) == 0);
	roster_clear(&roster);
	content_free(c);
	content_problems_clear(&problems);
	return 0;
}
