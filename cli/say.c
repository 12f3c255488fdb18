#include "cli/say.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "core/quote.h"

enum { SAID_BYTES = 8192 }; /* longer than any path: what is longer is cut */

/* One line of ours, in which names of others and words of a server may stand. */
__attribute__((format(printf, 3, 0))) static void
put_line(FILE *to, const char *before, const char *format, va_list list)
{
	char said[SAID_BYTES];
	struct buf line;

	(void)vsnprintf(said, sizeof said, format, list);
	buf_init(&line, quote_max(sizeof said));
	buf_put_text(&line, before);
	quote_name(&line, span_text(said));
	buf_put_u8(&line, '\n');
	quote_bytes(said);
	if (line.err == 0)
		(void)fwrite(line.p, 1, line.n, to);
	else
		(void)fprintf(to, "%s%s\n", before, said);
	buf_clear(&line);
}

__attribute__((format(printf, 1, 0))) static void
speak(const char *format, va_list list)
{
	put_line(stderr, "alcove: ", format, list);
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
	if (err == ERR_FORMAT)
		return fail("%s: its store.db, keys or ends is damaged; docs/operations.md tells "
		            "how an "
		            "office is put back",
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

__attribute__((format(printf, 1, 2))) static void
say_line(const char *format, ...)
{
	va_list list;

	va_start(list, format);
	put_line(stderr, "", format, list);
	va_end(list);
}

void
say_problem(const char *line)
{
	say_line("%s", line);
}

static size_t
columns(void)
{
	struct winsize size;

	if (isatty(STDOUT_FILENO) != 1 || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 ||
	    size.ws_col == 0)
		return QUOTE_COLUMNS;
	return size.ws_col;
}

static int
print_quotation(struct buf *quotation)
{
	int rc = quotation->err;

	if (rc == 0)
		(void)fwrite(quotation->p, 1, quotation->n, stdout);
	buf_clear(quotation);
	return rc;
}

int
print_text(struct span text)
{
	struct buf quotation;

	buf_init(&quotation, quote_max(text.n));
	quote_lines(&quotation, text, columns());
	return print_quotation(&quotation);
}

void
print_name(const char *text)
{
	struct buf quotation;

	buf_init(&quotation, quote_max(strlen(text)));
	quote_name(&quotation, span_text(text));
	(void)print_quotation(&quotation);
}

void
print_line(const char *format, ...)
{
	va_list list;

	va_start(list, format);
	put_line(stdout, "", format, list);
	va_end(list);
}

void
print_word(const char *text)
{
	struct buf word, shown;

	if (strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-") ==
	            strlen(text) &&
	    text[0] != '-') {
		(void)printf("%s", text);
		return;
	}
	buf_init(&word, 4 * strlen(text) + 2);
	buf_put_u8(&word, '\'');
	for (; *text != '\0'; text++) {
		if (*text == '\'')
			buf_put_text(&word, "'\\'");
		buf_put_u8(&word, (uint8_t)*text);
	}
	buf_put_u8(&word, '\'');
	buf_init(&shown, quote_max(word.n));
	quote_name(&shown, buf_span(&word));
	(void)print_quotation(&shown);
	buf_clear(&word);
}
