#include "cli/say.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

__attribute__((format(printf, 1, 0))) static void
speak(const char *format, va_list list)
{
	(void)fputs("alcove: ", stderr);
	(void)vfprintf(stderr, format, list);
	(void)fputc('\n', stderr);
}

int
fail(const char *format, ...)
{
	va_list list;

	va_start(list, format);
	speak(format, list);
	va_end(list);
	return EXIT_FAILED;
}

int
fail_usage(const char *what)
{
	(void)fail("%s", what);
	return EXIT_USAGE;
}

int
fail_err(int err, const char *what)
{
	if (err == ERR_DISK && errno != 0)
		return fail("%s: %s", what, strerror(errno));
	return fail("%s: %s", what, err_text(err));
}

int
fail_store(int err, const char *folder)
{
	if (err == ERR_ABSENT)
		return fail("%s: there is no office here (alcove office init makes one)", folder);
	if (err == ERR_OLDER)
		return fail("%s: another version of Alcove keeps this office: use that one, or "
		            "restart its server with this one, which takes it over",
		            folder);
	return fail_err(err, folder);
}

void
notice(const char *format, ...)
{
	va_list list;

	va_start(list, format);
	speak(format, list);
	va_end(list);
}

/* C0, DEL, and C1 as UTF-8 (c2 80 to c2 9f). */
static bool
controls(const uint8_t *p, size_t left, size_t *n)
{
	*n = 1;
	if (*p == '\n' || *p == '\t')
		return false;
	if (*p == 0xc2 && left > 1 && p[1] < 0xa0) {
		*n = 2;
		return true;
	}
	return *p < 0x20 || *p == 0x7f;
}

void
print_text(struct span text)
{
	bool terminal = isatty(STDOUT_FILENO) == 1;
	size_t n;

	for (size_t i = 0; i < text.n; i += n) {
		if (terminal && controls(text.p + i, text.n - i, &n)) {
			(void)fputc('?', stdout);
			continue;
		}
		n = 1;
		(void)fputc(text.p[i], stdout);
	}
}

void
print_word(const char *text)
{
	if (strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-") ==
	            strlen(text) &&
	    text[0] != '-') {
		(void)printf("%s", text);
		return;
	}
	(void)putchar('\'');
	for (; *text != '\0'; text++) {
		if (*text == '\'')
			(void)printf("'\\'");
		(void)putchar(*text);
	}
	(void)putchar('\'');
}
