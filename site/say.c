#include "site/say.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/quote.h"

enum { SAID_BYTES = 8192 };

/* What an office's files hold stays on its line, and is seen (core/quote.h). */
static void
put(const char *before, const char *text)
{
	struct buf b;

	buf_init(&b, quote_max(strlen(text)));
	buf_put_text(&b, before);
	quote_name(&b, span_text(text));
	buf_put_u8(&b, '\n');
	(void)fwrite(b.p, 1, b.n, stderr);
	buf_clear(&b);
}

__attribute__((format(printf, 1, 0))) static void
line(const char *format, va_list arguments)
{
	char said[SAID_BYTES];

	(void)vsnprintf(said, sizeof said, format, arguments);
	put("alcove site: ", said);
}

int
failure(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	line(format, arguments);
	va_end(arguments);
	return EXIT_FAILURE;
}

int
usage_error(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	line(format, arguments);
	va_end(arguments);
	return EXIT_USAGE;
}

int
content_failure(const char *folder, int err, const struct content_problems *problems)
{
	if (err != ERR_FORMAT)
		return failure("%s: %s", folder,
		               err == ERR_DISK && errno != 0 ? strerror(errno) : err_text(err));
	for (size_t i = 0; i < problems->n; i++) {
		char *text = content_problem_text(&problems->list[i]);
		put("", text == NULL ? "no memory" : text);
		free(text);
	}
	if (problems->unsaid > 0)
		(void)fprintf(stderr, "and %zu more\n", problems->unsaid);
	return failure("%s is not used: put this right first", folder);
}
