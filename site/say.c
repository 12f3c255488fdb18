#include "site/say.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__attribute__((format(printf, 1, 0))) static void
line(const char *format, va_list arguments)
{
	(void)fputs("alcove site: ", stderr);
	(void)vfprintf(stderr, format, arguments);
	(void)fputc('\n', stderr);
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
		(void)fprintf(stderr, "%s\n", text == NULL ? "no memory" : text);
		free(text);
	}
	if (problems->unsaid > 0)
		(void)fprintf(stderr, "and %zu more\n", problems->unsaid);
	return failure("%s is not used: put this right first", folder);
}
