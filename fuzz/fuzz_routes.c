/* A request line and an Accept-Encoding; and the words of a command line. NUL parts them. */
#include <stdlib.h>
#include <string.h>

#include "core/served.h"
#include "fuzz/support.h"
#include "server/coding.h"
#include "server/options.h"
#include "server/routes.h"

enum { WORDS_MAX = 8 };

static void
route(const char *method, const char *path, const char *accept)
{
	const struct route *found = NULL, *again;
	const char *allowed = NULL;
	uint32_t day = 0;
	int rc = routes_find(&found, &day, method, path, &allowed);

	switch (rc) {
	case 0: {
		size_t n = strlen(found->path);

		NEED(strcmp(found->method, method) == 0 || strcmp(method, "HEAD") == 0);
		/* a route is met by its own path only, and by one spelling of a day */
		NEED(strncmp(path, found->path, n) == 0);
		if (found->path[n - 1] == '/') {
			char text[16];

			(void)snprintf(text, sizeof text, "%u", day);
			NEED(strcmp(path + n, text) == 0);
		} else {
			NEED(path[n] == '\0');
		}
		break;
	}
	case ERR_REFUSED:
		NEED(allowed != NULL && allowed[0] != '\0');
		NEED(strstr(allowed, method) == NULL || method[0] == '\0' || method[1] == '\0' ||
		     routes_find(&again, &day, method, path, &allowed) != 0);
		break;
	default:
		NEED(rc == ERR_ABSENT);
	}
	NEED(media_of(path) != NULL && media_of(path)->type[0] != '\0');
	(void)coding_accepts_gzip(accept);
	NEED(!coding_accepts_gzip(NULL));
}

static void
command_line(int n, char *const *words)
{
	char problem[LISTEN_PROBLEM_MAX] = "";
	struct options o;
	int rc = options_read(&o, n, words, problem);

	NEED(rc == 0 || rc == ERR_FORMAT);
	if (rc != 0) {
		NEED(problem[0] != '\0' && strlen(problem) < sizeof problem);
		return;
	}
	NEED(o.help || o.version || o.directory != NULL);
	/* plain HTTP reaches nobody outside, unless it was said */
	NEED(o.listen.local || o.behind_tls || o.help || o.version);
	NEED(o.puzzle >= PUZZLE_AUTO && o.puzzle <= PUZZLE_BITS_MAX);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *copy = fuzz_text(span(data, size)), *words[WORDS_MAX + 1];
	size_t n = 0;

	for (size_t at = 0; at < size && n < WORDS_MAX; at += strlen(copy + at) + 1)
		words[n++] = fuzz_text(span_text(copy + at));
	words[n] = NULL;
	if (n == 3)
		route(words[0], words[1], words[2]);
	if (n > 0)
		command_line((int)n, words);
	while (n > 0)
		free(words[--n]);
	free(copy);
	return 0;
}
