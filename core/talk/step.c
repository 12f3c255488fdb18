#include "core/talk/step.h"

#include <string.h>

void
step_send(struct step *out, enum http_method method, const char *path, struct span body,
          size_t answer_max)
{
	size_t n = strlen(path);

	out->kind = STEP_REQUEST;
	out->method = method;
	out->body = body;
	out->answer_max = answer_max;
	memcpy(out->path, path, n + 1);
}

void
step_get(struct step *out, const char *path, size_t answer_max)
{
	step_send(out, HTTP_GET, path, SPAN_NONE, answer_max);
}

void
step_get_day(struct step *out, const char *path, uint32_t day, size_t answer_max)
{
	char digits[10];
	size_t n = 0, at;

	step_get(out, path, answer_max);
	at = strlen(out->path);
	do {
		digits[n++] = (char)('0' + day % 10);
		day /= 10;
	} while (day > 0);
	while (n > 0)
		out->path[at++] = digits[--n];
	out->path[at] = '\0';
}
