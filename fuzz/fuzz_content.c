/* Any bytes as office.yaml: an office, or problems that each name a line and a remedy. */
#include "content/content.h"
#include "fuzz/support.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct content_problems problems = {0};
	struct roster roster = {0};
	struct content *c;

	if (size > CONTENT_FILE_MAX)
		return 0;
	int err = content_parse(&c, "office.yaml", span(data, size), &problems);
	NEED(err == 0 ? problems.n == 0 : err == ERR_FORMAT && problems.n > 0);
	if (err == 0)
		NEED(content_to_roster(c, &roster) == 0);
	roster_clear(&roster);
	content_free(c);
	fuzz_problems(&problems);
	return 0;
}
