#include "server/notice.h"

#include <stdarg.h>
#include <stdio.h>

#include "core/quote.h"

enum { NOTICE_BYTES = 4096 };

/* Names of files may hold anything: they stay on their line, and are seen. */
void
notice(const char *format, ...)
{
	char said[NOTICE_BYTES];
	struct buf line;
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(said, sizeof said, format, arguments);
	va_end(arguments);
	buf_init(&line, quote_max(sizeof said));
	buf_put_text(&line, "alcove-server: ");
	quote_name(&line, span_text(said));
	buf_put_u8(&line, '\n');
	quote_bytes(said);
	if (line.err == 0)
		(void)fwrite(line.p, 1, line.n, stderr);
	else
		(void)fprintf(stderr, "alcove-server: %s\n", said);
	buf_clear(&line);
}
